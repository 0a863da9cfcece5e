//! Takes bars and corporate actions; appends those that say something new.

use rusqlite::{OptionalExtension as _, params};

use super::codec::Words as _;
use super::{Recorded, Store, StoreError};
use crate::model::{ActionKind, CorporateAction, Instant, PriceBar};

/// The figures of a bar by which a restatement is told from a repetition.
type Figures = (i64, i64, i64, i64, Option<i64>, String, String);

impl Store {
    /// Appends every bar that is new or restated.
    ///
    /// # Errors
    /// [`StoreError::Query`]; nothing is written then.
    pub fn record_bars(
        &mut self,
        bars: &[PriceBar],
        recorded_at: Instant,
    ) -> Result<Recorded, StoreError> {
        self.in_batch(recorded_at, |transaction, batch| {
            let mut recorded = Recorded::default();
            for bar in bars {
                let session = bar.session.to_string();
                let latest: Option<Figures> = transaction
                    .prepare_cached(include_str!("sql/bar_latest.sql"))?
                    .query_row(params![bar.ticker.as_str(), session, bar.source.0], |row| {
                        Ok((
                            row.get(0)?,
                            row.get(1)?,
                            row.get(2)?,
                            row.get(3)?,
                            row.get(4)?,
                            row.get(5)?,
                            row.get(6)?,
                        ))
                    })
                    .optional()?;
                match latest {
                    Some(known) if known == figures(bar) => {
                        recorded.same += 1;
                        continue;
                    }
                    Some(_) => recorded.changed += 1,
                    None => recorded.new += 1,
                }
                transaction.prepare_cached(include_str!("sql/bar_insert.sql"))?.execute(
                    params![
                        bar.ticker.as_str(),
                        session,
                        bar.source.0,
                        batch,
                        bar.open.e8,
                        bar.high.e8,
                        bar.low.e8,
                        bar.close.e8,
                        bar.close.currency.code(),
                        volume(bar),
                        bar.adjustment.word(),
                        bar.finality.word(),
                        bar.known_at.timestamp_micros(),
                        bar.known_by.word(),
                    ],
                )?;
            }
            Ok((recorded, recorded.new + recorded.changed > 0))
        })
    }

    /// Appends every split and dividend that is not there yet.
    ///
    /// # Errors
    /// [`StoreError::Query`]; nothing is written then.
    pub fn record_actions(
        &mut self,
        actions: &[CorporateAction],
        recorded_at: Instant,
    ) -> Result<Recorded, StoreError> {
        self.in_batch(recorded_at, |transaction, batch| {
            let mut recorded = Recorded::default();
            for action in actions {
                let (kind, new, old, amount) = match action.kind {
                    ActionKind::Split { new, old } => ("split", Some(new), Some(old), None),
                    ActionKind::Dividend { amount } => ("dividend", None, None, Some(amount)),
                };
                let written = transaction
                    .prepare_cached(include_str!("sql/action_insert.sql"))?
                    .execute(params![
                        action.ticker.as_str(),
                        action.ex_session.to_string(),
                        kind,
                        new,
                        old,
                        amount.map(|amount| amount.e8),
                        amount.map(|amount| amount.currency.code().to_owned()),
                        action.source.0,
                        action.known_at.timestamp_micros(),
                        batch,
                    ])?;
                recorded.new += written;
                recorded.same += 1 - written;
            }
            Ok((recorded, recorded.new > 0))
        })
    }
}

fn figures(bar: &PriceBar) -> Figures {
    (
        bar.open.e8,
        bar.high.e8,
        bar.low.e8,
        bar.close.e8,
        volume(bar),
        bar.finality.word().to_owned(),
        bar.adjustment.word().to_owned(),
    )
}

fn volume(bar: &PriceBar) -> Option<i64> {
    bar.volume.map(|volume| i64::try_from(volume).unwrap_or(i64::MAX))
}
