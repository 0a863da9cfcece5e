//! Takes a day's claims with their evidence; gives the same claims in prose, written by an
//! engine outside where the operator chose one. Every sentence is checked against what it
//! cites; what does not stand is dropped and counted, and where nothing can be had the embedded
//! sentences stay. Never sends more than claims and the words they rest on, and never believes
//! a word that comes back.

mod answer;
mod check;
mod client;
mod engine;
mod notes;
mod question;
mod record;
mod sections;
mod told;

#[cfg(test)]
mod tests;

pub use client::ask;
pub use engine::{AnswerFormat, Endpoint, Engine, Writer};
pub use question::{Question, question};
pub use record::{RecordError, recorded_reply};
pub use told::{Told, tell};
