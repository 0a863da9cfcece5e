//! Takes a dossier; gives it the words of its articles, or lets them go. Never changes what else is
//! known of an article.

use chrono::NaiveDate;
use rusqlite::named_params;

use super::codec::micros;
use super::error::{StoreError, during};
use super::{Store, articles};
use crate::calendar;
use crate::model::{Article, ArticleId, Dossier, Instant, Plan};

impl Store {
    /// The articles at these places of a dossier, with their words.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn articles_with_words(
        &self,
        dossier: &Dossier,
        places: &[usize],
    ) -> Result<Vec<Article>, StoreError> {
        let mut articles: Vec<Article> =
            places.iter().map(|place| dossier.articles[*place].clone()).collect();
        let Some(until) = dossier.words_after else { return Ok(articles) };
        let mut without: Vec<&mut Article> =
            articles.iter_mut().filter(|article| article.known_at <= until).collect();
        without.sort_by_key(|article| position(article));
        self.add_words(without).map_err(during("read the words of articles"))?;
        Ok(articles)
    }

    /// The same facts with all their words.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read.
    pub fn with_words(&self, recent: &Dossier) -> Result<Dossier, StoreError> {
        let mut whole = recent.clone();
        if let Some(until) = whole.words_after.take() {
            let known = |article: &&mut Article| article.known_at <= until;
            self.add_words(whole.articles.iter_mut().take_while(known).collect())
                .map_err(during("read the words of a dossier"))?;
        }
        Ok(whole)
    }

    /// Adds their words to articles in the dossier's order. One that is gone since is an error:
    /// without words it would be read as if nothing had been said.
    fn add_words(&self, without: Vec<&mut Article>) -> rusqlite::Result<()> {
        let (Some(first), Some(last)) = (without.first(), without.last()) else { return Ok(()) };
        let span = named_params! {
            ":since": micros(first.known_at), ":until": micros(last.known_at),
        };
        let mut words = self.connection.prepare_cached(include_str!("sql/dossier_words.sql"))?;
        let mut rows = words.query(span)?;
        let mut without = without.into_iter();
        let mut next = without.next();
        while let (Some(article), Some(row)) = (&mut next, rows.next()?) {
            if articles::is_of(row, article)? {
                article.item.words = articles::words(row)?;
                next = without.next();
            }
        }
        if next.is_some() { Err(rusqlite::Error::QueryReturnedNoRows) } else { Ok(()) }
    }
}

/// Where an article stands in a dossier.
fn position(article: &Article) -> (Instant, ArticleId, u32) {
    (article.known_at, article.item.id, article.version)
}

/// Where the news window of `date` begins.
pub(super) fn last_window(plan: &Plan, date: NaiveDate) -> Instant {
    calendar::news_window(plan, date).0
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
