//! Takes one thing wrong with a configuration; gives the line that names file, place, fault
//! and, where there is a near match, what was probably meant.

use std::fmt;

/// One thing wrong with the configuration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConfigFault {
    /// The file's name as given.
    pub file: String,
    /// Line, from 1; `None` where no line is to blame.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for ConfigFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "{}:{line}: {}", self.file, self.message),
            None => write!(formatter, "{}: {}", self.file, self.message),
        }
    }
}

/// The known word nearest to `word`, if one is near enough to have been meant.
#[must_use]
pub fn near_match<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A slip of one key in a short word is .88 or more; `at` for `watchlist` is .74.
    const SIMILARITY_MIN: f64 = 0.8;
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(similarity, _)| *similarity >= SIMILARITY_MIN)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, candidate)| candidate)
}

/// A sentence such as `; did you mean `host`?`, or nothing.
#[must_use]
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    near_match(word, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_guessed_and_another_word_is_not() {
        let known = ["at", "disclosure", "title", "watchlist"];
        for (word, meant) in [("titel", Some("title")), ("watchlst", Some("watchlist"))] {
            assert_eq!(near_match(word, known), meant, "{word}");
        }
        assert_eq!(near_match("watchlist", ["at", "title"]), None);
        assert_eq!(near_match("colour", known), None);
    }
}
