//! Takes features; gives how likely each class is, and the score a reader sees. The weights are
//! compiled in; sums are integers, so that the score is the same on every machine.

use std::sync::LazyLock;

use super::features::{BUCKET_BITS, Feature};
use super::tally::Tally;

/// What `examples/train-sentiment` wrote, compressed.
const PACKED: &[u8] = include_bytes!("weights.bin");
const MAGIC: &[u8; 4] = b"CBS1";
/// Parameters before the weights, each four bytes, little endian.
const PARAMETERS: usize = 5;
const BUCKETS: usize = 1 << BUCKET_BITS;
/// The class that is called, when it costs so much more to call it the opposite of what it is
/// than to call it neutral: `1 + FLIP_COST` against 1.
const FLIP_COST: f64 = 0.6;

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::unpack(PACKED).unwrap_or_default());

/// A linear model over hashed features, its calibration and its map to a score.
///
/// # Formula
/// With x the values of the features, each as often as the sentence has it, and |x| the root of
/// the sum of their squares, the log-odds against neutral are z = `step` x (w . x) / |x|, and with
/// r the rules' verdict in -1 to 1, p = softmax(z+ + `rule_odds` r, 0, z- - `rule_odds` r). The score is
/// `slope` (p+ - p-) + `rule_slope` r + `offset`.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Log-odds that one unit of weight stands for, in millionths; the temperature is in it.
    pub step: i32,
    /// Log-odds, in millionths.
    pub rule_odds: i32,
    /// Millionths.
    pub slope: i32,
    /// Millionths.
    pub rule_slope: i32,
    /// Millionths.
    pub offset: i32,
    /// Of each bucket the weight for positive and for negative.
    pub weights: Vec<[i8; 2]>,
}

/// How likely each class is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probabilities {
    /// 0 to 1.
    pub negative: f64,
    /// 0 to 1.
    pub neutral: f64,
    /// 0 to 1; the three sum to 1.
    pub positive: f64,
}

/// What a sentence comes to.
pub(super) struct Judged {
    pub(super) probable: Probabilities,
    /// Log-odds that one unit of weight stands for in this sentence.
    pub(super) unit: f64,
}

impl Default for Model {
    fn default() -> Self {
        let weights = vec![[0; 2]; BUCKETS];
        Self { step: 0, rule_odds: 0, slope: 0, rule_slope: 0, offset: 0, weights }
    }
}

impl Model {
    /// The model that this program was built with.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &MODEL
    }

    /// The packed weights, as they stand in the binary.
    #[must_use]
    pub fn packed() -> &'static [u8] {
        PACKED
    }

    /// The model as bytes to ship; the same model gives the same bytes.
    ///
    /// # Errors
    /// When the compressor fails.
    pub fn pack(&self) -> std::io::Result<Vec<u8>> {
        let mut plain = MAGIC.to_vec();
        for parameter in [self.step, self.rule_odds, self.slope, self.rule_slope, self.offset] {
            plain.extend(parameter.to_le_bytes());
        }
        // One class after the other: alike stands by alike.
        for class in 0..2 {
            plain.extend(self.weights.iter().map(|weights| weights[class].cast_unsigned()));
        }
        zstd::bulk::compress(&plain, 19)
    }

    /// Reads what [`Model::pack`] wrote; `None` for anything else.
    #[must_use]
    pub fn unpack(packed: &[u8]) -> Option<Self> {
        let start = MAGIC.len() + 4 * PARAMETERS;
        let plain = zstd::bulk::decompress(packed, start + 2 * BUCKETS).ok()?;
        let (head, weights) = plain.split_at_checked(start)?;
        let parameters = head.strip_prefix(MAGIC)?;
        if weights.len() != 2 * BUCKETS {
            return None;
        }
        let mut read = parameters.as_chunks::<4>().0.iter().map(|bytes| i32::from_le_bytes(*bytes));
        let mut next = || read.next();
        let (positive, negative) = weights.split_at(BUCKETS);
        Some(Self {
            step: next()?,
            rule_odds: next()?,
            slope: next()?,
            rule_slope: next()?,
            offset: next()?,
            weights: positive
                .iter()
                .zip(negative)
                .map(|(positive, negative)| [positive.cast_signed(), negative.cast_signed()])
                .collect(),
        })
    }

    #[inline]
    pub(super) fn weights_of(&self, feature: Feature) -> [i8; 2] {
        self.weights.get(feature.bucket as usize).copied().unwrap_or_default()
    }

    /// How likely each class is for a sentence with features that come to `sum`. `verdict` is how
    /// hard the rules push.
    pub(super) fn judge(&self, sum: Tally, verdict: f64) -> Judged {
        let norm = libm::sqrt(exact(sum.square)).max(1.0);
        let push = f64::from(self.rule_odds) * verdict;
        let odds = |class: usize, push: f64| {
            libm::exp((exact(sum.toward[class]) / norm * f64::from(self.step) + push) / 1e6)
        };
        let (positive, negative) = (odds(0, push), odds(1, -push));
        let all = 1.0 + positive + negative;
        let probable = Probabilities {
            negative: negative / all,
            neutral: 1.0 / all,
            positive: positive / all,
        };
        Judged { probable, unit: f64::from(self.step) / norm / 1e6 }
    }

    /// The score of a sentence whose rules say `rule`, both -1 to 1.
    #[must_use]
    pub fn score(&self, probable: &Probabilities, rule: f64) -> f64 {
        let millionths = f64::from(self.slope) * (probable.positive - probable.negative)
            + f64::from(self.rule_slope) * rule
            + f64::from(self.offset);
        (millionths / 1e6).clamp(-1.0, 1.0)
    }
}

impl Probabilities {
    /// -1, 0 or 1: the class whose expected cost is least.
    #[must_use]
    pub fn class(&self) -> i8 {
        let positive = self.neutral + (1.0 + FLIP_COST) * self.negative;
        let neutral = self.positive + self.negative;
        let negative = self.neutral + (1.0 + FLIP_COST) * self.positive;
        if neutral <= positive && neutral <= negative {
            0
        } else if positive < negative {
            1
        } else {
            -1
        }
    }

    /// How likely the called class is.
    #[must_use]
    pub fn confidence(&self) -> f64 {
        match self.class() {
            1 => self.positive,
            0 => self.neutral,
            _ => self.negative,
        }
    }
}

/// Sums of int8 products stay far below 2^53.
#[expect(clippy::cast_precision_loss, reason = "exact below 2^53")]
pub(super) fn exact(sum: i64) -> f64 {
    sum as f64
}
