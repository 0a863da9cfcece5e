//! What a regulated producer's block says, and what it leaves out.

use chrono::NaiveDate;

use super::lines;
use crate::compose::fixture::{dossier, full_day, quiet_day, ticker};
use crate::model::{DisclosureFields, Dossier, PublishedTakeaway, Setup, Stance};

fn keys(fields: &DisclosureFields, dossier: &Dossier) -> Vec<&'static str> {
    lines(Some(fields), dossier, &full_day()).iter().map(|line| line.key).collect()
}

fn published(date: (i32, u32, u32), stance: Stance) -> PublishedTakeaway {
    PublishedTakeaway {
        date: NaiveDate::from_ymd_opt(date.0, date.1, date.2).expect("a day"),
        ticker: ticker("HELX"),
        setup: Setup::Capitulation,
        stance,
        conviction_pct: None,
        horizon_sessions: 10,
    }
}

#[test]
fn only_what_is_stated_or_known_has_a_line() {
    assert!(lines(None, &dossier(), &full_day()).is_empty());
    assert_eq!(keys(&DisclosureFields::default(), &dossier()), ["times", "ratings"]);
    let quiet = lines(Some(&DisclosureFields::default()), &dossier(), &quiet_day());
    assert_eq!(quiet.iter().map(|line| line.key).collect::<Vec<_>>(), ["times"]);
    let text = |text: &str| Some(text.to_owned());
    let all = DisclosureFields {
        producer: text("Example Research, London"),
        analyst_reviewed: Some(false),
        conflicts: text("None of the producer's accounts holds a name of the watchlist."),
        method_url: text("https://example.com/method"),
        update_frequency: text("Every session"),
        postal_address: text("1 Example Street, London"),
    };
    let whole = lines(Some(&all), &dossier(), &full_day());
    assert!(whole.iter().all(|line| !line.text.is_empty()));
    assert_eq!(whole.len(), 8);
    assert!(
        whole.iter().any(|line| line.text == "No analyst reads an edition before it goes out.")
    );
}

#[test]
fn a_changed_view_within_twelve_months_is_told_and_an_equal_one_is_not() {
    let changed = |record: Vec<PublishedTakeaway>| {
        let dossier = Dossier { record, ..dossier() };
        let all = lines(Some(&DisclosureFields::default()), &dossier, &full_day());
        all.into_iter().find(|line| line.key == "previous_view").map(|line| line.text)
    };
    assert_eq!(changed(vec![]), None);
    assert_eq!(changed(vec![published((2026, 3, 2), Stance::Above)]), None);
    assert_eq!(
        changed(vec![
            published((2026, 1, 5), Stance::Above),
            published((2026, 3, 2), Stance::Below),
        ]),
        Some("HELX: more than the market today, less than the market on 2 March 2026.".to_owned())
    );
    assert_eq!(changed(vec![published((2025, 3, 1), Stance::Below)]), None, "too long ago");
}
