//! Takes two `brief.json`; gives the scores, prices and ranks that differ, and the sources.
//! Never computes: it compares the words that the readers saw.

use serde_json::Value;

/// The figures of a row that are compared, with their words.
const FIGURES: [(&str, &str); 4] =
    [("sentiment", "score"), ("last", "last price"), ("day", "1 day"), ("quarter", "3 months")];

/// A figure before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureChange {
    /// Whose: a ticker, or `Overall`.
    pub of: String,
    /// Which: `score`, `last price`, `1 day`, `3 months`, `rank`.
    pub what: &'static str,
    /// As the earlier revision prints it; empty when it does not.
    pub before: String,
    /// As the later revision prints it; empty when it does not.
    pub after: String,
}

/// What one revision says.
pub(super) struct Facts(Value);

impl Facts {
    /// Reads a brief. What is not JSON says nothing.
    pub(super) fn read(json: &str) -> Self {
        Self(serde_json::from_str(json).unwrap_or_default())
    }

    fn rows(&self) -> impl Iterator<Item = (usize, &str, &Value)> {
        let rows = self.0["scoreboard"].as_array().into_iter().flatten().enumerate();
        rows.filter_map(|(rank, row)| Some((rank + 1, row["ticker"].as_str()?, row)))
    }

    fn row(&self, ticker: &str) -> Option<(usize, &Value)> {
        let mut rows = self.rows();
        rows.find(|(_, name, _)| *name == ticker).map(|(rank, _, row)| (rank, row))
    }

    fn sources(&self) -> Vec<String> {
        let sources = self.0["sources"].as_array().into_iter().flatten();
        let sources = sources.map(|source| {
            let word = |field: &str| source[field].as_str().unwrap_or_default().to_owned();
            (word("title"), word("publisher"))
        });
        sources.map(|(title, publisher)| format!("{title}, {publisher}")).collect()
    }

    /// Sources that the other revision does not cite.
    pub(super) fn sources_beyond(&self, other: &Self) -> Vec<String> {
        let theirs = other.sources();
        self.sources().into_iter().filter(|source| !theirs.contains(source)).collect()
    }
}

pub(super) fn changes(old: &Facts, new: &Facts) -> Vec<FigureChange> {
    let mut changes = Vec::new();
    let mut note = |of: &str, what, before: String, after: String| {
        if before != after {
            changes.push(FigureChange { of: of.to_owned(), what, before, after });
        }
    };
    note("Overall", "score", words(&old.0["overall"]), words(&new.0["overall"]));
    let gone = old.rows().filter(|(_, ticker, _)| new.row(ticker).is_none());
    let tickers = new.rows().chain(gone).map(|(_, ticker, _)| ticker);
    for ticker in tickers {
        let (before, after) = (old.row(ticker), new.row(ticker));
        let figure = |side: Option<(usize, &Value)>, name: &str| {
            side.map(|(_, row)| words(&row[name])).unwrap_or_default()
        };
        for (name, what) in FIGURES {
            note(ticker, what, figure(before, name), figure(after, name));
        }
        let rank = |side: Option<(usize, &Value)>| {
            side.map(|(rank, _)| rank.to_string()).unwrap_or_default()
        };
        note(ticker, "rank", rank(before), rank(after));
    }
    changes
}

/// A figure as printed: its text, or the value itself when it is a plain string.
fn words(figure: &Value) -> String {
    let text = figure["text"].as_str().or(figure.as_str());
    text.unwrap_or_default().to_owned()
}
