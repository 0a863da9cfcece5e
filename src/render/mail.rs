//! Takes a brief; gives its mail, as full as mail clients let it be: Gmail cuts what is longer
//! than about 102 kB, and with it the way to unsubscribe. Never leaves a name out of the
//! scoreboard without saying so.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Serialize;

use super::engine::{self, Format};
use super::page::Page;
use super::{RenderError, TemplateSet};
use crate::model::{Brief, Cited, Gap, ScoreRow, Ticker, file_names};

/// A mail is made leaner as long as it is longer than this.
const BYTES_WANTED: usize = 90_000;

/// A mail longer than this is sent in its short form.
const BYTES_MAX: usize = 100_000;

/// Where a line of the source is folded; RFC 5322 allows 998 bytes.
const LINE_BYTES: usize = 900;

/// How much of a brief its mail shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// How many names have a full card; the others have their row alone.
    pub(super) cards: usize,
    /// How many rows each of the lists after the names has.
    pub(super) list_rows: usize,
    /// How many names the scoreboard has.
    pub(super) rows: usize,
    /// Headline, bullets, the contrarian box and the scoreboard alone.
    pub(super) short: bool,
}

impl Plan {
    /// As much as a mail ever shows.
    pub(super) const FULLEST: Self =
        Self { cards: 5, list_rows: 12, rows: usize::MAX, short: false };

    /// From full to lean.
    const ALL: [Self; 4] = [
        Self::FULLEST,
        Self { cards: 3, list_rows: 5, ..Self::FULLEST },
        Self { cards: 0, list_rows: 3, ..Self::FULLEST },
        Self { cards: 0, list_rows: 0, rows: 80, short: true },
    ];
}

/// The fullest mail that clients show whole.
///
/// # Errors
/// [`RenderError`] when the template cannot be filled.
pub(super) fn lay_out(
    brief: &Brief,
    page: &mut Page,
    templates: &TemplateSet,
) -> Result<String, RenderError> {
    choose(|plan| {
        page.mail_by(brief, plan);
        let mail = engine::fill(templates, "email.html.tera", Format::Html, page)?;
        Ok(fold(&mail))
    })
}

/// The first mail that is as short as wanted; else the leanest that is not cut; else the short
/// form.
fn choose<E>(mut lay_out: impl FnMut(Plan) -> Result<String, E>) -> Result<String, E> {
    let [fullest, leaner @ .., short] = Plan::ALL;
    let mut mail = lay_out(fullest)?;
    for plan in leaner {
        if mail.len() > BYTES_WANTED {
            mail = lay_out(plan)?;
        }
    }
    if mail.len() > BYTES_MAX { lay_out(short) } else { Ok(mail) }
}

/// What the template sees of the plan.
#[derive(Serialize)]
pub(super) struct Mailed {
    /// Whether this is the short form.
    short: bool,
    /// How many names the scoreboard has.
    rows: usize,
    /// How many rows the lists after the names have.
    list_rows: usize,
    /// What is not in the mail and where it is; empty when all is.
    left_out: String,
}

impl Mailed {
    pub(super) fn of(brief: &Brief, plan: Plan, cards: usize) -> Self {
        let rows = brief.scoreboard.len().min(plan.rows);
        Self {
            short: plan.short,
            rows,
            list_rows: plan.list_rows,
            left_out: left_out(brief, plan, cards),
        }
    }
}

/// The names that matter most: a takeaway first, then a gap, then the largest change.
pub(super) fn cards(brief: &Brief, plan: Plan) -> Vec<Ticker> {
    let mut rows: Vec<&ScoreRow> = brief.scoreboard.iter().collect();
    rows.sort_by_key(|row| {
        let led = brief.takeaway.ticker.as_ref() == Some(&row.ticker);
        let gap = matches!(row.gap, Gap::PriceAhead | Gap::EvidenceAhead);
        let change = row.change.map_or(0, |change| change.0.abs());
        std::cmp::Reverse((led, gap, change))
    });
    rows.into_iter().take(plan.cards).map(|row| row.ticker.clone()).collect()
}

/// The footnotes that something in the mail refers to.
pub(super) fn cited(brief: &Brief, plan: Plan, cards: &[Ticker]) -> BTreeSet<u16> {
    if plan.short {
        return BTreeSet::new();
    }
    let takeaway = &brief.takeaway;
    let names = brief.names.iter().filter(|card| cards.contains(&card.ticker));
    let of_names = names.flat_map(|card| {
        let parts = card.lines.iter().chain(&card.catalyst).chain(&card.risk);
        parts.chain(std::iter::once(&card.contrarian))
    });
    let held = brief.portfolio.iter().flat_map(|section| {
        let facts = section.facts.iter().map(|fact| &fact.body);
        facts.chain(section.stakes.iter().map(|stake| &stake.takeaway))
    });
    let lists =
        brief.effects.iter().take(plan.list_rows).flat_map(|row| [&row.reason, &row.catalyst]);
    let lists = lists.chain(brief.calendar.iter().take(plan.list_rows).map(|row| &row.event));
    let lists = lists.chain(brief.changes.iter().take(plan.list_rows).map(|row| &row.why));
    let shown: Vec<&Cited> =
        [&brief.deck, &takeaway.crowd, &takeaway.evidence, &takeaway.dissent, &takeaway.record]
            .into_iter()
            .chain(brief.bullets.iter().map(|bullet| &bullet.body))
            .chain(takeaway.wrong_if.iter().chain(&takeaway.others))
            .chain(held)
            .chain(of_names)
            .chain(lists)
            .collect();
    shown.into_iter().flat_map(|line| line.citations.iter().copied()).collect()
}

/// One line that says what is missing and where it is.
fn left_out(brief: &Brief, plan: Plan, cards: usize) -> String {
    let mut parts = Vec::new();
    let mut missing = |count: usize, one: &str, many: &str| match count {
        0 => {}
        1 => parts.push(format!("{one} of 1 name")),
        _ => parts.push(format!("{many} of {count} names")),
    };
    missing(brief.scoreboard.len().saturating_sub(plan.rows), "the row", "the rows");
    missing(brief.names.len() - cards, "the card", "the cards");
    let mut rows = |count: usize, one: &str, many: &str| match count.saturating_sub(plan.list_rows)
    {
        0 => {}
        1 => parts.push(format!("1 {one}")),
        count => parts.push(format!("{count} {many}")),
    };
    rows(brief.effects.len(), "effect", "effects");
    rows(brief.calendar.len(), "coming event", "coming events");
    rows(brief.changes.len(), "change", "changes");
    if plan.short {
        parts.push("the sources".to_owned());
    }
    let Some((last, others)) = parts.split_last() else { return String::new() };
    let mut line = if plan.short {
        "This is the short form: mail programs would cut the whole brief off. ".to_owned()
    } else {
        String::new()
    };
    let listed =
        if others.is_empty() { last.clone() } else { format!("{} and {last}", others.join(", ")) };
    let page = format!("{}/{}", brief.provenance.archive_path, file_names::HTML);
    let _ = write!(line, "Not in this mail: {listed}. All of it is in the archive: {page}");
    line
}

/// The same HTML in lines that every relay takes: a space becomes a line feed where a line
/// grows long. What cannot break stays, and quoted-printable breaks it.
fn fold(mail: &str) -> String {
    let mut folded = String::with_capacity(mail.len() + 64);
    for line in mail.lines() {
        let mut rest = line;
        while rest.len() > LINE_BYTES {
            let near = rest.floor_char_boundary(LINE_BYTES);
            let space = rest[..near].rfind(' ').filter(|place| *place > 0);
            let Some(place) = space.or_else(|| rest.find(' ').filter(|place| *place > 0)) else {
                break;
            };
            folded.push_str(&rest[..place]);
            folded.push('\n');
            rest = &rest[place + 1..];
        }
        folded.push_str(rest);
        folded.push('\n');
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(full: usize, lean: usize, leaner: usize) -> (usize, bool) {
        let mut last = Plan::FULLEST;
        let mail = choose(|plan| {
            last = plan;
            let bytes = match (plan.cards, plan.short) {
                (_, true) => 1,
                (5, _) => full,
                (3, _) => lean,
                _ => leaner,
            };
            Ok::<_, ()>("x".repeat(bytes))
        });
        assert!(mail.is_ok());
        (last.cards, last.short)
    }

    #[test]
    fn a_mail_is_as_full_as_its_bytes_allow() {
        assert_eq!(chosen(90_000, 1, 1), (5, false));
        assert_eq!(chosen(90_001, 90_000, 1), (3, false));
        assert_eq!(chosen(200_000, 90_001, 100_000), (0, false));
        assert_eq!(chosen(200_000, 200_000, 100_001), (0, true));
    }

    #[test]
    fn folding_changes_spaces_alone() {
        let long = format!("<td class=\"a\">{}</td> {} é\n", "word ".repeat(900), "x".repeat(2000));
        let folded = fold(&long);
        assert_eq!(folded.replace('\n', " "), long.replace('\n', " "));
        let too_long = folded.lines().filter(|line| line.len() > 998).count();
        assert_eq!(too_long, 1, "only the word that cannot break");
        assert_eq!(fold("short\nlines\n"), "short\nlines\n");
    }
}
