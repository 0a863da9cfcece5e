//! Takes a title, a text and the known profiles; gives the tickers they are about, and every
//! name in a sentence, watched or not. Never takes a bare upper-case word for a symbol.

mod book;
mod context;
mod explicit;
mod finder;
mod links;
mod names;
mod reference;
mod scan;
mod words;

use crate::model::{ReferenceKind, ReferenceName, Ticker, TickerProfile};

use book::{Book, Entry, Form, Origin, whole};
use finder::Finder;
use scan::Candidate;

pub use links::{Link, LinkPosition, Linked};

/// Why a name is taken for an entity, or an article linked to a ticker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkReason {
    /// Its name stands there.
    Name,
    /// One of its other names stands there.
    Alias,
    /// A name it no longer bears stands there.
    FormerName,
    /// An explicit symbol such as `$NVDA` or `(NASDAQ: NVDA)` stands there.
    Symbol,
    /// A name that means other things too, in the words of a company.
    Context,
    /// A brand, a product or a person that points to it.
    Brand,
    /// Only the vendor's tag says so.
    Vendor,
}

impl LinkReason {
    /// The reason in words, for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Alias => "alias",
            Self::FormerName => "former name",
            Self::Symbol => "symbol",
            Self::Context => "context",
            Self::Brand => "brand or person",
            Self::Vendor => "vendor tag",
        }
    }
}

/// Where a sentence names a watched ticker.
///
/// # Units
/// Byte offsets into the sentence, the end exclusive; confidence in percent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameSpan {
    /// Who is named.
    pub ticker: Ticker,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// How it was found.
    pub reason: LinkReason,
    /// How sure that is.
    pub confidence_pct: u8,
}

/// Where a sentence names anything that is known.
///
/// # Units
/// As [`NameSpan`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntitySpan<'l> {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Its reading name.
    pub name: &'l str,
    /// Its symbol; bodies and private companies have none.
    pub ticker: Option<&'l Ticker>,
    /// What it is.
    pub kind: ReferenceKind,
    /// Whether a profile names it.
    pub is_watched: bool,
    /// How it was found.
    pub reason: LinkReason,
    /// How sure that is.
    pub confidence_pct: u8,
}

/// What is known of one entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known<'l> {
    /// Its symbol.
    pub ticker: Option<&'l Ticker>,
    /// Its reading name.
    pub name: &'l str,
    /// What it is.
    pub kind: ReferenceKind,
    /// Whether a profile names it.
    pub is_watched: bool,
    /// Every way to write it, sorted.
    pub forms: Vec<&'l str>,
}

/// Finds names and symbols of all that is known in one pass.
#[derive(Clone, Debug)]
pub struct Linker {
    finder: Finder,
    book: Book,
    /// In the order of the finder's places.
    forms: Vec<Form>,
    entries: Vec<Entry>,
}

impl Linker {
    /// Knows the names, aliases and symbols of `profiles` and of the compiled list; of two that
    /// claim a name the first keeps it.
    #[must_use]
    pub fn new<'a>(profiles: impl IntoIterator<Item = &'a TickerProfile>) -> Self {
        Self::with_reference(profiles, &[])
    }

    /// Knows imported lists too, after its own.
    #[must_use]
    pub fn with_reference<'a>(
        profiles: impl IntoIterator<Item = &'a TickerProfile>,
        imported: &[ReferenceName],
    ) -> Self {
        let mut book = Book::of(profiles, imported);
        let begins_small = |entry: &Entry| {
            entry.written.iter().any(|written| written.starts_with(char::is_lowercase))
        };
        let keys = book.entries.iter().map(|(key, entry)| (key.as_str(), begins_small(entry)));
        let finder = Finder::new(keys);
        let entries: Vec<Entry> = std::mem::take(&mut book.entries).into_values().collect();
        let forms = entries.iter().map(|entry| entry.form).collect();
        Self { finder, book, forms, entries }
    }

    /// The watched names and symbols found in one sentence, in text order.
    #[must_use]
    pub fn names_in(&self, sentence: &str) -> Vec<NameSpan> {
        let spans = self.entities_in(sentence).into_iter().filter(|span| span.is_watched);
        spans
            .filter_map(|span| {
                Some(NameSpan {
                    ticker: span.ticker?.clone(),
                    start: span.start,
                    end: span.end,
                    reason: span.reason,
                    confidence_pct: span.confidence_pct,
                })
            })
            .collect()
    }

    /// All known names and symbols found in one sentence, watched or not, in text order and
    /// without overlaps.
    #[must_use]
    pub fn entities_in(&self, sentence: &str) -> Vec<EntitySpan<'_>> {
        let found = self.candidates(sentence);
        let sure = found.iter().filter(|candidate| candidate.is_accepted());
        sure.map(|candidate| self.span(candidate)).collect()
    }

    fn candidates(&self, sentence: &str) -> Vec<Candidate> {
        scan::candidates(sentence, &self.finder, &self.forms, &self.entries, &self.book)
    }

    fn span(&self, candidate: &Candidate) -> EntitySpan<'_> {
        let entity = &self.book.entities[candidate.entity];
        EntitySpan {
            start: candidate.start,
            end: candidate.end,
            name: &entity.name,
            ticker: entity.ticker.as_ref(),
            kind: entity.kind,
            is_watched: entity.origin == Origin::Profile,
            reason: candidate.reason,
            confidence_pct: candidate.confidence_pct,
        }
    }

    /// How many entities are known: those of profiles, of the compiled list, and imported ones.
    #[must_use]
    pub fn counts(&self) -> [usize; 3] {
        let count = |origin: Origin| {
            self.book.entities.iter().filter(|entity| entity.origin == origin).count()
        };
        [Origin::Profile, Origin::BuiltIn, Origin::Imported].map(count)
    }

    /// What is known under a symbol or a name, whatever its case.
    #[must_use]
    pub fn known(&self, text: &str) -> Vec<Known<'_>> {
        let text = text.trim();
        let by_symbol = self.book.symbols.get(&text.to_uppercase()).copied();
        let same = |written: &String| written.to_lowercase() == text.to_lowercase();
        let by_form = self
            .entries
            .iter()
            .find(|entry| entry.written.iter().any(same))
            .map(|entry| whole(entry.form.entity));
        let mut entities: Vec<usize> = by_symbol.into_iter().chain(by_form).collect();
        entities.dedup();
        entities.into_iter().map(|entity| self.known_of(entity)).collect()
    }

    fn known_of(&self, place: usize) -> Known<'_> {
        let entity = &self.book.entities[place];
        let own = self.entries.iter().filter(|entry| whole(entry.form.entity) == place);
        let mut forms: Vec<&str> =
            own.flat_map(|entry| entry.written.iter().map(String::as_str)).collect();
        forms.sort_unstable();
        Known {
            ticker: entity.ticker.as_ref(),
            name: &entity.name,
            kind: entity.kind,
            is_watched: entity.origin == Origin::Profile,
            forms,
        }
    }
}

#[cfg(test)]
mod tests;
