//! What readers are told of between two editions: each rule at its threshold, and none of what
//! the last edition had already.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::day::crowded;
use super::fixture::{quiet_day, ticker};
use crate::analyse::flash_triggers;
use crate::model::{
    Coverage, DayView, Dossier, FlashCause, FlashRules, Hundredths, PublishedEdition,
    PublishedTakeaway, Score, Sentiment, Setup, Stance, TickerView,
};

/// A quiet day whose last edition came out the day before, and what was found.
fn noon() -> (Dossier, DayView) {
    let mut dossier = quiet_day(90);
    dossier.previous = Some(PublishedEdition {
        date: dossier.date - Days::new(1),
        overall: None,
        scores: BTreeMap::new(),
    });
    let day = dossier.analysed();
    (dossier, day)
}

fn acme(day: &mut DayView) -> &mut TickerView {
    day.tickers.iter_mut().find(|view| view.profile.ticker == ticker("ACME")).unwrap()
}

fn causes(dossier: &Dossier, day: &DayView, rules: FlashRules) -> Vec<FlashCause> {
    let tickers = BTreeSet::from([ticker("ACME")]);
    flash_triggers(dossier, day, &rules, &tickers).into_iter().map(|one| one.cause).collect()
}

#[test]
fn a_tone_is_told_from_its_threshold_on_in_the_way_that_was_asked_for() {
    let (dossier, mut day) = noon();
    let falls = FlashRules { tone_falls: Some(Hundredths(40)), ..FlashRules::default() };
    let rises = FlashRules { tone_rises: Some(Hundredths(40)), ..FlashRules::default() };
    for (before, now, fell, rose) in
        [(30, -0.10, 1, 0), (30, -0.09, 0, 0), (-10, 0.30, 0, 1), (-10, 0.29, 0, 0)]
    {
        let view = acme(&mut day);
        view.previous_score = Some(Score::from_hundredths(before));
        view.sentiment = Some(Sentiment::of(now));
        assert_eq!(causes(&dossier, &day, falls).len(), fell, "{before} to {now}");
        assert_eq!(causes(&dossier, &day, rises).len(), rose, "{before} to {now}");
    }
    acme(&mut day).previous_score = None;
    assert_eq!(causes(&dossier, &day, rises), [], "a name without a score had none to rise from");
}

#[test]
fn attention_is_told_from_its_threshold_on() {
    let (dossier, mut day) = noon();
    let rules = FlashRules { attention_above: Some(Hundredths(400)), ..FlashRules::default() };
    for (z, told) in [(Some(399), 0), (Some(400), 1), (Some(-900), 0), (None, 0)] {
        acme(&mut day).coverage.attention_z = z.map(Hundredths);
        assert_eq!(causes(&dossier, &day, rules).len(), told, "{z:?}");
    }
}

#[test]
fn a_move_is_told_either_way_where_no_story_names_it_and_its_session_closed_since() {
    let (mut dossier, mut day) = noon();
    let rules = FlashRules { move_without_news: Some(Hundredths(250)), ..FlashRules::default() };
    for (z, told) in [(250, 1), (-250, 1), (249, 0)] {
        acme(&mut day).market.as_mut().unwrap().z_day = Some(Hundredths(z));
        assert_eq!(causes(&dossier, &day, rules).len(), told, "{z}");
    }
    acme(&mut day).market.as_mut().unwrap().z_day = Some(Hundredths(-600));
    acme(&mut day).coverage = Coverage { stories: 1, ..Coverage::default() };
    assert_eq!(causes(&dossier, &day, rules), [], "a story names it");
    acme(&mut day).coverage = Coverage::default();
    let today = dossier.date;
    last_on(&mut dossier, today);
    assert_eq!(causes(&dossier, &day, rules), [], "the last edition knew that session");
}

fn last_on(dossier: &mut Dossier, date: NaiveDate) {
    dossier.previous.as_mut().unwrap().date = date;
}

#[test]
fn a_setup_opens_where_the_last_edition_did_not_have_it() {
    let mut dossier = crowded();
    dossier.previous = noon().0.previous;
    let day = dossier.analysed();
    let view = day.tickers.iter().find(|view| view.takeaway.is_some());
    let view = view.expect("glad and loud after a rise is a setup");
    let (own, setup) = (view.profile.ticker.clone(), view.takeaway.as_ref().unwrap().setup);
    let rules = FlashRules { setup_opens: true, ..FlashRules::default() };
    let told = |dossier: &Dossier| {
        flash_triggers(dossier, &day, &rules, &BTreeSet::from([own.clone()])).len()
    };
    assert_eq!(told(&dossier), 1);
    let published = |date, setup| PublishedTakeaway {
        date,
        ticker: own.clone(),
        setup,
        stance: Stance::Below,
        conviction_pct: None,
        horizon_sessions: 10,
    };
    let last = dossier.previous.as_ref().unwrap().date;
    let other = Setup::ALL.into_iter().find(|other| *other != setup).unwrap();
    dossier.record = vec![published(last - Days::new(1), setup), published(last, other)];
    assert_eq!(told(&dossier), 1, "an older edition had it, the last one another");
    dossier.record.push(published(last, setup));
    assert_eq!(told(&dossier), 0);
}

#[test]
fn without_a_last_edition_nothing_is_told() {
    let (mut dossier, mut day) = noon();
    acme(&mut day).coverage.attention_z = Some(Hundredths(900));
    dossier.previous = None;
    let rules = FlashRules { attention_above: Some(Hundredths(1)), ..FlashRules::default() };
    assert_eq!(causes(&dossier, &day, rules), []);
}
