//! Takes the policy's fields; gives each a key, by which `[analysis]` sets it and an edition's
//! snapshot keeps it.

use super::Policy;

/// A key that no field has, or a value that its field cannot take.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PolicyFault {
    /// No field has this key.
    #[error("Unknown key `{0}` in `analysis`")]
    UnknownKey(String),
    /// The value does not fit the field.
    #[error("`{key}` in `analysis` cannot be {value}")]
    Value {
        /// The key.
        key: String,
        /// The value.
        value: f64,
    },
}

/// A kind of number that a field holds.
trait Number: Sized {
    fn to_number(&self) -> f64;
    fn of_number(value: f64) -> Option<Self>;
}

impl Number for f64 {
    fn to_number(&self) -> f64 {
        *self
    }

    fn of_number(value: f64) -> Option<Self> {
        value.is_finite().then_some(value)
    }
}

impl Number for u16 {
    fn to_number(&self) -> f64 {
        f64::from(*self)
    }

    fn of_number(value: f64) -> Option<Self> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "bounded by the guard"
        )]
        (is_whole(value) && value <= f64::from(Self::MAX)).then_some(value as Self)
    }
}

impl Number for u32 {
    fn to_number(&self) -> f64 {
        f64::from(*self)
    }

    fn of_number(value: f64) -> Option<Self> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "bounded by the guard"
        )]
        (is_whole(value) && value <= f64::from(Self::MAX)).then_some(value as Self)
    }
}

fn is_whole(value: f64) -> bool {
    value >= 0.0 && (value - libm::trunc(value)).abs() < f64::EPSILON
}

/// Ties each key to its field, in both directions.
macro_rules! keys {
    ($($key:literal => $($field:tt).+;)+) => {
        impl Policy {
            /// Every key with its value, in the order of the method.
            #[must_use]
            pub fn entries(&self) -> Vec<(&'static str, f64)> {
                vec![$(($key, self.$($field).+.to_number())),+]
            }

            /// Sets the field of a key.
            ///
            /// # Errors
            /// [`PolicyFault`] for an unknown key, or for a value that does not fit.
            pub fn set(&mut self, key: &str, value: f64) -> Result<(), PolicyFault> {
                let bad = || PolicyFault::Value { key: key.to_owned(), value };
                match key {
                    $($key => self.$($field).+ = Number::of_number(value).ok_or_else(bad)?,)+
                    _ => return Err(PolicyFault::UnknownKey(key.to_owned())),
                }
                Ok(())
            }
        }
    };
}

keys! {
    "half_life_hours" => half_life_hours;
    "shrink" => shrink;
    "neutral_below" => neutral_below;
    "stories_min" => stories_min;
    "price_tolerance_pct" => price_tolerance_pct;
    "article_age_days_max" => article_age_days_max;
    "novelty_sessions" => novelty_sessions;
    "novelty_similarity" => novelty_similarity;
    "crowd_sessions" => crowd_sessions;
    "attention_floor" => attention_floor;
    "tone_floor" => tone_floor;
    "trend_sessions_short" => trend_sessions.0;
    "trend_sessions_long" => trend_sessions.1;
    "rank_sessions" => rank_sessions.0;
    "rank_sessions_min" => rank_sessions.1;
    "beta_sessions" => beta_sessions.0;
    "beta_sessions_min" => beta_sessions.1;
    "beta_shrink" => beta_shrink;
    "sigma_sessions" => sigma_sessions.0;
    "sigma_sessions_min" => sigma_sessions.1;
    "gap_z" => gap_z;
    "crowding_tone_z" => setups.crowding_tone_z;
    "crowding_tone" => setups.crowding_tone;
    "capitulation_tone" => setups.capitulation_tone;
    "crowding_one_sided" => setups.crowding_one_sided;
    "crowding_stories" => setups.crowding_stories;
    "crowding_attention_z" => setups.crowding_attention_z;
    "crowding_z_month" => setups.crowding_z_month;
    "news_tone_z" => setups.news_tone_z;
    "good_news_tone" => setups.good_news_tone;
    "bad_news_tone" => setups.bad_news_tone;
    "news_novelty" => setups.news_novelty;
    "news_z_day" => setups.news_z_day;
    "move_z_day" => setups.move_z_day;
    "stale_attention_z" => setups.stale_attention_z;
    "stale_novelty" => setups.stale_novelty;
    "stale_z_day" => setups.stale_z_day;
    "consensus_one_sided" => setups.consensus_one_sided;
    "consensus_sessions" => setups.consensus_sessions;
    "consensus_dispersion_rank" => setups.consensus_dispersion_rank;
    "consensus_z_month" => setups.consensus_z_month;
    "parted_z" => setups.parted_z;
    "loud_attention_z" => setups.loud_attention_z;
    "loud_tone" => setups.loud_tone;
    "loud_dispersion_rank" => setups.loud_dispersion_rank;
    "second_order_tone_z" => setups.second_order_tone_z;
    "second_order_z_day" => setups.second_order_z_day;
    "second_order_own_z_day" => setups.second_order_own_z_day;
    "shrink_occurrences" => record.shrink_occurrences;
    "prior_hits" => record.prior_hits;
    "block_sessions_min" => record.block_sessions_min;
    "conviction_move_max" => record.conviction_move_max;
    "conviction_low" => record.conviction_words.0;
    "conviction_medium" => record.conviction_words.1;
    "conviction_high" => record.conviction_words.2;
    "high_occurrences_min" => record.high_occurrences_min;
    "relation_sessions" => relations.sessions;
    "relation_sessions_min" => relations.sessions_min;
    "relation_stories_min" => relations.stories_min;
    "relation_prior_stories" => relations.prior_stories;
    "relation_lift_min" => relations.lift_min;
    "relation_correlation_shrink" => relations.correlation_shrink;
    "relation_correlation_min" => relations.correlation_min;
    "relation_stated_shrink" => relations.stated_shrink;
    "relation_stated_min" => relations.stated_min;
    "summary_lambda" => summary.lambda;
    "summary_alike_max" => summary.alike_max;
    "summary_told" => summary.told;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_sets_the_field_that_it_reads() {
        for (key, value) in Policy::default().entries() {
            let mut policy = Policy::default();
            policy.set(key, value + 1.0).unwrap();
            let changed: Vec<_> = policy
                .entries()
                .into_iter()
                .zip(Policy::default().entries())
                .filter(|(after, before)| after != before)
                .map(|(after, _)| after)
                .collect();
            assert_eq!(changed, [(key, value + 1.0)]);
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let mut policy = Policy::default();
        assert!(matches!(policy.set("half_live", 1.0), Err(PolicyFault::UnknownKey(_))));
        assert!(matches!(policy.set("stories_min", 2.5), Err(PolicyFault::Value { .. })));
        assert!(matches!(policy.set("shrink", f64::NAN), Err(PolicyFault::Value { .. })));
    }

    #[test]
    fn the_method_page_lists_every_key_with_its_default() {
        let page = include_str!("../../docs/method.md");
        let rounded = |value: f64| (value * 1000.0).round() / 1000.0;
        let listed = |(key, value): &(&str, f64)| {
            page.contains(&format!("\n| `{key}` | {} |\n", rounded(*value)))
        };
        let mut entries = Policy::default().entries();
        let rows = page.lines().filter(|row| row.starts_with("| `")).count();
        assert_eq!(rows, entries.len(), "the page lists a key that is none, or one twice");
        entries.retain(|entry| !listed(entry));
        assert_eq!(entries, [], "missing on the page");
    }
}
