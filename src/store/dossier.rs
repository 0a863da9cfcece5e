//! Takes a scope, a date and a cut-off; gives the dossier, the same for the same facts in
//! whatever order they came. Never gives a fact that was unknown at the cut-off.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, Duration, NaiveDate, NaiveTime};
use rusqlite::{Connection, OptionalExtension, Params, Row, Transaction, named_params};

use super::codec::{self, NOTE_LEVELS, json_array, micros};
use super::error::{StoreError, during};
use super::words::{forget_articles, last_window};
use super::{Store, articles, bars, closures, published, reference};
use crate::calendar;
use crate::model::{
    Article, AsOf, CorporateAction, DataNote, Dossier, HISTORY_DAYS_MAX, Instant, NoteScope,
    PriceBar, PublishedEdition, PublishedTakeaway, Scope, SourceId, Ticker,
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
        self.read_dossier(scope, date, as_of, |_| None)
    }

    /// The same with the words of the last news window alone: what a day needs whose earlier windows
    /// are kept.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn recent_dossier(
        &self,
        scope: &Scope,
        date: NaiveDate,
        as_of: AsOf,
    ) -> Result<Dossier, StoreError> {
        self.read_dossier(scope, date, as_of, |scope| Some(last_window(&scope.plan, date)))
    }

    fn read_dossier(
        &self,
        scope: &Scope,
        date: NaiveDate,
        as_of: AsOf,
        words_after: impl Fn(&Scope) -> Option<Instant>,
    ) -> Result<Dossier, StoreError> {
        let read = || {
            // One transaction, so that all queries see one state.
            let transaction = self.connection.unchecked_transaction()?;
            let mut question = Question::new(&transaction, scope, date, as_of);
            let mut scope = scope.clone();
            calendar::know(&mut scope, &closures::known(&transaction, as_of)?);
            let words_after = words_after(&scope);
            question.words_after = words_after.map_or(i64::MIN, micros);
            Ok(Dossier {
                scope,
                date,
                as_of,
                words_after,
                read_through: as_of.recorded_through(),
                earlier: None,
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

    /// What [`Store::recent_dossier`] gives of a later day, from that of an earlier one with the
    /// same scope and of the same brief: only what became known in between is read. Facts that were
    /// recorded since, with an older date, are not in it; whoever holds the lock knows that there
    /// are none.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn dossier_after(
        &self,
        before: Dossier,
        scope: &Scope,
        date: NaiveDate,
        as_of: AsOf,
    ) -> Result<Dossier, StoreError> {
        let mut next = before;
        let read = || {
            let transaction = self.connection.unchecked_transaction()?;
            let mut question = Question::new(&transaction, scope, date, as_of);
            question.known_after = micros(next.as_of.instant());
            next.scope = scope.clone();
            calendar::know(&mut next.scope, &closures::known(&transaction, as_of)?);
            let words_after = last_window(&next.scope.plan, date);
            question.words_after = micros(words_after);
            let since = question.first_date.and_time(NaiveTime::MIN).and_utc();
            forget_articles(&mut next, since, words_after);
            next.articles.extend(question.articles()?);
            question.add_bars(&mut next.bars)?;
            question.add_actions(&mut next.actions)?;
            (next.date, next.as_of) = (date, as_of);
            next.read_through = as_of.recorded_through();
            next.previous = question.previous()?;
            next.record = question.record()?;
            next.reference = reference::known(&transaction, as_of)?;
            next.notes = question.notes()?;
            Ok(())
        };
        let mut read = read;
        read().map_err(during("read the dossier of the next day"))?;
        Ok(next)
    }

    /// What earlier editions of the brief published, as a dossier of `date` holds it: the edition
    /// before, and every takeaway.
    ///
    /// # Errors
    /// [`StoreError::Query`] if it cannot be read.
    pub fn published_before(
        &self,
        scope: &Scope,
        date: NaiveDate,
        as_of: AsOf,
    ) -> Result<(Option<PublishedEdition>, Vec<PublishedTakeaway>), StoreError> {
        let read = || {
            let transaction = self.connection.unchecked_transaction()?;
            let question = Question::new(&transaction, scope, date, as_of);
            Ok((question.previous()?, question.record()?))
        };
        read().map_err(during("read what was published before"))
    }
}

/// A dossier's question in the words of the columns.
pub(super) struct Question<'store> {
    connection: &'store Connection,
    scope: &'store Scope,
    date: String,
    first_date: NaiveDate,
    as_of: AsOf,
    /// Only what became known after this instant, in microseconds.
    pub(super) known_after: i64,
    /// Only the words of articles that became known after this instant, in microseconds.
    words_after: i64,
    batch_max: i64,
    tickers: String,
    price_sources: String,
}

impl<'store> Question<'store> {
    pub(super) fn new(
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
            known_after: i64::MIN,
            words_after: i64::MIN,
            batch_max: as_of.recorded_through().map_or(i64::MAX, |batch| batch.0),
            tickers: json_array(tickers.into_iter().map(Ticker::as_str)),
            price_sources: json_array(scope.price_chain.iter().map(SourceId::as_str)),
        }
    }

    fn rows<T>(
        &self,
        sql: &str,
        params: impl Params,
        reader: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        self.connection.prepare_cached(sql)?.query_map(params, reader)?.collect()
    }

    fn as_of(&self) -> i64 {
        micros(self.as_of.instant())
    }

    pub(super) fn articles(&self) -> rusqlite::Result<Vec<Article>> {
        let sources = json_array(self.scope.sources.iter().map(|source| source.id.as_str()));
        let since = micros(self.first_date.and_time(NaiveTime::MIN).and_utc());
        let params = named_params! {
            ":since": since.max(self.known_after.saturating_add(1)),
            ":as_of": self.as_of(),
            ":batch_max": self.batch_max,
            ":words_after": self.words_after,
            ":sources": sources,
        };
        let mut known = codec::Sources::default();
        self.rows(include_str!("sql/dossier_articles.sql"), params, |row| {
            articles::article(row, &mut known)
        })
    }

    fn bars(&self) -> rusqlite::Result<BTreeMap<Ticker, Vec<PriceBar>>> {
        let mut bars = BTreeMap::new();
        self.add_bars(&mut bars)?;
        Ok(bars)
    }

    /// Adds what this question finds to bars that became known earlier, and lets go what is too
    /// old by now.
    fn add_bars(&self, bars: &mut BTreeMap<Ticker, Vec<PriceBar>>) -> rusqlite::Result<()> {
        let found = self.market(include_str!("sql/dossier_bars.sql"), bars::bar)?;
        add(bars, found, |bar| bar.ticker.clone());
        for bars in bars.values_mut() {
            bars.retain(|bar| bar.session >= self.first_date);
            // Stable: what the query has put in order stays so among equals, which became known
            // at one time.
            bars.sort_by_key(|bar| (bar.session, bar.known_at, self.chain_position(&bar.source)));
        }
        bars.retain(|_, bars| !bars.is_empty());
        Ok(())
    }

    fn actions(&self) -> rusqlite::Result<BTreeMap<Ticker, Vec<CorporateAction>>> {
        let mut actions = BTreeMap::new();
        self.add_actions(&mut actions)?;
        Ok(actions)
    }

    /// The same with corporate actions.
    fn add_actions(
        &self,
        actions: &mut BTreeMap<Ticker, Vec<CorporateAction>>,
    ) -> rusqlite::Result<()> {
        let found = self.market(include_str!("sql/dossier_actions.sql"), bars::action)?;
        add(actions, found, |action| action.ticker.clone());
        for actions in actions.values_mut() {
            actions.retain(|action| action.ex_session >= self.first_date);
            actions.sort_by_key(|action| {
                (action.ex_session, action.known_at, self.chain_position(&action.source))
            });
        }
        actions.retain(|_, actions| !actions.is_empty());
        Ok(())
    }

    fn market<T>(
        &self,
        sql: &str,
        reader: fn(&Row, &mut codec::Sources) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        let params = named_params! {
            ":tickers": self.tickers,
            ":since": self.first_date.to_string(),
            ":as_of": self.as_of(),
            ":known_after": self.known_after,
            ":batch_max": self.batch_max,
            ":sources": self.price_sources,
        };
        let mut known = codec::Sources::default();
        self.rows(sql, params, |row| reader(row, &mut known))
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

fn add<T>(sorted: &mut BTreeMap<Ticker, Vec<T>>, facts: Vec<T>, ticker: fn(&T) -> Ticker) {
    for fact in facts {
        sorted.entry(ticker(&fact)).or_default().push(fact);
    }
}
