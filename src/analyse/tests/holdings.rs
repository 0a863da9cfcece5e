//! What is held, in a whole day: it is measured, and it moves no other figure.

use super::fixture::{quiet_day, ticker};
use crate::model::{Basis, DayView, Dossier, Holding, Holdings, HoldingsFile};

fn holding(dossier: &Dossier, symbol: &str, size: i64) -> Holding {
    let profile = dossier.scope.profile(&ticker(symbol)).unwrap().clone();
    Holding { profile, size_e8: size * 100_000_000 }
}

fn held(dossier: &Dossier) -> Dossier {
    let lines = vec![holding(dossier, "ACME", 100), holding(dossier, "INDX", -20)];
    let holdings = Holdings { basis: Basis::Quantity, lines };
    let mut dossier = dossier.clone();
    dossier.scope.holdings = Some(HoldingsFile::Read(holdings));
    dossier
}

#[test]
fn holdings_change_nothing_else_in_the_day() {
    let day = quiet_day(300).with_usual_news().with_news("Acme wins {}", 6);
    let (without, with) = (day.analysed(), held(&day).analysed());
    assert!(without.portfolio.is_none() && with.portfolio.is_some());
    assert_eq!(DayView { portfolio: None, ..with }, without);
}

#[test]
fn a_name_held_outside_the_watchlist_is_valued_and_has_no_tone() {
    let day = quiet_day(300).with_usual_news().with_news("Acme wins {}", 6);
    let view = held(&day).analysed().portfolio.unwrap();
    let index = view.positions.iter().find(|one| one.ticker == ticker("INDX")).unwrap();
    assert!(index.value.unwrap().units < 0 && index.contribution.is_some());
    assert!(!index.is_watched && index.score.is_none());
    let acme = view.positions.iter().find(|one| one.ticker == ticker("ACME")).unwrap();
    assert!(acme.is_watched && acme.score.is_some());
    assert_eq!(view.tone_covered, acme.share);
}

#[test]
fn only_a_name_that_is_nowhere_else_asks_for_bars_of_its_own() {
    let mut day = held(&quiet_day(300));
    assert_eq!(day.scope.only_held().count(), 0);
    day.scope.others.clear();
    let asked: Vec<_> = day.scope.only_held().map(|profile| profile.ticker.clone()).collect();
    assert_eq!(asked, [ticker("INDX")]);
    let before = held(&quiet_day(300)).analysed().portfolio.unwrap();
    assert_eq!(day.analysed().portfolio.unwrap(), before, "valued by its own bars");
}

#[test]
fn a_file_that_could_not_be_used_is_a_note_and_no_portfolio() {
    let mut day = quiet_day(300);
    day.scope.holdings = Some(HoldingsFile::Unread("There is no portfolio view: gone.".to_owned()));
    let view = day.analysed();
    assert!(view.portfolio.is_none());
    let note = view.notes.iter().find(|note| note.text.contains("no portfolio view")).unwrap();
    assert!(note.partial, "a run that lacks it ends with exit code 5");
}
