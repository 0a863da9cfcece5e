//! Takes claims; gives cited sentences, numbering each source when it is first cited.

use std::collections::BTreeMap;

use crate::model::{
    Article, ArticleId, Cited, Claim, DayView, Dossier, Evidence, Footnote, SourceId, Ticker,
};

use super::words;

/// The most sources that one sentence names, so that it can still be read.
const PER_SENTENCE_MAX: usize = 6;

/// What a footnote stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Article { id: ArticleId, version: u32 },
    Bars { ticker: Ticker, source: SourceId },
}

/// The footnotes given so far.
pub(super) struct Citations<'d> {
    articles: BTreeMap<(&'d ArticleId, u32), &'d Article>,
    numbers: BTreeMap<Source, u16>,
    footnotes: Vec<Footnote>,
}

impl<'d> Citations<'d> {
    pub(super) fn new(dossier: &'d Dossier, day: &'d DayView) -> Self {
        let articles = dossier
            .articles
            .iter()
            .chain(&day.cited)
            .map(|article| ((&article.item.id, article.version), article))
            .collect();
        Self { articles, numbers: BTreeMap::new(), footnotes: Vec::new() }
    }

    /// A claim's sentence with the numbers of its evidence.
    pub(super) fn claim(&mut self, claim: &Claim) -> Cited {
        self.sentence(claim.text(), [claim])
    }

    /// A sentence of ours with the numbers of the claims it rests on.
    pub(super) fn sentence<'c>(
        &mut self,
        text: impl Into<String>,
        claims: impl IntoIterator<Item = &'c Claim>,
    ) -> Cited {
        let mut citations: Vec<u16> = Vec::new();
        for evidence in claims.into_iter().flat_map(Claim::evidence) {
            if let Some(number) = self.number(evidence)
                && !citations.contains(&number)
                && citations.len() < PER_SENTENCE_MAX
            {
                citations.push(number);
            }
        }
        citations.sort_unstable();
        Cited { text: text.into(), citations }
    }

    pub(super) fn footnotes(self) -> Vec<Footnote> {
        self.footnotes
    }

    fn number(&mut self, evidence: &Evidence) -> Option<u16> {
        let source = match evidence {
            Evidence::Article { id, version, .. } => {
                Source::Article { id: id.clone(), version: *version }
            }
            Evidence::Bars { ticker, source, .. } => {
                Source::Bars { ticker: ticker.clone(), source: source.clone() }
            }
        };
        if let Some(number) = self.numbers.get(&source) {
            return Some(*number);
        }
        let number = u16::try_from(self.footnotes.len() + 1).ok()?;
        let footnote = self.footnote(number, evidence)?;
        self.footnotes.push(footnote);
        self.numbers.insert(source, number);
        Some(number)
    }

    fn footnote(&self, number: u16, evidence: &Evidence) -> Option<Footnote> {
        match evidence {
            Evidence::Article { id, version, .. } => {
                let article = self.articles.get(&(id, *version))?;
                let dated = article.item.published_at.map_or_else(
                    || format!("undated, known {}", words::utc(article.known_at)),
                    words::utc,
                );
                Some(Footnote {
                    number,
                    title: article.item.title.clone(),
                    publisher: article.item.publisher.clone(),
                    dated,
                    url: article.item.url.clone(),
                    sha256: Some(article.content_sha256),
                })
            }
            Evidence::Bars { ticker, source, to, .. } => Some(Footnote {
                number,
                title: format!("{ticker} daily bars"),
                publisher: source.to_string(),
                dated: format!("to {}", to.format("%-d %b %Y")),
                url: None,
                sha256: None,
            }),
        }
    }
}
