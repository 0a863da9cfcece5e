//! Takes measures and stories; gives them as tables for whoever computes them again:
//! `reference.py` does.

use std::error::Error;
use std::path::Path;

use chrono::{DateTime, Datelike as _, Utc};
use contrabrief::model::{Measures, ToldStory};

/// One row per ticker and session of `year`, every digit of every figure.
pub(crate) fn write_measures(
    path: &Path,
    measures: &[Measures],
    year: i32,
) -> Result<(), Box<dyn Error>> {
    let mut table = csv::Writer::from_path(path)?;
    table.write_record([
        "date",
        "ticker",
        "stories",
        "articles",
        "effective",
        "tone",
        "one_sided",
        "dispersion",
        "novelty",
        "attention_z",
        "tone_z",
        "tone_month",
        "trend_z",
        "dispersion_rank",
        "one_sided_sessions",
        "beta",
        "abnormal",
        "sigma",
        "z_day",
        "z_week",
        "z_month",
        "below_high",
        "above_low",
        "drawdown",
        "volatility",
        "volatility_to_year",
    ])?;
    let digits = |value: Option<f64>| value.map(|value| format!("{value:?}")).unwrap_or_default();
    for one in measures.iter().filter(|one| one.date.year() == year) {
        let Some(crowd) = one.crowd else { continue };
        let (price, range) = (&one.price, &one.range);
        let mut row = vec![
            one.date.to_string(),
            one.ticker.to_string(),
            crowd.stories.to_string(),
            crowd.articles.to_string(),
        ];
        let figures = [
            Some(crowd.effective),
            Some(crowd.tone),
            crowd.one_sided,
            crowd.dispersion,
            crowd.novelty,
            crowd.attention_z,
            crowd.tone_z,
            crowd.tone_month,
            crowd.trend_z,
            crowd.dispersion_rank,
            Some(f64::from(crowd.one_sided_sessions)),
            price.beta,
            price.abnormal,
            price.sigma,
            price.z_day,
            price.z_week,
            price.z_month,
            range.below_high,
            range.above_low,
            range.drawdown,
            range.volatility,
            range.volatility_to_year,
        ];
        row.extend(figures.map(digits));
        table.write_record(row)?;
    }
    Ok(table.flush()?)
}

/// One row per article of each story, by date, ticker and story.
pub(crate) fn write_stories(path: &Path, stories: &[ToldStory]) -> Result<(), Box<dyn Error>> {
    let mut table = csv::Writer::from_path(path)?;
    table.write_record([
        "date",
        "ticker",
        "story",
        "is_new",
        "dated",
        "relevance",
        "source_weight",
        "score",
    ])?;
    let seconds = |at: DateTime<Utc>| at.timestamp().to_string();
    for (number, story) in stories.iter().enumerate() {
        for article in &story.articles {
            table.write_record([
                story.date.to_string(),
                story.ticker.to_string(),
                number.to_string(),
                u8::from(story.is_new).to_string(),
                seconds(article.dated),
                format!("{:?}", article.relevance),
                format!("{:?}", article.source_weight),
                format!("{:?}", article.score),
            ])?;
        }
    }
    Ok(table.flush()?)
}
