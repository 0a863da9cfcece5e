//! The daemon as a process of its own, on the real clock: what is due is made and mailed, and
//! neither signals, kills nor silent servers lose or double anything.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStderr, Command, Stdio};

use axum::http::StatusCode;
use chrono::{DateTime, Duration, SubsecRound as _, Timelike as _, Utc};
use contrabrief::exit_code::ExitCode;
use contrabrief::model::{BriefId, EditionKey, OccurrenceState};
use contrabrief::store::Store;

use crate::smtp_server::Act;
use crate::support::desk::Desk;
use crate::support::mail::Mail;
use crate::support::web::Web;

/// A running daemon; it is killed when it is dropped.
struct Daemon {
    process: Child,
    lines: std::io::Lines<BufReader<ChildStderr>>,
    heard: Vec<String>,
}

impl Daemon {
    fn start(desk: &Desk) -> Self {
        Self::start_with(desk, &[])
    }

    fn start_with(desk: &Desk, words: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_contrabrief"))
            .arg("-c")
            .arg(desk.path("contrabrief.toml"))
            .arg("daemon")
            .args(words)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        Self { process, lines, heard: Vec::new() }
    }

    /// Reads on until a line holds this.
    #[track_caller]
    fn hears(&mut self, words: &str) -> String {
        for line in self.lines.by_ref().map_while(Result::ok) {
            self.heard.push(line.clone());
            if line.contains(words) {
                return line;
            }
        }
        panic!("`{words}` was not said, but:\n{}", self.heard.join("\n"));
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.process.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for its end and gives the exit code.
    fn ended(mut self) -> Option<i32> {
        self.heard.extend(self.lines.by_ref().map_while(Result::ok));
        self.process.wait().unwrap().code()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "the daemon's clock is the machine's")]
fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(0)
}

/// A minute ago, on the minute.
fn due() -> DateTime<Utc> {
    (now() - Duration::minutes(1)).with_second(0).unwrap()
}

fn key(brief: &str) -> EditionKey {
    EditionKey { brief: BriefId::parse(brief).unwrap(), date: due().date_naive() }
}

fn brief(id: &str, more: &str) -> String {
    format!(
        "[[brief]]\nid = \"{id}\"\ntitle = \"Desk {id}\"\ntickers = [\"HELX\"]\nrecipients = [\"ann\", \"bo\"]\nat = \"{}\"\ntimezone = \"UTC\"\non = \"sessions:crypto\"\n{more}",
        due().format("%H:%M")
    )
}

fn config(web: &Web, mail: &Mail, briefs: &str) -> String {
    format!(
        r#"
[[source]]
id = "wire"
kind = "feed"
url = "{feed}"
[[prices]]
id = "daily"
kind = "csv"
url = "{prices}"
[[ticker]]
symbol = "HELX"
name = "Helix"
kind = "crypto"
calendar = "crypto"
[[subscriber]]
id = "ann"
address = "ann@reader.example"
[[subscriber]]
id = "bo"
address = "bo@reader.example"
{briefs}
[limits]
allow_private_addresses = true
[smtp]
host = "127.0.0.1"
port = {port}
tls = "none"
from = "Desk <desk@desk.example>"
domain_messages_per_minute_max = 0
"#,
        feed = web.url("/feed.rss"),
        prices = web.url("/{symbol}.csv"),
        port = mail.port(),
    )
}

/// A desk that collected an hour ago, and whose briefs were planned for a minute ago.
fn desk(web: &Web, mail: &Mail, planned: &[&str], briefs: &str) -> Desk {
    let at = |hours| (now() - Duration::hours(hours)).to_rfc2822();
    let items = [
        (1, "Helix beats forecasts as orders jump"),
        (2, "Helix raises its full-year outlook"),
        (3, "Analysts cheer Helix after a strong quarter"),
    ];
    let items = items.map(|(n, title)| {
        format!(
            "<item><guid>{n}</guid><title>{title}</title><link>https://wire.example/{n}</link><pubDate>{}</pubDate></item>",
            at(n + 1)
        )
    });
    let feed = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Wire</title>{}</channel></rss>",
        items.concat()
    );
    let bars = (3..40).rev().map(|days| {
        let date = now().date_naive() - Duration::days(days);
        format!("{date},100,102,99,101,1000\n")
    });
    let bars = format!("date,open,high,low,close,volume\n{}", bars.collect::<String>());
    web.set("/feed.rss", "application/rss+xml", feed);
    web.set("/HELX.csv", "text/csv", bars);
    let desk = Desk::new(&config(web, mail, briefs), now() - Duration::hours(1));
    desk.run(&["collect"]);
    let rows: Vec<_> = planned.iter().map(|brief| (key(brief), due())).collect();
    store(&desk).plan_occurrences(&rows, due() - Duration::days(1)).unwrap();
    desk
}

fn store(desk: &Desk) -> Store {
    Store::open(&desk.path("data/contrabrief.db")).unwrap()
}

fn state(desk: &Desk, brief: &str) -> (OccurrenceState, Option<String>) {
    let rows = store(desk).occurrences(due() - Duration::days(2), now()).unwrap();
    let row = rows.into_iter().find(|row| row.key.brief.as_str() == brief).unwrap();
    (row.state, row.reason)
}

fn received(mail: &Mail) -> Vec<String> {
    let mut to: Vec<_> = mail.received().into_iter().map(|taken| taken.to).collect();
    to.sort();
    to
}

const BOTH: [&str; 2] = ["<ann@reader.example>", "<bo@reader.example>"];

#[test]
fn what_is_due_is_made_and_mailed_once_and_a_signal_ends_it_in_order() {
    let (web, mail) = (Web::start(), Mail::start(&[]));
    let desk = desk(&web, &mail, &["desk"], &brief("desk", ""));
    let mut daemon = Daemon::start(&desk);
    daemon.hears("archived desk");
    daemon.hears("delivered to 2 of 2");
    assert_eq!(received(&mail), BOTH);
    assert_eq!(state(&desk, "desk"), (OccurrenceState::Done, None));
    let second = desk.run(&["daemon"]).ends_with(ExitCode::Locked);
    let pid = daemon.process.id().to_string();
    assert!(second.err.contains(&pid), "it names the first: {}", second.err);
    assert_eq!(second.exit_code as u8, 75, "EX_TEMPFAIL of sysexits.h");
    daemon.signal("TERM");
    assert_eq!(daemon.ended(), Some(0));

    let mut again = Daemon::start(&desk);
    again.hears("daemon: started");
    again.signal("INT");
    assert_eq!(again.ended(), Some(0));
    assert_eq!(received(&mail), BOTH, "nobody gets it twice");
}

#[test]
fn each_line_of_a_daemons_log_says_its_run_and_its_edition_and_nobodys_address() {
    let reply = "550 5.1.1 <bo@reader.example>: no such user";
    let (web, mail) =
        (Web::start(), Mail::start(&[("RCPT TO:<bo@reader.example>", Act::Reply(reply))]));
    let desk = desk(&web, &mail, &["desk"], &brief("desk", ""));
    let mut daemon = Daemon::start_with(&desk, &["--log-format", "json", "-vv"]);
    daemon.hears("bo: refused (mailbox): 550 5.1.1 <r_");
    daemon.signal("TERM");
    daemon.hears("stopped");
    let read = |line: &String| serde_json::from_str::<serde_json::Value>(line).expect(line);
    let lines: Vec<_> = daemon.heard.iter().map(read).collect();
    let of = |message: &str| {
        let line = lines.iter().find(|line| line["message"].as_str().unwrap().starts_with(message));
        line.unwrap_or_else(|| panic!("`{message}` is not in:\n{}", daemon.heard.join("\n")))
    };
    let edition = format!("{}/desk", due().date_naive());
    for (message, target, edition) in [
        ("Delivering", "deliver", edition.clone()),
        ("Settled", "deliver", edition.clone()),
        ("Dossier read", "store", edition.clone()),
        ("archived desk", "maker", format!("{edition}/r001")),
        ("desk ", "deliver", format!("{edition}/r001")),
        ("bo: refused", "deliver", format!("{edition}/r001")),
    ] {
        let line = of(message);
        assert_eq!(line["target"], target, "{line}");
        assert_eq!(line["edition"], edition, "{line}");
        assert!(line["run"].is_i64(), "{line}");
    }
    assert_eq!(of("Delivering")["run"], of("bo: refused")["run"]);
    assert_ne!(of("Delivering")["run"], of("archived desk")["run"]);
    for address in ["ann@reader", "bo@reader"] {
        assert!(!daemon.heard.iter().any(|line| line.contains(address)), "{address}");
    }
}

#[test]
fn a_daemon_killed_after_archiving_mails_after_its_restart() {
    let (web, mail) = (Web::start(), Mail::start(&[("MAIL", Act::Silence)]));
    let desk = desk(&web, &mail, &["desk"], &brief("desk", ""));
    let mut daemon = Daemon::start(&desk);
    daemon.hears("archived desk");
    daemon.process.kill().unwrap();
    drop(daemon);
    mail.follow(&[]);
    let mut again = Daemon::start(&desk);
    again.hears("delivered to 2 of 2");
    assert_eq!(received(&mail), BOTH);
    assert_eq!(state(&desk, "desk").0, OccurrenceState::Done);
}

#[test]
fn a_mail_server_that_says_nothing_keeps_no_edition_waiting() {
    let (web, mail) = (Web::start(), Mail::start(&[("MAIL", Act::Silence)]));
    let briefs = brief("first", "") + &brief("second", "");
    let desk = desk(&web, &mail, &["first"], &briefs);
    let mut daemon = Daemon::start(&desk);
    daemon.hears("archived first");
    while mail.lines() < 2 {
        std::thread::yield_now();
    }
    // The first one's delivery hangs now.
    store(&desk).plan_occurrences(&[(key("second"), due())], due() - Duration::days(1)).unwrap();
    daemon.hears("archived second");
    daemon.signal("TERM");
    daemon.hears("daemon: stopped");
    assert_eq!(daemon.ended(), Some(0));
}

#[test]
fn what_an_edition_waits_for_is_said_and_at_the_deadline_it_is_held_for_the_operator() {
    let (web, mail) = (Web::start(), Mail::start(&[]));
    let until = (due() + Duration::minutes(1)).format("%H:%M");
    let wait =
        format!("wait_for = {{ prices = \"all\" }}\nuntil = \"{until}\"\non_missing = \"hold\"\n");
    let desk = desk(&web, &mail, &["desk"], &brief("desk", &wait));
    let mut daemon = Daemon::start(&desk);
    let line = daemon.hears("desk");
    assert!(
        line.contains("0 of 1 names have a price of the last session (HELX have none)"),
        "{line}"
    );
    let held = if line.contains(" held") { line } else { daemon.hears(" held") };
    assert!(held.contains(" held: 0 of 1"), "{held}");
    let hint = daemon.hears("hint:");
    assert!(hint.contains("contrabrief run --brief desk --date"), "{hint}");
    daemon.signal("TERM");
    assert_eq!(daemon.ended(), Some(0));
    assert_eq!(state(&desk, "desk").0, OccurrenceState::Held);
    let mut desk = desk;
    let missed = desk.at(now()).run(&["schedule", "missed"]);
    assert!(
        missed.out.contains("held") && missed.out.contains("contrabrief run"),
        "{}",
        missed.out
    );
    assert_eq!(received(&mail), [""; 0]);
}

#[test]
fn a_wrong_configuration_is_told_and_not_followed_and_a_right_one_is() {
    let (web, mail) = (Web::start(), Mail::start(&[]));
    let one = brief("desk", "");
    let desk = desk(&web, &mail, &["desk", "late"], &one);
    let mut daemon = Daemon::start(&desk);
    daemon.hears("late 20");
    daemon.hears("archived desk");
    let write = |briefs: &str| {
        std::fs::write(desk.path("contrabrief.toml"), config(&web, &mail, briefs)).unwrap();
    };
    write(&one.replace("crypto", "crypt"));
    daemon.signal("HUP");
    daemon.hears("`crypt` is not a calendar");
    daemon.hears("goes on with the configuration it has");
    write(&(one + &brief("other", "")));
    daemon.signal("HUP");
    daemon.hears("goes by the new configuration");
    store(&desk).plan_occurrences(&[(key("other"), due())], due() - Duration::days(1)).unwrap();
    daemon.hears("archived other");
}

#[test]
fn without_mail_an_edition_with_readers_is_made_and_settled() {
    let (web, mail) = (Web::start(), Mail::start(&[]));
    let desk = desk(&web, &mail, &["desk"], &brief("desk", ""));
    let path = desk.path("contrabrief.toml");
    let config = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, config.split("[smtp]").next().unwrap()).unwrap();
    let mut daemon = Daemon::start(&desk);
    daemon.hears("archived desk");
    daemon.signal("TERM");
    assert_eq!(daemon.ended(), Some(0));
    assert_eq!(state(&desk, "desk"), (OccurrenceState::Done, None));
}

#[test]
fn an_edition_that_cannot_be_made_keeps_no_other_waiting_and_is_told_once() {
    let (web, mail) = (Web::start(), Mail::start(&[]));
    let briefs = brief("broken", "templates = \"nowhere\"\n") + &brief("sound", "");
    let desk = desk(&web, &mail, &["broken", "sound"], &briefs);
    let mut daemon = Daemon::start(&desk);
    let failed = daemon.hears("broken");
    assert!(failed.contains("failed, to be tried again") && failed.contains("nowhere"), "{failed}");
    daemon.hears("archived sound");
    daemon.signal("TERM");
    assert_eq!(daemon.ended(), Some(0));
    let (state, reason) = state(&desk, "broken");
    assert_eq!(state, OccurrenceState::Planned, "it is tried again");
    assert!(reason.unwrap().contains("nowhere"));
}

#[test]
fn what_was_missed_and_is_made_by_hand_is_no_incident_any_more() {
    let (web, mail) = (Web::start(), Mail::start(&[]));
    let mut desk = desk(&web, &mail, &[], &brief("desk", "grace = \"0s\"\n"));
    store(&desk).plan_occurrences(&[(key("desk"), due())], due() - Duration::days(1)).unwrap();
    let mut daemon = Daemon::start(&desk);
    daemon.hears("desk 20");
    daemon.signal("TERM");
    assert_eq!(daemon.ended(), Some(0));
    assert_eq!(state(&desk, "desk").0, OccurrenceState::Missed);
    let open = |desk: &Desk| store(desk).incidents(false, 9).unwrap().len();
    assert_eq!(open(&desk), 1);
    let date = due().date_naive().to_string();
    let missed = desk.at(now()).run(&["schedule", "missed"]);
    assert!(missed.out.contains("missed"), "{}", missed.out);

    desk.run(&["run", "--date", &date]);
    let missed = desk.run(&["schedule", "missed"]);
    assert!(missed.err.contains("came out"), "{}{}", missed.out, missed.err);
    let mut daemon = Daemon::start(&desk);
    while open(&desk) > 0 {
        assert!(daemon.process.try_wait().unwrap().is_none(), "it is at work");
        std::thread::yield_now();
    }
}

#[test]
fn what_happens_between_two_editions_is_flashed_to_who_asked_for_it() {
    let (web, mail) = (Web::start(), Mail::start(&[]));
    let flash =
        "[[flash]]\nid = \"flash\"\nbrief = \"desk\"\ntone_falls = 0.2\nrecipients = [\"bo\"]\n";
    let mut desk = desk(&web, &mail, &["desk"], &(brief("desk", "") + flash));
    let mut daemon = Daemon::start(&desk);
    daemon.hears("delivered to 2 of 2");
    daemon.signal("TERM");
    assert_eq!(daemon.ended(), Some(0));
    let items = ["slashes its outlook", "shares plunge after a fraud probe", "warns of heavy losses"].map(|words| {
        let link = words.replace(' ', "-");
        format!("<item><guid>{link}</guid><title>Helix {words}</title><link>https://wire.example/{link}</link><pubDate>{}</pubDate></item>", now().to_rfc2822())
    });
    let feed = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Wire</title>{}</channel></rss>",
        items.concat()
    );
    web.set("/feed.rss", "application/rss+xml", feed);
    desk.at(now()).run(&["collect"]);
    let mut again = Daemon::start(&desk);
    again.hears("flash flash 20");
    again.hears("delivered to 1 of 1");
    assert_eq!(received(&mail), [BOTH[0], BOTH[1], BOTH[1]]);
}

#[test]
fn a_source_that_is_silent_for_hours_is_told_to_the_operator_with_the_command_that_helps() {
    let (web, mail) = (Web::start(), Mail::start(&[]));
    let briefs = brief("desk", "") + "[alerts]\nmail = \"ops@desk.example\"\n";
    let mut desk = desk(&web, &mail, &[], &briefs);
    web.set_status("/feed.rss", StatusCode::SERVICE_UNAVAILABLE, "text/plain", "later");
    desk.at(now() - Duration::hours(4)).run(&["collect", "articles"]);
    let mut daemon = Daemon::start(&desk);
    daemon.hears("operator told by 1 mail");
    let told = mail.received();
    assert_eq!(told.iter().map(|one| one.to.as_str()).collect::<Vec<_>>(), ["<ops@desk.example>"]);
    assert!(told[0].body.contains("`wire` has not answered for 4 h"), "{}", told[0].body);
    assert!(told[0].body.contains("contrabrief sources test wire"), "{}", told[0].body);
}

#[test]
fn a_reload_while_mail_hangs_waits_for_its_turn_and_loses_nothing() {
    let (web, mail) = (Web::start(), Mail::start(&[("MAIL", Act::Silence)]));
    let one = brief("desk", "");
    let desk = desk(&web, &mail, &["desk"], &one);
    let mut daemon = Daemon::start(&desk);
    daemon.hears("archived desk");
    while mail.lines() < 2 {
        std::thread::yield_now();
    }
    let briefs = one + &brief("other", "");
    std::fs::write(desk.path("contrabrief.toml"), config(&web, &mail, &briefs)).unwrap();
    daemon.signal("HUP");
    daemon.hears("goes by the new configuration");
    store(&desk).plan_occurrences(&[(key("other"), due())], due() - Duration::days(1)).unwrap();
    daemon.hears("archived other");
    mail.follow(&[]);
    daemon.process.kill().unwrap();
    drop(daemon);
    let mut again = Daemon::start(&desk);
    again.hears("delivered to 2 of 2");
    again.hears("delivered to 2 of 2");
    assert_eq!(received(&mail), [BOTH[0], BOTH[0], BOTH[1], BOTH[1]], "each edition once");
}

#[test]
fn a_running_daemon_learns_a_closure_and_takes_its_edition_out_of_the_plan() {
    let (web, mail) = (Web::start(), Mail::start(&[]));
    let briefs = brief("desk", "").replace("sessions:crypto", "sessions:XNYS");
    let mut desk = desk(&web, &mail, &[], &briefs);
    desk.at(now());
    let next = |desk: &Desk| {
        let planned = desk.run(&["schedule", "next"]).ends_with(ExitCode::Done).out;
        planned.split_whitespace().nth(1).unwrap().to_owned()
    };
    let first = next(&desk);
    let mut daemon = Daemon::start(&desk);
    daemon.hears("daemon: started");
    let row = |desk: &Desk| {
        let rows = store(desk).occurrences(now(), now() + Duration::days(20)).unwrap();
        rows.into_iter().find(|row| row.key.date.to_string() == first)
    };
    while row(&desk).is_none() {
        std::thread::yield_now();
    }
    let closure = ["calendar", "add-closure", "XNYS", &first, "--because", "storm"];
    desk.run(&closure).ends_with(ExitCode::Done);
    while row(&desk).is_some() {
        std::thread::yield_now();
    }
    assert_ne!(next(&desk), first);
}

/// Row 57 of `docs/security.md`.
#[expect(clippy::disallowed_methods, reason = "what is tested is how long it takes")]
#[test]
fn a_server_that_keeps_silent_after_a_body_holds_a_closing_daemon_for_half_a_minute_at_most() {
    let (web, mail) = (Web::start(), Mail::start(&[(".", Act::Silence)]));
    let desk = desk(&web, &mail, &["desk"], &brief("desk", ""));
    let mut daemon = Daemon::start(&desk);
    daemon.hears("archived desk");
    while received(&mail).is_empty() {
        std::thread::yield_now();
    }
    let begun = std::time::Instant::now();
    daemon.signal("TERM");
    daemon.hears("stopped while the postman was at work");
    assert_eq!(daemon.ended(), Some(0));
    let seconds = begun.elapsed().as_secs();
    assert!((25..45).contains(&seconds), "{seconds}");
}

/// Row 60: the sign of life of an earlier process lies two hours ahead of the clock.
#[test]
fn a_clock_that_went_back_is_told_and_makes_an_incident_until_it_goes_on() {
    let (web, mail) = (Web::start(), Mail::start(&[]));
    let desk = desk(&web, &mail, &[], &brief("desk", ""));
    let ahead = now() + Duration::hours(2);
    let beat = contrabrief::store::Beat { process: 1, started_at: ahead, at: ahead };
    store(&desk).note_beat(beat).unwrap();
    let mut daemon = Daemon::start(&desk);
    let told = daemon.hears("clock: went back");
    assert!(told.contains("nothing is made twice"), "{told}");
    daemon.signal("TERM");
    assert_eq!(daemon.ended(), Some(0));
    let listed = desk.run(&["incidents", "list", "--all"]);
    assert!(listed.out.contains("The clock went back by"), "{} {}", listed.out, listed.err);
}

/// Row 53: a share that goes away under a running daemon.
#[test]
fn an_unmounted_share_stops_the_edition_is_told_and_nothing_is_written_into_its_place() {
    let (web, mail) = (Web::start(), Mail::start(&[]));
    let desk = desk(&web, &mail, &[], &brief("desk", ""));
    let (root, away) = (desk.path("reports"), desk.path("unmounted"));
    let mut daemon = Daemon::start(&desk);
    // Who makes editions has its archive open by then.
    daemon.hears("wire");
    std::fs::rename(&root, &away).unwrap();
    std::fs::create_dir(&root).unwrap();
    store(&desk).plan_occurrences(&[(key("desk"), due())], due() - Duration::days(1)).unwrap();
    let failed = daemon.hears("failed, to be tried again");
    assert!(failed.contains("reports"), "{failed}");
    daemon.signal("TERM");
    assert_eq!(daemon.ended(), Some(0));
    assert_eq!(std::fs::read_dir(&root).unwrap().count(), 0, "the mount point stays empty");
    assert_eq!(received(&mail), [""; 0], "what is not archived is not mailed");
    desk.run(&["run"]).ends_with(ExitCode::Storage).tells(&["perhaps the share is not mounted"]);
    std::fs::remove_dir(&root).unwrap();
    std::fs::rename(&away, &root).unwrap();
    let listed = desk.run(&["incidents", "list"]).out;
    assert!(listed.contains("It could not be made, and is tried again"), "{listed}");
    let mut again = desk;
    let ran = again.at(now()).run(&["run", "--date", &due().date_naive().to_string()]);
    assert_eq!(received(&mail), BOTH, "{} {}", ran.out, ran.err);
}
