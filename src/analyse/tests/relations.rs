//! What the record says that names are to each other, and that it never looks ahead.

use chrono::{Days, Duration};
use proptest::prelude::*;

use super::fixture::{article, bar, noise, quiet_day, subject, ticker};
use crate::analyse::Policy;
use crate::analyse::Windows;
use crate::analyse::relations::{self, Tie};
use crate::analyse::universe::Universe;
use crate::calendar;
use crate::model::{ArticleId, AsOf, Dossier, Relation, RelationKind, Sign};

const NAMES: [(&str, &str); 4] =
    [("ACME", "Acme"), ("BORE", "Borealis"), ("CALM", "Calmont"), ("DUNE", "Dunewick")];
const SESSIONS: u16 = 150;

/// Acme and Borealis move and are named together, so are Calmont and Dunewick; Acme and Calmont
/// seldom.
fn market() -> Dossier {
    let mut day = quiet_day(SESSIONS);
    let model = day.scope.watchlist[1].clone();
    day.scope.watchlist = NAMES
        .map(|(symbol, name)| {
            let mut profile = model.clone();
            (profile.ticker, profile.name) = (ticker(symbol), name.to_owned());
            profile
        })
        .to_vec();
    let sessions: Vec<_> = day.bars[&ticker("ACME")].iter().map(|bar| bar.session).collect();
    for (seed, (symbol, _)) in (10_u32..).zip(NAMES) {
        let pair = if seed < 12 { 1 } else { 2 };
        let mut close = 100.0;
        let bars = (0_u32..).zip(&sessions).map(|(place, session)| {
            let open = close;
            let shared = if place % 7 == 0 { 0.0 } else { noise(pair + 70, place) };
            close *= 1.0 + 0.01 * shared + 0.006 * noise(seed, place);
            bar(symbol, *session, open, close)
        });
        let bars = bars.collect();
        day.bars.insert(ticker(symbol), bars);
    }
    for (place, session) in (0_u32..).zip(&sessions) {
        let (one, other) = match place % 20 {
            0 => ("Acme", "Calmont"),
            even if even % 2 == 0 => ("Acme", "Borealis"),
            _ => ("Calmont", "Dunewick"),
        };
        let title = format!("{one} and {other} visit {}", subject(place));
        let at = calendar::cut_off(&day.scope.plan, *session) - Duration::hours(3);
        day.articles.push(article(&title, at));
    }
    day
}

/// The same facts as they stood at the cut-off of an earlier session.
fn as_known_on(day: &Dossier, date: chrono::NaiveDate) -> Dossier {
    let mut earlier = day.clone();
    earlier.date = date;
    earlier.as_of = AsOf::at(calendar::cut_off(&day.scope.plan, date));
    let as_of = earlier.as_of.instant();
    earlier.articles.retain(|article| article.known_at <= as_of);
    for bars in earlier.bars.values_mut() {
        bars.retain(|bar| bar.known_at <= as_of);
    }
    earlier
}

fn ties(universe: &Universe, edition: usize) -> Vec<(Option<Tie>, Option<f64>)> {
    let pairs = (0..4).flat_map(|one| (0..4).map(move |other| (one, other)));
    pairs
        .filter(|(one, other)| one != other)
        .map(|(one, other)| {
            let learned = relations::learned(universe, one, other, edition);
            (relations::tie(universe, one, other, edition), learned.map(|found| found.pull))
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn what_came_later_changes_no_earlier_relation(back in 0_usize..60, later in 1_i64..40) {
        let policy = Policy::default();
        let mut day = market();
        let title = "Borealis loses at the expense of Dunewick";
        let at = day.as_of.instant();
        day.articles.push(article(title, at - Duration::hours(later)));
        let windows = Windows::new(&day, &policy);
        let full = Universe::new(&windows);
        let edition = full.today() - back;
        let known = as_known_on(&day, full.timeline.editions[edition].date);
        let windows = Windows::new(&known, &policy);
        let then = Universe::new(&windows);
        prop_assert_eq!(ties(&full, edition), ties(&then, then.today()));
    }

    #[test]
    fn a_relation_is_the_same_from_both_sides(back in 0_usize..30) {
        let policy = Policy::default();
        let day = market();
        let windows = Windows::new(&day, &policy);
        let universe = Universe::new(&windows);
        let edition = universe.today() - back;
        let (one, other) = (
            relations::tie(&universe, 0, 1, edition).expect("named together"),
            relations::tie(&universe, 1, 0, edition).expect("named together"),
        );
        prop_assert_eq!(one.together, other.together);
        prop_assert!((one.lift.shrunk - other.lift.shrunk).abs() < 1e-12);
    }
}

#[test]
fn names_told_and_moving_together_are_related_and_others_are_not() {
    let policy = Policy::default();
    let day = market();
    let windows = Windows::new(&day, &policy);
    let universe = Universe::new(&windows);
    let pull = |one, other| {
        relations::learned(&universe, one, other, universe.today()).map(|found| found.pull)
    };
    assert_eq!(pull(0, 1), Some(1.0), "{:?}", relations::tie(&universe, 0, 1, universe.today()));
    assert_eq!(pull(2, 3), Some(1.0));
    assert_eq!(pull(0, 2), None, "named together less often than chance");
    assert_eq!(pull(1, 3), None, "never named together");
    assert_eq!(pull(0, 4), None, "a fund");
}

#[test]
fn what_is_stated_outweighs_how_prices_moved() {
    let policy = Policy::default();
    let mut day = market();
    for number in 0_u32..6 {
        let at = day.as_of.instant() - Days::new(number.into()) - Duration::hours(1);
        let subject = subject(7000 + number);
        let title = format!("Acme grows at the expense of Borealis in {subject}");
        day.articles.push(article(&title, at));
    }
    day.articles.sort_by_key(|article| article.known_at);
    let windows = Windows::new(&day, &policy);
    let universe = Universe::new(&windows);
    let found = relations::learned(&universe, 0, 1, universe.today()).expect("a relation");
    assert!(found.pull < 0.0, "{found:?}");
    assert!(found.words().contains("; set as rivals in 6 of 6; "), "{}", found.words());
}

#[test]
fn lists_of_many_names_tie_nobody_together() {
    let policy = Policy::default();
    let mut day = market();
    day.articles.clear();
    for number in 0..40 {
        let at = day.as_of.instant() - Days::new(number) - Duration::hours(1);
        let mut list = article("Acme, Borealis, Calmont and Dunewick among movers", at);
        list.item.id = ArticleId::of(&list.item.source, &number.to_string());
        list.item.vendor_tickers = (0..20).map(|other| ticker(&format!("T{other}"))).collect();
        day.articles.push(list);
    }
    day.articles.sort_by_key(|article| article.known_at);
    let windows = Windows::new(&day, &policy);
    let universe = Universe::new(&windows);
    let tie = relations::tie(&universe, 0, 1, universe.today()).expect("named together");
    assert!(tie.together.stories >= 25 && tie.lift.lower < 1.0, "{tie:?}");
    assert_eq!(relations::learned(&universe, 0, 1, universe.today()), None);
}

#[test]
fn a_learned_relation_is_suggested_with_its_figures_and_a_configured_one_wins() {
    let mut day = market().with_news("Acme beats forecasts and wins record growth in {}", 3);
    let effect_on_borealis = |day: &Dossier| {
        let view = day.analysed();
        let effect = view.effects.iter().find(|effect| effect.ticker == ticker("BORE")).cloned();
        effect.expect("Borealis gains or loses")
    };
    let learned = effect_on_borealis(&day);
    assert_eq!(learned.sign, Sign::Positive);
    let text = learned.reason.text();
    let start =
        "Possible read-across to Borealis, which the record ties to Acme (named together in ";
    assert!(text.starts_with(start), "{text}");
    assert!(text.contains(" stories of 120 sessions, "), "{text}");
    assert!(text.contains(" times as often as chance; abnormal returns correlate +0."), "{text}");
    assert!(text.contains("): \u{201c}Acme beats forecasts"), "{text}");
    let rival = Relation { kind: RelationKind::Competitor, to: ticker("BORE") };
    day.scope.watchlist[0].relations = vec![rival];
    let configured = effect_on_borealis(&day);
    assert_eq!(configured.sign, Sign::Negative);
    let start = "Read-across to Borealis, a competitor of Acme: ";
    assert!(configured.reason.text().starts_with(start), "{}", configured.reason.text());
}
