//! Takes the stories of one session after another; tells which of them are new. Never forgets
//! within the sessions that the policy names.

use std::collections::BTreeMap;

use super::vocabulary::Word;
use super::{StoryCluster, Vocabulary};
use crate::analyse::policy::Policy;

/// The stories of the last sessions, by their words, to know an old one again.
#[derive(Default)]
pub(in crate::analyse) struct Memory {
    /// For each word the told stories that have it, oldest first.
    having: BTreeMap<Word, Vec<usize>>,
    told: Vec<StoryCluster>,
    /// How many stories had been told before each session.
    starts: Vec<usize>,
}

impl Memory {
    /// Tells which of a session's stories are new against the sessions before, and learns them.
    pub(in crate::analyse) fn tell(
        &mut self,
        clusters: Vec<StoryCluster>,
        vocabulary: &Vocabulary,
        policy: &Policy,
    ) -> Vec<(StoryCluster, bool)> {
        let sessions = usize::from(policy.novelty_sessions);
        let oldest = self.starts.len().checked_sub(sessions).map_or(0, |at| self.starts[at]);
        self.starts.push(self.told.len());
        let judged: Vec<_> = clusters
            .into_iter()
            .map(|cluster| {
                let nearest = self.nearest(&cluster, oldest, vocabulary);
                let is_new = nearest < policy.novelty_similarity;
                (cluster, is_new)
            })
            .collect();
        for (cluster, _) in &judged {
            for &word in cluster.words.all() {
                self.having.entry(word).or_default().push(self.told.len());
            }
            self.told.push(cluster.clone());
        }
        judged
    }

    /// How like the story is to the likest that was told of one of its tickers, 0 to 1: one less
    /// its novelty.
    fn nearest(&self, cluster: &StoryCluster, oldest: usize, vocabulary: &Vocabulary) -> f64 {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for word in cluster.words.all() {
            let having = self.having.get(word).into_iter().flatten();
            for &story in having.rev().take_while(|story| **story >= oldest) {
                *shared.entry(story).or_default() += 1;
            }
        }
        let alike = |(story, count): (usize, usize)| {
            let told = &self.told[story];
            let enough = count >= super::COMMON_WORDS_MIN || told.words == cluster.words;
            (enough && !told.about.is_disjoint(&cluster.about))
                .then(|| vocabulary.likeness(&told.words, &cluster.words))
        };
        shared.into_iter().filter_map(alike).fold(0.0, f64::max)
    }
}
