//! Takes a scope, a date and a cut-off; gives the dossier, the same for the same facts in
//! whatever order they came. Never gives a fact that was unknown at the cut-off.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, Duration, NaiveDate, NaiveTime};
use rusqlite::{Connection, OptionalExtension, Params, Row, Transaction, named_params};

use super::codec::{self, NOTE_LEVELS, json_array, micros};
use super::error::{StoreError, during};
use super::{Store, articles, bars, closures, published, reference};
use crate::calendar;
use crate::model::{
    Article, AsOf, CorporateAction, DataNote, Dossier, HISTORY_DAYS_MAX, NoteScope, PriceBar,
    PublishedEdition, PublishedTakeaway, Scope, SourceId, Ticker,
};

/// How far back a source's faults still concern an edition.
const FAULT_HOURS_MAX: i64 = 36;

impl Store {
    /// Everything known at the cut-off that the edition of `date` may use.
    ///
    /// # Shape
    /// As [`Dossier`] says; tickers without a bar or an action have no entry. Without sources
    /// in the scope every source counts, and so for the price chain. Its scope knows the closures
    /// of calendars that were known at the cut-off, whatever the one that was asked with knows.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn dossier(
        &self,
        scope: &Scope,
        date: NaiveDate,
        as_of: AsOf,
    ) -> Result<Dossier, StoreError> {
        let read = || {
            // One transaction, so that all queries see one state.
            let transaction = self.connection.unchecked_transaction()?;
            let question = Question::new(&transaction, scope, date, as_of);
            let mut scope = scope.clone();
            calendar::know(&mut scope, &closures::known(&transaction, as_of)?);
            Ok(Dossier {
                scope,
                date,
                as_of,
                articles: question.articles()?,
                bars: question.bars()?,
                actions: question.actions()?,
                previous: question.previous()?,
                record: question.record()?,
                reference: reference::known(&transaction, as_of)?,
                notes: question.notes()?,
            })
        };
        read().map_err(during("read the dossier"))
    }
}

/// A dossier's question in the words of the columns.
struct Question<'store> {
    connection: &'store Connection,
    scope: &'store Scope,
    date: String,
    first_date: NaiveDate,
    as_of: AsOf,
    batch_max: i64,
    tickers: String,
    price_sources: String,
}

impl<'store> Question<'store> {
    fn new(
        transaction: &'store Transaction,
        scope: &'store Scope,
        date: NaiveDate,
        as_of: AsOf,
    ) -> Self {
        let profiles = || scope.watchlist.iter().chain(&scope.others);
        let benchmarks = profiles().filter_map(|profile| profile.benchmark.as_ref());
        let tickers: BTreeSet<_> = profiles()
            .chain(scope.only_held())
            .map(|profile| &profile.ticker)
            .chain(benchmarks)
            .collect();
        let history = Days::new(u64::from(HISTORY_DAYS_MAX));
        Self {
            connection: transaction,
            scope,
            date: date.to_string(),
            first_date: date.checked_sub_days(history).unwrap_or(NaiveDate::MIN),
            as_of,
            batch_max: as_of.recorded_through().map_or(i64::MAX, |batch| batch.0),
            tickers: json_array(tickers.into_iter().map(Ticker::as_str)),
            price_sources: json_array(scope.price_chain.iter().map(|source| source.0.as_str())),
        }
    }

    fn rows<T>(
        &self,
        sql: &str,
        params: impl Params,
        reader: fn(&Row) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        self.connection.prepare_cached(sql)?.query_map(params, reader)?.collect()
    }

    fn as_of(&self) -> i64 {
        micros(self.as_of.instant())
    }

    fn articles(&self) -> rusqlite::Result<Vec<Article>> {
        let sources = json_array(self.scope.sources.iter().map(|source| source.id.0.as_str()));
        let params = named_params! {
            ":since": micros(self.first_date.and_time(NaiveTime::MIN).and_utc()),
            ":as_of": self.as_of(),
            ":batch_max": self.batch_max,
            ":sources": sources,
        };
        self.rows(include_str!("sql/dossier_articles.sql"), params, articles::article)
    }

    fn bars(&self) -> rusqlite::Result<BTreeMap<Ticker, Vec<PriceBar>>> {
        let mut bars = self.market(include_str!("sql/dossier_bars.sql"), bars::bar)?;
        // Stable: what the query has put in order stays so among equals.
        bars.sort_by_key(|bar| (bar.session, bar.known_at, self.chain_position(&bar.source)));
        Ok(by_ticker(bars, |bar| bar.ticker.clone()))
    }

    fn actions(&self) -> rusqlite::Result<BTreeMap<Ticker, Vec<CorporateAction>>> {
        let mut actions = self.market(include_str!("sql/dossier_actions.sql"), bars::action)?;
        actions.sort_by_key(|action| {
            (action.ex_session, action.known_at, self.chain_position(&action.source))
        });
        Ok(by_ticker(actions, |action| action.ticker.clone()))
    }

    fn market<T>(
        &self,
        sql: &str,
        reader: fn(&Row) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        let params = named_params! {
            ":tickers": self.tickers,
            ":since": self.first_date.to_string(),
            ":as_of": self.as_of(),
            ":batch_max": self.batch_max,
            ":sources": self.price_sources,
        };
        self.rows(sql, params, reader)
    }

    fn chain_position(&self, source: &SourceId) -> Option<usize> {
        self.scope.price_chain.iter().position(|link| link == source)
    }

    fn previous(&self) -> rusqlite::Result<Option<PublishedEdition>> {
        let params = named_params! {
            ":brief": self.scope.brief.as_str(), ":date": self.date,
            ":as_of": self.as_of(), ":batch_max": self.batch_max,
        };
        let found = self
            .connection
            .prepare_cached(include_str!("sql/dossier_previous.sql"))?
            .query_row(params, published::edition)
            .optional()?;
        let Some((mut edition, revision)) = found else {
            return Ok(None);
        };
        let params = named_params! {
            ":brief": self.scope.brief.as_str(), ":date": edition.date.to_string(),
            ":revision": revision.0,
        };
        let scores = self.rows(include_str!("sql/dossier_scores.sql"), params, published::score)?;
        edition.scores = scores.into_iter().collect();
        Ok(Some(edition))
    }

    fn record(&self) -> rusqlite::Result<Vec<PublishedTakeaway>> {
        let params = named_params! {
            ":brief": self.scope.brief.as_str(), ":date": self.date,
            ":as_of": self.as_of(), ":batch_max": self.batch_max,
        };
        self.rows(include_str!("sql/dossier_takeaways.sql"), params, published::takeaway)
    }

    fn notes(&self) -> rusqlite::Result<Vec<DataNote>> {
        let since = self.as_of.instant() - Duration::hours(FAULT_HOURS_MAX);
        let params = named_params! {
            ":since": micros(since), ":as_of": self.as_of(), ":batch_max": self.batch_max,
        };
        let mut notes = self.rows(include_str!("sql/dossier_faults.sql"), params, note)?;
        notes.sort();
        Ok(notes)
    }
}

fn note(row: &Row) -> rusqlite::Result<DataNote> {
    let level = codec::keyed(row, "level", NOTE_LEVELS)?;
    let text = row.get("text")?;
    Ok(DataNote { level, text, partial: row.get("partial")?, scope: NoteScope::Edition })
}

fn by_ticker<T>(facts: Vec<T>, ticker: fn(&T) -> Ticker) -> BTreeMap<Ticker, Vec<T>> {
    let mut sorted: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for fact in facts {
        sorted.entry(ticker(&fact)).or_default().push(fact);
    }
    sorted
}
