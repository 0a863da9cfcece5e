//! Takes a sentence and names, all in lower case; gives where each stands. Never two at one place:
//! the target first, then the longer name.

use super::tokens::Kind;

/// First byte, one past the last, whose: in text order.
pub(super) fn entities(
    lower: &str,
    target: Option<&str>,
    others: &[&str],
) -> Vec<(usize, usize, Kind)> {
    let mut spans: Vec<(usize, usize, Kind)> = Vec::new();
    let mut claim = |start: usize, end: usize, kind: Kind| {
        if spans.iter().all(|&(from, to, _)| end <= from || start >= to) {
            spans.push((start, end, kind));
        }
    };
    for (start, end) in target.map_or(Vec::new(), |name| places(lower, name)) {
        claim(start, end, Kind::Target);
    }
    let mut names: Vec<&str> = others.to_vec();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    for name in names {
        for (start, end) in places(lower, name) {
            claim(start, end, Kind::Other);
        }
    }
    let tags = cashtags(lower);
    let first = tags.first().filter(|_| target.is_none()).map(|&(start, end)| &lower[start..end]);
    for &(start, end) in &tags {
        let is_target = first == Some(&lower[start..end]);
        claim(start, end, if is_target { Kind::Target } else { Kind::Other });
    }
    spans.sort_by_key(|&(start, ..)| start);
    spans
}

/// Where `name` stands in `lower` as a whole word; anywhere, if it stands nowhere whole.
fn places(lower: &str, name: &str) -> Vec<(usize, usize)> {
    if name.trim().is_empty() {
        return Vec::new();
    }
    let mut found: Vec<_> =
        lower.match_indices(name).map(|(at, found)| (at, at + found.len())).collect();
    let joins = |mark: Option<char>| mark.is_some_and(char::is_alphabetic);
    let is_whole = |&(start, end): &(usize, usize)| {
        !joins(lower[..start].chars().next_back()) && !joins(lower[end..].chars().next())
    };
    if found.iter().any(is_whole) {
        found.retain(is_whole);
    }
    found
}

fn cashtags(lower: &str) -> Vec<(usize, usize)> {
    lower
        .match_indices('$')
        .filter_map(|(at, _)| {
            let name = &lower[at + 1..];
            let length =
                name.find(|mark: char| !mark.is_ascii_alphanumeric()).unwrap_or(name.len());
            name.starts_with(|first: char| first.is_ascii_lowercase())
                .then_some((at, at + 1 + length))
        })
        .collect()
}
