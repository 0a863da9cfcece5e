//! Takes articles as a source gave them; gives versions with the instant at which they were
//! known. Never keeps more of a text than its licence allows.

use chrono::Duration;
use rusqlite::{OptionalExtension, Row, named_params};

use super::Store;
use super::batch::{BatchWriter, Recorded};
use super::codec::{self, KNOWN_BYS, LICENCES, micros};
use super::error::{StoreError, during};
use crate::model::{
    Article, ArticleId, ArticleItem, EXCERPT_CHARS_MAX, Instant, KnownBy, Licence, Sha256Hash,
    SourceId, Ticker,
};

/// How the instant at which an article was known comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownAtRule {
    /// By our clock.
    At(Instant),
    /// By its date of publication plus a lag, for imported history: reconstructed. An undated
    /// article, or one dated after `otherwise`, is known at `otherwise`, by our clock.
    AssumePublished {
        /// From publication to our knowledge.
        lag: Duration,
        /// The instant of the import.
        otherwise: Instant,
    },
}

impl KnownAtRule {
    fn known_at(self, item: &ArticleItem) -> (Instant, KnownBy) {
        match self {
            Self::At(at) => (at, KnownBy::Clock),
            Self::AssumePublished { lag, otherwise } => item
                .published_at
                .and_then(|published_at| published_at.checked_add_signed(lag))
                .filter(|assumed_at| *assumed_at <= otherwise)
                .map_or((otherwise, KnownBy::Clock), |at| (at, KnownBy::AssumedPublished)),
        }
    }
}

impl Store {
    /// Records articles in one batch: a text that differs from the latest version of its id is
    /// a further version, which is never known before the version it follows.
    ///
    /// # Shape
    /// The order of `items` does not matter: versions of one id within one call are numbered
    /// by date of publication, then by hash.
    ///
    /// # Errors
    /// [`StoreError::Query`] if nothing could be written; then nothing was.
    pub fn record_articles(
        &self,
        items: &[ArticleItem],
        known_at: KnownAtRule,
        recorded_at: Instant,
    ) -> Result<Recorded, StoreError> {
        let write = || {
            let mut writer = BatchWriter::begin(&self.connection, recorded_at)?;
            let mut recorded = Recorded::default();
            let mut hashed: Vec<_> =
                items.iter().map(|item| (item, item.content_sha256())).collect();
            hashed.sort_by_key(|(item, hash)| (&item.id, item.published_at, *hash));
            for (item, hash) in hashed {
                record_one(&mut writer, item, hash, known_at.known_at(item), &mut recorded)?;
            }
            writer.commit()?;
            Ok(recorded)
        };
        write().map_err(during("record articles"))
    }

    /// Records articles that each became known at an instant of their own, in one batch: the
    /// history of a market that was observed elsewhere.
    ///
    /// # Errors
    /// [`StoreError::Query`] if nothing could be written; then nothing was.
    pub fn record_dated_articles(
        &self,
        items: &[(ArticleItem, Instant)],
        recorded_at: Instant,
    ) -> Result<Recorded, StoreError> {
        let write = || {
            let mut writer = BatchWriter::begin(&self.connection, recorded_at)?;
            let mut recorded = Recorded::default();
            let mut dated: Vec<_> = items.iter().collect();
            dated.sort_by_key(|(item, known_at)| (&item.id, *known_at));
            for (item, known_at) in dated {
                let known = (*known_at, KnownBy::Clock);
                record_one(&mut writer, item, item.content_sha256(), known, &mut recorded)?;
            }
            writer.commit()?;
            Ok(recorded)
        };
        write().map_err(during("record dated articles"))
    }
}

fn record_one(
    writer: &mut BatchWriter,
    item: &ArticleItem,
    hash: Sha256Hash,
    (known_at, known_by): (Instant, KnownBy),
    recorded: &mut Recorded,
) -> rusqlite::Result<()> {
    let latest: Option<(u32, String, i64)> = writer
        .connection()
        .prepare_cached(include_str!("sql/article_latest.sql"))?
        .query_row(named_params! {":id": item.id.0}, |row| {
            Ok((row.get("version")?, row.get("content_sha256")?, row.get("known_at")?))
        })
        .optional()?;
    let (version, known_at) = match latest {
        None => {
            recorded.new += 1;
            (1, micros(known_at))
        }
        Some((_, latest_hash, _)) if latest_hash == hash.to_string() => {
            recorded.same += 1;
            return Ok(());
        }
        Some((version, _, before)) => {
            recorded.changed += 1;
            // A later text cannot have been known before the text it replaced.
            (version + 1, micros(known_at).max(before))
        }
    };
    let tickers: Vec<_> = item.vendor_tickers.iter().map(Ticker::as_str).collect();
    let batch = writer.number()?;
    writer
        .connection()
        .prepare_cached(include_str!("sql/article_insert.sql"))?
        .execute(named_params! {
            ":id": item.id.0,
            ":version": version,
            ":source": item.source.0,
            ":publisher": item.publisher,
            ":url": item.url,
            ":title": item.title,
            ":text": kept_text(item),
            ":published_at": item.published_at.map(micros),
            ":licence": codec::key(LICENCES, &item.licence),
            ":vendor_tickers": tickers.join(" "),
            ":content_sha256": hash.to_string(),
            ":known_at": known_at,
            ":known_by": codec::key(KNOWN_BYS, &known_by),
            ":batch": batch,
        })
        .map(drop)
}

/// The part of the text that the licence lets us keep.
fn kept_text(item: &ArticleItem) -> &str {
    match item.licence {
        Licence::Full => &item.text,
        Licence::Excerpt => excerpt(&item.text),
        Licence::Hash => "",
    }
}

fn excerpt(text: &str) -> &str {
    let Some((end, next)) = text.char_indices().nth(EXCERPT_CHARS_MAX) else {
        return text;
    };
    let head = &text[..end];
    if next.is_whitespace() {
        return head.trim_end();
    }
    // One word longer than the whole excerpt is cut where it must be.
    head.rfind(char::is_whitespace).map_or(head, |word_end| head[..word_end].trim_end())
}

/// Reads a row of `dossier_articles.sql`.
pub(super) fn article(row: &Row) -> rusqlite::Result<Article> {
    let vendor_tickers = codec::read(row, "vendor_tickers", |text: String| {
        text.split_whitespace()
            .map(|symbol| Ticker::parse(symbol).map_err(|_| text.clone()))
            .collect()
    })?;
    let item = ArticleItem {
        id: ArticleId(row.get("id")?),
        source: SourceId(row.get("source")?),
        publisher: row.get("publisher")?,
        url: row.get("url")?,
        title: row.get("title")?,
        text: row.get("text")?,
        published_at: codec::instant_if_any(row, "published_at")?,
        licence: codec::keyed(row, "licence", LICENCES)?,
        vendor_tickers,
        full_text: None,
        withdrawn: false,
    };
    Ok(Article {
        item,
        version: row.get("version")?,
        known_at: codec::instant(row, "known_at")?,
        known_by: codec::keyed(row, "known_by", KNOWN_BYS)?,
        content_sha256: codec::read(row, "content_sha256", |text: String| {
            Sha256Hash::parse(&text).ok_or(text)
        })?,
    })
}
