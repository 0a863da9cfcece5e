//! Takes a dossier; gives the articles of its earlier windows with their words, or lets words go.
//! Never changes what else is known of an article.

use chrono::NaiveDate;

use super::Store;
use super::codec::micros;
use super::dossier::Question;
use super::error::{StoreError, during};
use crate::calendar;
use crate::model::{Article, AsOf, Dossier, EarlierWindow, Instant, Plan};

impl Store {
    /// The articles that an earlier window of a dossier tells of, in its order, with their words.
    ///
    /// # Errors
    /// [`StoreError::Query`] if they cannot be read, or some that came into the window are gone
    /// since: without them it would be read as if nothing had been said.
    pub fn articles_of(
        &self,
        dossier: &Dossier,
        window: &EarlierWindow,
    ) -> Result<Vec<Article>, StoreError> {
        let read = || {
            let transaction = self.connection.unchecked_transaction()?;
            let as_of = match dossier.read_through {
                Some(batch) => AsOf::replay(window.until, batch),
                None => AsOf::at(window.until),
            };
            let mut question = Question::new(&transaction, &dossier.scope, dossier.date, as_of);
            question.known_after = micros(window.after);
            let all = question.articles()?;
            if all.len() != usize::try_from(window.versions).unwrap_or(usize::MAX) {
                return Err(rusqlite::Error::QueryReturnedNoRows);
            }
            Ok(these(all, &window.told))
        };
        read().map_err(during("read the articles of an earlier window"))
    }
}

/// Those at these places, ascending.
fn these(all: Vec<Article>, places: &[u32]) -> Vec<Article> {
    let mut places = places.iter().copied().peekable();
    (0..)
        .zip(all)
        .filter_map(|(place, article)| places.next_if_eq(&place).map(|_| article))
        .collect()
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
