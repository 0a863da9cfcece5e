//! Takes our own sentence patterns and words; gives rows. The same ones each time.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::{OWN, Row};

const SENTENCES: &str = include_str!("own-sentences.txt");
const WORDS: &str = include_str!("own-words.txt");
/// Sentences made of each pattern, at most.
const PER_PATTERN: usize = 6;

/// Each pattern filled a few times; one about a single name is learnt without a target too.
pub(crate) fn rows() -> Vec<Row> {
    let words: BTreeMap<&str, Vec<&str>> = WORDS
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(key, list)| (key, list.split('|').map(str::trim).collect()))
        .collect();
    let mut dice = Dice(7);
    let mut rows = Vec::new();
    for line in SENTENCES.lines() {
        let Some((class, pattern)) = labelled(line) else { continue };
        let mut made = BTreeSet::new();
        for _ in 0..PER_PATTERN {
            let (text, target, other) = fill(pattern, &words, &mut dice);
            if !made.insert(text.clone()) {
                continue;
            }
            let mut row = Row::new(OWN, &text, class);
            row.target = pattern.contains("[T]").then(|| target.clone());
            row.others = if pattern.contains("[O]") { vec![other] } else { Vec::new() };
            if row.target.is_some() && row.others.is_empty() {
                rows.push(Row::new(OWN, &text, class));
            }
            rows.push(row);
        }
    }
    rows
}

fn labelled(line: &str) -> Option<(usize, &str)> {
    let class = match line.as_bytes().first()? {
        b'+' => 0,
        b'-' => 1,
        b'=' => 2,
        _ => return None,
    };
    Some((class, line[1..].trim()))
}

fn fill(
    pattern: &str,
    words: &BTreeMap<&str, Vec<&str>>,
    dice: &mut Dice,
) -> (String, String, String) {
    let target = dice.pick(&words["T"]).to_owned();
    let other = dice.pick(&words["O"]).to_owned();
    let tenths = 20 + dice.below(8_980);
    let less = tenths * (30 + dice.below(65)) / 100;
    let figure = |tenths: usize| format!("{}.{}", tenths / 10, tenths % 10);
    let mut text = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        let (slot, after) = after.split_once(']').unwrap_or((after, ""));
        text.push_str(&match slot {
            "T" => target.clone(),
            "O" => other.clone(),
            "hi" => figure(tenths),
            "lo" => figure(less),
            "n" => (2 + dice.below(58)).to_string(),
            slot => word(slot, words, dice),
        });
        rest = after;
    }
    text.push_str(rest);
    (text, target, other)
}

/// A capital in the slot is one in the word.
fn word(slot: &str, words: &BTreeMap<&str, Vec<&str>>, dice: &mut Dice) -> String {
    let picked = dice.pick(&words[slot.to_lowercase().as_str()]);
    if slot.starts_with(char::is_uppercase) {
        let (first, rest) = picked.split_at(1);
        first.to_uppercase() + rest
    } else {
        picked.to_owned()
    }
}

/// `SplitMix64` (Steele, Lea, Flood 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap_or_default()
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}
