//! What is kept of earlier windows saves measuring and changes nothing.

use std::cell::RefCell;
use std::sync::Arc;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::fixture::{as_asked_for, busy_day, of, sessions_before, ticker, without_words};
use crate::analyse::{
    Hands, Policy, Teller, Windows, analyse, analyse_ahead, analyse_told, in_turn,
};
use crate::calendar;
use crate::model::{
    AsOf, DayView, Dossier, KeptWindows, PublishedEdition, PublishedTakeaway, Score, Setup,
    SourceId, SourceProfile, Stance,
};

/// The dossier as it was on an earlier date.
fn on(day: &Dossier, date: NaiveDate) -> Dossier {
    let as_of = calendar::cut_off(&day.scope.plan, date);
    let mut earlier = Dossier { date, as_of: AsOf::at(as_of), ..day.clone() };
    earlier.articles.retain(|article| article.known_at <= as_of);
    for bars in earlier.bars.values_mut() {
        bars.retain(|bar| bar.known_at <= as_of);
    }
    earlier
}

fn analyse_keeping(
    windows: &Windows<'_>,
    kept: &KeptWindows,
    hands: &Hands,
) -> (DayView, KeptWindows) {
    let mut teller = Teller::new(windows, kept.clone());
    teller.tell_all(hands);
    analyse_told(teller, hands)
}

#[test]
fn from_day_to_day_only_the_new_window_is_measured_and_the_view_is_the_same() {
    let day = busy_day();
    let policy = Policy::default();
    let mut dates = sessions_before(day.date, 6);
    dates.push(day.date);
    dates.sort_unstable();
    let mut kept = KeptWindows::new();
    for (place, date) in dates.iter().enumerate() {
        let dossier = on(&day, *date);
        let (view, fresh) = analyse_keeping(&Windows::new(&dossier, &policy), &kept, &in_turn);
        assert_eq!(view, analyse(&dossier, &policy), "{date}");
        if place > 0 {
            assert_eq!(fresh.len(), 1, "{date}");
        }
        kept.extend(fresh);
    }
}

#[test]
fn whoever_does_which_part_the_view_is_the_same() {
    let day = busy_day();
    let policy = Policy::default();
    let backwards = |count: usize, part: &(dyn Fn(usize) + Sync)| (0..count).rev().for_each(part);
    let windows = Windows::new(&day, &policy);
    let (view, _) = analyse_keeping(&windows, &KeptWindows::new(), &backwards);
    assert_eq!(view, analyse(&day, &policy));
}

#[test]
fn windows_handed_over_as_they_are_told_are_those_of_the_end() {
    let day = busy_day();
    let policy = Policy::default();
    let windows = Windows::new(&day, &policy);
    let at_the_end = analyse_keeping(&windows, &KeptWindows::new(), &in_turn);
    let mut teller = Teller::new(&windows, KeptWindows::new());
    let mut handed_over = KeptWindows::new();
    while let Some(window) = teller.wants() {
        teller.tell(&as_asked_for(&day, &window), &in_turn);
        let told = teller.hand_over();
        assert!(told.len() <= 1, "one at a time");
        handed_over.extend(told);
    }
    let (view, last) = analyse_told(teller, &in_turn);
    assert_eq!(last.len(), 1, "the day's own");
    handed_over.extend(last);
    assert_eq!((view, handed_over), at_the_end);
}

/// What an edition of the day before could have published.
fn past(day: &Dossier) -> (PublishedEdition, Vec<PublishedTakeaway>) {
    let date = sessions_before(day.date, 30)[29];
    let score = Some(Score::from_hundredths(12));
    let edition =
        PublishedEdition { date, overall: score, scores: [(ticker("ACME"), score)].into() };
    let takeaway = PublishedTakeaway {
        date,
        ticker: ticker("ACME"),
        setup: Setup::Capitulation,
        stance: Stance::Above,
        conviction_pct: Some(58),
        horizon_sessions: 5,
    };
    (edition, vec![takeaway])
}

#[test]
fn a_day_analysed_ahead_is_the_day_with_its_past() {
    let day = busy_day();
    let policy = Policy::default();
    let (edition, record) = past(&day);
    let looking_back =
        Dossier { previous: Some(edition.clone()), record: record.clone(), ..day.clone() };
    let windows = Windows::new(&day, &policy);
    let told = RefCell::new(KeptWindows::new());
    let mut teller = Teller::new(&windows, KeptWindows::new());
    teller.tell_all(&in_turn);
    let view = analyse_ahead(
        teller,
        |fresh| told.borrow_mut().clone_from(fresh),
        |ahead| {
            assert_eq!(*told.borrow(), *ahead.fresh(), "told before the view was made");
            ahead.looking_back(Some(&edition), &record)
        },
    );
    assert_eq!(view, analyse(&looking_back, &policy));
    assert_ne!(view, analyse(&day, &policy), "the past is seen");
}

#[test]
fn what_earlier_windows_tell_stands_for_their_texts() {
    let day = busy_day();
    let policy = Policy::default();
    let (view, mut kept) =
        analyse_keeping(&Windows::new(&day, &policy), &KeptWindows::new(), &in_turn);
    let wordless = without_words(&day);
    let windows = Windows::new(&wordless, &policy);
    kept.remove(windows.keys().last().expect("a window"));
    let teller = Teller::new(&windows, kept.clone());
    assert_eq!(teller.wants(), None);
    let (recalled, fresh) = analyse_told(teller, &in_turn);
    assert_eq!((recalled, fresh.len()), (view.clone(), 1));
    // Without what one of them tells, texts are asked for again, a window at a time.
    let last = windows.keys()[windows.keys().len() - 2];
    Arc::make_mut(kept.get_mut(&last).expect("it was told")).telling = None;
    let mut teller = Teller::new(&windows, kept.clone());
    let mut asked = 0;
    while let Some(window) = teller.wants() {
        asked += window.told.len();
        teller.tell(&as_asked_for(&day, &window), &in_turn);
    }
    assert!(asked > 100, "{asked}");
    assert_eq!(analyse_told(teller, &in_turn).0, view);
}

#[test]
fn a_kept_window_carries_the_cut_off_that_it_was_measured_for() {
    let day = busy_day();
    let policy = Policy::default();
    let windows = Windows::new(&day, &policy);
    let (view, fresh) = analyse_keeping(&windows, &KeptWindows::new(), &in_turn);
    let last = &fresh[windows.keys().last().expect("a window")];
    assert_eq!(last.cut_off, day.as_of.instant());
    let told = of(&view, "ACME").coverage.stories;
    assert_eq!((last.crowds[&ticker("ACME")].stories, told > 3), (told, true));
}

#[test]
fn a_window_is_looked_up_by_all_that_it_was_measured_from() {
    let day = busy_day();
    let policy = Policy::default();
    let before = Windows::new(&day, &policy).keys().to_vec();
    let changed = |change: &dyn Fn(&mut Dossier, &mut Policy)| {
        let (mut other, mut policy) = (day.clone(), policy.clone());
        change(&mut other, &mut policy);
        let after = Windows::new(&other, &policy);
        before.iter().zip(after.keys()).filter(|(before, after)| before != after).count()
    };
    assert_eq!(changed(&|_, policy| policy.shrink = 3.0), before.len(), "a policy");
    assert_eq!(
        changed(&|day, _| day.scope.watchlist[0].aliases.push("Apex".to_owned())),
        before.len()
    );
    assert_eq!(changed(&|day, _| day.scope.sources[0].weight_hundredths = 50), before.len());
    assert_eq!(changed(&|day, _| day.bars.clear()), 0, "prices are measured each time");
    // Today's window alone knows today's last article.
    let last = day.articles.len() - 1;
    assert_eq!(changed(&|day, _| day.articles[last].item.vendor_tickers.push(ticker("BORE"))), 1);
    // An early one concerns its own window and those whose words it helps to weigh.
    let early = changed(&|day, _| day.articles[0].item.vendor_tickers.push(ticker("BORE")));
    assert_eq!(early, 71);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn splitting_a_source_in_two_changes_no_figure(pattern in any::<u64>()) {
        let day = busy_day();
        let mut split = day.clone();
        let second = SourceId::new("wire-two");
        let profile = SourceProfile { id: second.clone(), ..split.scope.sources[0].clone() };
        split.scope.sources.push(profile);
        for (place, article) in split.articles.iter_mut().enumerate() {
            if pattern.rotate_right(u32::try_from(place % 64).unwrap()) & 1 == 1 {
                article.item.source = second.clone();
            }
        }
        let (one, two) = (day.analysed(), split.analysed());
        prop_assert_eq!(one.overall, two.overall);
        for (one, two) in one.tickers.iter().zip(&two.tickers) {
            prop_assert_eq!(one.sentiment, two.sentiment);
            prop_assert_eq!(&one.coverage, &two.coverage);
            let said = |view: &crate::model::TickerView| {
                let takeaway = view.takeaway.clone()?;
                Some((takeaway.setup, takeaway.stance, takeaway.base_rate, takeaway.conviction))
            };
            prop_assert_eq!(said(one), said(two));
        }
    }

    #[test]
    fn scaling_every_weight_leaves_shares_where_they_are(times in 1_u16..10) {
        let day = busy_day();
        let mut scaled = day.clone();
        // The policy's neutral story is scaled likewise, so that tone stays too.
        let mut policy = Policy::default();
        scaled.scope.sources[0].weight_hundredths = 100 * times;
        policy.shrink *= f64::from(times);
        let (one, two) = (day.analysed(), analyse(&scaled, &policy));
        for (one, two) in one.tickers.iter().zip(&two.tickers) {
            prop_assert_eq!(one.sentiment, two.sentiment);
            prop_assert_eq!(&one.coverage, &two.coverage);
        }
    }
}
