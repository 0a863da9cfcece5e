//! One bar per session, and what came after.

use chrono::Duration;

use super::fixture::{quiet_day, ticker};
use crate::analyse::Policy;
use crate::analyse::Windows;
use crate::analyse::market::Market;
use crate::analyse::series::{BarHistory, Row};
use crate::analyse::universe::Universe;
use crate::model::{
    ActionKind, Adjustment, CorporateAction, Currency, Dossier, KnownBy, Price, PriceBar, SourceId,
};

fn dollars(value: f64) -> Price {
    Price::from_f64(value, Currency::USD).unwrap()
}

/// Acme's bars, one close a session.
fn closes(day: &mut Dossier, closes: &[f64]) -> Vec<PriceBar> {
    let bars = day.bars.get_mut(&ticker("ACME")).unwrap();
    for (bar, close) in bars.iter_mut().zip(closes) {
        for price in [&mut bar.open, &mut bar.high, &mut bar.low, &mut bar.close] {
            *price = dollars(*close);
        }
    }
    bars.clone()
}

fn action(day: &Dossier, place: usize, kind: ActionKind) -> CorporateAction {
    CorporateAction {
        ticker: ticker("ACME"),
        ex_session: day.bars[&ticker("ACME")][place].session,
        kind,
        source: SourceId::new("first"),
        known_at: day.bars[&ticker("ACME")][0].known_at,
    }
}

fn rows(day: &Dossier) -> Vec<Row<'_>> {
    BarHistory::new(day, &day.scope.watchlist[0]).at(day.as_of.instant())
}

fn close_of(row: Option<&Row>) -> String {
    row.map(|row| format!("{:.2}", row.close)).unwrap_or_default()
}

#[test]
fn the_preferred_source_counts_and_a_later_one_fills_its_gaps() {
    let mut day = quiet_day(2);
    let bars = closes(&mut day, &[10.0, 11.0]);
    let mut rival = bars[0].clone();
    rival.source = SourceId::new("second");
    rival.close = dollars(99.0);
    rival.known_at += Duration::hours(1);
    let list = day.bars.get_mut(&ticker("ACME")).unwrap();
    list.push(rival);
    list[1].source = SourceId::new("second");
    let rows = rows(&day);
    assert_eq!(close_of(rows.first()) + " " + &close_of(rows.last()), "10.00 11.00");
    assert_eq!(rows[1].bar.source.as_str(), "second");
}

#[test]
fn a_restated_bar_counts_from_when_it_was_known() {
    let mut day = quiet_day(3);
    let bars = closes(&mut day, &[10.0, 11.0, 12.0]);
    let mut restated = bars[0].clone();
    restated.close = dollars(10.5);
    restated.known_at = bars[1].known_at;
    day.bars.get_mut(&ticker("ACME")).unwrap().push(restated);
    let history = BarHistory::new(&day, &day.scope.watchlist[0]);
    let before = bars[1].known_at - Duration::minutes(1);
    assert_eq!(close_of(history.at(before).first()), "10.00");
    assert_eq!(close_of(history.at(bars[1].known_at).first()), "10.50");
}

#[test]
fn a_dividend_is_part_of_the_return_unless_the_source_had_counted_it() {
    let mut day = quiet_day(2);
    closes(&mut day, &[10.0, 9.0]);
    let paid = action(&day, 1, ActionKind::Dividend { amount: dollars(1.0) });
    day.actions.insert(ticker("ACME"), vec![paid]);
    assert!(rows(&day)[1].total.unwrap().abs() < 1e-12, "9 and 1 are 10");
    for bar in day.bars.get_mut(&ticker("ACME")).unwrap() {
        bar.adjustment = Adjustment::Full;
    }
    assert!((rows(&day)[1].total.unwrap() - 0.9_f64.ln()).abs() < 1e-12);
}

#[test]
fn a_source_that_adjusts_is_adjusted_for_later_splits_only() {
    let mut day = quiet_day(3);
    closes(&mut day, &[20.0, 10.0, 10.0]);
    let split = action(&day, 1, ActionKind::Split { new: 2, old: 1 });
    day.actions.insert(ticker("ACME"), vec![split]);
    // Asked on the day of its own session, before the split: in old shares.
    day.bars.get_mut(&ticker("ACME")).unwrap()[0].adjustment = Adjustment::Splits;
    assert_eq!(close_of(rows(&day).first()), "10.00");
    // Asked after it: in new shares already.
    let bars = day.bars.get_mut(&ticker("ACME")).unwrap();
    bars[0].known_at = bars[2].known_at;
    bars[0].close = dollars(10.0);
    assert_eq!(close_of(rows(&day).first()), "10.00");
}

#[test]
fn imported_history_is_in_the_shares_of_its_last_session() {
    let mut day = quiet_day(4);
    closes(&mut day, &[5.0, 10.0, 10.0, 5.0]);
    for bar in &mut day.bars.get_mut(&ticker("ACME")).unwrap()[..3] {
        bar.adjustment = Adjustment::Splits;
        bar.known_by = KnownBy::AssumedPublished;
    }
    let split = ActionKind::Split { new: 2, old: 1 };
    let (within, after) = (action(&day, 1, split), action(&day, 3, split));
    day.actions.insert(ticker("ACME"), vec![within, after]);
    let rows = rows(&day);
    assert_eq!(close_of(rows.first()), "2.50", "only the split after the import is left to undo");
    assert_eq!((close_of(rows.get(2)), close_of(rows.last())), ("5.00".into(), "5.00".into()));
}

#[test]
fn a_split_that_is_still_to_come_changes_no_price() {
    let mut day = quiet_day(2);
    closes(&mut day, &[20.0, 21.0]);
    let mut split = action(&day, 1, ActionKind::Split { new: 2, old: 1 });
    split.ex_session = day.date.succ_opt().unwrap();
    day.actions.insert(ticker("ACME"), vec![split]);
    assert_eq!(close_of(rows(&day).last()), "21.00");
}

#[test]
fn a_forward_return_starts_at_the_next_open_and_ends_with_its_horizon() {
    let mut day = quiet_day(10);
    closes(&mut day, &[10.0; 10]);
    let bars = day.bars.get_mut(&ticker("ACME")).unwrap();
    bars[5].open = dollars(11.0);
    bars[5].high = dollars(11.0);
    bars[6].close = dollars(12.0);
    bars[6].high = dollars(12.0);
    day.scope.watchlist[0].benchmark = None;
    let market = Market::new(&day, &day.scope.watchlist[0]);
    let policy = Policy::default();
    let windows = Windows::new(&day, &policy);
    let universe = Universe::new(&windows);
    let editions = &universe.timeline.editions;
    // The edition of the sixth session comes out before its open.
    let edition = &editions[editions.len() - 6];
    let forward = market.forward(edition.cut_off, None, 2).unwrap();
    assert!((forward - (12.0_f64 / 11.0).ln()).abs() < 1e-12, "{forward}");
    assert_eq!(market.forward(edition.cut_off, None, 5).map(|far| far < 0.0), Some(true));
    assert_eq!(market.forward(edition.cut_off, None, 6), None, "it has not closed");
}

#[test]
fn only_what_the_benchmark_does_not_explain_is_abnormal() {
    let mut day = quiet_day(3);
    closes(&mut day, &[10.0, 10.0, 12.0]);
    let index = day.bars.get_mut(&ticker("INDX")).unwrap();
    index[2].open = dollars(100.0);
    index[2].close = dollars(110.0);
    index[2].high = dollars(110.0);
    index[2].low = dollars(100.0);
    let acme = day.bars.get_mut(&ticker("ACME")).unwrap();
    acme[2].open = dollars(10.0);
    acme[2].low = dollars(10.0);
    let market = Market::new(&day, &day.scope.watchlist[0]);
    let cut_off = day.bars[&ticker("ACME")][1].known_at;
    let forward = market.forward(cut_off, Some(0.5), 1).unwrap();
    assert!((forward - (1.2_f64.ln() - 0.5 * 1.1_f64.ln())).abs() < 1e-9, "{forward}");
    assert_eq!(market.forward(cut_off, None, 1), None, "without a beta nothing is known");
}
