//! Takes articles, the linker and the engine; gives one reading per article that names a
//! ticker: who is meant, how much, and what is said of them. Never drops a linked article.

mod roles;
mod sentences;

use crate::analyse::linking::{Link, LinkReason, Linker, NameSpan};
use crate::analyse::sentiment::Engine;
use crate::model::{Article, Ticker};

pub use roles::SentenceRole;
pub use sentences::split_sentences;

const TITLE_WEIGHT: f64 = 1.5;

/// What one article says about the tickers it mentions.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Index into the articles.
    pub article: usize,
    /// By ticker, never empty.
    pub mentions: Vec<Mention>,
    /// The title, then the sentences of the text.
    pub sentences: Vec<String>,
}

/// What an article says about one ticker.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Whom.
    pub ticker: Ticker,
    /// How much the article is about it, 0 to 1.
    pub relevance: f64,
    /// Whether it stands in the title or is named most often.
    pub primary: bool,
    /// -1 to 1, unrounded, for this ticker.
    pub score: f64,
    /// The sentences that name it, in text order.
    pub sentences: Vec<MentionSentence>,
    /// How it was found.
    pub reason: LinkReason,
}

/// A sentence that names a ticker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MentionSentence {
    /// Index into the reading's sentences; 0 is the title.
    pub index: usize,
    /// -1 to 1, for this ticker.
    pub score: f64,
    /// What the sentence does.
    pub role: SentenceRole,
}

/// Reads every article; one reading per article with at least one mention, in their order.
#[must_use]
pub fn read(articles: &[Article], linker: &Linker, engine: &Engine) -> Vec<Reading> {
    articles
        .iter()
        .enumerate()
        .filter_map(|(index, article)| {
            let item = &article.item;
            let links = linker.links(&item.title, item.body(), &item.vendor_tickers);
            if links.is_empty() {
                return None;
            }
            let mut sentences = vec![item.title.clone()];
            sentences.extend(split_sentences(item.body()));
            let named: Vec<_> = sentences.iter().map(|line| linker.names_in(line)).collect();
            let mentions =
                links.into_iter().map(|link| mention(link, &sentences, &named, *engine)).collect();
            Some(Reading { article: index, mentions, sentences })
        })
        .collect()
}

fn mention(link: Link, lines: &[String], named: &[Vec<NameSpan>], engine: Engine) -> Mention {
    let mut sentences = Vec::new();
    let mut sum = 0.0;
    let mut weights = 0.0;
    for (index, (line, spans)) in lines.iter().zip(named).enumerate() {
        let Some(own) = spans.iter().find(|span| span.ticker == link.ticker) else { continue };
        let others: Vec<&str> = spans
            .iter()
            .filter(|span| span.ticker != link.ticker)
            .map(|span| &line[span.start..span.end])
            .collect();
        let score = engine.score(line, Some(&line[own.start..own.end]), &others).score;
        let role = SentenceRole::of(line);
        let weight = role.weight() * if index == 0 { TITLE_WEIGHT } else { 1.0 };
        sum += weight * score;
        weights += weight;
        sentences.push(MentionSentence { index, score, role });
    }
    let score = if weights > 0.0 {
        sum / weights
    } else {
        // Only the vendor names it: the title is all that can be said of it.
        engine.score(&lines[0], None, &[]).score
    };
    Mention {
        ticker: link.ticker,
        relevance: link.relevance,
        primary: link.primary,
        score,
        sentences,
        reason: link.reason,
    }
}
