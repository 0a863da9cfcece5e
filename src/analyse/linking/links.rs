//! Takes an article and the vendor's tags; gives the watched tickers it is about, with how much
//! and how surely. Never lets one of thirty names weigh like the only one.

use std::collections::BTreeMap;

use super::book::Origin;
use super::scan::{Candidate, confidence};
use super::{EntitySpan, LinkReason, Linker};
use crate::model::Ticker;

/// From so many names of like weight an article is a roundup, and each of them weighs less.
const ROUNDUP_NAMES: f64 = 3.0;
/// The relevance of a ticker that only the vendor attached.
const VENDOR_RELEVANCE: f64 = 0.2;
/// What a vendor's tag takes of the doubt in a name.
const VENDOR_HALVES: u8 = 2;

/// A ticker that an article is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Which.
    pub ticker: Ticker,
    /// How much the article is about it, 0 to 1.
    pub relevance: f64,
    /// Whether it stands in the title or is named most often.
    pub primary: bool,
    /// How it was found; of several ways the surest.
    pub reason: LinkReason,
    /// How sure that is, in percent.
    pub confidence_pct: u8,
    /// Where it is named first; `None` if only the vendor names it.
    pub position: Option<LinkPosition>,
}

/// A place in an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkPosition {
    /// 0 is the title, 1 the first sentence of the text.
    pub sentence: usize,
    /// The byte in it.
    pub byte: usize,
}

/// An article as a linker reads it.
#[derive(Clone, Debug)]
pub struct Linked<'l> {
    /// The watched tickers it is about, by ticker.
    pub links: Vec<Link>,
    /// All known names and symbols of each line, as [`Linker::entities_in`] finds them.
    pub named: Vec<Vec<EntitySpan<'l>>>,
}

#[derive(Default)]
struct Count {
    title: bool,
    first: bool,
    times: u32,
    reason: Option<(u8, LinkReason)>,
    position: Option<LinkPosition>,
}

impl Count {
    fn add(&mut self, line: usize, first_line: usize, found: &Candidate) {
        self.title |= line == 0;
        self.first |= line == first_line;
        self.times += 1;
        if self.reason.is_none_or(|(surest, _)| surest < found.confidence_pct) {
            self.reason = Some((found.confidence_pct, found.reason));
        }
        let place = LinkPosition { sentence: line, byte: found.start };
        self.position = Some(self.position.map_or(place, |first| first.min(place)));
    }
}

impl Linker {
    /// Whom an article is about, and the names in each of its lines: the title, then the
    /// sentences of its text.
    #[must_use]
    pub fn link(&self, lines: &[&str], vendor: &[Ticker]) -> Linked<'_> {
        let found: Vec<Vec<Candidate>> = lines.iter().map(|line| self.candidates(line)).collect();
        let named = |line: &Vec<Candidate>| {
            let accepted = line.iter().filter(|candidate| candidate.is_accepted());
            accepted.map(|candidate| self.span(candidate)).collect()
        };
        let named = found.iter().map(named).collect();
        Linked { links: self.links(&found, vendor), named }
    }

    fn links(&self, lines: &[Vec<Candidate>], vendor: &[Ticker]) -> Vec<Link> {
        // A headline alone is its own first sentence.
        let first = usize::from(lines.len() > 1);
        let tagged: Vec<usize> = vendor
            .iter()
            .filter_map(|ticker| self.book.symbols.get(ticker.as_str()).copied())
            .collect();
        let counts = counted(lines, first, &tagged);
        let names = self.names_of_like_weight(&counts).max(whole(vendor.len()));
        let watched = |entity: &usize| self.book.entities[*entity].origin == Origin::Profile;
        let most = counts.iter().filter(|(entity, _)| watched(entity));
        let most = most.map(|(_, count)| count.times).max().unwrap_or(0);
        let all: u32 =
            counts.iter().filter(|(entity, _)| watched(entity)).map(|(_, count)| count.times).sum();
        let mut found: Vec<Link> = counts
            .iter()
            .filter(|(entity, _)| watched(entity))
            .filter_map(|(entity, count)| {
                let ticker = self.book.entities[*entity].ticker.clone()?;
                Some(link(ticker, count, (most, all), names, tagged.contains(entity)))
            })
            .collect();
        found.sort_by(|left, right| left.ticker.cmp(&right.ticker));
        found
    }

    /// How many names the article has that weigh alike: thirty named once each are thirty, one
    /// named ten times among ten is fewer than four.
    ///
    /// # Source
    /// The inverse of Simpson's index of concentration.
    fn names_of_like_weight(&self, counts: &BTreeMap<usize, Count>) -> f64 {
        let (mut sum, mut squares) = (0.0, 0.0);
        for (entity, count) in counts {
            if self.book.entities[*entity].kind.is_security() {
                let times = f64::from(count.times);
                sum += times;
                squares += times * times;
            }
        }
        if squares > 0.0 { sum * sum / squares } else { 0.0 }
    }
}

/// Every entity of the article with its mentions. What a sentence leaves open is proved by
/// another sentence or by the vendor's tag.
fn counted(lines: &[Vec<Candidate>], first: usize, tagged: &[usize]) -> BTreeMap<usize, Count> {
    let mut counts: BTreeMap<usize, Count> = BTreeMap::new();
    let all = || {
        lines.iter().enumerate().flat_map(|(line, found)| found.iter().map(move |one| (line, one)))
    };
    for (line, found) in all().filter(|(_, found)| found.is_accepted()) {
        counts.entry(found.entity).or_default().add(line, first, found);
    }
    let mut proved = Vec::new();
    for (line, found) in all().filter(|(_, found)| found.is_open()) {
        if counts.contains_key(&found.entity) || tagged.contains(&found.entity) {
            let reason = LinkReason::Context;
            let confidence_pct = confidence(reason);
            let mut found = *found;
            found.reason = reason;
            found.confidence_pct = confidence_pct;
            proved.push((line, found));
        }
    }
    for (line, found) in &proved {
        counts.entry(found.entity).or_default().add(*line, first, found);
    }
    for entity in tagged {
        counts.entry(*entity).or_default();
    }
    counts
}

fn link(
    ticker: Ticker,
    count: &Count,
    (most, all): (u32, u32),
    names: f64,
    is_tagged: bool,
) -> Link {
    let share = if all == 0 { 0.0 } else { f64::from(count.times) / f64::from(all) };
    let plain = if count.times == 0 {
        VENDOR_RELEVANCE
    } else {
        0.6 * f64::from(u8::from(count.title))
            + 0.2 * f64::from(u8::from(count.first))
            + 0.2 * share
    };
    let divisor = if names >= ROUNDUP_NAMES { 1.0 + 0.5 * (names - 1.0) } else { 1.0 };
    let (sure, reason) =
        count.reason.unwrap_or((confidence(LinkReason::Vendor), LinkReason::Vendor));
    let doubt = 100 - sure;
    let is_confirmed = is_tagged && count.times > 0;
    let doubt = if is_confirmed { doubt / VENDOR_HALVES } else { doubt };
    Link {
        ticker,
        relevance: plain / divisor,
        primary: count.title || (count.times > 0 && count.times == most),
        reason,
        confidence_pct: 100 - doubt,
        position: count.position,
    }
}

/// A count of names as a number to calculate with.
fn whole(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
