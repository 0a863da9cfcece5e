//! Takes daily bars and corporate actions; gives them back as rows with the instant at which
//! they were known. Never adjusts a price.

use rusqlite::{OptionalExtension, Row, named_params};

use super::Store;
use super::batch::{BatchWriter, Recorded};
use super::codec::{self, ADJUSTMENTS, FINALITIES, KNOWN_BYS, micros};
use super::error::{StoreError, during};
use crate::model::{ActionKind, CorporateAction, Instant, PriceBar};

impl Store {
    /// Records bars in one batch; a bar whose figures its source has restated is a further row.
    /// Bars of sessions that were not over are told apart from those that were.
    ///
    /// # Shape
    /// The order of `bars` does not matter: rows of one session are taken by `known_at`.
    ///
    /// # Errors
    /// [`StoreError::Query`] if nothing could be written; then nothing was.
    pub fn record_bars(
        &self,
        bars: &[PriceBar],
        recorded_at: Instant,
    ) -> Result<Recorded, StoreError> {
        let write = || {
            let mut writer = BatchWriter::begin(&self.connection, recorded_at)?;
            let mut recorded = Recorded::default();
            let mut sorted: Vec<_> = bars.iter().collect();
            sorted.sort_by_key(|bar| {
                let figures = (bar.close, bar.open, bar.high, bar.low, bar.volume);
                (&bar.ticker, bar.session, &bar.source, bar.known_at, bar.finality, figures)
            });
            for bar in sorted {
                record_bar(&mut writer, bar, &mut recorded)?;
            }
            writer.commit()?;
            Ok(recorded)
        };
        write().map_err(during("record bars"))
    }

    /// Records splits and dividends in one batch; one that its source has restated is a
    /// further row.
    ///
    /// # Errors
    /// [`StoreError::Query`] if nothing could be written; then nothing was.
    pub fn record_actions(
        &self,
        actions: &[CorporateAction],
        recorded_at: Instant,
    ) -> Result<Recorded, StoreError> {
        let write = || {
            let mut writer = BatchWriter::begin(&self.connection, recorded_at)?;
            let mut recorded = Recorded::default();
            let mut sorted: Vec<_> = actions.iter().collect();
            sorted.sort_by_key(|action| {
                let at = (&action.ticker, action.ex_session, &action.source, action.known_at);
                (at, columns(action.kind))
            });
            for action in sorted {
                record_action(&mut writer, action, &mut recorded)?;
            }
            writer.commit()?;
            Ok(recorded)
        };
        write().map_err(during("record corporate actions"))
    }
}

/// Counts one fact against the latest row of its key: whether it is to be written.
fn is_news<T: PartialEq>(latest: Option<&T>, now: &T, recorded: &mut Recorded) -> bool {
    match latest {
        None => recorded.new += 1,
        Some(before) if before == now => recorded.same += 1,
        Some(_) => recorded.changed += 1,
    }
    latest != Some(now)
}

fn record_bar(
    writer: &mut BatchWriter,
    bar: &PriceBar,
    recorded: &mut Recorded,
) -> rusqlite::Result<()> {
    // SQLite's integers are signed: no market trades more than 9e18 units in a day.
    let volume = bar.volume.map(|units| i64::try_from(units).unwrap_or(i64::MAX));
    let session = bar.session.to_string();
    let prices = [bar.open.e8, bar.high.e8, bar.low.e8, bar.close.e8];
    let now = (
        prices,
        volume,
        bar.close.currency.code().to_owned(),
        codec::key(ADJUSTMENTS, &bar.adjustment).to_owned(),
    );
    let finality = codec::key(FINALITIES, &bar.finality);
    let place = named_params! {
        ":ticker": bar.ticker.as_str(), ":session": session, ":source": bar.source.as_str(),
        ":finality": finality,
    };
    let latest = writer
        .connection()
        .prepare_cached(include_str!("sql/bar_latest.sql"))?
        .query_row(place, |row| {
            let prices = [
                row.get("open_e8")?,
                row.get("high_e8")?,
                row.get("low_e8")?,
                row.get("close_e8")?,
            ];
            Ok((prices, row.get("volume")?, row.get("currency")?, row.get("adjustment")?))
        })
        .optional()?;
    if !is_news(latest.as_ref(), &now, recorded) {
        return Ok(());
    }
    let batch = writer.number()?;
    writer
        .connection()
        .prepare_cached(include_str!("sql/bar_insert.sql"))?
        .execute(named_params! {
            ":ticker": bar.ticker.as_str(),
            ":session": session,
            ":source": bar.source.as_str(),
            ":currency": now.2,
            ":open_e8": bar.open.e8,
            ":high_e8": bar.high.e8,
            ":low_e8": bar.low.e8,
            ":close_e8": bar.close.e8,
            ":volume": volume,
            ":adjustment": now.3,
            ":finality": finality,
            ":known_at": micros(bar.known_at),
            ":known_by": codec::key(KNOWN_BYS, &bar.known_by),
            ":batch": batch,
        })
        .map(drop)
}

/// New shares, old shares, amount and currency, as the columns hold them.
type ActionColumns = (Option<u32>, Option<u32>, Option<i64>, Option<String>);

fn columns(kind: ActionKind) -> ActionColumns {
    match kind {
        ActionKind::Split { new, old } => (Some(new), Some(old), None, None),
        ActionKind::Dividend { amount } => {
            (None, None, Some(amount.e8), Some(amount.currency.code().to_owned()))
        }
    }
}

fn record_action(
    writer: &mut BatchWriter,
    action: &CorporateAction,
    recorded: &mut Recorded,
) -> rusqlite::Result<()> {
    let kind = match action.kind {
        ActionKind::Split { .. } => "split",
        ActionKind::Dividend { .. } => "dividend",
    };
    let ex_session = action.ex_session.to_string();
    let now = columns(action.kind);
    let place = named_params! {
        ":ticker": action.ticker.as_str(), ":ex_session": ex_session,
        ":source": action.source.as_str(), ":kind": kind,
    };
    let latest = writer
        .connection()
        .prepare_cached(include_str!("sql/action_latest.sql"))?
        .query_row(place, |row| {
            let shares = (row.get("new_shares")?, row.get("old_shares")?);
            Ok((shares.0, shares.1, row.get("amount_e8")?, row.get("currency")?))
        })
        .optional()?;
    if !is_news(latest.as_ref(), &now, recorded) {
        return Ok(());
    }
    let batch = writer.number()?;
    writer
        .connection()
        .prepare_cached(include_str!("sql/action_insert.sql"))?
        .execute(named_params! {
            ":ticker": action.ticker.as_str(),
            ":ex_session": ex_session,
            ":source": action.source.as_str(),
            ":kind": kind,
            ":new_shares": now.0,
            ":old_shares": now.1,
            ":amount_e8": now.2,
            ":currency": now.3,
            ":known_at": micros(action.known_at),
            ":batch": batch,
        })
        .map(drop)
}

/// Reads a row of `dossier_bars.sql`.
pub(super) fn bar(row: &Row, known: &mut codec::Sources) -> rusqlite::Result<PriceBar> {
    let volume: Option<i64> = row.get("volume")?;
    Ok(PriceBar {
        ticker: codec::ticker(row)?,
        session: codec::date(row, "session")?,
        open: codec::price(row, "open_e8")?,
        high: codec::price(row, "high_e8")?,
        low: codec::price(row, "low_e8")?,
        close: codec::price(row, "close_e8")?,
        volume: volume.and_then(|units| u64::try_from(units).ok()),
        adjustment: codec::keyed(row, "adjustment", ADJUSTMENTS)?,
        finality: codec::keyed(row, "finality", FINALITIES)?,
        source: known.of(row)?,
        known_at: codec::instant(row, "known_at")?,
        known_by: codec::keyed(row, "known_by", KNOWN_BYS)?,
    })
}

/// Reads a row of `dossier_actions.sql`.
pub(super) fn action(row: &Row, known: &mut codec::Sources) -> rusqlite::Result<CorporateAction> {
    let is_split = row.get::<_, String>("kind")? == "split";
    let kind = if is_split {
        ActionKind::Split { new: row.get("new_shares")?, old: row.get("old_shares")? }
    } else {
        ActionKind::Dividend { amount: codec::price(row, "amount_e8")? }
    };
    Ok(CorporateAction {
        ticker: codec::ticker(row)?,
        ex_session: codec::date(row, "ex_session")?,
        kind,
        source: known.of(row)?,
        known_at: codec::instant(row, "known_at")?,
    })
}
