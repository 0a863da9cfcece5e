//! Takes the day; gives what its charts show, each with a sentence that says the same. Never
//! draws a case that the brief does not make, nor a record too short for figures.

use super::front::Front;
use super::words;
use crate::model::{
    BaseRateChart, Charts, DayView, PricePath, PriceToneChart, Takeaway, Ticker, TickerView,
    TonePlace, TonesChart,
};

/// The charts of one brief, its names in the scoreboard's order.
pub(super) fn charts(front: Front<'_>, ranked: &[&TickerView]) -> Charts {
    let lead = front.case().map(|(_, lead)| lead);
    Charts {
        price_tone: lead.and_then(price_tone),
        base_rate: lead.and_then(base_rate),
        tones: tones(front.day, ranked, lead.map(|lead| &lead.ticker)),
    }
}

fn price_tone(lead: &Takeaway) -> Option<PriceToneChart> {
    let path = &lead.path;
    let words = price_tone_words(&lead.ticker, path)?;
    Some(PriceToneChart { ticker: lead.ticker.clone(), path: path.clone(), words })
}

/// `None` below two sessions: there is no line to draw.
fn price_tone_words(ticker: &Ticker, path: &PricePath) -> Option<String> {
    let [first, .., last] = &path.sessions[..] else { return None };
    let tones = || path.sessions.iter().filter_map(|session| session.tone);
    let above = tones().filter(|tone| tone.hundredths() > 0).count();
    let below = tones().filter(|tone| tone.hundredths() < 0).count();
    let tone = match tones().count() {
        0 => "No session had stories enough for a tone.".to_owned(),
        scored => format!(
            "Its tone was positive on {above} and negative on {below} of the {} with one.",
            words::count(u32::try_from(scored).unwrap_or(u32::MAX), "session"),
        ),
    };
    Some(format!(
        "{ticker} went from {} on {} to {} on {}. {tone}",
        first.close,
        words::short_date(first.session),
        last.close,
        words::short_date(last.session),
    ))
}

fn base_rate(lead: &Takeaway) -> Option<BaseRateChart> {
    let rate = &lead.base_rate;
    let figures = rate.figures?;
    if rate.outcomes.is_empty() {
        return None;
    }
    let right = rate.outcomes.iter().filter(|outcome| outcome.right).count();
    let words = format!(
        "After {} similar moments the stance was right {right} times, over {} sessions each; \
         median {}, 80% interval of the mean {} to {}.",
        rate.outcomes.len(),
        words::small(usize::from(lead.horizon.sessions)),
        figures.median,
        figures.interval.0,
        figures.interval.1,
    );
    Some(BaseRateChart {
        ticker: lead.ticker.clone(),
        stance: lead.stance,
        horizon_sessions: lead.horizon.sessions,
        outcomes: rate.outcomes.clone(),
        right: u32::try_from(right).unwrap_or(u32::MAX),
        median: figures.median,
        interval: figures.interval,
        words,
    })
}

fn tones(day: &DayView, ranked: &[&TickerView], lead: Option<&Ticker>) -> Option<TonesChart> {
    // A scale with one mark on it says no more than the score.
    if ranked.len() == 1 {
        return None;
    }
    let scored = ranked.iter().filter_map(|view| {
        let ticker = view.profile.ticker.clone();
        let leads = Some(&ticker) == lead;
        Some(TonePlace { ticker, score: view.sentiment?.score, leads })
    });
    let places: Vec<TonePlace> = scored.collect();
    let (highest, lowest) = (places.first()?, places.last()?);
    let range = if places.len() == 1 {
        format!("{} scores {}.", highest.ticker, highest.score)
    } else {
        format!(
            "{} names between {} ({}) and {} ({}).",
            words::capital(&words::small(places.len())),
            lowest.score,
            lowest.ticker,
            highest.score,
            highest.ticker,
        )
    };
    let overall = day.overall.sentiment.map(|sentiment| sentiment.score);
    let words =
        overall.map_or_else(|| range.clone(), |overall| format!("{range} Overall {overall}."));
    Some(TonesChart { places, overall, words })
}
