//! Takes the day and its strongest takeaway; gives the three bullets: what changed, why it
//! matters, what to watch. Always three, and each says something.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::cite::Citations;
use super::front::{Front, leaning_with};
use super::{names, takeaway, words};
use crate::model::{
    Band, Bullet, Cited, Claim, DayView, MarketView, Takeaway, TickerView, When, wording,
};

/// A move of so many hundredths of a standard deviation is a surprise.
const SURPRISE_Z: i64 = 100;

/// What changed, why it matters, what to watch.
pub(super) fn bullets(front: Front<'_>, cite: &mut Citations<'_>) -> Vec<Bullet> {
    let bullet = |label: &str, body: Cited| Bullet { label: label.to_owned(), body };
    vec![
        bullet("What changed", what_changed(front.day, cite)),
        bullet("Why it matters", why_it_matters(front.day, cite)),
        bullet("What to watch", what_to_watch(front, cite)),
    ]
}

/// How the day went as a whole, then its leading sentences.
fn what_changed(day: &DayView, cite: &mut Citations<'_>) -> Cited {
    let mut sentences: Vec<String> = breadth(day).into_iter().collect();
    let mut citations: Vec<u16> = Vec::new();
    for claim in &day.summary {
        let line = names::quoted(claim, cite);
        citations.extend(line.citations);
        sentences.push(words::stopped(&line.text));
    }
    if day.summary.is_empty() {
        sentences.push(match day.tickers.as_slice() {
            [only] => format!("No story in the window is mainly about {}.", only.profile.name),
            _ => "No story in the window is mainly about a ticker of the watchlist.".to_owned(),
        });
    }
    citations.sort_unstable();
    citations.dedup();
    Cited { text: sentences.join(" "), citations }
}

/// `Three names rose and five fell on 24 March; the tone slipped from +0.11 to +0.07.`
fn breadth(day: &DayView) -> Option<String> {
    let clauses: Vec<String> = prices(day).into_iter().chain(tone(day)).collect();
    (!clauses.is_empty()).then(|| format!("{}.", words::capital(&clauses.join("; "))))
}

/// How many names rose and fell in the session that most of them are at.
fn prices(day: &DayView) -> Option<String> {
    let mut sessions: BTreeMap<NaiveDate, Vec<i64>> = BTreeMap::new();
    for market in day.tickers.iter().filter_map(|view| view.market.as_ref()) {
        if let Some(points) = market.day {
            sessions.entry(market.session).or_default().push(points.0);
        }
    }
    let (session, moves) =
        sessions.into_iter().max_by_key(|(session, moves)| (moves.len(), Reverse(*session)))?;
    let up = moves.iter().filter(|points| **points > 0).count();
    let down = moves.iter().filter(|points| **points < 0).count();
    let when = words::day_month(session);
    let all = moves.len();
    let names = |count: usize| {
        if count == 1 { "one name".to_owned() } else { format!("{} names", words::small(count)) }
    };
    Some(match (up, down) {
        _ if all < 2 => return None,
        (0, 0) => format!("no price moved on {when}"),
        (2, 0) if all == 2 => format!("both names rose on {when}"),
        (0, 2) if all == 2 => format!("both names fell on {when}"),
        (up, 0) if up == all => format!("all {} rose on {when}", names(all)),
        (0, down) if down == all => format!("all {} fell on {when}", names(all)),
        (0, down) => {
            format!("{} of {} fell on {when} and none rose", words::small(down), names(all))
        }
        (up, 0) => format!("{} of {} rose on {when} and none fell", words::small(up), names(all)),
        (up, down) => format!("{} rose and {} fell on {when}", names(up), words::small(down)),
    })
}

/// Where the tone of the whole list went.
fn tone(day: &DayView) -> Option<String> {
    let now = day.overall.sentiment?;
    let band = now.band.words();
    Some(match day.overall.previous {
        None => format!("the tone of coverage is {band} at {}", now.score),
        Some(before) => match now.score.since(before).0 {
            0 => format!("the tone of coverage is unchanged at {} ({band})", now.score),
            -4..=4 => {
                format!("the tone of coverage is little changed at {} ({band})", now.score)
            }
            change => {
                let verb = if change > 0 { "improved" } else { "worsened" };
                format!("the tone of coverage {verb} from {before} to {} ({band})", now.score)
            }
        },
    })
}

/// The largest surprise in prices, else the strongest second-order effect.
fn why_it_matters(day: &DayView, cite: &mut Citations<'_>) -> Cited {
    let surprise = day
        .tickers
        .iter()
        .filter_map(|view| Some((view, view.market.as_ref()?)))
        .filter(|(_, market)| market.day.is_some() && market.z_day.is_some())
        .max_by_key(|(_, market)| market.z_day.map_or(0, |z| z.0.abs()));
    if let Some((view, market)) = surprise
        && market.z_day.is_some_and(|z| z.0.abs() >= SURPRISE_Z)
    {
        let leads = view.stories.first().map(|story| &story.lead);
        return cite.text(move_words(view, market), leads);
    }
    if let Some(effect) = day.effects.first() {
        return cite.claim(&effect.reason);
    }
    let text = match surprise {
        Some(_) if day.tickers.len() == 1 => {
            "The price moved no further than on an ordinary day: the market has not taken up the news, or had it already."
        }
        Some(_) => {
            "No price moved further than on an ordinary day: the market has not taken up the news, or had it already."
        }
        None => "Without prices to compare, the coverage stands alone today.",
    };
    Cited { text: text.to_owned(), citations: Vec::new() }
}

/// `Memvault fell 7.2% on 24 March, 5.0% more than its market explains and about three times its
/// usual day. Its coverage is neutral (+0.09): the news does not account for it.`
fn move_words(view: &TickerView, market: &MarketView) -> String {
    let day = market.day.unwrap_or_default();
    let verb = if day.0 < 0 { "fell" } else { "rose" };
    let abnormal = market.abnormal_day.filter(|points| points.unsigned_percent() != "0.0%");
    let beyond = abnormal.map_or_else(String::new, |points| {
        let way = if points.0 < 0 { "below" } else { "above" };
        format!("{} {way} what its market explains and ", points.unsigned_percent())
    });
    let size = market.z_day.map_or_else(String::new, |z| wording::size_words(z, "day"));
    let moved = format!(
        "{} {verb} {} on {}, {beyond}{size}.",
        view.profile.name,
        day.unsigned_percent(),
        words::day_month(market.session)
    );
    let Some(tone) = view.sentiment else {
        let said = match view.coverage.stories {
            0 => "Nothing was written that would explain it.".to_owned(),
            1 => "The one story on it is too little to judge why.".to_owned(),
            stories => {
                format!("The {} on it are too few to judge why.", words::count(stories, "story"))
            }
        };
        return format!("{moved} {said}");
    };
    let verdict = match (leaning_with(day, tone.score), tone.band) {
        (1, _) => "the news and the price agree",
        (-1, _) => "the price went against the news",
        (_, Band::Neutral) => "the news does not account for it",
        _ => "the news leans neither way",
    };
    format!("{moved} Its coverage is {} ({}): {verdict}.", tone.band.words(), tone.score)
}

/// The nearest dated event and the level that would prove the takeaway wrong.
fn what_to_watch(front: Front<'_>, cite: &mut Citations<'_>) -> Cited {
    let day = front.day;
    let dated = day.outlooks.iter().find(|outlook| matches!(outlook.when, When::On(_)));
    let event = dated.or(day.outlooks.first().filter(|_| front.lead.is_none()));
    let mut claims: Vec<&Claim> = Vec::new();
    let mut sentences = Vec::new();
    if let Some(outlook) = event {
        sentences.push(words::stopped(&format!(
            "{}: {}",
            words::when(outlook.when),
            outlook.claim.text().trim().trim_end_matches('.')
        )));
        claims.push(&outlook.claim);
    }
    if let Some((lead, falsifier)) = front.lead.and_then(first_falsifier)
        && (takeaway::is_call(lead) || event.is_none())
    {
        sentences.push(wrong_words(lead, falsifier));
        claims.push(falsifier);
    }
    if sentences.is_empty() {
        sentences.push(
            "No article names a coming event; the next session’s prices are the test.".to_owned(),
        );
    }
    cite.text(sentences.join(" "), claims)
}

fn first_falsifier(lead: &Takeaway) -> Option<(&Takeaway, &Claim)> {
    Some((lead, lead.falsifiers.first()?))
}

fn wrong_words(lead: &Takeaway, falsifier: &Claim) -> String {
    let text = falsifier.text().trim().trim_end_matches('.');
    let until = words::long_date(lead.horizon.until);
    if takeaway::is_call(lead) {
        format!("We would be wrong before {until} if {text}.")
    } else {
        let by = if text.contains(&until) { String::new() } else { format!(", before {until},") };
        format!("Whether{by} {text}.")
    }
}
