//! Takes sources and limits; gives articles and bars as sources said them, with everything
//! that could not be read named as a fault. Never decides what is known when, never stores.

mod articles;
mod courtesy;
mod dates;
mod duplicates;
mod error;
mod fault;
mod feed;
mod fetch;
mod full_text;
mod gather;
mod import;
mod json;
mod limits;
mod news;
mod prices;
mod request;
mod source;
mod stamps;
mod symbols;
mod text;
mod url_identity;

#[cfg(test)]
mod tests;

use crate::faults::{self, Step};
use crate::model::ApiKey;
pub use articles::{ArticleHarvest, Question, collect_articles};
pub use courtesy::{after_answer, after_failure, waits};
pub use error::CollectError;
pub use fault::{Bars, Fault};
pub use feed::parse_feed;
pub use fetch::Fetcher;
pub use full_text::{extract_article, fetch_full_text};
pub use import::{
    REFERENCE_ROWS_MAX, ReferenceFault, ReferenceHarvest, parse_articles_file, parse_prices_file,
    parse_reference_file,
};
pub use limits::Limits;
pub use news::parse_news;
pub use prices::{PriceHarvest, collect_bars, parse_bars};
pub use source::{NewsProvider, PriceKind, PriceSource, Source, SourceKind};

/// Goes through a step of asking a source.
fn pass(step: Step) -> Result<(), CollectError> {
    let path = || step.name().to_owned();
    faults::at(step).map_err(|source| CollectError::File { path: path(), source })
}
