//! Takes a harvest; gives it with each article once. The same article stands twice in a feed
//! or file by its id, by its address and title, or, without either, by its words.

use std::collections::BTreeMap;

use super::gather::unite;
use super::{ArticleHarvest, Fault};
use crate::model::{ArticleId, ArticleItem, SourceId};

/// What makes two items one article.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Sameness {
    Id(ArticleId),
    /// Address, title and day: one page may hold several stories, and a column keeps its title.
    Page(String, String, String),
    /// Title, publisher and day of an article without address.
    Words(String, String, String),
}

impl ArticleHarvest {
    /// Merges what stands there more than once: the first stays and takes the tickers of the
    /// others; a withdrawal withdraws it. One fault counts the rest.
    pub fn merge_duplicates(&mut self, source: &SourceId) {
        let mut known = BTreeMap::new();
        let mut kept: Vec<ArticleItem> = Vec::with_capacity(self.items.len());
        let mut count = 0;
        for item in std::mem::take(&mut self.items) {
            let sames = samenesses(&item);
            let place = sames.iter().find_map(|same| known.get(same).copied());
            let place = place.unwrap_or(kept.len());
            for same in sames {
                known.entry(same).or_insert(place);
            }
            match kept.get_mut(place) {
                None => kept.push(item),
                Some(first) if item.withdrawn => first.withdrawn = true,
                Some(first) => {
                    count += 1;
                    unite(&mut first.vendor_tickers, item.vendor_tickers);
                }
            }
        }
        self.items = kept;
        if count > 0 {
            self.faults.push(Fault::Merged { source: source.to_string(), count });
        }
    }
}

fn samenesses(item: &ArticleItem) -> Vec<Sameness> {
    let day = item.published_at.map(|at| at.date_naive().to_string()).unwrap_or_default();
    let title = item.words.title.clone();
    vec![
        Sameness::Id(item.id),
        match &item.words.url {
            Some(url) => Sameness::Page(url.clone(), title, day),
            None => Sameness::Words(title, item.words.publisher.clone(), day),
        },
    ]
}
