//! Takes a ticker's view; gives its card. Never leaves a card without a sentence.

use super::cite::Citations;
use super::front::leaning_with;
use super::{takeaway, words};
use crate::model::{Band, Cited, Claim, Coverage, Gap, NameCard, Outlook, TickerView};

/// Attention this far above its usual is loud, in hundredths of a robust standard deviation.
const LOUD_Z: i64 = 100;
/// A move this large is not an ordinary day's, in hundredths of a standard deviation.
const MOVED_Z: i64 = 150;

/// One ticker in a few sentences.
pub(super) fn card(view: &TickerView, cite: &mut Citations<'_>) -> NameCard {
    NameCard {
        ticker: view.profile.ticker.clone(),
        name: view.profile.name.clone(),
        sentiment: view.sentiment,
        evidence: evidence(&view.coverage),
        gap: view.gap,
        lines: lines(view, cite),
        catalyst: view.catalysts.first().map(|outlook| event(outlook, cite)),
        risk: view.risks.first().map(|outlook| event(outlook, cite)),
        contrarian: contrarian(view, cite),
    }
}

/// How much was said, by how many, and how far they agree.
fn evidence(coverage: &Coverage) -> String {
    if coverage.articles == 0 {
        return "no articles".to_owned();
    }
    let counts = format!(
        "{}, {}, {}",
        words::count(coverage.articles, "article"),
        words::count(coverage.stories, "story"),
        words::count(coverage.publishers, "publisher")
    );
    match (coverage.margin, coverage.dispersion) {
        (Some(margin), Some(spread)) => {
            format!(
                "{counts}; score ±{} (80%), stories {} apart",
                margin.unsigned(),
                spread.unsigned()
            )
        }
        _ => counts,
    }
}

/// A story's leading sentence, quoted and attributed unless it already is.
pub(super) fn quoted(lead: &Claim, cite: &mut Citations<'_>) -> Cited {
    let text = lead.text().trim();
    let is_quoted = text.contains('“') || text.contains('"');
    match cite.publisher(lead) {
        Some(publisher) if !is_quoted => {
            let sentence = text.trim_end_matches(['.', '…']);
            cite.text(format!("“{sentence}” ({publisher})."), [lead])
        }
        _ => cite.claim(lead),
    }
}

fn lines(view: &TickerView, cite: &mut Citations<'_>) -> Vec<Cited> {
    if !view.summary.is_empty() {
        return view.summary.iter().map(|claim| cite.claim(claim)).collect();
    }
    if let Some(story) = view.stories.first() {
        return vec![quoted(&story.lead, cite)];
    }
    let text = match view.market.as_ref().and_then(|market| market.day) {
        Some(day) if day.0 != 0 => {
            format!("Nothing was said about it; the price moved {day} all the same.")
        }
        _ => "Nothing was said about it in the window.".to_owned(),
    };
    vec![Cited { text, citations: Vec::new() }]
}

fn event(outlook: &Outlook, cite: &mut Citations<'_>) -> Cited {
    let text = outlook.claim.text().trim().trim_end_matches('.');
    let when = words::when(outlook.when).to_lowercase();
    let when = if matches!(outlook.when, crate::model::When::On(_)) {
        words::when(outlook.when)
    } else {
        when
    };
    cite.text(format!("{text} ({when})."), [&outlook.claim])
}

fn contrarian(view: &TickerView, cite: &mut Citations<'_>) -> Cited {
    if let Some(found) = &view.takeaway {
        let text = takeaway::one_line(found);
        let own = format!("{}: ", view.profile.ticker);
        let line = words::capital(text.strip_prefix(&own).unwrap_or(&text));
        return cite.text(line, [&found.record]);
    }
    Cited { text: no_case(view), citations: Vec::new() }
}

/// Why a name has no case, by what was measured of it.
fn no_case(view: &TickerView) -> String {
    let (Some(market), Some(tone)) = (&view.market, view.sentiment) else {
        return match (view.market.is_some(), view.sentiment.is_some()) {
            (true, _) => "No case: too little was said to measure a crowd.",
            (false, true) => "No case: without a price there is nothing to compare the tone with.",
            (false, false) => "No case: neither a price nor enough coverage.",
        }
        .to_owned();
    };
    let loud = view.coverage.attention_z.is_some_and(|z| z.0 >= LOUD_Z);
    let moved = market.z_day.is_some_and(|z| z.0.abs() >= MOVED_Z);
    let with_news = leaning_with(market.day.unwrap_or_default(), tone.score) == 1;
    let why = match (view.gap, loud, moved) {
        (Gap::PriceAhead, _, _) => "the price is ahead of its news, but no setup is complete",
        (Gap::EvidenceAhead, _, _) => "the news is ahead of its price, but no setup is complete",
        (_, _, true) if with_news => "the move is large, and its news points the same way",
        (_, _, true) => "the move is large, but no setup is complete",
        (_, true, false) => "it is much talked about, and its price is calm",
        (_, false, false) if tone.band == Band::Neutral => "neither crowd nor price is excited",
        (_, false, false) => "tone and price stand close enough to each other",
    };
    format!("No case: {why}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Hundredths;

    #[test]
    fn a_card_says_how_much_was_said_and_how_far_it_agrees() {
        let mut coverage =
            Coverage { articles: 10, stories: 9, publishers: 3, ..Coverage::default() };
        assert_eq!(evidence(&coverage), "10 articles, 9 stories, 3 publishers");
        coverage.margin = Hundredths::from_unrounded(0.124);
        coverage.dispersion = Hundredths::from_unrounded(0.241);
        let whole = "10 articles, 9 stories, 3 publishers; score ±0.12 (80%), stories 0.24 apart";
        assert_eq!(evidence(&coverage), whole);
    }
}
