//! Takes timetables, the store's occurrences and the present instant; gives what is due and
//! keeps the rows true: each planned edition is made once or its row says why not.

use std::collections::BTreeMap;

use chrono::{Duration, SecondsFormat};

use super::{Pipeline, PipelineError};
use crate::calendar;
use crate::model::{BriefId, EditionKey, Instant, Occurrence, OccurrenceState, span_words};
use crate::schedule::{self, Decision, Over, PLANNED_DAYS, Timetable};
use crate::store::{Beat, Store, StoreError};

/// A clock that goes back by more than this is told.
const STEP: Duration = Duration::minutes(5);

/// Nobody was alive where two beats lie further apart than this.
const ABSENCE: Duration = Duration::minutes(5);

/// How often a sign of life is written down.
const SIGN_EVERY: Duration = Duration::minutes(1);

/// Plans and judges; all that has to outlive the process is in the store.
pub struct Timekeeper {
    timetables: Vec<Timetable>,
    beat: Beat,
    /// The last beat of this process.
    last: Option<Instant>,
    planned_at: Option<Instant>,
    /// When nobody was alive, for the last time.
    absence: Option<(Instant, Instant)>,
}

/// What one beat found.
#[derive(Debug, Default)]
pub struct Round {
    /// To be made now, in this order.
    pub due: Vec<Occurrence>,
    /// Made already, and not noted: the process died between the two, or somebody made it.
    pub made: Vec<Occurrence>,
    /// Over without an edition, as of now.
    pub over: Vec<Occurrence>,
    /// By how much the clock went back since the last beat.
    pub stepped_back: Option<Duration>,
}

/// How an attempt at an edition ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It is archived.
    Made,
    /// It could not be made, and is tried again.
    Failed(String),
    /// Something is missing, and is looked for again then.
    Waits(String, Instant),
    /// Too much was missing at the deadline: the operator decides.
    Held(String),
    /// Too much was missing at the deadline: there is none.
    Skipped(String),
}

impl Timekeeper {
    /// Of a process that starts at `now`.
    #[must_use]
    pub fn new(timetables: Vec<Timetable>, now: Instant) -> Self {
        let beat = Beat { process: std::process::id(), started_at: now, at: now };
        Self { timetables, beat, last: None, planned_at: None, absence: None }
    }

    /// Goes by these timetables from the next round on; others are planned anew.
    pub fn follow(&mut self, timetables: Vec<Timetable>) {
        if self.timetables != timetables {
            self.timetables = timetables;
            self.planned_at = None;
        }
    }

    /// One beat: plans 30 days ahead, settles what is over, and gives what is due, apart from
    /// what `is_made` already.
    ///
    /// # Errors
    /// [`StoreError`]; the next round does what this one could not.
    pub fn round(
        &mut self,
        store: &Store,
        now: Instant,
        is_made: impl Fn(&EditionKey) -> bool,
    ) -> Result<Round, StoreError> {
        let mut round = Round { stepped_back: self.look_back(store, now)?, ..Round::default() };
        self.plan(store, now)?;
        let mut open: BTreeMap<BriefId, Vec<Occurrence>> = BTreeMap::new();
        for occurrence in store.open_occurrences(now)? {
            if is_made(&occurrence.key) {
                if occurrence.next_at <= now {
                    round.made.push(occurrence);
                }
            } else {
                open.entry(occurrence.key.brief.clone()).or_default().push(occurrence);
            }
        }
        for (brief, open) in open {
            let timetable = self.timetables.iter().find(|timetable| timetable.brief == brief);
            let decisions = timetable.map_or_else(
                || vec![None; open.len()],
                |timetable| schedule::decide(&open, timetable, now).into_iter().map(Some).collect(),
            );
            for (occurrence, decision) in open.into_iter().zip(decisions) {
                match decision {
                    Some(Decision::Run) => round.due.push(occurrence),
                    Some(Decision::Later) => {}
                    Some(Decision::Over(over)) => {
                        let over = self.over(occurrence, over, now);
                        store.mark_occurrence(&over, now)?;
                        round.over.push(over);
                    }
                    None => {
                        let reason = "Its brief is not configured any more".to_owned();
                        let over = occurrence.now_is(OccurrenceState::Missed, Some(reason));
                        store.mark_occurrence(&over, now)?;
                        round.over.push(over);
                    }
                }
            }
        }
        round.due.sort_by_key(|occurrence| occurrence.due_at);
        Ok(round)
    }

    /// Notes how an attempt at an edition ended.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn settle(
        &self,
        store: &Store,
        mut occurrence: Occurrence,
        attempt: Attempt,
        now: Instant,
    ) -> Result<(), StoreError> {
        let settled = match attempt {
            Attempt::Made => occurrence.now_is(OccurrenceState::Done, None),
            Attempt::Failed(why) => {
                occurrence.attempts += 1;
                occurrence.next_at = schedule::next_attempt(occurrence.attempts, now);
                occurrence.now_is(OccurrenceState::Planned, Some(why))
            }
            Attempt::Waits(why, until) => {
                occurrence.next_at = until;
                occurrence.now_is(OccurrenceState::Waiting, Some(why))
            }
            Attempt::Held(why) => occurrence.now_is(OccurrenceState::Held, Some(why)),
            Attempt::Skipped(why) => occurrence.now_is(OccurrenceState::Skipped, Some(why)),
        };
        store.mark_occurrence(&settled, now)
    }

    /// The next occurrence of any brief after `now`.
    #[must_use]
    pub fn next(&self, now: Instant) -> Option<schedule::Occurrence> {
        let until = now + Duration::days(PLANNED_DAYS);
        let coming = self.timetables.iter().filter_map(|timetable| {
            schedule::occurrences(&timetable.brief, &timetable.plan, now, until).into_iter().next()
        });
        coming.min()
    }

    /// Finds out when nobody was alive and by how much the clock went back, and leaves a sign
    /// of life.
    fn look_back(&mut self, store: &Store, now: Instant) -> Result<Option<Duration>, StoreError> {
        let before = match self.last {
            None => store.last_beat()?.map(|beat| beat.at),
            last => last,
        };
        let passed = before.map(|before| now - before);
        if let Some(before) = before
            && now - before > ABSENCE
        {
            self.absence = Some((before, now));
        }
        let is_first = self.last.is_none();
        self.last = Some(now);
        if is_first || now < self.beat.at || now - self.beat.at >= SIGN_EVERY {
            self.beat.at = now;
            store.note_beat(self.beat)?;
        }
        Ok(passed.map(|passed| -passed).filter(|back| *back > STEP))
    }

    /// Plans anew in each hour: what lies within the grace too, so that an edition is not lost
    /// whose time was moved to a past one; and from the last planned one after a long absence.
    fn plan(&mut self, store: &Store, now: Instant) -> Result<(), StoreError> {
        let hour = |instant: Instant| instant.timestamp().div_euclid(3_600);
        if self.planned_at.is_some_and(|at| hour(at) == hour(now)) {
            return Ok(());
        }
        let until = now + Duration::days(PLANNED_DAYS);
        let mut planned = Vec::new();
        for Timetable { brief, plan, rules } in &self.timetables {
            let from = match store.last_occurrence(brief)? {
                Some(last) => last.min(now - rules.grace),
                // A brief begins with its next edition: nothing was collected for earlier ones.
                None => now,
            };
            let coming = schedule::occurrences(brief, plan, from, until).into_iter();
            planned.extend(coming.map(|coming| {
                (EditionKey { brief: coming.brief, date: coming.date }, coming.due_at)
            }));
        }
        store.plan_occurrences(&planned, now)?;
        self.planned_at = Some(now);
        Ok(())
    }

    fn over(&self, occurrence: Occurrence, over: Over, now: Instant) -> Occurrence {
        let late = span_words(now - occurrence.due_at);
        let tried = occurrence.attempts > 0 || occurrence.state == OccurrenceState::Waiting;
        let absent = self.absence.filter(|(from, to)| (*from..*to).contains(&occurrence.due_at));
        let at = |instant: Instant| instant.to_rfc3339_opts(SecondsFormat::Secs, true);
        let why = match (over, tried, absent) {
            (Over::Superseded(date), ..) => {
                format!("{late} late, and that of {date} was due too: `catch_up` is \"latest\"")
            }
            (Over::NoCatchUp, ..) => format!("{late} late, and `catch_up` is \"none\""),
            (Over::TooLate, true, _) => {
                let last = occurrence.reason.as_deref().unwrap_or("It could not be made");
                format!("Given up {late} after its time; the last of it was: {last}")
            }
            (Over::TooLate, false, Some((from, to))) => {
                format!(
                    "The daemon was not running from {} to {}, and {late} is later than `grace`",
                    at(from),
                    at(to)
                )
            }
            (Over::TooLate, false, None) => format!("{late} late, which is later than `grace`"),
        };
        let state = if tried && matches!(over, Over::TooLate) {
            OccurrenceState::Failed
        } else {
            OccurrenceState::Missed
        };
        occurrence.now_is(state, Some(why))
    }
}

impl Pipeline {
    /// One beat of the schedule, by the configuration and the closures known. An edition is made once it is archived from all that was to
    /// be known: one that somebody made before its time is not.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn round(&self, keeper: &mut Timekeeper, now: Instant) -> Result<Round, PipelineError> {
        let is_made = |key: &EditionKey| {
            let Ok(brief) = self.brief(key) else { return false };
            let cut_off = calendar::cut_off(&brief.scope.plan, key.date);
            let latest = self.archive.get(key, None);
            matches!(latest, Ok(Some(archived)) if archived.as_of() >= cut_off)
        };
        keeper.follow(self.config.timetables());
        Ok(keeper.round(&self.store, now, is_made)?)
    }

    /// Notes how an attempt at an edition ended.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn settle(
        &self,
        keeper: &Timekeeper,
        occurrence: Occurrence,
        attempt: Attempt,
        now: Instant,
    ) -> Result<(), PipelineError> {
        Ok(keeper.settle(&self.store, occurrence, attempt, now)?)
    }

    /// The present instant, by the clock it was opened with.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }
    /// The planned editions due from `from` to `to`, and what became of them.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn occurrences(
        &self,
        from: Instant,
        to: Instant,
    ) -> Result<Vec<Occurrence>, PipelineError> {
        Ok(self.store.occurrences(from, to)?)
    }
}
