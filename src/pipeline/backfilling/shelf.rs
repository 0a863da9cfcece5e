//! Takes the windows that each day's analysis told; gives them to the days that are analysed
//! beside it and after it. Found by the hash of all that they were measured from, they change no
//! figure, only how often it is measured.

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::model::{KeptWindow, KeptWindows, Sha256Hash};
use crate::store::{Store, StoreError};

/// Windows in the order in which they came, for all hands.
#[derive(Default)]
pub(super) struct Shelf {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    windows: Vec<(Sha256Hash, Arc<KeptWindow>)>,
    known: BTreeSet<Sha256Hash>,
    /// The places in the span of the days that have told their windows.
    told: BTreeSet<usize>,
    closed: bool,
}

/// What one hand has taken from the shelf.
#[derive(Default)]
pub(super) struct Copy {
    pub(super) windows: KeptWindows,
    taken: usize,
}

impl Shelf {
    /// Waits until a day has told its windows: the next one needs them, and two hands would tell
    /// the same twice.
    pub(super) fn wait_for(&self, place: usize) {
        let waits = |state: &mut State| !(state.closed || state.told.contains(&place));
        drop(self.changed.wait_while(self.lock(), waits).unwrap_or_else(PoisonError::into_inner));
    }

    /// Lets nobody wait any longer.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// Lays down what the day at this place told.
    pub(super) fn lay(&self, place: usize, fresh: &KeptWindows) {
        let mut state = self.lock();
        state.add(fresh.iter().map(|(key, window)| (*key, Arc::clone(window))));
        state.told.insert(place);
        drop(state);
        self.changed.notify_all();
    }

    /// Brings a copy up to date, from the shelf and for the rest from the store.
    pub(super) fn take(
        &self,
        copy: &mut Copy,
        keys: &[Sha256Hash],
        recent: usize,
        store: &Store,
    ) -> Result<(), StoreError> {
        copy.follow(&self.lock());
        let missing: Vec<Sha256Hash> =
            keys.iter().filter(|key| !copy.windows.contains_key(*key)).copied().collect();
        if missing.is_empty() {
            return Ok(());
        }
        let kept = store.kept_windows(&missing, recent)?;
        self.lock().add(kept);
        copy.follow(&self.lock());
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn add(&mut self, windows: impl IntoIterator<Item = (Sha256Hash, Arc<KeptWindow>)>) {
        for (key, window) in windows {
            if self.known.insert(key) {
                self.windows.push((key, window));
            }
        }
    }
}

impl Copy {
    fn follow(&mut self, state: &State) {
        self.windows.extend(state.windows[self.taken..].iter().cloned());
        self.taken = state.windows.len();
    }
}
