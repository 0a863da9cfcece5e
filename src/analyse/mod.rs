//! Takes the dossier of one edition; gives all that can be found in it. Never asks for anything
//! that the dossier does not hold, and never uses what its cut-off did not know.

pub mod linking;
pub mod reading;
pub mod sentiment;
pub mod stories;

mod policy;

mod statistics;
mod timeline;

mod series;

mod returns;

mod market;

mod crowd;
mod features;

mod universe;

mod setups;

mod record;

mod conviction;

pub use policy::{Policy, RecordPolicy, SetupPolicy};
