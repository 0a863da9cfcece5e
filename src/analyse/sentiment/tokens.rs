//! Takes a sentence, its target and the other names; gives tokens in clauses. Expects lower case
//! of ASCII only, so that byte offsets stay those of the sentence.

use std::rc::Rc;

use super::entities::entities;
use super::lexicon::{Classes, mark_phrases};
use super::roles::{CLAUSE, Roles};
use super::words::{Mask, Word};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    /// A signed percentage: +1 or -1.
    Change(i64),
    Mark,
    Link,
    Target,
    Other,
}

pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    pub(super) kind: Kind,
    /// What it means here: a phrase means something else than its words.
    pub(super) classes: Classes,
    pub(super) clause: u16,
    /// What the text does, a name's too.
    roles: Roles,
    /// What it counts as: all figures are one word, and so are all other names.
    pub(super) word: Rc<Word>,
}

impl Token<'_> {
    pub(super) fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Number | Kind::Change(_))
    }

    pub(super) fn is_name(&self) -> bool {
        matches!(self.kind, Kind::Target | Kind::Other)
    }

    /// Whether it does one of these.
    pub(super) fn plays(&self, roles: u16) -> bool {
        self.roles.any(roles)
    }
}

const MARKS: &[u8] = b"$%+!?&-:;";
/// Wire services put a code behind a name, `<ABC.N>`, and a story number, `[nL8N1]`: no words.
const CODE_BYTES_MAX: usize = 25;

/// The tokens of `lower` in order. Without a target the first cashtag stands for it.
pub(super) fn tokens<'a>(lower: &'a str, target: Option<&str>, others: &[&str]) -> Vec<Token<'a>> {
    let mut reader = Reader { lower, found: Vec::with_capacity(lower.len() / 4), clause: 0 };
    let mut at = 0;
    for (start, end, kind) in entities(lower, target, others) {
        reader.read(at, start);
        reader.push(start, end, kind);
        at = end + if lower[end..].starts_with("'s") { 2 } else { 0 };
    }
    reader.read(at, lower.len());
    mark_phrases(&mut reader.found);
    reader.found
}

struct Reader<'a> {
    lower: &'a str,
    found: Vec<Token<'a>>,
    clause: u16,
}

impl<'a> Reader<'a> {
    /// Reads what stands between two names.
    fn read(&mut self, from: usize, to: usize) {
        let bytes = self.lower.as_bytes();
        let mut at = from;
        while at < to {
            let end = match bytes[at] {
                b' ' => at + 1,
                b'<' | b'[' => self.code_end(at, to).unwrap_or(at + 1),
                first if first.is_ascii_lowercase() => self.word(at, to),
                first if first.is_ascii_digit() => {
                    let end = run_end(bytes, at, to, u8::is_ascii_digit, |mark| {
                        matches!(mark, b',' | b'.')
                    });
                    self.push(at, end, number_kind(bytes, at, end));
                    end
                }
                first => {
                    if MARKS.contains(&first) {
                        self.push(at, at + 1, Kind::Mark);
                    }
                    if breaks(bytes, at) {
                        self.clause = self.clause.saturating_add(1);
                    }
                    at + 1
                }
            };
            at = end;
            while at < to && !self.lower.is_char_boundary(at) {
                at += 1;
            }
        }
    }

    fn word(&mut self, at: usize, to: usize) -> usize {
        let bytes = self.lower.as_bytes();
        let end = run_end(bytes, at, to, u8::is_ascii_lowercase, |mark| mark == b'\'');
        let lower: &'a str = self.lower;
        let word = &lower[at..end];
        if word.starts_with("http") && bytes[end..].starts_with(b"://") {
            let end = self.lower[end..to].find(' ').map_or(to, |gap| end + gap);
            self.push(at, end, Kind::Link);
            return end;
        }
        let bare = word.strip_suffix("'s").unwrap_or(word);
        let word = Word::known(bare);
        if word.roles.any(CLAUSE) {
            self.clause = self.clause.saturating_add(1);
        }
        self.add(bare, Kind::Word, word.roles, word);
        end
    }

    fn push(&mut self, start: usize, end: usize, kind: Kind) {
        let text = &self.lower[start..end];
        let (roles, mask) = match kind {
            Kind::Word | Kind::Mark => {
                let word = Word::known(text);
                return self.add(text, kind, word.roles, word);
            }
            Kind::Target => (Word::known(text).roles, Mask::Target),
            Kind::Other => (Word::known(text).roles, Mask::Other),
            Kind::Number | Kind::Change(_) => (Roles::default(), Mask::Number),
            Kind::Link => (Roles::default(), Mask::Link),
        };
        self.add(text, kind, roles, Word::mask(mask));
    }

    fn add(&mut self, text: &'a str, kind: Kind, roles: Roles, word: Rc<Word>) {
        let classes = if kind == Kind::Word { word.classes } else { Classes::default() };
        self.found.push(Token { text, kind, classes, clause: self.clause, roles, word });
    }

    fn code_end(&self, at: usize, to: usize) -> Option<usize> {
        let rest = &self.lower[at..to];
        let close = if rest.starts_with("[nl") {
            ']'
        } else if rest.starts_with('<') {
            '>'
        } else {
            return None;
        };
        let gap = rest.find(close)?;
        (gap < CODE_BYTES_MAX).then_some(at + gap + 1)
    }
}

/// The end of a run of such bytes; one of `joins` belongs to it if the run goes on behind it.
fn run_end(
    bytes: &[u8],
    at: usize,
    to: usize,
    is_part: impl Fn(&u8) -> bool,
    joins: impl Fn(u8) -> bool,
) -> usize {
    let mut end = at + 1;
    loop {
        end += bytes[end..to].iter().take_while(|byte| is_part(byte)).count();
        if end + 1 >= to || !joins(bytes[end]) || !is_part(&bytes[end + 1]) {
            return end;
        }
        end += 2;
    }
}

fn number_kind(bytes: &[u8], at: usize, end: usize) -> Kind {
    let before = at.checked_sub(1).map(|place| bytes[place]);
    let opens = at < 2 || !bytes[at - 2].is_ascii_alphanumeric();
    match (before, bytes.get(end)) {
        (Some(b'+'), Some(b'%')) if opens => Kind::Change(1),
        (Some(b'-'), Some(b'%')) if opens => Kind::Change(-1),
        _ => Kind::Number,
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
