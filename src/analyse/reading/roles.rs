//! Takes a sentence; gives what it does: states a fact, holds an opinion, warns, looks
//! ahead, sums up.

/// What a sentence does; of several, the last of these outranks the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SentenceRole {
    /// States what happened.
    Fact,
    /// Says what somebody thinks.
    Opinion,
    /// Says what is expected.
    Outlook,
    /// Names what could go wrong.
    Risk,
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

impl SentenceRole {
    /// The role of `sentence`.
    #[must_use]
    pub fn of(sentence: &str) -> Self {
        let lower = sentence.to_lowercase();
        if TAKEAWAY.iter().any(|opening| lower.starts_with(opening)) {
            return Self::Takeaway;
        }
        let words = lower.split(|mark: char| !mark.is_alphanumeric());
        words.filter_map(Self::told_by).max().unwrap_or(Self::Fact)
    }

    fn told_by(word: &str) -> Option<Self> {
        Some(match word {
            "risk" | "risks" | "threat" | "threatens" | "uncertainty" | "headwind"
            | "headwinds" | "if" | "exposed" => Self::Risk,
            "will" | "expects" | "expected" | "forecast" | "forecasts" | "guidance" | "outlook"
            | "plans" | "next" | "upcoming" | "sees" | "likely" => Self::Outlook,
            "think" | "thinks" | "believe" | "believes" | "opinion" | "should" | "analyst"
            | "analysts" | "i" | "we" | "argues" | "seems" => Self::Opinion,
            _ => return None,
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summing_up_outranks_a_warning_that_a_forecast_and_that_an_opinion() {
        for (sentence, role) in [
            ("In short, analysts see a risk that sales will fall.", SentenceRole::Takeaway),
            ("Analysts see a risk that sales will fall.", SentenceRole::Risk),
            ("Analysts say that sales will fall.", SentenceRole::Outlook),
            ("Analysts say that sales fell.", SentenceRole::Opinion),
            ("Sales fell.", SentenceRole::Fact),
        ] {
            assert_eq!(SentenceRole::of(sentence), role, "{sentence}");
        }
    }
}
