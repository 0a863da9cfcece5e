//! Takes sentences with their worth; gives those to quote. Never two that say the same, and never
//! a second that hardly tells anything.

use super::candidates::Candidate;
use super::centrality::likeness;
use crate::analyse::policy::SummaryPolicy;
use crate::analyse::worth::TELLING;

/// A further sentence needs this share of the best one's worth.
const FURTHER_SHARE: f64 = 0.1;

/// At most `most` of the candidates, best first, no two of which `apart` forbids.
///
/// # Source
/// Maximal marginal relevance: Carbonell, Goldstein, "The use of MMR, diversity-based reranking"
/// (1998).
pub(super) fn choose<'c, 'u>(
    candidates: &'c [Candidate<'u>],
    apart: impl Fn(&Candidate<'u>, &Candidate<'u>) -> bool,
    most: usize,
    policy: &SummaryPolicy,
) -> Vec<&'c Candidate<'u>> {
    let best = candidates.iter().map(|candidate| candidate.worth).fold(0.0, f64::max);
    let mut chosen: Vec<&Candidate<'u>> = Vec::new();
    while chosen.len() < most {
        let share = if chosen.is_empty() { 0.0 } else { FURTHER_SHARE };
        let tells = chosen.first().is_some_and(|first| first.telling >= TELLING);
        let is_enough =
            |one: &&Candidate<'u>| one.worth >= share * best && (!tells || one.telling >= TELLING);
        let mut next: Option<(f64, &Candidate<'u>)> = None;
        for candidate in candidates.iter().filter(is_enough) {
            let repeated = chosen.iter().map(|other| likeness(&other.words, &candidate.words));
            let repeated = repeated.fold(0.0, f64::max);
            if repeated >= policy.alike_max || !chosen.iter().all(|other| apart(candidate, other)) {
                continue;
            }
            let worth = candidate.worth / best.max(f64::MIN_POSITIVE);
            let marginal = policy.lambda * worth - (1.0 - policy.lambda) * repeated;
            if next.is_none_or(|(other, _)| marginal > other) {
                next = Some((marginal, candidate));
            }
        }
        let Some((_, candidate)) = next else { break };
        chosen.push(candidate);
    }
    chosen
}
