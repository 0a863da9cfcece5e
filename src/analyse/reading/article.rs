//! Takes scored sentences with their weights; gives the tone of the whole.

use crate::analyse::sentiment::Scored;

/// What a sentence without any tone weighs of one that surely has some: an article of thirty
/// plain sentences and five bad ones is bad news.
const TONELESS: f64 = 0.05;
/// From so much on, either way, a whole has a side.
const SIDE: f64 = 0.1;

/// The weighted mean score, each sentence weighing also by how surely it has a tone; 0 without
/// any.
pub(super) fn tone_of(scores: &[(f64, Scored)]) -> f64 {
    let weighed = scores.iter().map(|(weight, scored)| (tonal(*weight, scored), scored.score));
    let (sum, all) = weighed
        .fold((0.0, 0.0), |(sum, all), (weight, score)| (sum + weight * score, all + weight));
    if all > 0.0 { sum / all } else { 0.0 }
}

fn tonal(weight: f64, scored: &Scored) -> f64 {
    weight * (TONELESS + (1.0 - TONELESS) * scored.tonality)
}

/// A whole text as if it were one sentence: its side by its score, and as confidence the share
/// of the weight that lies on that side.
pub(super) fn as_one(scores: &[(f64, Scored)]) -> Scored {
    let score = tone_of(scores);
    let class = if score.abs() < SIDE {
        0
    } else if score > 0.0 {
        1
    } else {
        -1
    };
    let (mut same, mut all, mut tonality) = (0.0, 0.0, 0.0);
    for (weight, scored) in scores {
        let weight = tonal(*weight, scored);
        all += weight;
        tonality += weight * scored.tonality;
        if scored.class == class {
            same += weight * scored.confidence;
        }
    }
    let share = |part: f64| if all > 0.0 { part / all } else { 0.0 };
    Scored { score, class, confidence: share(same), tonality: share(tonality) }
}
