//! Takes a dossier; gives its news windows, each with the hash of all that it is measured from, by
//! which it is kept: what is found equals what would be measured again. Never tells one.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::crowd::Scales;
use super::earlier;
use super::hands::Hands;
use super::in_order;
use super::linking::Linker;
use super::policy::Policy;
use super::reading::{self, Reading};
use super::sentiment::Engine;
use super::stories::{SESSIONS_KEPT, sessions_recalled};
use super::timeline::Timeline;
use crate::model::{Article, Dossier, EarlierWindow, Sha256Hash, SourceId};

/// What a window means; another number when the same facts give another window.
const MEANING: u32 = 2;

/// A dossier laid out in its news windows, each known by the hash of everything that it is
/// measured from.
pub struct Windows<'d> {
    pub(super) dossier: Cow<'d, Dossier>,
    pub(super) policy: &'d Policy,
    pub(super) timeline: Timeline,
    source_weights: BTreeMap<SourceId, f64>,
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
        let weight = |hundredths: u16| f64::from(hundredths) / 100.0;
        let sources = dossier.scope.sources.iter();
        let source_weights =
            sources.map(|source| (source.id.clone(), weight(source.weight_hundredths))).collect();
        let (linker, own) = (OnceLock::new(), OnceLock::new());
        Self { dossier, policy, timeline, source_weights, keys, linker, own }
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
        self.own_readings(hands);
    }

    /// What the articles of the last window say.
    pub(super) fn own_readings(&self, hands: &Hands) -> &[Reading] {
        self.own.get_or_init(|| self.read(self.timeline.editions.len() - 1, hands))
    }

    /// What the articles of a window say whose words the dossier holds.
    pub(super) fn read(&self, place: usize, hands: &Hands) -> Vec<Reading> {
        let articles = &self.timeline.editions[place].articles;
        reading::read_shared(&self.dossier.articles, articles, self.linker(), hands)
    }

    /// How much a source's stories count.
    pub(super) fn source_weight(&self, source: &SourceId) -> f64 {
        self.source_weights.get(source).copied().unwrap_or(1.0)
    }

    /// What articles with these readings are weighed by.
    pub(super) fn scales<'s>(
        &'s self,
        articles: &'s [Article],
        readings: &'s [Reading],
    ) -> Scales<'s> {
        Scales { articles, readings, source_weights: &self.source_weights, policy: self.policy }
    }

    /// One of the windows before the last, as it can be asked for.
    pub(super) fn earlier(&self, place: usize) -> Cow<'_, EarlierWindow> {
        match &self.dossier.earlier {
            Some(earlier) => Cow::Borrowed(&earlier.windows[place]),
            None => Cow::Owned(earlier::window(&self.dossier, &self.timeline.editions[place])),
        }
    }

    /// What each window is kept by, the dossier's own last.
    #[must_use]
    pub fn keys(&self) -> &[Sha256Hash] {
        &self.keys
    }

    /// How many of the last windows can be asked for their telling.
    #[must_use]
    pub fn recent(&self) -> usize {
        sessions_recalled(self.policy) + 1
    }
}

/// Sessions before a window that it depends on: those that its words are weighed by, and those
/// whose stories it may repeat, which depend on words before them.
pub(super) fn context(policy: &Policy) -> usize {
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
    let (own, before) = timeline.editions.split_last().expect("the dossier's own edition");
    let facts = |edition| earlier::facts(&dossier.articles, edition);
    let mut windows: Vec<Sha256Hash> = match &dossier.earlier {
        Some(earlier) => earlier.windows.iter().map(|window| window.sha256).collect(),
        None => before.iter().map(facts).collect(),
    };
    windows.push(facts(own));
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

/// Whether enough sessions with news lie before each edition for novelty to mean anything.
pub(super) fn past_is_known(timeline: &Timeline, policy: &Policy) -> Vec<bool> {
    let editions = &timeline.editions;
    let first = editions.iter().position(|edition| edition.has_news);
    let enough = usize::from(policy.novelty_sessions);
    (0..editions.len()).map(|place| first.is_some_and(|first| place >= first + enough)).collect()
}
