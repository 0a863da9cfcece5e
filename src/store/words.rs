//! Takes a dossier; gives it the words of its articles, or lets them go. Never changes what else is
//! known of an article.

use chrono::NaiveDate;
use rusqlite::named_params;

use super::codec::micros;
use super::error::{StoreError, during};
use super::{Store, articles};
use crate::calendar;
use crate::model::{Dossier, Instant, Plan};

impl Store {
    /// The same facts with all their words.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn with_words(&self, recent: &Dossier) -> Result<Dossier, StoreError> {
        let mut whole = recent.clone();
        let (Some(until), Some(first)) = (whole.words_after.take(), whole.articles.first()) else {
            return Ok(whole);
        };
        let since = first.known_at;
        let mut without = whole.articles.iter_mut().take_while(|article| article.known_at <= until);
        let read = || {
            let mut next = without.next();
            let mut words =
                self.connection.prepare_cached(include_str!("sql/dossier_words.sql"))?;
            let span = named_params! {":since": micros(since), ":until": micros(until)};
            let mut rows = words.query(span)?;
            while let Some(row) = rows.next()? {
                let Some(article) = &mut next else { break };
                if articles::is_of(row, article)? {
                    articles::add_words(row, &mut article.item)?;
                    next = without.next();
                }
            }
            Ok(())
        };
        let mut read = read;
        read().map_err(during("read the words of a dossier"))?;
        Ok(whole)
    }
}

/// Where the news window before that of `date` begins.
pub(super) fn two_windows(plan: &Plan, date: NaiveDate) -> Instant {
    calendar::news_window(plan, calendar::previous_edition(plan, date)).0
}

/// Lets go what no longer belongs into a dossier: articles known before `since`, and the words of
/// those known up to `words_after`.
pub(super) fn forget_articles(dossier: &mut Dossier, since: Instant, words_after: Instant) {
    let articles = &mut dossier.articles;
    let old = articles.partition_point(|article| article.known_at < since);
    articles.drain(..old);
    let had_words = dossier.words_after.unwrap_or(Instant::MIN_UTC);
    let first = articles.partition_point(|article| article.known_at <= had_words);
    let end = articles.partition_point(|article| article.known_at <= words_after);
    for article in articles.iter_mut().take(end).skip(first) {
        article.item.forget_words();
    }
    dossier.words_after = Some(words_after.max(had_words));
}
