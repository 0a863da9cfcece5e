//! What is known later changes nothing; nor does the order in which facts stand.

use chrono::Duration;
use proptest::prelude::*;

use super::fixture::{article, quiet_day, ticker};
use crate::analyse::Policy;
use crate::analyse::Windows;
use crate::analyse::crowd::Story;
use crate::analyse::universe::Universe;
use crate::model::{ActionKind, CorporateAction, Crowd, Dossier, KnownBy, Price, SourceId};

fn busy_day() -> Dossier {
    quiet_day(140)
        .with_usual_news()
        .with_news("Acme beats forecasts and wins record growth in {}", 6)
        .with_drift(20, 0.01)
}

fn double(price: Price) -> Price {
    Price { e8: price.e8 * 2, ..price }
}

#[test]
fn what_a_second_source_says_later_of_the_last_session_is_no_note() {
    let day = busy_day();
    let mut grown = day.clone();
    let bars = grown.bars.get_mut(&ticker("ACME")).unwrap();
    let mut later = bars.last().unwrap().clone();
    later.close = double(later.close);
    later.known_at = day.tomorrow();
    later.source = SourceId::new("second");
    bars.push(later);
    assert_eq!(day.analysed(), grown.analysed());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn facts_known_after_the_cut_off_change_nothing(
        place in 0_usize..140,
        minutes in 1_i64..100_000,
        from_second in any::<bool>(),
    ) {
        let day = busy_day();
        let before = day.analysed();
        let later = day.as_of.instant() + Duration::minutes(minutes);
        let mut grown = day.clone();
        let bars = grown.bars.get_mut(&ticker("ACME")).unwrap();
        let mut restated = bars[place].clone();
        restated.close = double(restated.close);
        restated.known_at = later;
        if from_second {
            restated.source = SourceId::new("second");
        }
        bars.push(restated);
        let mut rewritten = grown.articles[place].clone();
        rewritten.item.words_mut().title = "Acme loses everything in a lawsuit".to_owned();
        rewritten.version = 2;
        rewritten.known_at = later;
        grown.articles.push(rewritten);
        grown.articles.push(article("Borealis misses all it could miss", later));
        let ex_session = grown.bars[&ticker("ACME")][place].session;
        let split = CorporateAction {
            ticker: ticker("ACME"),
            ex_session,
            kind: ActionKind::Split { new: 2, old: 1 },
            source: SourceId::new("first"),
            known_at: later,
        };
        grown.actions.insert(ticker("ACME"), vec![split]);
        prop_assert_eq!(before, grown.analysed());
    }

    #[test]
    fn the_order_of_facts_is_irrelevant(turn in 1_usize..200) {
        let day = busy_day();
        let mut turned = day.clone();
        let articles = turned.articles.len();
        turned.articles.rotate_left(turn % articles);
        for bars in turned.bars.values_mut() {
            let count = bars.len();
            bars.rotate_left(turn % count);
        }
        prop_assert_eq!(day.analysed(), turned.analysed());
    }

    #[test]
    fn shares_and_spreads_do_not_depend_on_the_scale_of_weights(
        scores in prop::collection::vec((-1.0_f64..1.0, 0.01_f64..1.0, any::<bool>()), 1..20),
        power in -3_i32..4,
    ) {
        let policy = Policy::default();
        let stories = |scale: f64| -> Vec<Story> {
            scores
                .iter()
                .map(|(score, weight, is_new)| Story {
                    members: vec![(0, 0)],
                    weight: weight * scale,
                    score: *score,
                    primary: true,
                    is_new: *is_new,
                })
                .collect()
        };
        // A power of two scales without rounding, so that equality is exact.
        let plain = Crowd::of(&stories(1.0), true, &policy);
        let scaled = Crowd::of(&stories(2.0_f64.powi(power)), true, &policy);
        prop_assert_eq!(plain.one_sided, scaled.one_sided);
        prop_assert_eq!(plain.novelty, scaled.novelty);
        prop_assert_eq!(plain.dispersion, scaled.dispersion);
        prop_assert!((plain.effective - scaled.effective).abs() < 1e-9);
        prop_assert_eq!(
            (plain.positive, plain.neutral, plain.negative),
            (scaled.positive, scaled.neutral, scaled.negative)
        );
        prop_assert!(plain.tone.abs() <= 1.0 && plain.tone * scaled.tone >= 0.0);
    }
}

#[test]
fn a_restated_bar_leaves_the_past_before_it_alone() {
    let day = quiet_day(140);
    let mut restated = day.clone();
    let bars = restated.bars.get_mut(&ticker("ACME")).unwrap();
    let known_at = bars[120].known_at + Duration::hours(1);
    let mut better = bars[100].clone();
    better.close = double(better.close);
    better.known_at = known_at;
    bars.push(better);
    let policy = Policy::default();
    let windows = [&day, &restated].map(|day| Windows::new(day, &policy));
    let [before, after] = windows.each_ref().map(Universe::new);
    let editions = &before.timeline.editions;
    for (place, edition) in editions.iter().enumerate() {
        let same = before.names[0].features[place] == after.names[0].features[place];
        let measured = before.names[0].features[place].price.measured.z_month.is_some();
        assert_eq!(
            same,
            edition.cut_off < known_at || !measured,
            "at {}, the bar restated at {known_at}",
            edition.date
        );
    }
}

#[test]
fn bars_imported_today_count_as_known_when_their_session_closed() {
    let live = quiet_day(140);
    let mut imported = live.clone();
    for bar in imported.bars.values_mut().flatten() {
        bar.known_at = live.as_of.instant() - Duration::minutes(5);
    }
    let policy = Policy::default();
    let windows = [&live, &imported].map(|day| Windows::new(day, &policy));
    let [live, imported] = windows.each_ref().map(Universe::new);
    assert_eq!(live.names[0].features, imported.names[0].features);
}

#[test]
fn an_undated_article_counts_only_when_our_clock_saw_it() {
    let mut undated = article("Acme wins an order", quiet_day(1).as_of.instant());
    undated.item.published_at = None;
    let mut day = quiet_day(70);
    undated.known_at = day.as_of.instant() - Duration::hours(1);
    day.articles = vec![undated];
    assert_eq!(day.analysed().overall.articles, 1);
    day.articles[0].known_by = KnownBy::AssumedPublished;
    let view = day.analysed();
    assert_eq!(view.overall.articles, 0);
    let expected = "1 article without a date left out: nothing proves when they were known.";
    assert!(view.notes.iter().any(|note| note.text == expected), "{:?}", view.notes);
}

#[test]
fn late_data_joins_the_window_it_was_published_for() {
    let mut day = quiet_day(70);
    let planned = day.as_of.instant();
    let mut late = article("Acme wins an order", planned + Duration::hours(2));
    late.item.published_at = Some(planned - Duration::hours(1));
    let next = article("Acme loses an order", planned + Duration::hours(2));
    day.articles = vec![late, next];
    assert_eq!(day.analysed().overall.articles, 0);
    day.as_of = crate::model::AsOf::at(day.tomorrow());
    assert_eq!(day.analysed().overall.articles, 1);
}

#[test]
fn a_withdrawal_is_noted_once_and_only_of_an_article_that_was_told() {
    for (told, notes) in [(true, 1), (false, 0)] {
        let mut dossier = quiet_day(30);
        let at = dossier.as_of.instant() - Duration::hours(2);
        let article = article("Helix wins a large order", at);
        let mut withdrawn = article.clone();
        withdrawn.item.withdrawn = true;
        withdrawn.version = if told { 2 } else { 1 };
        withdrawn.known_at = at + Duration::hours(1);
        withdrawn.content_sha256 = withdrawn.item.content_sha256();
        dossier.articles.extend(told.then_some(article));
        dossier.articles.push(withdrawn);
        let view = dossier.analysed();
        let said = view.notes.iter().filter(|note| note.text.contains("Withdrawn by"));
        assert_eq!(said.count(), notes);
    }
}
