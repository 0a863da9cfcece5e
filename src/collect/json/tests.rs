//! Strict reading of JSON against what providers and accidents send instead of it.

use std::collections::BTreeMap;
use std::io::Write as _;

use serde::Deserialize;

use super::*;

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only its shape is asked for")]
struct Quote {
    name: String,
    close: f64,
}

fn quotes(text: &str) -> Result<BTreeMap<String, Vec<Quote>>, CollectError> {
    read(text.as_bytes(), "quotes")
}

fn fault(text: &str) -> (String, String) {
    match quotes(text) {
        Err(CollectError::Json { pointer, reason, .. }) => (pointer, reason),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn sound_json_is_read_with_or_without_a_byte_order_mark() {
    let text = r#"{"helx":[{"name":"Helix","close":10.5}]}"#;
    assert_eq!(quotes(text).unwrap()["helx"].len(), 1);
    assert_eq!(quotes(&format!("\u{feff}{text}\n")).unwrap().len(), 1);
}

#[test]
fn json_that_breaks_a_rule_is_refused_with_the_place() {
    for (text, place, words) in [
        (r#"{"a":[{"name":"H","close":1},{"name":"H","name":"O","close":1}]}"#, "/a/1", "twice"),
        (r#"{"a":[],"a":[]}"#, "", "twice"),
        (r#"{"a":[{"name":"H","close":1e999}]}"#, "/a/0/close", "out of range"),
        (r#"{"a":[{"name":"H","close":"1"}]}"#, "/a/0/close", "invalid type: string"),
        (r#"{"a":[{"name":"H","close":null}]}"#, "/a/0/close", "null"),
        (r#"{"a":[null]}"#, "/a/0", "null"),
        (r#"{"a":[{"name":"H"}]}"#, "/a/0", "missing field `close`"),
        (r#"{"a":[]} {"b":[]}"#, "", "trailing characters"),
        (r#"{"a":[{"name":"H","clo"#, "/a/0", "EOF"),
        (r#"{"a":[NaN]}"#, "/a/0", "expected"),
    ] {
        let (pointer, reason) = fault(text);
        assert!(pointer.starts_with(place), "{text}: `{pointer}`, not `{place}`");
        assert!(reason.contains(words), "{text}: {reason}");
    }
}

#[test]
fn deep_nesting_is_refused_without_exhausting_the_stack() {
    for depth in [65, 127, 1_000_000] {
        let text = format!(r#"{{"a":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
        assert!(fault(&text).1.contains("nests deeper than 64"), "{depth}");
    }
    let text = format!("{}{}", "[".repeat(64), "]".repeat(64));
    assert!(strict::<serde_json::Value>(text.as_bytes(), "lists").is_ok());
}

#[test]
fn what_is_no_json_is_named_for_what_it_is() {
    assert!(matches!(quotes(" \n"), Err(CollectError::Empty)));
    assert!(matches!(quotes("<!DOCTYPE html><p>"), Err(CollectError::Html { due: "quotes" })));
    for words in
        ["Edge: Too Many Requests", "Too Many Requests\r\n", "Exceeded the daily hits limit"]
    {
        assert!(matches!(quotes(words), Err(CollectError::RateLimited { .. })), "{words}");
    }
    let told = quotes("Your query was too short or too long.").unwrap_err();
    assert!(matches!(&told, CollectError::Provider(words) if words.starts_with("Your query")));
}

#[test]
fn refusals_with_status_200_are_told_apart() {
    let kind = |text: &str| match refusal(text.as_bytes()) {
        None => "none",
        Some(CollectError::RateLimited { .. }) => "rate",
        Some(CollectError::KeyRefused(_)) => "key",
        Some(CollectError::UnknownSymbol(_)) => "symbol",
        Some(CollectError::Provider(_)) => "provider",
        Some(other) => panic!("{other:?}"),
    };
    for (text, expected) in [
        (r#"{"Information":"our standard API rate limit is 25 requests per day"}"#, "rate"),
        (r#"{"Error Message":"the parameter apikey is invalid or missing."}"#, "key"),
        (r#"{"Error Message":"Invalid API call. Please retry."}"#, "symbol"),
        (r#"{"error":"API limit reached. Please try again later. Remaining Limit: 0"}"#, "rate"),
        (r#"{"error":"Invalid API key."}"#, "key"),
        (r#"{"error":"You don't have access to this resource."}"#, "key"),
        (r#"{"error":"coin not found"}"#, "symbol"),
        (r#"{"detail":"Please supply a token"}"#, "key"),
        (r#"{"detail":"Error: Ticker 'HELX' not found"}"#, "symbol"),
        (r#"{"detail":"Error: You have run over your hourly request allocation."}"#, "rate"),
        (r#"{"status":"ERROR","request_id":"1","error":"Unknown API Key"}"#, "key"),
        (r#"{"status":"NOT_AUTHORIZED","message":"You are not entitled to this data."}"#, "key"),
        (r#"{"status":"ERROR","error":"You've exceeded the maximum requests per minute"}"#, "rate"),
        (
            r#"{"error":{"code":"invalid_api_token","message":"An invalid API token was supplied."}}"#,
            "key",
        ),
        (
            r#"{"error":{"code":"usage_limit_reached","message":"The usage limit has been reached."}}"#,
            "rate",
        ),
        (
            r#"{"error":{"code":"malformed_parameters","message":"The date is malformed."}}"#,
            "provider",
        ),
        (
            r#"{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}"#,
            "symbol",
        ),
        (r#"{"code":-1121,"msg":"Invalid symbol."}"#, "symbol"),
        (r#"{"code":-1003,"msg":"Too much request weight used."}"#, "rate"),
        ("Please limit requests to one every 5 seconds or contact us.", "rate"),
        (r#""Too Many Requests""#, "rate"),
        (r#"{"chart":{"result":[],"error":null}}"#, "none"),
        (r#"{"Information":"a new plan is out","feed":[]}"#, "none"),
        (r#"{"status":"OK","results":[]}"#, "none"),
        (r#"{"status":{"error_code":0,"error_message":null},"data":[]}"#, "none"),
        (r#"[{"error":"a row's own"}]"#, "none"),
        ("{}", "none"),
        ("[]", "none"),
    ] {
        assert_eq!(kind(text), expected, "{text}");
    }
}

#[test]
fn a_key_quoted_by_the_provider_never_reaches_the_operator() {
    let text =
        r#"{"Information":"We have detected your API key as AB12CD34EF56GH78. Invalid inputs."}"#;
    let told = refusal(text.as_bytes()).unwrap().to_string();
    assert!(told.contains("[redacted]. Invalid") && !told.contains("AB12CD34"), "{told}");
}

#[test]
fn every_recorded_refusal_is_recognised() {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/providers/error_responses.json");
    let Ok(bytes) = std::fs::read(path) else {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED every_recorded_refusal: ../shared/data is not beside the project"
        );
        return;
    };
    let records: Vec<serde_json::Value> = serde_json::from_slice(&bytes).unwrap();
    assert!(records.len() >= 9);
    for record in records {
        let body = match record.get("body_text") {
            Some(text) => text.as_str().unwrap().to_owned(),
            None => record["body"].to_string(),
        };
        let error = read::<serde_json::Value>(body.as_bytes(), "an answer").unwrap_err();
        let kind = record["kind"].as_str().unwrap();
        let fits = match kind {
            "bot_challenge_html" => matches!(error, CollectError::Html { .. }),
            "error" | "range_limit" => matches!(error, CollectError::Provider(_)),
            _ => matches!(error, CollectError::RateLimited { .. }),
        };
        assert!(fits, "{record}: {error:?}");
        assert!(!error.to_string().contains('\n'));
    }
}

#[test]
fn an_answer_of_twenty_megabytes_is_read() {
    let row = r#"{"name":"Helix","close":10.5,"more":["a","b"]}"#;
    let rows = vec![row; 20_000_000 / row.len()].join(",");
    let text = format!("{{\"helx\":[{rows}]}}");
    assert!(quotes(&text).unwrap()["helx"].len() > 400_000);
}
