//! One set of figures in all five renditions.

use std::collections::BTreeMap;

#[expect(unreachable_pub, reason = "the integration tests use it too")]
#[path = "../../../tests/support/figures.rs"]
mod figures;

use crate::model::{Brief, Look};
use crate::render::fixture::{crowded_day, day_without_prices, full_day, holding_day, quiet_day};
use crate::render::{TemplateSet, render};
use figures::disagreements;

fn renditions(brief: &Brief) -> BTreeMap<String, String> {
    render(brief, &TemplateSet::builtin(), &Look::default())
        .expect("the built-in templates fit")
        .into_iter()
        .filter(|one| one.media_type != "image/png" && one.media_type != "application/pdf")
        .map(|one| (one.file_name, String::from_utf8(one.bytes).expect("text")))
        .collect()
}

#[test]
fn every_figure_agrees_in_all_five_renditions() {
    for (day, brief) in [
        ("full", full_day()),
        ("quiet", quiet_day()),
        ("no prices", day_without_prices()),
        ("holding", holding_day()),
        ("crowded", crowded_day(12)),
        ("packed", crowded_day(40)),
    ] {
        let faults = disagreements(&renditions(&brief));
        assert!(faults.is_empty(), "{day}:\n{}", faults.join("\n"));
    }
}

/// The check can fail: one digit in one rendition is found and named.
#[test]
fn one_changed_digit_in_one_rendition_is_found() {
    let good = renditions(&full_day());
    for (right, wrong) in [
        ("178.40", "178.50"),
        ("+0.42", "+0.43"),
        ("4.6%", "4.7%"),
        ("n = 61", "n = 62"),
        ("171.20", "171.30"),
        ("8 April 2026", "9 April 2026"),
        ("12 articles, 5", "12 articles, 6"),
        ("7 right", "8 right"),
        ("42 articles used", "43 articles used"),
    ] {
        for file in ["brief.md", "brief.html", "email.html", "brief.txt"] {
            let mut bad = good.clone();
            let page = bad.get_mut(file).expect("a rendition");
            let changed = page.replace(right, wrong);
            assert_ne!(*page, changed, "{file} does not say {right}");
            *page = changed;
            assert!(!disagreements(&bad).is_empty(), "{file}: {right} became {wrong} unseen");
        }
    }
}
