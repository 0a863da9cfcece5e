//! Takes articles as sources gave them; appends those whose text is new.

use chrono::Duration;
use rusqlite::{OptionalExtension as _, Transaction, params};

use super::codec::Words as _;
use super::{Store, StoreError};
use crate::model::{ArticleItem, EXCERPT_CHARS_MAX, Instant, KnownBy, Licence};

/// How `known_at` of new facts is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownAtRule {
    /// At this instant, by our clock.
    At(Instant),
    /// Publication plus a lag, for history from files.
    AssumePublished {
        /// How long after publication we would have had it.
        lag: Duration,
        /// For undated items, and the latest that is ever assumed.
        otherwise: Instant,
    },
}

impl KnownAtRule {
    fn apply(self, published_at: Option<Instant>) -> (Instant, KnownBy) {
        match (self, published_at) {
            (Self::AssumePublished { lag, otherwise }, Some(published_at))
                if published_at + lag <= otherwise =>
            {
                (published_at + lag, KnownBy::AssumedPublished)
            }
            (Self::At(instant), _) | (Self::AssumePublished { otherwise: instant, .. }, _) => {
                (instant, KnownBy::Clock)
            }
        }
    }
}

/// What became of facts that were handed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// First seen now.
    pub new: usize,
    /// Seen before with other content: a new version.
    pub changed: usize,
    /// Seen before exactly so: nothing was written.
    pub same: usize,
}

impl Store {
    /// Appends every article that is new or has changed.
    ///
    /// # Errors
    /// [`StoreError::Query`]; nothing is written then.
    pub fn record_articles(
        &mut self,
        items: &[ArticleItem],
        rule: KnownAtRule,
        recorded_at: Instant,
    ) -> Result<Recorded, StoreError> {
        self.in_batch(recorded_at, |transaction, batch| {
            let mut recorded = Recorded::default();
            for item in items {
                record(transaction, batch, item, rule, &mut recorded)?;
            }
            Ok((recorded, recorded.new + recorded.changed > 0))
        })
    }
}

fn record(
    transaction: &Transaction<'_>,
    batch: i64,
    item: &ArticleItem,
    rule: KnownAtRule,
    recorded: &mut Recorded,
) -> Result<(), StoreError> {
    let content_sha256 = item.content_sha256().to_string();
    let latest: Option<(u32, String)> = transaction
        .prepare_cached(include_str!("sql/article_latest.sql"))?
        .query_row([&item.id.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let version = match latest {
        Some((_, known)) if known == content_sha256 => {
            recorded.same += 1;
            return Ok(());
        }
        Some((version, _)) => {
            recorded.changed += 1;
            version + 1
        }
        None => {
            recorded.new += 1;
            1
        }
    };
    let (known_at, known_by) = rule.apply(item.published_at);
    let tickers: Vec<&str> = item.vendor_tickers.iter().map(|ticker| ticker.as_str()).collect();
    transaction.prepare_cached(include_str!("sql/article_insert.sql"))?.execute(params![
        item.id.0,
        version,
        batch,
        item.source.0,
        item.publisher,
        item.url,
        item.title,
        kept_text(item),
        item.published_at.map(|at| at.timestamp_micros()),
        known_at.timestamp_micros(),
        known_by.word(),
        item.licence.word(),
        tickers.join(" "),
        content_sha256,
    ])?;
    Ok(())
}

/// What the licence lets us keep; an excerpt ends at a word.
fn kept_text(item: &ArticleItem) -> &str {
    match item.licence {
        Licence::Full => &item.text,
        Licence::Hash => "",
        Licence::Excerpt => match item.text.char_indices().nth(EXCERPT_CHARS_MAX) {
            None => &item.text,
            Some((end, _)) => {
                let cut = &item.text[..end];
                cut.rfind(char::is_whitespace).map_or(cut, |word_end| &cut[..word_end])
            }
        },
    }
}
