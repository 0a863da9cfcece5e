//! Takes what a claim stands on; gives it as `--json` prints it.

use serde::Serialize;

use crate::analyse::{ArticleExplanation, ScoreExplanation, SentenceExplanation, StoryExplanation};
use crate::model::Instant;
use crate::pipeline::{Explained, QuotedSentence, QuotedSource};

#[derive(Serialize)]
#[serde(tag = "claim", rename_all = "snake_case")]
pub(super) enum ExplainResult<'e> {
    Score(ScoreLine<'e>),
    Sentences { sentences: Vec<QuotedLine<'e>> },
}

#[derive(Serialize)]
pub(super) struct ScoreLine<'e> {
    ticker: &'e str,
    /// Hundredths; none where it is too thin to say.
    score_hundredths: Option<i16>,
    tone: f64,
    shrink: f64,
    stories: Vec<StoryLine<'e>>,
}

#[derive(Serialize)]
struct StoryLine<'e> {
    weight: f64,
    score: f64,
    new: bool,
    articles: Vec<ArticleLine<'e>>,
}

#[derive(Serialize)]
struct ArticleLine<'e> {
    title: &'e str,
    publisher: &'e str,
    known_at: String,
    content_sha256: String,
    relevance: f64,
    score: f64,
    linked_by: &'static str,
    sentences: Vec<SentenceLine<'e>>,
}

#[derive(Serialize)]
struct SentenceLine<'e> {
    text: &'e str,
    role: &'static str,
    score: f64,
    words: Vec<WordLine<'e>>,
}

/// In log-odds of positive against negative.
#[derive(Serialize)]
struct WordLine<'e> {
    word: &'e str,
    weight: f64,
}

#[derive(Serialize)]
pub(super) struct QuotedLine<'e> {
    text: &'e str,
    sources: Vec<SourceLine<'e>>,
}

#[derive(Serialize)]
struct SourceLine<'e> {
    number: u64,
    title: &'e str,
    publisher: &'e str,
    dated: &'e str,
    url: Option<&'e str>,
    sha256: Option<&'e str>,
}

impl<'e> ExplainResult<'e> {
    pub(super) fn of(explained: &'e Explained) -> Self {
        match explained {
            Explained::Score(score) => Self::Score(score_line(score)),
            Explained::Sentences(found) => {
                Self::Sentences { sentences: found.iter().map(quoted).collect() }
            }
        }
    }
}

fn score_line(score: &ScoreExplanation) -> ScoreLine<'_> {
    ScoreLine {
        ticker: score.ticker.as_str(),
        score_hundredths: score.sentiment.map(|sentiment| sentiment.score.hundredths()),
        tone: score.tone,
        shrink: score.shrink,
        stories: score.stories.iter().map(story).collect(),
    }
}

fn story(story: &StoryExplanation) -> StoryLine<'_> {
    StoryLine {
        weight: story.weight,
        score: story.score,
        new: story.is_new,
        articles: story.articles.iter().map(article).collect(),
    }
}

fn article(article: &ArticleExplanation) -> ArticleLine<'_> {
    ArticleLine {
        title: &article.title,
        publisher: &article.publisher,
        known_at: date_time(article.known_at),
        content_sha256: article.content_sha256.to_string(),
        relevance: article.relevance,
        score: article.score,
        linked_by: article.reason.words(),
        sentences: article.sentences.iter().map(sentence).collect(),
    }
}

fn sentence(sentence: &SentenceExplanation) -> SentenceLine<'_> {
    let words = sentence.words.iter();
    SentenceLine {
        text: &sentence.text,
        role: sentence.role.word(),
        score: sentence.score,
        words: words.map(|word| WordLine { word: &word.word, weight: word.weight }).collect(),
    }
}

fn quoted(sentence: &QuotedSentence) -> QuotedLine<'_> {
    QuotedLine { text: &sentence.text, sources: sentence.sources.iter().map(source).collect() }
}

fn source(source: &QuotedSource) -> SourceLine<'_> {
    SourceLine {
        number: source.number,
        title: &source.title,
        publisher: &source.publisher,
        dated: &source.dated,
        url: source.url.as_deref(),
        sha256: source.sha256.as_deref(),
    }
}

/// To the second, in UTC.
pub(super) fn date_time(instant: Instant) -> String {
    instant.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
