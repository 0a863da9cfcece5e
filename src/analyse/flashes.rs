//! Takes the day so far and a flash's rules; gives what holds now and did not at the last
//! edition. Without a last edition nothing does.

use std::collections::BTreeSet;

use crate::calendar;
use crate::model::{
    DayView, Dossier, FlashCause, FlashRules, FlashTrigger, Hundredths, PublishedEdition, Ticker,
    TickerView,
};

/// The rules that hold for these tickers, in the order of the watchlist.
///
/// # Units
/// Scores and z-scores in hundredths, as printed.
#[must_use]
pub fn flash_triggers(
    dossier: &Dossier,
    day: &DayView,
    rules: &FlashRules,
    tickers: &BTreeSet<Ticker>,
) -> Vec<FlashTrigger> {
    let Some(last) = &dossier.previous else { return Vec::new() };
    let watched = day.tickers.iter().filter(|view| tickers.contains(&view.profile.ticker));
    watched
        .flat_map(|view| {
            let causes = [
                tone(view, rules),
                attention(view, rules),
                move_without_news(dossier, view, rules, last),
                setup(dossier, view, rules, last),
            ];
            let ticker = &view.profile.ticker;
            causes.into_iter().flatten().map(|cause| FlashTrigger { ticker: ticker.clone(), cause })
        })
        .collect()
}

fn tone(view: &TickerView, rules: &FlashRules) -> Option<FlashCause> {
    let (from, to) = (view.previous_score?, view.sentiment?.score);
    let change = to.since(from);
    let fell = rules.tone_falls.is_some_and(|least| change.0 <= -least.0);
    let rose = rules.tone_rises.is_some_and(|least| change >= least);
    (fell || rose).then_some(FlashCause::Tone { from, to })
}

fn attention(view: &TickerView, rules: &FlashRules) -> Option<FlashCause> {
    let z = view.coverage.attention_z?;
    (z >= rules.attention_above?).then_some(FlashCause::Attention { z })
}

/// The session must have closed after the last edition's cut-off: that one spoke of those before.
fn move_without_news(
    dossier: &Dossier,
    view: &TickerView,
    rules: &FlashRules,
    last: &PublishedEdition,
) -> Option<FlashCause> {
    let size = rules.move_without_news?;
    let market = view.market.as_ref()?;
    let (day, z) = (market.day?, market.z_day?);
    let known_before = calendar::cut_off(&dossier.scope.plan, last.date);
    let is_new = calendar::session_close(&view.profile.calendar, market.session) > known_before;
    let is_large = Hundredths(z.0.abs()) >= size;
    (is_new && is_large && view.coverage.stories == 0).then_some(FlashCause::MoveWithoutNews {
        session: market.session,
        day,
        z,
    })
}

fn setup(
    dossier: &Dossier,
    view: &TickerView,
    rules: &FlashRules,
    last: &PublishedEdition,
) -> Option<FlashCause> {
    let now = view.takeaway.as_ref()?.setup;
    let had = dossier
        .record
        .iter()
        .any(|old| old.date == last.date && old.ticker == view.profile.ticker && old.setup == now);
    (rules.setup_opens && !had).then_some(FlashCause::SetupOpened(now))
}
