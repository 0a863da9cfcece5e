//! Takes the day's takeaways; gives them for machines, with every figure of their record and
//! the evidence of each claim. Never a floating number.

use serde_json::{Value, json};

use super::json::returned;
use crate::model::{BaseRate, BaseRateFigures, Claim, Evidence, OwnRate, Takeaway};

/// The takeaways in the order of the watchlist.
pub(super) fn json(takeaways: &[Takeaway]) -> Vec<Value> {
    takeaways.iter().map(takeaway).collect()
}

fn takeaway(takeaway: &Takeaway) -> Value {
    json!({
        "ticker": takeaway.ticker.as_str(),
        "setup": takeaway.setup.key(),
        "also": takeaway.also.iter().map(|setup| setup.key()).collect::<Vec<_>>(),
        "stance": takeaway.stance.key(),
        "conviction": takeaway.conviction.map(|conviction| json!({
            "pct": conviction.pct, "level": conviction.level.word(),
        })),
        "horizon_sessions": takeaway.horizon.sessions,
        "until": takeaway.horizon.until.to_string(),
        "record_disagrees": takeaway.record_disagrees(),
        "base_rate": base_rate(&takeaway.base_rate),
        "crowd": claim(&takeaway.crowd),
        "split": claim(&takeaway.split),
        "dissent": takeaway.dissent.as_ref().map(claim),
        "record": claim(&takeaway.record),
        "falsifiers": takeaway.falsifiers.iter().map(claim).collect::<Vec<_>>(),
    })
}

fn base_rate(rate: &BaseRate) -> Value {
    json!({
        "n": rate.n,
        "tickers": rate.tickers,
        "since": rate.since.map(|since| since.to_string()),
        "figures": rate.figures.as_ref().map(figures),
        "own": rate.own.map(own),
    })
}

fn figures(figures: &BaseRateFigures) -> Value {
    json!({
        "hit_pct": figures.hit_pct,
        "all_days_hit_pct": figures.all_days_hit_pct,
        "median": returned(figures.median),
        "lower_quartile": returned(figures.middle_half.0),
        "upper_quartile": returned(figures.middle_half.1),
        "mean": returned(figures.mean),
        "interval_low": returned(figures.interval.0),
        "interval_high": returned(figures.interval.1),
    })
}

fn own(own: OwnRate) -> Value {
    json!({ "n": own.n, "mean": returned(own.mean) })
}

fn claim(claim: &Claim) -> Value {
    json!({
        "text": claim.text(),
        "evidence": claim.evidence().map(evidence).collect::<Vec<_>>(),
    })
}

fn evidence(evidence: &Evidence) -> Value {
    match evidence {
        Evidence::Article { id, version, sentence } => json!({
            "kind": "article", "id": id.to_string(), "version": version, "sentence": sentence,
        }),
        Evidence::Bars { ticker, source, from, to } => json!({
            "kind": "bars", "ticker": ticker.as_str(), "source": source.as_str(),
            "from": from.to_string(), "to": to.to_string(),
        }),
    }
}
