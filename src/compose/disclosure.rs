//! Takes what the producer states and what the program knows of an edition; gives both as
//! disclosures in words. Never claims that they satisfy a rule, and writes no line that says
//! nothing.

use chrono::{Days, NaiveDate};

use super::words;
use crate::model::{
    DayView, DisclosureFields, DisclosureLine, Dossier, PublishedTakeaway, Takeaway,
};

/// How far back a view counts as a previous one, in days.
const PREVIOUS_DAYS_MAX: u64 = 366;

/// The lines of the block, in the order of the page.
pub(super) fn lines(
    fields: Option<&DisclosureFields>,
    dossier: &Dossier,
    day: &DayView,
) -> Vec<DisclosureLine> {
    let Some(fields) = fields else { return Vec::new() };
    let takeaways: Vec<&Takeaway> =
        day.tickers.iter().filter_map(|view| view.takeaway.as_ref()).collect();
    let rows = [
        ("producer", "Producer", fields.producer.clone()),
        ("times", "Times", Some(times(dossier))),
        ("analyst_reviewed", "Review", fields.analyst_reviewed.map(review)),
        ("method_url", "Method", fields.method_url.clone()),
        ("update_frequency", "Updates", fields.update_frequency.clone()),
        ("previous_view", "Changed views", previous_views(dossier, &takeaways)),
        ("ratings", "Words used", (!takeaways.is_empty()).then(ratings)),
        ("conflicts", "Conflicts", fields.conflicts.clone()),
        ("postal_address", "Address", fields.postal_address.clone()),
    ];
    rows.into_iter()
        .filter_map(|(key, label, text)| Some(DisclosureLine { key, label, text: text? }))
        .collect()
}

/// What is known of the times while the edition is written. Its own completion is not: that
/// would make its bytes depend on a clock.
fn times(dossier: &Dossier) -> String {
    let as_of = words::instant(dossier.as_of.instant());
    format!(
        "Uses what was known at {as_of}, the planned time of dissemination. When production ended stands in manifest.json beside the page, when each message was accepted in the delivery ledger."
    )
}

fn review(reviewed: bool) -> String {
    let words = if reviewed {
        "An analyst reads each edition before it goes out."
    } else {
        "No analyst reads an edition before it goes out."
    };
    words.to_owned()
}

/// Where today's view on a name is another than the one before it within twelve months.
fn previous_views(dossier: &Dossier, takeaways: &[&Takeaway]) -> Option<String> {
    let changed: Vec<String> = takeaways
        .iter()
        .filter_map(|takeaway| {
            let before = previous(&dossier.record, takeaway, dossier.date)?;
            (before.stance != takeaway.stance).then(|| {
                format!(
                    "{}: {} today, {} on {}",
                    takeaway.ticker,
                    words::stance(takeaway.stance),
                    words::stance(before.stance),
                    words::long_date(before.date)
                )
            })
        })
        .collect();
    (!changed.is_empty()).then(|| format!("{}.", changed.join("; ")))
}

fn previous<'d>(
    record: &'d [PublishedTakeaway],
    takeaway: &Takeaway,
    date: NaiveDate,
) -> Option<&'d PublishedTakeaway> {
    let since = date.checked_sub_days(Days::new(PREVIOUS_DAYS_MAX)).unwrap_or(NaiveDate::MIN);
    record
        .iter()
        .filter(|before| before.ticker == takeaway.ticker)
        .filter(|before| before.date >= since && before.date < date)
        .max_by_key(|before| before.date)
}

fn ratings() -> String {
    "More or less than the market is against the name's benchmark, over the sessions named; a wide range names no direction. Conviction is the chance given to that view, in 100, from n earlier cases: low, medium and high are its steps, and without one there is no call.".to_owned()
}

#[cfg(test)]
mod tests;
