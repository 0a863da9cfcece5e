//! Any text as a list of readers or of holdings.

#![no_main]

mod common;

use std::path::Path;
use std::sync::LazyLock;

use contrabrief::config::{Config, Environment, read_holdings, read_roster};
use libfuzzer_sys::fuzz_target;

static CONFIG: LazyLock<Config> = LazyLock::new(|| {
    let text = include_str!("../../config/contrabrief.toml");
    Config::parse("fuzz.toml", text, Path::new("."), &Environment::default())
        .expect("the configuration that `init` writes")
});

fuzz_target!(|text: &str| {
    match read_roster(text, &CONFIG) {
        Err(faults) => assert!(!faults.is_empty()),
        Ok(rows) => {
            for row in &rows {
                assert!(row.address.contains('@'), "{row:?}");
                assert!(!row.address.chars().any(char::is_control), "{row:?}");
                let name = row.name.as_deref().unwrap_or_default();
                assert!(!name.chars().any(char::is_control), "{row:?}");
            }
        }
    }
    if let Err(faults) = read_holdings("holdings.csv", text, &[common::profile()]) {
        assert!(!faults.is_empty());
    }
});
