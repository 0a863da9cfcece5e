//! Takes the readings of one news window; gives each ticker's stories and what the crowd holds
//! by them. Never looks beyond its window but for what has been told before.

use std::collections::BTreeMap;

use super::policy::Policy;
use super::reading::{Mention, Reading};
use super::statistics::student_t_90;
use super::stories::StoryCluster;
use crate::model::{Article, Crowd, Instant, SourceId, Ticker};

/// One story as it concerns one ticker.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Story {
    /// Reading and mention of each article that tells it, weightiest first.
    pub(super) members: Vec<(usize, usize)>,
    /// Relevance x source weight x freshness of the weightiest article.
    pub(super) weight: f64,
    /// The ticker's score, weighted over the articles.
    pub(super) score: f64,
    /// Whether an article is mainly about the ticker.
    pub(super) primary: bool,
    /// Whether nothing like it was told in the sessions before.
    pub(super) is_new: bool,
}

/// What a window's articles are weighed by.
pub(super) struct Scales<'a> {
    pub(super) articles: &'a [Article],
    pub(super) readings: &'a [Reading],
    pub(super) source_weights: &'a BTreeMap<SourceId, f64>,
    pub(super) policy: &'a Policy,
}

impl Scales<'_> {
    /// Every ticker's stories in one window, heaviest first.
    pub(super) fn stories(
        &self,
        clusters: &[(StoryCluster, bool)],
        cut_off: Instant,
    ) -> BTreeMap<Ticker, Vec<Story>> {
        let mut by_ticker: BTreeMap<Ticker, Vec<Story>> = BTreeMap::new();
        for (cluster, is_new) in clusters {
            let mut told: BTreeMap<&Ticker, Vec<(usize, usize)>> = BTreeMap::new();
            for &reading in &cluster.members {
                for (place, mention) in self.readings[reading].mentions.iter().enumerate() {
                    told.entry(&mention.ticker).or_default().push((reading, place));
                }
            }
            for (ticker, members) in told {
                let story = self.story(members, *is_new, cut_off);
                by_ticker.entry(ticker.clone()).or_default().push(story);
            }
        }
        for told in by_ticker.values_mut() {
            told.sort_by(|left, right| {
                right.weight.total_cmp(&left.weight).then(left.members.cmp(&right.members))
            });
        }
        by_ticker
    }

    fn story(&self, members: Vec<(usize, usize)>, is_new: bool, cut_off: Instant) -> Story {
        let mut weighed: Vec<_> =
            members.into_iter().map(|member| (self.weight(member, cut_off), member)).collect();
        weighed.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
        let total: f64 = weighed.iter().map(|(weight, _)| weight).sum();
        let sum: f64 =
            weighed.iter().map(|(weight, member)| weight * self.mention(*member).score).sum();
        let members: Vec<_> = weighed.iter().map(|(_, member)| *member).collect();
        Story {
            weight: weighed[0].0,
            score: if total > 0.0 { sum / total } else { 0.0 },
            primary: members.iter().any(|member| self.mention(*member).primary),
            is_new,
            members,
        }
    }

    fn mention(&self, (reading, place): (usize, usize)) -> &Mention {
        &self.readings[reading].mentions[place]
    }

    /// Relevance x source weight x freshness. A publisher's date in the future does not make a
    /// story younger than new.
    pub(super) fn weight(&self, member: (usize, usize), cut_off: Instant) -> f64 {
        let article = &self.articles[self.readings[member.0].article];
        let dated = article.item.published_at.unwrap_or(article.known_at).min(article.known_at);
        let seconds = (cut_off - dated).num_seconds().clamp(0, i64::from(u32::MAX));
        let hours = f64::from(u32::try_from(seconds).unwrap_or(u32::MAX)) / 3600.0;
        let fresh = libm::exp2(-hours / self.policy.half_life_hours);
        let source = self.source_weights.get(&article.item.source).copied().unwrap_or(1.0);
        self.mention(member).relevance * source * fresh
    }
}

impl Crowd {
    /// Sums up one ticker's stories; `past_is_known` tells whether novelty means anything.
    pub(super) fn of(stories: &[Story], past_is_known: bool, policy: &Policy) -> Self {
        let total: f64 = stories.iter().map(|story| story.weight).sum();
        let weighted: f64 = stories.iter().map(|story| story.weight * story.score).sum();
        let squares: f64 = stories.iter().map(|story| story.weight * story.weight).sum();
        let side = |sign: f64| -> f64 {
            let leaning = stories.iter().filter(|story| story.leans(policy) * sign > 0.0);
            leaning.map(|story| story.weight).sum()
        };
        let (up, down) = (side(1.0), side(-1.0));
        let count = |leaning: f64| {
            let same = stories.iter().filter(|story| (story.leans(policy) - leaning).abs() < 0.5);
            u32::try_from(same.count()).unwrap_or(u32::MAX)
        };
        let centre = if total > 0.0 { weighted / total } else { 0.0 };
        let spread: f64 = stories
            .iter()
            .map(|story| story.weight * (story.score - centre) * (story.score - centre))
            .sum();
        let effective = if squares > 0.0 { total * total / squares } else { 0.0 };
        let dispersion = (total > 0.0).then(|| libm::sqrt(spread / total));
        let drawn = total / (total + policy.shrink).max(f64::MIN_POSITIVE);
        let new: f64 = stories.iter().filter(|story| story.is_new).map(|story| story.weight).sum();
        let articles: usize = stories.iter().map(|story| story.members.len()).sum();
        Self {
            articles: u32::try_from(articles).unwrap_or(u32::MAX),
            stories: u32::try_from(stories.len()).unwrap_or(u32::MAX),
            positive: count(1.0),
            neutral: count(0.0),
            negative: count(-1.0),
            tone: weighted / (total + policy.shrink).max(f64::MIN_POSITIVE),
            effective,
            one_sided: (up + down > 0.0).then(|| up.max(down) / (up + down)),
            dispersion,
            margin: dispersion.and_then(|spread| margin(spread, effective)).map(|one| one * drawn),
            novelty: (total > 0.0 && past_is_known).then(|| new / total),
            primary: stories.iter().any(|story| story.primary),
        }
    }

    /// Attention: the logarithm of one plus the stories.
    pub(super) fn attention(&self) -> f64 {
        libm::log1p(f64::from(self.stories))
    }
}

/// Half of the 80 % interval of a weighted mean with this spread; `None` below two stories of
/// equal weight.
///
/// # Source
/// Student's t on the standard error s / sqrt(n - 1), n by Kish's effective size 1965, "Survey
/// Sampling".
fn margin(spread: f64, effective: f64) -> Option<f64> {
    let degrees = effective - 1.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "stories of one day, rounded down"
    )]
    let whole = degrees as u32;
    (whole >= 1).then(|| student_t_90(whole) * spread / libm::sqrt(degrees))
}

impl Story {
    /// 1, 0 or -1: which way it leans.
    pub(super) fn leans(&self, policy: &Policy) -> f64 {
        if self.score.abs() < policy.neutral_below { 0.0 } else { self.score.signum() }
    }
}
