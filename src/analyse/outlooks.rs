//! Takes today's readings; gives the dated or bucketed events they speak of, each with its
//! sentence. Never an event without a sentence, never one that has passed.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::crowd::Story;
use super::hands::{self, Hands};
use super::horizon;
use super::universe::Universe;
use super::wording::{cite, may_quote, quote, shown_of};
use crate::model::{Article, Claim, Outlook, Sign, Ticker, When};

/// The most events of one edition.
const OUTLOOKS_MAX: usize = 12;
/// A sentence's score within this of zero pulls neither way.
const NEUTRAL_BELOW: f64 = 0.10;

/// Events of today's stories, nearest first, then by weight.
pub(super) fn outlooks(universe: &Universe, hands: &Hands) -> Vec<Outlook> {
    let clusters = &universe.clusters;
    let of_story = |place: usize| {
        let members = clusters[place].members.iter();
        members.flat_map(|&reading| of_reading(universe, reading)).collect::<Vec<_>>()
    };
    let mut told = BTreeSet::new();
    let mut found: Vec<Ahead<'_>> =
        hands::map(hands, clusters.len(), of_story).into_iter().flatten().collect();
    found.retain(|ahead| told.insert((shown_of(ahead.sentence), ahead.publisher())));
    found.sort_by(Ahead::compare);
    // Only what may be shown is put into words: those, and all as near and as weighty as the last.
    let shown = match found.get(OUTLOOKS_MAX - 1) {
        Some(last) => found.partition_point(|ahead| ahead.compare(last).is_le()),
        None => found.len(),
    };
    let mut shown: Vec<(&Ahead<'_>, Outlook)> =
        found[..shown].iter().map(|ahead| (ahead, ahead.outlook())).collect();
    shown.sort_by(|(left, one), (right, other)| {
        left.compare(right).then_with(|| one.claim.text().cmp(other.claim.text()))
    });
    shown.into_iter().map(|(_, outlook)| outlook).take(OUTLOOKS_MAX).collect()
}

/// A sentence that looks ahead.
struct Ahead<'u> {
    when: When,
    days: i64,
    sentence: &'u str,
    article: &'u Article,
    named: Named<'u>,
}

/// Whom a sentence names.
#[derive(Default)]
struct Named<'u> {
    /// The most relevance of one of them.
    weight: f64,
    /// How each comes off.
    scores: Vec<(&'u Ticker, f64)>,
}

impl<'u> Ahead<'u> {
    fn publisher(&self) -> &'u str {
        &self.article.item.words.publisher
    }

    /// The nearest first, then the weightiest.
    fn compare(&self, other: &Self) -> Ordering {
        self.days.cmp(&other.days).then(other.named.weight.total_cmp(&self.named.weight))
    }

    fn outlook(&self) -> Outlook {
        let text = quote(self.sentence, &[self.publisher()]);
        Outlook {
            when: self.when,
            sign: sign_of(self.named.scores.iter().map(|(_, score)| *score)),
            tickers: self.named.scores.iter().map(|(ticker, _)| (*ticker).clone()).collect(),
            claim: Claim::new(text, cite(self.article, Some(self.sentence)), []),
        }
    }
}

/// The sentences of one article that look ahead.
fn of_reading<'u>(universe: &'u Universe<'_>, reading: usize) -> Vec<Ahead<'u>> {
    let today = universe.dossier.date;
    let read = &universe.readings[reading];
    let article = &universe.dossier.articles[read.article];
    let said = article.item.published_at.unwrap_or(article.known_at).date_naive();
    let mut by_sentence: BTreeMap<usize, Named<'u>> = BTreeMap::new();
    for mention in &read.mentions {
        for sentence in &mention.sentences {
            let named = by_sentence.entry(sentence.index).or_default();
            named.weight = named.weight.max(mention.relevance);
            named.scores.push((&mention.ticker, sentence.score));
        }
    }
    let ahead = by_sentence.into_iter().filter_map(|(index, named)| {
        let sentence = read.sentences.get(index)?;
        let when = horizon::when(sentence, said, today).filter(|_| may_quote(article, index))?;
        let days = horizon::distance_days(when, today);
        Some(Ahead { when, days, sentence, article, named })
    });
    ahead.collect()
}

/// Which way scores pull together: both ways only if the weaker side has at least half of the
/// stronger one's weight.
pub(super) fn sign_of(scores: impl IntoIterator<Item = f64>) -> Sign {
    let (mut up, mut down) = (0.0, 0.0);
    for score in scores.into_iter().filter(|score| score.abs() >= NEUTRAL_BELOW) {
        if score > 0.0 {
            up += score;
        } else {
            down -= score;
        }
    }
    if up == 0.0 && down == 0.0 {
        Sign::Neutral
    } else if 2.0 * f64::min(up, down) >= f64::max(up, down) {
        Sign::Mixed
    } else if up > down {
        Sign::Positive
    } else {
        Sign::Negative
    }
}

/// A ticker's own events of one side: what could lift it (`Positive`, dated neutral ones too)
/// or sink it (`Negative`).
pub(super) fn side(all: &[Outlook], ticker: &Ticker, side: Sign) -> Vec<Outlook> {
    const SIDE_MAX: usize = 3;
    let fits = |outlook: &&Outlook| {
        let dated = matches!(outlook.when, When::On(_));
        let neutral_event = side == Sign::Positive && outlook.sign == Sign::Neutral && dated;
        outlook.tickers.contains(ticker)
            && (outlook.sign == side || outlook.sign == Sign::Mixed || neutral_event)
    };
    all.iter().filter(fits).take(SIDE_MAX).cloned().collect()
}

/// When the first sentence of a story that looks ahead expects something.
pub(super) fn story_when(universe: &Universe, story: &Story) -> Option<When> {
    story.members.iter().find_map(|(reading, _)| {
        let read = &universe.readings[*reading];
        let article = &universe.dossier.articles[read.article];
        let said = article.item.published_at.unwrap_or(article.known_at).date_naive();
        read.sentences
            .iter()
            .find_map(|sentence| horizon::when(sentence, said, universe.dossier.date))
    })
}

/// The nearest event of a ticker, as the catalyst of an effect.
pub(super) fn outlooks_claim(all: &[Outlook], ticker: &Ticker) -> Option<Claim> {
    all.iter().find(|outlook| outlook.tickers.contains(ticker)).map(|outlook| outlook.claim.clone())
}
