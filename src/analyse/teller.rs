//! Takes news windows and what was kept of earlier ones; tells those that nobody had kept, one
//! after another, the dossier's own last. Holds the words of one window at a time, and never uses a
//! window's future.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::crowd::Story;
use super::hands::Hands;
use super::reading::{self, Reading};
use super::relations::{Sums, Window};
use super::stories::{Past, StoryCluster, Vocabulary, sessions_recalled};
use super::windows::{Windows, context, past_is_known};
use crate::model::{
    Article, Crowd, EarlierWindow, KeptWindow, KeptWindows, Sha256Hash, Telling, Ticker,
};

/// What all windows of a dossier told.
pub(super) struct Told {
    /// Every ticker's crowd at every edition.
    pub(super) crowds: BTreeMap<Ticker, Vec<Crowd>>,
    /// What today's articles say, by their place.
    pub(super) readings: Vec<Reading>,
    /// Today's stories by ticker.
    pub(super) today: BTreeMap<Ticker, Vec<Story>>,
    /// Today's stories altogether.
    pub(super) clusters: Vec<StoryCluster>,
    pub(super) vocabulary: Vocabulary,
    pub(super) relations: Sums,
    /// Windows that nobody had kept.
    pub(super) fresh: KeptWindows,
}

/// One window, told.
pub(super) struct ToldWindow {
    /// The place of its edition.
    pub(super) place: usize,
    pub(super) readings: Vec<Reading>,
    pub(super) clusters: Vec<StoryCluster>,
    /// Its stories by ticker; none where it lends its words alone.
    pub(super) stories: BTreeMap<Ticker, Vec<Story>>,
}

/// Tells windows in their order.
///
/// # Shape
/// Ask what it [wants](Teller::wants) and [tell](Teller::tell) it, until it wants nothing. A dossier
/// that holds all words can be told [whole](Teller::tell_all).
pub struct Teller<'w> {
    pub(super) windows: &'w Windows<'w>,
    /// What was kept and is not yet added.
    kept: KeptWindows,
    plan: Plan,
    past: Past,
    /// Of each edition, whether novelty means anything.
    known: Vec<bool>,
    /// The window that is told next.
    next: usize,
    crowds: BTreeMap<Ticker, Vec<Crowd>>,
    relations: Sums,
    fresh: KeptWindows,
}

/// Which windows are told anew, and where reading has to begin.
struct Plan {
    /// Articles of editions before this one need not be read.
    read_from: usize,
    /// Editions before this one are kept or too early; those from it on are told anew.
    told_from: usize,
    /// Editions before this one lack the past that a window depends on, and tell nothing: so a
    /// window comes to the same wherever a dossier's history begins.
    first_whole: usize,
}

impl Plan {
    fn new(windows: &Windows<'_>, kept: &KeptWindows) -> Self {
        let (keys, policy) = (windows.keys(), windows.policy);
        let today = keys.len() - 1;
        let first_whole = context(policy).min(today);
        let is_missing = |place: &usize| !kept.contains_key(&keys[*place]);
        let told_from = (first_whole..today).find(is_missing).unwrap_or(today);
        let past = told_from.saturating_sub(sessions_recalled(policy))..told_from;
        let is_recalled =
            past.start >= first_whole && tellings(&keys[past.clone()], kept).len() == past.len();
        let context = if is_recalled { 0 } else { context(policy) };
        Self { read_from: told_from.saturating_sub(context), told_from, first_whole }
    }

    /// What had been told before the first window that is read.
    fn past(&self, windows: &Windows<'_>, kept: &KeptWindows) -> Past {
        if self.read_from < self.told_from {
            return Past::default();
        }
        let first = self.told_from.saturating_sub(sessions_recalled(windows.policy));
        let tellings = tellings(&windows.keys()[first..self.told_from], kept);
        Past::recall(&tellings, windows.policy)
    }
}

/// The tellings that are kept of these windows.
fn tellings<'k>(keys: &[Sha256Hash], kept: &'k KeptWindows) -> Vec<&'k Telling> {
    keys.iter().filter_map(|key| kept.get(key)?.telling.as_ref()).collect()
}

impl<'w> Teller<'w> {
    /// Begins behind the windows that need not be told.
    #[must_use]
    pub fn new(windows: &'w Windows<'w>, kept: KeptWindows) -> Self {
        let plan = Plan::new(windows, &kept);
        let mut teller = Self {
            windows,
            past: plan.past(windows, &kept),
            kept,
            known: past_is_known(&windows.timeline, windows.policy),
            next: plan.read_from,
            plan,
            crowds: BTreeMap::new(),
            relations: Sums::default(),
            fresh: KeptWindows::new(),
        };
        for place in 0..teller.next {
            teller.add_kept(place);
        }
        teller
    }

    /// The window whose articles it needs next, with their words; `None` where nothing is left to
    /// tell but the dossier's own.
    #[must_use]
    pub fn wants(&self) -> Option<Cow<'w, EarlierWindow>> {
        (self.next + 1 < self.windows.keys().len()).then(|| self.windows.earlier(self.next))
    }

    /// Tells the next window by what it wants: the articles that it tells of, in their order.
    pub fn tell(&mut self, articles: &[Article], hands: &Hands) {
        let all: Vec<usize> = (0..articles.len()).collect();
        let readings = reading::read_shared(articles, &all, self.windows.linker(), hands);
        self.tell_next(articles, readings);
    }

    /// The windows told since the last time that nobody had kept: whoever keeps them as they come
    /// need not hold them all.
    pub fn hand_over(&mut self) -> KeptWindows {
        std::mem::take(&mut self.fresh)
    }

    /// Tells all windows but the dossier's own.
    ///
    /// # Panics
    /// If the dossier does not hold all words.
    pub fn tell_all(&mut self, hands: &Hands) {
        while self.wants().is_some() {
            self.tell_from_dossier(hands);
        }
    }

    /// Tells the next window from the dossier's words; `None` where none is left.
    pub(super) fn tell_from_dossier(&mut self, hands: &Hands) -> Option<ToldWindow> {
        let without = self.windows.dossier.words_after;
        assert!(without.is_none(), "the dossier has no words up to {without:?}");
        let is_left = self.next < self.windows.keys().len();
        let windows = self.windows;
        is_left.then(|| self.tell_next(&windows.dossier.articles, windows.read(self.next, hands)))
    }

    /// Tells the dossier's own window; gives what all windows told.
    pub(super) fn finish(mut self, hands: &Hands) -> Told {
        let windows = self.windows;
        let own = windows.own_readings(hands).to_vec();
        let last = self.tell_next(&windows.dossier.articles, own);
        let ToldWindow { readings, clusters, stories: today, .. } = last;
        Told {
            crowds: self.crowds,
            readings,
            today,
            clusters,
            vocabulary: self.past.vocabulary,
            relations: self.relations,
            fresh: self.fresh,
        }
    }

    /// Tells the next window by what some of these articles say.
    fn tell_next(&mut self, articles: &[Article], mut readings: Vec<Reading>) -> ToldWindow {
        let Windows { policy, timeline, .. } = self.windows;
        readings.sort_unstable_by_key(|reading| reading.article);
        let place = self.next;
        self.next += 1;
        let clusters = self.past.cluster(articles, &readings);
        if place < self.plan.told_from {
            self.past.tell(clusters, policy);
            self.add_kept(place);
            let (clusters, stories) = (Vec::new(), BTreeMap::new());
            return ToldWindow { place, readings, clusters, stories };
        }
        let linker = self.windows.linker();
        let window = Window::of(articles, &readings, clusters.iter(), linker);
        let pairs = window.pairs.into_iter().collect();
        let judged = self.past.tell(clusters, policy);
        let cut_off = timeline.editions[place].cut_off;
        let stories = self.windows.scales(articles, &readings).stories(&judged, cut_off);
        let crowd = |(ticker, stories): (&Ticker, &Vec<Story>)| {
            (ticker.clone(), Crowd::of(stories, self.known[place], policy))
        };
        let crowds = stories.iter().map(crowd).collect();
        let telling = Some(self.past.telling(&judged));
        let window = Arc::new(KeptWindow { cut_off, crowds, pairs, telling });
        self.add(place, &window);
        let key = self.windows.keys()[place];
        if !self.kept.contains_key(&key) {
            self.fresh.insert(key, window);
        }
        let clusters = judged.into_iter().map(|(cluster, _)| cluster).collect();
        ToldWindow { place, readings, clusters, stories }
    }

    fn add_kept(&mut self, place: usize) {
        let kept = self.kept.remove(&self.windows.keys()[place]);
        match kept.filter(|_| place >= self.plan.first_whole) {
            Some(window) => self.add(place, &window),
            None => self.relations.push(&[]),
        }
    }

    fn add(&mut self, place: usize, window: &KeptWindow) {
        self.relations.push(&window.pairs);
        let editions = self.windows.keys().len();
        for (ticker, crowd) in &window.crowds {
            let of_ticker = self.crowds.entry(ticker.clone());
            of_ticker.or_insert_with(|| vec![Crowd::default(); editions])[place] = *crowd;
        }
    }
}
