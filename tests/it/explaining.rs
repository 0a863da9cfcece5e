//! What a score or a sentence of the demo's archive stands on, through the command line.

use std::fs;

use chrono::{TimeZone as _, Utc};
use contrabrief::exit_code::ExitCode;
use serde_json::Value;

use crate::support::demo::demo_desk;
use crate::support::desk::Desk;

/// A desk with the demo's archive, and the path of its config.
fn demo() -> (Desk, String) {
    let desk = demo_desk(Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap());
    let config = desk.path("demo/contrabrief.toml").to_str().expect("a UTF-8 path").to_owned();
    (desk, config)
}

fn explained(desk: &Desk, config: &str, claim: &str) -> Value {
    let arguments = ["explain", "-c", config, "2026-03-25", claim, "--json"];
    let ran = desk.run(&arguments).ends_with(ExitCode::Done);
    serde_json::from_str(&ran.out).expect("one JSON object")
}

#[test]
fn every_printed_score_comes_out_of_its_explanation() {
    let (desk, config) = demo();
    let page = fs::read_to_string(desk.path("demo/reports/2026/03/25/harbour/r001/brief.json"));
    let page: Value = serde_json::from_str(&page.unwrap()).unwrap();
    let rows = page["scoreboard"].as_array().expect("the scoreboard");
    let scored: Vec<&Value> = rows.iter().filter(|row| !row["sentiment"].is_null()).collect();
    assert!(scored.len() >= 5, "{rows:#?}");
    for row in scored {
        let ticker = row["ticker"].as_str().unwrap();
        let explained = explained(&desk, &config, ticker);
        assert_eq!(explained["score_hundredths"], row["sentiment"]["hundredths"], "{ticker}");
        let stories = explained["stories"].as_array().unwrap();
        let number = |value: &Value| value.as_f64().expect("a number");
        let sum: f64 =
            stories.iter().map(|one| number(&one["weight"]) * number(&one["score"])).sum();
        let weight: f64 = stories.iter().map(|one| number(&one["weight"])).sum();
        let tone = sum / (weight + number(&explained["shrink"]));
        assert!((tone - number(&explained["tone"])).abs() < 1e-9, "{ticker}");
        let printed = number(&row["sentiment"]["hundredths"]);
        assert!((100.0 * tone - printed).abs() <= 0.5 + 1e-9, "{ticker}: {tone} is not {printed}");
        let sentences = stories.iter().flat_map(|one| one["articles"].as_array().unwrap());
        let mut words = sentences
            .flat_map(|article| article["sentences"].as_array().unwrap())
            .flat_map(|sentence| sentence["words"].as_array().unwrap());
        assert!(words.next().is_some(), "{ticker} has words that moved it");
    }
}

#[test]
fn a_score_is_traced_in_words_that_a_person_can_read() {
    let (desk, config) = demo();
    let ran = desk.run(&["explain", "-c", &config, "2026-03-25/harbour/r001", "HALC"]);
    let ran = ran.ends_with(ExitCode::Done);
    let head: Vec<&str> = ran.out.lines().take(16).collect();
    insta::assert_snapshot!(head.join("\n"));
}

#[test]
fn a_sentence_is_traced_to_its_sources() {
    let (desk, config) = demo();
    let ran = desk.run(&["explain", "-c", &config, "2026-03-25", "bought on credit"]);
    insta::assert_snapshot!(ran.ends_with(ExitCode::Done).out);
}

#[test]
fn a_claim_that_nobody_made_is_refused_with_what_to_do() {
    let (desk, config) = demo();
    desk.run(&["explain", "-c", &config, "2026-03-25", "pigs will fly"])
        .ends_with(ExitCode::Usage)
        .tells(&["pigs will fly", "harbour 2026-03-25", "archive show"]);
    desk.run(&["explain", "-c", &config, "2026-03-24/harbour/r009", "HALC"])
        .ends_with(ExitCode::Usage)
        .tells(&["r009", "archive list"]);
    desk.run(&["explain", "-c", &config, "2026-13-24", "HALC"])
        .ends_with(ExitCode::Usage)
        .tells(&["2026-13-24", "YYYY-MM-DD"]);
}
