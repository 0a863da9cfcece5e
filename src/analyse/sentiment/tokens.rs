//! Takes a sentence, its target and the other names; gives tokens in clauses. Lower-cases only
//! ASCII, so that byte offsets stay those of the sentence.

use super::lexicon::Classes;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    /// A signed percentage: +1 or -1.
    Change(i64),
    Target,
    Other,
    Question,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    pub(super) kind: Kind,
    pub(super) classes: Classes,
    pub(super) clause: u16,
}

const CLAUSE_WORDS: [&str; 10] =
    ["but", "while", "whereas", "though", "although", "despite", "after", "as", "amid", "however"];

/// Where `name` stands in `lower` as a whole word; anywhere, if it stands nowhere whole.
fn places(lower: &str, name: &str) -> Vec<(usize, usize)> {
    let name = name.to_ascii_lowercase();
    if name.trim().is_empty() {
        return Vec::new();
    }
    let all: Vec<_> =
        lower.match_indices(&name).map(|(at, found)| (at, at + found.len())).collect();
    let joins = |mark: Option<char>| mark.is_some_and(char::is_alphabetic);
    let whole: Vec<_> = all
        .iter()
        .copied()
        .filter(|&(start, end)| {
            !joins(lower[..start].chars().next_back()) && !joins(lower[end..].chars().next())
        })
        .collect();
    if whole.is_empty() { all } else { whole }
}

/// The names found, without overlaps, the target first and the longer name before the shorter.
fn entities(lower: &str, target: Option<&str>, others: &[&str]) -> Vec<(usize, usize, Kind)> {
    let mut spans: Vec<(usize, usize, Kind)> = Vec::new();
    let mut names: Vec<(&str, Kind)> = others.iter().map(|name| (*name, Kind::Other)).collect();
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    if let Some(name) = target {
        names.insert(0, (name, Kind::Target));
    }
    for (name, kind) in names {
        for (start, end) in places(lower, name) {
            if spans.iter().all(|&(from, to, _)| end <= from || start >= to) {
                spans.push((start, end, kind));
            }
        }
    }
    spans.sort_by_key(|&(start, ..)| start);
    spans
}

pub(super) fn tokens<'a>(lower: &'a str, target: Option<&str>, others: &[&str]) -> Vec<Token<'a>> {
    let spans = entities(lower, target, others);
    let mut names = spans.iter().peekable();
    let bytes = lower.as_bytes();
    let mut found = Vec::with_capacity(lower.len() / 5);
    let mut clause = 0_u16;
    let mut at = 0;
    while at < bytes.len() {
        if let Some(&&(start, end, kind)) = names.peek()
            && start <= at
        {
            found.push(Token {
                text: &lower[start..end],
                kind,
                classes: Classes::default(),
                clause,
            });
            at = end.max(at);
            names.next();
            continue;
        }
        let limit = names.peek().map_or(bytes.len(), |&&(start, ..)| start);
        let end = token_end(bytes, at, limit);
        let text = lower.get(at..end).unwrap_or("");
        if let Some(kind) = kind_of(bytes, at, end) {
            if text.starts_with("http") && bytes[end..].starts_with(b"://") {
                at = lower[end..].find(' ').map_or(bytes.len(), |gap| end + gap).min(limit);
                continue;
            }
            if CLAUSE_WORDS.contains(&text) {
                clause = clause.saturating_add(1);
            }
            found.push(Token { text, kind, classes: Classes::of(text), clause });
        } else if breaks(bytes, at) {
            clause = clause.saturating_add(1);
        }
        at = end;
    }
    found
}

fn token_end(bytes: &[u8], at: usize, limit: usize) -> usize {
    let inside = |next: usize| {
        let byte = bytes[next];
        let follows = |want: fn(&u8) -> bool| bytes.get(next + 1).is_some_and(want);
        if bytes[at].is_ascii_digit() {
            byte.is_ascii_digit() || (matches!(byte, b',' | b'.') && follows(u8::is_ascii_digit))
        } else {
            byte.is_ascii_lowercase() || (byte == b'\'' && follows(u8::is_ascii_lowercase))
        }
    };
    let mut end = at + 1;
    if bytes[at].is_ascii_alphanumeric() {
        while end < limit && inside(end) {
            end += 1;
        }
    } else {
        // A character of several bytes is one mark.
        while end < bytes.len() && (bytes[end] & 0b1100_0000) == 0b1000_0000 {
            end += 1;
        }
    }
    end
}

fn kind_of(bytes: &[u8], at: usize, end: usize) -> Option<Kind> {
    match bytes[at] {
        b'?' => Some(Kind::Question),
        b'0'..=b'9' => {
            let before = at.checked_sub(1).map(|place| bytes[place]);
            let opens = at < 2 || !bytes[at - 2].is_ascii_alphanumeric();
            match (before, bytes.get(end)) {
                (Some(b'+'), Some(b'%')) if opens => Some(Kind::Change(1)),
                (Some(b'-'), Some(b'%')) if opens => Some(Kind::Change(-1)),
                _ => Some(Kind::Number),
            }
        }
        first if first.is_ascii_lowercase() => Some(Kind::Word),
        _ => None,
    }
}

fn breaks(bytes: &[u8], at: usize) -> bool {
    let spaced = bytes.get(at + 1).is_none_or(|next| *next == b' ');
    match bytes[at] {
        b';' => true,
        b',' | b':' | b'.' => spaced,
        b'-' => spaced && at > 0 && bytes[at - 1] == b' ',
        0xE2 => bytes[at..].starts_with("—".as_bytes()) || bytes[at..].starts_with("–".as_bytes()),
        _ => false,
    }
}
