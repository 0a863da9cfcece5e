//! What a portfolio's figures become in words.

use super::decimal;
use crate::compose::compose;
use crate::compose::fixture::{context, dossier, full_day, holding_day};
use crate::model::{BasisPoints, Bearing, PortfolioSection};

fn section(day: &crate::model::DayView) -> PortfolioSection {
    compose(&dossier(), day, &context()).portfolio.expect("the day has holdings")
}

fn written(section: &PortfolioSection) -> String {
    let mut lines = vec![section.basis.clone()];
    lines.extend(
        section
            .facts
            .iter()
            .map(|fact| format!("{}: {} {:?}", fact.label, fact.body.text, fact.body.citations)),
    );
    lines.extend(
        section
            .rows
            .iter()
            .map(|row| format!("{} | {} | {} | {}", row.ticker, row.held, row.value, row.share)),
    );
    lines.extend(section.stakes.iter().map(|stake| {
        format!(
            "{}: {} | {} | {}",
            stake.ticker, stake.takeaway.text, stake.bearing, stake.at_stake
        )
    }));
    lines.push(section.stakes_note.clone());
    lines.join("\n")
}

#[test]
fn a_portfolio_reads_as_reviewed() {
    insta::assert_snapshot!(written(&section(&holding_day())));
}

#[test]
fn a_portfolio_of_weights_in_full_and_long_reads_without_money() {
    let mut day = holding_day();
    let view = day.portfolio.as_mut().expect("it has one");
    view.basis = crate::model::Basis::Weight;
    (view.gross, view.net, view.told) = (None, None, Some(BasisPoints(6000)));
    (view.short, view.long) = (BasisPoints(0), BasisPoints(10_000));
    view.unvalued.clear();
    for position in &mut view.positions {
        position.value = None;
        position.share = BasisPoints(position.share.0.abs());
        position.score = position.score.or(Some(crate::model::Score::from_hundredths(5)));
    }
    (view.tone_covered, view.day_covered) = (BasisPoints(10_000), BasisPoints(10_000));
    for stake in &mut view.stakes {
        (stake.money, stake.bearing) = (None, Bearing::Open);
    }
    insta::assert_snapshot!(written(&section(&day)));
}

#[test]
fn nothing_measured_and_nothing_at_stake_are_said() {
    let mut day = holding_day();
    let view = day.portfolio.as_mut().expect("it has one");
    (view.tone, view.day) = (None, None);
    view.stakes.clear();
    let words = written(&section(&day));
    for part in
        ["Tone: Not measured", "Last session: Not measured", "No contrarian takeaway touches"]
    {
        assert!(words.contains(part), "{words}");
    }
}

#[test]
fn a_brief_without_holdings_has_no_such_section() {
    assert!(compose(&dossier(), &full_day(), &context()).portfolio.is_none());
}

#[test]
fn sizes_are_written_as_told() {
    assert_eq!(decimal(120_000_000_000), "1,200");
    assert_eq!(decimal(-50_000_000), "\u{2212}0.5");
    assert_eq!(decimal(1), "0.00000001");
}
