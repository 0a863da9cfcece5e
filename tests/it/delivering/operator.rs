//! What an operator sees and does: retries, corrections, dead mailboxes, what nobody knows.

use chrono::Duration;
use contrabrief::exit_code::ExitCode;
use mail_parser::MessageParser;

use crate::faults::{desk, morning};
use crate::smtp_server::{Act, Taken};
use crate::support::desk::Desk;
use crate::support::mail::Mail;
use crate::support::web::Web;

const RUN: [&str; 4] = ["run", "--no-collect", "--date", "2026-03-25"];

/// A desk that has collected; its readers are Ann and Bo.
fn collected(web: &Web, mail: &Mail) -> Desk {
    let desk = desk(web, Some(mail));
    desk.run(&["collect"]);
    desk
}

fn status(desk: &Desk) -> Vec<String> {
    let ran = desk.run(&["deliver", "status"]);
    ran.out
        .lines()
        .map(|line| line.split_whitespace().skip(3).take(2).collect::<Vec<_>>().join(" "))
        .collect()
}

fn header(taken: &Taken, name: &str) -> String {
    let message = MessageParser::default().parse(taken.body.as_bytes()).unwrap();
    message.header_raw(name).unwrap_or_default().trim().to_owned()
}

#[test]
fn a_greylisted_reader_gets_it_when_the_server_said_and_not_before() {
    let (web, mail) = (Web::start(), Mail::start(&[]));
    mail.follow(&[("RCPT TO:<bo@", Act::Reply("451 4.7.1 greylisted, try again in 5 minutes"))]);
    let mut desk = collected(&web, &mail);
    desk.run(&RUN).ends_with(ExitCode::Delivery).tells(&["due again 2026-03-25 10:15 UTC"]);
    mail.follow(&[]);
    desk.run(&["deliver", "retry"]).ends_with(ExitCode::Done);
    assert_eq!(status(&desk), ["ann accepted", "bo deferred"]);
    desk.at(morning() + Duration::minutes(6));
    let ran = desk.run(&["deliver", "retry"]).ends_with(ExitCode::Done);
    assert!(ran.out.contains("delivered to 2 of 2"), "{}", ran.out);
    assert_eq!(status(&desk), ["ann accepted", "bo accepted"]);
    assert_eq!(mail.received().len(), 2);
    assert!(desk.run(&["deliver", "retry"]).out.contains("Nothing is due"));
}

#[test]
fn a_server_that_cannot_be_reached_is_told_with_the_reason_and_costs_no_attempt() {
    let (web, mail) = (Web::start(), Mail::start(&[("AUTH", Act::Drop), ("EHLO", Act::Drop)]));
    let desk = collected(&web, &mail);
    desk.run(&RUN).ends_with(ExitCode::Delivery).tells(&["sending stopped", "due again"]);
    assert_eq!(status(&desk), ["ann deferred", "bo deferred"]);
    let told = desk.run(&["deliver", "status"]).out;
    assert!(told.contains("0 attempt(s)") && told.contains("closed the connection"), "{told}");
    mail.follow(&[]);
    desk.run(&["deliver", "retry", "--now"]).ends_with(ExitCode::Done);
    assert_eq!(status(&desk), ["ann accepted", "bo accepted"]);
}

#[test]
fn a_dead_mailbox_gets_no_further_edition_and_a_policy_is_not_held_against_it() {
    for (reply, next) in
        [("550 5.1.1 no such user", "bo suppressed"), ("550 5.7.1 not from you", "bo accepted")]
    {
        let (web, mail) = (Web::start(), Mail::start(&[]));
        mail.follow(&[("RCPT TO:<bo@", Act::Reply(reply))]);
        let mut desk = collected(&web, &mail);
        desk.run(&RUN).ends_with(ExitCode::Delivery).tells(&[reply]);
        mail.follow(&[]);
        desk.at(morning() + Duration::days(1));
        desk.run(&["run", "--no-collect", "--date", "2026-03-26"]);
        assert_eq!(status(&desk), ["ann accepted", "bo refused", "ann accepted", next], "{reply}");
    }
}

#[test]
fn who_has_the_next_edition_is_not_sent_the_last_one() {
    let (web, mail) = (Web::start(), Mail::start(&[]));
    mail.follow(&[("RCPT TO:<bo@", Act::Reply("451 later"))]);
    let mut desk = collected(&web, &mail);
    desk.run(&RUN).ends_with(ExitCode::Delivery);
    mail.follow(&[]);
    // Within the day after which the first would expire by itself.
    desk.at(morning() + Duration::hours(23));
    desk.run(&["run", "--no-collect", "--date", "2026-03-26"]);
    assert_eq!(status(&desk), ["ann accepted", "bo expired", "ann accepted", "bo accepted"]);
    let told = desk.run(&["deliver", "status", "--unsettled"]).ends_with(ExitCode::Delivery).out;
    assert!(told.contains("superseded by the edition of 2026-03-26; 451 later"), "{told}");
}

#[test]
fn a_correction_answers_the_first_revision_of_those_who_got_it_and_reaches_nobody_else() {
    let (web, mail) = (Web::start(), Mail::start(&[]));
    mail.follow(&[("RCPT TO:<bo@", Act::Reply("550 5.7.1 not from you"))]);
    let desk = collected(&web, &mail);
    desk.run(&RUN).ends_with(ExitCode::Delivery);
    mail.follow(&[]);
    let config = std::fs::read_to_string(desk.path("contrabrief.toml")).unwrap();
    let renamed = config.replace("title = \"Desk\"", "title = \"Desk, renamed\"");
    std::fs::write(desk.path("contrabrief.toml"), renamed).unwrap();
    desk.run(&["rerun", "--date", "2026-03-25", "--config", "current"]);
    let send = ["deliver", "send", "--date", "2026-03-25", "--rev", "2"];
    desk.run(&send).ends_with(ExitCode::Usage).tells(&[
        "Subscribers got an earlier revision of `desk 2026-03-25`: r002 goes out as a correction",
        "--rev 2 --correction",
    ]);
    let correct = [&send[..], &["--correction", "the title was wrong"]].concat();
    for _ in 0..2 {
        desk.run(&correct).ends_with(ExitCode::Done);
    }
    let received = mail.received();
    assert_eq!(received.len(), 2, "the first revision and its correction");
    assert_eq!(received[1].to, "<ann@reader.example>");
    assert_eq!(header(&received[1], "In-Reply-To"), header(&received[0], "Message-ID"));
    assert_eq!(header(&received[1], "References"), header(&received[0], "Message-ID"));
    assert_ne!(header(&received[1], "Message-ID"), header(&received[0], "Message-ID"));
    assert!(header(&received[1], "Subject").starts_with("Correction r002: Desk, renamed"));
}

#[test]
fn a_later_revision_that_nobody_waits_to_see_corrected_goes_out_like_a_first() {
    let (web, mail) = (Web::start(), Mail::start(&[]));
    let desk = collected(&web, &mail);
    desk.run(&[&RUN[..], &["--no-send"]].concat());
    let config = std::fs::read_to_string(desk.path("contrabrief.toml")).unwrap();
    let renamed = config.replace("title = \"Desk\"", "title = \"Desk, renamed\"");
    std::fs::write(desk.path("contrabrief.toml"), renamed).unwrap();
    desk.run(&["rerun", "--date", "2026-03-25", "--config", "current"]);
    let send = ["deliver", "send", "--date", "2026-03-25", "--rev", "2"];
    let corrected = desk.run(&[&send[..], &["--correction", "x"]].concat());
    corrected.ends_with(ExitCode::Usage).tells(&["r002 corrects nothing"]);
    desk.run(&send).ends_with(ExitCode::Done);
    assert_eq!(mail.received().len(), 2);
    assert_eq!(header(&mail.received()[0], "In-Reply-To"), "");
}

#[test]
fn what_nobody_knows_is_shown_and_settled_by_hand() {
    let (web, mail) = (Web::start(), Mail::start(&[(".", Act::Drop)]));
    let desk = collected(&web, &mail);
    desk.run(&RUN).ends_with(ExitCode::Delivery).tells(&["ann: unsure", "deliver resolve"]);
    assert_eq!(status(&desk), ["ann unsure", "bo unsure"]);
    mail.follow(&[]);
    desk.run(&["deliver", "retry"]).ends_with(ExitCode::Done);
    assert_eq!(mail.received().len(), 2, "it waits for proof before it is sent again");
    let resolve = |who: &str, outcome: &str| {
        let words =
            ["deliver", "resolve", "--date", "2026-03-25", "--reason", "asked on the phone"];
        desk.run(&[&words[..], &["--subscriber", who, "--as", outcome]].concat())
    };
    resolve("ann", "accepted").ends_with(ExitCode::Done);
    resolve("ann", "resend").ends_with(ExitCode::Usage).tells(&["was accepted before"]);
    resolve("cy", "accepted").ends_with(ExitCode::Usage).tells(&["has no recorded intent"]);
    resolve("bo", "resend").ends_with(ExitCode::Done);
    desk.run(&["deliver", "retry"]).ends_with(ExitCode::Done);
    assert_eq!(status(&desk), ["ann accepted", "bo accepted"]);
    let received = mail.received();
    assert_eq!(received.len(), 3);
    let to_bo = received.iter().filter(|taken| taken.to == "<bo@reader.example>");
    let ids: Vec<String> = to_bo.map(|taken| header(taken, "Message-ID")).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1], "the second copy is known by its Message-ID");
    desk.run(&["deliver", "status"]).ends_with(ExitCode::Done);
}
