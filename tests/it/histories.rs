//! Point in time under attack: whatever becomes known later, an edition that is made later from a
//! store that knows it all is the one that was made in time, byte for byte.

use std::fmt::Write as _;
use std::fs;

use chrono::{DateTime, Duration, TimeZone as _, Utc};
use contrabrief::exit_code::ExitCode;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use crate::support::desk::Desk;

const CONFIG: &str = r#"
[[source]]
id = "wire"
kind = "feed"
url = "https://wire.example/feed"
licence = "full"
[[prices]]
id = "daily"
kind = "csv"
url = "https://prices.example/{symbol}"
[[ticker]]
symbol = "HELX"
name = "Helix"
[[ticker]]
symbol = "ORRY"
name = "Orrery"
[[brief]]
id = "desk"
title = "Desk"
tickers = ["HELX", "ORRY"]
at = "06:15"
timezone = "America/New_York"
on = "sessions:XNYS"
"#;

const HISTORIES: u64 = 12;

/// Something that becomes known.
#[derive(Clone, Debug)]
enum Fact {
    /// A new article, or another version of one.
    Article(String),
    /// Bars of a ticker: new sessions, and older ones restated.
    Bars(&'static str, String),
    /// A day on which the market turns out to be shut.
    Closure(String),
}

/// The cut-off of the edition of 25 March.
fn cut_off() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 25, 10, 15, 0).unwrap()
}

fn below(random: &mut ChaCha8Rng, limit: u32) -> u32 {
    random.next_u32() % limit
}

fn article(random: &mut ChaCha8Rng, known_at: DateTime<Utc>) -> String {
    const NAMES: [&str; 2] = ["Helix", "Orrery"];
    const WORDS: [&str; 6] = [
        "beats forecasts as orders jump",
        "warns of heavy losses",
        "raises its outlook",
        "recalls faulty parts",
        "signs a supply deal",
        "faces a fraud probe",
    ];
    // Few ids, so that many are corrections of an article that is there.
    let id = below(random, 15);
    let (name, words) = (NAMES[below(random, 2) as usize], WORDS[below(random, 6) as usize]);
    let published = known_at - Duration::minutes(i64::from(below(random, 3_000)));
    let (published, title) = (published.to_rfc3339(), format!("{name} {words}"));
    format!(r#"{{"id":"a{id}","title":"{title}","published_at":"{published}","publisher":"Wire"}}"#)
}

fn bars(random: &mut ChaCha8Rng, known_at: DateTime<Utc>) -> String {
    let mut text = "date,open,high,low,close,volume\n".to_owned();
    let days = 5 + i64::from(below(random, 60));
    for back in (1..=days).rev() {
        let day = (known_at - Duration::days(back)).date_naive();
        let close = 90 + below(random, 20);
        writeln!(text, "{day},100,120,80,{close},1000").unwrap();
    }
    text
}

fn history(seed: u64) -> Vec<(DateTime<Utc>, Fact)> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let begin = cut_off() - Duration::days(4);
    let mut facts: Vec<_> = (0..60)
        .map(|_| {
            let at = begin + Duration::minutes(i64::from(below(&mut random, 4 * 1_440 * 2)));
            let fact = match below(&mut random, 10) {
                0 => Fact::Bars("HELX", bars(&mut random, at)),
                1 => Fact::Bars("ORRY", bars(&mut random, at)),
                2 if at > cut_off() => {
                    Fact::Closure(format!("2026-03-{:02}", 16 + below(&mut random, 5)))
                }
                _ => Fact::Article(article(&mut random, at)),
            };
            (at, fact)
        })
        .collect();
    facts.sort_by_key(|(at, _)| *at);
    facts
}

fn learn(desk: &mut Desk, at: DateTime<Utc>, fact: &Fact) {
    desk.at(at);
    match fact {
        Fact::Article(line) => {
            desk.run_with_input(&["import", "articles", "-"], line).ends_with(ExitCode::Done);
        }
        Fact::Bars(ticker, text) => {
            let words = ["import", "prices", "-", "--ticker", ticker, "--source", "daily"];
            let ran = desk.run_with_input(&words, text);
            assert!(matches!(ran.exit_code, ExitCode::Done | ExitCode::Partial), "{}", ran.err);
        }
        // A second one of the same day is refused, which is as well.
        Fact::Closure(day) => {
            desk.run(&["calendar", "add-closure", "XNYS", day, "--because", "a test"]);
        }
    }
}

/// Everything that the edition says, by file.
fn bytes(desk: &Desk) -> String {
    fs::read_to_string(desk.path("reports/2026/03/25/desk/r001/SHA256SUMS")).unwrap()
}

#[test]
fn no_later_fact_changes_a_byte_of_an_edition_made_then_or_made_from_now() {
    const RUN: [&str; 4] = ["run", "--no-collect", "--date", "2026-03-25"];
    for seed in 0..HISTORIES {
        let facts = history(seed);
        let mut then = Desk::new(CONFIG, cut_off());
        for (at, fact) in facts.iter().filter(|(at, _)| *at <= cut_off()) {
            learn(&mut then, *at, fact);
        }
        let made = then.at(cut_off() + Duration::minutes(1)).run(&RUN);
        assert!(matches!(made.exit_code, ExitCode::Done | ExitCode::Partial), "{}", made.err);
        let first = bytes(&then);

        for (at, fact) in facts.iter().filter(|(at, _)| *at > cut_off()) {
            learn(&mut then, *at, fact);
        }
        let year_on = cut_off() + Duration::days(400);
        let again = then.at(year_on).run(&["rerun", "--date", "2026-03-25"]);
        assert_eq!(again.exit_code, ExitCode::Done, "history {seed}: {}{}", again.out, again.err);

        let mut later = Desk::new(CONFIG, year_on);
        for (at, fact) in &facts {
            learn(&mut later, *at, fact);
        }
        let made = later.at(year_on).run(&RUN);
        assert!(matches!(made.exit_code, ExitCode::Done | ExitCode::Partial), "{}", made.err);
        assert_eq!(bytes(&later), first, "history {seed}");
    }
}

#[test]
fn verify_makes_editions_again_and_names_one_that_comes_out_otherwise() {
    let mut desk = Desk::new(CONFIG, cut_off());
    for (at, fact) in history(1).iter().filter(|(at, _)| *at <= cut_off()) {
        learn(&mut desk, *at, fact);
    }
    for days in 0..3 {
        let at = cut_off() + Duration::days(days) + Duration::minutes(1);
        let date = at.date_naive().to_string();
        desk.at(at).run(&["run", "--no-collect", "--date", &date]);
    }
    let whole = desk.run(&["archive", "verify", "--replay", "2"]).ends_with(ExitCode::Done).out;
    assert!(whole.ends_with("2 edition(s) made again: 2 come out byte for byte\n"), "{whole}");
    fs::rename(desk.path("data"), desk.path("lost")).unwrap();
    let lost = desk.run(&["archive", "verify", "--replay", "1"]).ends_with(ExitCode::Difference);
    assert!(lost.out.contains("FAULT desk 2026-03-27 r001: "), "{}", lost.out);
}
