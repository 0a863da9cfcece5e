//! What a configuration of sources means, and what is said of a wrong one.

use std::path::Path;

use super::*;
use crate::collect::Question;
use crate::schedule::{CatchUp, OnMissing};

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

const READERS: &str = r#"
[[group]]
id = "fund-one"
name = "Fund One"
owner = "sales@desk.example"
watchlist = ["ORRY"]
form = "short"
attachments = ["pdf"]
timezone = "Europe/Berlin"
[[subscriber]]
id = "jo"
address = "jo@fund.example"
group = "fund-one"
attachments = []
from_time = "07:30"
weekdays = ["mon", "fri"]
[[subscriber]]
id = "max"
address = "max@fund.example"
group = "fund-one"
owner = "max.owner@desk.example"
watchlist = []
date_language = "de"
[[brief]]
id = "desk"
title = "Desk"
tickers = ["HELX", "ORRY"]
recipients = ["jo", "max"]
"#;

#[test]
fn a_subscriber_has_the_wishes_of_its_group_where_it_says_nothing() {
    let config = read(READERS, &[]).unwrap();
    let [jo, max] = &config.briefs[0].recipients[..] else { panic!("two readers") };
    assert_eq!(jo.wishes.to_string(), "ORRY, short, from 07:30 Europe/Berlin, on mon fri");
    assert_eq!(jo.owner.as_deref(), Some("sales@desk.example"));
    let due = "whole brief, short, with pdf, dates in de, Europe/Berlin";
    assert_eq!(max.wishes.to_string(), due);
    assert_eq!(max.owner.as_deref(), Some("max.owner@desk.example"));
    assert_eq!(config.subscribers[0].line, Some(22));
}

#[test]
fn a_snapshot_holds_nothing_of_its_readers() {
    let config = read(READERS, &[]).unwrap();
    let text = snapshot(&config, &config.briefs[0]);
    for word in ["fund", "jo@", "max@", "Berlin", "recipients", "watchlist", "pdf"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
}

#[test]
fn wrong_wishes_are_told_with_their_line_and_near_match() {
    for (from, to, told) in [
        (
            "\"fund-one\"\nattachments",
            "\"fund-on\"\nattachments",
            "24: No `[[group]]` has the id `fund-on`; did you mean `fund-one`?",
        ),
        ("[\"mon\", \"fri\"]", "[\"mon\",\n\"frie\"]", "28: `frie` is not a weekday"),
        ("[\"mon\", \"fri\"]", "[\"frie\"]", "did you mean `fri`?"),
        ("07:30", "half seven", "`half seven` is not a time of day such as `07:30`"),
        ("Europe/Berlin", "Europe/Berln", "did you mean `Europe/Berlin`?"),
        ("[\"pdf\"]", "[\"pdff\"]", "did you mean `pdf`?"),
        ("\"short\"", "\"shrt\"", "write `full`, `short` or `text`; did you mean `short`?"),
        ("\"de\"", "\"deutsch!\"", "not a language tag"),
        (
            "[\"ORRY\"]\nform",
            "[\"ORRX\"]\nform",
            "No `[[ticker]]` has the symbol `ORRX`; did you mean `ORRY`?",
        ),
        ("sales@desk.example", "sales@", "no valid domain"),
        (
            "watchlist = []",
            "watchlst = []",
            "Unknown key `watchlst` in `subscriber`; did you mean `watchlist`?",
        ),
        (
            "name = \"Fund One\"",
            "nam = \"Fund One\"",
            "Unknown key `nam` in `group`; did you mean `name`?",
        ),
        (
            "tickers = [\"HELX\", \"ORRY\"]",
            "tickers = [\"HELX\"]",
            "This brief covers none of the watchlist of `jo` (ORRY): add one of them to `tickers`, or leave `jo` out",
        ),
    ] {
        let text = READERS.replacen(from, to, 1);
        assert_ne!(text, READERS, "{from}");
        let faults = faults(&text);
        assert!(faults.contains(told) && faults.contains("desk.toml:"), "{told}:\n{faults}");
    }
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

const BRIEF: &str =
    "[[brief]]\nid = \"desk\"\ntitle = \"Desk\"\ntickers = [\"HELX\"]\nat = \"06:15\"\n";

#[test]
fn a_brief_says_what_it_waits_for_and_what_is_made_up_for() {
    let usual = read(BRIEF, &[]).unwrap().briefs[0].rules;
    assert_eq!(usual, Rules::default());
    let keys = "catch_up = \"all\"\ngrace = \"2d\"\nwait_for = { prices = \"80%\", articles_min = 5 }\nuntil = \"06:27\"\non_missing = \"hold\"\n";
    let config = read(&format!("{BRIEF}{keys}"), &[]).unwrap();
    let Rules { catch_up, grace, gate } = config.briefs[0].rules;
    assert_eq!((catch_up, grace.num_hours()), (CatchUp::All, 48));
    let gate = gate.unwrap();
    assert_eq!((gate.prices_pct, gate.articles_min), (80, 5));
    assert_eq!((gate.until.to_string().as_str(), gate.on_missing), ("06:27:00", OnMissing::Hold));
    let rhythm = read("[collect]\narticles_every = \"5m\"\n", &[]).unwrap().rhythm;
    assert_eq!(rhythm.articles_every.num_minutes(), 5);
}

#[test]
fn a_wait_without_an_end_or_for_nothing_is_refused() {
    let told = |keys: &str| faults(&format!("{BRIEF}{keys}\n"));
    assert!(told("wait_for = { prices = \"all\" }").contains("needs `until`"));
    assert!(told("until = \"06:27\"").contains("needs `wait_for`"));
    assert!(told("on_missing = \"hold\"").contains("needs `wait_for`"));
    assert!(told("wait_for = {}\nuntil = \"06:27\"").contains("waits for nothing"));
    assert!(told("wait_for = { prices = \"most\" }\nuntil = \"06:27\"").contains("`most`"));
    assert!(told("wait_for = { prices = \"all\" }\nuntil = \"soon\"").contains("`soon`"));
    assert!(told("catch_up = \"newest\"").contains("`latest`, `all`, `none`"));
    assert!(told("grace = \"a while\"").contains("write it as 90s, 15m, 2h or 1d"));
    assert!(faults("[collect]\narticles_every = \"5s\"\n").contains("once a minute at most"));
}
