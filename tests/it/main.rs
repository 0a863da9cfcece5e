//! Every integration test, in one binary.

#![expect(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test may fail loudly and is no library"
)]

#[expect(dead_code, reason = "the unit tests use the rest of it")]
#[path = "../support/smtp_server.rs"]
mod smtp_server;

mod collecting;
mod day_by_day;
mod demo;
mod explaining;
mod faults;
mod holdings;
mod narrating;
mod research_notes;
mod simulation;
mod support;
mod tickers;
mod tidy;
