//! Takes drafts of articles as a provider or a file tells them; gives the harvest: bounded,
//! plain and dated. The one place where such a row becomes an article.

use std::sync::Arc;

use chrono::Duration;
use thin_vec::ThinVec;

use super::{ArticleHarvest, Fault, Limits, Source, text, url_identity};
use crate::model::{ArticleId, ArticleItem, ArticleWords, Instant, Ticker};

/// How far ahead of our clock a publisher's may run.
pub(super) const CLOCK_SKEW: Duration = Duration::hours(1);

/// How many rows that are left out are named one by one.
const ROWS_NAMED_MAX: usize = 50;

/// Longest reason kept, in characters.
const REASON_CHARS_MAX: usize = 300;

/// One article as it was told, before anything of it is trusted.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// The teller's own id.
    pub(super) id: Option<String>,
    /// Its address as written.
    pub(super) url: Option<String>,
    /// Who published it, as written.
    pub(super) publisher: Option<String>,
    /// Its title, maybe with markup.
    pub(super) title: String,
    /// Its text, maybe with markup.
    pub(super) text: String,
    /// When it came out, where that could be read.
    pub(super) published_at: Option<Instant>,
    /// The tickers it is said to be about.
    pub(super) tickers: Vec<Ticker>,
    /// Whether it says that its publisher took the article back.
    pub(super) withdrawn: bool,
}

/// A harvest in the making.
pub(super) struct Gathering<'g> {
    source: &'g Source,
    limits: &'g Limits,
    now: Instant,
    harvest: ArticleHarvest,
    publisher: Option<String>,
    left_out: usize,
}

impl<'g> Gathering<'g> {
    pub(super) fn new(source: &'g Source, limits: &'g Limits, now: Instant) -> Self {
        let harvest = ArticleHarvest::default();
        Self { source, limits, now, harvest, publisher: None, left_out: 0 }
    }

    /// Names the publisher of articles that name none, unless the source is configured with
    /// one.
    pub(super) fn set_publisher(&mut self, publisher: Option<String>) {
        self.publisher = publisher.filter(|publisher| !publisher.is_empty());
    }

    /// Says so when more rows were found than will be read.
    pub(super) fn expect(&mut self, found: usize) {
        let read = self.limits.items_per_feed_max;
        if found > read {
            self.fault(|source| Fault::TooManyEntries { source, found, read });
        }
    }

    /// Takes in one row, numbered from 1: a draft, or why it is none.
    pub(super) fn add(&mut self, row: usize, draft: Result<Draft, String>) {
        match draft.and_then(|draft| self.article(draft)) {
            Err(reason) => {
                let reason = one_line(&reason);
                self.leave_out(|source| Fault::Row { source, row, reason });
            }
            Ok(item) => match item.published_at {
                Some(claimed) if claimed > self.now + CLOCK_SKEW => {
                    let claimed = claimed.format("%Y-%m-%d %H:%M UTC").to_string();
                    let title = item.words.title.clone();
                    self.leave_out(|source| Fault::FutureDated { source, title, claimed });
                }
                _ => self.harvest.items.push(item),
            },
        }
    }

    fn leave_out(&mut self, fault: impl FnOnce(String) -> Fault) {
        self.left_out += 1;
        if self.left_out <= ROWS_NAMED_MAX {
            self.fault(fault);
        }
    }

    /// Takes in the rows of an answer up to `items_per_feed_max`.
    pub(super) fn add_bounded(&mut self, drafts: Vec<Result<Draft, String>>) {
        self.expect(drafts.len());
        for (place, draft) in drafts.into_iter().take(self.limits.items_per_feed_max).enumerate() {
            self.add(place + 1, draft);
        }
    }

    /// The instant of collecting.
    pub(super) fn now(&self) -> Instant {
        self.now
    }

    /// Who publishes the source, where the operator says so.
    pub(super) fn publisher(&self) -> Option<&str> {
        self.source.publisher.as_deref()
    }

    /// How many articles of one answer are read.
    pub(super) fn items_max(&self) -> usize {
        self.limits.items_per_feed_max
    }

    /// Says that the answer was broken JSON and has been repaired.
    pub(super) fn repaired(&mut self) {
        self.fault(|source| Fault::RepairedJson { source });
    }

    /// Adds a fault of this source.
    pub(super) fn fault(&mut self, fault: impl FnOnce(String) -> Fault) {
        let fault = fault(self.name());
        self.harvest.faults.push(fault);
    }

    /// The harvest, with what can be said only at the end.
    pub(super) fn finish(mut self) -> ArticleHarvest {
        let undated = self.harvest.items.iter().filter(|item| item.published_at.is_none()).count();
        if undated > 0 {
            self.fault(|source| Fault::Undated { source, count: undated });
        }
        if self.left_out > ROWS_NAMED_MAX {
            let count = self.left_out - ROWS_NAMED_MAX;
            self.fault(|source| Fault::MoreRows { source, count });
        }
        self.harvest
    }

    /// The harvest of a file, each article once; one without a single row is worth a word.
    pub(super) fn finish_file(self) -> ArticleHarvest {
        let source = self.source;
        let mut harvest = self.finish();
        if harvest.items.is_empty() && harvest.faults.is_empty() {
            harvest.faults.push(Fault::NoEntries { source: source.id.to_string() });
        }
        harvest.merge_duplicates(&source.id);
        harvest
    }

    fn article(&self, draft: Draft) -> Result<ArticleItem, String> {
        let (source, limits) = (self.source, self.limits);
        let text = text::paragraphs(&draft.text, limits.text_chars_max);
        let title = match text::line(&draft.title, limits.title_chars_max) {
            empty if empty.is_empty() => first_words(&text, limits.title_chars_max),
            title => title,
        };
        if title.is_empty() {
            return Err("it has no title and no text".to_owned());
        }
        let url = draft.url.as_deref().and_then(url_identity::canonical);
        let publisher = draft
            .publisher
            .map(|name| text::line(&name, limits.title_chars_max))
            .filter(|name| !name.is_empty())
            .or_else(|| source.publisher.clone())
            .or_else(|| self.publisher.clone())
            .unwrap_or_else(|| source.id.to_string());
        let page = url.clone().filter(|url| names_a_page(url));
        let day = draft.published_at.map(|at| at.date_naive().to_string()).unwrap_or_default();
        let identity = draft
            .id
            .filter(|id| !id.trim().is_empty())
            .or_else(|| page.clone())
            .unwrap_or_else(|| format!("{title}\n{publisher}\n{day}"));
        let id = ArticleId::of(&source.id, &identity);
        let mut vendor_tickers = ThinVec::new();
        unite(&mut vendor_tickers, draft.tickers);
        Ok(ArticleItem {
            id,
            source: source.id.clone(),
            words: Arc::new(ArticleWords {
                publisher,
                url,
                text: if text == title { String::new() } else { text },
                title,
                full_text: None,
            }),
            published_at: draft.published_at,
            licence: source.licence,
            vendor_tickers,
            withdrawn: draft.withdrawn,
        })
    }

    fn name(&self) -> String {
        self.source.id.to_string()
    }
}

/// Whether an address leads to one page: a bare host is everybody's.
fn names_a_page(url: &str) -> bool {
    let after_host = url.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
    after_host.is_some_and(|(_, path)| !path.is_empty())
}

/// A reason may quote what came.
fn one_line(reason: &str) -> String {
    let plain = |mark: char| if mark.is_control() { ' ' } else { mark };
    reason.chars().map(plain).take(REASON_CHARS_MAX).collect()
}

/// A title for an article that has only text: its first sentence, or what fits.
fn first_words(text: &str, chars_max: usize) -> String {
    const TITLE_CHARS: usize = 160;
    let first_line = text.lines().next().unwrap_or_default();
    let sentence = first_line.split_inclusive(". ").next().unwrap_or_default().trim();
    sentence.chars().take(chars_max.min(TITLE_CHARS)).collect()
}

/// Adds the tickers that are not there yet.
pub(super) fn unite(tickers: &mut ThinVec<Ticker>, more: impl IntoIterator<Item = Ticker>) {
    for ticker in more {
        if !tickers.contains(&ticker) {
            tickers.push(ticker);
        }
    }
}
