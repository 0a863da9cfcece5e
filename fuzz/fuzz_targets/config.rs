//! Any text as a configuration: it is read, or its faults are told.

#![no_main]

use std::path::Path;

use contrabrief::config::{Config, Environment};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Err(faults) = Config::parse("fuzz.toml", text, Path::new("."), &Environment::default()) {
        assert!(!faults.is_empty());
    }
});
