//! Takes a title, a text and the known profiles; gives the tickers they are about. Never takes
//! a bare upper-case word for a symbol.

mod explicit;
mod names;

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::analyse::reading::split_sentences;
use crate::model::{Ticker, TickerProfile};

use names::Name;

/// From so many named tickers on an article is a roundup, and each of them weighs less.
const ROUNDUP_TICKERS: usize = 3;
/// The relevance of a ticker that only the vendor attached.
const VENDOR_RELEVANCE: f64 = 0.2;

/// Why an article is linked to a ticker; the strongest reason is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkReason {
    /// A name or an alias stands in it.
    Name,
    /// An explicit symbol such as `$NVDA` or `(NASDAQ: NVDA)` stands in it.
    Symbol,
    /// Only the vendor's tag says so.
    Vendor,
}

/// A ticker that an article is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Which.
    pub ticker: Ticker,
    /// How much the article is about it, 0 to 1.
    pub relevance: f64,
    /// Whether it stands in the title or is named most often.
    pub primary: bool,
    /// How it was found.
    pub reason: LinkReason,
}

/// Where a sentence names a ticker.
///
/// # Units
/// Byte offsets into the sentence, the end exclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameSpan {
    /// Who is named.
    pub ticker: Ticker,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// By name or by symbol.
    pub reason: LinkReason,
}

/// Finds names and symbols of all known profiles in one pass.
#[derive(Clone, Debug)]
pub struct Linker {
    finder: Option<AhoCorasick>,
    names: Vec<Name>,
    symbols: BTreeMap<String, Ticker>,
}

#[derive(Default)]
struct Count {
    title: bool,
    first: bool,
    times: u32,
    reason: Option<LinkReason>,
}

impl Linker {
    /// Knows the names, aliases and symbols of `profiles`; the first profile keeps a name that
    /// two of them claim.
    #[must_use]
    pub fn new<'a>(profiles: impl IntoIterator<Item = &'a TickerProfile>) -> Self {
        let mut known = BTreeMap::new();
        let mut symbols = BTreeMap::new();
        for profile in profiles {
            symbols.insert(profile.ticker.as_str().to_owned(), profile.ticker.clone());
            for name in names::names_of(profile) {
                known.entry(name.written.clone()).or_insert(name);
            }
        }
        let names: Vec<Name> = known.into_values().collect();
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(names.iter().map(|name| name.written.as_str()))
            .ok();
        Self { finder, names, symbols }
    }

    /// The tickers an article is about, by ticker.
    #[must_use]
    pub fn links(&self, title: &str, text: &str, vendor: &[Ticker]) -> Vec<Link> {
        let mut counts: BTreeMap<Ticker, Count> = BTreeMap::new();
        let sentences = split_sentences(text);
        // A headline alone is its own first sentence.
        let first = usize::from(!sentences.is_empty());
        let lines = std::iter::once(title).chain(sentences.iter().map(String::as_str));
        for (index, line) in lines.enumerate() {
            for span in self.names_in(line) {
                let count = counts.entry(span.ticker).or_default();
                count.title |= index == 0;
                count.first |= index == first;
                count.times += 1;
                let reason = count.reason.get_or_insert(span.reason);
                *reason = (*reason).min(span.reason);
            }
        }
        let named = counts.len();
        let most = counts.values().map(|count| count.times).max().unwrap_or(0);
        let all: u32 = counts.values().map(|count| count.times).sum();
        for ticker in vendor.iter().filter(|ticker| self.symbols.contains_key(ticker.as_str())) {
            counts.entry(ticker.clone()).or_default();
        }
        counts
            .into_iter()
            .map(|(ticker, count)| link(ticker, &count, most, all, named.max(vendor.len())))
            .collect()
    }

    /// The names and symbols found in one sentence, in text order.
    #[must_use]
    pub fn names_in(&self, sentence: &str) -> Vec<NameSpan> {
        let mut spans = explicit::symbols_in(sentence, &self.symbols);
        if let Some(finder) = &self.finder {
            for found in finder.find_iter(sentence) {
                let name = &self.names[found.pattern().as_usize()];
                if name.stands_at(sentence, found.start(), found.end()) {
                    spans.push(NameSpan {
                        ticker: name.ticker.clone(),
                        start: found.start(),
                        end: found.end(),
                        reason: LinkReason::Name,
                    });
                }
            }
        }
        spans.sort_by_key(|span| (span.start, span.end));
        // `(NVDA)` after a name that is itself `NVDA` is one mention.
        spans.dedup_by(|later, earlier| later.start < earlier.end);
        spans
    }

    /// The known ticker that `name` means: a symbol or a name.
    pub(crate) fn resolve(&self, name: &str) -> Option<&Ticker> {
        self.symbols.get(&name.to_ascii_uppercase()).or_else(|| {
            let found = self.names.iter().find(|known| known.written.eq_ignore_ascii_case(name));
            found.map(|known| &known.ticker)
        })
    }
}

fn link(ticker: Ticker, count: &Count, most: u32, all: u32, tickers: usize) -> Link {
    let share = if all == 0 { 0.0 } else { f64::from(count.times) / f64::from(all) };
    let plain = if count.times == 0 {
        VENDOR_RELEVANCE
    } else {
        0.6 * f64::from(u8::from(count.title))
            + 0.2 * f64::from(u8::from(count.first))
            + 0.2 * share
    };
    let others = u32::try_from(tickers.saturating_sub(1)).unwrap_or(u32::MAX);
    let divisor = if tickers >= ROUNDUP_TICKERS { 1.0 + 0.5 * f64::from(others) } else { 1.0 };
    Link {
        ticker,
        relevance: plain / divisor,
        primary: count.title || (count.times > 0 && count.times == most),
        reason: count.reason.unwrap_or(LinkReason::Vendor),
    }
}

#[cfg(test)]
mod tests;
