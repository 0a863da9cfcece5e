//! Takes a sentence and all that is known; gives the names and symbols in it, in text order,
//! each with what speaks for it. A longer name hides the shorter ones within it.

use super::LinkReason;
use super::book::{Book, Entry, Form, Origin, Proof, capitals, whole};
use super::context::{Setting, Surroundings, Weigh};
use super::explicit::{Found, Symbols};
use super::finder::Finder;

/// What stands between two names of a list.
const LIST_MARKS: [&str; 14] = [
    ", ", " and ", ", and ", " & ", " vs. ", " vs ", " or ", ", or ", "/", " versus ", " with ",
    "; ", " over ", " from ",
];

/// What a byte is to one who looks for names.
#[derive(Clone, Copy)]
enum Class {
    /// A letter or digit.
    Word,
    /// A mark that may announce a symbol.
    Announcing,
    Plain,
    /// Of a letter or mark of several bytes.
    Long,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Plain; 256];
    let mut byte = 0_u8;
    loop {
        classes[byte as usize] = match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => Class::Word,
            b'$' | b'(' | b':' | b'<' => Class::Announcing,
            0x80.. => Class::Long,
            _ => Class::Plain,
        };
        if byte == u8::MAX {
            break;
        }
        byte += 1;
    }
    classes
};

fn rest_of_word(bytes: &[u8]) -> usize {
    let is_word = |byte: &u8| matches!(CLASSES[usize::from(*byte)], Class::Word);
    bytes.iter().take_while(|byte| is_word(byte)).count()
}

/// A name or symbol found, accepted or not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) entity: usize,
    pub(super) reason: LinkReason,
    pub(super) confidence_pct: u8,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Accepted,
    /// It asks for a proof that this sentence does not give.
    Open(Proof),
    /// It is something else.
    Refused,
}

impl Candidate {
    pub(super) fn is_accepted(&self) -> bool {
        self.state == State::Accepted
    }

    /// Whether the rest of the article may prove it.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, State::Open(_))
    }

    fn accept(&mut self, reason: LinkReason) {
        self.state = State::Accepted;
        self.reason = reason;
        self.confidence_pct = confidence(reason);
    }
}

/// How often a mention found in this way was right, in percent: `docs/linking.md` has the
/// measurement.
pub(super) fn confidence(reason: LinkReason) -> u8 {
    match reason {
        LinkReason::Symbol => 98,
        LinkReason::Name | LinkReason::Alias => 97,
        LinkReason::FormerName => 93,
        LinkReason::Context => 88,
        LinkReason::Brand => 80,
        LinkReason::Vendor => 50,
    }
}

/// All candidates of a sentence.
pub(super) fn candidates(
    sentence: &str,
    finder: &Finder,
    forms: &[Form],
    entries: &[Entry],
    book: &Book,
) -> Vec<Candidate> {
    let scanner = Scanner {
        sentence,
        surroundings: Surroundings::of(sentence),
        finder,
        forms,
        entries,
        book,
        symbols: Symbols { known: &book.symbols, entities: &book.entities },
    };
    let mut found = scanner.scan();
    if found.iter().any(Candidate::is_open) {
        scanner.prove(&mut found);
    }
    found
}

struct Scanner<'s> {
    sentence: &'s str,
    surroundings: Surroundings<'s>,
    finder: &'s Finder,
    forms: &'s [Form],
    entries: &'s [Entry],
    book: &'s Book,
    symbols: Symbols<'s>,
}

impl Scanner<'_> {
    fn scan(&self) -> Vec<Candidate> {
        let bytes = self.sentence.as_bytes();
        let mut found = Vec::new();
        let mut starting = Vec::new();
        let mut in_word = false;
        let mut at = 0;
        while let Some(byte) = bytes.get(at).copied() {
            let candidate = match CLASSES[usize::from(byte)] {
                Class::Word if in_word || !self.finder.may_begin(bytes, at) => {
                    at += rest_of_word(&bytes[at..]);
                    in_word = true;
                    continue;
                }
                Class::Word => self.at_word(at, &mut starting),
                Class::Announcing => {
                    self.symbols.after_mark(self.sentence, at).map(|mark| self.symbol(mark, &found))
                }
                Class::Plain => None,
                Class::Long => {
                    let mark = self.sentence[at..].chars().next().unwrap_or(' ');
                    let begins = mark.is_alphanumeric() && !in_word;
                    let candidate = if begins { self.at_word(at, &mut starting) } else { None };
                    in_word = mark.is_alphanumeric();
                    if candidate.is_none() {
                        at += mark.len_utf8();
                        continue;
                    }
                    candidate
                }
            };
            in_word = matches!(CLASSES[usize::from(byte)], Class::Word);
            match candidate {
                Some(candidate) => {
                    at = candidate.end;
                    in_word = true;
                    found.push(candidate);
                }
                None => at += 1,
            }
        }
        found
    }

    /// What begins with the word at byte `start`.
    fn at_word(&self, start: usize, starting: &mut Vec<(usize, usize)>) -> Option<Candidate> {
        self.finder.starting_at(self.sentence.as_bytes(), start, starting);
        let named = starting.iter().rev().find_map(|(form, end)| self.named(*form, start, *end));
        let is_capital = self.sentence.as_bytes()[start].is_ascii_uppercase();
        let bare = || self.symbols.bare(self.sentence, start).map(|mark| self.symbol(mark, &[]));
        match named {
            Some(named) => Some(named),
            None if is_capital => bare(),
            None => None,
        }
    }

    fn named(&self, place: usize, start: usize, end: usize) -> Option<Candidate> {
        let form = self.forms[place];
        let written = &self.sentence[start..end];
        let entity = whole(form.entity);
        if !self.case_fits(form, place, written) || self.is_exchange(end, entity) {
            return None;
        }
        let mut candidate = Candidate {
            start,
            end,
            entity,
            reason: form.reason,
            confidence_pct: confidence(form.reason),
            state: State::Accepted,
        };
        let weigh = Weigh { proof: form.proof, other_meanings: form.other_meanings };
        match (self.surroundings.setting(start, end, weigh), form.proof) {
            (Setting::Otherwise, _) => candidate.state = State::Refused,
            (_, Proof::Nothing) => {}
            (Setting::Company, _) | (Setting::Capital, Proof::Capital) => {
                candidate.accept(LinkReason::Context);
            }
            (_, proof) => candidate.state = State::Open(proof),
        }
        Some(candidate)
    }

    /// `Nasdaq:` before a symbol is where it is traded.
    fn is_exchange(&self, end: usize, entity: usize) -> bool {
        self.sentence.as_bytes().get(end) == Some(&b':')
            && !self.book.entities[entity].kind.is_security()
    }

    fn case_fits(&self, form: Form, place: usize, written: &str) -> bool {
        let shouted = || {
            written.chars().count() > 2
                && !written.chars().any(char::is_lowercase)
                && !self.sentence.chars().any(char::is_lowercase)
        };
        if form.exact {
            return self.entries[place].written.iter().any(|known| known == written) || shouted();
        }
        form.any_case || form.capitals & !capitals(written) == 0
    }

    fn symbol(&self, mark: Found, before: &[Candidate]) -> Candidate {
        let Found { start, end, entity, is_sure } = mark;
        let named_before = before
            .last()
            .is_some_and(|last| last.entity == entity && start.saturating_sub(last.end) <= 12);
        let state = if is_sure || named_before || self.spells_out(start, entity) {
            State::Accepted
        } else {
            State::Refused
        };
        let reason = LinkReason::Symbol;
        Candidate { start, end, entity, reason, confidence_pct: confidence(reason), state }
    }

    /// Whether the first word of the entity's name stands before its symbol's parenthesis.
    fn spells_out(&self, start: usize, entity: usize) -> bool {
        const REACH: usize = 60;
        let name = &self.book.entities[entity].name;
        let first = name.split([' ', '.', ',']).next().unwrap_or(name);
        let mut from = start.saturating_sub(REACH);
        while !self.sentence.is_char_boundary(from) {
            from += 1;
        }
        self.sentence[from..start].contains(first)
    }

    /// Lets the sure names of a sentence prove the open ones: a list of companies, a symbol or
    /// a full name of the same entity.
    fn prove(&self, found: &mut [Candidate]) {
        for place in 0..found.len() {
            let State::Open(_) = found[place].state else { continue };
            let entity = found[place].entity;
            let same = |other: &Candidate| other.is_accepted() && other.entity == entity;
            let in_list = place > 0 && self.is_listed(found[place - 1], found[place])
                || found
                    .get(place + 1)
                    .is_some_and(|next| self.is_listed_before(found[place], *next));
            if in_list || found.iter().any(same) {
                found[place].accept(LinkReason::Context);
            }
        }
    }

    fn is_listed(&self, sure: Candidate, open: Candidate) -> bool {
        self.is_company(sure) && LIST_MARKS.contains(&&self.sentence[sure.end..open.start])
    }

    fn is_listed_before(&self, open: Candidate, sure: Candidate) -> bool {
        self.is_company(sure) && LIST_MARKS.contains(&&self.sentence[open.end..sure.start])
    }

    fn is_company(&self, candidate: Candidate) -> bool {
        let entity = &self.book.entities[candidate.entity];
        candidate.is_accepted()
            && entity.kind.is_security()
            && (entity.origin < Origin::Imported || candidate.reason == LinkReason::Symbol)
    }
}
