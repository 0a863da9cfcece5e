//! Takes the timeline and what was kept of earlier windows; gives what each window came to, kept
//! or told anew. What is kept is found by the hash of all that it was measured from, so that it
//! equals what would be measured again. Never uses a window's future.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::crowd::Story;
use super::hands::Hands;
use super::in_order;
use super::linking::Linker;
use super::policy::Policy;
use super::reading::{self, Reading};
use super::relations::{Sums, Window};
use super::sentiment::Engine;
use super::stories::{Past, SESSIONS_KEPT, StoryCluster, Vocabulary, sessions_recalled};
use super::timeline::{EditionTime, Timeline};
use super::universe::Universe;
use crate::model::{
    Article, Crowd, Dossier, Instant, KeptWindow, KeptWindows, RunningHash, Sha256Hash, Telling,
    Ticker,
};

/// What a window means; another number when the same facts give another window.
const MEANING: u32 = 2;

/// A dossier laid out in its news windows, each known by the hash of everything that it is
/// measured from.
pub struct Windows<'d> {
    pub(super) dossier: Cow<'d, Dossier>,
    pub(super) policy: &'d Policy,
    pub(super) timeline: Timeline,
    keys: Vec<Sha256Hash>,
    linker: OnceLock<Linker>,
    /// What the articles of the last window say.
    own: OnceLock<Vec<Reading>>,
}

impl<'d> Windows<'d> {
    /// Lays it out.
    #[must_use]
    pub fn new(dossier: &'d Dossier, policy: &'d Policy) -> Self {
        let dossier = in_order(dossier);
        let timeline = Timeline::new(&dossier, policy);
        let keys = keys(&dossier, &timeline, policy);
        Self { dossier, policy, timeline, keys, linker: OnceLock::new(), own: OnceLock::new() }
    }

    /// Knows whom the dossier's texts may name.
    pub(super) fn linker(&self) -> &Linker {
        let scope = &self.dossier.scope;
        let profiles = scope.watchlist.iter().chain(&scope.others);
        self.linker.get_or_init(|| Linker::with_reference(profiles, &self.dossier.reference))
    }

    /// Reads the articles of the dossier's own window, which is told whatever is kept: whoever
    /// waits for what is kept can read meanwhile.
    pub fn read_own(&self, hands: &Hands) {
        self.own.get_or_init(|| self.read(self.timeline.today().articles.clone(), hands));
    }

    fn read(&self, mut articles: Vec<usize>, hands: &Hands) -> Vec<Reading> {
        articles.sort_unstable();
        reading::read_shared(&self.dossier.articles, &articles, self.linker(), hands)
    }

    /// What each window is kept by, the dossier's own last.
    #[must_use]
    pub fn keys(&self) -> &[Sha256Hash] {
        &self.keys
    }

    /// Whether the dossier holds the words of every window that has to be told, where these are
    /// kept.
    ///
    /// # Errors
    /// [`WordsMissing`] where it does not.
    pub fn check_words(&self, kept: &KeptWindows) -> Result<(), WordsMissing> {
        Plan::new(self, kept).check_words(self)
    }

    /// How many of the last windows can be asked for their telling.
    #[must_use]
    pub fn recent(&self) -> usize {
        sessions_recalled(self.policy) + 1
    }
}

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

/// A window has to be told from texts whose words the dossier does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The dossier holds no words known up to {known}, and the windows after {needed} are read")]
pub struct WordsMissing {
    /// The dossier holds no words of articles known up to this instant.
    pub known: Instant,
    /// The words after this instant are needed.
    pub needed: Instant,
}

/// Which windows are told anew, and where reading has to begin.
pub(super) struct Plan {
    /// Articles of editions before this one need not be read.
    pub(super) read_from: usize,
    /// Editions before this one are kept or too early; those from it on are told anew.
    pub(super) told_from: usize,
    /// Editions before this one lack the past that a window depends on, and tell nothing: so a
    /// window comes to the same wherever a dossier's history begins.
    first_whole: usize,
}

impl Plan {
    pub(super) fn new(windows: &Windows<'_>, kept: &KeptWindows) -> Self {
        let Windows { keys, policy, .. } = windows;
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

    /// Whether the dossier holds the words of all that is read.
    pub(super) fn check_words(&self, windows: &Windows<'_>) -> Result<(), WordsMissing> {
        let needed = windows.timeline.editions[self.read_from].from;
        match windows.dossier.words_after {
            Some(known) if needed < known => Err(WordsMissing { known, needed }),
            _ => Ok(()),
        }
    }

    /// What the articles say that have to be read, in their order.
    pub(super) fn readings(&self, windows: &Windows<'_>, hands: &Hands) -> Vec<Reading> {
        windows.read_own(hands);
        let editions = &windows.timeline.editions;
        let earlier = editions[self.read_from..editions.len() - 1].iter();
        let earlier = earlier.flat_map(|edition| &edition.articles).copied().collect();
        let mut readings = windows.read(earlier, hands);
        readings.extend(windows.own.get().into_iter().flatten().cloned());
        readings.sort_unstable_by_key(|read| read.article);
        readings
    }

    /// What had been told before the first window that is read.
    fn past(&self, windows: &Windows<'_>, kept: &KeptWindows) -> Past {
        if self.read_from < self.told_from {
            return Past::default();
        }
        let first = self.told_from.saturating_sub(sessions_recalled(windows.policy));
        let tellings = tellings(&windows.keys[first..self.told_from], kept);
        Past::recall(&tellings, windows.policy)
    }
}

/// The tellings that are kept of these windows.
fn tellings<'k>(keys: &[Sha256Hash], kept: &'k KeptWindows) -> Vec<&'k Telling> {
    keys.iter().filter_map(|key| kept.get(key)?.telling.as_deref()).collect()
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
    let mut all = Sha256Hash::running();
    take_instant(&mut all, edition.from);
    take_instant(&mut all, edition.cut_off);
    for article in edition.articles.iter().map(|place| &articles[*place]) {
        let item = &article.item;
        all.take(item.id.0.as_bytes());
        all.take(&article.version.to_le_bytes());
        all.take(article.content_sha256.as_bytes());
        take_instant(&mut all, article.known_at);
        all.take(&[u8::from(item.published_at.is_some())]);
        take_instant(&mut all, item.published_at.unwrap_or_default());
        all.take(item.source.0.as_bytes());
        for ticker in &item.vendor_tickers {
            all.take(b" ");
            all.take(ticker.as_str().as_bytes());
        }
        all.take(b"\n");
    }
    all.finish()
}

fn take_instant(hash: &mut RunningHash, at: Instant) {
    hash.take(&at.timestamp().to_le_bytes());
    hash.take(&at.timestamp_subsec_nanos().to_le_bytes());
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
    pub(super) fn told(&self, plan: &Plan, kept: &KeptWindows, each: &mut Watcher<'_>) -> Told {
        let Windows { timeline, keys, .. } = &self.windows;
        let mut past = plan.past(self.windows, kept);
        let mut told = Told::default();
        let editions = &timeline.editions;
        let known = past_is_known(timeline, self.policy);
        let scales = self.scales();
        for (place, edition) in editions.iter().enumerate() {
            let key = keys[place];
            if place < plan.told_from {
                let is_whole = place >= plan.first_whole;
                told.add(place, editions.len(), kept.get(&key).filter(|_| is_whole));
            }
            if place < plan.read_from {
                continue;
            }
            let within: Vec<_> =
                edition.articles.iter().filter_map(|article| self.reading_of(*article)).collect();
            let clusters = past.cluster(scales.articles, scales.readings, &within);
            if place < plan.told_from {
                past.tell(clusters, self.policy);
                continue;
            }
            let pairs = Window::of(
                scales.articles,
                scales.readings,
                clusters.iter(),
                self.windows.linker(),
            )
            .pairs;
            let judged = past.tell(clusters, self.policy);
            told.today = scales.stories(&judged, edition.cut_off);
            each(place, &told.today);
            let crowd = |(ticker, stories): (&Ticker, &Vec<Story>)| {
                (ticker.clone(), Crowd::of(stories, known[place], self.policy))
            };
            let crowds = told.today.iter().map(crowd).collect();
            let telling = Some(Arc::new(past.telling(&judged)));
            let window = KeptWindow { cut_off: edition.cut_off, crowds, pairs, telling };
            told.add(place, editions.len(), Some(&window));
            told.fresh.insert(key, window);
            told.clusters = judged.into_iter().map(|(cluster, _)| cluster).collect();
        }
        told.fresh.retain(|key, _| !kept.contains_key(key));
        told.vocabulary = past.vocabulary;
        told
    }

    /// The place of an article's reading, if it names somebody.
    fn reading_of(&self, article: usize) -> Option<usize> {
        self.readings.binary_search_by_key(&article, |read| read.article).ok()
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
