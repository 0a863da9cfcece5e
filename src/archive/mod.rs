//! Takes an [`Edition`](crate::model::Edition); gives it back as [`Archived`], from a folder
//! tree that nobody can change unseen. Never overwrites a revision and never reads a clock.

mod archived;
mod audit;
mod chain;
mod derived;
mod disk;
mod error;
mod export;
mod glance;
mod holds;
mod index;
mod links;
mod manifest;
mod minisign;
mod open;
mod prune;
mod signing;
mod store;
mod tables;
mod tombstone;
mod verify;

#[cfg(test)]
mod tests;

pub use archived::Archived;
pub use audit::Deed;
pub use error::ArchiveError;
pub use export::{ExportQuestion, ExportTarget, Exported};
pub use glance::Glance;
pub use holds::Hold;
pub use manifest::{Manifest, ManifestObject, ManifestOutput, ProgramFacts};
pub use minisign::{KeyError, PublicKey, SigningKey};
pub use open::{Archive, Listed, MarkerPolicy};
pub use prune::{PruneRule, Pruned};
pub use signing::{Keys, Signed};
pub use tables::{Closings, Tabled};
pub use tombstone::{PrunedFile, Tombstone};
pub use verify::{FaultKind, Verification, VerifyDepth, VerifyFault};
