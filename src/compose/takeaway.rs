//! Takes the day's takeaways; gives the contrarian box, or says honestly that there is no
//! case and what was looked at.

use std::cmp::Reverse;

use super::cite::Citations;
use super::words;
use crate::model::{Cited, ConvictionLevel, DayView, Setup, Takeaway, TakeawayBox, TickerView};

/// The strongest takeaway: one with a call first, then by conviction and by how often such
/// moments came before.
pub(super) fn lead(day: &DayView) -> Option<&Takeaway> {
    let all = day.tickers.iter().filter_map(|view| view.takeaway.as_ref());
    all.min_by_key(|takeaway| {
        let pct = takeaway.conviction.map_or(0, |conviction| conviction.pct);
        Reverse((is_call(takeaway), pct, takeaway.base_rate.n))
    })
}

/// Whether the record carries the stance far enough to say so.
pub(super) fn is_call(takeaway: &Takeaway) -> bool {
    !takeaway.record_disagrees()
        && takeaway.conviction.is_some_and(|conviction| conviction.level > ConvictionLevel::None)
}

/// The box before the scoreboard.
pub(super) fn takeaway_box(
    day: &DayView,
    lead: Option<&Takeaway>,
    cite: &mut Citations<'_>,
) -> TakeawayBox {
    let Some(lead) = lead else { return no_case(day) };
    let crowd = cite.claim(&lead.crowd);
    let evidence = cite.claim(&lead.split);
    let dissent = match &lead.dissent {
        Some(claim) => cite.claim(claim),
        None => uncited("No dissent found in the stories: itself a sign."),
    };
    let record = cite.claim(&lead.record);
    let wrong_if = lead.falsifiers.iter().map(|claim| cite.claim(claim)).collect();
    let others = day
        .tickers
        .iter()
        .filter_map(|view| view.takeaway.as_ref())
        .filter(|takeaway| takeaway.ticker != lead.ticker)
        .map(|takeaway| cite.text(one_line(takeaway), [&takeaway.split]))
        .collect();
    TakeawayBox {
        ticker: Some(lead.ticker.clone()),
        title: title(lead),
        crowd,
        evidence,
        dissent,
        record,
        call: call(lead),
        wrong_if,
        others,
    }
}

/// What follows: stance, conviction and horizon.
pub(super) fn call(takeaway: &Takeaway) -> String {
    let horizon = takeaway.horizon;
    let span = format!("{} sessions, to {}", horizon.sessions, words::long_date(horizon.until));
    if takeaway.record_disagrees() {
        return format!(
            "No call: the record speaks against the stance. We look again after {span}."
        );
    }
    let stance = words::stance(takeaway.stance);
    match takeaway.conviction {
        Some(conviction) if conviction.level > ConvictionLevel::None => format!(
            "Expect {stance} over {span}. Conviction {}: {}.",
            conviction.level.word(),
            words::odds(takeaway)
        ),
        _ => {
            format!("No call: {}. The setup leans to {stance} over {span}.", words::odds(takeaway))
        }
    }
}

/// `HELX: good news ignored; more than the market, 58 in 100, n = 41.`
pub(super) fn one_line(takeaway: &Takeaway) -> String {
    let setup = takeaway.setup.words();
    if takeaway.record_disagrees() {
        return format!("{}: {setup}; no call, the record disagrees.", takeaway.ticker);
    }
    format!(
        "{}: {setup}; {}, {}.",
        takeaway.ticker,
        words::stance(takeaway.stance),
        words::odds(takeaway)
    )
}

fn title(takeaway: &Takeaway) -> String {
    let also: Vec<String> = takeaway.also.iter().map(|setup| setup.words()).collect();
    let more = if also.is_empty() { String::new() } else { format!(", with {}", also.join(", ")) };
    format!("{}: {}{more}", takeaway.ticker, takeaway.setup.words())
}

fn no_case(day: &DayView) -> TakeawayBox {
    let measured: Vec<&TickerView> = day
        .tickers
        .iter()
        .filter(|view| view.sentiment.is_some() && view.market.is_some())
        .collect();
    let looked = match measured.len() {
        0 => "No name has both a tone and a price today, so no setup could be checked.".to_owned(),
        1 => format!(
            "{} setups were checked on {}, the one name with both a tone and a price; nothing was stretched.",
            words::capital(&words::small(Setup::ALL.len())),
            measured[0].profile.ticker
        ),
        names => format!(
            "{} setups were checked on the {} names with both a tone and a price; crowd and price were close enough on each.",
            words::capital(&words::small(Setup::ALL.len())),
            words::small(names)
        ),
    };
    TakeawayBox {
        ticker: None,
        title: "No contrarian case today".to_owned(),
        crowd: Cited::default(),
        evidence: uncited(&looked),
        dissent: Cited::default(),
        record: Cited::default(),
        call: String::new(),
        wrong_if: Vec::new(),
        others: Vec::new(),
    }
}

fn uncited(text: &str) -> Cited {
    Cited { text: text.to_owned(), citations: Vec::new() }
}
