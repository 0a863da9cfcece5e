//! What comes back after a delivery, through the command line: what is acted on, what never is,
//! and that nothing is done twice.

use std::fs;
use std::path::PathBuf;

use chrono::{DateTime, TimeZone as _, Utc};
use contrabrief::deliver::TokenKey;
use contrabrief::exit_code::ExitCode;
use contrabrief::model::{BriefId, SubscriberId, SuppressionReason};
use contrabrief::store::Store;

use crate::support::desk::Desk;
use crate::support::web::Web;

const BARS: &str = "date,open,high,low,close,volume\n2026-03-20,100,102,99,101,1000\n2026-03-23,101,103,100,102,1200\n2026-03-24,102,105,101,104,1500\n";

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../support/bounces/", $name, ".eml"))
    };
}

fn morning(month: u32, day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, month, day, 10, 10, 0).unwrap()
}

/// A desk that mailed its brief to two readers on some mornings.
struct Mailed {
    desk: Desk,
    _web: Web,
}

impl Mailed {
    fn on(mornings: &[(u32, u32)], bounces: &str) -> Self {
        let web = Web::start();
        web.set("/HELX.csv", "text/csv", BARS);
        let config = format!(
            r#"
[[prices]]
id = "daily"
kind = "csv"
url = "{prices}"
[[ticker]]
symbol = "HELX"
name = "Helix"
[[subscriber]]
id = "jo"
address = "jo@reader.example"
[[subscriber]]
id = "ann"
address = "ann@reader.example"
[[brief]]
id = "harbour"
title = "Harbour"
tickers = ["HELX"]
recipients = ["jo", "ann"]
[limits]
allow_private_addresses = true
[smtp]
folder = "sent"
from = "Desk <brief@desk.example>"
{bounces}"#,
            prices = web.url("/{symbol}.csv"),
        );
        let mut desk = Desk::new(&config, morning(3, 25));
        for inner in ["new", "cur", "tmp"] {
            fs::create_dir_all(desk.path("returned").join(inner)).unwrap();
        }
        for (month, day) in mornings {
            desk.at(morning(*month, *day));
            let ran = desk.run(&["run"]);
            let is_sent = ran.err.contains("delivered to 2 of 2");
            assert!(is_sent, "{}", ran.err);
        }
        // The first reading makes the key.
        desk.run_with_input(&["deliver", "bounces", "-"], "").ends_with(ExitCode::Done);
        Self { desk, _web: web }
    }

    fn ledger(&self) -> serde_json::Value {
        serde_json::from_str(&self.desk.run(&["deliver", "status", "--json"]).out).unwrap()
    }

    /// A fixture as it comes back for the letter to `jo` of a date.
    fn returned(&self, fixture: &str, date: &str) -> String {
        let ledger = self.ledger();
        let letters = ledger.as_array().unwrap().iter();
        let mut letters = letters.filter(|row| row["subscriber"] == "jo" && row["date"] == date);
        let id = letters.next().unwrap()["message_id"].as_str().unwrap().to_owned();
        let mark = &id[id.find('@').unwrap() - 16..id.find('@').unwrap()];
        let key = TokenKey::new(fs::read(self.desk.path("data/token.key")).unwrap());
        let token = format!("{}@bounces.desk.example", key.bounce_local_part(mark));
        fixture.replace("{token}", &token).replace("{to}", "jo@reader.example").replace("{id}", &id)
    }

    /// Reads one message; gives the line about it.
    fn read(&self, message: &str) -> String {
        self.desk
            .run_with_input(&["deliver", "bounces", "-"], message)
            .ends_with(ExitCode::Done)
            .out
    }

    fn suppressions(&self) -> Vec<(String, Option<BriefId>, SuppressionReason)> {
        let store = Store::open(&self.desk.path("data/contrabrief.db")).unwrap();
        let all = store.suppressions().unwrap().into_iter();
        all.map(|own| (own.subscriber.0, own.brief, own.reason)).collect()
    }

    fn put(&self, name: &str, message: &str) -> PathBuf {
        let path = self.desk.path("returned/new").join(name);
        fs::write(&path, message).unwrap();
        path
    }

    fn files(&self, inner: &str) -> Vec<String> {
        let entries = fs::read_dir(self.desk.path("returned").join(inner)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

#[test]
fn two_letters_to_a_missing_mailbox_within_a_week_suppress_and_the_ledger_stays() {
    let mailed = Mailed::on(&[(3, 25), (3, 26)], "");
    let ledger = mailed.ledger();
    let first = mailed.returned(fixture!("postfix"), "2026-03-25");
    let counted = mailed.read(&first);
    assert!(
        counted.starts_with("counted    failed 5.1.1 mailbox  jo harbour 2026-03-25"),
        "{counted}"
    );
    assert_eq!(mailed.suppressions(), []);
    assert_eq!(mailed.read(&first), "", "the same mail twice");
    let again = first.replace("8F2", "8F3");
    assert!(mailed.read(&again).starts_with("counted"), "a second report of the same letter");
    assert_eq!(mailed.suppressions(), []);
    let second = mailed.returned(fixture!("gmail"), "2026-03-26");
    let ran = mailed.desk.run_with_input(&["deliver", "bounces", "-"], &second);
    assert!(
        ran.out.starts_with("suppressed failed 5.1.1 mailbox  jo harbour 2026-03-26"),
        "{}",
        ran.out
    );
    ran.tells(&["note: jo of harbour gets no more", "1 suppressed"]);
    let expected = [("jo".to_owned(), None, SuppressionReason::Bounced)];
    assert_eq!(mailed.suppressions(), expected);
    assert_eq!(mailed.read(&second), "");
    assert_eq!(mailed.ledger(), ledger);
}

#[test]
fn letters_eight_days_apart_policy_and_full_mailboxes_never_suppress() {
    let mailed = Mailed::on(&[(3, 25), (3, 26), (4, 2)], "");
    assert!(
        mailed.read(&mailed.returned(fixture!("postfix"), "2026-03-25")).starts_with("counted")
    );
    assert!(
        mailed.read(&mailed.returned(fixture!("postfix"), "2026-04-02")).starts_with("counted")
    );
    for date in ["2026-03-25", "2026-03-26", "2026-04-02"] {
        for fixture in [fixture!("postfix-policy"), fixture!("ses"), fixture!("postfix-delayed")] {
            let line = mailed.read(&mailed.returned(fixture, date));
            assert!(line.starts_with("told"), "{line}");
        }
    }
    assert_eq!(mailed.suppressions(), []);
}

#[test]
fn a_complaint_suppresses_its_brief_at_once_and_is_told() {
    let mailed = Mailed::on(&[(3, 25)], "");
    let complaint = mailed.returned(fixture!("complaint"), "2026-03-25");
    let ran = mailed.desk.run_with_input(&["deliver", "bounces", "-"], &complaint);
    assert!(ran.out.starts_with("suppressed complaint"), "{}", ran.out);
    ran.tells(&["note: jo of harbour gets no more: the reader called it spam"]);
    let brief = BriefId::parse("harbour").ok();
    assert_eq!(mailed.suppressions(), [("jo".to_owned(), brief, SuppressionReason::Complained)]);
    let store = Store::open(&mailed.desk.path("data/contrabrief.db")).unwrap();
    let run = &store.runs(1).unwrap()[0];
    assert_eq!((run.verb.as_str(), run.outcome.as_deref()), ("bounces", Some("done")));
    assert!(run.detail.as_ref().unwrap().contains("jo of harbour: the reader called it spam"));
}

#[test]
fn forged_and_foreign_reports_are_never_acted_on() {
    let mailed = Mailed::on(&[(3, 25), (3, 26)], "");
    for date in ["2026-03-25", "2026-03-26"] {
        let real = mailed.returned(fixture!("postfix"), date);
        let id = real.split("Message-ID: ").nth(1).unwrap().lines().next().unwrap();
        let token = real.split("Delivered-To: ").nth(1).unwrap().lines().next().unwrap();
        // No valid token and no Message-ID of ours.
        let foreign = real
            .replace(id, "<1@other.example>")
            .replace(token, "b.0123456789abcdef.00112233445566778899@desk.example")
            .replace("8F2", date);
        let line = mailed.read(&foreign);
        assert!(line.starts_with("ignored") && line.contains("about no letter of ours"), "{line}");
        // A Message-ID of ours, but a mailbox of somebody else.
        let other = real
            .replace(token, "brief@desk.example")
            .replace("jo@reader.example", "eve@other.example");
        let line = mailed.read(&other);
        assert!(line.starts_with("told") && line.contains("does not name the reader"), "{line}");
        let quoted = mailed.read(&mailed.returned(fixture!("quoted-code"), date));
        assert!(quoted.starts_with("told       unclassified"), "{quoted}");
    }
    assert_eq!(mailed.suppressions(), []);
    let store = Store::open(&mailed.desk.path("data/contrabrief.db")).unwrap();
    let foreign = store.bounces().unwrap().into_iter().filter(|bounce| bounce.delivery.is_none());
    for bounce in foreign {
        assert_eq!((bounce.recipient, bounce.diagnostic), (String::new(), String::new()));
    }
}

#[test]
fn a_report_without_a_token_counts_by_message_id_unless_tokens_are_required() {
    for (config, deed) in
        [("", "counted"), ("[bounces]\nrequire_token = true\nmaildir = \"returned\"\n", "told")]
    {
        let mailed = Mailed::on(&[(3, 25)], config);
        let line = mailed.read(&mailed.returned(fixture!("exchange"), "2026-03-25"));
        assert!(line.starts_with(deed) && line.contains("(by message-id)"), "{line}");
    }
}

#[test]
fn a_maildir_is_marked_after_the_deed_and_a_reading_that_was_killed_does_nothing_twice() {
    let mailed = Mailed::on(&[(3, 25)], "[bounces]\nmaildir = \"returned\"\n");
    let complaint = mailed.returned(fixture!("complaint"), "2026-03-25");
    let away = mailed.returned(fixture!("away"), "2026-03-25");
    let answer = mailed.returned(fixture!("answer"), "2026-03-25");
    mailed.put("1.complaint", &complaint);
    mailed.put("2.away", &away);
    mailed.put("3.answer", &answer);
    mailed.put("4.foreign", "From: a@b.example\nSubject: hello\n\nto somebody else\n");
    let ran = mailed.desk.run(&["deliver", "bounces", "--json"]).ends_with(ExitCode::Done);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let deeds: Vec<&str> = report["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["deed"].as_str().unwrap())
        .collect();
    assert_eq!(deeds, ["suppressed", "ignored", "told", "ignored"]);
    assert_eq!(mailed.files("cur"), ["1.complaint:2,S", "2.away:2,S"]);
    assert_eq!(mailed.files("new"), ["3.answer", "4.foreign"], "people's mail is left unseen");
    // As if the process had been killed after the suppression and before the move.
    fs::rename(
        mailed.desk.path("returned/cur/1.complaint:2,S"),
        mailed.desk.path("returned/new/1.complaint"),
    )
    .unwrap();
    let ran = mailed.desk.run(&["deliver", "bounces"]).ends_with(ExitCode::Done);
    assert_eq!(ran.out, "");
    ran.tells(&["0 message(s) read", "3 read before"]);
    assert_eq!(mailed.files("cur"), ["1.complaint:2,S", "2.away:2,S"]);
    assert_eq!(mailed.suppressions().len(), 1);
}

#[test]
fn a_reader_leaves_by_a_mail_once_however_often_its_mailbox_is_read() {
    let mailed = Mailed::on(&[(3, 25)], "[bounces]\nmaildir = \"returned\"\n");
    let key = TokenKey::new(fs::read(mailed.desk.path("data/token.key")).unwrap());
    let (jo, brief) = (SubscriberId("jo".to_owned()), BriefId::parse("harbour").unwrap());
    let leave = format!(
        "From: jo@reader.example\nTo: brief@desk.example\nSubject: unsubscribe {}\n\n",
        key.leave_token(&jo, &brief)
    );
    mailed.put("1.leave", &leave);
    let dry = mailed.desk.run(&["deliver", "bounces", "--dry-run"]).ends_with(ExitCode::Done);
    assert!(dry.err.contains("jo left harbour by a mail"), "{}", dry.err);
    assert_eq!(mailed.suppressions(), []);
    let told = mailed.desk.run(&["deliver", "bounces"]).ends_with(ExitCode::Done).err;
    assert!(told.contains("jo left harbour by a mail"), "{told}");
    let left = ("jo".to_owned(), Some(brief), SuppressionReason::Unsubscribed);
    assert_eq!(mailed.suppressions(), [left]);
    // It comes back; the old mail, read again from a copy, has no say any more.
    mailed.desk.run(&["subscribers", "suppress", "jo", "--lift"]).ends_with(ExitCode::Done);
    assert!(!mailed.desk.run_with_input(&["deliver", "bounces", "-"], &leave).err.contains("left"));
    assert_eq!(mailed.suppressions(), []);
    let forged = leave.replace("unsubscribe ", "unsubscribe 0");
    mailed.desk.run_with_input(&["deliver", "bounces", "-"], &forged).ends_with(ExitCode::Done);
    assert_eq!(mailed.suppressions(), []);
}

#[test]
fn a_dry_run_says_what_would_be_done_and_leaves_no_trace() {
    let mailed = Mailed::on(&[(3, 25), (3, 26)], "[bounces]\nmaildir = \"returned\"\n");
    mailed.put("1.first", &mailed.returned(fixture!("postfix"), "2026-03-25"));
    mailed.put("2.second", &mailed.returned(fixture!("exim"), "2026-03-26"));
    for _ in 0..2 {
        let ran = mailed.desk.run(&["deliver", "bounces", "--dry-run"]).ends_with(ExitCode::Done);
        let deeds: Vec<&str> =
            ran.out.lines().map(|line| line.split(' ').next().unwrap()).collect();
        assert_eq!(deeds, ["counted", "suppressed"], "{}", ran.out);
        assert_eq!((mailed.files("new").len(), mailed.files("cur").len()), (2, 0));
        assert_eq!(mailed.suppressions(), []);
    }
    let mbox = mailed.desk.path("returned.mbox");
    let bounce = |date| mailed.returned(fixture!("qmail"), date);
    fs::write(&mbox, format!("From x\n{}\nFrom x\n{}", bounce("2026-03-25"), bounce("2026-03-26")))
        .unwrap();
    let ran = mailed.desk.run(&["deliver", "bounces", mbox.to_str().unwrap()]);
    assert_eq!(ran.out.lines().count(), 2, "{}", ran.out);
    assert_eq!(mailed.suppressions().len(), 1);
}

#[test]
fn what_cannot_be_read_has_its_exit_code_and_hint() {
    let mailed = Mailed::on(&[], "");
    mailed
        .desk
        .run(&["deliver", "bounces"])
        .ends_with(ExitCode::Config)
        .tells(&["under [bounces]"]);
    mailed.desk.run(&["deliver", "bounces", "no-such-file"]).ends_with(ExitCode::Usage);
    let config = "[bounces]\nimap_host = \"127.0.0.1\"\nimap_port = 1\nimap_user = \"b\"\nimap_password_file = \"secret\"\n";
    let desk = Desk::new(&format!("{config}imap_tls = \"none\"\n"), morning(3, 25));
    fs::write(desk.path("secret"), "x").unwrap();
    #[cfg(unix)]
    fs::set_permissions(desk.path("secret"), std::os::unix::fs::PermissionsExt::from_mode(0o600))
        .unwrap();
    desk.run(&["deliver", "bounces"])
        .ends_with(ExitCode::NothingUsable)
        .tells(&["IMAP server `127.0.0.1` cannot be read", "hint:"]);
    for (wrong, words) in [
        (
            "[bounces]\nmaildir = \"a\"\nfile = \"b\"\n",
            "takes one of `maildir`, `file` and `imap_host`",
        ),
        ("[bounces]\nimap_host = \"a\"\n", "needs `imap_user` and `imap_password_file`"),
        ("[bounces]\nimap_host = \"a\"\nimap_password = \"b\"\n", "never stands in the file"),
        ("[bounces]\nmaildri = \"a\"\n", "did you mean `maildir`?"),
    ] {
        Desk::new(wrong, morning(3, 25))
            .run(&["check"])
            .ends_with(ExitCode::Config)
            .tells(&[words]);
    }
}
