//! Takes an archived edition and a claim in it; gives what the claim stands on. Never writes.

use serde_json::Value;

use super::recipe::Recipe;
use super::{Pipeline, PipelineError};
use crate::analyse::{self, ScoreExplanation};
use crate::archive::Archived;
use crate::model::{EditionKey, Revision, Ticker, file_names};

/// What a claim stands on.
#[derive(Clone, Debug, PartialEq)]
pub enum Explained {
    /// The score of a watched ticker.
    Score(Box<ScoreExplanation>),
    /// Sentences of the edition that have the words asked for.
    Sentences(Vec<QuotedSentence>),
}

/// A sentence of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotedSentence {
    /// As the edition prints it.
    pub text: String,
    /// What it cites.
    pub sources: Vec<QuotedSource>,
}

/// An article or a series of bars that an edition cites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotedSource {
    /// Its number in the edition.
    pub number: u64,
    /// Its title, and of bars what they are.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// When, in words.
    pub dated: String,
    /// Where it can be read.
    pub url: Option<String>,
    /// Of its content as it was used.
    pub sha256: Option<String>,
}

impl Pipeline {
    /// Explains a claim of an archived edition: `claim` is a watched ticker, for its score, or
    /// words from a sentence.
    ///
    /// # Errors
    /// [`PipelineError::NoEdition`], [`PipelineError::NoClaim`], or what a stage could not do.
    pub fn explain(
        &self,
        key: &EditionKey,
        revision: Option<Revision>,
        claim: &str,
    ) -> Result<Explained, PipelineError> {
        let archived = self.archived(key, revision)?;
        if let Some(score) = self.score_of(&archived, claim)? {
            return Ok(Explained::Score(Box::new(score)));
        }
        let sentences = sentences(&page(&archived)?, claim);
        if sentences.is_empty() {
            return Err(PipelineError::NoClaim { key: key.clone(), claim: claim.to_owned() });
        }
        Ok(Explained::Sentences(sentences))
    }

    /// The score of a ticker, from exactly what the edition knew, by its own settings.
    fn score_of(
        &self,
        archived: &Archived,
        claim: &str,
    ) -> Result<Option<ScoreExplanation>, PipelineError> {
        let Ok(ticker) = Ticker::parse(claim.trim()) else { return Ok(None) };
        let recipe = Recipe::archived(archived)?;
        if !recipe.brief()?.scope.watchlist.iter().any(|profile| profile.ticker == ticker) {
            return Ok(None);
        }
        let dossier = self.dossier(&recipe, archived.key().date, archived.knowledge())?;
        Ok(analyse::explain(&dossier, &recipe.config.policy, &ticker))
    }
}

fn page(archived: &Archived) -> Result<Value, PipelineError> {
    let bytes = archived.rendition(file_names::JSON)?;
    serde_json::from_slice(&bytes).map_err(|source| PipelineError::Page {
        path: archived.folder().join(file_names::JSON),
        source,
    })
}

/// The cited sentences of a page that have these words, or this `[number]`, each once.
fn sentences(page: &Value, claim: &str) -> Vec<QuotedSentence> {
    let mut found = Vec::new();
    gather(page, page, &claim.trim().to_lowercase(), &mut found);
    found
}

fn gather(page: &Value, part: &Value, wanted: &str, found: &mut Vec<QuotedSentence>) {
    if let (Some(text), Some(citations)) = (part["text"].as_str(), part["citations"].as_array()) {
        let numbers: Vec<u64> = citations.iter().filter_map(Value::as_u64).collect();
        let is_cited = numbers.iter().any(|number| wanted == format!("[{number}]"));
        let is_new = found.iter().all(|known| known.text != text);
        if is_new && (is_cited || text.to_lowercase().contains(wanted)) {
            let sources = numbers.iter().filter_map(|number| source(page, *number)).collect();
            found.push(QuotedSentence { text: text.to_owned(), sources });
        }
    }
    match part {
        Value::Array(parts) => parts.iter().for_each(|part| gather(page, part, wanted, found)),
        Value::Object(parts) => parts.values().for_each(|part| gather(page, part, wanted, found)),
        _ => {}
    }
}

fn source(page: &Value, number: u64) -> Option<QuotedSource> {
    let sources = page["sources"].as_array()?;
    let source = sources.iter().find(|source| source["number"].as_u64() == Some(number))?;
    let text = |field: &str| source[field].as_str().map(str::to_owned);
    Some(QuotedSource {
        number,
        title: text("title")?,
        publisher: text("publisher")?,
        dated: text("dated").unwrap_or_default(),
        url: text("url"),
        sha256: text("sha256"),
    })
}
