//! Takes the cast; gives the hidden story of two years: on which session which name makes
//! news, how it sounds and what the price does with it. Never writes a word.

use chrono::NaiveDate;

use super::cast::Role;
use super::rng::Rng;
use super::{SEED, first_session, last_session};
use crate::calendar;

/// One day on which a name makes news.
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
    /// Abnormal return it brings, in daily standard deviations; 0 when it is ignored.
    pub(super) kick: f64,
}

/// Every episode, by name and then by day.
pub(super) fn episodes(roles: &[Role]) -> Vec<Episode> {
    roles.iter().enumerate().flat_map(|(place, role)| of_role(place, role)).collect()
}

fn of_role(place: usize, role: &Role) -> Vec<Episode> {
    let mut rng = Rng::stream(SEED, 100 + place as u64);
    let calendar = role.profile.calendar;
    let sessions = calendar::sessions_between(calendar, first_session(), last_session());
    let mut found = Vec::new();
    for (day, session) in sessions.into_iter().enumerate() {
        // The first name's crowd gathers every 23 sessions, and on the last day.
        let crowd = place == 0 && (day % 23 == 11 || session == last_session());
        let draw = rng.unit();
        let sign_draw = rng.unit();
        let good = crowd || sign_draw < 0.54;
        let (articles, kick) = match draw {
            _ if crowd => (9 + rng.below(4), 0.15 * rng.normal()),
            // Heavy days: most of the news is in the price the same day.
            draw if draw < 0.035 => (4 + rng.below(4), 1.8 + rng.unit()),
            // Ignored: many words, no move.
            draw if draw < 0.05 => (4 + rng.below(3), 0.0),
            // A move that nobody explains.
            draw if draw < 0.06 => (0, 2.0),
            draw if draw < 0.24 => (1, 0.25 * rng.unit()),
            _ => continue,
        };
        let kick = if good || crowd { kick } else { -kick };
        found.push(Episode { role: place, session, good, articles, kick });
    }
    found
}
