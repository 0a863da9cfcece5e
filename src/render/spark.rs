//! Takes closes as parts of a thousand; gives the points of a polyline and its words.

/// The drawing's size, in user units.
const WIDTH: usize = 120;
const HEIGHT: usize = 28;

/// `0,28 4,20 …`: x from left to right, y from the top.
pub(super) fn points(per_mille: &[u16]) -> String {
    let last = per_mille.len().saturating_sub(1).max(1);
    let points: Vec<String> = per_mille
        .iter()
        .enumerate()
        .map(|(place, value)| {
            let x = place * WIDTH / last;
            let y = HEIGHT - usize::from(*value) * HEIGHT / 1000;
            format!("{x},{y}")
        })
        .collect();
    points.join(" ")
}

/// What the line shows, for readers who do not see it.
pub(super) fn words(per_mille: &[u16]) -> String {
    let (Some(first), Some(last)) = (per_mille.first(), per_mille.last()) else {
        return String::new();
    };
    let way = match last.cmp(first) {
        std::cmp::Ordering::Greater => "higher",
        std::cmp::Ordering::Less => "lower",
        std::cmp::Ordering::Equal => "level",
    };
    format!("{} sessions, ending {way} than they began", per_mille.len())
}
