//! What a configuration of sources means, and what is said of a wrong one.

use std::path::Path;

use super::*;
use crate::collect::Question;

const DESK: &str = r#"
[[ticker]]
symbol = "HELX"
name = "Helix"
[[ticker]]
symbol = "ORRY"
name = "Orrery"
[[ticker]]
symbol = "MKT"
name = "Market"
kind = "etf"
"#;

fn read(sections: &str, environment: &[(&str, &str)]) -> Result<Config, Vec<String>> {
    let pairs = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let text = format!("{DESK}{sections}");
    Config::parse("desk.toml", &text, Path::new("."), &Environment::from_pairs(pairs))
        .map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

fn faults(sections: &str) -> String {
    read(sections, &[]).map(drop).unwrap_err().join("\n")
}

const FINNHUB: &str = r#"
[[source]]
id = "finn-hub"
kind = "finnhub"
"#;

#[test]
fn a_provider_needs_its_key_and_says_where_it_may_come_from() {
    let told = faults(FINNHUB);
    assert!(told.contains("desk.toml:14") && told.contains("CONTRABRIEF_KEY__FINN_HUB"), "{told}");
    let config = read(FINNHUB, &[("CONTRABRIEF_KEY__FINN_HUB", "k-123")]).unwrap();
    let source = &config.sources[0].source;
    assert!(source.key.is_some() && source.location.starts_with("https://finnhub.io/"));
    assert!(!format!("{config:?}").contains("k-123"), "a key is never printed");
}

#[test]
fn a_key_that_stands_in_the_file_is_refused() {
    let told = faults(&format!("{FINNHUB}key = \"k-123\"\n"));
    assert!(told.contains("never stands in the file") && !told.contains("k-123"), "{told}");
}

#[test]
fn a_source_with_a_symbol_in_its_address_is_asked_once_for_each_share() {
    let config = read(
        r#"
[[source]]
id = "by-name"
kind = "feed"
url = "https://wire.example/{symbol}.rss"
symbols = { ORRY = "orrery-inc" }
"#,
        &[],
    )
    .unwrap();
    let questions = Question::all(&config.sources[0].source);
    let labels: Vec<String> = questions.iter().map(|one| one.label().to_string()).collect();
    assert_eq!(labels, ["by-name HELX", "by-name ORRY"], "the fund is not asked about");
    assert_eq!(questions[1].about.as_ref().unwrap().1, "orrery-inc");
}

#[test]
fn filings_need_the_number_that_the_sec_gives_a_company() {
    let told = faults("[[source]]\nid = \"filings\"\nkind = \"sec-filings\"\n");
    assert!(told.contains("symbols"), "{told}");
    let told =
        faults("[[source]]\nid = \"filings\"\nkind = \"sec-filings\"\ntickers = [\"HELX\"]\n");
    assert!(told.contains("symbol for HELX"), "{told}");
}

const PROSE: &str = r#"
[[brief]]
id = "desk"
title = "Desk"
tickers = ["HELX"]
[narrate]
engine = "openai-compatible"
url = "https://prose.example/v1"
model = "small-1"
answer_format = "json-object"
"#;

#[test]
fn a_snapshot_names_the_prose_engine_and_neither_its_address_nor_its_key() {
    let config = read(PROSE, &[("CONTRABRIEF_NARRATE__API_KEY", "k-123")]).unwrap();
    assert!(!format!("{config:?}").contains("k-123"), "a key is never printed");
    let Engine::OpenAiCompatible(writer) = &config.narrate else { panic!("{config:?}") };
    assert_eq!(writer.endpoint.as_ref().unwrap().host, "prose.example");
    let text = snapshot(&config, &config.briefs[0]);
    assert!(!text.contains("k-123") && !text.contains("prose.example"), "{text}");
    let again = Config::from_snapshot(&text).unwrap().narrate;
    let without = crate::narrate::Writer { endpoint: None, ..writer.clone() };
    assert_eq!(again, Engine::OpenAiCompatible(without));
}

#[test]
fn a_snapshot_keeps_the_paper_and_says_nothing_of_the_usual_one() {
    let usual = read(PROSE, &[]).unwrap();
    assert!(!snapshot(&usual, &usual.briefs[0]).contains("paper"));
    let typed = PROSE.replace("[[brief]]", "[[brief]]\npaper = \"letter\"");
    assert_ne!(typed, PROSE);
    let config = read(&typed, &[]).unwrap();
    let again = Config::from_snapshot(&snapshot(&config, &config.briefs[0])).unwrap();
    assert_eq!(again.briefs[0].look.paper, crate::model::Paper::Letter);
    let told = faults(&PROSE.replace("[[brief]]", "[[brief]]\npaper = \"leter\""));
    assert!(told.contains("a4`, `letter"), "{told}");
}

#[test]
fn bounds_of_the_prose_engine_are_told_with_their_line() {
    let told = faults(&format!(
        "{PROSE}dropped_pct_max = 101\nattempt_seconds_max = 0\nretries_max = 9\n"
    ));
    for part in ["between 0 and 100", "between 1 and 600", "between 0 and 5", "desk.toml:22"] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn full_text_needs_a_licence_for_all_of_it() {
    let told = faults(
        "[[source]]\nid = \"wire\"\nkind = \"feed\"\nurl = \"https://w.example/\"\nfull_text = true\n",
    );
    assert!(told.contains("licence = \"full\""), "{told}");
}

/// A brief with `more` under it.
fn with(more: &str) -> String {
    PROSE.replace("tickers = [\"HELX\"]\n", &format!("tickers = [\"HELX\"]\n{more}"))
}

#[test]
fn a_snapshot_keeps_palette_and_disclosures_and_says_nothing_of_what_is_not_set() {
    let usual = read(PROSE, &[]).unwrap();
    let text = snapshot(&usual, &usual.briefs[0]);
    for absent in ["palette", "logo", "[brief.disclosure]"] {
        assert!(!text.contains(absent), "{absent}: {text}");
    }
    let typed = with(
        "palette = \"asia\"\nlogo = \"secret-folder/logo.png\"\n[brief.disclosure]\nproducer = \"Example  Research\"\nanalyst_reviewed = false\nmethod_url = \"https://example.com/m\"\n",
    );
    let config = read(&typed, &[]).unwrap();
    let text = snapshot(&config, &config.briefs[0]);
    assert!(!text.contains("secret-folder"), "a snapshot holds no path");
    let again = Config::from_snapshot(&text).unwrap();
    assert_eq!(again.briefs[0].look.palette, crate::model::Palette::Asia);
    assert_eq!(again.briefs[0].disclosure, config.briefs[0].disclosure);
    let fields = again.briefs[0].disclosure.clone().unwrap();
    assert_eq!(fields.producer.as_deref(), Some("Example Research"));
    assert_eq!((fields.analyst_reviewed, fields.conflicts), (Some(false), None));
}

#[test]
fn a_wrong_palette_or_disclosure_is_told_with_its_line_and_near_match() {
    for (more, told) in [
        ("palette = \"clasic\"\n", "write one of `default`, `classic`, `asia`"),
        ("palette = \"clasic\"\n", "did you mean `classic`"),
        ("logo_png = \"AAAA\"\n", "Name the file of the logo with `logo`"),
        ("[brief.disclosure]\nproducer = \"  \"\n", "An empty disclosure says nothing"),
        ("[brief.disclosure]\nmethod_url = \"javascript:1\"\n", "not an http or https address"),
        ("[brief.disclosure]\nproducr = \"Example\"\n", "producr"),
    ] {
        let faults = faults(&with(more));
        assert!(faults.contains(told) && faults.contains("desk.toml:"), "{more}: {faults}");
    }
    let long = format!("[brief.disclosure]\nconflicts = \"{}\"\n", "a".repeat(1001));
    assert!(faults(&with(&long)).contains("at most 1000 characters"));
}

#[test]
fn pages_for_readers_need_both_addresses_and_are_told_with_their_line() {
    let read = |more: &str| read(&format!("{PROSE}{more}"), &[]);
    assert_eq!(read("").unwrap().web, None);
    let both = "[web]\nlisten = \"127.0.0.1:8025\"\npublic_url = \"https://brief.example.com/\"\n";
    let config = read(both).unwrap();
    assert_eq!(config.web.as_ref().unwrap().public_url, "https://brief.example.com");
    let text = snapshot(&config, &config.briefs[0]);
    assert!(!text.contains("8025") && !text.contains("public_url"), "{text}");
    for (more, told) in [
        ("[web]\nlisten = \"127.0.0.1:8025\"\n", "needs `public_url`"),
        ("[web]\npublic_url = \"https://brief.example.com\"\n", "needs `listen`"),
        (&both.replace("https", "http"), "It is not https"),
        (&both.replace("127.0.0.1:8025", "localhost"), "`listen` is an address and a port"),
        (&both.replace("listen", "listn"), "listn"),
    ] {
        let faults = faults(&format!("{PROSE}{more}"));
        assert!(faults.contains(told) && faults.contains("desk.toml:"), "{more}: {faults}");
    }
}
