//! Takes a day's view; gives the sections whose prose may be written anew, each with its
//! numbered claims and the words they rest on. Never a section for quotations, records or
//! levels: those stay as they are.

use std::collections::BTreeMap;

use crate::model::{Article, ArticleId, Claim, DayView, Evidence, TickerView};

/// Sections beyond these keep their own words.
const SECTIONS_MAX: usize = 120;
/// Texts that one claim brings along as its evidence.
const EVIDENCE_MAX: usize = 6;
/// The longest of them, in characters.
const EVIDENCE_CHARS_MAX: usize = 400;

/// Which text of a ticker a section is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The summary.
    Summary,
    /// What the crowd holds.
    Crowd,
    /// Where price, attention and tone part.
    Split,
}

impl Part {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Crowd => "crowd",
            Self::Split => "split",
        }
    }

    /// Sentences that a section has room for.
    pub(super) fn sentences_max(self) -> usize {
        match self {
            Self::Summary => 3,
            Self::Crowd | Self::Split => 2,
        }
    }
}

/// A text that may be written anew.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// Such as `summary:NVDA`.
    pub(super) id: String,
    /// The ticker's place in the day's view.
    pub(super) place: usize,
    pub(super) part: Part,
    /// Ticker and name, which every sentence of it may use.
    pub(super) subject: [String; 2],
    pub(super) claims: Vec<Numbered>,
}

/// A claim with the id by which a sentence cites it, and the words it rests on.
#[derive(Clone, Debug)]
pub(super) struct Numbered {
    /// `c1`, `c2` …, unlike any other of the day.
    pub(super) id: String,
    pub(super) claim: Claim,
    pub(super) evidence: Vec<String>,
}

impl Numbered {
    /// Everything that a sentence which cites it may draw on.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.claim.text()).chain(self.evidence.iter().map(String::as_str))
    }
}

/// The day's sections in its own order.
pub(super) fn sections(day: &DayView) -> Vec<Section> {
    let known: BTreeMap<(ArticleId, u32), &Article> =
        day.cited.iter().map(|article| ((article.item.id, article.version), article)).collect();
    let mut sections: Vec<Section> = Vec::new();
    let mut number = 0;
    for (place, view) in day.tickers.iter().enumerate() {
        for (part, claims) in parts(view) {
            if claims.is_empty() || sections.len() == SECTIONS_MAX {
                continue;
            }
            let claims = claims
                .iter()
                .map(|claim| {
                    number += 1;
                    let evidence = evidence(claim, &known);
                    Numbered { id: format!("c{number}"), claim: claim.clone(), evidence }
                })
                .collect();
            let ticker = view.profile.ticker.to_string();
            sections.push(Section {
                id: format!("{}:{ticker}", part.key()),
                place,
                part,
                subject: [ticker, view.profile.name.clone()],
                claims,
            });
        }
    }
    sections
}

fn parts(view: &TickerView) -> Vec<(Part, &[Claim])> {
    let mut parts = vec![(Part::Summary, view.summary.as_slice())];
    if let Some(takeaway) = &view.takeaway {
        parts.push((Part::Crowd, std::slice::from_ref(&takeaway.crowd)));
        parts.push((Part::Split, std::slice::from_ref(&takeaway.split)));
    }
    parts
}

/// The quoted sentence of each article, or its title where none is quoted.
fn evidence(claim: &Claim, known: &BTreeMap<(ArticleId, u32), &Article>) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for evidence in claim.evidence() {
        let Evidence::Article { id, version, sentence } = evidence else { continue };
        let title = known.get(&(*id, *version)).map(|article| &article.item.words.title);
        let Some(text) = sentence.as_ref().or(title) else { continue };
        let text: String = text.chars().take(EVIDENCE_CHARS_MAX).collect();
        if texts.len() < EVIDENCE_MAX && !texts.contains(&text) && !claim.text().contains(&text) {
            texts.push(text);
        }
    }
    texts
}
