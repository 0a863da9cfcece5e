//! Takes a plan and a date; gives the days that have an edition, and their neighbours. How far
//! a plan can be trusted ends where the holiday tables of its calendars end.

use chrono::{Days, NaiveDate};

use super::{cut_off, horizon, is_session};
use crate::model::{ClosureFact, Closures, DayRule, Needs, Plan, Scope};

/// The longest run of days without an edition that is looked through.
const DAYS_WITHOUT_EDITION_MAX: u64 = 400;

/// Whether `date` has an edition.
#[must_use]
pub fn has_edition(plan: &Plan, date: NaiveDate) -> bool {
    match &plan.on {
        DayRule::Sessions { needs: Needs::All, calendars } => {
            calendars.iter().all(|calendar| is_session(calendar, date))
        }
        DayRule::Sessions { needs: Needs::Any, calendars } => {
            calendars.iter().any(|calendar| is_session(calendar, date))
        }
        DayRule::EveryDay => true,
        DayRule::Cron(cron) => cron.is_on(date),
    }
}

/// The last day before `date` that has an edition.
#[must_use]
pub fn previous_edition(plan: &Plan, date: NaiveDate) -> NaiveDate {
    (1..=DAYS_WITHOUT_EDITION_MAX)
        .filter_map(|days| date.checked_sub_days(Days::new(days)))
        .find(|day| has_edition(plan, *day))
        .unwrap_or(date)
}

/// The first day after `date` that has an edition.
#[must_use]
pub fn next_edition(plan: &Plan, date: NaiveDate) -> NaiveDate {
    (1..=DAYS_WITHOUT_EDITION_MAX)
        .filter_map(|days| date.checked_add_days(Days::new(days)))
        .find(|day| has_edition(plan, *day))
        .unwrap_or(date)
}

/// Every day with an edition from `from` to `to`, both included, ascending.
pub fn editions_between(
    plan: &Plan,
    from: NaiveDate,
    to: NaiveDate,
) -> impl Iterator<Item = NaiveDate> {
    from.iter_days().take_while(move |day| *day <= to).filter(|day| has_edition(plan, *day))
}

/// The last date that a plan is sure of: the earliest horizon of its calendars. `None` where it
/// asks none that ends.
#[must_use]
pub fn plan_horizon(plan: &Plan) -> Option<NaiveDate> {
    plan.on.calendars().iter().filter_map(horizon).min()
}

/// Gives the calendars of a scope what is known of single days, and nothing else.
///
/// Names learn all of it. A plan learns of a day only what was known at that day's own cut-off:
/// whether a day has an edition is decided then and never again, so that news windows tile
/// whatever is recorded, or taken back, later.
///
/// # Shape
/// `facts` in the order in which they were recorded.
pub fn know(scope: &mut Scope, facts: &[ClosureFact]) {
    scope.know(&Closures::of(facts));
    let in_time = |fact: &&ClosureFact| fact.known_at <= cut_off(&scope.plan, fact.date);
    let in_time: Vec<ClosureFact> = facts.iter().filter(in_time).cloned().collect();
    scope.plan.on.know(&Closures::of(&in_time));
}
