//! What the operator is told: each thing once when it begins and once when it is over, never
//! more than can be read, and no subscriber any of it.

use std::fs;
use std::time::Duration;

use chrono::{DateTime, Utc};
use contrabrief::clock::Clock;
use contrabrief::config::{Config, Environment};
use contrabrief::exit_code::ExitCode;
use contrabrief::model::{EditionKey, SourceId};
use contrabrief::pipeline::{IncidentMails, Pipeline, Trouble};
use tokio::runtime::Runtime;

use crate::faults::{config_for, morning};
use crate::smtp_server::{Act, Taken};
use crate::support::desk::Desk;
use crate::support::mail::Mail;
use crate::support::web::Web;

const ALERTS: &str = "[alerts]\nmail = \"ops@desk.example\"\n";

/// A desk with readers and an operator, and its pipeline.
fn staffed(mail: &Mail, alerts: &str) -> (Desk, Pipeline) {
    let readers = ["ann".to_owned(), "bo".to_owned()];
    let config = config_for(&Web::start(), Some(mail), &readers) + alerts;
    let desk = Desk::new(&config, morning());
    let pipeline = open(&desk);
    (desk, pipeline)
}

fn open(desk: &Desk) -> Pipeline {
    let config = Config::load(&desk.path("contrabrief.toml"), &Environment::default()).unwrap();
    Pipeline::open(config, Clock::Fixed(morning()), "tests").unwrap()
}

fn minutes(count: u64) -> DateTime<Utc> {
    morning() + Duration::from_secs(60 * count)
}

fn raise(pipeline: &Pipeline, trouble: &Trouble, cause: &str) -> bool {
    pipeline.raise(&pipeline.incident(trouble, cause)).unwrap()
}

fn tell(pipeline: &mut Pipeline) -> IncidentMails {
    Runtime::new().unwrap().block_on(pipeline.tell_incidents()).unwrap()
}

fn source(id: &str) -> Trouble {
    Trouble::Source(SourceId::new(id.to_owned()))
}

fn subjects(taken: &[Taken]) -> Vec<String> {
    let line = |taken: &Taken| {
        let subject = taken.body.lines().find_map(|line| line.strip_prefix("Subject: "));
        subject.unwrap_or_default().to_owned()
    };
    taken.iter().map(line).collect()
}

#[test]
fn an_operator_gets_one_mail_when_it_begins_and_one_when_it_is_over_and_readers_get_none() {
    let mail = Mail::start(&[]);
    let (_desk, mut pipeline) = staffed(&mail, ALERTS);
    assert!(raise(&pipeline, &source("wire"), "The source `wire` answers with status 503."));
    assert!(!raise(&pipeline, &source("wire"), "The source `wire` answers with status 503."));
    assert_eq!(tell(&mut pipeline).sent, 1);
    pipeline.set_clock(Clock::Fixed(minutes(30)));
    assert!(!raise(&pipeline, &source("wire"), "The source `wire` answers with status 502."));
    assert_eq!(tell(&mut pipeline), IncidentMails::default());
    pipeline.set_clock(Clock::Fixed(minutes(90)));
    assert!(pipeline.resolve_incident("source:wire", "It answered again.").unwrap());
    assert_eq!(tell(&mut pipeline).sent, 1);
    assert_eq!(tell(&mut pipeline), IncidentMails::default());

    let taken = mail.received();
    assert!(taken.iter().all(|taken| taken.to == "<ops@desk.example>"), "{taken:?}");
    assert_eq!(
        subjects(&taken),
        [
            "Open: The source `wire` answers with status 503",
            "Resolved: The source `wire` answers with status 502",
        ]
    );
    let told = taken[0].body.replace("=\r\n", "");
    for part in ["Since:", "contrabrief sources test wire", "Desk of 25 March (06:15"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(taken[1].body.contains("1 h 30 min"), "{}", taken[1].body);
    assert!(!taken.iter().any(|taken| taken.body.contains("reader.example")));
}

#[test]
fn much_at_once_is_a_digest_and_a_storm_is_a_few_mails() {
    let mail = Mail::start(&[]);
    let (_desk, mut pipeline) = staffed(&mail, ALERTS);
    for trouble in [Trouble::Disk, Trouble::Clock, Trouble::Archive, Trouble::Delivery] {
        raise(&pipeline, &trouble, &format!("{} is ill.", trouble.key()));
    }
    assert_eq!(tell(&mut pipeline).sent, 1);
    assert_eq!(subjects(&mail.received()), ["Open: 4 incidents"]);
    // Two single mails more, then what comes is gathered.
    for n in 0..6 {
        raise(&pipeline, &source(&format!("s{n}")), &format!("Source {n} is ill."));
        tell(&mut pipeline);
    }
    assert_eq!(mail.received().len(), 3);
    pipeline.set_clock(Clock::Fixed(minutes(10)));
    assert_eq!(tell(&mut pipeline), IncidentMails { gathered: 4, ..IncidentMails::default() });
    pipeline.set_clock(Clock::Fixed(minutes(15)));
    assert_eq!(tell(&mut pipeline).sent, 1);
    assert_eq!(subjects(&mail.received())[3], "Open: 4 incidents");
    // An hour with something new each minute: nobody gets more than a mail each quarter of it.
    for n in 16..76 {
        pipeline.set_clock(Clock::Fixed(minutes(n)));
        raise(&pipeline, &source(&format!("t{n}")), "Ill.");
        tell(&mut pipeline);
    }
    let during = mail.received().len() - 4;
    assert!((4..=7).contains(&during), "{during}");
    pipeline.set_clock(Clock::Fixed(minutes(200)));
    tell(&mut pipeline);
    assert_eq!(tell(&mut pipeline), IncidentMails::default(), "everything is told in the end");
}

#[test]
fn a_mail_that_cannot_be_sent_stays_to_be_sent_and_is_no_incident_itself() {
    let mail = Mail::start(&[("MAIL", Act::Reply("451 4.3.0 not now"))]);
    let (desk, mut pipeline) = staffed(&mail, ALERTS);
    let key = EditionKey {
        brief: contrabrief::model::BriefId::parse("desk").unwrap(),
        date: morning().date_naive(),
    };
    raise(&pipeline, &Trouble::Brief(key), "The edition was not made: no source answered.");
    let report = tell(&mut pipeline);
    assert!(report.sent == 0 && report.fault.unwrap().contains("451"));
    assert_eq!(tell(&mut pipeline), IncidentMails::default(), "not tried again at once");
    assert_eq!(pipeline.open_incidents().unwrap().len(), 1);
    let ran = desk.run(&["incidents", "list"]).ends_with(ExitCode::Done);
    for part in [
        "brief:desk:2026-03-25",
        "to do:  contrabrief run --brief desk --date 2026-03-25",
        "not mailed yet: 451 4.3.0 not now",
    ] {
        assert!(ran.out.contains(part), "{}", ran.out);
    }
    // Half a day without a mail server.
    for n in 1..72 {
        pipeline.set_clock(Clock::Fixed(minutes(10 * n)));
        tell(&mut pipeline);
    }
    mail.follow(&[]);
    pipeline.set_clock(Clock::Fixed(minutes(800)));
    assert_eq!(tell(&mut pipeline).sent, 1);
    assert_eq!(mail.received().len(), 1);
    assert_eq!(pipeline.past_incidents().unwrap().len(), 1);
}

#[test]
fn alerts_may_go_over_a_server_of_their_own() {
    let (mail, own) = (Mail::start(&[]), Mail::start(&[]));
    let alerts = format!(
        "{ALERTS}[alerts.smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nfrom = \"watch@desk.example\"\n",
        own.port()
    );
    let (desk, mut pipeline) = staffed(&mail, &alerts);
    raise(&pipeline, &Trouble::Delivery, "The mail server refuses the login.");
    assert_eq!(tell(&mut pipeline).sent, 1);
    desk.run(&["incidents", "test"]).ends_with(ExitCode::Done);
    assert!(mail.received().is_empty());
    let taken = own.received();
    assert_eq!(taken.len(), 2);
    assert!(taken.iter().all(|taken| taken.body.contains("From: watch@desk.example")));
    let wrong = alerts.replace("port", "prot");
    let config = fs::read_to_string(desk.path("contrabrief.toml")).unwrap();
    fs::write(desk.path("contrabrief.toml"), config.replace(&alerts, &wrong)).unwrap();
    desk.run(&["check"])
        .ends_with(ExitCode::Config)
        .tells(&["Unknown key `prot` in `alerts.smtp`; did you mean `port`?"]);
}

#[test]
fn without_an_address_incidents_are_listed_and_nobody_is_mailed() {
    let mail = Mail::start(&[]);
    let (desk, mut pipeline) = staffed(&mail, "");
    raise(&pipeline, &Trouble::Disk, "The disk has 1 % left.");
    assert_eq!(tell(&mut pipeline), IncidentMails::default());
    desk.run(&["incidents", "test"])
        .ends_with(ExitCode::Config)
        .tells(&["Nobody is configured", "hint: Set mail under [alerts]"]);
    desk.run(&["incidents", "resolve", "dsk", "--because", "x"])
        .ends_with(ExitCode::Usage)
        .tells(&["did you mean `disk`?"]);
    desk.run(&["incidents", "resolve", "disk", "--because", "made room"]).ends_with(ExitCode::Done);
    let ran = desk.run(&["incidents", "list"]).ends_with(ExitCode::Done);
    assert!(ran.out.is_empty() && ran.err.contains("No incident"), "{ran:?}");
    let ran = desk.run(&["incidents", "list", "--all"]).ends_with(ExitCode::Done);
    assert!(ran.out.contains("made room"), "{}", ran.out);
    assert!(mail.received().is_empty());
}
