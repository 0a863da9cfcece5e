//! Takes rows and their features; gives weights: multinomial logistic regression with an L2
//! penalty, fitted by L-BFGS (Liu, Nocedal 1989) in one thread and one order, so that a fit
//! repeats to the bit.

use std::collections::{BTreeMap, VecDeque};

use contrabrief::analyse::sentiment::BUCKET_BITS;

use super::rows::{OWN, Row};

pub(crate) const BUCKETS: usize = 1 << BUCKET_BITS;
const CLASSES: usize = 3;
/// The inverse of the penalty.
const COST: f32 = 16.0;
/// How far rare classes are weighed up: 0 not at all, 1 until all classes weigh the same.
const BALANCE: f64 = 0.3;
const ITERATIONS: usize = 60;
const MEMORY: usize = 8;
/// A feature of one text alone is noise.
const TEXTS_MIN: u32 = 2;

/// Buckets and values; the values' squares sum to 1.
pub(crate) type Features = Vec<(u32, f32)>;
/// Three weights a bucket: positive, negative, neutral.
pub(crate) type Weights = Vec<f32>;

/// How much a row of each set weighs.
fn set_weight(set: &str) -> f64 {
    match set {
        "twitter" => 1.5,
        OWN => 0.4,
        _ => 1.0,
    }
}

/// The weights that `indices` of the rows teach.
pub(crate) fn fit(rows: &[Row], features: &[Features], indices: &[usize]) -> Weights {
    let kept = common(rows, features, indices);
    let importance = importance(rows, indices);
    let loss = |weights: &[f32], gradient: &mut [f32]| -> f64 {
        let mut loss = 0.0;
        for (slope, weight) in gradient.iter_mut().zip(weights) {
            *slope = weight / COST;
            loss += 0.5 * f64::from(weight / COST) * f64::from(*weight);
        }
        for ((features, importance), &row) in kept.iter().zip(&importance).zip(indices) {
            let class = rows[row].class;
            let probable = probabilities(weights, features);
            loss -= f64::from(*importance) * libm::log(f64::from(probable[class]).max(1e-12));
            let error: [f32; CLASSES] = std::array::from_fn(|at| {
                importance * (probable[at] - if at == class { 1.0 } else { 0.0 })
            });
            for &(bucket, value) in features {
                for (slope, error) in gradient[at(bucket)].iter_mut().zip(error) {
                    *slope += error * value;
                }
            }
        }
        loss
    };
    minimise(CLASSES * BUCKETS, loss)
}

fn at(bucket: u32) -> std::ops::Range<usize> {
    let start = bucket as usize * CLASSES;
    start..start + CLASSES
}

/// How likely each class is.
pub(crate) fn probabilities(weights: &[f32], features: &Features) -> [f32; CLASSES] {
    let mut odds = [0.0_f32; CLASSES];
    for &(bucket, value) in features {
        for (sum, weight) in odds.iter_mut().zip(&weights[at(bucket)]) {
            *sum += weight * value;
        }
    }
    let most = odds.iter().copied().fold(f32::MIN, f32::max);
    let powers = odds.map(|odds| libm::expf(odds - most));
    let sum: f32 = powers.iter().sum();
    powers.map(|power| power / sum)
}

/// The features of each row that stand in more than one text.
fn common(rows: &[Row], features: &[Features], indices: &[usize]) -> Vec<Features> {
    let mut texts = vec![0_u32; BUCKETS];
    let mut last: Vec<Option<&str>> = vec![None; BUCKETS];
    for &row in indices {
        for &(bucket, _) in &features[row] {
            let last = &mut last[bucket as usize];
            if *last != Some(rows[row].text.as_str()) {
                texts[bucket as usize] += 1;
                *last = Some(&rows[row].text);
            }
        }
    }
    let is_common = |bucket: u32| texts[bucket as usize] >= TEXTS_MIN;
    let keep = |features: &Features| -> Features {
        features.iter().copied().filter(|(bucket, _)| is_common(*bucket)).collect()
    };
    indices.iter().map(|&row| keep(&features[row])).collect()
}

fn importance(rows: &[Row], indices: &[usize]) -> Vec<f32> {
    let mut counts: BTreeMap<&str, [f64; CLASSES]> = BTreeMap::new();
    for &row in indices {
        counts.entry(rows[row].set).or_default()[rows[row].class] += 1.0;
    }
    let weight = |row: &Row| {
        let counts = &counts[row.set];
        let even = counts.iter().sum::<f64>() / 3.0 / counts[row.class];
        (set_weight(row.set) * libm::pow(even, BALANCE)) as f32
    };
    indices.iter().map(|&row| weight(&rows[row])).collect()
}

fn dot(left: &[f32], right: &[f32]) -> f64 {
    left.iter().zip(right).map(|(one, two)| f64::from(*one) * f64::from(*two)).sum()
}

fn add(to: &mut [f32], factor: f64, step: &[f32]) {
    for (to, step) in to.iter_mut().zip(step) {
        *to += factor as f32 * step;
    }
}

/// One step of the search and what it did to the gradient.
struct Step {
    moved: Vec<f32>,
    bent: Vec<f32>,
    curvature: f64,
}

fn minimise(size: usize, loss: impl Fn(&[f32], &mut [f32]) -> f64) -> Weights {
    let mut place = vec![0.0; size];
    let mut gradient = vec![0.0; size];
    let mut height = loss(&place, &mut gradient);
    let mut steps: VecDeque<Step> = VecDeque::new();
    for _ in 0..ITERATIONS {
        let direction = direction(&gradient, &steps);
        let descent = -dot(&direction, &gradient);
        let mut length = if steps.is_empty() { 1.0 / -descent.min(-1.0) } else { 1.0 };
        let mut next = place.clone();
        let mut slope = vec![0.0; size];
        let lower = loop {
            next.copy_from_slice(&place);
            add(&mut next, -length, &direction);
            let lower = loss(&next, &mut slope);
            if lower <= height + 1e-4 * length * descent || length < 1e-6 {
                break lower;
            }
            length /= 2.0;
        };
        let change = |new: &[f32], old: &[f32]| -> Vec<f32> {
            new.iter().zip(old).map(|(new, old)| new - old).collect()
        };
        let (moved, bent) = (change(&next, &place), change(&slope, &gradient));
        let curvature = dot(&moved, &bent);
        if curvature > 1e-10 {
            steps.push_back(Step { moved, bent, curvature });
            if steps.len() > MEMORY {
                steps.pop_front();
            }
        }
        let is_done = (height - lower).abs() < 1e-5 * height.abs();
        (place, gradient, height) = (next, slope, lower);
        if is_done {
            break;
        }
    }
    place
}

/// The two loops of L-BFGS.
fn direction(gradient: &[f32], steps: &VecDeque<Step>) -> Vec<f32> {
    let mut direction = gradient.to_vec();
    let mut shares = Vec::new();
    for step in steps.iter().rev() {
        let share = dot(&step.moved, &direction) / step.curvature;
        add(&mut direction, -share, &step.bent);
        shares.push(share);
    }
    if let Some(last) = steps.back() {
        let scale = (last.curvature / dot(&last.bent, &last.bent)) as f32;
        for part in &mut direction {
            *part *= scale;
        }
    }
    for (step, share) in steps.iter().zip(shares.iter().rev()) {
        let back = dot(&step.bent, &direction) / step.curvature;
        add(&mut direction, share - back, &step.moved);
    }
    direction
}
