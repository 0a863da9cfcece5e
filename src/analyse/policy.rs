//! Takes nothing; gives every number that the analysis does not find in the facts: window
//! lengths, floors, thresholds, with the defaults of the method. Config fills it.

/// Every default of the method.
///
/// # Units
/// Sessions are those of the brief's calendar for news and of the ticker's for prices; tones
/// and shares are unrounded ratios, z-scores plain numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// After so many hours a story weighs half.
    pub half_life_hours: f64,
    /// Weight of the neutral story that every tone is shrunk by.
    pub shrink: f64,
    /// A story's score within this of zero is neutral.
    pub neutral_below: f64,
    /// Fewest stories that give a sentiment.
    pub stories_min: u32,
    /// Articles published longer ago than this when first seen are no news.
    pub article_age_days_max: u16,
    /// Sessions back in which a story counts as already told.
    pub novelty_sessions: u16,
    /// From this likeness on, 0 to 1, a story is an earlier one retold.
    pub novelty_similarity: f64,
    /// Sessions that attention and tone are compared with; all are needed.
    pub crowd_sessions: u16,
    /// Least spread of attention that a z-score divides by.
    pub attention_floor: f64,
    /// Least spread of tone that a z-score divides by.
    pub tone_floor: f64,
    /// Sessions of the short and the long mean of tone whose difference is its trend.
    pub trend_sessions: (u16, u16),
    /// Sessions that trend and dispersion are compared with, at most and at least.
    pub rank_sessions: (u16, u16),
    /// Sessions of the market model, at most and at least.
    pub beta_sessions: (u16, u16),
    /// How much of the market model's beta is replaced by 1.
    pub beta_shrink: f64,
    /// Sessions of abnormal returns behind sigma, at most and at least.
    pub sigma_sessions: (u16, u16),
    /// Price and tone stand apart when their z-scores differ by more than this.
    pub gap_z: f64,
    /// Closes of two price sources that are farther apart than this are said to disagree.
    ///
    /// # Units
    /// Hundredths of the close that is used.
    pub price_tolerance_pct: f64,
    /// Triggers of the setups.
    pub setups: SetupPolicy,
    /// How the record is computed and believed.
    pub record: RecordPolicy,
    /// What makes a relation of what was observed.
    pub relations: RelationPolicy,
    /// How sentences are chosen.
    pub summary: SummaryPolicy,
}

/// Triggers of the setups, named as in the method's table.
#[derive(Clone, Debug, PartialEq)]
pub struct SetupPolicy {
    /// Tone z of euphoric crowding and, mirrored, of capitulation.
    pub crowding_tone_z: f64,
    /// Least tone of a glad crowd.
    pub crowding_tone: f64,
    /// Most tone of a sad crowd.
    pub capitulation_tone: f64,
    /// Least one-sidedness of a crowd.
    pub crowding_one_sided: f64,
    /// Fewest stories of a crowd.
    pub crowding_stories: u32,
    /// Least attention z of a crowd.
    pub crowding_attention_z: f64,
    /// Least twenty-session price z in the crowd's direction.
    pub crowding_z_month: f64,
    /// Tone z of good news and, mirrored, of bad news.
    pub news_tone_z: f64,
    /// Least tone of good news.
    pub good_news_tone: f64,
    /// Most tone of bad news.
    pub bad_news_tone: f64,
    /// Least novelty of good news.
    pub news_novelty: f64,
    /// Price z against the news.
    pub news_z_day: f64,
    /// Size of the price z of a move without news.
    pub move_z_day: f64,
    /// Attention z of a stale story.
    pub stale_attention_z: f64,
    /// Novelty below which a story is stale.
    pub stale_novelty: f64,
    /// Price z in the direction of a stale story.
    pub stale_z_day: f64,
    /// One-sidedness of a session of consensus.
    pub consensus_one_sided: f64,
    /// Sessions of the last twenty that have to be one-sided.
    pub consensus_sessions: u16,
    /// Highest rank of dispersion, as a share, of a consensus.
    pub consensus_dispersion_rank: f64,
    /// Size of the twenty-session price z below which a price is flat.
    pub consensus_z_month: f64,
    /// Size of both z-scores when narrative and price part.
    pub parted_z: f64,
    /// Attention z of loud and undecided.
    pub loud_attention_z: f64,
    /// Size of tone below which it has no direction.
    pub loud_tone: f64,
    /// Lowest rank of dispersion, as a share, of loud and undecided.
    pub loud_dispersion_rank: f64,
    /// Size of the tone z of strong news on a related name.
    pub second_order_tone_z: f64,
    /// Price z of the related name in its news' direction.
    pub second_order_z_day: f64,
    /// Size of the own price z below which a name is quiet.
    pub second_order_own_z_day: f64,
}

/// How the record is computed and believed.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordPolicy {
    /// Occurrences at zero that the mean is shrunk by.
    pub shrink_occurrences: f64,
    /// Imagined hits, and as many misses, before the first occurrence.
    pub prior_hits: f64,
    /// Shortest block of the interval, in sessions; else twice the horizon.
    pub block_sessions_min: u16,
    /// The most by which trigger and evidence move a conviction.
    pub conviction_move_max: f64,
    /// Conviction from here on is low, medium, high.
    pub conviction_words: (f64, f64, f64),
    /// Fewest occurrences of a high conviction.
    pub high_occurrences_min: u32,
}

/// What makes a relation of what was observed.
#[derive(Clone, Debug, PartialEq)]
pub struct RelationPolicy {
    /// Editions back that are counted, today's included.
    pub sessions: u16,
    /// Fewest common sessions of a correlation.
    pub sessions_min: u16,
    /// Least weight of joint stories: one of just two names counts 1, one of k names 1 / (k - 1).
    pub stories_min: f64,
    /// Imagined stories, as chance has it, that the lift is shrunk by.
    pub prior_stories: f64,
    /// Least lower end of the lift's 80 % interval.
    pub lift_min: f64,
    /// Imagined sessions without any connection that a correlation is shrunk by.
    pub correlation_shrink: f64,
    /// Least shrunk correlation that counts as moving together.
    pub correlation_min: f64,
    /// Imagined stories without a side that what is stated is shrunk by.
    pub stated_shrink: f64,
    /// Least size of what is stated, -1 to 1, that gives a sign.
    pub stated_min: f64,
}

/// How sentences are chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct SummaryPolicy {
    /// How much worth counts against being unlike what is already chosen, 0 to 1.
    pub lambda: f64,
    /// From this likeness on, 0 to 1, a sentence repeats another.
    pub alike_max: f64,
    /// What a sentence of a story already told counts.
    pub told: f64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            half_life_hours: 36.0,
            shrink: 2.0,
            neutral_below: 0.10,
            stories_min: 3,
            price_tolerance_pct: 0.5,
            article_age_days_max: 10,
            novelty_sessions: 10,
            novelty_similarity: 0.5,
            crowd_sessions: 60,
            attention_floor: 0.25,
            tone_floor: 0.03,
            trend_sessions: (5, 20),
            rank_sessions: (120, 60),
            beta_sessions: (250, 60),
            beta_shrink: 1.0 / 3.0,
            sigma_sessions: (60, 40),
            gap_z: 1.0,
            setups: SetupPolicy::default(),
            record: RecordPolicy::default(),
            relations: RelationPolicy::default(),
            summary: SummaryPolicy::default(),
        }
    }
}

impl Default for RelationPolicy {
    fn default() -> Self {
        Self {
            sessions: 120,
            sessions_min: 60,
            stories_min: 5.0,
            prior_stories: 5.0,
            lift_min: 1.1,
            correlation_shrink: 30.0,
            correlation_min: 0.3,
            stated_shrink: 4.0,
            stated_min: 0.5,
        }
    }
}

impl Default for SummaryPolicy {
    fn default() -> Self {
        Self { lambda: 0.7, alike_max: 0.5, told: 0.7 }
    }
}

impl Default for SetupPolicy {
    fn default() -> Self {
        Self {
            crowding_tone_z: 0.8,
            crowding_tone: 0.10,
            capitulation_tone: -0.05,
            crowding_one_sided: 0.8,
            crowding_stories: 5,
            crowding_attention_z: 1.0,
            crowding_z_month: 0.8,
            news_tone_z: 1.0,
            good_news_tone: 0.08,
            bad_news_tone: -0.05,
            news_novelty: 0.5,
            news_z_day: 0.5,
            move_z_day: 2.0,
            stale_attention_z: 1.0,
            stale_novelty: 0.7,
            stale_z_day: 0.8,
            consensus_one_sided: 0.85,
            consensus_sessions: 13,
            consensus_dispersion_rank: 0.3,
            consensus_z_month: 0.5,
            parted_z: 1.0,
            loud_attention_z: 1.5,
            loud_tone: 0.08,
            loud_dispersion_rank: 0.8,
            second_order_tone_z: 1.5,
            second_order_z_day: 1.0,
            second_order_own_z_day: 0.5,
        }
    }
}

impl Default for RecordPolicy {
    fn default() -> Self {
        Self {
            shrink_occurrences: 20.0,
            prior_hits: 20.0,
            block_sessions_min: 20,
            conviction_move_max: 0.05,
            conviction_words: (0.53, 0.575, 0.62),
            high_occurrences_min: 30,
        }
    }
}
