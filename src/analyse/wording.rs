//! Takes figures and names; gives the pieces of sentences. Wording varies with the edition and
//! is the same whenever the edition is made again.

use chrono::NaiveDate;

use super::universe::Universe;
use crate::model::wording::choice;
use crate::model::{Article, BasisPoints, Evidence, Hundredths, Licence, Ticker};

/// The longest quotation, in characters.
const QUOTE_CHARS_MAX: usize = 280;

/// One of several ways to say the same, chosen by the edition's identity.
pub(super) fn frame<'a>(
    universe: &Universe,
    ticker: &Ticker,
    what: &str,
    ways: &'a [&'a str],
) -> &'a str {
    let dossier = universe.dossier;
    let seed = format!("{}\n{}\n{ticker}\n{what}", dossier.scope.brief, dossier.date);
    ways[choice(&seed, ways.len())]
}

/// The publisher's own words in quotation marks, with the publisher.
pub(super) fn quote(sentence: &str, publishers: &[&str]) -> String {
    let by = match publishers {
        [] => String::new(),
        [only] => format!(" ({only})"),
        [first, second] => format!(" ({first} and {second})"),
        [first, others @ ..] => format!(" ({first} and {} others)", others.len()),
    };
    let (shown, is_cut) = shown_of(sentence);
    let end = if is_cut { "\u{2026}" } else { "" };
    format!("\u{201c}{shown}{end}\u{201d}{by}")
}

/// What of a sentence is quoted, and whether that is not all of it.
pub(super) fn shown_of(sentence: &str) -> (&str, bool) {
    let Some((end, _)) = sentence.char_indices().nth(QUOTE_CHARS_MAX) else {
        return (sentence, false);
    };
    let head = &sentence[..end];
    let end = head.rfind(' ').unwrap_or(head.len());
    (head[..end].trim_end_matches([',', ';', ':']), true)
}

/// Whether the licence of an article lets its sentence `index` be quoted.
pub(super) fn may_quote(article: &Article, index: usize) -> bool {
    index == 0 || article.item.licence != Licence::Hash
}

/// The evidence of a sentence of an article.
pub(super) fn cite(article: &Article, sentence: Option<&str>) -> Evidence {
    Evidence::Article {
        id: article.item.id,
        version: article.version,
        sentence: sentence.map(str::to_owned),
    }
}

/// `1 story`, `7 stories`.
pub(super) fn stories(count: u32) -> String {
    if count == 1 { "1 story".to_owned() } else { format!("{count} stories") }
}

/// `1 article`, `7 articles`.
pub(super) fn articles(count: u32) -> String {
    if count == 1 { "1 article".to_owned() } else { format!("{count} articles") }
}

/// Small numbers in words.
pub(super) fn count_words(count: u16) -> String {
    match count {
        1 => "one".to_owned(),
        5 => "five".to_owned(),
        10 => "ten".to_owned(),
        20 => "twenty".to_owned(),
        _ => count.to_string(),
    }
}

/// `Tuesday 24 March 2026`.
pub(super) fn weekday_date(date: NaiveDate) -> String {
    date.format("%A %-d %B").to_string()
}

/// `24 March 2026`.
pub(super) fn date_words(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// `gained 1.9%`, `lost 1.9%` or `did not move`.
pub(super) fn moved(points: BasisPoints) -> String {
    match points.unsigned_percent() {
        zero if zero == "0.0%" => "did not move".to_owned(),
        size if points.0 > 0 => format!("gained {size}"),
        size => format!("lost {size}"),
    }
}

/// A log return as printed.
pub(super) fn points(log_return: f64) -> Option<BasisPoints> {
    BasisPoints::from_ratio(libm::expm1(log_return))
}

/// `1.9`, without sign.
pub(super) fn tenths(value: f64) -> Option<String> {
    let tenths = libm::rint(value.abs() * 10.0) / 10.0;
    Hundredths::from_unrounded(tenths).map(|rounded| {
        let size = rounded.unsigned();
        size.strip_suffix('0').unwrap_or(&size).to_owned()
    })
}

/// A sentence begins with a capital.
pub(super) fn capital(text: &str) -> String {
    let mut marks = text.chars();
    marks.next().map_or_else(String::new, |first| first.to_uppercase().chain(marks).collect())
}
