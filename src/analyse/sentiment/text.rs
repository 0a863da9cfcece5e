//! Takes a text of one or more sentences; gives its score, in words too, and that of each name
//! in it: what the `score` subcommand prints.

use std::collections::BTreeMap;

use super::Engine;
use crate::analyse::linking::Linker;
use crate::analyse::reading::split_sentences;
use crate::model::Band;

/// The score of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct TextScore {
    /// -1 to 1, unrounded.
    pub score: f64,
    /// In words.
    pub band: Band,
    /// -1, 0 or 1: the side of the neutral band.
    pub class: i8,
    /// 0 to 1.
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
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for span in linker.names_in(text) {
        let written = text[span.start..span.end].to_owned();
        names.entry(span.ticker.to_string()).or_insert(written);
    }
    let asked = target.and_then(|name| linker.resolve(name)).map(ToString::to_string);
    let as_written = asked.as_ref().and_then(|ticker| names.get(ticker)).cloned();
    let written = target.map(|name| {
        if text.contains(name) { name.to_owned() } else { as_written.unwrap_or(name.to_owned()) }
    });
    if !others.is_empty() {
        names = others.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect();
    }
    if let (Some(name), Some(written)) = (target, &written) {
        names.retain(|_, other| other != written);
        names.insert(asked.unwrap_or_else(|| name.to_owned()), written.clone());
    }
    let rest = |own: Option<&str>| -> Vec<&str> {
        names.values().map(String::as_str).filter(|name| Some(*name) != own).collect()
    };
    let whole = mean(*engine, text, written.as_deref(), &rest(written.as_deref()));
    let targets = names
        .iter()
        .map(|(key, name)| TargetScore {
            target: key.clone(),
            score: mean(*engine, text, Some(name), &rest(Some(name))).0,
        })
        .collect();
    let band = Band::of(whole.0);
    let class = match band {
        Band::Neutral => 0,
        _ if whole.0 < 0.0 => -1,
        _ => 1,
    };
    TextScore { score: whole.0, band, class, confidence: whole.1, targets }
}

/// The mean score and confidence of the sentences that name `target`; of all where none does.
fn mean(engine: Engine, text: &str, target: Option<&str>, others: &[&str]) -> (f64, f64) {
    let sentences = split_sentences(text);
    let naming: Vec<&String> = sentences
        .iter()
        .filter(|sentence| target.is_some_and(|name| sentence.contains(name)))
        .collect();
    let used = if naming.is_empty() { sentences.iter().collect() } else { naming };
    let (mut score, mut confidence, mut count) = (0.0, 0.0, 0.0_f64);
    for sentence in used {
        let scored = engine.score(sentence, target, others);
        score += scored.score;
        confidence += scored.confidence;
        count += 1.0;
    }
    (score / count.max(1.0), confidence / count.max(1.0))
}
