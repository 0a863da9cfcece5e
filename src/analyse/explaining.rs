//! Takes the universe and a ticker; gives what its score was made of: stories, articles,
//! sentences, words. Never computes a score by another way than the edition did.

use super::crowd::Story;
use super::linking::{EntitySpan, LinkReason, Linker};
use super::reading::{Mention, MentionSentence, Reading, SentenceRole};
use super::sentiment::{Engine, ScoredWord};
use super::universe::Universe;
use crate::model::{Instant, Sentiment, Sha256Hash, Ticker};

/// What the score of a ticker was made of.
///
/// # Source
/// tone = (sum of weight x score over the stories) / (sum of weight + `shrink`); a story's score
/// is the mean of its articles' by weight, its weight that of the weightiest.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreExplanation {
    /// Whose.
    pub ticker: Ticker,
    /// As the edition prints it; `None` where it is too thin to say.
    pub sentiment: Option<Sentiment>,
    /// The tone before rounding, however thin.
    pub tone: f64,
    /// The weight by which few stories are drawn to neutral.
    pub shrink: f64,
    /// Fewer stories than this are too thin to say.
    pub stories_min: u32,
    /// Heaviest first.
    pub stories: Vec<StoryExplanation>,
}

/// A story in a score.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryExplanation {
    /// Relevance x source weight x freshness of the weightiest article.
    pub weight: f64,
    /// -1 to 1.
    pub score: f64,
    /// Whether nothing like it was told in the sessions before.
    pub is_new: bool,
    /// Weightiest first.
    pub articles: Vec<ArticleExplanation>,
}

/// An article in a story.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleExplanation {
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// When this version became known.
    pub known_at: Instant,
    /// Of its content.
    pub content_sha256: Sha256Hash,
    /// How much it is about the ticker, 0 to 1.
    pub relevance: f64,
    /// -1 to 1, for the ticker.
    pub score: f64,
    /// Why it is linked to the ticker.
    pub reason: LinkReason,
    /// Those that name the ticker, in text order.
    pub sentences: Vec<SentenceExplanation>,
}

/// A sentence in an article.
#[derive(Clone, Debug, PartialEq)]
pub struct SentenceExplanation {
    /// As published.
    pub text: String,
    /// What it does.
    pub role: SentenceRole,
    /// -1 to 1, for the ticker.
    pub score: f64,
    /// The words that moved it most.
    pub words: Vec<ScoredWord>,
}

/// The explanation of a watched ticker's score.
pub(super) fn explain(universe: &Universe, ticker: &Ticker) -> Option<ScoreExplanation> {
    let (_, name) = universe.watched().find(|(_, name)| name.market.profile.ticker == *ticker)?;
    let features = &name.features[universe.today()];
    let policy = universe.policy;
    let linker = universe.windows.linker();
    Some(ScoreExplanation {
        ticker: ticker.clone(),
        sentiment: features.tone(policy.stories_min).map(Sentiment::of),
        tone: features.crowd.map_or(0.0, |crowd| crowd.tone),
        shrink: policy.shrink,
        stories_min: policy.stories_min,
        stories: name.stories.iter().map(|story| of_story(universe, linker, story)).collect(),
    })
}

fn of_story(universe: &Universe, linker: &Linker, story: &Story) -> StoryExplanation {
    let articles = story.members.iter().map(|&(reading, place)| {
        let reading = &universe.readings[reading];
        of_article(universe, linker, reading, &reading.mentions[place])
    });
    StoryExplanation {
        weight: story.weight,
        score: story.score,
        is_new: story.is_new,
        articles: articles.collect(),
    }
}

fn of_article(
    universe: &Universe,
    linker: &Linker,
    reading: &Reading,
    mention: &Mention,
) -> ArticleExplanation {
    let article = &universe.dossier.articles[reading.article];
    let sentences = mention.sentences.iter().filter_map(|said| {
        let text = reading.sentences.get(said.index)?;
        Some(of_sentence(linker, text, &mention.ticker, said))
    });
    ArticleExplanation {
        title: article.item.words.title.clone(),
        publisher: article.item.words.publisher.clone(),
        known_at: article.known_at,
        content_sha256: article.content_sha256,
        relevance: mention.relevance,
        score: mention.score,
        reason: mention.reason,
        sentences: sentences.collect(),
    }
}

fn of_sentence(
    linker: &Linker,
    text: &str,
    ticker: &Ticker,
    said: &MentionSentence,
) -> SentenceExplanation {
    let spans = linker.entities_in(text).into_iter();
    let (own, others): (Vec<EntitySpan<'_>>, Vec<EntitySpan<'_>>) =
        spans.partition(|span| span.ticker == Some(ticker));
    let written = |start: usize, end: usize| &text[start..end];
    let target = own.first().map(|span| written(span.start, span.end));
    let others: Vec<&str> = others.iter().map(|span| written(span.start, span.end)).collect();
    SentenceExplanation {
        text: text.to_owned(),
        role: said.role,
        score: said.score,
        words: Engine::default().explain(text, target, &others),
    }
}
