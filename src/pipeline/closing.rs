//! Takes what an operator says of a day of a market; checks it against the tables and records
//! it, and lays what is known now over a configuration. A dossier never uses this: it knows
//! the closures of its own cut-off.

use chrono::{NaiveDate, NaiveTime};

use super::{DATABASE, Pipeline, PipelineError};
use crate::calendar;
use crate::clock::Clock;
use crate::config::Config;
use crate::model::{AsOf, Calendar, CalendarId, Closure, ClosureFact, Closures};
use crate::store::Store;

/// The longest reason, in characters.
const BECAUSE_CHARS_MAX: usize = 200;

/// Why a word about a day was not recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClosureError {
    /// The calendar has no holidays.
    #[error("`{}` has a session every day and never closes", .0.word())]
    AlwaysOpen(CalendarId),
    /// There is no session to close.
    #[error("{} has no session on {date} anyway", calendar.word())]
    NoSession {
        /// Whose day.
        calendar: CalendarId,
        /// Which.
        date: NaiveDate,
    },
    /// The close is not an earlier one.
    #[error("{} closes at {} on {date} anyway: {asked} is not earlier", calendar.word(), usual.format("%H:%M"), asked = asked.format("%H:%M"))]
    NotEarlier {
        /// Whose day.
        calendar: CalendarId,
        /// Which.
        date: NaiveDate,
        /// When it closes by the tables.
        usual: NaiveTime,
        /// When it was said to close.
        asked: NaiveTime,
    },
    /// The same was said before.
    #[error("{} on {date} is recorded like that already", calendar.word())]
    KnownAlready {
        /// Whose day.
        calendar: CalendarId,
        /// Which.
        date: NaiveDate,
    },
    /// Nothing was said that could be taken back.
    #[error("Nothing was recorded about {} on {date}", calendar.word())]
    NothingSaid {
        /// Whose day.
        calendar: CalendarId,
        /// Which.
        date: NaiveDate,
    },
    /// The reason is none.
    #[error("A reason is one line of 1 to {BECAUSE_CHARS_MAX} characters without a mail address")]
    NoReason,
}

/// What an operator says of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosureWord {
    /// Whose day.
    pub calendar: CalendarId,
    /// Which.
    pub date: NaiveDate,
    /// What it is; `None` takes back what was said before.
    pub closure: Option<Closure>,
    /// Why.
    pub because: String,
}

/// What operators said and is known now, in the order in which it was recorded; nothing where
/// there is no database yet.
///
/// # Errors
/// [`PipelineError::Store`].
pub fn known_closures(config: &Config, clock: Clock) -> Result<Vec<ClosureFact>, PipelineError> {
    let file = config.data_dir.join(DATABASE);
    if !file.exists() {
        return Ok(Vec::new());
    }
    Ok(Store::open(&file)?.closures(AsOf::at(clock.now()))?)
}

/// Records what an operator says, known from now on. Needs neither the archive nor the lock: a
/// running daemon learns of it at its next beat.
///
/// # Errors
/// [`PipelineError::Closure`], [`PipelineError::Store`].
pub fn record_closure(
    config: &Config,
    clock: Clock,
    word: ClosureWord,
) -> Result<ClosureFact, PipelineError> {
    std::fs::create_dir_all(&config.data_dir)
        .map_err(|source| PipelineError::DataDir { path: config.data_dir.clone(), source })?;
    let store = Store::open(&config.data_dir.join(DATABASE))?;
    let now = clock.now();
    let known = Closures::of(&store.closures(AsOf::at(now))?).calendar(word.calendar);
    check(&word, &known)?;
    let ClosureWord { calendar, date, closure, because } = word;
    let because = because.trim().to_owned();
    let fact = ClosureFact { calendar, date, closure, because, known_at: now };
    store.record_closure(&fact)?;
    Ok(fact)
}

fn check(word: &ClosureWord, known: &Calendar) -> Result<(), ClosureError> {
    let (calendar, date) = (word.calendar, word.date);
    if calendar == CalendarId::Crypto {
        return Err(ClosureError::AlwaysOpen(calendar));
    }
    let said = known.closures().get(&date).copied();
    if said.is_none() && word.closure.is_none() {
        return Err(ClosureError::NothingSaid { calendar, date });
    }
    if said.is_some() && said == word.closure {
        return Err(ClosureError::KnownAlready { calendar, date });
    }
    if word.closure.is_some() && !calendar::is_session(calendar, date) {
        return Err(ClosureError::NoSession { calendar, date });
    }
    if let Some(Closure::ClosesAt(asked)) = word.closure {
        let zone = calendar::timezone(calendar);
        let usual = calendar::session_close(calendar, date).with_timezone(&zone).time();
        if asked >= usual {
            return Err(ClosureError::NotEarlier { calendar, date, usual, asked });
        }
    }
    let because = word.because.trim();
    let is_line = !because.chars().any(char::is_control) && !because.contains('@');
    let is_short = (1..=BECAUSE_CHARS_MAX).contains(&because.chars().count());
    if is_line && is_short { Ok(()) } else { Err(ClosureError::NoReason) }
}

impl Pipeline {
    /// Lays the closures known now over the configuration: what is planned and collected from
    /// here on goes by them. A daemon asks at each beat.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn learn_closures(&mut self) -> Result<(), PipelineError> {
        let facts = self.store.closures(AsOf::at(self.clock.now()))?;
        self.config.know(&facts);
        Ok(())
    }
}
