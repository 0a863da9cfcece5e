//! Takes an [`Edition`](crate::model::Edition); gives it back as [`Archived`], from a folder
//! tree that nobody can change unseen. Never overwrites a revision and never reads a clock.

mod archived;
mod audit;
mod chain;
mod disk;
mod error;
mod glance;
mod index;
mod manifest;
mod open;
mod store;
mod verify;

#[cfg(test)]
mod tests;

pub use archived::Archived;
pub use audit::Deed;
pub use error::ArchiveError;
pub use glance::Glance;
pub use manifest::{Manifest, ManifestObject, ManifestOutput, ProgramFacts};
pub use open::{Archive, Listed, MarkerPolicy};
pub use verify::{FaultKind, Verification, VerifyDepth, VerifyFault};
