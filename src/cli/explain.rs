//! Takes an archived edition and a claim in it; prints what the claim stands on: for a score its
//! stories, articles, sentences and words, for a sentence its sources.

mod lines;

use std::path::Path;

use super::arguments::EditionArguments;
use super::console::{Console, Outcome};
use super::{edition, report, setup};
use crate::analyse::{ArticleExplanation, ScoreExplanation, SentenceExplanation, StoryExplanation};
use crate::exit_code::ExitCode;
use crate::pipeline::{Explained, QuotedSentence};

use lines::{ExplainResult, date_time};

pub(super) fn explain(console: &mut Console<'_>, file: &Path, typed: &str, claim: &str) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let mut parts = typed.splitn(3, '/').map(str::to_owned);
    let (date, brief, revision) = (parts.next(), parts.next(), parts.next());
    let key = edition::key(console, pipeline.config(), &EditionArguments { brief, date })?;
    let revision = edition::revision(revision.as_deref())?;
    let explained =
        pipeline.explain(&key, revision, claim).map_err(|error| report::pipeline(&error))?;
    match &explained {
        Explained::Score(score) => say_score(console, score)?,
        Explained::Sentences(sentences) => say_sentences(console, sentences)?,
    }
    console.json(&ExplainResult::of(&explained))?;
    Ok(ExitCode::Done)
}

fn say_score(console: &mut Console<'_>, score: &ScoreExplanation) -> std::io::Result<()> {
    let ScoreExplanation { ticker, tone, shrink, stories_min, stories, .. } = score;
    match score.sentiment {
        Some(sentiment) => {
            console.say(format!("{ticker} {} ({})", sentiment.score, sentiment.band.words()))?;
        }
        None => console.say(format!(
            "{ticker}: too thin to say, {} of at least {stories_min} stories; its tone would be {tone:+.2}",
            stories.len()
        ))?,
    }
    let weight: f64 = stories.iter().map(|story| story.weight).sum();
    let sum: f64 = stories.iter().map(|story| story.weight * story.score).sum();
    console.say(format!(
        "= sum of weight x score / (sum of weight + {shrink:.2}) = {sum:+.3} / ({weight:.3} + {shrink:.2}) = {tone:+.3}"
    ))?;
    for (place, story) in stories.iter().enumerate() {
        say_story(console, place + 1, story)?;
    }
    Ok(())
}

fn say_story(
    console: &mut Console<'_>,
    number: usize,
    story: &StoryExplanation,
) -> std::io::Result<()> {
    let novelty = if story.is_new { "new" } else { "told before" };
    console.say(String::new())?;
    console.say(format!(
        "Story {number}: weight {:.3}, score {:+.2}, {novelty}",
        story.weight, story.score
    ))?;
    for article in &story.articles {
        say_article(console, article)?;
    }
    Ok(())
}

fn say_article(console: &mut Console<'_>, article: &ArticleExplanation) -> std::io::Result<()> {
    console.say(format!("  {} ({})", article.title, article.publisher))?;
    console.say(format!(
        "  score {:+.2}, relevance {:.2} by {}, known {}",
        article.score,
        article.relevance,
        article.reason.words(),
        date_time(article.known_at)
    ))?;
    for sentence in &article.sentences {
        say_sentence(console, sentence)?;
    }
    Ok(())
}

fn say_sentence(console: &mut Console<'_>, said: &SentenceExplanation) -> std::io::Result<()> {
    console.say(format!("    {:+.2} {:<8} {}", said.score, said.role.word(), said.text))?;
    if said.words.is_empty() {
        return Ok(());
    }
    let words = said.words.iter().map(|word| format!("{} {:+.2}", word.word, word.weight));
    console.say(format!("                   {}", words.collect::<Vec<_>>().join(", ")))
}

fn say_sentences(console: &mut Console<'_>, found: &[QuotedSentence]) -> std::io::Result<()> {
    for (place, sentence) in found.iter().enumerate() {
        if place > 0 {
            console.say(String::new())?;
        }
        console.say(&sentence.text)?;
        for source in &sentence.sources {
            let dated =
                if source.dated.is_empty() { String::new() } else { format!(", {}", source.dated) };
            console.say(format!(
                "  [{}] {} ({}{dated})",
                source.number, source.title, source.publisher
            ))?;
            for line in [&source.url, &source.sha256].into_iter().flatten() {
                console.say(format!("      {line}"))?;
            }
        }
    }
    Ok(())
}
