//! A day whose earlier articles are set aside is the day that holds them all.

use chrono::Duration;
use proptest::prelude::*;

use super::fixture::{article, as_asked_for, busy_day, quiet_day, without_words};
use crate::analyse::{Policy, Teller, Windows, analyse, analyse_told, earlier_news, in_turn};
use crate::model::{Article, Dossier, KeptWindows, Sha256Hash};

fn set_aside(day: &Dossier, policy: &Policy) -> Dossier {
    let mut aside = without_words(day);
    let earlier = earlier_news(&aside, policy, Sha256Hash::of("listed"));
    aside.set_aside(earlier);
    aside
}

/// The next version of an article, hours later.
fn again(article: &Article, hours: i64, title: &str) -> Article {
    let mut next = article.clone();
    next.version += 1;
    next.known_at += Duration::hours(hours);
    title.clone_into(&mut next.item.words_mut().title);
    next.content_sha256 = next.item.content_sha256();
    next
}

#[test]
fn a_day_with_its_past_set_aside_is_the_same_day() {
    let mut day = busy_day();
    let long_ago = again(&day.articles[3], 7, "Acme visits nobody at all");
    let from_before = again(&day.articles[500], 24 * 90, "Acme never visited anybody");
    day.articles.extend([long_ago, from_before]);
    let policy = Policy::default();
    let view = analyse(&day, &policy);
    let aside = set_aside(&day, &policy);
    assert!(aside.articles.len() * 10 < day.articles.len(), "{}", aside.articles.len());

    let windows = Windows::new(&aside, &policy);
    let mut teller = Teller::new(&windows, KeptWindows::new());
    let mut kept = KeptWindows::new();
    while let Some(window) = teller.wants() {
        teller.tell(&as_asked_for(&day, &window), &in_turn);
        kept.extend(teller.hand_over());
    }
    assert_eq!(analyse_told(teller, &in_turn).0, view, "every window told anew");
    let teller = Teller::new(&windows, kept);
    assert_eq!(teller.wants(), None);
    assert_eq!(analyse_told(teller, &in_turn).0, view, "every window recalled");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn windows_are_known_by_the_same_hashes_whether_their_articles_are_held_or_not(
        facts in prop::collection::vec(
            (0..12_u32, 0..200_i64, 0..90_i64, any::<[bool; 2]>()), 0..60,
        ),
    ) {
        let mut day = quiet_day(80);
        let end = day.as_of.instant();
        for (id, hours, age, [withdrawn, dated]) in facts {
            let title = format!("Acme visits number {id}");
            let mut article = article(&title, end - Duration::hours(hours));
            article.item.withdrawn = withdrawn;
            article.item.published_at = dated.then(|| article.known_at - Duration::hours(age));
            article.version = u32::try_from(hours).unwrap() + 1;
            article.content_sha256 = article.item.content_sha256();
            day.articles.push(article);
        }
        let policy = Policy::default();
        let ordered = crate::analyse::in_order(&day).into_owned();
        let aside = set_aside(&ordered, &policy);
        let (whole, aside) = (Windows::new(&day, &policy), Windows::new(&aside, &policy));
        prop_assert_eq!(whole.keys(), aside.keys());
        let own = |windows: &Windows<'_>| {
            let timeline = &windows.timeline;
            let said = |place: &usize| {
                let article = &windows.dossier.articles[*place];
                (article.item.id, article.version, article.known_at)
            };
            let told: Vec<_> = timeline.today().articles.iter().map(said).collect();
            let withdrawn: Vec<_> = timeline.withdrawn.iter().map(said).collect();
            (told, withdrawn, timeline.left_out, timeline.changed)
        };
        prop_assert_eq!(own(&whole), own(&aside));
        for place in 0..whole.keys().len() - 1 {
            let (one, other) = (whole.earlier(place), aside.earlier(place));
            prop_assert_eq!(&one, &other);
            let places = &whole.timeline.editions[place].articles;
            let asked = as_asked_for(&ordered, &one);
            let held = places.iter().map(|place| &whole.dossier.articles[*place]);
            prop_assert!(held.eq(asked.iter()));
        }
    }
}
