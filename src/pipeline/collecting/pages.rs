//! Takes the articles a source gave; fetches the pages behind those that are new, where their
//! text may be kept, and fills it in. A page that gives nothing costs only itself.

use std::sync::Arc;

use super::chain;
use crate::collect::{self, ArticleHarvest, Fault, Fetcher};
use crate::model::{ArticleItem, SourceId};
use crate::store::{Store, StoreError};

/// The places of the articles whose pages are worth fetching: new or changed, with an address,
/// the newest first, no more than `pages_max`.
pub(super) fn wanted(
    store: &Store,
    items: &[ArticleItem],
    pages_max: usize,
) -> Result<Vec<usize>, StoreError> {
    let mut wanted = Vec::new();
    for (place, item) in items.iter().enumerate() {
        if item.words.url.is_some() && !item.withdrawn && store.is_news(item)? {
            wanted.push(place);
        }
    }
    wanted.sort_by_key(|place| std::cmp::Reverse(items[*place].published_at));
    wanted.truncate(pages_max);
    Ok(wanted)
}

/// Fetches the pages, one after another: they are of one publisher.
pub(super) async fn fill(
    fetcher: Arc<Fetcher>,
    source: SourceId,
    mut harvest: ArticleHarvest,
    wanted: Vec<usize>,
) -> ArticleHarvest {
    let mut missing = 0;
    let mut reason = String::new();
    for place in wanted {
        match collect::fetch_full_text(&fetcher, &harvest.items[place]).await {
            Ok(text) => harvest.items[place].words_mut().full_text = Some(text),
            Err(error) => {
                missing += 1;
                reason = chain(&error);
            }
        }
    }
    if missing > 0 {
        let source = source.to_string();
        harvest.faults.push(Fault::Pages { source, count: missing, reason });
    }
    harvest
}
