//! Every integration test, in one binary.

#![expect(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test may fail loudly and is no library"
)]

#[expect(dead_code, reason = "the unit tests use the rest of it")]
#[path = "../support/smtp_server.rs"]
mod smtp_server;

#[path = "../support/figures.rs"]
mod figures;
#[path = "../support/mail_check/mod.rs"]
mod mail_check;

mod bounces;
mod collecting;
mod day_by_day;
mod demo;
mod explaining;
mod faults;
mod holdings;
mod narrating;
mod renditions;
mod research_notes;
mod simulation;
mod support;
mod tickers;
mod tidy;
