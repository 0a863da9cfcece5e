//! Takes the sentences of an article and the names in each; gives those that speak of one name,
//! with their weight. Never takes a sentence that names only somebody else.

use super::SentenceRole;

/// A sentence that goes on about a name without naming it weighs so much of one that does.
const CONTINUED: f64 = 0.5;
/// So many sentences may go on.
const CONTINUED_MAX: usize = 2;

/// A sentence that speaks of a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Passage {
    /// Which sentence.
    pub(super) index: usize,
    /// Where in `named[index]` the name stands first; `None` where the sentence goes on about it.
    pub(super) place: Option<usize>,
    /// What the sentence does.
    pub(super) role: SentenceRole,
    /// How much it weighs, role and naming taken together.
    pub(super) weight: f64,
}

/// The sentences that name what `is_wanted` picks, and those without any name right behind one
/// that names nobody else.
pub(super) fn passages<N>(
    lines: &[&str],
    named: &[Vec<N>],
    is_wanted: impl Fn(&N) -> bool,
) -> Vec<Passage> {
    let mut found = Vec::new();
    let mut goes_on = 0;
    for (index, (line, names)) in lines.iter().zip(named).enumerate() {
        let place = names.iter().position(&is_wanted);
        goes_on = match place {
            // A title is no paragraph's beginning.
            Some(_) if index > 0 && names.iter().all(&is_wanted) => CONTINUED_MAX,
            Some(_) => 0,
            None if names.is_empty() && goes_on > 0 => goes_on - 1,
            None => {
                goes_on = 0;
                continue;
            }
        };
        let role = SentenceRole::of(line);
        let share = if place.is_some() { 1.0 } else { CONTINUED };
        found.push(Passage { index, place, role, weight: role.weight() * share });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indices(named: &[Vec<&str>]) -> Vec<(usize, bool)> {
        let lines = vec!["It went on."; named.len()];
        let found = passages(&lines, named, |name| *name == "Northlight");
        found.iter().map(|passage| (passage.index, passage.place.is_some())).collect()
    }

    #[test]
    fn two_nameless_sentences_go_on_about_the_only_name_before() {
        let named = [vec![], vec!["Northlight"], vec![], vec![], vec![]];
        assert_eq!(indices(&named), [(1, true), (2, false), (3, false)]);
    }

    #[test]
    fn nothing_goes_on_behind_two_names_or_a_title() {
        assert_eq!(indices(&[vec!["Northlight"], vec![]]), [(0, true)]);
        assert_eq!(indices(&[vec![], vec!["Northlight", "Plumtree"], vec![]]), [(1, true)]);
        let other = [vec![], vec!["Northlight"], vec!["Plumtree"], vec![]];
        assert_eq!(indices(&other), [(1, true)]);
    }
}
