//! Takes the stories of one session after another; tells which of them are new. Never forgets
//! within the sessions that the policy names.

use std::collections::{BTreeMap, BTreeSet};

use super::vocabulary::Word;
use super::{COMMON_WORDS_MIN, StoryCluster, Vocabulary, Words};
use crate::analyse::policy::Policy;
use crate::model::{KeptStory, Ticker};

/// The stories of the last sessions, by their words, to know an old one again.
#[derive(Default)]
pub(in crate::analyse) struct Memory {
    /// For each ticker the told stories about it, oldest first.
    about: BTreeMap<Ticker, Vec<usize>>,
    /// The words of each story.
    told: Vec<Words>,
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
            self.learn(cluster.words.clone(), cluster.about.iter());
        }
        judged
    }

    /// Learns the stories of a session that was told before; `words` are those of its telling.
    pub(super) fn recall(&mut self, stories: &[KeptStory], words: &[Word]) {
        self.starts.push(self.told.len());
        for story in stories {
            self.learn(Words::recalled(story, words), story.about.iter());
        }
    }

    fn learn<'t>(&mut self, words: Words, about: impl Iterator<Item = &'t Ticker>) {
        for ticker in about {
            self.about.entry(ticker.clone()).or_default().push(self.told.len());
        }
        self.told.push(words);
    }

    /// How like the story is to the likest that was told of one of its tickers, 0 to 1: one less
    /// its novelty.
    fn nearest(&self, cluster: &StoryCluster, oldest: usize, vocabulary: &Vocabulary) -> f64 {
        let about = cluster.about.iter().filter_map(|ticker| self.about.get(ticker));
        let recent = about.flat_map(|told| told.iter().rev().take_while(|story| **story >= oldest));
        let recent: BTreeSet<&usize> = recent.collect();
        let alike = |story: &usize| {
            let told = &self.told[*story];
            let enough = told.share(&cluster.words, COMMON_WORDS_MIN) || *told == cluster.words;
            enough.then(|| vocabulary.likeness(told, &cluster.words))
        };
        recent.into_iter().filter_map(alike).fold(0.0, f64::max)
    }
}
