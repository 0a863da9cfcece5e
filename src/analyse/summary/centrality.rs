//! Takes sentences as weighted words; gives how alike they are and how central each is among
//! them. Never looks at where a sentence stands or who wrote it.

/// How much of a sentence's centrality comes from those like it.
const DAMPING: f64 = 0.85;
/// Steps end when no centrality changes by more.
const TOLERANCE: f64 = 1e-9;
/// Or after so many.
const STEPS_MAX: usize = 100;

/// The words of a sentence, ascending, with weights of length 1 together.
pub(super) type Vector = Vec<(usize, f64)>;

/// The cosine of two vectors of length 1.
pub(super) fn likeness(left: &Vector, right: &Vector) -> f64 {
    let (mut at, mut other, mut sum) = (0, 0, 0.0);
    while let (Some(one), Some(two)) = (left.get(at), right.get(other)) {
        if one.0 == two.0 {
            sum += one.1 * two.1;
        }
        at += usize::from(one.0 <= two.0);
        other += usize::from(two.0 <= one.0);
    }
    sum
}

/// The centrality of each sentence; 1 is what all would have if they were alike.
///
/// # Source
/// Erkan, Radev, "`LexRank`: graph-based lexical centrality as salience in text summarization"
/// (2004), continuous: the stationary distribution of a walk to like sentences, by iteration.
pub(super) fn centrality(vectors: &[Vector]) -> Vec<f64> {
    let links = links(vectors);
    let mut central = vec![1.0; vectors.len()];
    for _ in 0..STEPS_MAX {
        let mut next = vec![1.0 - DAMPING; vectors.len()];
        for (from, to) in links.iter().enumerate() {
            for (place, share) in to {
                next[*place] += DAMPING * central[from] * share;
            }
        }
        let change = next.iter().zip(&central).map(|(new, old)| (new - old).abs());
        let most = change.fold(0.0, f64::max);
        central = next;
        if most < TOLERANCE {
            break;
        }
    }
    central
}

/// Where the walk goes from each sentence, with what share; one without words stays.
fn links(vectors: &[Vector]) -> Vec<Vec<(usize, f64)>> {
    let mut links: Vec<Vec<(usize, f64)>> = vec![Vec::new(); vectors.len()];
    for (place, vector) in vectors.iter().enumerate() {
        links[place].push((place, 1.0));
        for (other, second) in vectors.iter().enumerate().skip(place + 1) {
            let alike = likeness(vector, second);
            if alike > 0.0 {
                links[place].push((other, alike));
                links[other].push((place, alike));
            }
        }
    }
    for to in &mut links {
        let all: f64 = to.iter().map(|(_, alike)| alike).sum();
        for (_, alike) in to {
            *alike /= all;
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_that_others_share_words_with_is_most_central() {
        let half = libm::sqrt(0.5);
        let vectors =
            vec![vec![(0, half), (1, half)], vec![(0, 1.0)], vec![(1, 1.0)], vec![(2, 1.0)]];
        let central = centrality(&vectors);
        assert!(central[0] > central[3] && central[3] > central[1], "{central:?}");
        assert!((central.iter().sum::<f64>() - 4.0).abs() < 1e-6, "{central:?}");
        assert!((central[3] - 1.0).abs() < 1e-6, "alone it keeps what it has");
    }

    #[test]
    fn sentences_without_words_are_alike_central() {
        assert_eq!(centrality(&[Vec::new(), Vec::new()]), [1.0, 1.0]);
        assert!(centrality(&[]).is_empty());
    }
}
