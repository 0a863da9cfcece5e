//! Takes the cast and the plan; gives dated articles with the time at which each became
//! known. Never quotes anybody: every word is from the two text files beside it.

use chrono::{Duration, NaiveDate, NaiveTime, TimeZone, Utc};

use super::cast::{Role, ticker};
use super::plan::Episode;
use super::rng::Rng;
use super::{SEED, edition_date, last_session};
use crate::model::{ArticleId, ArticleItem, Instant, Licence, SourceId, TickerKind};

/// An article and when the store would have had it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedItem {
    /// What the source said.
    pub item: ArticleItem,
    /// Publication and the source's lag.
    pub known_at: Instant,
    /// The guid under which the feed serves it.
    pub guid: String,
}

/// A fictional publisher: source id, name, licence.
pub(super) const PUBLISHERS: [(&str, &str, Licence); 3] = [
    ("demo-meridian", "Meridian Wire", Licence::Full),
    ("demo-chipyard", "Chipyard Daily", Licence::Full),
    ("demo-quay", "Ledger & Quay", Licence::Excerpt),
];

/// Share of a day's items by UTC hour, in thousandths, from real headlines with a time.
const HOURS: [u32; 24] = [
    40, 20, 18, 14, 15, 13, 14, 110, 72, 68, 89, 91, 75, 75, 59, 54, 38, 29, 22, 19, 20, 17, 10, 8,
];
const TOPICS: [&str; 8] =
    ["demand", "pricing", "orders", "adoption", "supply", "cost control", "usage", "volumes"];

/// All articles, by the time they became known.
pub(super) fn items(roles: &[Role], episodes: &[Episode]) -> Vec<DatedItem> {
    let mut rng = Rng::stream(SEED, 300);
    let lines: Vec<Vec<&str>> =
        include_str!("phrases.txt").lines().map(|line| line.split('|').collect()).collect();
    let mut found = Vec::new();
    for (number, episode) in episodes.iter().enumerate() {
        let mark = if episode.good { "+" } else { "-" };
        let fitting: Vec<&Vec<&str>> =
            lines.iter().filter(|line| line[0] == mark || line[0] == "0").collect();
        let mut event = *rng.pick(&fitting);
        for copy in 0..episode.articles {
            // Up to three publishers tell one event; then the next event begins.
            if copy % 3 == 0 {
                event = *rng.pick(&fitting);
            }
            let role = &roles[episode.role];
            found.push(article(&mut rng, role, episode, event, &format!("d{number}-{copy}")));
        }
    }
    found.extend(oddities());
    found.sort_by(|left, right| (left.known_at, &left.guid).cmp(&(right.known_at, &right.guid)));
    found
}

fn article(rng: &mut Rng, role: &Role, episode: &Episode, event: &[&str], guid: &str) -> DatedItem {
    let topic = *rng.pick(&TOPICS);
    let symbol = role.profile.ticker.as_str();
    let short = &role.profile.aliases[0];
    let fill = |phrase: &str| {
        let explicit = format!("{short} ({symbol})");
        phrase.replace("{x}", &explicit).replace("{n}", short).replace("{t}", topic)
    };
    let title = fill(event[1 + rng.below(3) as usize]);
    let text = if episode.articles >= 9 && guid.ends_with("-0") {
        let kind = if role.profile.kind == TickerKind::Crypto { "token" } else { "share" };
        format!(
            "{}\n{} reacted first, and suppliers should follow over 12 to 36 months.\nOpinion: the news is good, but most holders of the {kind} knew it.\nRisk: orders could fall within weeks if {topic} slows.\nThe contrarian case: praise this loud has often come before a pause of 30 to 90 days.",
            fill(event[4]),
            role.profile.name,
        )
    } else {
        fill(event[4])
    };
    let at = time(rng, episode.session);
    dated(rng.below(3) as usize, guid, &title, &text, at, 1 + i64::from(rng.below(25)))
}

fn time(rng: &mut Rng, session: NaiveDate) -> Instant {
    let mut left = rng.below(HOURS.iter().sum());
    let mut hour = 0;
    for (place, share) in (0..).zip(HOURS) {
        hour = place;
        if left < share {
            break;
        }
        left -= share;
    }
    let civil = NaiveTime::from_hms_opt(hour, rng.below(60), rng.below(60));
    let civil = civil.expect("hour, minute and second are in range");
    Utc.from_utc_datetime(&session.and_time(civil))
}

fn dated(
    publisher: usize,
    guid: &str,
    title: &str,
    text: &str,
    at: Instant,
    lag_minutes: i64,
) -> DatedItem {
    let (id, name, licence) = PUBLISHERS[publisher];
    let source = SourceId(id.to_owned());
    let item = ArticleItem {
        id: ArticleId::of(&source, guid),
        source,
        publisher: name.to_owned(),
        url: Some(format!("https://{id}.example/{guid}")),
        title: title.to_owned(),
        text: text.to_owned(),
        published_at: Some(at),
        licence,
        vendor_tickers: Vec::new(),
    };
    DatedItem { item, known_at: at + Duration::minutes(lag_minutes), guid: guid.to_owned() }
}

/// The lead of the last day and what every real feed has sooner or later: a correction, an
/// undated item, a hostile title, markup in a summary.
fn oddities() -> Vec<DatedItem> {
    let evening = |hour: u32, minute: u32| {
        let civil = NaiveTime::from_hms_opt(hour, minute, 0).expect("a written time is in range");
        Utc.from_utc_datetime(&last_session().and_time(civil))
    };
    let early = Utc.from_utc_datetime(&edition_date().and_time(NaiveTime::MIN));
    let (title, body) = include_str!("lead.txt").split_once('\n').expect("the lead has a body");
    let wrong = "Voltumn (VOLU) signed a power contract of 900 megawatts.";
    let right = "Correction: Voltumn (VOLU) signed a power contract of 90 megawatts.";
    let mut undated =
        dated(2, "odd-undated", "What we hear about Lumiq", "Nothing new.", evening(21, 0), 5);
    undated.item.published_at = None;
    let mut lead = dated(1, "lead", title, body.trim(), evening(22, 10), 9);
    lead.item.vendor_tickers = ["HALC", "NORX", "OQRA", "TESQ"].map(ticker).to_vec();
    vec![
        lead,
        dated(0, "odd-corrected", "Voltumn signs a power contract", wrong, evening(14, 0), 3),
        dated(0, "odd-corrected", "Voltumn signs a power contract", right, evening(20, 30), 3),
        undated,
        dated(2, "odd-title", "<script>alert(1)</script> Aervane adds a route", "", early, 4),
        dated(0, "odd-markup", "Larkquist's week", "<p>Sales <b>rose</b> a little.</p>", early, 6),
    ]
}
