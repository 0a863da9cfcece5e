//! Takes plans; gives each step its turn. What is planned for the process is met by all its
//! threads: a test that plans so runs in a process of its own.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use super::Step;

/// How a step errs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// `EIO`, once, and nothing was done.
    Refused,
    /// `ENOSPC`, once; of a write, the first half was done.
    Full,
    /// An error once, and all was done: the answer was lost.
    DoneAnyway,
    /// `EACCES` from here on: the permission was taken away.
    Forbidden,
    /// Nothing is done from here on: the share went away.
    Gone,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Refused, Self::Full, Self::DoneAnyway, Self::Forbidden, Self::Gone];

    fn error(self) -> io::Error {
        match self {
            Self::Refused | Self::DoneAnyway => io::Error::other("injected EIO"),
            Self::Full => io::Error::from(ErrorKind::StorageFull),
            Self::Forbidden => io::Error::from(ErrorKind::PermissionDenied),
            Self::Gone => io::Error::from(ErrorKind::NotConnected),
        }
    }

    fn lasts(self) -> bool {
        matches!(self, Self::Forbidden | Self::Gone)
    }
}

/// What happens at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The process ends as by SIGKILL: nothing is flushed, dropped or told.
    Kill,
    /// An error comes back.
    Fail(Fault),
}

/// At which step something happens, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The step.
    pub step: Step,
    /// How often it is gone through well before.
    pub skip: u32,
    /// What happens then.
    pub act: Act,
}

/// What the next step does: all, half of it, nothing, or all of it and then an error.
enum Turn {
    Well,
    Kill,
    Half(io::Error),
    Nothing(io::Error),
    AllThen(io::Error),
}

struct Armed {
    plan: Plan,
    /// Whom it meets: everybody where it is `None`.
    thread: Option<ThreadId>,
    fired: bool,
}

#[derive(Default)]
struct State {
    armed: Vec<Armed>,
    reached: BTreeMap<Step, u32>,
}

static STATE: Mutex<State> = Mutex::new(State { armed: Vec::new(), reached: BTreeMap::new() });

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Plans for the whole process.
pub fn plan(plan: Plan) {
    state().armed.push(Armed { plan, thread: None, fired: false });
}

/// Plans for what this thread does.
pub fn plan_here(plan: Plan) {
    let thread = Some(thread::current().id());
    state().armed.push(Armed { plan, thread, fired: false });
}

/// Ends what was planned for the process or for this thread; says whether any of it happened.
pub fn disarm() -> bool {
    let here = thread::current().id();
    let is_mine = |armed: &Armed| armed.thread.is_none_or(|thread| thread == here);
    let mut state = state();
    let fired = state.armed.iter().any(|armed| is_mine(armed) && armed.fired);
    state.armed.retain(|armed| !is_mine(armed));
    fired
}

/// How often each step was reached by this process since this was last asked.
pub fn reached() -> BTreeMap<Step, u32> {
    std::mem::take(&mut state().reached)
}

/// Makes a change of which a test may have nothing, all or all but the answer happen.
pub(crate) fn around<T>(step: Step, change: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    match turn(step) {
        Turn::Well => change(),
        Turn::Kill => std::process::abort(),
        Turn::Nothing(error) | Turn::Half(error) => Err(error),
        Turn::AllThen(error) => change().and(Err(error)),
    }
}

/// Writes bytes of which a test may have none, half or all arrive.
pub(crate) fn write(
    step: Step,
    bytes: &[u8],
    write: impl FnOnce(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let half = &bytes[..bytes.len() / 2];
    match turn(step) {
        Turn::Well => write(bytes),
        Turn::Kill => {
            let _ = write(half);
            std::process::abort()
        }
        Turn::Nothing(error) => Err(error),
        Turn::Half(error) => write(half).and(Err(error)),
        Turn::AllThen(error) => write(bytes).and(Err(error)),
    }
}

/// The next turn at a step.
fn turn(step: Step) -> Turn {
    let here = thread::current().id();
    let mut state = state();
    *state.reached.entry(step).or_default() += 1;
    for armed in &mut state.armed {
        let meets = armed.plan.step == step && armed.thread.is_none_or(|thread| thread == here);
        if meets && let Some(act) = armed.next() {
            return match act {
                Act::Kill => Turn::Kill,
                Act::Fail(fault @ Fault::Full) => Turn::Half(fault.error()),
                Act::Fail(fault @ Fault::DoneAnyway) => Turn::AllThen(fault.error()),
                Act::Fail(fault) => Turn::Nothing(fault.error()),
            };
        }
    }
    Turn::Well
}

impl Armed {
    fn next(&mut self) -> Option<Act> {
        let Plan { act, .. } = self.plan;
        if self.plan.skip > 0 {
            self.plan.skip -= 1;
            return None;
        }
        let again = matches!(act, Act::Fail(fault) if fault.lasts());
        (!std::mem::replace(&mut self.fired, true) || again).then_some(act)
    }
}
