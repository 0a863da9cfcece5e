//! Takes a rule as the configuration writes it; gives which kind of days it means, and says it
//! in words. Never asks a calendar.

use super::{Calendar, CalendarId, Closures, CronRule};

/// Which days have an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayRule {
    /// Sessions of one calendar or of several.
    Sessions {
        /// How many of them must have a session; means nothing of one calendar.
        needs: Needs,
        /// The calendars, in the configured order, at least one.
        calendars: Vec<Calendar>,
    },
    /// Every day of the year.
    EveryDay,
    /// The days of a cron pattern.
    Cron(CronRule),
}

/// How many calendars must have a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// All of them: `XNYS+XLON`.
    All,
    /// One of them: `XNYS|XLON`.
    Any,
}

impl DayRule {
    /// The rule as the configuration writes it.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Sessions { needs, calendars } => {
                let words: Vec<&str> = calendars.iter().map(|one| one.id().word()).collect();
                format!("sessions:{}", words.join(if *needs == Needs::All { "+" } else { "|" }))
            }
            Self::EveryDay => "every-day".to_owned(),
            Self::Cron(cron) => format!("cron:{}", cron.pattern()),
        }
    }

    /// What its days are called, after "is not": `a session of XNYS and XLON`.
    #[must_use]
    pub fn day_in_words(&self) -> String {
        match self {
            Self::Sessions { .. } => format!("a session of {}", self.markets()),
            Self::EveryDay => "a day".to_owned(),
            Self::Cron(cron) => format!("a day of `cron:{}`", cron.pattern()),
        }
    }

    /// When editions come out, in words: `on sessions of XNYS`.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Self::Sessions { calendars, .. } if calendars.len() == 1 => {
                format!("on sessions of {}", self.markets())
            }
            Self::Sessions { needs: Needs::All, .. } => {
                format!("on days that are sessions of {}", self.markets())
            }
            Self::Sessions { .. } => format!("on days that are a session of {}", self.markets()),
            Self::EveryDay => "every day".to_owned(),
            Self::Cron(cron) => cron.days_in_words().to_owned(),
        }
    }

    fn markets(&self) -> String {
        let words: Vec<&str> = self.calendars().iter().map(|one| one.id().word()).collect();
        words.join(if matches!(self, Self::Sessions { needs: Needs::Any, .. }) {
            " or "
        } else {
            " and "
        })
    }

    /// The calendars it asks.
    #[must_use]
    pub fn calendars(&self) -> &[Calendar] {
        match self {
            Self::Sessions { calendars, .. } => calendars,
            Self::EveryDay | Self::Cron(_) => &[],
        }
    }

    /// Whether editions may come out on weekends too.
    #[must_use]
    pub fn knows_weekends(&self) -> bool {
        let is_round = |one: &Calendar| one.id() == CalendarId::Crypto;
        match self {
            Self::Sessions { needs: Needs::All, calendars } => calendars.iter().all(is_round),
            Self::Sessions { needs: Needs::Any, calendars } => calendars.iter().any(is_round),
            Self::EveryDay => true,
            Self::Cron(cron) => cron.knows_weekends(),
        }
    }

    /// Whose weekdays number its editions: blocks of a record are counted by it.
    #[must_use]
    pub fn numbering(&self) -> CalendarId {
        if self.knows_weekends() { CalendarId::Crypto } else { CalendarId::Xnys }
    }

    /// Gives its calendars these closures and no others.
    pub fn know(&mut self, closures: &Closures) {
        if let Self::Sessions { calendars, .. } = self {
            for calendar in calendars {
                *calendar = closures.calendar(calendar.id());
            }
        }
    }
}

impl From<CalendarId> for DayRule {
    fn from(id: CalendarId) -> Self {
        Self::Sessions { needs: Needs::All, calendars: vec![id.into()] }
    }
}
