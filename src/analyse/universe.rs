//! Takes a dossier; gives every ticker in it with its features at every edition and today's
//! stories. The one place where crowd and price meet in time.

use std::collections::BTreeMap;

use super::crowd::{Scales, Story};
use super::features::{Features, features};
use super::hands::in_turn;
use super::market::Market;
use super::policy::Policy;
use super::reading::Reading;
use super::relations::{self, Sums};
use super::setups::{self, Scene, Trigger};
use super::stories::{StoryCluster, Vocabulary};
use super::teller::{Teller, Told};
use super::timeline::Timeline;
use super::windows::Windows;
use crate::model::{Crowd, Dossier, KeptWindows, RelationKind, Setup, TickerKind};

/// Everything measured.
pub(super) struct Universe<'a> {
    pub(super) dossier: &'a Dossier,
    pub(super) policy: &'a Policy,
    pub(super) windows: &'a Windows<'a>,
    pub(super) timeline: &'a Timeline,
    /// What today's articles say, by the place of the articles.
    pub(super) readings: Vec<Reading>,
    /// The watchlist first, in its order, then the others.
    pub(super) names: Vec<Name<'a>>,
    /// Today's stories, all tickers together.
    pub(super) clusters: Vec<StoryCluster>,
    /// The words of all texts so far.
    pub(super) vocabulary: Vocabulary,
    /// How names stood together in every window.
    pub(super) relations: Sums,
    /// Windows that nobody had kept.
    pub(super) fresh: KeptWindows,
}

/// One ticker.
pub(super) struct Name<'a> {
    pub(super) market: Market<'a>,
    /// One entry per edition, today's last.
    pub(super) features: Vec<Features>,
    /// Today's, heaviest first.
    pub(super) stories: Vec<Story>,
    /// Relations configured on either side: index of the other name, what it is to this one.
    pub(super) related: BTreeMap<usize, RelationKind>,
}

impl<'a> Universe<'a> {
    /// Everything measured anew.
    ///
    /// # Panics
    /// If the dossier does not hold all words.
    pub(super) fn new(windows: &'a Windows<'a>) -> Self {
        let mut teller = Teller::new(windows, KeptWindows::new());
        teller.tell_all(&in_turn);
        let told = teller.finish(&in_turn);
        Self::of(windows, told)
    }

    /// Everything measured, on what the windows told.
    pub(super) fn of(windows: &'a Windows<'a>, told: Told) -> Self {
        let (dossier, policy): (&Dossier, _) = (&windows.dossier, windows.policy);
        let scope = &dossier.scope;
        let profiles: Vec<_> = scope.watchlist.iter().chain(&scope.others).collect();
        let Told { mut crowds, readings, mut today, clusters, vocabulary, relations, fresh } = told;
        let mut universe = Self {
            dossier,
            policy,
            windows,
            timeline: &windows.timeline,
            readings,
            names: Vec::new(),
            clusters,
            vocabulary,
            relations,
            fresh,
        };
        for profile in &profiles {
            let market = Market::new(dossier, profile);
            let editions = &windows.timeline.editions;
            let prices = market.at_editions(editions, policy);
            let silent = || vec![Crowd::default(); editions.len()];
            let crowds = crowds.remove(&profile.ticker).unwrap_or_else(silent);
            let related = profile.relations.iter().filter_map(|relation| {
                let place = profiles.iter().position(|other| other.ticker == relation.to)?;
                Some((place, relation.kind))
            });
            universe.names.push(Name {
                features: features(&crowds, &prices, policy),
                stories: today.remove(&profile.ticker).unwrap_or_default(),
                related: related.collect(),
                market,
            });
        }
        universe.relate_back();
        universe
    }

    /// A relation configured on one side holds on the other, unless that says otherwise.
    fn relate_back(&mut self) {
        for place in 0..self.names.len() {
            for (other, kind) in self.names[place].related.clone() {
                let back = match kind {
                    RelationKind::Supplier => RelationKind::Customer,
                    RelationKind::Customer => RelationKind::Supplier,
                    same => same,
                };
                self.names[other].related.entry(place).or_insert(back);
            }
        }
        for (place, name) in self.names.iter_mut().enumerate() {
            name.related.remove(&place);
        }
    }

    /// What today's articles are weighed by.
    pub(super) fn scales(&self) -> Scales<'_> {
        self.windows.scales(&self.dossier.articles, &self.readings)
    }

    /// The names of the watchlist with their places.
    pub(super) fn watched(&self) -> impl Iterator<Item = (usize, &Name<'a>)> {
        self.names.iter().enumerate().take(self.dossier.scope.watchlist.len())
    }

    /// The names that past occurrences are pooled over: benchmarks and indices are no crowd's
    /// darlings.
    pub(super) fn pooled(&self) -> impl Iterator<Item = (usize, &Name<'a>)> {
        let watched = self.dossier.scope.watchlist.len();
        self.names.iter().enumerate().filter(move |(place, name)| {
            let profile = name.market.profile;
            *place < watched || (profile.benchmark.is_some() && profile.kind != TickerKind::Index)
        })
    }

    /// Whether `setup` fires for a name at an edition.
    pub(super) fn trigger(&self, setup: Setup, name: usize, edition: usize) -> Option<Trigger> {
        let own = &self.names[name].features[edition];
        let fires = |related: &[(f64, &Features)]| {
            setups::trigger(setup, &Scene { own, related, policy: self.policy })
        };
        if setup != Setup::SecondOrderNotPriced {
            return fires(&[]);
        }
        let related: Vec<_> = self
            .pulled_by(name, edition)
            .into_iter()
            .map(|(other, pull)| (pull, &self.names[other].features[edition]))
            .collect();
        fires(&related)
    }

    /// The related names whose news is strong enough to pull a quiet one, and which way.
    pub(super) fn pulled_by(&self, name: usize, edition: usize) -> Vec<(usize, f64)> {
        let own = &self.names[name].features[edition];
        let pulls = |features| {
            let scene = Scene { own, related: &[(1.0, features)], policy: self.policy };
            setups::trigger(Setup::SecondOrderNotPriced, &scene).is_some()
        };
        (0..self.names.len())
            // What a relation is takes longer to find than that it would not matter.
            .filter(|other| pulls(&self.names[*other].features[edition]))
            .filter_map(|other| Some((other, self.pull_of(name, other, edition)?)))
            .collect()
    }

    /// Which way news on `other` pulls a name, by what was known at an edition: as configured,
    /// else as learned by then.
    fn pull_of(&self, name: usize, other: usize, edition: usize) -> Option<f64> {
        let configured = self.names[name].related.get(&other).map(|kind| pull(*kind));
        let learned = || relations::learned(self, name, other, edition).map(|found| found.pull);
        configured.or_else(learned)
    }

    /// The place of today's edition.
    pub(super) fn today(&self) -> usize {
        self.timeline.editions.len() - 1
    }
}

/// 1 if good news on the other is good for this one, -1 if it is bad.
pub(super) fn pull(kind: RelationKind) -> f64 {
    match kind {
        RelationKind::Supplier | RelationKind::Customer | RelationKind::Sector => 1.0,
        RelationKind::Competitor | RelationKind::Substitute => -1.0,
    }
}
