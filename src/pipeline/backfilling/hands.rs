//! Takes the editions of a span; reads and analyses several days beside each other, and composes,
//! renders and archives one after another, by date: an edition prints the chain's head before it
//! and looks back on the one before. So the bytes are those of single runs, whatever the number
//! of hands.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use chrono::NaiveDate;

use super::shelf::{Copy, Shelf};
use super::{BackfillState, Backfilled, BackfilledEdition, Hands, Planned, PlannedState};
use crate::analyse::{self, Teller, Windows, in_turn};
use crate::model::{AsOf, BriefId, DayView, Dossier, EditionKey, KeptWindows, Scope};
use crate::pipeline::making::make;
use crate::pipeline::narrating::{Asking, Replies};
use crate::pipeline::recipe::Recipe;
use crate::pipeline::{DATABASE, Pipeline, PipelineError, Produced, collecting};
use crate::store::{Store, StoreError};

/// What all hands share.
struct Desk<'d> {
    planned: &'d [Planned],
    recipes: &'d BTreeMap<BriefId, Recipe>,
    hands: &'d Hands<'d>,
    /// The next edition that nobody has taken.
    next: AtomicUsize,
    turn: Mutex<Turn<'d>>,
    turned: Condvar,
    shelf: Shelf,
    /// For each edition that is made, the one of its brief that is made before it.
    before: BTreeMap<usize, usize>,
}

/// The pipeline, and whose turn it is to use it.
struct Turn<'d> {
    place: usize,
    /// Somebody broke down: nobody's turn comes any more.
    broken: bool,
    pipeline: &'d mut Pipeline,
}

/// What one hand takes with it from day to day.
struct Hand {
    store: Store,
    windows: Copy,
    /// By brief: its last dossier, from which the next one is made.
    dossiers: BTreeMap<BriefId, Dossier>,
}

impl Hand {
    fn new(store: Store) -> Self {
        Self { store, windows: Copy::default(), dossiers: BTreeMap::new() }
    }

    /// The facts of a day. The lock is held, so that none come in between.
    fn dossier(
        &mut self,
        scope: &Scope,
        date: NaiveDate,
        as_of: AsOf,
    ) -> Result<Dossier, StoreError> {
        match self.dossiers.remove(&scope.brief) {
            Some(before) if before.as_of.instant() <= as_of.instant() => {
                self.store.dossier_after(before, scope, date, as_of)
            }
            _ => self.store.recent_dossier(scope, date, as_of),
        }
    }
}

/// A day read and analysed.
struct Analysed {
    day: DayView,
    fresh: KeptWindows,
}

impl Pipeline {
    /// Makes what is due. Each edition goes to `tell` in the order of the span.
    pub(super) fn fill(
        &mut self,
        planned: Vec<Planned>,
        hands: &Hands<'_>,
        tell: &mut dyn FnMut(&Backfilled),
    ) -> Result<Vec<Backfilled>, PipelineError> {
        let recipes = self.recipes(&planned)?;
        let file = self.config.data_dir.join(DATABASE);
        let jobs = hands.jobs.clamp(1, planned.len().max(1));
        let stores = (0..jobs).map(|_| Store::open_to_read(&file));
        let stores: Vec<Store> = stores.collect::<Result<_, _>>()?;
        let desk = Desk {
            planned: &planned,
            recipes: &recipes,
            hands,
            next: AtomicUsize::new(0),
            turn: Mutex::new(Turn { place: 0, broken: false, pipeline: self }),
            turned: Condvar::new(),
            shelf: Shelf::default(),
            before: before(&planned),
        };
        let mut states = Vec::with_capacity(planned.len());
        let (sender, told) = channel();
        thread::scope(|scope| {
            for store in stores {
                let (desk, sender) = (&desk, sender.clone());
                scope.spawn(move || desk.work(Hand::new(store), &sender));
            }
            drop(sender);
            for filled in told {
                tell(&filled);
                states.push(filled);
            }
        });
        let told = states.len();
        states.extend(planned.into_iter().skip(told).map(left));
        Ok(states)
    }

    /// One recipe for each brief: the configuration does not change while a backfill goes on.
    fn recipes(&self, planned: &[Planned]) -> Result<BTreeMap<BriefId, Recipe>, PipelineError> {
        let mut recipes = BTreeMap::new();
        for Planned { key, .. } in planned {
            if !recipes.contains_key(&key.brief) {
                let recipe = Recipe::current(&self.config, self.brief(key)?)?;
                recipes.insert(key.brief.clone(), recipe);
            }
        }
        Ok(recipes)
    }

    /// What is left to do once a day is analysed and its turn has come.
    fn finish(
        &mut self,
        recipe: &Recipe,
        dossier: &mut Dossier,
        analysed: Analysed,
        hands: &Hands<'_>,
    ) -> Result<BackfillState, PipelineError> {
        let key = EditionKey { brief: dossier.scope.brief.clone(), date: dossier.date };
        let run = self.store.begin_run("backfill", Some(&key), self.clock.now())?;
        self.store.keep_windows(&analysed.fresh, self.clock.now())?;
        let made =
            hands.runtime.block_on(self.make_in_turn(recipe, dossier, analysed.day, hands.intends));
        let (outcome, detail) = match &made {
            Ok((_, produced)) if produced.is_partial() => ("partial", produced.archived.path()),
            Ok((_, produced)) => ("done", produced.archived.path()),
            Err(error) => ("failed", collecting::chain(error)),
        };
        self.store.finish_run(run, outcome, &detail, self.clock.now())?;
        let (was_there, produced) = made?;
        let edition = BackfilledEdition::produced(&produced);
        Ok(match (was_there, produced.is_new) {
            (false, _) => BackfillState::Made(edition),
            (true, true) => BackfillState::Revised(edition),
            (true, false) => BackfillState::Same(edition),
        })
    }

    /// Whether the edition was there, and the edition.
    async fn make_in_turn(
        &mut self,
        recipe: &Recipe,
        dossier: &mut Dossier,
        day: DayView,
        intends: bool,
    ) -> Result<(bool, Produced), PipelineError> {
        let key = EditionKey { brief: dossier.scope.brief.clone(), date: dossier.date };
        if let Some(latest) = self.archive.get(&key, None)? {
            let produced = self.produce_again(recipe, dossier, latest, Some(day)).await?;
            return Ok((true, produced));
        }
        let place = self.first_place()?;
        let mut replies = Replies::none(Asking::Recorded).having(dossier, Some(day));
        let narrated = self.narrated(dossier, recipe, &mut replies).await?;
        let made = make(dossier, narrated, recipe, &place)?;
        let archived = self.seal(&made)?;
        // Before what it published is recorded: an edition that is archived and not recorded is
        // one that was cut off in between, and may lack its readers.
        if intends {
            self.intend(&archived)?;
        }
        self.publish(&made, &archived)?;
        Ok((false, Produced { archived, is_new: true, notes: made.notes }))
    }
}

/// For each edition that is made, where the one stands that its brief makes before it.
fn before(planned: &[Planned]) -> BTreeMap<usize, usize> {
    let mut last = BTreeMap::new();
    let mut before = BTreeMap::new();
    for (place, planned) in planned.iter().enumerate() {
        if matches!(planned.state, PlannedState::Due | PlannedState::NothingKnown)
            && let Some(last) = last.insert(&planned.key.brief, place)
        {
            before.insert(place, last);
        }
    }
    before
}

fn left(planned: Planned) -> Backfilled {
    let state = match planned.state {
        PlannedState::Due | PlannedState::NothingKnown => BackfillState::Left,
        PlannedState::Exists(revision) => BackfillState::Exists(revision),
        PlannedState::Untried => BackfillState::Untried,
        PlannedState::Early => BackfillState::Early,
        PlannedState::Fault(error) => BackfillState::Failed(error),
    };
    Backfilled { key: planned.key, state }
}

impl<'d> Desk<'d> {
    /// Takes one edition after another until none is left or somebody says stop.
    fn work(&self, mut hand: Hand, sender: &Sender<Backfilled>) {
        let _guard = Guard(self);
        while !self.is_stopped() {
            let place = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(planned) = self.planned.get(place) else { break };
            let Some((mut turn, state)) = self.become_of(place, planned, &mut hand) else {
                break;
            };
            // Told while the turn lasts, so that all is told in order. Whoever asked may be gone.
            let _ = sender.send(Backfilled { key: planned.key.clone(), state });
            turn.place = place + 1;
            drop(turn);
            self.turned.notify_all();
        }
    }

    /// What becomes of an edition, and the turn in which it did; `None` where it is left.
    fn become_of(
        &self,
        place: usize,
        planned: &Planned,
        hand: &mut Hand,
    ) -> Option<(MutexGuard<'_, Turn<'d>>, BackfillState)> {
        let failed = |error: PipelineError| BackfillState::Failed(Box::new(error));
        if matches!(planned.state, PlannedState::Due | PlannedState::NothingKnown) {
            return match self.ahead(place, planned, hand) {
                Ok(None) => None,
                Ok(Some((mut turn, mut dossier, analysed))) => {
                    let recipe = &self.recipes[&planned.key.brief];
                    let made = turn.pipeline.finish(recipe, &mut dossier, analysed, self.hands);
                    hand.dossiers.insert(planned.key.brief.clone(), dossier);
                    Some((turn, made.unwrap_or_else(failed)))
                }
                Err(error) => self.turn_of(place).map(|turn| (turn, failed(error))),
            };
        }
        let mut turn = self.turn_of(place)?;
        let state = match &planned.state {
            PlannedState::Exists(revision) => {
                turn.pipeline.catch_up(&planned.key, *revision, self.hands);
                BackfillState::Exists(*revision)
            }
            PlannedState::Early => BackfillState::Early,
            PlannedState::Fault(_) => match turn.pipeline.archived(&planned.key, None) {
                Ok(archived) => BackfillState::Exists(archived.revision()),
                Err(error) => failed(error),
            },
            _ => BackfillState::Untried,
        };
        Some((turn, state))
    }

    /// Reads and analyses a day, waits for its turn, and only then looks at what earlier editions
    /// published.
    fn ahead(
        &self,
        place: usize,
        planned: &Planned,
        hand: &mut Hand,
    ) -> Result<Option<(MutexGuard<'_, Turn<'d>>, Dossier, Analysed)>, PipelineError> {
        let brief = &planned.key.brief;
        let guard = Telling { shelf: &self.shelf, place };
        let recipe = &self.recipes[brief];
        let as_of = AsOf::at(planned.known_at);
        let mut dossier = hand.dossier(&recipe.brief()?.scope, planned.key.date, as_of)?;
        tracing::info!(target: "store", date = %dossier.date, "Dossier read");
        let windows = Windows::new(&dossier, &recipe.config.policy);
        windows.read_own(&in_turn);
        if let Some(before) = self.before.get(&place) {
            self.shelf.wait_for(*before);
        }
        self.shelf.take(&mut hand.windows, windows.keys(), windows.recent(), &hand.store)?;
        tracing::info!(target: "analyse", date = %dossier.date, "Analysing");
        let mut teller = Teller::new(&windows, hand.windows.windows.clone());
        while let Some(window) = teller.wants() {
            teller.tell(&hand.store.articles_of(&dossier, &window)?, &in_turn);
        }
        let told = |fresh: &KeptWindows| {
            self.shelf.lay(place, fresh);
            drop(guard);
        };
        let looked_back = analyse::analyse_ahead(teller, told, |ahead| {
            let fresh = ahead.fresh().clone();
            let Some(turn) = self.turn_of(place) else { return Ok(None) };
            let through = turn.pipeline.store.last_batch()?;
            let as_of = through.map_or(as_of, |last| AsOf::replay(as_of.instant(), last));
            let scope = &dossier.scope;
            let (previous, record) =
                turn.pipeline.store.published_before(scope, dossier.date, as_of)?;
            let day = ahead.looking_back(previous.as_ref(), &record);
            Ok::<_, PipelineError>(Some((turn, Analysed { day, fresh }, as_of, previous, record)))
        });
        let Some((turn, analysed, as_of, previous, record)) = looked_back? else { return Ok(None) };
        (dossier.as_of, dossier.previous, dossier.record) = (as_of, previous, record);
        Ok(Some((turn, dossier, analysed)))
    }

    /// Waits for the turn of an edition; `None` where it does not come, because of a stop.
    fn turn_of(&self, place: usize) -> Option<MutexGuard<'_, Turn<'d>>> {
        let waits = |turn: &mut Turn<'d>| turn.place != place && !turn.broken && !self.is_stopped();
        let turn = self.turned.wait_while(self.lock(), waits);
        let turn = turn.unwrap_or_else(PoisonError::into_inner);
        (turn.place == place && !turn.broken && !self.is_stopped()).then_some(turn)
    }

    fn is_stopped(&self) -> bool {
        self.hands.stop.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, Turn<'d>> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets the others know when a hand breaks down.
struct Guard<'g, 'd>(&'g Desk<'d>);

impl Drop for Guard<'_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.lock().broken = true;
            self.0.shelf.close();
            self.0.turned.notify_all();
        }
    }
}

/// A day that could not be analysed keeps nobody waiting.
struct Telling<'t> {
    shelf: &'t Shelf,
    place: usize,
}

impl Drop for Telling<'_> {
    fn drop(&mut self) {
        self.shelf.lay(self.place, &KeptWindows::new());
    }
}
