//! What is quoted of a day: the sentences that tell most, once, as they were printed.

use chrono::Duration;
use proptest::prelude::*;

use super::fixture::{article, of, quiet_day};
use crate::analyse::Policy;
use crate::analyse::Windows;
use crate::analyse::universe::Universe;
use crate::model::{ArticleId, Claim, Dossier, Evidence, Licence};

const TITLES: [&str; 8] = [
    "Acme wins a harbour contract in Portmouth",
    "Portmouth gives Acme its harbour contract",
    "Acme names Ada Quill as finance chief",
    "Is Acme a buy before its results?",
    "3 Growth Stocks to Hold, Among Them Acme",
    "Acme recalls heaters after two fires",
    "Borealis opens a plant in Plumtown",
    "Two fires: Borealis and Acme recall heaters",
];
const TEXTS: [&str; 5] = [
    "",
    "Acme said the contract for the harbour in Portmouth is worth $40 million. It runs ten years.",
    "Heaters of Acme caught fire in two homes. Acme recalls 9,000 heaters, its largest recall.",
    "Ada Quill, who led finance at a rival, joins Acme in May.",
    "Borealis said the plant in Plumtown will make 2,000 heaters a day.",
];

fn day_of(picks: &[(usize, usize)]) -> Dossier {
    let mut day = quiet_day(30);
    for (number, (title, text)) in (0_i64..).zip(picks) {
        let at = day.as_of.instant() - Duration::minutes(20 + 31 * number);
        let mut told = article(TITLES[*title], at);
        told.item.id = ArticleId::of(&told.item.source, &number.to_string());
        told.item.words_mut().publisher = format!("Wire {}", number % 3);
        told.item.words_mut().text = TEXTS[*text].to_owned();
        told.content_sha256 = told.item.content_sha256();
        day.articles.push(told);
    }
    day.articles.sort_by_key(|article| (article.known_at, article.item.id));
    day
}

/// The claims of a summary that quote, with the sentence each quotes.
fn quoted(summary: &[Claim]) -> Vec<(&Claim, &str)> {
    summary
        .iter()
        .filter_map(|claim| match claim.evidence().next() {
            Some(Evidence::Article { sentence: Some(sentence), .. }) => {
                Some((claim, sentence.as_str()))
            }
            _ => None,
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_two_sentences_repeat_each_other_and_each_stands_in_its_evidence(
        picks in prop::collection::vec((0_usize..8, 0_usize..5), 1..12),
    ) {
        let policy = Policy::default();
        let day = day_of(&picks);
        let view = day.analysed();
        let windows = Windows::new(&day, &policy);
        let universe = Universe::new(&windows);
        for summary in view.tickers.iter().map(|name| &name.summary).chain([&view.summary]) {
            let told = quoted(summary);
            prop_assert!(told.len() <= 2);
            for (place, (claim, sentence)) in told.iter().enumerate() {
                prop_assert!(claim.text().contains(sentence), "{}", claim.text());
                for evidence in claim.evidence() {
                    let Evidence::Article { id, sentence: Some(cited), .. } = evidence else {
                        prop_assert!(false, "{evidence:?}");
                        continue;
                    };
                    let item = &day.articles.iter().find(|one| one.item.id == *id).unwrap().item;
                    prop_assert!(item.words.title == *cited || item.words.body().contains(cited.as_str()));
                }
                for (_, other) in &told[..place] {
                    let (left, right) =
                        (universe.vocabulary.vector(sentence), universe.vocabulary.vector(other));
                    let alike: f64 =
                        left.iter().filter_map(|(word, one)| Some(one * right.get(word)?)).sum();
                    prop_assert!(alike < policy.summary.alike_max, "{sentence} / {other}");
                }
            }
        }
    }

    #[test]
    fn the_order_of_articles_changes_no_summary(
        picks in prop::collection::vec((0_usize..8, 0_usize..5), 2..12),
        turn in 1_usize..12,
    ) {
        let day = day_of(&picks);
        let mut turned = day.clone();
        turned.articles.rotate_left(turn % picks.len());
        let (view, other) = (day.analysed(), turned.analysed());
        prop_assert_eq!(&view.summary, &other.summary);
        prop_assert_eq!(&of(&view, "ACME").summary, &of(&other, "ACME").summary);
    }

    #[test]
    fn reprints_of_a_story_add_no_sentence(copies in 1_usize..9, title in 0_usize..3) {
        let day = day_of(&vec![(title, 0); copies]);
        let view = day.analysed();
        let told = quoted(&of(&view, "ACME").summary);
        let sentences: Vec<&str> = told.iter().map(|(_, sentence)| *sentence).collect();
        prop_assert_eq!(sentences, [TITLES[title]]);
        prop_assert_eq!(view.summary.len(), 1);
    }
}

#[test]
fn teasers_are_quoted_only_where_nobody_tells_more() {
    let sentences = |picks: &[(usize, usize)]| -> Vec<String> {
        let view = day_of(picks).analysed();
        let told = quoted(&of(&view, "ACME").summary);
        told.into_iter().map(|(_, sentence)| sentence.to_owned()).collect()
    };
    assert_eq!(sentences(&[(3, 0)]), [TITLES[3]]);
    let told = sentences(&[(3, 0), (4, 0), (5, 2), (2, 3)]);
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|one| one != TITLES[3] && one != TITLES[4]), "{told:?}");
}

#[test]
fn of_a_text_that_may_not_be_kept_only_the_title_is_quoted() {
    let mut day = day_of(&[(0, 1), (5, 2), (2, 3)]);
    for article in &mut day.articles {
        article.item.licence = Licence::Hash;
    }
    let view = day.analysed();
    let told = quoted(&of(&view, "ACME").summary);
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|(_, sentence)| TITLES.contains(sentence)), "{told:?}");
}

#[test]
fn the_day_tells_of_two_names_in_their_own_stories() {
    let view = day_of(&[(0, 1), (1, 1), (2, 3), (6, 4)]).analysed();
    let told = quoted(&view.summary);
    let names = |name: &str| told.iter().filter(|(_, one)| one.contains(name)).count();
    assert_eq!((names("Acme"), names("Borealis")), (1, 1), "{told:?}");
}
