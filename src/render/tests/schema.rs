//! The published schema and the writer of `brief.json` say the same.

use serde_json::Value;

use super::rendition;
use crate::model::{CutLine, DisclosureLine, Sha256Hash};
use crate::render::fixture::{crowded_day, day_without_prices, full_day, holding_day, quiet_day};
use crate::render::json;

const SCHEMA: &str = include_str!("../../../docs/brief.schema.json");

fn schema() -> Value {
    serde_json::from_str(SCHEMA).expect("the schema is JSON")
}

/// The day on which every key of the format is there.
fn whole_day() -> Value {
    let mut brief = holding_day();
    brief.masthead.cut = Some(Box::new(CutLine {
        words: "Cut to your watchlist.".to_owned(),
        names: vec![brief.scoreboard[0].ticker.clone()],
        of_names: 3,
        edition_sha256: Sha256Hash::of("edition"),
        dates: "en",
        zone: "America/New_York",
    }));
    brief.disclosure =
        vec![DisclosureLine { key: "producer", label: "Producer", text: "Example".to_owned() }];
    serde_json::from_str(&rendition(&brief, "brief.json")).expect("JSON")
}

#[test]
fn every_kind_of_day_is_valid() {
    let validator = jsonschema::draft202012::new(&schema()).expect("a schema");
    for (day, brief) in [
        ("full", full_day()),
        ("quiet", quiet_day()),
        ("no prices", day_without_prices()),
        ("holding", holding_day()),
        ("4 names", crowded_day(4)),
        ("40 names", crowded_day(40)),
    ] {
        let document: Value = serde_json::from_str(&rendition(&brief, "brief.json")).expect("JSON");
        let faults: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{day}:\n{}", faults.join("\n"));
    }
    assert!(validator.is_valid(&whole_day()));
}

#[test]
fn the_schema_is_of_the_version_that_is_written() {
    assert_eq!(schema()["properties"]["schema"]["const"], json::SCHEMA);
    assert_eq!(whole_day()["schema"], json::SCHEMA);
}

/// Every place of a document: the keys and indices that lead to it.
fn places(value: &Value, here: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(all) => {
            for (key, inner) in all {
                found.push((here.to_owned(), key.clone()));
                places(inner, &format!("{here}/{key}"), found);
            }
        }
        // One of a list stands for all of it.
        Value::Array(all) => {
            if let Some(first) = all.first() {
                places(first, &format!("{here}/0"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn a_document_that_lacks_a_key_or_has_one_too_many_is_refused() {
    let validator = jsonschema::draft202012::new(&schema()).expect("a schema");
    let whole = whole_day();
    let mut found = Vec::new();
    places(&whole, "", &mut found);
    assert!(found.len() > 150, "{}", found.len());
    for (parent, key) in found {
        let mut bad = whole.clone();
        let object = bad.pointer_mut(&parent).and_then(Value::as_object_mut).expect("an object");
        object.remove(&key);
        let optional =
            parent.is_empty() && ["portfolio", "disclosure", "cut"].contains(&key.as_str());
        assert_eq!(validator.is_valid(&bad), optional, "without {parent}/{key}");
        let object = bad.pointer_mut(&parent).and_then(Value::as_object_mut).expect("an object");
        object.insert(key.clone(), whole.pointer(&format!("{parent}/{key}")).expect("it").clone());
        object.insert("another".to_owned(), Value::Bool(true));
        assert!(!validator.is_valid(&bad), "with {parent}/another");
    }
}

#[test]
fn a_floating_number_or_a_wrong_digest_is_refused() {
    let validator = jsonschema::draft202012::new(&schema()).expect("a schema");
    for (place, wrong) in [
        ("/scoreboard/0/sentiment/hundredths", serde_json::json!(0.42)),
        ("/scoreboard/0/sentiment/hundredths", serde_json::json!(101)),
        ("/sources/0/sha256", serde_json::json!("abc")),
        ("/sources/0/url", serde_json::json!("javascript:alert(1)")),
        ("/date", serde_json::json!("25 March 2026")),
        ("/takeaways/0/crowd/evidence", serde_json::json!([])),
        ("/schema", serde_json::json!(2)),
    ] {
        let mut bad = whole_day();
        *bad.pointer_mut(place).expect("a place") = wrong;
        assert!(!validator.is_valid(&bad), "{place}");
    }
}

/// Every key of the schema says what it is.
#[test]
fn every_key_is_described() {
    fn visit(value: &Value, here: &str) {
        match value {
            Value::Object(all) => {
                if let Some(Value::Object(properties)) = all.get("properties") {
                    for (key, inner) in properties {
                        let named = inner.get("$ref").is_some() || inner.get("const").is_some();
                        assert!(inner.get("description").is_some() || named, "{here}/{key}");
                    }
                    assert_eq!(
                        all.get("additionalProperties"),
                        Some(&Value::Bool(false)),
                        "{here}"
                    );
                }
                all.iter().for_each(|(key, inner)| visit(inner, &format!("{here}/{key}")));
            }
            Value::Array(all) => all.iter().for_each(|inner| visit(inner, here)),
            _ => {}
        }
    }
    visit(&schema(), "");
}
