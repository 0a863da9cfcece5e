//! Takes the readings of one day; gives them to the next, which reads most of the same articles.
//! Never gives a reading of another text or for other names: it changes how often is read, and
//! nothing that is found.

use std::collections::BTreeMap;

use super::Reading;
use crate::model::{ArticleId, Dossier, ReferenceName, Sha256Hash, Ticker, TickerProfile};

/// What the day before read.
#[derive(Default)]
pub struct ReadBefore {
    /// Whom the texts could name.
    names: Option<Names>,
    readings: BTreeMap<Text, Known>,
}

#[derive(PartialEq)]
struct Names {
    watchlist: Vec<TickerProfile>,
    others: Vec<TickerProfile>,
    reference: Vec<ReferenceName>,
}

/// An article's version and what it says.
type Text = (ArticleId, u32, Sha256Hash);

struct Known {
    vendor_tickers: Vec<Ticker>,
    /// `None` where it names nobody.
    reading: Option<Reading>,
}

impl ReadBefore {
    /// Reads the articles at `places`, but for those that were read before. Only these are
    /// remembered.
    pub(super) fn read(
        &mut self,
        dossier: &Dossier,
        places: &[usize],
        read: impl Fn(usize) -> Option<Reading>,
    ) -> Vec<Reading> {
        let same = self.names.as_ref().is_some_and(|names| names.are_of(dossier));
        let mut before = std::mem::take(&mut self.readings);
        if !same {
            before.clear();
            self.names = Some(Names::of(dossier));
        }
        let mut readings = Vec::new();
        for &index in places {
            let article = &dossier.articles[index];
            let text = (article.item.id.clone(), article.version, article.content_sha256);
            let vendor_tickers = &article.item.vendor_tickers;
            let known =
                before.remove(&text).filter(|known| known.vendor_tickers == *vendor_tickers);
            let known = known.unwrap_or_else(|| Known {
                vendor_tickers: vendor_tickers.clone(),
                reading: read(index),
            });
            readings.extend(known.reading.clone().map(|read| Reading { article: index, ..read }));
            self.readings.insert(text, known);
        }
        readings
    }
}

impl Names {
    fn of(dossier: &Dossier) -> Self {
        Self {
            watchlist: dossier.scope.watchlist.clone(),
            others: dossier.scope.others.clone(),
            reference: dossier.reference.clone(),
        }
    }

    fn are_of(&self, dossier: &Dossier) -> bool {
        let scope = &dossier.scope;
        self.watchlist == scope.watchlist
            && self.others == scope.others
            && self.reference == dossier.reference
    }
}
