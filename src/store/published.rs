//! Takes what an edition published; appends it once, for "since yesterday" and the scorecard.

use rusqlite::{OptionalExtension as _, params};

use super::{Store, StoreError};
use crate::model::{EditionKey, Instant, PublishedEdition, PublishedTakeaway, Revision, Score};

impl Store {
    /// Appends the scores and takeaways of a revision, unless they are there already.
    ///
    /// # Errors
    /// [`StoreError::Query`]; nothing is written then.
    pub fn record_published(
        &mut self,
        key: &EditionKey,
        revision: Revision,
        as_of: Instant,
        edition: &PublishedEdition,
        takeaways: &[PublishedTakeaway],
        recorded_at: Instant,
    ) -> Result<(), StoreError> {
        let (brief, date, revision) = (key.brief.as_str(), key.date.to_string(), revision.0);
        self.in_batch(recorded_at, |transaction, batch| {
            let known: Option<i64> = transaction
                .prepare_cached(include_str!("sql/published_known.sql"))?
                .query_row(params![brief, date, revision], |row| row.get(0))
                .optional()?;
            if known.is_some() {
                return Ok(((), false));
            }
            transaction.execute(
                include_str!("sql/published_edition_insert.sql"),
                params![
                    brief,
                    date,
                    revision,
                    as_of.timestamp_micros(),
                    edition.overall.map(Score::hundredths),
                    batch
                ],
            )?;
            for (ticker, score) in &edition.scores {
                transaction.execute(
                    include_str!("sql/published_score_insert.sql"),
                    params![brief, date, revision, ticker.as_str(), score.map(Score::hundredths)],
                )?;
            }
            for takeaway in takeaways {
                transaction.execute(
                    include_str!("sql/published_takeaway_insert.sql"),
                    params![
                        brief,
                        date,
                        revision,
                        takeaway.ticker.as_str(),
                        takeaway.setup.key(),
                        takeaway.stance.key(),
                        takeaway.conviction_pct,
                        takeaway.horizon_sessions
                    ],
                )?;
            }
            Ok(((), true))
        })
    }
}
