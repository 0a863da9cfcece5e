//! Every integration test, in one binary.

#![expect(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test may fail loudly and is no library"
)]

#[expect(dead_code, reason = "the unit tests use the rest of it")]
#[path = "../support/smtp_server.rs"]
mod smtp_server;

#[path = "../support/faulty_smtp.rs"]
mod faulty_smtp;
#[path = "../support/long_market.rs"]
mod long_market;
#[path = "../support/post_office.rs"]
mod post_office;

#[path = "../support/figures.rs"]
mod figures;
#[path = "../support/mail_check/mod.rs"]
mod mail_check;

mod auditing;
mod backfilling;
mod bad_inputs;
mod bounces;
mod calendars;
mod collecting;
mod cutting;
mod daemon;
mod day_by_day;
mod delivering;
mod demo;
mod explaining;
mod faults;
mod flashes;
mod histories;
mod holdings;
mod logs;
mod narrating;
mod old_archives;
mod operating;
mod point_in_time;
mod renditions;
mod research_notes;
mod signatures;
mod simulated_year;
mod simulation;
mod soak;
mod status;
mod steps;
mod subscribers;
mod supply_chain;
mod support;
mod tickers;
mod tidy;
