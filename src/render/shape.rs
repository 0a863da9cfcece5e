//! Takes nothing; gives the shapes of the parts of a page, as templates see them. Never
//! holds a floating number.

use serde::Serialize;

use super::chart::Spark;
use super::figure::{Bar, Figure};
use super::page::{plain, web_address};
use super::palette::Colours;
use crate::model::{DisclosureLine, Logo, Palette};

#[derive(Serialize)]
pub(super) struct Reference {
    pub(super) number: u16,
    pub(super) url: String,
}

/// A text, and where it is from.
#[derive(Serialize)]
pub(super) struct Sentence {
    pub(super) text: String,
    pub(super) refs: Vec<Reference>,
    /// ` [1][2]`, for text.
    pub(super) marks: String,
}

#[derive(Serialize)]
pub(super) struct Cell {
    pub(super) label: String,
    pub(super) value: Figure,
    pub(super) notes: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct Labelled {
    pub(super) label: String,
    pub(super) body: Sentence,
}

#[derive(Serialize)]
pub(super) struct Takeaway {
    pub(super) has_case: bool,
    pub(super) ticker: String,
    pub(super) title: String,
    pub(super) parts: Vec<Labelled>,
    pub(super) call: String,
    pub(super) wrong_label: String,
    pub(super) wrong_if: Vec<Sentence>,
    pub(super) others: Vec<Sentence>,
}

#[derive(Serialize)]
pub(super) struct Row {
    pub(super) ticker: String,
    pub(super) name: String,
    pub(super) last: String,
    pub(super) day: Figure,
    pub(super) quarter: Figure,
    pub(super) score: Figure,
    pub(super) band: String,
    pub(super) change: Figure,
    pub(super) bar: Bar,
    pub(super) spark: Spark,
    /// What a mail calls its line; empty where there is none.
    pub(super) spark_cid: String,
    pub(super) articles: u32,
    pub(super) gap: &'static str,
}

#[derive(Serialize)]
pub(super) struct Portfolio {
    pub(super) basis: String,
    pub(super) facts: Vec<Labelled>,
    /// Whether the rows show money; weights have none.
    pub(super) has_value: bool,
    pub(super) rows: Vec<Position>,
    pub(super) width: usize,
    pub(super) mail_rows: usize,
    pub(super) stakes: Vec<Stake>,
    pub(super) stakes_note: String,
}

#[derive(Serialize)]
pub(super) struct Position {
    pub(super) ticker: String,
    pub(super) name: String,
    pub(super) held: String,
    pub(super) value: String,
    pub(super) share: String,
    pub(super) day: Figure,
    pub(super) contribution: Figure,
    pub(super) score: Figure,
    pub(super) in_mail: bool,
}

#[derive(Serialize)]
pub(super) struct Stake {
    pub(super) ticker: String,
    pub(super) takeaway: Sentence,
    pub(super) bearing: String,
    pub(super) sign: Figure,
    pub(super) mark: &'static str,
    pub(super) size: String,
    pub(super) in_mail: bool,
}

#[derive(Serialize)]
pub(super) struct Card {
    pub(super) ticker: String,
    pub(super) name: String,
    pub(super) score: Figure,
    pub(super) band: String,
    /// Whether there is a score.
    pub(super) known: bool,
    pub(super) evidence: String,
    pub(super) gap: &'static str,
    pub(super) has_gap: bool,
    pub(super) lines: Vec<Sentence>,
    pub(super) parts: Vec<Labelled>,
    pub(super) in_mail: bool,
}

#[derive(Serialize)]
pub(super) struct Effect {
    pub(super) ticker: String,
    pub(super) sign: Figure,
    pub(super) mark: &'static str,
    pub(super) sign_words: &'static str,
    pub(super) when: String,
    pub(super) reason: Sentence,
    pub(super) catalyst: Sentence,
}

#[derive(Serialize)]
pub(super) struct Outlook {
    pub(super) when: String,
    pub(super) sign: Figure,
    pub(super) mark: &'static str,
    pub(super) sign_words: &'static str,
    pub(super) event: Sentence,
    pub(super) tickers: String,
}

#[derive(Serialize)]
pub(super) struct Change {
    pub(super) ticker: String,
    pub(super) what: String,
    pub(super) why: Sentence,
}

#[derive(Serialize)]
pub(super) struct Note {
    pub(super) fine: bool,
    pub(super) text: String,
}

/// The colours by day and by night.
#[derive(Serialize)]
pub(super) struct Grounds {
    light: Colours,
    dark: Colours,
}

impl Grounds {
    pub(super) fn of(palette: Palette) -> Self {
        Self { light: palette.light(), dark: palette.dark() }
    }
}

/// The operator's logo as a page shows it.
#[derive(Serialize)]
pub(super) struct Mark {
    data: String,
    width: u32,
    height: u32,
}

impl Mark {
    pub(super) fn of(logo: &Logo) -> Self {
        let (width, height) = logo.shown();
        Self { data: format!("data:image/png;base64,{}", logo.base64()), width, height }
    }
}

/// One line of a regulated producer's block.
#[derive(Serialize)]
pub(super) struct Statement {
    pub(super) label: &'static str,
    pub(super) text: String,
    /// Where the text is an address.
    pub(super) url: String,
}

impl Statement {
    pub(super) fn of(line: &DisclosureLine) -> Self {
        let is_address = line.key == "method_url";
        let url = if is_address { web_address(Some(&line.text)) } else { String::new() };
        Self { label: line.label, text: plain(&line.text), url }
    }
}

#[derive(Serialize)]
pub(super) struct Source {
    pub(super) number: u16,
    pub(super) title: String,
    pub(super) publisher: String,
    pub(super) dated: String,
    pub(super) url: String,
    pub(super) hash: String,
    pub(super) in_mail: bool,
}
