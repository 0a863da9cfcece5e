//! Takes what the charts of a brief show; gives it for machines, so that every figure of a
//! picture can be read. Absent charts are null.

use serde_json::{Value, json};

use super::{price, returned};
use crate::model::{BaseRateChart, Charts, PriceToneChart, Score, TonesChart};

pub(super) fn json(charts: &Charts) -> Value {
    json!({
        "price_tone": charts.price_tone.as_ref().map(price_tone),
        "base_rate": charts.base_rate.as_ref().map(base_rate),
        "tones": charts.tones.as_ref().map(tones),
    })
}

fn price_tone(chart: &PriceToneChart) -> Value {
    let ends = [chart.path.sessions.first(), chart.path.sessions.last()];
    json!({
        "ticker": chart.ticker.as_str(),
        "words": chart.words,
        "first": ends[0].map(|session| price(session.close)),
        "last": ends[1].map(|session| price(session.close)),
        "sessions": chart.path.sessions.iter().map(|session| json!({
            "session": session.session.to_string(),
            "close_e8": session.close.e8,
            "tone_hundredths": session.tone.map(Score::hundredths),
            "articles": session.articles,
            "stories": session.stories,
        })).collect::<Vec<_>>(),
    })
}

fn base_rate(chart: &BaseRateChart) -> Value {
    json!({
        "ticker": chart.ticker.as_str(),
        "words": chart.words,
        "stance": chart.stance.key(),
        "horizon_sessions": chart.horizon_sessions,
        "right": chart.right,
        "median": returned(chart.median),
        "interval_80_pct": [returned(chart.interval.0), returned(chart.interval.1)],
        "outcomes": chart.outcomes.iter().map(|outcome| json!({
            "ticker": outcome.ticker.as_str(),
            "date": outcome.date.to_string(),
            "basis_points": outcome.outcome.0,
            "right": outcome.right,
        })).collect::<Vec<_>>(),
    })
}

fn tones(chart: &TonesChart) -> Value {
    json!({
        "words": chart.words,
        "overall_hundredths": chart.overall.map(Score::hundredths),
        "places": chart.places.iter().map(|place| json!({
            "ticker": place.ticker.as_str(),
            "score_hundredths": place.score.hundredths(),
            "leads": place.leads,
        })).collect::<Vec<_>>(),
    })
}
