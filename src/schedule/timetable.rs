//! Takes nothing; gives when a brief comes out, what it waits for and what is made up for.

use chrono::{Duration, NaiveDate, NaiveTime};

use crate::calendar;
use crate::model::{BriefId, Instant, Plan};

/// Which of several editions that were not made in time are made after all, of those within
/// the grace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CatchUp {
    /// The newest.
    #[default]
    Latest,
    /// Each, in its order.
    All,
    /// None.
    None,
}

impl CatchUp {
    /// Every choice and its word in a configuration.
    pub const ALL: [(&'static str, Self); 3] =
        [("latest", Self::Latest), ("all", Self::All), ("none", Self::None)];
}

/// What happens at the deadline when something is still missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnMissing {
    /// The edition comes out, and its data notes say what is missing.
    #[default]
    Publish,
    /// It is held until the operator runs it.
    Hold,
    /// There is none for that date.
    Skip,
}

impl OnMissing {
    /// Every choice and its word in a configuration.
    pub const ALL: [(&'static str, Self); 3] =
        [("publish", Self::Publish), ("hold", Self::Hold), ("skip", Self::Skip)];
}

/// What an edition waits for, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gate {
    /// The share of names, in percent, whose last closed session has a price.
    pub prices_pct: u8,
    /// Articles in the news window.
    pub articles_min: usize,
    /// Civil time in the plan's zone; at or before the plan's own it is of the next day.
    pub until: NaiveTime,
    /// What happens then.
    pub on_missing: OnMissing,
}

/// What holds when a brief cannot come out at its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// What is made up for.
    pub catch_up: CatchUp,
    /// How late an edition may still be made.
    pub grace: Duration,
    /// What it waits for, if for anything.
    pub gate: Option<Gate>,
}

impl Default for Rules {
    fn default() -> Self {
        Self { catch_up: CatchUp::default(), grace: Duration::hours(6), gate: None }
    }
}

/// When and how one brief comes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timetable {
    /// Which brief.
    pub brief: BriefId,
    /// When.
    pub plan: Plan,
    /// And if it cannot.
    pub rules: Rules,
}

impl Timetable {
    /// Until when the edition of `date` waits for what is missing; `None` where it does not.
    #[must_use]
    pub fn deadline(&self, date: NaiveDate) -> Option<Instant> {
        let until = self.rules.gate?.until;
        let day = if until > self.plan.at { date } else { date.succ_opt()? };
        Some(calendar::instant_of(day, until, self.plan.timezone))
    }
}
