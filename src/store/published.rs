//! Takes what an edition published; gives it back for "since yesterday" and the scorecard.
//! Never rewrites what a revision said.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::Store;
use super::batch::BatchWriter;
use super::codec::{self, micros};
use super::error::{StoreError, during};
use crate::model::{
    EditionKey, Instant, PublishedEdition, PublishedTakeaway, Revision, Score, Setup, Stance,
    Ticker,
};

impl Store {
    /// Records what a revision published. A revision that is recorded already stays as it is.
    ///
    /// # Errors
    /// [`StoreError::Query`] if nothing could be written; then nothing was.
    pub fn record_published(
        &self,
        key: &EditionKey,
        revision: Revision,
        as_of: Instant,
        edition: &PublishedEdition,
        takeaways: &[PublishedTakeaway],
        recorded_at: Instant,
    ) -> Result<(), StoreError> {
        let write = || {
            let mut writer = BatchWriter::begin(&self.connection, recorded_at)?;
            if !is_recorded(writer.connection(), key, revision)? {
                insert_edition(&mut writer, key, revision, as_of, edition)?;
                for takeaway in takeaways {
                    insert_takeaway(&writer, key, revision, takeaway)?;
                }
            }
            writer.commit()
        };
        write().map_err(during("record the published edition"))
    }

    /// Whether it is recorded what a revision published.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn has_published(&self, key: &EditionKey, revision: Revision) -> Result<bool, StoreError> {
        is_recorded(&self.connection, key, revision).map_err(during("look for a published edition"))
    }
}

fn is_recorded(
    connection: &Connection,
    key: &EditionKey,
    revision: Revision,
) -> rusqlite::Result<bool> {
    let params = named_params! {
        ":brief": key.brief.as_str(), ":date": key.date.to_string(), ":revision": revision.0,
    };
    let mut statement = connection.prepare_cached(include_str!("sql/edition_exists.sql"))?;
    Ok(statement.query_row(params, |_| Ok(())).optional()?.is_some())
}

fn insert_edition(
    writer: &mut BatchWriter,
    key: &EditionKey,
    revision: Revision,
    as_of: Instant,
    edition: &PublishedEdition,
) -> rusqlite::Result<()> {
    let batch = writer.number()?;
    let connection = writer.connection();
    connection.prepare_cached(include_str!("sql/edition_insert.sql"))?.execute(named_params! {
        ":brief": key.brief.as_str(),
        ":date": key.date.to_string(),
        ":revision": revision.0,
        ":as_of": micros(as_of),
        ":overall": edition.overall.map(Score::hundredths),
        ":batch": batch,
    })?;
    let mut statement = connection.prepare_cached(include_str!("sql/edition_score_insert.sql"))?;
    for (ticker, score) in &edition.scores {
        statement.execute(named_params! {
            ":brief": key.brief.as_str(),
            ":date": key.date.to_string(),
            ":revision": revision.0,
            ":ticker": ticker.as_str(),
            ":score": score.map(Score::hundredths),
        })?;
    }
    Ok(())
}

fn insert_takeaway(
    writer: &BatchWriter,
    key: &EditionKey,
    revision: Revision,
    takeaway: &PublishedTakeaway,
) -> rusqlite::Result<()> {
    writer
        .connection()
        .prepare_cached(include_str!("sql/takeaway_insert.sql"))?
        .execute(named_params! {
            ":brief": key.brief.as_str(),
            ":date": key.date.to_string(),
            ":revision": revision.0,
            ":ticker": takeaway.ticker.as_str(),
            ":setup": takeaway.setup.key(),
            ":stance": takeaway.stance.key(),
            ":conviction_pct": takeaway.conviction_pct,
            ":horizon_sessions": takeaway.horizon_sessions,
        })
        .map(drop)
}

/// Reads a row of `dossier_previous.sql`; its scores are another query's.
pub(super) fn edition(row: &Row) -> rusqlite::Result<(PublishedEdition, Revision)> {
    let overall = row.get::<_, Option<i16>>("overall")?.map(Score::from_hundredths);
    let date = codec::date(row, "date")?;
    let edition = PublishedEdition { date, overall, scores: BTreeMap::new() };
    Ok((edition, codec::revision(row)?))
}

/// Reads a row of `dossier_scores.sql`.
pub(super) fn score(row: &Row) -> rusqlite::Result<(Ticker, Option<Score>)> {
    let score = row.get::<_, Option<i16>>("score")?.map(Score::from_hundredths);
    Ok((codec::ticker(row)?, score))
}

/// Reads a row of `dossier_takeaways.sql`.
pub(super) fn takeaway(row: &Row) -> rusqlite::Result<PublishedTakeaway> {
    Ok(PublishedTakeaway {
        date: codec::date(row, "date")?,
        ticker: codec::ticker(row)?,
        setup: codec::read(row, "setup", |key: String| Setup::from_key(&key).ok_or(key))?,
        stance: codec::read(row, "stance", |key: String| Stance::from_key(&key).ok_or(key))?,
        conviction_pct: row.get("conviction_pct")?,
        horizon_sessions: row.get("horizon_sessions")?,
    })
}
