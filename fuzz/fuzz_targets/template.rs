//! Any text as an operator's template: it is refused with its line, or fills two invented days
//! within its limits.

#![no_main]

use std::collections::BTreeMap;

use contrabrief::model::Look;
use contrabrief::render::{RenderError, TemplateSet, try_out};
use libfuzzer_sys::fuzz_target;

/// A small first byte chooses which one is replaced; any other text replaces the first.
fn name_and_text(text: &str) -> (String, &str) {
    let names: Vec<String> = TemplateSet::builtin().files().keys().cloned().collect();
    match text.as_bytes().first() {
        Some(place) if usize::from(*place) < names.len() => {
            (names[usize::from(*place)].clone(), &text[1..])
        }
        _ => ("brief.md.tera".to_owned(), text),
    }
}

fuzz_target!(|text: &str| {
    let (name, text) = name_and_text(text);
    let overrides = BTreeMap::from([(name, text.to_owned())]);
    let filled = TemplateSet::with_overrides(overrides)
        .and_then(|templates| try_out(&templates, &Look::default()));
    match filled {
        Ok(()) => {}
        Err(RenderError::Template { template, message, .. }) => {
            assert!(!template.is_empty() && !message.is_empty());
        }
        Err(other) => panic!("{other}"),
    }
});
