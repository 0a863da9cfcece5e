//! A desk's invented morning, with much to look at: what the status page is tested and shown
//! with. Whoever includes it brings the overview's types.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::types::{
    ArchiveState, Concern, ConcernKind, Counts, DayDelivered, EditionDelivered, Event, Job,
    LastBrief, Machine, NextBrief, Overview, Past, SourceRow, Standing,
};

fn at(text: &str) -> DateTime<Utc> {
    format!("2026-03-{text}:00Z").parse().expect("an instant")
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).expect("a day of March")
}

/// One letter for each past run: `+` well, `!` look, `x` failing, `.` at work.
fn past(signs: &str, words: [&str; 3]) -> Vec<Past> {
    let last = day(25);
    let count = i64::try_from(signs.len()).expect("a short list");
    signs
        .chars()
        .zip(0..)
        .map(|(sign, place)| {
            let date = last - Duration::days(count - 1 - place);
            let (standing, word) = match sign {
                '+' => (Standing::Well, words[0]),
                '!' => (Standing::Look, words[1]),
                'x' => (Standing::Failing, words[2]),
                _ => (Standing::Unknown, "at work"),
            };
            Past { when: date.format("%-d %b").to_string(), standing, word: word.to_owned() }
        })
        .collect()
}

fn job(name: [&str; 4], last: (&str, i64), standing: Standing, next: &str, signs: &str) -> Job {
    let [verb, name, schedule, result] = name;
    let brief = name.split_once(": ").map(|(_, brief)| brief.to_owned());
    Job {
        verb: verb.to_owned(),
        brief,
        name: name.to_owned(),
        schedule: schedule.to_owned(),
        last_at: Some(at(last.0)),
        took_ms: Some(last.1),
        standing,
        result: result.to_owned(),
        next_at: Some(at(next)),
        recent: past(signs, ["on time", "partial", "failed"]),
    }
}

fn source(names: [&str; 2], gives: &'static str, figures: (u32, i64, u32, u32)) -> SourceRow {
    let (items_24h, median, asked_7d, failed_7d) = figures;
    SourceRow {
        id: names[0].to_owned(),
        gives,
        kind: names[1].to_owned(),
        standing: Standing::Well,
        error: None,
        answered_at: Some(at("25T10:15")),
        failing_since: None,
        left_until: None,
        items_24h,
        median_ms: Some(median),
        asked_7d,
        failed_7d,
    }
}

fn counts(accepted: u32, retrying: u32, bounced: u32) -> Counts {
    let due = accepted + retrying + bounced;
    Counts { due, accepted, retrying, bounced, ..Counts::default() }
}

fn edition(date: u32, counts: Counts) -> EditionDelivered {
    let (brief, revision) = ("ai-infra".to_owned(), "r001".to_owned());
    EditionDelivered { brief, date: day(date), revision, counts }
}

fn event(when: &str, about: &str, standing: Standing, text: &str) -> Event {
    Event { at: at(when), about: about.to_owned(), standing, text: text.to_owned() }
}

fn concern(text: &str, help: &str) -> Concern {
    let (text, help) = (text.to_owned(), help.to_owned());
    Concern { kind: ConcernKind::Partial, text, help }
}

fn jobs() -> Vec<Job> {
    let well = Standing::Well;
    vec![
        job(
            ["collect", "Collect", "every 15 min", "214 new, 9 changed"],
            ("25T10:15", 38_000),
            well,
            "25T11:00",
            "+++++++++!++++",
        ),
        job(
            ["run", "Brief: ai-infra", "06:15 New York, XNYS sessions", "r001 archived"],
            ("25T10:15", 4_200),
            well,
            "26T10:15",
            "+++++++++x++++",
        ),
        job(
            [
                "deliver",
                "Deliver: ai-infra",
                "once archived",
                "delivered to 46 of 47 subscriber(s)",
            ],
            ("25T10:30", 41_000),
            Standing::Look,
            "26T10:15",
            "++++!++++x+++!",
        ),
        job(
            ["verify", "Verify archive", "every night", "37 briefs, 296 files, no fault"],
            ("25T10:40", 900),
            well,
            "26T10:40",
            "++++++++++++++",
        ),
        job(
            ["backup", "Back up database", "every night", "48 MB, checked"],
            ("25T06:00", 1_100),
            well,
            "26T06:00",
            "++++++++++++++",
        ),
    ]
}

fn sources() -> Vec<SourceRow> {
    let mut dead = source(["crypto-1", "binance"], "prices", (0, 10_000, 672, 45));
    dead.standing = Standing::Failing;
    dead.error = Some("no answer in 10 s".to_owned());
    dead.failing_since = Some(at("25T09:42"));
    dead.left_until = Some(at("25T11:12"));
    dead.answered_at = Some(at("25T09:30"));
    let mut session = source(["daily-csv", "csv"], "prices", (2, 95, 7, 0));
    session.answered_at = Some(at("24T20:31"));
    vec![
        source(["wire-a", "feed"], "articles", (142, 180, 672, 0)),
        source(["wire-b", "feed"], "articles", (51, 240, 672, 3)),
        source(["regulator", "sec-filings"], "articles", (3, 310, 672, 0)),
        session,
        dead,
        source(["crypto-2", "coingecko"], "prices", (2, 120, 672, 1)),
    ]
}

fn events() -> Vec<Event> {
    vec![
        event("25T10:40", "verify", Standing::Well, "37 briefs, 296 files, no fault"),
        event(
            "25T10:30",
            "deliver",
            Standing::Look,
            "ai-infra 2026-03-25: delivered to 46 of 47 subscriber(s)",
        ),
        event("25T10:15", "brief", Standing::Well, "archived 2026/03/25/ai-infra/r001"),
        event(
            "25T09:42",
            "source",
            Standing::Failing,
            "crypto-1: no answer in 10 s; XRP comes from crypto-2",
        ),
        event("24T10:15", "brief", Standing::Well, "archived 2026/03/24/ai-infra/r001"),
    ]
}

/// The morning of 25 March 2026, half an hour after the brief.
pub fn overview() -> Overview {
    let today = counts(46, 1, 0);
    Overview {
        schema: 1,
        made_at: at("25T10:57"),
        version: "0.1.0".to_owned(),
        timezone: chrono_tz::America::New_York,
        titles: vec!["AI infrastructure & tokens".to_owned()],
        banner: Some("Every figure on this page is invented.".to_owned()),
        standing: Standing::Look,
        sentence: "Working, with 2 things to look at".to_owned(),
        concerns: vec![
            concern(
                "Source crypto-1 has not answered since 05:42: no answer in 10 s.",
                "contrabrief doctor",
            ),
            concern("1 delivery is being tried again.", "contrabrief deliver status --unsettled"),
        ],
        incidents: Vec::new(),
        next: Some(NextBrief {
            brief: "ai-infra".to_owned(),
            date: day(26),
            due_at: at("26T10:15"),
        }),
        last: Some(LastBrief {
            brief: "ai-infra".to_owned(),
            date: day(25),
            due_at: at("25T10:15"),
            standing: Standing::Well,
            words: "On time".to_owned(),
            revision: Some("r001".to_owned()),
            took_ms: Some(4_200),
        }),
        delivered: Some(DayDelivered { date: day(25), is_today: true, counts: today }),
        archive: ArchiveState {
            standing: Standing::Well,
            words: "Intact".to_owned(),
            editions: 37,
            revisions: 39,
            checked_at: Some(at("25T10:40")),
        },
        jobs: jobs(),
        sources: sources(),
        deliveries: vec![
            edition(25, today),
            edition(24, counts(47, 0, 0)),
            edition(23, counts(46, 0, 1)),
            edition(20, counts(46, 0, 0)),
            edition(19, counts(46, 0, 0)),
        ],
        events: events(),
        machine: Machine {
            database_bytes: Some(48_200_000),
            schema: Some(12),
            free_bytes: Some(61_000_000_000),
            chain_head: Some("d2c97e10".repeat(8)),
            beat_at: Some(at("25T10:56")),
        },
    }
}
