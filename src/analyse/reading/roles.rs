//! Takes a sentence; gives what it does: states a fact, holds an opinion, warns, looks ahead.

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
}

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
    /// The role of `sentence`; a warning outranks a forecast, a forecast an opinion.
    #[must_use]
    pub fn of(sentence: &str) -> Self {
        let lower = sentence.to_lowercase();
        let has = |list: &[&str]| {
            lower.split(|mark: char| !mark.is_alphanumeric()).any(|word| list.contains(&word))
        };
        if has(&RISK) {
            Self::Risk
        } else if has(&OUTLOOK) {
            Self::Outlook
        } else if has(&OPINION) {
            Self::Opinion
        } else {
            Self::Fact
        }
    }

    /// How much such a sentence weighs in an article's score.
    pub(super) fn weight(self) -> f64 {
        match self {
            Self::Fact => 1.0,
            Self::Outlook => 0.8,
            Self::Opinion => 0.7,
            Self::Risk => 0.6,
        }
    }
}
