//! Takes a scope, a date and a cut-off; gives everything known then. The only way to read
//! facts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, Duration, NaiveDate, NaiveTime};
use rusqlite::{OptionalExtension as _, Row, params};

use super::codec::{self, Words as _};
use super::{Store, StoreError};
use crate::calendar;
use crate::model::{
    ActionKind, Adjustment, Article, ArticleId, ArticleItem, AsOf, CorporateAction, DataNote,
    Dossier, Finality, HISTORY_DAYS_MAX, KnownBy, Licence, NoteLevel, Price, PriceBar,
    PublishedEdition, PublishedTakeaway, Scope, Score, Setup, SourceId, Stance, Ticker,
};

/// What collecting said this long before the cut-off stands in the edition.
const FAULTS_HOURS: i64 = 12;

/// The bounds that every query obeys.
struct Bounds {
    since: NaiveDate,
    known_until: i64,
    batch: i64,
}

impl Store {
    /// Everything known at a cut-off that one edition may use, sorted.
    ///
    /// # Errors
    /// [`StoreError::Query`], or [`StoreError::Value`] for a damaged row.
    pub fn dossier(
        &self,
        scope: &Scope,
        date: NaiveDate,
        as_of: AsOf,
    ) -> Result<Dossier, StoreError> {
        let bounds = Bounds {
            since: date - Days::new(HISTORY_DAYS_MAX.into()),
            known_until: as_of.instant().timestamp_micros(),
            batch: as_of.recorded_through().map_or(i64::MAX, |batch| batch.0),
        };
        let tickers: BTreeSet<&Ticker> = scope
            .watchlist
            .iter()
            .chain(&scope.others)
            .flat_map(|profile| std::iter::once(&profile.ticker).chain(&profile.benchmark))
            .collect();
        let mut bars = BTreeMap::new();
        let mut actions = BTreeMap::new();
        for ticker in tickers {
            let known = self.bars(scope, ticker, &bounds)?;
            if !known.is_empty() {
                bars.insert(ticker.clone(), known);
            }
            let known = self.actions(scope, ticker, &bounds)?;
            if !known.is_empty() {
                actions.insert(ticker.clone(), known);
            }
        }
        Ok(Dossier {
            scope: scope.clone(),
            date,
            as_of,
            articles: self.articles(scope, &bounds)?,
            bars,
            actions,
            previous: self.previous(scope, date, &bounds)?,
            record: self.record(scope, date, &bounds)?,
            notes: self.faults(as_of, &bounds)?,
        })
    }

    fn articles(&self, scope: &Scope, bounds: &Bounds) -> Result<Vec<Article>, StoreError> {
        let since = calendar::instant_of(bounds.since, NaiveTime::MIN, chrono_tz::Tz::UTC);
        let mut statement =
            self.connection.prepare_cached(include_str!("sql/articles_known.sql"))?;
        let mut rows =
            statement.query(params![since.timestamp_micros(), bounds.known_until, bounds.batch])?;
        let mut articles = Vec::new();
        while let Some(row) = rows.next()? {
            let article = article(row)?;
            let is_wanted = scope.sources.is_empty()
                || scope.sources.iter().any(|source| source.id == article.item.source);
            if is_wanted {
                articles.push(article);
            }
        }
        Ok(articles)
    }

    fn bars(
        &self,
        scope: &Scope,
        ticker: &Ticker,
        bounds: &Bounds,
    ) -> Result<Vec<PriceBar>, StoreError> {
        let mut statement = self.connection.prepare_cached(include_str!("sql/bars_known.sql"))?;
        let since = bounds.since.to_string();
        let mut rows =
            statement.query(params![ticker.as_str(), since, bounds.known_until, bounds.batch])?;
        let mut bars = Vec::new();
        while let Some(row) = rows.next()? {
            let bar = bar(ticker, row)?;
            if in_chain(scope, &bar.source) {
                bars.push(bar);
            }
        }
        Ok(bars)
    }

    fn actions(
        &self,
        scope: &Scope,
        ticker: &Ticker,
        bounds: &Bounds,
    ) -> Result<Vec<CorporateAction>, StoreError> {
        let mut statement =
            self.connection.prepare_cached(include_str!("sql/actions_known.sql"))?;
        let mut rows =
            statement.query(params![ticker.as_str(), bounds.known_until, bounds.batch])?;
        let mut actions = Vec::new();
        while let Some(row) = rows.next()? {
            let action = action(ticker, row)?;
            if in_chain(scope, &action.source) {
                actions.push(action);
            }
        }
        Ok(actions)
    }

    fn previous(
        &self,
        scope: &Scope,
        date: NaiveDate,
        bounds: &Bounds,
    ) -> Result<Option<PublishedEdition>, StoreError> {
        let brief = scope.brief.as_str();
        let found: Option<(String, u16, Option<i16>)> = self
            .connection
            .prepare_cached(include_str!("sql/previous_edition.sql"))?
            .query_row(params![brief, date.to_string(), bounds.known_until, bounds.batch], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let Some((date, revision, overall)) = found else { return Ok(None) };
        let mut statement =
            self.connection.prepare_cached(include_str!("sql/previous_scores.sql"))?;
        let mut rows = statement.query(params![brief, date, revision])?;
        let mut scores = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let ticker = codec::ticker(&row.get::<_, String>(0)?)?;
            scores.insert(ticker, row.get::<_, Option<i16>>(1)?.map(Score::from_hundredths));
        }
        Ok(Some(PublishedEdition {
            date: codec::date(&date)?,
            overall: overall.map(Score::from_hundredths),
            scores,
        }))
    }

    fn record(
        &self,
        scope: &Scope,
        date: NaiveDate,
        bounds: &Bounds,
    ) -> Result<Vec<PublishedTakeaway>, StoreError> {
        let mut statement =
            self.connection.prepare_cached(include_str!("sql/record_of_takeaways.sql"))?;
        let mut rows = statement.query(params![
            scope.brief.as_str(),
            date.to_string(),
            bounds.known_until,
            bounds.batch
        ])?;
        let mut takeaways = Vec::new();
        while let Some(row) = rows.next()? {
            let (setup, stance): (String, String) = (row.get(2)?, row.get(3)?);
            takeaways.push(PublishedTakeaway {
                date: codec::date(&row.get::<_, String>(0)?)?,
                ticker: codec::ticker(&row.get::<_, String>(1)?)?,
                setup: Setup::from_key(&setup).ok_or_else(|| codec::bad("setup", &setup))?,
                stance: Stance::from_key(&stance).ok_or_else(|| codec::bad("stance", &stance))?,
                conviction_pct: row.get(4)?,
                horizon_sessions: row.get(5)?,
            });
        }
        Ok(takeaways)
    }

    fn faults(&self, as_of: AsOf, bounds: &Bounds) -> Result<Vec<DataNote>, StoreError> {
        let since = as_of.instant() - Duration::hours(FAULTS_HOURS);
        let mut statement = self.connection.prepare_cached(include_str!("sql/faults_known.sql"))?;
        let mut rows =
            statement.query(params![since.timestamp_micros(), bounds.known_until, bounds.batch])?;
        let mut notes = Vec::new();
        while let Some(row) = rows.next()? {
            notes.push(DataNote {
                level: NoteLevel::from_word(&row.get::<_, String>(0)?)?,
                partial: row.get(1)?,
                text: row.get(2)?,
            });
        }
        Ok(notes)
    }
}

fn in_chain(scope: &Scope, source: &SourceId) -> bool {
    scope.price_chain.is_empty() || scope.price_chain.contains(source)
}

fn article(row: &Row<'_>) -> Result<Article, StoreError> {
    let published_at: Option<i64> = row.get(7)?;
    let tickers: String = row.get(11)?;
    Ok(Article {
        item: ArticleItem {
            id: ArticleId(row.get(0)?),
            source: SourceId(row.get(2)?),
            publisher: row.get(3)?,
            url: row.get(4)?,
            title: row.get(5)?,
            text: row.get(6)?,
            published_at: published_at.map(codec::instant).transpose()?,
            licence: Licence::from_word(&row.get::<_, String>(10)?)?,
            vendor_tickers: tickers
                .split_whitespace()
                .map(codec::ticker)
                .collect::<Result<_, _>>()?,
        },
        version: row.get(1)?,
        known_at: codec::instant(row.get(8)?)?,
        known_by: KnownBy::from_word(&row.get::<_, String>(9)?)?,
        content_sha256: codec::sha256(&row.get::<_, String>(12)?)?,
    })
}

fn bar(ticker: &Ticker, row: &Row<'_>) -> Result<PriceBar, StoreError> {
    let currency = codec::currency(&row.get::<_, String>(6)?)?;
    let price = |column: usize| -> Result<Price, StoreError> {
        Ok(Price { e8: row.get(column)?, currency })
    };
    Ok(PriceBar {
        ticker: ticker.clone(),
        session: codec::date(&row.get::<_, String>(0)?)?,
        open: price(2)?,
        high: price(3)?,
        low: price(4)?,
        close: price(5)?,
        volume: row.get::<_, Option<i64>>(7)?.and_then(|volume| u64::try_from(volume).ok()),
        adjustment: Adjustment::from_word(&row.get::<_, String>(8)?)?,
        finality: Finality::from_word(&row.get::<_, String>(9)?)?,
        source: SourceId(row.get(1)?),
        known_at: codec::instant(row.get(10)?)?,
        known_by: KnownBy::from_word(&row.get::<_, String>(11)?)?,
    })
}

fn action(ticker: &Ticker, row: &Row<'_>) -> Result<CorporateAction, StoreError> {
    let kind: String = row.get(1)?;
    let kind = if kind == "split" {
        ActionKind::Split { new: row.get(2)?, old: row.get(3)? }
    } else {
        let currency = codec::currency(&row.get::<_, String>(5)?)?;
        ActionKind::Dividend { amount: Price { e8: row.get(4)?, currency } }
    };
    Ok(CorporateAction {
        ticker: ticker.clone(),
        ex_session: codec::date(&row.get::<_, String>(0)?)?,
        kind,
        source: SourceId(row.get(6)?),
        known_at: codec::instant(row.get(7)?)?,
    })
}
