//! Takes a dossier; gives its edition and every earlier one of the brief, each with its news
//! window and the articles that had come into it. Never uses what a cut-off did not know.

use chrono::{Days, Duration, NaiveDate};

use super::policy::Policy;
use crate::calendar;
use crate::model::{Article, ArticleId, Dossier, EarlierNews, HISTORY_DAYS_MAX, Instant, KnownBy};

/// One edition's place in time, and its news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EditionTime {
    pub(super) date: NaiveDate,
    /// The previous cut-off: news comes strictly after it.
    pub(super) from: Instant,
    /// What it may know.
    pub(super) cut_off: Instant,
    /// The planned cut-off: news published after it belongs to the next edition, also where
    /// `cut_off` is later because late data is taken in.
    pub(super) planned: Instant,
    /// Indices into the dossier's articles, one version of each, by `known_at` and id; none where
    /// they are set aside.
    pub(super) articles: Vec<usize>,
    /// Whether anything came into it that it tells of.
    pub(super) has_news: bool,
}

/// Every edition back through the dossier, the dossier's own last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Timeline {
    pub(super) editions: Vec<EditionTime>,
    /// What the last window left out.
    pub(super) left_out: LeftOut,
    /// Indices of articles that were taken back in the last window.
    pub(super) withdrawn: Vec<usize>,
    /// How many articles of the last window have changed since they were first known.
    pub(super) changed: u32,
}

/// Articles that came into the last window and were not used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LeftOut {
    /// Without a date of publication, and only assumed to have been known.
    pub(super) undated: u32,
    /// Published long before they were first seen.
    pub(super) old: u32,
}

impl Timeline {
    pub(super) fn new(dossier: &Dossier, policy: &Policy) -> Self {
        let mut timeline = Self {
            editions: editions(dossier),
            left_out: LeftOut::default(),
            withdrawn: Vec::new(),
            changed: 0,
        };
        let articles = &dossier.articles;
        let is_one =
            |left: &usize, right: &usize| articles[*left].item.id == articles[*right].item.id;
        for versions in by_article(dossier).chunk_by(is_one) {
            timeline.place(articles, versions, policy);
            timeline.note_withdrawal(articles, versions);
        }
        for edition in &mut timeline.editions {
            edition.articles.shrink_to_fit();
            edition.articles.sort_by_key(|index| {
                let article = &dossier.articles[*index];
                (article.known_at, &article.item.id)
            });
            edition.has_news = !edition.articles.is_empty();
        }
        if let Some(earlier) = &dossier.earlier {
            timeline.set_aside(earlier);
        }
        timeline
    }

    /// Leaves earlier windows to what stands for them: of their articles those alone are held that
    /// have later versions.
    fn set_aside(&mut self, earlier: &EarlierNews) {
        for (edition, window) in self.editions.iter_mut().zip(&earlier.windows) {
            edition.articles = Vec::new();
            edition.has_news = !window.told.is_empty();
        }
    }

    /// The dossier's own edition.
    pub(super) fn today(&self) -> &EditionTime {
        self.editions.last().expect("the dossier's own edition is always listed")
    }

    /// Puts one article into the window in which its first version became known, with the
    /// last version known at that window's cut-off.
    fn place(&mut self, articles: &[Article], versions: &[usize], policy: &Policy) {
        let first = &articles[versions[0]];
        let place = self.editions.partition_point(|edition| edition.cut_off < first.known_at);
        let is_today = place + 1 == self.editions.len();
        let Some(edition) = self.editions.get_mut(place) else { return };
        let known = |index: &&usize| articles[**index].known_at <= edition.cut_off;
        let Some(&chosen) = versions.iter().rfind(known) else { return };
        let published = articles[chosen].item.published_at;
        let age_max = Duration::days(i64::from(policy.article_age_days_max));
        let old = published.is_some_and(|at| at < edition.from - age_max);
        let undated = published.is_none() && articles[chosen].known_by != KnownBy::Clock;
        let belongs_to_next = first.known_at > edition.planned
            && published.is_none_or(|at| at > edition.planned || at <= edition.from);
        if first.known_at <= edition.from || belongs_to_next {
            return;
        }
        if articles[chosen].item.withdrawn {
            return;
        }
        if is_today && says_otherwise(&articles[chosen], first) {
            self.changed += 1;
        }
        match (old, undated) {
            (false, false) => edition.articles.push(chosen),
            (true, _) if is_today => self.left_out.old += 1,
            (_, true) if is_today => self.left_out.undated += 1,
            _ => {}
        }
    }

    /// An article may be taken back long after an edition told of it. One that was never known
    /// otherwise was never used, and its withdrawal may not even name it.
    fn note_withdrawal(&mut self, articles: &[Article], versions: &[usize]) {
        let is_withdrawn = |index: &usize| articles[*index].item.withdrawn;
        let Some(&last) = versions.last().filter(|last| is_withdrawn(last)) else { return };
        let told = versions.iter().rposition(|index| !is_withdrawn(index));
        let Some(told) = told else { return };
        let first = versions[told + 1];
        if articles[first].known_at > self.today().from {
            self.withdrawn.push(last);
        }
    }
}

/// The places of all that is known, by article, and each one's versions from the oldest.
fn by_article(dossier: &Dossier) -> Vec<usize> {
    let articles = &dossier.articles;
    let key = |place: usize| {
        let article = &articles[place];
        (&article.item.id, article.known_at, article.version)
    };
    // Most ids differ in their first bytes, which are quicker to compare than ids apart in memory.
    let known =
        articles.iter().enumerate().filter(|(_, one)| one.known_at <= dossier.as_of.instant());
    let mut places: Vec<(u64, usize)> =
        known.map(|(place, article)| (first_bytes(&article.item.id), place)).collect();
    places.sort_by(|(left, one), (right, other)| {
        left.cmp(right).then_with(|| key(*one).cmp(&key(*other)))
    });
    places.into_iter().map(|(_, place)| place).collect()
}

/// The first eight bytes as a number that is ordered like the id.
fn first_bytes(id: &ArticleId) -> u64 {
    let (first, _) = id.as_bytes().split_first_chunk().expect("an id has 32 bytes");
    u64::from_be_bytes(*first)
}

/// Whether two versions differ in more than the tickers attached to them.
fn says_otherwise(version: &Article, first: &Article) -> bool {
    version.content_sha256 != first.content_sha256
}

fn editions(dossier: &Dossier) -> Vec<EditionTime> {
    let plan = &dossier.scope.plan;
    let first = dossier.date - Days::new(u64::from(HISTORY_DAYS_MAX));
    let eve = dossier.date.pred_opt().unwrap_or(dossier.date);
    let mut dates: Vec<_> = calendar::editions_between(plan, first, eve).collect();
    dates.push(dossier.date);
    let mut from = calendar::news_window(plan, dates[0]).0;
    let mut editions = Vec::with_capacity(dates.len());
    for date in dates {
        let planned = calendar::cut_off(plan, date);
        let cut_off = if date == dossier.date { dossier.as_of.instant() } else { planned };
        editions.push(EditionTime {
            date,
            from,
            cut_off,
            planned,
            articles: Vec::new(),
            has_news: false,
        });
        from = planned;
    }
    editions
}
