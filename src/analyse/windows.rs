//! Takes the timeline and what was kept of earlier windows; gives what each window came to, kept
//! or told anew. What is kept is found by the hash of all that it was measured from, so that it
//! equals what would be measured again. Never uses a window's future.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::crowd::Story;
use super::linking::Linker;
use super::policy::Policy;
use super::relations::{Sums, Window};
use super::sentiment::Engine;
use super::stories::{self, Memory, SESSIONS_KEPT, StoryCluster, Vocabulary};
use super::timeline::{EditionTime, Timeline};
use super::universe::Universe;
use crate::model::{Article, Crowd, Dossier, KeptWindow, KeptWindows, Sha256Hash, Ticker};

/// What a window means; another number when the same facts give another window.
const MEANING: u32 = 1;

/// What the windows told, one after another.
#[derive(Default)]
pub(super) struct Told {
    /// Every ticker's crowd at every edition.
    pub(super) crowds: BTreeMap<Ticker, Vec<Crowd>>,
    /// Today's stories by ticker.
    pub(super) today: BTreeMap<Ticker, Vec<Story>>,
    /// Today's stories altogether.
    pub(super) clusters: Vec<StoryCluster>,
    pub(super) vocabulary: Vocabulary,
    pub(super) relations: Sums,
    /// Windows that nobody had kept.
    pub(super) fresh: KeptWindows,
}

/// Sees the stories of an edition, by its place.
pub(super) type Watcher<'w> = dyn FnMut(usize, &BTreeMap<Ticker, Vec<Story>>) + 'w;

/// Which windows are known by what, and where reading has to begin.
pub(super) struct Plan {
    /// One per edition.
    pub(super) keys: Vec<Sha256Hash>,
    /// Articles of editions before this one need not be read.
    pub(super) first_read: usize,
    /// Editions before this one are kept or too early; those from it on are told anew.
    pub(super) first_told: usize,
    /// Editions before this one lack the past that a window depends on, and tell nothing: so a
    /// window comes to the same wherever a dossier's history begins.
    first_whole: usize,
}

impl Plan {
    pub(super) fn new(
        dossier: &Dossier,
        timeline: &Timeline,
        policy: &Policy,
        kept: &KeptWindows,
    ) -> Self {
        let keys = keys(dossier, timeline, policy);
        let today = keys.len() - 1;
        let first_whole = context(policy).min(today);
        let is_missing = |place: &usize| !kept.contains_key(&keys[*place]);
        let first_told = (first_whole..today).find(is_missing).unwrap_or(today);
        let first_read = first_told.saturating_sub(context(policy));
        Self { keys, first_read, first_told, first_whole }
    }

    /// The articles to be read, in their order.
    pub(super) fn articles(&self, timeline: &Timeline) -> Vec<usize> {
        let read = timeline.editions[self.first_read..].iter();
        let mut articles: Vec<usize> =
            read.flat_map(|edition| &edition.articles).copied().collect();
        articles.sort_unstable();
        articles
    }
}

/// Sessions before a window that it depends on: those that its words are weighed by, and those
/// whose stories it may repeat, which depend on words before them.
fn context(policy: &Policy) -> usize {
    SESSIONS_KEPT + usize::from(policy.novelty_sessions)
}

/// The hash of everything that each window is measured from.
fn keys(dossier: &Dossier, timeline: &Timeline, policy: &Policy) -> Vec<Sha256Hash> {
    let scope = &dossier.scope;
    let reader = Sha256Hash::of(format!(
        "{MEANING} {} {} {:?} {:?} {:?} {:?} {:?}",
        env!("CARGO_PKG_VERSION"),
        Engine::default().name(),
        policy.entries(),
        scope.watchlist,
        scope.others,
        scope.sources,
        dossier.reference,
    ));
    let windows: Vec<Sha256Hash> =
        timeline.editions.iter().map(|edition| facts(&dossier.articles, edition)).collect();
    let known = past_is_known(timeline, policy);
    (0..windows.len())
        .map(|place| {
            let context = &windows[place.saturating_sub(context(policy))..=place];
            let mut all = reader.as_bytes().to_vec();
            all.push(u8::from(known[place]));
            all.extend(context.iter().flat_map(Sha256Hash::as_bytes));
            Sha256Hash::of(all)
        })
        .collect()
}

/// The hash of one window's own facts.
fn facts(articles: &[Article], edition: &EditionTime) -> Sha256Hash {
    let mut all = format!("{} {}", edition.from, edition.cut_off);
    for article in edition.articles.iter().map(|place| &articles[*place]) {
        let item = &article.item;
        let id = &item.id.0;
        let (version, content) = (article.version, article.content_sha256);
        let (known, published) = (article.known_at, item.published_at);
        // Writing to a string cannot fail.
        let _ = write!(all, "\n{id} {version} {content} {} {known} {published:?}", item.source.0);
        let _ = write!(all, " {:?}", item.vendor_tickers);
    }
    Sha256Hash::of(all)
}

/// Whether enough sessions with news lie before each edition for novelty to mean anything.
fn past_is_known(timeline: &Timeline, policy: &Policy) -> Vec<bool> {
    let editions = &timeline.editions;
    let first = editions.iter().position(|edition| !edition.articles.is_empty());
    let enough = usize::from(policy.novelty_sessions);
    (0..editions.len()).map(|place| first.is_some_and(|first| place >= first + enough)).collect()
}

impl Universe<'_> {
    /// Goes through the windows in their order; each is told with what came before it alone.
    /// Shows the stories of each edition that is told to `each`.
    pub(super) fn told(
        &self,
        linker: &Linker,
        plan: &Plan,
        kept: &KeptWindows,
        each: &mut Watcher<'_>,
    ) -> Told {
        let reading_of: BTreeMap<usize, usize> =
            self.readings.iter().enumerate().map(|(place, read)| (read.article, place)).collect();
        let mut memory = Memory::default();
        let mut told = Told::default();
        let editions = &self.timeline.editions;
        let known = past_is_known(&self.timeline, self.policy);
        let scales = self.scales();
        let (articles, readings) = (&self.dossier.articles, &self.readings);
        for (place, edition) in editions.iter().enumerate() {
            let key = plan.keys[place];
            if place < plan.first_told {
                let is_whole = place >= plan.first_whole;
                told.add(place, editions.len(), kept.get(&key).filter(|_| is_whole));
            }
            if place < plan.first_read {
                continue;
            }
            let within: Vec<_> = edition
                .articles
                .iter()
                .filter_map(|article| reading_of.get(article).copied())
                .collect();
            told.vocabulary.next_session();
            let clusters = stories::cluster(articles, readings, &within, &mut told.vocabulary);
            let pairs = Window::of(articles, readings, clusters.iter(), linker).pairs;
            let judged = memory.tell(clusters, &told.vocabulary, self.policy);
            if place < plan.first_told {
                continue;
            }
            told.today = scales.stories(&judged, edition.cut_off);
            each(place, &told.today);
            let crowd = |(ticker, stories): (&Ticker, &Vec<Story>)| {
                (ticker.clone(), Crowd::of(stories, known[place], self.policy))
            };
            let crowds = told.today.iter().map(crowd).collect();
            let window = KeptWindow { cut_off: edition.cut_off, crowds, pairs };
            told.add(place, editions.len(), Some(&window));
            told.fresh.insert(key, window);
            told.clusters = judged.into_iter().map(|(cluster, _)| cluster).collect();
        }
        told.fresh.retain(|key, _| !kept.contains_key(key));
        told
    }
}

impl Told {
    fn add(&mut self, place: usize, editions: usize, window: Option<&KeptWindow>) {
        let nothing = BTreeMap::new();
        self.relations.push(window.map_or(&nothing, |window| &window.pairs));
        let Some(window) = window else { return };
        for (ticker, crowd) in &window.crowds {
            let of_ticker = self.crowds.entry(ticker.clone());
            of_ticker.or_insert_with(|| vec![Crowd::default(); editions])[place] = *crowd;
        }
    }
}
