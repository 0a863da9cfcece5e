//! Takes articles as a source gave them; gives versions with the instant at which they were
//! known. Never keeps more of a text than its licence allows.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::Duration;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use thin_vec::ThinVec;
use url::Url;

use super::Store;
use super::batch::{BatchWriter, Recorded};
use super::codec::{self, KNOWN_BYS, LICENCES, micros};
use super::error::{StoreError, during};
use crate::model::{
    Article, ArticleId, ArticleItem, ArticleWords, EXCERPT_CHARS_MAX, Instant, KnownBy, Licence,
    Sha256Hash, Ticker,
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
    /// by date of publication, then by hash, withdrawals last.
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
            let mut hashed: Vec<_> = items.iter().map(|item| (item, item.said_sha256())).collect();
            // A withdrawal, often undated, takes back what the same answer tells.
            hashed.sort_by_key(|(item, hash)| (&item.id, item.withdrawn, item.published_at, *hash));
            for (item, said) in hashed {
                record_one(&mut writer, (item, said), known_at.known_at(item), &mut recorded)?;
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
            dated.sort_by_key(|(item, known_at)| (&item.id, *known_at, item.withdrawn));
            for (item, known_at) in dated {
                let known = (*known_at, KnownBy::Clock);
                record_one(&mut writer, (item, item.said_sha256()), known, &mut recorded)?;
            }
            writer.commit()?;
            Ok(recorded)
        };
        write().map_err(during("record dated articles"))
    }
}

impl Store {
    /// Whether what a source says of an article is not what it said last: only then is the
    /// page behind it worth fetching.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn is_news(&self, item: &ArticleItem) -> Result<bool, StoreError> {
        let latest = latest_of(&self.connection, item).map_err(during("look for an article"))?;
        Ok(latest.is_none_or(|latest| latest.said_sha256 != item.said_sha256().to_string()))
    }
}

/// A version as it stands, or is about to stand, in the store.
struct Version<'i> {
    item: Cow<'i, ArticleItem>,
    said_sha256: String,
    content_sha256: String,
}

struct Latest {
    version: u32,
    known_at: Instant,
    said_sha256: String,
    content_sha256: String,
    item: ArticleItem,
}

fn record_one(
    writer: &mut BatchWriter,
    (item, said): (&ArticleItem, Sha256Hash),
    (known_at, known_by): (Instant, KnownBy),
    recorded: &mut Recorded,
) -> rusqlite::Result<()> {
    let Some(latest) = latest_of(writer.connection(), item)? else {
        recorded.new += 1;
        let first = version(Cow::Borrowed(item), said);
        return insert(writer, &first, 1, (known_at, known_by));
    };
    let Some(version) = next(item, said, &latest) else {
        recorded.same += 1;
        return Ok(());
    };
    recorded.changed += 1;
    // A later text cannot have been known before the text it replaced.
    let known_at = known_at.max(latest.known_at);
    insert(writer, &version, latest.version + 1, (known_at, known_by))
}

/// The latest version of an article, by its id or, where a publisher has given the same page
/// another id, by its page.
fn latest_of(connection: &Connection, item: &ArticleItem) -> rusqlite::Result<Option<Latest>> {
    if let Some(latest) = latest(connection, &item.id)? {
        return Ok(Some(latest));
    }
    let Some(url) = item.words.url.as_ref().filter(|url| !is_home_page(url)) else {
        return Ok(None);
    };
    let of_page: Option<ArticleId> = connection
        .prepare_cached(include_str!("sql/article_of_page.sql"))?
        .query_row(
            named_params! {
                ":url": url,
                ":title": item.words.title,
                ":source": item.source.as_str(),
                ":published_at": item.published_at.map(micros),
            },
            codec::article_id,
        )
        .optional()?;
    of_page.map_or(Ok(None), |id| latest(connection, &id))
}

/// Whether an address says only which site, so that any story may stand behind it.
fn is_home_page(address: &str) -> bool {
    Url::parse(address)
        .is_ok_and(|url| matches!(url.path(), "" | "/") && url.query().is_none_or(str::is_empty))
}

fn latest(connection: &Connection, id: &ArticleId) -> rusqlite::Result<Option<Latest>> {
    connection
        .prepare_cached(include_str!("sql/article_latest.sql"))?
        .query_row(named_params! {":id": id.to_string()}, |row| {
            let known = &mut codec::Sources::default();
            let Article { item, version, known_at, content_sha256, .. } = article(row, known)?;
            let said_sha256 = row.get("said_sha256")?;
            let content_sha256 = content_sha256.to_string();
            Ok(Latest { version, known_at, said_sha256, content_sha256, item })
        })
        .optional()
}

/// The version that follows the latest one, if there is anything new: other words, a
/// withdrawal, or one more ticker the same words were found under.
fn next(item: &ArticleItem, said: Sha256Hash, latest: &Latest) -> Option<Version<'static>> {
    let mut tickers = latest.item.vendor_tickers.clone();
    let more =
        item.vendor_tickers.iter().filter(|ticker| !latest.item.vendor_tickers.contains(ticker));
    tickers.extend(more.cloned());
    let has_more_tickers = tickers.len() > latest.item.vendor_tickers.len();
    // What is written anew obeys a licence that has since become stricter.
    let licence = item.licence.max(latest.item.licence);
    if item.withdrawn {
        // A withdrawal says only which; what it was about is what the store knows.
        let withdrawn = ArticleItem { withdrawn: true, licence, ..latest.item.clone() };
        let said = withdrawn.said_sha256();
        return (!latest.item.withdrawn).then(|| version(Cow::Owned(withdrawn), said));
    }
    if latest.said_sha256 == said.to_string() {
        let item = ArticleItem { vendor_tickers: tickers, licence, ..latest.item.clone() };
        let item = Cow::Owned(item);
        let (said_sha256, content_sha256) =
            (latest.said_sha256.clone(), latest.content_sha256.clone());
        return has_more_tickers.then_some(Version { item, said_sha256, content_sha256 });
    }
    let id = latest.item.id;
    let item = ArticleItem { id, vendor_tickers: tickers, ..item.clone() };
    Some(version(Cow::Owned(item), said))
}

fn version(item: Cow<'_, ArticleItem>, said: Sha256Hash) -> Version<'_> {
    let content_sha256 = item.content_beside(said).to_string();
    Version { item, said_sha256: said.to_string(), content_sha256 }
}

fn insert(
    writer: &mut BatchWriter,
    version: &Version<'_>,
    number: u32,
    (known_at, known_by): (Instant, KnownBy),
) -> rusqlite::Result<()> {
    let Version { item, said_sha256, content_sha256 } = version;
    let tickers: Vec<_> = item.vendor_tickers.iter().map(Ticker::as_str).collect();
    let batch = writer.number()?;
    writer
        .connection()
        .prepare_cached(include_str!("sql/article_insert.sql"))?
        .execute(named_params! {
            ":id": item.id.to_string(),
            ":version": number,
            ":source": item.source.as_str(),
            ":publisher": item.words.publisher,
            ":url": item.words.url,
            ":title": item.words.title,
            ":text": kept_text(item),
            ":full_text": kept_full_text(item),
            ":withdrawn": item.withdrawn,
            ":published_at": item.published_at.map(micros),
            ":licence": codec::key(LICENCES, &item.licence),
            ":vendor_tickers": tickers.join(" "),
            ":said_sha256": said_sha256,
            ":content_sha256": content_sha256,
            ":known_at": micros(known_at),
            ":known_by": codec::key(KNOWN_BYS, &known_by),
            ":batch": batch,
        })
        .map(drop)
}

/// A page's text is kept whole or not at all.
fn kept_full_text(item: &ArticleItem) -> Option<&str> {
    item.words.full_text.as_deref().filter(|_| item.licence == Licence::Full)
}

/// The part of the text that the licence lets us keep.
fn kept_text(item: &ArticleItem) -> &str {
    match item.licence {
        Licence::Full => &item.words.text,
        Licence::Excerpt => excerpt(&item.words.text),
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

/// Reads the words of a row; none where it says neither what nor who.
fn words(row: &Row) -> rusqlite::Result<Arc<ArticleWords>> {
    let is_empty = |column| -> rusqlite::Result<bool> {
        Ok(row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?.is_empty())
    };
    if is_empty("title")? && is_empty("publisher")? {
        return Ok(ArticleWords::unknown());
    }
    Ok(Arc::new(ArticleWords {
        publisher: row.get("publisher")?,
        url: row.get("url")?,
        title: row.get("title")?,
        text: row.get("text")?,
        full_text: row.get("full_text")?,
    }))
}

/// Reads a row of `dossier_articles.sql`.
pub(super) fn article(row: &Row, known: &mut codec::Sources) -> rusqlite::Result<Article> {
    Ok(Article {
        item: ArticleItem {
            id: codec::article_id(row)?,
            source: known.of(row)?,
            words: words(row)?,
            published_at: codec::instant_if_any(row, "published_at")?,
            licence: codec::keyed(row, "licence", LICENCES)?,
            vendor_tickers: vendor_tickers(row)?,
            withdrawn: row.get("withdrawn")?,
        },
        version: row.get("version")?,
        known_at: codec::instant(row, "known_at")?,
        known_by: codec::keyed(row, "known_by", KNOWN_BYS)?,
        content_sha256: codec::sha256(row, "content_sha256")?,
    })
}

fn vendor_tickers(row: &Row) -> rusqlite::Result<ThinVec<Ticker>> {
    codec::read(row, "vendor_tickers", |text: String| {
        text.split_whitespace()
            .map(|symbol| Ticker::parse(symbol).map_err(|_| text.clone()))
            .collect()
    })
}
