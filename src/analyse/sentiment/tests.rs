//! The engine on single sentences a person can read, and on the shared labelled sets where they
//! are present.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

fn scored(sentence: &str, target: &str, others: &[&str]) -> Scored {
    Engine::default().score(sentence, Some(target), others)
}

#[test]
fn one_name_wins_over_the_other() {
    let pairs = [
        "Northlight overtakes Plumtree",
        "Plumtree loses share to Northlight",
        "Northlight shares surge, while Plumtree shares plunge",
        "Plumtree recalls heaters, a gift for Northlight",
        "Northlight grows at the expense of Plumtree",
        "Investors leave Plumtree for Northlight",
    ];
    for sentence in pairs {
        let (winner, loser) = (
            scored(sentence, "Northlight", &["Plumtree"]),
            scored(sentence, "Plumtree", &["Northlight"]),
        );
        assert!(winner.score > loser.score + 0.1, "{sentence}: {winner:?} {loser:?}");
        assert!(winner.class >= 0 && loser.class <= 0, "{sentence}: {winner:?} {loser:?}");
    }
}

#[test]
fn a_sentence_without_a_word_is_neutral_and_says_so() {
    for nothing in ["", " ", "12.5%", "$", "…"] {
        let scored = Engine::default().score(nothing, None, &[]);
        assert_eq!((scored.score, scored.class), (0.0, 0), "{nothing:?}");
    }
}

#[test]
fn the_name_says_version_and_weights() {
    let name = Engine::default().name();
    assert!(name.starts_with("linear+rules 3.0.0 (weights "), "{name}");
}

#[test]
fn the_shipped_weights_are_whole_and_fit_in_a_megabyte() {
    let model = Model::unpack(Model::packed()).expect("the weights unpack");
    assert!(model.step > 0 && model.slope > 0 && model.rule_slope > 0);
    assert!(model.weights.iter().any(|pair| *pair != [0, 0]));
    assert!(Model::packed().len() < 1_000_000);
    assert_eq!(model.pack().expect("it packs"), Model::packed());
}

#[test]
fn damaged_weights_are_refused_not_used() {
    let packed = Model::packed();
    assert_eq!(Model::unpack(&packed[..packed.len() / 2]), None);
    assert_eq!(Model::unpack(b"no weights"), None);
}

#[test]
fn an_explanation_names_the_words_that_moved_the_score() {
    let words = Engine::default().explain(
        "Northlight shares plunge on weak sales",
        Some("Northlight"),
        &[],
    );
    let down: Vec<&str> =
        words.iter().filter(|word| word.weight < 0.0).map(|word| word.word.as_str()).collect();
    assert!(down.contains(&"plunge") && down.contains(&"weak"), "{words:?}");
    assert!(words.len() <= 5);
}

/// A line of `turned.txt`: the class it should have, whom it is about, its kind, the sentence
/// and the other name in it.
fn turned() -> impl Iterator<Item = (i8, &'static str, &'static str, String, Option<&'static str>)>
{
    let lines = include_str!("turned.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let (sign, target) = parts[0].split_at(1);
        let class = match sign {
            "+" => 1,
            "-" => -1,
            _ => 0,
        };
        let other = parts[2].split_once('[').and_then(|(_, rest)| rest.split_once(']'));
        let sentence = parts[2].replace(['[', ']'], "");
        (class, target.trim(), parts[1], sentence, other.map(|(name, _)| name))
    })
}

#[test]
fn turned_words_seldom_fool_the_engine() {
    let (mut right, mut flipped, mut all) = (0, 0, 0);
    let mut wrong = String::new();
    for (class, target, kind, sentence, other) in turned() {
        let called = scored(&sentence, target, other.as_slice());
        all += 1;
        right += usize::from(called.class == class);
        flipped += usize::from(called.class * class == -1);
        if called.class != class {
            let _ = writeln!(
                wrong,
                "{class:>2} called {:>2} {:+.2} ({kind}) {sentence}",
                called.class, called.score
            );
        }
    }
    insta::assert_snapshot!(format!("{right} of {all} right, {flipped} flipped\n{wrong}"));
}

proptest! {
    #[test]
    fn any_text_has_a_score_in_range(text in "\\PC{0,80}", name in "\\PC{0,8}") {
        let scored = scored(&text, &name, &[&name]);
        prop_assert!((-1.0..=1.0).contains(&scored.score));
        prop_assert!((0.0..=1.0).contains(&scored.confidence));
        let _ = Engine::default().explain(&text, Some(&name), &[]);
    }

    #[test]
    fn what_is_known_of_words_adds_up_to_all_features(
        text in "[a-z' ,.?$%0-9]{0,80}",
        name in "[a-z]{1,3}",
    ) {
        let (lower, names) = plain(&text, Some(&name), &["b"]);
        let read = names.read(&lower);
        let mut all = Tally::default();
        for feature in features(&text, Some(&name), &["b"]) {
            all += Tally::of(feature, Model::shipped());
        }
        prop_assert_eq!(Tally::shipped(&read), all);
    }

    #[test]
    fn upper_case_and_the_apostrophe_s_form_change_nothing(text in "[a-zA-Z' ]{0,60}") {
        let typographic = text.replace('\'', "’");
        let engine = Engine::default();
        prop_assert_eq!(
            engine.score(&text, None, &[]),
            engine.score(&typographic.to_uppercase(), None, &[])
        );
    }
}
