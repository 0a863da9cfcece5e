//! Takes claims in reading order; gives them numbered citations and, at the end, the
//! footnotes. Never numbers a source twice and never loses one.

use std::collections::BTreeMap;

use super::words;
use crate::model::{Article, ArticleId, Cited, Claim, DayView, Dossier, Evidence, Footnote};

/// Numbers sources by their first citation.
pub(super) struct Citations<'a> {
    dossier: &'a Dossier,
    /// By id and version.
    cited: &'a [Article],
    numbers: BTreeMap<String, u16>,
    notes: Vec<Footnote>,
}

impl<'a> Citations<'a> {
    pub(super) fn of(dossier: &'a Dossier, day: &'a DayView) -> Self {
        Self { dossier, cited: &day.cited, numbers: BTreeMap::new(), notes: Vec::new() }
    }

    /// A version of an article: most that are cited are the day's own.
    fn article(&self, id: ArticleId, version: u32) -> Option<&'a Article> {
        let key = |article: &Article| (article.item.id, article.version);
        match self.cited.binary_search_by_key(&(id, version), key) {
            Ok(place) => Some(&self.cited[place]),
            Err(_) => self.dossier.articles.iter().find(|other| key(other) == (id, version)),
        }
    }

    /// The claim as it stands, with its sources.
    pub(super) fn claim(&mut self, claim: &Claim) -> Cited {
        self.text(claim.text(), [claim])
    }

    /// A sentence of ours that rests on `claims`.
    pub(super) fn text<'c>(
        &mut self,
        text: impl Into<String>,
        claims: impl IntoIterator<Item = &'c Claim>,
    ) -> Cited {
        let mut citations: Vec<u16> = claims
            .into_iter()
            .flat_map(Claim::evidence)
            .map(|evidence| self.number(evidence))
            .collect();
        citations.sort_unstable();
        citations.dedup();
        Cited { text: text.into(), citations }
    }

    /// Who published the first article behind `claim`.
    pub(super) fn publisher(&self, claim: &Claim) -> Option<&'a str> {
        claim.evidence().find_map(|evidence| match evidence {
            Evidence::Article { id, version, .. } => {
                self.article(*id, *version).map(|article| article.item.words.publisher.as_str())
            }
            Evidence::Bars { .. } => None,
        })
    }

    pub(super) fn footnotes(self) -> Vec<Footnote> {
        self.notes
    }

    fn number(&mut self, evidence: &Evidence) -> u16 {
        let key = match evidence {
            Evidence::Article { id, version, .. } => format!("article {id} {version}"),
            Evidence::Bars { ticker, source, to, .. } => format!("bars {ticker} {source} {to}"),
        };
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let number = u16::try_from(self.notes.len() + 1).unwrap_or(u16::MAX);
        let note = self.footnote(number, evidence);
        self.notes.push(note);
        self.numbers.insert(key, number);
        number
    }

    fn footnote(&self, number: u16, evidence: &Evidence) -> Footnote {
        match evidence {
            Evidence::Bars { ticker, source, from, to } => Footnote {
                number,
                title: format!("{ticker} daily bars to {}", words::short_date(*to)),
                publisher: source.to_string(),
                dated: format!("from {}", words::short_date(*from)),
                url: None,
                sha256: None,
            },
            Evidence::Article { id, version, .. } => match self.article(*id, *version) {
                Some(article) => of_article(number, article),
                None => Footnote {
                    number,
                    title: format!("Article {id}, version {version}"),
                    publisher: "not kept".to_owned(),
                    dated: "undated".to_owned(),
                    url: None,
                    sha256: None,
                },
            },
        }
    }
}

fn of_article(number: u16, article: &Article) -> Footnote {
    Footnote {
        number,
        title: article.item.words.title.clone(),
        publisher: article.item.words.publisher.clone(),
        dated: article.item.published_at.map_or_else(|| "undated".to_owned(), words::instant),
        url: article.item.words.url.clone(),
        sha256: Some(article.content_sha256),
    }
}
