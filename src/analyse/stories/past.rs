//! Takes one session after another, or what was kept of it; gives its stories, each new or old,
//! and what is to be kept. A past that was recalled judges as one that was told.

use super::{Memory, SESSIONS_KEPT, StoryCluster, Vocabulary, Word, Words};
use crate::analyse::policy::Policy;
use crate::analyse::reading::Reading;
use crate::model::{Article, KeptStory, Telling};

/// What was told in the sessions before.
#[derive(Default)]
pub(in crate::analyse) struct Past {
    pub(in crate::analyse) vocabulary: Vocabulary,
    memory: Memory,
}

/// Of how many sessions before its own a session needs the tellings.
pub(in crate::analyse) fn sessions_recalled(policy: &Policy) -> usize {
    SESSIONS_KEPT.max(usize::from(policy.novelty_sessions))
}

impl Past {
    /// The past of a session by the tellings of the [`sessions_recalled`] before it, in their
    /// order.
    pub(in crate::analyse) fn recall(tellings: &[&Telling], policy: &Policy) -> Self {
        let mut past = Self::default();
        let forgotten = tellings.len().saturating_sub(usize::from(policy.novelty_sessions));
        for (place, telling) in tellings.iter().enumerate() {
            let words = past.vocabulary.recall(telling);
            if place >= forgotten {
                past.memory.recall(&telling.stories, &words);
            }
        }
        past
    }

    /// Groups the readings of the next session into stories.
    pub(in crate::analyse) fn cluster(
        &mut self,
        articles: &[Article],
        readings: &[Reading],
    ) -> Vec<StoryCluster> {
        self.vocabulary.next_session();
        let all: Vec<usize> = (0..readings.len()).collect();
        super::cluster(articles, readings, &all, &mut self.vocabulary)
    }

    /// Tells which of them are new.
    pub(in crate::analyse) fn tell(
        &mut self,
        clusters: Vec<StoryCluster>,
        policy: &Policy,
    ) -> Vec<(StoryCluster, bool)> {
        self.memory.tell(clusters, &self.vocabulary, policy)
    }

    /// What later sessions need of the last one, which had these stories.
    pub(in crate::analyse) fn telling(&self, stories: &[(StoryCluster, bool)]) -> Telling {
        let (texts, words) = self.vocabulary.last_session();
        let stories = stories.iter().map(|(story, _)| KeptStory {
            title: places(&story.words.title, &words),
            opening: places(&story.words.opening, &words),
            about: story.about.iter().cloned().collect(),
        });
        Telling { texts, stories: stories.collect(), words }
    }
}

/// Where words stand among those of their session.
fn places(words: &[Word], of_session: &[(u64, u32)]) -> Vec<u32> {
    let place = |word: &Word| of_session.binary_search_by_key(&word.hash, |(hash, _)| *hash).ok();
    words.iter().filter_map(place).filter_map(|place| u32::try_from(place).ok()).collect()
}

impl Words {
    /// The words of a story that was kept, by those of its session.
    pub(super) fn recalled(story: &KeptStory, of_session: &[Word]) -> Self {
        let words = |places: &[u32]| -> Vec<Word> {
            places.iter().filter_map(|place| of_session.get(*place as usize).copied()).collect()
        };
        Self { title: words(&story.title), opening: words(&story.opening) }
    }
}
