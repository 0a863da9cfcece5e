//! Takes nothing; gives the nouns of a flash: a short mail between two editions of a brief, to
//! readers who asked for it, when something happens to a name.

use chrono::{NaiveDate, NaiveTime};

use super::{BasisPoints, Batch, EditionKey, Hundredths, Instant, Revision, Score, Setup, Ticker};

/// What a flash goes out for; a rule that is `None` never holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FlashRules {
    /// The score fell by at least this since the last edition.
    pub tone_falls: Option<Hundredths>,
    /// The score rose by at least this since the last edition.
    pub tone_rises: Option<Hundredths>,
    /// Attention's robust z is at least this.
    pub attention_above: Option<Hundredths>,
    /// A session closed since the last edition with an abnormal return of at least so many
    /// standard deviations, either way, and no story names the ticker.
    pub move_without_news: Option<Hundredths>,
    /// A setup holds that the last edition did not have.
    pub setup_opens: bool,
}

impl FlashRules {
    /// Whether there is no rule.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The civil hours in which nobody is disturbed; over midnight where it ends before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietTime {
    /// From here on.
    pub from: NaiveTime,
    /// Until here, which is not quiet any more.
    pub until: NaiveTime,
}

impl QuietTime {
    /// Whether a time of day is quiet.
    #[must_use]
    pub fn covers(&self, time: NaiveTime) -> bool {
        if self.from <= self.until {
            self.from <= time && time < self.until
        } else {
            time >= self.from || time < self.until
        }
    }
}

/// Why a flash goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlashCause {
    /// The score moved since the last edition.
    Tone {
        /// The last edition's.
        from: Score,
        /// Today's so far.
        to: Score,
    },
    /// It is talked about far more than usual.
    Attention {
        /// Against its own last 60 sessions, robust z.
        z: Hundredths,
    },
    /// The price moved and no story says why.
    MoveWithoutNews {
        /// Which session.
        session: NaiveDate,
        /// Its return.
        day: BasisPoints,
        /// Its abnormal return in standard deviations.
        z: Hundredths,
    },
    /// A setup holds that did not.
    SetupOpened(Setup),
}

impl FlashCause {
    /// What makes two causes the same: one is told once between two editions.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Tone { from, to } if to < from => "tone-falls".to_owned(),
            Self::Tone { .. } => "tone-rises".to_owned(),
            Self::Attention { .. } => "attention".to_owned(),
            Self::MoveWithoutNews { session, .. } => format!("move-without-news {session}"),
            Self::SetupOpened(setup) => format!("setup {}", setup.key()),
        }
    }
}

/// A rule that holds for a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlashTrigger {
    /// Whose.
    pub ticker: Ticker,
    /// Why.
    pub cause: FlashCause,
}

/// A flash as its mail says it, before it is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlashPage {
    /// The flash's title.
    pub title: String,
    /// What happened, in one line.
    pub headline: String,
    /// When it was found, in the brief's zone.
    pub at_words: String,
    /// One for each name, in the order of the watchlist.
    pub names: Vec<FlashName>,
    /// Why the reader gets it and when it gets none.
    pub terms: Vec<String>,
}

/// What a flash says of one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlashName {
    /// Whose.
    pub ticker: Ticker,
    /// Its name.
    pub name: String,
    /// What happened, one sentence for each rule that holds.
    pub sentences: Vec<String>,
    /// The figures behind it.
    pub figures: Vec<String>,
    /// The stories behind it, heaviest first.
    pub stories: Vec<FlashStory>,
    /// What would prove the setup wrong.
    pub wrong_if: Vec<String>,
}

/// A story behind a flash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlashStory {
    /// The sentence that carries it.
    pub text: String,
    /// Who published it and when, with its score.
    pub source: String,
    /// Where it can be read.
    pub url: Option<String>,
}

/// A flash that was raised. Its readers stand in the ledger under the same key and number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// The flash's id and the day in the brief's zone.
    pub key: EditionKey,
    /// Which of the day's it is, counted like revisions.
    pub n: Revision,
    /// When it was raised.
    pub at: Instant,
    /// The date of the edition that it is measured against.
    pub since: NaiveDate,
    /// The last batch of facts that it knows.
    pub recorded_through: Batch,
    /// What happened, in one line.
    pub headline: String,
    /// The mail as text.
    pub text: String,
    /// The mail as a page.
    pub html: String,
    /// Why, by ticker and the key of the cause.
    pub causes: Vec<(Ticker, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, 0, 0).unwrap()
    }

    #[test]
    fn quiet_time_goes_over_midnight_and_its_end_is_not_quiet() {
        let night = QuietTime { from: at(22), until: at(6) };
        assert_eq!(
            [21, 22, 23, 0, 5, 6].map(|hour| night.covers(at(hour))),
            [false, true, true, true, true, false]
        );
        let noon = QuietTime { from: at(12), until: at(13) };
        assert_eq!([11, 12, 13].map(|hour| noon.covers(at(hour))), [false, true, false]);
        let never = QuietTime { from: at(12), until: at(12) };
        assert!(!never.covers(at(12)));
    }
}
