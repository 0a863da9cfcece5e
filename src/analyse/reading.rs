//! Takes articles, the linker and the engine; gives one reading per article that names a
//! ticker: who is meant, how much, and what is said of them. Never drops a linked article.

mod article;
mod passages;
mod roles;
mod sentences;
mod shared;
mod text;

use std::ops::Deref;
use std::sync::Arc;

use crate::analyse::linking::{EntitySpan, Link, LinkReason, Linked, Linker};
use crate::analyse::sentiment::Engine;
use crate::model::{Article, Ticker};

pub use roles::SentenceRole;
pub use sentences::{Sentences, split_sentences};
pub(super) use shared::read_shared;
pub use text::{TargetScore, TextScore, score_text};

use article::as_one;
use passages::{Passage, passages};

const TITLE_WEIGHT: f64 = 1.5;

/// What one article says about the tickers it mentions. Copying it copies no text.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Index into the articles.
    pub article: usize,
    said: Arc<Said>,
}

impl Reading {
    /// What the article at this index says.
    #[must_use]
    pub fn new(article: usize, mentions: Vec<Mention>, sentences: Sentences) -> Self {
        Self { article, said: Arc::new(Said { mentions, sentences }) }
    }
}

impl Deref for Reading {
    type Target = Said;

    fn deref(&self) -> &Said {
        &self.said
    }
}

/// What a text says, whichever article it is.
#[derive(Debug, PartialEq)]
pub struct Said {
    /// By ticker, never empty.
    pub mentions: Vec<Mention>,
    /// The title, then the sentences of the text.
    pub sentences: Sentences,
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
    read_these(articles, 0..articles.len(), linker, engine)
}

/// Reads the articles at `places`.
#[must_use]
pub fn read_these(
    articles: &[Article],
    places: impl IntoIterator<Item = usize>,
    linker: &Linker,
    engine: &Engine,
) -> Vec<Reading> {
    places.into_iter().filter_map(|index| read_one(articles, index, linker, *engine)).collect()
}

/// Reads one article; `None` where it names nobody.
fn read_one(
    articles: &[Article],
    index: usize,
    linker: &Linker,
    engine: Engine,
) -> Option<Reading> {
    let item = &articles[index].item;
    let sentences = Sentences::of(Arc::clone(&item.words));
    let lines: Vec<&str> = sentences.iter().collect();
    let Linked { links, named } = linker.link(&lines, &item.vendor_tickers);
    if links.is_empty() {
        return None;
    }
    let mentions = links.into_iter().map(|link| mention(link, &lines, &named, engine)).collect();
    Some(Reading::new(index, mentions, sentences))
}

fn mention(about: Link, text: &[&str], named: &[Vec<EntitySpan<'_>>], engine: Engine) -> Mention {
    let mut sentences = Vec::new();
    let mut weighed = Vec::new();
    let is_own = |span: &EntitySpan<'_>| span.ticker == Some(&about.ticker);
    for Passage { index, place, role, weight } in passages(text, named, is_own) {
        let line = text[index];
        let written = |span: &EntitySpan<'_>| &line[span.start..span.end];
        let own = place.map(|place| &line[named[index][place].start..named[index][place].end]);
        let others: Vec<&str> =
            named[index].iter().filter(|span| !is_own(span)).map(written).collect();
        let scored = engine.score(line, own, &others);
        weighed.push((weight * if index == 0 { TITLE_WEIGHT } else { 1.0 }, scored));
        if own.is_some() {
            sentences.push(MentionSentence { index, score: scored.score, role });
        }
    }
    // Where only the vendor names it, the title is all that can be said of it.
    let score = if weighed.is_empty() {
        engine.score(text[0], None, &[]).score
    } else {
        as_one(&weighed).score
    };
    Mention {
        ticker: about.ticker,
        relevance: about.relevance,
        primary: about.primary,
        score,
        sentences,
        reason: about.reason,
    }
}
