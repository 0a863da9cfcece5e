//! Takes sources and limits; gives articles and bars as sources said them, with everything
//! that could not be read named as a fault. Never decides what is known when, never stores.

mod address;
mod articles;
mod bars;
mod chart;
mod check;
mod csv_bars;
mod dates;
mod encoding;
mod error;
mod fault;
mod feed;
mod fetch;
mod import;
mod limits;
mod plain_text;
mod source;
mod url_identity;

#[cfg(test)]
mod tests;

pub use articles::{ArticleHarvest, collect_articles};
pub use bars::{PriceHarvest, collect_bars};
pub use chart::parse_chart;
pub use csv_bars::parse_bars_csv;
pub use error::CollectError;
pub use fault::Fault;
pub use feed::parse_feed;
pub use fetch::Fetcher;
pub use import::{parse_articles_file, parse_prices_file};
pub use limits::Limits;
pub use source::{PriceKind, PriceSource, Source, SourceKind};
