//! Every page that people read, opened in a real browser as they open it: from a folder. Needs
//! chromium and chromedriver; without them each test says loudly that it was skipped, unless
//! `CONTRABRIEF_BROWSER=required`.

#![expect(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test may fail loudly and is no library"
)]

#[expect(dead_code, reason = "the integration tests use the rest of it")]
#[path = "../it/support/desk.rs"]
mod desk;
#[expect(dead_code, reason = "only integration tests read the log")]
#[path = "../it/support/log.rs"]
mod log;
#[path = "../support/long_archive.rs"]
mod long_archive;

use contrabrief::model::overview as types;
#[path = "../support/status_sample.rs"]
mod status_sample;

mod archive;
mod driver;
mod pages;
mod sample;
mod served;
