//! Takes a sentence and a name found in it; says whether what stands around the name speaks of
//! a company, of something else, or leaves it open. Never looks a name up.

use std::cell::OnceCell;

use super::book::Proof;
use super::words::{
    AFTER, BEFORE, BEFORE_PAPER, LONGER, LONGER_INSIDE, OTHERWISE_AFTER, OTHERWISE_BEFORE,
    SMALL_IN_HEADLINES, WEAK,
};

/// What the surroundings say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    /// A company's words.
    Company,
    /// A capital inside a sentence that writes its words small.
    Capital,
    /// Nothing either way.
    Open,
    /// Something else bears the name here.
    Otherwise,
}

/// A sentence whose manner of writing is found out once, when it is first asked for.
pub(super) struct Surroundings<'s> {
    sentence: &'s str,
    writes_small: OnceCell<bool>,
}

impl<'s> Surroundings<'s> {
    pub(super) fn of(sentence: &'s str) -> Self {
        Self { sentence, writes_small: OnceCell::new() }
    }

    /// What stands around the bytes `start..end`.
    pub(super) fn setting(&self, start: usize, end: usize, weigh: Weigh) -> Setting {
        let behind = &self.sentence[end..];
        let before = &self.sentence[..start];
        if is_otherwise(before, behind) || self.is_longer(start, end) {
            return Setting::Otherwise;
        }
        if weigh.other_meanings && means_otherwise(&self.sentence[start..end], before, behind) {
            return Setting::Otherwise;
        }
        if weigh.proof == Proof::Nothing {
            return Setting::Open;
        }
        let inside = has_begun(before) && self.writes_small();
        if inside && weigh.proof == Proof::Capital {
            return Setting::Capital;
        }
        let next = next_word(after_possessive(behind)).to_ascii_lowercase();
        let speaks = AFTER.binary_search(&next.as_str()).is_ok();
        if speaks && (inside || !WEAK.contains(&next.as_str())) || is_announced(before) {
            return Setting::Company;
        }
        Setting::Open
    }

    fn writes_small(&self) -> bool {
        *self.writes_small.get_or_init(|| writes_small(self.sentence))
    }

    /// Whether the name goes on and is another one: `Plumtree Hospitality`.
    fn is_longer(&self, start: usize, end: usize) -> bool {
        let behind = &self.sentence[end..];
        let next = next_word(behind);
        behind.starts_with(' ')
            && next.starts_with(|first: char| first.is_ascii_uppercase())
            && (LONGER.binary_search(&next).is_ok()
                || LONGER_INSIDE.binary_search(&next).is_ok()
                    && (writes_small(&self.sentence[..start])
                        || writes_small(&behind[next.len() + 1..])))
    }
}

/// What a name asks of its surroundings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weigh {
    pub(super) proof: Proof,
    /// Whether the lists know other things of this name.
    pub(super) other_meanings: bool,
}

/// Whether the lists know other things that are called so.
pub(super) fn has_other_meanings(name: &str) -> bool {
    let lists = OTHERWISE_AFTER.iter().chain(OTHERWISE_BEFORE);
    lists.into_iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
}

/// `shares of Plumtree`, `the retailer Plumtree`.
fn is_announced(before: &str) -> bool {
    if !before.ends_with(' ') {
        return false;
    }
    let mut words = before.rsplit(' ').skip(1).map(bare);
    let last = words.next().unwrap_or_default().to_ascii_lowercase();
    let earlier = words.next().unwrap_or_default().to_ascii_lowercase();
    BEFORE.binary_search(&last.as_str()).is_ok()
        && (!BEFORE_PAPER.contains(&last.as_str())
            || ["shares", "stock", "stake"].contains(&earlier.as_str()))
}

/// What no name survives: addresses, links to social media, likening.
fn is_otherwise(before: &str, behind: &str) -> bool {
    behind.starts_with(".com/")
        || before.ends_with("www.")
        || before.ends_with('@')
        || is_social_link(behind)
        || is_likened(before, behind)
}

/// Whether a name that means other things too means one of them.
fn means_otherwise(name: &str, before: &str, behind: &str) -> bool {
    let meets = |pairs: &[(&str, &[&str])], word: &str| {
        pairs.iter().any(|(known, words)| {
            known.eq_ignore_ascii_case(name)
                && words.iter().any(|one| one.eq_ignore_ascii_case(word))
        })
    };
    let next = next_word(behind);
    if meets(OTHERWISE_AFTER, next) {
        // `Target to open stores` is the company; a price target's `to` is followed by a sum.
        let sum_follows = behind.trim_start()[next.len()..].trim_start().starts_with(is_sum);
        let is_small = ["of", "for", "to", "by", "at"].contains(&next);
        return !is_small || sum_follows || before.ends_with("rice ") || name != "Target";
    }
    let last = before.split_whitespace().next_back().map(bare).unwrap_or_default();
    meets(OTHERWISE_BEFORE, last)
}

/// `FACEBOOK | https://…` at the foot of an article.
fn is_social_link(behind: &str) -> bool {
    let behind = behind.trim_start_matches([' ', '|', ':']);
    behind.starts_with("http://") || behind.starts_with("https://")
}

/// `the Amazon of Latin America` is another company.
fn is_likened(before: &str, behind: &str) -> bool {
    let before = before.trim_end_matches(['"', '\'', '“', '‘']);
    let is_one = ["the ", "The ", "next "].iter().any(|word| before.ends_with(word));
    let of = behind.trim_start_matches(['"', '\'', '”', '’']).strip_prefix(" of ");
    is_one && of.is_some_and(|whom| whom.starts_with(char::is_uppercase))
}

fn is_sum(mark: char) -> bool {
    mark.is_ascii_digit() || "$€£₹".contains(mark) || mark == 'R'
}

/// Whether a sentence has begun before this place.
fn has_begun(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '"', '\'', '“', '‘', '(']);
    !before.is_empty() && !before.ends_with([':', '.', '?', '!'])
}

/// Whether most of the longer words after the first begin small: a sentence and no headline.
fn writes_small(sentence: &str) -> bool {
    let (mut small, mut capital) = (0_u32, 0_u32);
    for word in sentence.as_bytes().split(|byte| *byte == b' ').skip(1) {
        let [first, _, _, _, ..] = word else { continue };
        if first.is_ascii_uppercase() {
            capital += 1;
        } else if first.is_ascii_lowercase() && !SMALL_IN_HEADLINES.contains(&word) {
            small += 1;
        }
    }
    small > capital
}

fn after_possessive(behind: &str) -> &str {
    behind.strip_prefix("'s").or_else(|| behind.strip_prefix("’s")).unwrap_or(behind)
}

/// The word behind a space or a hyphen; empty where another mark stands.
fn next_word(behind: &str) -> &str {
    let Some(rest) = behind.strip_prefix([' ', '-']) else { return "" };
    let end = rest.find(|mark: char| !mark.is_alphanumeric()).unwrap_or(rest.len());
    &rest[..end]
}

fn bare(word: &str) -> &str {
    word.trim_matches(|mark: char| !mark.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_target_is_no_company_and_the_company_may_plan() {
        let check = |sentence: &str| {
            let start = sentence.find("Target").expect("the name");
            let weigh = Weigh { proof: Proof::Capital, other_meanings: true };
            Surroundings::of(sentence).setting(start, start + 6, weigh)
        };
        assert_eq!(check("Broker lifts Price Target on chips"), Setting::Otherwise);
        assert_eq!(check("Stock Target raised to $40"), Setting::Otherwise);
        assert_eq!(check("Target to $40, says broker"), Setting::Otherwise);
        assert_eq!(check("Target shares fall"), Setting::Company);
        assert_eq!(check("Shoppers came back to Target last week"), Setting::Capital);
        assert_eq!(check("Why Target Matters Now"), Setting::Open);
    }
}
