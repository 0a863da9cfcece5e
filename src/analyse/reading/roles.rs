//! Takes a sentence; gives what it does: states a fact, holds an opinion, warns, looks
//! ahead, sums up.

/// What a sentence does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SentenceRole {
    /// States what happened.
    Fact,
    /// Says what somebody thinks.
    Opinion,
    /// Names what could go wrong.
    Risk,
    /// Says what is expected.
    Outlook,
    /// Sums up what it all means.
    Takeaway,
}

/// Openings of a sentence that sums up.
const TAKEAWAY: [&str; 20] = [
    "the bottom line",
    "bottom line",
    "in short",
    "in sum",
    "to sum up",
    "overall",
    "our view",
    "our take",
    "we conclude",
    "the upshot",
    "the takeaway",
    "the lesson",
    "all told",
    "all in all",
    "net, ",
    "on balance",
    "the contrarian",
    "in conclusion",
    "the verdict",
    "what it means",
];

const RISK: [&str; 9] = [
    "risk",
    "risks",
    "threat",
    "threatens",
    "uncertainty",
    "headwind",
    "headwinds",
    "if",
    "exposed",
];
const OUTLOOK: [&str; 12] = [
    "will",
    "expects",
    "expected",
    "forecast",
    "forecasts",
    "guidance",
    "outlook",
    "plans",
    "next",
    "upcoming",
    "sees",
    "likely",
];
const OPINION: [&str; 12] = [
    "think", "thinks", "believe", "believes", "opinion", "should", "analyst", "analysts", "i",
    "we", "argues", "seems",
];

impl SentenceRole {
    /// The role of `sentence`; a summing-up outranks a warning, that a forecast, that an
    /// opinion.
    #[must_use]
    pub fn of(sentence: &str) -> Self {
        let lower = sentence.to_lowercase();
        let has = |list: &[&str]| {
            lower.split(|mark: char| !mark.is_alphanumeric()).any(|word| list.contains(&word))
        };
        if TAKEAWAY.iter().any(|opening| lower.starts_with(opening)) {
            Self::Takeaway
        } else if has(&RISK) {
            Self::Risk
        } else if has(&OUTLOOK) {
            Self::Outlook
        } else if has(&OPINION) {
            Self::Opinion
        } else {
            Self::Fact
        }
    }

    /// In a word, for people.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Opinion => "opinion",
            Self::Risk => "risk",
            Self::Outlook => "outlook",
            Self::Takeaway => "takeaway",
        }
    }

    /// How much such a sentence weighs in an article's score.
    pub(super) fn weight(self) -> f64 {
        match self {
            Self::Takeaway => 1.3,
            Self::Fact => 1.0,
            Self::Outlook => 0.8,
            Self::Opinion => 0.7,
            Self::Risk => 0.6,
        }
    }
}
