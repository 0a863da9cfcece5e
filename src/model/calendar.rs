//! Takes nothing; gives the market calendars by name and what an operator said of their days.
//! Never says which days are sessions: that is `calendar`'s business.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use chrono::{NaiveDate, NaiveTime};

use super::Instant;

/// The market calendar whose sessions a ticker or a brief follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CalendarId {
    /// New York Stock Exchange.
    Xnys,
    /// Nasdaq.
    Xnas,
    /// London Stock Exchange.
    Xlon,
    /// Xetra, Frankfurt.
    Xetr,
    /// Tokyo Stock Exchange.
    Xtks,
    /// Hong Kong Exchange.
    Xhkg,
    /// A session every UTC day, closing at 24:00 UTC: tokens.
    Crypto,
    /// Toronto Stock Exchange.
    Xtse,
    /// Australian Securities Exchange, Sydney.
    Xasx,
    /// Euronext Paris.
    Xpar,
    /// SIX Swiss Exchange, Zurich.
    Xswx,
}

impl CalendarId {
    /// Every word of a configuration and its calendar: the market's code of ISO 10383, and two
    /// words for the one without holidays.
    pub const ALL: [(&'static str, Self); 12] = [
        ("XNYS", Self::Xnys),
        ("XNAS", Self::Xnas),
        ("XLON", Self::Xlon),
        ("XETR", Self::Xetr),
        ("XTKS", Self::Xtks),
        ("XHKG", Self::Xhkg),
        ("XTSE", Self::Xtse),
        ("XASX", Self::Xasx),
        ("XPAR", Self::Xpar),
        ("XSWX", Self::Xswx),
        ("crypto", Self::Crypto),
        ("24/7", Self::Crypto),
    ];

    /// The word of the configuration.
    #[must_use]
    pub fn word(self) -> &'static str {
        let own = Self::ALL.into_iter().find(|(_, calendar)| *calendar == self);
        own.expect("every calendar is listed").0
    }

    /// The calendar of a word, in whatever case.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        let own = Self::ALL.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
        own.map(|(_, calendar)| calendar)
    }

    /// The market's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Xnys => "New York Stock Exchange",
            Self::Xnas => "Nasdaq",
            Self::Xlon => "London Stock Exchange",
            Self::Xetr => "Xetra, Frankfurt",
            Self::Xtks => "Tokyo Stock Exchange",
            Self::Xhkg => "Hong Kong Exchange",
            Self::Crypto => "around the clock",
            Self::Xtse => "Toronto Stock Exchange",
            Self::Xasx => "Australian Securities Exchange, Sydney",
            Self::Xpar => "Euronext Paris",
            Self::Xswx => "SIX Swiss Exchange, Zurich",
        }
    }
}

/// A day that is not what the holiday tables make of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closure {
    /// No session.
    Closed,
    /// A session that ends early, at this civil time of the market.
    ClosesAt(NaiveTime),
}

/// What an operator said of one day of one calendar: a fact, only ever appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosureFact {
    /// Whose day.
    pub calendar: CalendarId,
    /// Which day.
    pub date: NaiveDate,
    /// What it is; `None` takes back what was said before.
    pub closure: Option<Closure>,
    /// Why, in the operator's words.
    pub because: String,
    /// Since when it is known, by our clock.
    pub known_at: Instant,
}

/// The closures in force at one cut-off, of all calendars.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closures(BTreeMap<CalendarId, Arc<BTreeMap<NaiveDate, Closure>>>);

impl Closures {
    /// Of facts in the order in which they were recorded, a later one about the same day
    /// counts.
    #[must_use]
    pub fn of(facts: &[ClosureFact]) -> Self {
        let mut said: BTreeMap<CalendarId, BTreeMap<NaiveDate, Closure>> = BTreeMap::new();
        for fact in facts {
            let days = said.entry(fact.calendar).or_default();
            match fact.closure {
                Some(closure) => days.insert(fact.date, closure),
                None => days.remove(&fact.date),
            };
        }
        said.retain(|_, days| !days.is_empty());
        Self(said.into_iter().map(|(calendar, days)| (calendar, Arc::new(days))).collect())
    }

    /// A calendar with these closures.
    #[must_use]
    pub fn calendar(&self, id: CalendarId) -> Calendar {
        Calendar { id, closures: self.0.get(&id).cloned() }
    }
}

/// A market calendar with the closures that are known of it. Cheap to clone.
///
/// The holiday tables are the program's; the closures are an operator's facts. One that comes
/// with a dossier holds those known at its cut-off, one of a running program those known now.
#[derive(Clone, PartialEq, Eq)]
pub struct Calendar {
    id: CalendarId,
    closures: Option<Arc<BTreeMap<NaiveDate, Closure>>>,
}

impl Calendar {
    /// Which one.
    #[must_use]
    pub fn id(&self) -> CalendarId {
        self.id
    }

    /// The closures known of it, by date.
    #[must_use]
    pub fn closures(&self) -> &BTreeMap<NaiveDate, Closure> {
        CalendarRef::from(self).closures
    }
}

/// Its id alone where no closure is known: what is keyed by it stays as it was.
impl fmt::Debug for Calendar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.closures {
            None => self.id.fmt(formatter),
            Some(days) => formatter.debug_tuple("Calendar").field(&self.id).field(days).finish(),
        }
    }
}

impl From<CalendarId> for Calendar {
    fn from(id: CalendarId) -> Self {
        Self { id, closures: None }
    }
}

/// A calendar as functions ask for it: with closures, or by its id alone where none matter.
#[derive(Clone, Copy, Debug)]
pub struct CalendarRef<'c> {
    /// Which one.
    pub id: CalendarId,
    /// The closures known of it, by date.
    pub closures: &'c BTreeMap<NaiveDate, Closure>,
}

impl From<CalendarId> for CalendarRef<'static> {
    fn from(id: CalendarId) -> Self {
        Self { id, closures: none() }
    }
}

impl<'c> From<&'c Calendar> for CalendarRef<'c> {
    fn from(calendar: &'c Calendar) -> Self {
        Self { id: calendar.id, closures: calendar.closures.as_deref().unwrap_or(none()) }
    }
}

fn none() -> &'static BTreeMap<NaiveDate, Closure> {
    static NONE: OnceLock<BTreeMap<NaiveDate, Closure>> = OnceLock::new();
    NONE.get_or_init(BTreeMap::new)
}
