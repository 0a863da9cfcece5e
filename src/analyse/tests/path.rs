//! What the charts of a takeaway stand on, known at the cut-off.

use super::fixture::{of, quiet_day, ticker};
use crate::model::{Dossier, Takeaway};

fn crowded() -> Dossier {
    quiet_day(150)
        .with_usual_news()
        .with_news("Acme beats forecasts and wins record growth in {}", 8)
        .with_drift(20, 0.01)
}

fn takeaway(day: &Dossier) -> Takeaway {
    of(&day.analysed(), "ACME").takeaway.clone().expect("a case")
}

#[test]
fn a_quarter_ends_at_the_last_close_with_the_tone_of_the_edition_itself() {
    let day = crowded();
    let view = day.analysed();
    let acme = of(&view, "ACME");
    let path = acme.takeaway.clone().expect("a case").path;
    assert_eq!(path.sessions.len(), 64);
    assert!(path.sessions.is_sorted_by(|one, other| one.session < other.session));
    let market = acme.market.clone().expect("a price");
    let last = path.sessions.last().expect("a session");
    assert_eq!((last.session, last.close), (market.session, *market.closes.last().unwrap()));
    assert_eq!(last.tone, acme.sentiment.map(|sentiment| sentiment.score));
    assert_eq!(last.articles, acme.coverage.articles);
    assert!(path.sessions.iter().all(|session| session.session < day.date));
}

#[test]
fn what_becomes_known_later_changes_no_earlier_session_of_a_chart() {
    let day = crowded();
    let before = takeaway(&day);
    let mut later = day.clone();
    let mut late = later.articles.last().expect("an article").clone();
    late.known_at = later.tomorrow();
    late.item.words_mut().title = "Acme collapses in scandal".to_owned();
    later.articles.push(late);
    let bars = later.bars.get_mut(&ticker("ACME")).expect("bars");
    let mut restated = bars[bars.len() - 5].clone();
    restated.close.e8 *= 3;
    restated.known_at = day.tomorrow();
    bars.insert(bars.len() - 4, restated);
    assert_eq!(takeaway(&later).path, before.path);
    assert_eq!(takeaway(&later).base_rate.outcomes, before.base_rate.outcomes);
}

#[test]
fn every_outcome_that_a_base_rate_counts_is_kept() {
    let view = quiet_day(400).with_usual_news().analysed();
    let cases = view.tickers.iter().filter_map(|view| view.takeaway.as_ref());
    for takeaway in cases.chain([&takeaway(&crowded())]) {
        let rate = &takeaway.base_rate;
        assert_eq!(rate.outcomes.len(), usize::try_from(rate.n).unwrap());
        assert_eq!(rate.outcomes.first().map(|outcome| outcome.date), rate.since);
        assert!(
            rate.outcomes
                .iter()
                .all(|outcome| outcome.right == (outcome.outcome.0 > 0) || outcome.outcome.0 == 0)
        );
    }
}
