//! Takes the day; gives the four cells under the headline.

use crate::model::{DayView, Gap, Sign, StripCell, TickerView};

use super::words;

pub(super) fn strip(day: &DayView) -> Vec<StripCell> {
    vec![overall(day), mover(day), gap(day), evidence(day)]
}

fn cell(label: &str, value: String, notes: Vec<String>, sign: Sign) -> StripCell {
    StripCell { label: label.to_owned(), value, notes, sign }
}

fn overall(day: &DayView) -> StripCell {
    const LABEL: &str = "Overall sentiment";
    let Some(sentiment) = day.overall.sentiment else {
        return cell(
            LABEL,
            "Too thin".to_owned(),
            vec!["too few stories".to_owned()],
            Sign::Neutral,
        );
    };
    let mut notes = vec![sentiment.band.words().to_owned()];
    notes.extend(day.overall.previous.map(|score| format!("was {score}")));
    let sign = words::sign_of(sentiment.score.hundredths().into());
    cell(LABEL, sentiment.score.to_string(), notes, sign)
}

fn mover(day: &DayView) -> StripCell {
    const LABEL: &str = "Biggest mover";
    let moved = |view: &&TickerView| view.market.as_ref().and_then(|market| market.day);
    let biggest = day
        .tickers
        .iter()
        .filter(|view| moved(view).is_some())
        .max_by_key(|view| moved(view).map_or(0, |day| day.0.abs()));
    match biggest.and_then(|view| Some((view, view.market.as_ref()?))) {
        Some((view, market)) => {
            let change = market.day.unwrap_or_default();
            let notes = vec![
                "one session".to_owned(),
                format!("to {}", words::day_and_month(market.session)),
            ];
            cell(
                LABEL,
                format!("{} {change}", view.profile.ticker),
                notes,
                words::sign_of(change.0),
            )
        }
        None => {
            cell(LABEL, "No price".to_owned(), vec!["see the data notes".to_owned()], Sign::Neutral)
        }
    }
}

fn gap(day: &DayView) -> StripCell {
    const LABEL: &str = "Widest gap";
    let parted = |view: &&TickerView| matches!(view.gap, Gap::PriceAhead | Gap::EvidenceAhead);
    let width = |view: &&TickerView| {
        view.market.as_ref().and_then(|market| market.z_month).map_or(0, |z| z.0.abs())
    };
    match day.tickers.iter().filter(parted).max_by_key(width) {
        Some(view) => cell(
            LABEL,
            view.profile.ticker.to_string(),
            vec![view.gap.words().to_lowercase(), "over 20 sessions".to_owned()],
            words::gap_sign(view.gap),
        ),
        None => cell(
            LABEL,
            "In line".to_owned(),
            vec!["price and evidence agree".to_owned()],
            Sign::Neutral,
        ),
    }
}

fn evidence(day: &DayView) -> StripCell {
    let overall = &day.overall;
    let notes =
        vec![words::count(overall.stories, "story"), words::count(overall.publishers, "publisher")];
    cell("Evidence", words::count(overall.articles, "article"), notes, Sign::Neutral)
}
