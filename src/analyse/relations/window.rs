//! Takes the stories of one news window; gives, for each pair of names, how they stand together
//! in it. Windows add up, in whole numbers, so that sums do not depend on their order.

use std::collections::BTreeMap;

use super::stated::{Said, said};
use crate::analyse::linking::Linker;
use crate::analyse::reading::Reading;
use crate::analyse::stories::StoryCluster;
use crate::model::{Article, Ticker, Together};

/// The weight of a story of just two names.
const ONE_E6: u64 = 1_000_000;
/// An article of more names than this is a list and ties nobody together.
const NAMES_MAX: usize = 24;

/// One news window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::analyse) struct Window {
    /// By pair, the lesser ticker first.
    pub(in crate::analyse) pairs: BTreeMap<(Ticker, Ticker), Together>,
}

impl Together {
    /// The weight as a number of stories.
    pub(in crate::analyse) fn weight(&self) -> f64 {
        // Below 2^53 by far: windows hold thousands of stories.
        let count = |number| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
        count(self.weight_e6 / ONE_E6) + count(self.weight_e6 % ONE_E6) / count(ONE_E6)
    }

    /// Which way text puts it, -1 (against each other) to 1, drawn to 0 by `shrink` stories.
    pub(super) fn stated(&self, shrink: f64) -> f64 {
        let (shared, opposed) = (f64::from(self.shared), f64::from(self.opposed));
        let all = shared + opposed + shrink;
        if all > 0.0 { (shared - opposed) / all } else { 0.0 }
    }
}

impl Window {
    /// Counts each story once, however many articles tell it: by the one that names the fewest.
    pub(in crate::analyse) fn of<'c>(
        articles: &'c [Article],
        readings: &'c [Reading],
        clusters: impl Iterator<Item = &'c StoryCluster>,
        linker: &'c Linker,
    ) -> Self {
        let mut window = Self::default();
        for cluster in clusters {
            let mut of_story: BTreeMap<(&Ticker, &Ticker), Together> = BTreeMap::new();
            for reading in cluster.members.iter().map(|member| &readings[*member]) {
                let tagged = articles[reading.article].item.vendor_tickers.len();
                let names = reading.mentions.len().max(tagged);
                if reading.mentions.len() < 2 || names > NAMES_MAX {
                    continue;
                }
                let fewer = u64::try_from(names - 1).unwrap_or(u64::MAX);
                count_pairs(&mut of_story, reading, ONE_E6 / fewer);
                count_statements(&mut of_story, reading, linker);
            }
            for ((one, other), found) in of_story {
                window.pairs.entry((one.clone(), other.clone())).or_default().add(&found);
            }
        }
        window
    }
}

impl Together {
    fn add(&mut self, other: &Self) {
        self.stories += other.stories;
        self.weight_e6 += other.weight_e6;
        self.shared += other.shared;
        self.opposed += other.opposed;
    }
}

fn count_pairs<'r>(
    of_story: &mut BTreeMap<(&'r Ticker, &'r Ticker), Together>,
    reading: &'r Reading,
    weight_e6: u64,
) {
    // Mentions stand by ticker, so that the lesser comes first.
    for (place, one) in reading.mentions.iter().enumerate() {
        for other in &reading.mentions[place + 1..] {
            let found = of_story.entry((&one.ticker, &other.ticker)).or_default();
            found.stories = 1;
            found.weight_e6 = found.weight_e6.max(weight_e6);
        }
    }
}

/// What is said between two neighbouring names of a sentence.
fn count_statements<'r>(
    of_story: &mut BTreeMap<(&'r Ticker, &'r Ticker), Together>,
    reading: &'r Reading,
    linker: &'r Linker,
) {
    let mut named: BTreeMap<usize, usize> = BTreeMap::new();
    for sentence in reading.mentions.iter().flat_map(|mention| &mention.sentences) {
        *named.entry(sentence.index).or_default() += 1;
    }
    for (index, _) in named.into_iter().filter(|(_, names)| *names > 1) {
        let Some(text) = reading.sentences.get(index) else { continue };
        let spans = linker.entities_in(text);
        for neighbours in spans.windows(2) {
            let (Some(one), Some(other)) = (neighbours[0].ticker, neighbours[1].ticker) else {
                continue;
            };
            let pair = if one < other { (one, other) } else { (other, one) };
            let (Some(found), Some(says)) =
                (of_story.get_mut(&pair), said(&text[neighbours[0].end..neighbours[1].start]))
            else {
                continue;
            };
            match says {
                Said::Shared => found.shared = 1,
                Said::Opposed => found.opposed = 1,
            }
        }
    }
}
