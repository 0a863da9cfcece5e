//! Takes the cast and the plan; gives dated articles with the time at which each became
//! known. Never quotes anybody: every word is from the text files beside it.

use std::sync::Arc;

use chrono::{Duration, NaiveDate, NaiveTime};
use thin_vec::ThinVec;

use super::cast::Role;
use super::phrases::Phrases;
use super::plan::{Episode, Telling};
use super::rng::Rng;
use super::{SEED, essays, first_session, oddities};
use crate::calendar;
use crate::model::{ArticleId, ArticleItem, ArticleWords, Instant, Licence, SourceId};

/// An article and when the store would have had it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedItem {
    /// What the source said.
    pub item: ArticleItem,
    /// Publication and the source's lag.
    pub known_at: Instant,
    /// The guid under which the feed serves it.
    pub guid: String,
    /// The summary as the feed serves it, where it carries markup.
    pub(super) markup: Option<String>,
}

/// A fictional publisher: source id, name, licence.
pub(super) const PUBLISHERS: [(&str, &str, Licence); 3] = [
    ("demo-meridian", "Meridian Wire", Licence::Full),
    ("demo-chipyard", "Chipyard Daily", Licence::Full),
    ("demo-quay", "Ledger & Quay", Licence::Excerpt),
];

/// Share of a day's items by hour in New York, in thousandths, counted on 41,998 real
/// headlines that carry a time.
const HOURS: [u32; 24] =
    [8, 7, 8, 12, 16, 51, 57, 64, 70, 84, 83, 83, 77, 67, 59, 52, 65, 44, 33, 22, 14, 10, 9, 6];
/// All articles, by the time they became known.
pub(super) fn items(roles: &[Role], episodes: &[Episode]) -> Vec<DatedItem> {
    let phrases = Phrases::read();
    let mut found = Vec::new();
    for episode in episodes {
        found.extend(of_episode(&phrases, roles, episode));
    }
    found.extend(oddities::all(roles));
    found.sort_by(|left, right| (left.known_at, &left.guid).cmp(&(right.known_at, &right.guid)));
    found
}

fn of_episode(phrases: &Phrases, roles: &[Role], episode: &Episode) -> Vec<DatedItem> {
    let role = &roles[episode.role];
    let days = (episode.session - first_session()).num_days().unsigned_abs();
    // Each day of each name has its own stream: what one day tells changes no other.
    let rng = &mut Rng::stream(SEED, 10_000 * (1 + episode.role as u64) + days);
    let number = format!("{}-{}", role.profile.ticker, episode.session).to_lowercase();
    let mut found: Vec<DatedItem> = Vec::new();
    let mut left = episode.articles;
    if episode.telling == Telling::Loud {
        let event = phrases.event(rng, roles, role, episode.good);
        let (title, text) = essays::essay(rng, role, &event, episode.good);
        found.push(dated(
            1,
            &format!("essay-{number}"),
            &title,
            &text,
            time(rng, episode.session),
            12,
        ));
        left = left.saturating_sub(1);
    }
    while left > 0 {
        let tellings = match episode.telling {
            Telling::Apart => 1,
            Telling::Together => 2 + rng.below(3),
            Telling::Loud => 1 + rng.below(2),
        };
        // In a one-sided crowd hardly anybody dissents; on other days one event in five does.
        let dissents = rng.below(if episode.telling == Telling::Loud { 14 } else { 5 }) == 0;
        let event = phrases.event(rng, roles, role, episode.good != dissents);
        let mut at = time(rng, episode.session);
        let first = rng.below(3) as usize;
        for copy in 0..tellings.min(left) {
            let voice = (first + copy as usize) % PUBLISHERS.len();
            let (title, text) = phrases.tell(rng, &event, voice, copy);
            let guid = format!("{number}-{left}-{copy}");
            let lag = 1 + i64::from(rng.below(25));
            found.push(dated(voice, &guid, &title, &text, at, lag));
            at += Duration::minutes(4 + i64::from(rng.below(50)));
        }
        left -= tellings.min(left);
    }
    found
}

/// A time in the session's news window: from its morning's cut-off to the next morning's.
pub(super) fn time(rng: &mut Rng, session: NaiveDate) -> Instant {
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
    let morning = NaiveTime::from_hms_opt(6, 15, 0).expect("a quarter past six is a time");
    let date = if civil < morning { session + Duration::days(1) } else { session };
    calendar::instant_of(date, civil, chrono_tz::America::New_York)
}

pub(super) fn dated(
    publisher: usize,
    guid: &str,
    title: &str,
    text: &str,
    at: Instant,
    lag_minutes: i64,
) -> DatedItem {
    let (id, name, licence) = PUBLISHERS[publisher];
    let source = SourceId::new(id);
    let item = ArticleItem {
        id: ArticleId::of(&source, guid),
        source,
        words: Arc::new(ArticleWords {
            publisher: name.to_owned(),
            url: Some(format!("https://{id}.example/{guid}")),
            title: title.to_owned(),
            text: text.to_owned(),
            full_text: None,
        }),
        published_at: Some(at),
        licence,
        vendor_tickers: ThinVec::new(),
        withdrawn: false,
    };
    DatedItem {
        item,
        known_at: at + Duration::minutes(lag_minutes),
        guid: guid.to_owned(),
        markup: None,
    }
}
