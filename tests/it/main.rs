//! Every integration test, in one binary.

#[expect(dead_code, reason = "the unit tests use the rest of it")]
#[path = "../support/smtp_server.rs"]
mod smtp_server;

mod day_by_day;
mod faults;
mod support;
mod tidy;
