//! Takes the day's takeaways; gives the contrarian box: the strongest of them in full, the
//! others in a line each, or the honest "no contrarian case".

use std::cmp::Reverse;

use crate::model::{Cited, DayView, Setup, Takeaway, TakeawayBox};

use super::citations::Citations;
use super::headline::{call_line, has_direction};
use super::words;

/// The takeaway that leads the brief: the one with a call first, then by conviction, then by
/// the size of its record.
pub(super) fn lead(day: &DayView) -> Option<&Takeaway> {
    takeaways(day).into_iter().next()
}

fn takeaways(day: &DayView) -> Vec<&Takeaway> {
    let mut takeaways: Vec<&Takeaway> =
        day.tickers.iter().filter_map(|view| view.takeaway.as_ref()).collect();
    takeaways.sort_by_key(|takeaway| {
        let pct = takeaway.conviction.map_or(0, |conviction| conviction.pct);
        (
            takeaway.record_disagrees(),
            !has_direction(takeaway),
            Reverse(pct),
            Reverse(takeaway.base_rate.n),
            takeaway.ticker.clone(),
        )
    });
    takeaways
}

pub(super) fn takeaway_box(
    cite: &mut Citations<'_>,
    day: &DayView,
    lead: Option<&Takeaway>,
) -> TakeawayBox {
    let Some(takeaway) = lead else { return none(day) };
    let title = format!("{}: {}", takeaway.ticker, takeaway.setup.words());
    let also = if takeaway.also.is_empty() {
        title
    } else {
        let others: Vec<String> = takeaway.also.iter().map(|setup| setup.words()).collect();
        format!("{title} (also {})", words::listed(&others))
    };
    TakeawayBox {
        ticker: Some(takeaway.ticker.clone()),
        title: also,
        crowd: cite.claim(&takeaway.crowd),
        evidence: cite.claim(&takeaway.split),
        dissent: match &takeaway.dissent {
            Some(dissent) => cite.claim(dissent),
            None => no_dissent(day, takeaway),
        },
        record: cite.claim(&takeaway.record),
        call: call_line(takeaway),
        wrong_if: takeaway.falsifiers.iter().map(|claim| cite.claim(claim)).collect(),
        others: takeaways(day).into_iter().skip(1).map(|other| line(cite, other)).collect(),
    }
}

/// One line about a takeaway that does not lead.
pub(super) fn line(cite: &mut Citations<'_>, takeaway: &Takeaway) -> Cited {
    let setup = takeaway.setup.words();
    let text = format!("{}, {setup}. {}", takeaway.ticker, call_line(takeaway));
    cite.sentence(text, [&takeaway.split, &takeaway.record])
}

fn no_dissent(day: &DayView, takeaway: &Takeaway) -> Cited {
    let stories = day
        .tickers
        .iter()
        .find(|view| view.profile.ticker == takeaway.ticker)
        .map_or(0, |view| view.coverage.stories);
    let text = match stories {
        0 => "There was no story to dissent from.".to_owned(),
        1 => "The one story there is names no other side.".to_owned(),
        many => format!("No dissent was found in {many} stories, itself a sign."),
    };
    Cited { text, citations: Vec::new() }
}

fn none(day: &DayView) -> TakeawayBox {
    let plain = |text: String| Cited { text, citations: Vec::new() };
    let mood = day.overall.sentiment.map_or_else(
        || "Too little was written to say what the crowd holds.".to_owned(),
        |sentiment| {
            format!(
                "The coverage is {} ({}), within its usual range.",
                sentiment.band.words(),
                sentiment.score
            )
        },
    );
    let names = u32::try_from(day.tickers.len()).unwrap_or(u32::MAX);
    TakeawayBox {
        ticker: None,
        title: "No contrarian case today".to_owned(),
        crowd: plain(mood),
        evidence: plain(format!(
            "{} setups were tried on {}; none was met. Price, attention and tone agree well enough.",
            Setup::ALL.len(),
            words::count(names, "name")
        )),
        dissent: Cited::default(),
        record: Cited::default(),
        call: "No call: most days have none.".to_owned(),
        wrong_if: Vec::new(),
        others: Vec::new(),
    }
}
