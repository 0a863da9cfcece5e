//! The demo's whole archive against the checks that cannot be argued with: what mail clients
//! drop, figures that differ, and the published schema.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use chrono::{TimeZone as _, Utc};

use crate::figures::disagreements;
use crate::mail_check::violations;
use crate::support::demo::demo_desk;
use crate::support::desk::Desk;

const FILES: [&str; 5] = ["brief.md", "brief.html", "email.html", "brief.txt", "brief.json"];

/// Every edition of the demo: its folder and its renditions.
fn editions(desk: &Desk) -> Vec<(PathBuf, BTreeMap<String, String>)> {
    let mut found = Vec::new();
    let mut folders = vec![desk.path("demo/reports")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            }
        }
        if folder.join("email.html").exists() {
            let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
            let all = FILES.iter().map(|name| ((*name).to_owned(), read(name))).collect();
            found.push((folder, all));
        }
    }
    assert!(found.len() >= 5, "{} editions", found.len());
    found
}

#[test]
fn every_edition_of_the_demo_passes_the_checks_of_mail_figures_and_schema() {
    let desk = demo_desk(Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap());
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/brief.schema.json");
    let schema = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for (folder, renditions) in editions(&desk) {
        let mut faults: Vec<String> =
            violations(&renditions["email.html"]).iter().map(ToString::to_string).collect();
        faults.extend(disagreements(&renditions));
        let document = serde_json::from_str(&renditions["brief.json"]).unwrap();
        let refused = validator.iter_errors(&document);
        faults.extend(refused.map(|error| format!("{}: {error}", error.instance_path())));
        assert!(faults.is_empty(), "{}:\n{}", folder.display(), faults.join("\n"));
    }
}
