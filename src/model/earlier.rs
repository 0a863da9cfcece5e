//! Takes what a dossier's earlier news windows came to; keeps it while their articles are let go.
//! A million articles are held as a hash and a few numbers for each window.

use super::{Instant, Sha256Hash};

/// One news window before a dossier's last, without its articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierWindow {
    /// What became known after this instant …
    pub after: Instant,
    /// … and up to this one came into it.
    pub until: Instant,
    /// The hash of the facts that it tells of.
    pub sha256: Sha256Hash,
    /// How many versions of articles came into it.
    pub versions: u32,
    /// Which of them it tells of, one of each article: their places among all that came into it, in
    /// the dossier's order, ascending.
    pub told: Vec<u32>,
}

/// The news before a dossier's last window, which it holds no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierNews {
    /// One for each edition before the dossier's own, oldest first.
    pub windows: Vec<EarlierWindow>,
    /// How many versions of articles there are, also before the first window.
    pub versions: usize,
    /// The hash by which an input set lists them.
    pub listed_sha256: Sha256Hash,
}
