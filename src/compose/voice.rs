//! Takes an edition's identity; chooses among wordings that say the same, so that two mornings
//! do not read alike. The same edition always reads the same.

use crate::model::{Dossier, wording};

/// How one edition speaks.
pub(super) struct Voice {
    identity: String,
}

impl Voice {
    pub(super) fn of(dossier: &Dossier) -> Self {
        Self { identity: format!("{}\n{}", dossier.scope.brief, dossier.date) }
    }

    /// `ways`, the chosen one first.
    pub(super) fn from<T: Clone, const N: usize>(&self, place: &str, ways: &[T; N]) -> Vec<T> {
        let mut ways = ways.to_vec();
        ways.rotate_left(wording::choice(&format!("{}\n{place}", self.identity), N));
        ways
    }
}
