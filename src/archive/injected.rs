//! Tests only: a share that errs. The n-th thing that is done to the disk fails in one of the
//! ways in which shares do.

use std::cell::Cell;
use std::io::{self, ErrorKind};

/// How the share errs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// `EIO`, once, and nothing was done.
    Refused,
    /// `ENOSPC`, once; of a write, the first half was done.
    Full,
    /// An error once, and all was done: the answer of a server was lost.
    DoneAnyway,
    /// `EACCES` from here on: the permission was taken away.
    Forbidden,
    /// Nothing is done from here on: the process was killed, or the share went away.
    Gone,
}

impl Fault {
    pub(super) const ALL: [Self; 5] =
        [Self::Refused, Self::Full, Self::DoneAnyway, Self::Forbidden, Self::Gone];

    fn error(self) -> io::Error {
        match self {
            Self::Refused | Self::DoneAnyway => io::Error::other("injected EIO"),
            Self::Full => io::Error::from(ErrorKind::StorageFull),
            Self::Forbidden => io::Error::from(ErrorKind::PermissionDenied),
            Self::Gone => io::Error::from(ErrorKind::NotConnected),
        }
    }
}

/// What the next step does: all, half of it, nothing, or all of it and then an error.
pub(super) enum Turn {
    Well,
    Half(io::Error),
    Nothing(io::Error),
    AllThen(io::Error),
}

thread_local! {
    static PLAN: Cell<Option<(Fault, u32)>> = const { Cell::new(None) };
    static FIRED: Cell<bool> = const { Cell::new(false) };
}

/// From now on the n-th step on this thread, from 0, errs so.
pub(super) fn plan(fault: Fault, step: u32) {
    PLAN.set(Some((fault, step)));
    FIRED.set(false);
}

/// Errs no more; says whether it did.
pub(super) fn end() -> bool {
    PLAN.set(None);
    FIRED.get()
}

/// The next step's turn.
pub(super) fn turn() -> Turn {
    let Some((fault, left)) = PLAN.get() else { return Turn::Well };
    if left > 0 {
        PLAN.set(Some((fault, left - 1)));
        return Turn::Well;
    }
    FIRED.set(true);
    if !matches!(fault, Fault::Forbidden | Fault::Gone) {
        PLAN.set(None);
    }
    match fault {
        Fault::Refused | Fault::Forbidden | Fault::Gone => Turn::Nothing(fault.error()),
        Fault::Full => Turn::Half(fault.error()),
        Fault::DoneAnyway => Turn::AllThen(fault.error()),
    }
}
