//! Takes a text of one or more sentences; gives its score, in words too, and that of each name
//! in it: what the `score` subcommand prints.

use std::collections::BTreeMap;

use super::article::as_one;
use super::passages::passages;
use super::split_sentences;
use crate::analyse::linking::{EntitySpan, Linker};
use crate::analyse::sentiment::{Engine, Scored};
use crate::model::Band;

/// A text of up to so many bytes is judged in one piece, as the sentences that trained the
/// engine were; a longer one sentence by sentence.
const PIECE_BYTES_MAX: usize = 500;

/// The score of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct TextScore {
    /// -1 to 1, unrounded.
    pub score: f64,
    /// In words.
    pub band: Band,
    /// -1, 0 or 1: the most likely side.
    pub class: i8,
    /// How likely that side is, 0 to 1.
    pub confidence: f64,
    /// The names found or given, by name.
    pub targets: Vec<TargetScore>,
}

/// The score of a text for one name in it.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetScore {
    /// The ticker if it is known, else the name as given.
    pub target: String,
    /// -1 to 1, unrounded.
    pub score: f64,
}

/// Scores `text` for `target`, or as a whole. A target may be a name or a known symbol; where
/// `others` is empty, the names that `linker` finds stand in.
#[must_use]
pub fn score_text(
    engine: &Engine,
    linker: &Linker,
    text: &str,
    target: Option<&str>,
    others: &[&str],
) -> TextScore {
    let found = names_in(linker, text);
    let asked = target.map(|name| Asked::of(linker, &found, text, name));
    let mut names: BTreeMap<String, String> = if others.is_empty() {
        found
    } else {
        others.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect()
    };
    if let Some(asked) = &asked {
        names.retain(|_, other| *other != asked.written);
        names.insert(asked.key.clone(), asked.written.clone());
    }
    let rest = |own: Option<&str>| -> Vec<&str> {
        names.values().map(String::as_str).filter(|name| Some(*name) != own).collect()
    };
    let written = asked.as_ref().map(|asked| asked.written.as_str());
    let whole = scored(*engine, text, written, &rest(written));
    let targets = names
        .iter()
        .map(|(key, name)| TargetScore {
            target: key.clone(),
            score: scored(*engine, text, Some(name), &rest(Some(name))).score,
        })
        .collect();
    TextScore {
        score: whole.score,
        band: Band::of(whole.score),
        class: whole.class,
        confidence: whole.confidence,
        targets,
    }
}

/// Whom a text is asked about.
struct Asked {
    /// The symbol, or the name as given.
    key: String,
    /// As the text writes it.
    written: String,
}

impl Asked {
    fn of(linker: &Linker, found: &BTreeMap<String, String>, text: &str, name: &str) -> Self {
        let known = linker.known(name);
        let ticker = known.first().and_then(|known| known.ticker).map(ToString::to_string);
        let as_found = ticker.as_ref().and_then(|ticker| found.get(ticker)).cloned();
        let written =
            if text.contains(name) { name.to_owned() } else { as_found.unwrap_or(name.to_owned()) };
        Self { key: ticker.unwrap_or_else(|| name.to_owned()), written }
    }
}

/// The securities and companies named in `text`: symbol or name, and how the text writes it.
fn names_in(linker: &Linker, text: &str) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for span in linker.entities_in(text).into_iter().filter(|span| span.kind.is_security()) {
        let written = text[span.start..span.end].to_owned();
        names.entry(key_of(&span)).or_insert(written);
    }
    names
}

fn key_of(span: &EntitySpan<'_>) -> String {
    span.ticker.map_or_else(|| span.name.to_owned(), ToString::to_string)
}

/// A short text in one piece; a long one by the sentences that speak of the target, of all
/// where none does.
fn scored(engine: Engine, text: &str, target: Option<&str>, others: &[&str]) -> Scored {
    if text.len() <= PIECE_BYTES_MAX {
        return engine.score(text, target, others);
    }
    let lines = split_sentences(text);
    let named: Vec<Vec<&str>> = lines
        .iter()
        .map(|line| {
            let names = target.into_iter().chain(others.iter().copied());
            names.filter(|name| line.contains(name)).collect()
        })
        .collect();
    let found = passages(&lines, &named, |name| Some(*name) == target);
    let scores: Vec<(f64, Scored)> = if found.is_empty() {
        let all = lines.iter().zip(&named);
        all.map(|(line, names)| (1.0, engine.score(line, None, names))).collect()
    } else {
        found
            .iter()
            .map(|passage| {
                let here = named[passage.index].iter().copied();
                let others: Vec<&str> = here.filter(|name| Some(*name) != target).collect();
                let own = passage.place.and(target);
                (passage.weight, engine.score(lines[passage.index], own, &others))
            })
            .collect()
    };
    as_one(&scores)
}
