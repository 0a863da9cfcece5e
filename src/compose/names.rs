//! Takes the tickers' views; gives one card per name, in the scoreboard's order.

use crate::model::{Cited, DayView, NameCard, Outlook, ScoreRow, TickerView};

use super::citations::Citations;
use super::{takeaway_box, words};

/// Sentences on a card, at most.
const LINES_MAX: usize = 3;

pub(super) fn cards(
    cite: &mut Citations<'_>,
    day: &DayView,
    scoreboard: &[ScoreRow],
) -> Vec<NameCard> {
    scoreboard
        .iter()
        .filter_map(|row| day.tickers.iter().find(|view| view.profile.ticker == row.ticker))
        .map(|view| card(cite, view))
        .collect()
}

fn card(cite: &mut Citations<'_>, view: &TickerView) -> NameCard {
    let lines: Vec<Cited> =
        view.summary.iter().take(LINES_MAX).map(|claim| cite.claim(claim)).collect();
    NameCard {
        ticker: view.profile.ticker.clone(),
        name: view.profile.name.clone(),
        sentiment: view.sentiment,
        evidence: evidence(view),
        gap: view.gap,
        catalyst: view.catalysts.first().map(|outlook| dated(cite, outlook)),
        risk: view.risks.first().map(|outlook| dated(cite, outlook)),
        contrarian: match &view.takeaway {
            Some(takeaway) => takeaway_box::line(cite, takeaway),
            None => Cited { text: "No contrarian case.".to_owned(), citations: Vec::new() },
        },
        lines: if lines.is_empty() {
            let text = "Nothing was written about it, and no price is known.".to_owned();
            vec![Cited { text, citations: Vec::new() }]
        } else {
            lines
        },
    }
}

fn evidence(view: &TickerView) -> String {
    let coverage = &view.coverage;
    if coverage.articles == 0 {
        return "no article".to_owned();
    }
    format!(
        "{}, {}",
        words::count(coverage.articles, "article"),
        words::count(coverage.publishers, "publisher")
    )
}

fn dated(cite: &mut Citations<'_>, outlook: &Outlook) -> Cited {
    let when = words::when(outlook.when);
    cite.sentence(format!("{} ({when})", outlook.claim.text()), [&outlook.claim])
}
