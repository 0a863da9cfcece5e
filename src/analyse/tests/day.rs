//! What a day says of planted markets.

use super::fixture::{of, quiet_day, ticker};
use crate::model::{
    ActionKind, BasisPoints, CorporateAction, Currency, Dossier, Gap, Price, PublishedTakeaway,
    Setup, SourceId, Stance,
};

pub(super) fn crowded() -> Dossier {
    quiet_day(150)
        .with_usual_news()
        .with_news("Acme beats forecasts and wins record growth in {}", 8)
        .with_drift(20, 0.01)
}

#[test]
fn a_loud_glad_crowd_after_a_rise_is_a_takeaway() {
    let view = crowded().analysed();
    let takeaway = of(&view, "ACME").takeaway.clone().expect("a case");
    assert_eq!(takeaway.setup, Setup::EuphoricCrowding);
    assert_eq!(takeaway.stance, Stance::Below);
    assert_eq!(takeaway.horizon.sessions, 20);
    assert!(takeaway.crowd.text().contains("ACME"), "{}", takeaway.crowd.text());
    assert!(takeaway.record.text().starts_with("Too few such days to say (n = "));
    assert_eq!(takeaway.conviction, None);
    assert_eq!(takeaway.dissent, None, "nobody disagrees");
    assert_eq!(takeaway.falsifiers.len(), 3);
}

#[test]
fn the_one_who_disagrees_is_quoted() {
    let view = crowded().with_news("Acme loses a lawsuit on weak {}", 1).analysed();
    let takeaway = of(&view, "ACME").takeaway.clone().expect("a case");
    let dissent = takeaway.dissent.expect("somebody disagrees");
    assert!(dissent.text().starts_with("\u{201c}Acme loses a lawsuit on weak"));
    assert!(dissent.text().ends_with("\u{201d} (Our Wire)"));
}

#[test]
fn on_a_quiet_day_there_is_no_case() {
    let view = quiet_day(150).with_usual_news().analysed();
    assert_eq!(of(&view, "BORE").takeaway, None);
}

#[test]
fn without_facts_there_is_a_view_that_says_so() {
    let mut empty = quiet_day(0);
    empty.bars.clear();
    let view = empty.analysed();
    let acme = of(&view, "ACME");
    assert_eq!((acme.market.clone(), acme.sentiment, acme.gap), (None, None, Gap::Unknown));
    assert!(acme.summary.is_empty() && acme.takeaway.is_none());
    assert_eq!(view.overall.sentiment, None);
    let said: Vec<_> = view.notes.iter().map(|note| note.text.as_str()).collect();
    assert!(said.contains(&"No price of ACME is known."), "{said:?}");
    assert!(view.notes.iter().any(|note| note.partial));
}

#[test]
fn a_split_does_not_look_like_a_crash() {
    let plain = quiet_day(150);
    let mut split = plain.clone();
    let bars = split.bars.get_mut(&ticker("ACME")).unwrap();
    let ex_session = bars[140].session;
    for bar in &mut bars[140..] {
        for price in [&mut bar.open, &mut bar.high, &mut bar.low, &mut bar.close] {
            *price = Price::from_f64(price.to_f64() / 10.0, Currency::USD).unwrap();
        }
    }
    let action = CorporateAction {
        ticker: ticker("ACME"),
        ex_session,
        kind: ActionKind::Split { new: 10, old: 1 },
        source: SourceId::new("first"),
        known_at: split.bars[&ticker("ACME")][130].known_at,
    };
    split.actions.insert(ticker("ACME"), vec![action]);
    let (before, after) = (plain.analysed(), split.analysed());
    let (before, after) =
        (of(&before, "ACME").market.clone().unwrap(), of(&after, "ACME").market.clone().unwrap());
    assert_eq!(before.quarter, after.quarter);
    assert_eq!(before.range.volatility, after.range.volatility);
    assert_eq!(before.z_month, after.z_month);
    let tenth = |price: &Price| (price.to_f64() / 10.0 * 1e4).round();
    let cents = |price: &Price| (price.to_f64() * 1e4).round();
    assert_eq!(
        before.closes.iter().map(tenth).collect::<Vec<_>>(),
        after.closes.iter().map(cents).collect::<Vec<_>>()
    );
}

#[test]
fn a_stale_price_keeps_its_close_and_loses_its_day() {
    let mut stale = quiet_day(150);
    stale.bars.get_mut(&ticker("ACME")).unwrap().truncate(148);
    let view = stale.analysed();
    let market = of(&view, "ACME").market.clone().unwrap();
    assert_eq!((market.stale_sessions, market.day, market.z_day), (2, None, None));
    let said = view.notes.iter().find(|note| note.partial).map(|note| note.text.as_str());
    assert_eq!(
        said,
        Some(
            "The closes of the last 2 sessions of ACME are missing; its price is of 23 June 2025."
        )
    );
}

#[test]
fn a_close_from_the_second_source_is_named() {
    let mut second = quiet_day(100);
    let bars = second.bars.get_mut(&ticker("ACME")).unwrap();
    bars.last_mut().unwrap().source = SourceId::new("second");
    let notes = second.analysed().notes;
    let expected = "The close of ACME is from the second source, second.";
    assert!(notes.iter().any(|note| note.text == expected), "{notes:?}");
}

#[test]
fn overall_can_be_computed_from_the_table() {
    let view = crowded().with_news("Borealis misses forecasts, slump in {}", 4).analysed();
    let rows: Vec<(i64, i64)> = view
        .tickers
        .iter()
        .map(|name| {
            let score = name.sentiment.unwrap().score.hundredths();
            (i64::from(score), i64::from(name.coverage.articles))
        })
        .collect();
    let weight: i64 = rows.iter().map(|(_, articles)| articles).sum();
    let sum: i64 = rows.iter().map(|(score, articles)| score * articles).sum();
    let overall = i64::from(view.overall.sentiment.unwrap().score.hundredths());
    assert!((overall * weight - sum).abs() * 2 <= weight, "{overall} against {sum}/{weight}");
    assert!(rows[0].0 > 0 && rows[1].0 < 0);
}

#[test]
fn a_competitors_win_is_read_across_with_the_other_sign() {
    let view = crowded().analysed();
    let effect = view
        .effects
        .iter()
        .find(|effect| effect.ticker == ticker("BORE"))
        .expect("Borealis competes with Acme");
    assert_eq!(effect.from, ticker("ACME"));
    assert_eq!(effect.sign, crate::model::Sign::Negative);
    assert!(
        effect.reason.text().starts_with("Read-across to Borealis, a competitor of Acme: \u{201c}"),
        "{}",
        effect.reason.text()
    );
}

#[test]
fn what_is_announced_is_listed_with_its_date() {
    let day = crowded().with_news("Acme presents results on 16 July at {}", 1);
    let view = day.analysed();
    let first = view.outlooks.first().expect("a date");
    let date = chrono::NaiveDate::from_ymd_opt(2025, 7, 16).unwrap();
    assert_eq!(first.when, crate::model::When::On(date));
    assert!(of(&view, "ACME").catalysts.contains(first) || of(&view, "ACME").risks.contains(first));
}

#[test]
fn a_closed_takeaway_is_marked_and_an_open_one_waits() {
    let mut day = quiet_day(150).with_drift(40, 0.01);
    let sessions: Vec<_> = day.bars[&ticker("ACME")].iter().map(|bar| bar.session).collect();
    let published = |place: usize, stance| PublishedTakeaway {
        date: sessions[place],
        ticker: ticker("ACME"),
        setup: Setup::StaleStory,
        stance,
        conviction_pct: Some(60),
        horizon_sessions: 5,
    };
    day.record = vec![
        published(130, Stance::Above),
        published(131, Stance::Below),
        published(148, Stance::Above),
    ];
    let card = day.analysed().scorecard;
    assert_eq!((card.closed, card.right, card.open), (2, 1, 1));
    assert_eq!(card.brier_e4, Some(2600), "the mean of .4 and .6 squared");
    assert!(card.last[0].outcome < BasisPoints(0) && !card.last[0].right);
}

#[test]
fn the_summary_quotes_first_and_measures_then() {
    let view = crowded().analysed();
    let summary = &of(&view, "ACME").summary;
    assert_eq!(summary.len(), 3);
    assert!(summary[0].text().starts_with("\u{201c}Acme "), "{}", summary[0].text());
    assert!(summary[2].text().starts_with("Shares gained "), "{}", summary[2].text());
    assert!(summary[2].text().contains("on Wednesday 25 June,"), "{}", summary[2].text());
}

#[test]
fn a_dated_event_within_the_horizon_can_prove_it_wrong() {
    let view = crowded().with_news("Acme presents results on 16 July at {}", 1).analysed();
    let takeaway = of(&view, "ACME").takeaway.clone().expect("a case");
    let last = takeaway.falsifiers.last().map(|claim| claim.text().to_owned()).unwrap();
    assert!(last.starts_with("The event of 16 July 2025 goes the crowd's way: \u{201c}"), "{last}");
}

#[test]
fn a_token_is_fresh_by_its_own_days() {
    let mut day = quiet_day(0);
    let profile = &mut day.scope.watchlist[0];
    profile.calendar = crate::model::CalendarId::Crypto.into();
    profile.kind = crate::model::TickerKind::Crypto;
    profile.benchmark = None;
    let first = day.date - chrono::Days::new(120);
    let yesterday = day.date.pred_opt().unwrap();
    let bars = first.iter_days().take_while(|session| *session <= yesterday).map(|session| {
        let mut bar = super::fixture::bar("ACME", session, 10.0, 11.0);
        let closed = crate::calendar::session_close(crate::model::CalendarId::Crypto, session);
        bar.known_at = closed + chrono::Duration::minutes(1);
        bar
    });
    let bars = bars.collect();
    day.bars.insert(ticker("ACME"), bars);
    let market = of(&day.analysed(), "ACME").market.clone().unwrap();
    assert_eq!((market.session, market.stale_sessions), (yesterday, 0));
    assert_eq!((market.beta, market.abnormal_day), (None, None), "measured against nothing");
    assert!(market.day.is_some() && market.range.volatility.is_some());
}

#[test]
fn a_bar_in_another_currency_is_left_out_and_said() {
    let mut day = quiet_day(3);
    let bars = day.bars.get_mut(&ticker("ACME")).unwrap();
    bars[0].close.currency = Currency::parse("EUR").unwrap();
    let notes = day.analysed().notes;
    let expected = "1 bar of ACME left out: not in USD, or without a positive price.";
    assert!(notes.iter().any(|note| note.text == expected), "{notes:?}");
}
