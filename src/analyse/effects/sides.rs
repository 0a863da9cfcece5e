//! Takes a sentence and how it was scored; gives which way it pulls. Mixed is what says so, or
//! what sets a good half against a bad one.

use crate::analyse::outlooks::sign_of;
use crate::analyse::sentiment::Engine;
use crate::model::Sign;

/// A half of a sentence has to lean this far to be a side.
const SIDE: f64 = 0.20;
/// Where a sentence turns.
const TURNS: [&str; 8] =
    [", yet ", ", but ", "; but ", ", though ", ", although ", "; yet ", "; however", ", however"];

/// The sign of sentences with these `scores`, the strongest of which is `text`.
pub(super) fn sign_said(text: &str, scores: impl IntoIterator<Item = f64>) -> Sign {
    if says_mixed(text) || sets_against_itself(text) { Sign::Mixed } else { sign_of(scores) }
}

fn says_mixed(text: &str) -> bool {
    text.to_lowercase().split(|mark: char| !mark.is_alphanumeric()).any(|word| word == "mixed")
}

fn sets_against_itself(text: &str) -> bool {
    let Some((before, after)) = TURNS.iter().find_map(|turn| text.split_once(turn)) else {
        return false;
    };
    let score = |half: &str| Engine::default().score(half, None, &[]).score;
    let (before, after) = (score(before), score(after));
    before.abs() >= SIDE && after.abs() >= SIDE && before * after < 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_of_two_sides_is_mixed_and_one_of_one_side_is_not() {
        let mixed = [
            "For Acme the picture is mixed.",
            "Profit at Acme rose sharply, but it warned of heavy losses and cut its forecast.",
        ];
        for text in mixed {
            assert_eq!(sign_said(text, [0.3]), Sign::Mixed, "{text}");
        }
        let plain = "Profit at Acme rose sharply, and it raised its forecast.";
        assert_eq!(sign_said(plain, [0.3]), Sign::Positive);
        assert_eq!(sign_said("Acme is little changed.", [0.0]), Sign::Neutral);
    }
}
