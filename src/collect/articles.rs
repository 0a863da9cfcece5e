//! Takes a source of articles; asks it and gives what it has now.

use super::fetch::Fetched;
use super::{CollectError, Fault, Fetcher, Source, SourceKind, import, parse_feed};
use crate::model::{ArticleItem, Instant, Validators};

/// What a source of articles gave.
#[derive(Debug, Default)]
pub struct ArticleHarvest {
    /// Its articles, in its own order.
    pub items: Vec<ArticleItem>,
    /// What could not be read.
    pub faults: Vec<Fault>,
    /// For the next conditional request.
    pub validators: Option<Validators>,
}

/// Asks one source. A source that has not changed gives an empty harvest.
///
/// # Errors
/// [`CollectError`] when the source as a whole gave nothing readable.
pub async fn collect_articles(
    fetcher: &Fetcher,
    source: &Source,
    validators: Option<&Validators>,
    now: Instant,
) -> Result<ArticleHarvest, CollectError> {
    let body = match fetcher.fetch(&source.location, validators).await? {
        Fetched::NotModified => return Ok(ArticleHarvest::default()),
        Fetched::Body(body) => body,
    };
    let limits = fetcher.limits();
    let mut harvest = match source.kind {
        SourceKind::Feed => parse_feed(&body.bytes, source, limits, now)?,
        SourceKind::File => {
            import::parse_articles_file(&source.location, &body.bytes, source, limits, now)?
        }
    };
    harvest.validators = body.validators;
    Ok(harvest)
}
