//! Takes the cast; gives the hidden story of two years: on which session which name makes
//! news, how it sounds and what the price does with it. Never writes a word.

use chrono::NaiveDate;

use super::cast::{BENCHMARK, Role};
use super::rng::Rng;
use super::{SEED, first_session, last_session};
use crate::calendar;

/// How a day's articles come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Telling {
    /// Each article is an event of its own.
    Apart,
    /// Two to four publishers tell one event.
    Together,
    /// A crowd: several events, each told more than once, and a long article.
    Loud,
}

/// What one session brings one name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Episode {
    /// Place in the cast.
    pub(super) role: usize,
    /// The session it falls on.
    pub(super) session: NaiveDate,
    /// Good news or bad.
    pub(super) good: bool,
    /// Articles about it.
    pub(super) articles: u32,
    /// How the articles hang together.
    pub(super) telling: Telling,
    /// Abnormal return it brings, in daily standard deviations.
    pub(super) kick: f64,
    /// Share of the day's own shock that is left: less than one where the price stands still.
    pub(super) shock: f64,
}

/// A story of many sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arc {
    /// Praise and a run-up (or blame and a slide, if not `good`) that end in a crowd.
    Crowding { good: bool },
    /// News that the price goes against.
    Spurned { good: bool },
}

/// Every episode, by name and then by day.
pub(super) fn episodes(roles: &[Role]) -> Vec<Episode> {
    roles
        .iter()
        .enumerate()
        .filter(|(_, role)| role.profile.ticker.as_str() != BENCHMARK)
        .flat_map(|(place, role)| of_role(place, role))
        .collect()
}

fn of_role(place: usize, role: &Role) -> Vec<Episode> {
    let mut rng = Rng::stream(SEED, 100 + place as u64);
    let calendar = &role.profile.calendar;
    let sessions = calendar::sessions_between(calendar, first_session(), last_session());
    let mut days: Vec<Episode> =
        sessions.map(|session| ordinary(&mut rng, place, session)).collect();
    let last = days.len() - 1;
    let mut at = 70 + rng.below(40) as usize;
    // An arc begins only where what came after it has ended by the last day.
    while at + 45 < last {
        let arc = drawn(&mut rng);
        lay(&mut rng, &mut days, at, arc);
        at += 36 + rng.below(26) as usize;
    }
    finale(&mut rng, &mut days, role.profile.ticker.as_str());
    days.retain(|day| day.articles > 0 || day.kick != 0.0);
    days
}

fn ordinary(rng: &mut Rng, role: usize, session: NaiveDate) -> Episode {
    let (draw, sign) = (rng.unit(), rng.unit());
    // A fortnight of conferences ends on the last day: about twice the news.
    let busy = (last_session() - session).num_days() < 14;
    let draw = if busy { 0.5 * draw } else { draw };
    let (articles, size) = match draw {
        // Heavy days: most of the news is in the price the same day.
        draw if draw < 0.02 => (3 + rng.below(4), 1.6 + rng.unit()),
        // A move that nobody explains.
        draw if draw < 0.032 => (0, 2.4),
        draw if draw < 0.18 => (1, 0.35 * rng.unit()),
        draw if draw < 0.225 => (2, 0.5 * rng.unit()),
        _ => (0, 0.0),
    };
    let good = sign < 0.54;
    let telling = if articles > 2 { Telling::Together } else { Telling::Apart };
    let kick = if good { size } else { -size };
    Episode { role, session, good, articles, telling, kick, shock: 1.0 }
}

fn drawn(rng: &mut Rng) -> Arc {
    match rng.unit() {
        draw if draw < 0.44 => Arc::Crowding { good: true },
        draw if draw < 0.58 => Arc::Crowding { good: false },
        draw if draw < 0.76 => Arc::Spurned { good: true },
        _ => Arc::Spurned { good: false },
    }
}

/// Writes an arc around day `at`; what follows it leans back a little, and often does not.
fn lay(rng: &mut Rng, days: &mut [Episode], at: usize, arc: Arc) {
    let (good, after) = match arc {
        Arc::Crowding { good } => {
            run_up(rng, &mut days[at - 20..at], good);
            (good, 20)
        }
        Arc::Spurned { good } => (good, 10),
    };
    let sign = if good { 1.0 } else { -1.0 };
    let day = &mut days[at];
    day.good = good;
    match arc {
        Arc::Crowding { .. } => {
            day.articles = 8 + rng.below(5);
            day.telling = Telling::Loud;
            day.kick = -0.2 * sign;
            day.shock = 0.5;
        }
        Arc::Spurned { .. } => {
            day.articles = 4 + rng.below(3);
            day.telling = Telling::Together;
            day.kick = -1.1 * sign;
            day.shock = 0.3;
        }
    }
    let lean = sign * (-0.13 + 0.08 * rng.normal());
    for day in days.iter_mut().skip(at + 1).take(after) {
        day.kick += lean;
    }
}

fn run_up(rng: &mut Rng, days: &mut [Episode], good: bool) {
    for day in days {
        day.kick = if good { 0.46 } else { -0.46 };
        day.good = good;
        day.telling = Telling::Apart;
        day.articles = day.articles.min(2).max(u32::from(rng.unit() < 0.3));
    }
}

/// The last day, on which every kind of takeaway should have its name. Its words are written
/// by hand, so the tables add none.
fn finale(rng: &mut Rng, days: &mut [Episode], symbol: &str) {
    let last = days.len() - 1;
    let (kick, shock) = match symbol {
        // Loved, bought for a month, and sold on the best news of all.
        "HALC" => {
            run_up(rng, &mut days[last - 20..last], true);
            (-1.0, 0.1)
        }
        // Bad news that lifts the price.
        "NORX" => (1.1, 0.3),
        // A fall that nobody explains.
        "RETQ" => (-5.0, 0.0),
        // News that the price has taken in the same day.
        "MEMV" => (2.2, 0.2),
        "OQRA" | "VOLU" => (0.9, 0.3),
        "PHYL" => (-0.4, 0.3),
        "TESQ" => (0.0, 0.3),
        _ => return,
    };
    // The mornings before had their say as well, so that a score has one to differ from.
    for day in &mut days[last - 5..last] {
        day.articles = day.articles.max(3 + rng.below(2));
    }
    days[last] = Episode { articles: 0, kick, shock, ..days[last] };
}
