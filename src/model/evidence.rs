//! Takes facts; gives the references by which a sentence shows what it rests on.

use chrono::NaiveDate;

use super::{ArticleId, SourceId, Ticker};

/// One piece of evidence behind a sentence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// One version of an article, and the sentence of it that is meant.
    Article {
        /// Which article.
        id: ArticleId,
        /// Which version of it.
        version: u32,
        /// The sentence, where one is quoted or paraphrased.
        sentence: Option<String>,
    },
    /// A run of daily bars.
    Bars {
        /// Whose bars.
        ticker: Ticker,
        /// The source of the last one.
        source: SourceId,
        /// First session used.
        from: NaiveDate,
        /// Last session used.
        to: NaiveDate,
    },
}
