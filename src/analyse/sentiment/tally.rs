//! Takes features; gives what they add up to under a model's weights, in whole numbers. What a
//! word brings by itself is added up once and known from then on.

use std::ops::AddAssign;

use super::features::{Feature, Sentence, Sink};
use super::model::Model;
use super::words::{Place, Word};

/// A sum of features.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// The weights for positive and for negative, times the values.
    pub(super) toward: [i64; 2],
    /// The squares of the values.
    pub(super) square: i64,
}

impl Tally {
    /// All that `sentence` has, under the weights that are compiled in.
    pub(super) fn shipped(sentence: &Sentence<'_>) -> Self {
        let mut shipped = Shipped { model: Model::shipped(), sum: Self::default() };
        sentence.features(&mut shipped);
        shipped.sum
    }

    #[inline]
    pub(super) fn of(feature: Feature, model: &Model) -> Self {
        let value = i64::from(feature.value);
        let [positive, negative] = model.weights_of(feature);
        let toward = [value * i64::from(positive), value * i64::from(negative)];
        Self { toward, square: value * value }
    }
}

/// The sum of one word, of which thousands are known: half the size.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SmallTally([i32; 3]);

impl From<Tally> for SmallTally {
    /// What does not fit, of a word of millions of letters, is drawn to what does.
    fn from(Tally { toward: [positive, negative], square }: Tally) -> Self {
        let small = |sum: i64| {
            i32::try_from(sum.clamp(i32::MIN.into(), i32::MAX.into())).unwrap_or_default()
        };
        Self([small(positive), small(negative), small(square)])
    }
}

impl From<SmallTally> for Tally {
    #[inline]
    fn from(SmallTally([positive, negative, square]): SmallTally) -> Self {
        Self { toward: [positive.into(), negative.into()], square: square.into() }
    }
}

impl AddAssign for Tally {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        self.toward[0] += other.toward[0];
        self.toward[1] += other.toward[1];
        self.square += other.square;
    }
}

/// Adds up a sentence under the weights that are compiled in.
struct Shipped {
    model: &'static Model,
    sum: Tally,
}

impl Sink for Shipped {
    #[inline]
    fn feature(&mut self, feature: Feature) {
        self.sum += Tally::of(feature, self.model);
    }

    fn word(&mut self, _at: usize, word: &Word, place: Place) {
        self.sum += word.tally(place);
    }
}
