//! Takes today's readings; gives the dated or bucketed events they speak of, each with its
//! sentence. Never an event without a sentence, never one that has passed.

use std::collections::BTreeMap;

use super::crowd::Story;
use super::horizon;
use super::universe::Universe;
use super::wording::{cite, may_quote, quote};
use crate::model::{Claim, Outlook, Sign, Ticker, When};

/// The most events of one edition.
const OUTLOOKS_MAX: usize = 12;
/// A sentence's score within this of zero pulls neither way.
const NEUTRAL_BELOW: f64 = 0.10;

/// Events of today's stories, nearest first, then by weight.
pub(super) fn outlooks(universe: &Universe) -> Vec<Outlook> {
    let mut found: Vec<(i64, f64, Outlook)> = Vec::new();
    for cluster in &universe.clusters {
        for &reading in &cluster.members {
            for (weight, outlook) in of_reading(universe, reading) {
                let days = horizon::distance_days(outlook.when, universe.dossier.date);
                let told =
                    found.iter().any(|(_, _, other)| other.claim.text() == outlook.claim.text());
                if !told {
                    found.push((days, weight, outlook));
                }
            }
        }
    }
    found.sort_by(|left, right| {
        (left.0.cmp(&right.0))
            .then(right.1.total_cmp(&left.1))
            .then(left.2.claim.text().cmp(right.2.claim.text()))
    });
    found.into_iter().map(|(_, _, outlook)| outlook).take(OUTLOOKS_MAX).collect()
}

/// The sentences of one article that look ahead, with the relevance of whom they name.
fn of_reading(universe: &Universe, reading: usize) -> Vec<(f64, Outlook)> {
    let today = universe.dossier.date;
    let read = &universe.readings[reading];
    let article = &universe.dossier.articles[read.article];
    let said = article.item.published_at.unwrap_or(article.known_at).date_naive();
    let mut by_sentence: BTreeMap<usize, Vec<(&Ticker, f64, f64)>> = BTreeMap::new();
    for mention in &read.mentions {
        for sentence in &mention.sentences {
            let named = by_sentence.entry(sentence.index).or_default();
            named.push((&mention.ticker, sentence.score, mention.relevance));
        }
    }
    let ahead = by_sentence.into_iter().filter_map(|(index, named)| {
        let sentence = read.sentences.get(index)?;
        let when = horizon::when(sentence, said, today).filter(|_| may_quote(article, index))?;
        let text = quote(sentence, &[&article.item.publisher]);
        let outlook = Outlook {
            when,
            sign: sign_of(named.iter().map(|(_, score, _)| *score)),
            tickers: named.iter().map(|(ticker, _, _)| (*ticker).clone()).collect(),
            claim: Claim::new(text, cite(article, Some(sentence)), []),
        };
        let weight = named.iter().map(|(_, _, relevance)| *relevance).fold(0.0, f64::max);
        Some((weight, outlook))
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
