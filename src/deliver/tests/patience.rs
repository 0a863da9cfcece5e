//! Waiting, pausing, giving up: what a run does when a server is slow, busy or choosy.

use super::*;

#[tokio::test]
async fn what_is_too_large_goes_once_more_in_its_short_form() {
    let rules = [(".", Act::Reply("552 5.3.4 too large"))];
    let (report, book, server) = run(&rules, DeliveryState::Intent, OnUnsure::Hold).await;
    assert_eq!(counts(&report), [0, 0, 3, 0]);
    assert_eq!(book[..4], ["ana started", "ana deferred", "ana started", "ana refused"]);
    assert_eq!(server.seen.lock().unwrap().taken.len(), 6, "two tries for each");
}

#[tokio::test]
async fn a_server_that_says_421_is_left_alone_and_then_no_more_is_tried() {
    let rules = [("RCPT", Act::Reply("421 4.7.0 too many connections"))];
    let (report, book, _server) = run(&rules, DeliveryState::Intent, OnUnsure::Hold).await;
    assert_eq!(counts(&report), [0, 3, 0, 0]);
    assert!(report.halted.unwrap().contains("421"));
    assert_eq!(book, ["ana deferred", "bo deferred", "cy deferred"]);
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_costs_nobody_an_attempt() {
    let (_folder, archived) = archived(1);
    let parcels = vec![parcel(&archived, "ana", DeliveryState::Intent)];
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let (report, book) = send(parcels, smtp_at(port), policy(OnUnsure::Hold)).await;
    assert_eq!(counts(&report), [0, 1, 0, 0]);
    assert_eq!(book, ["ana postponed"]);
    assert!(report.halted.unwrap().contains("Cannot reach `127.0.0.1`"));
}

#[tokio::test]
async fn silence_ends_each_phase_at_its_own_limit() {
    for (prefix, expected) in [("MAIL", 1), ("RCPT", 1), ("DATA", 1), (".", 3)] {
        let server = SmtpServer::start(&[(prefix, Act::Silence)]).await;
        let (_folder, archived) = archived(1);
        let parcels = vec![parcel(&archived, "ana", DeliveryState::Intent)];
        let soon = Duration::from_millis(50);
        let mut settings = smtp(&server);
        settings.patience.mail = soon;
        settings.patience.rcpt = soon;
        settings.patience.data = soon;
        settings.patience.reply = soon;
        let (report, _) = send(parcels, settings, policy(OnUnsure::Hold)).await;
        assert_eq!(counts(&report)[expected], 1, "{prefix}: {report:?}");
    }
}

#[tokio::test]
async fn a_body_that_cannot_have_gone_out_whole_is_surely_not_sent() {
    let page = format!("<p>{}</p>", "a crane stands idle; ".repeat(1_000_000));
    let (_folder, archived) = archived_with(1, &page, &[]);
    let server = SmtpServer::start(&[("DATA", Act::CutBody)]).await;
    let parcels = vec![parcel(&archived, "ana", DeliveryState::Intent)];
    let (report, book) = send(parcels, smtp(&server), policy(OnUnsure::Resend)).await;
    assert_eq!(counts(&report), [0, 1, 0, 0], "{report:?}");
    assert_eq!(book, ["ana started", "ana deferred"]);
}

#[tokio::test]
async fn a_reply_that_does_not_fit_its_question_is_not_believed() {
    for (prefix, reply, expected) in
        [("DATA", "250 fine", 1), (".", "354 more", 3), ("MAIL", "354 go on", 1)]
    {
        let server = SmtpServer::start(&[(prefix, Act::Reply(reply))]).await;
        let (_folder, archived) = archived(1);
        let parcels = vec![parcel(&archived, "ana", DeliveryState::Intent)];
        let (report, _) = send(parcels, smtp(&server), policy(OnUnsure::Hold)).await;
        assert_eq!(counts(&report)[expected], 1, "{prefix} {reply}: {report:?}");
    }
}

#[tokio::test]
async fn what_is_not_due_waits_and_what_is_too_old_is_given_up() {
    let (_folder, archived) = archived(1);
    let server = SmtpServer::start(&[]).await;
    let [mut later, mut old] = ["ana", "bo"].map(|id| parcel(&archived, id, DeliveryState::Intent));
    later.delivery.due_at += Duration::from_hours(1);
    old.delivery.expires_at = old.delivery.changed_at;
    let (report, book) = send(vec![later, old], smtp(&server), policy(OnUnsure::Hold)).await;
    assert_eq!((counts(&report), report.expired.len()), ([0; 4], 1));
    assert_eq!(book, ["bo expired"]);
    assert_eq!(server.seen.lock().unwrap().connections, 0);
}

#[tokio::test]
async fn an_unsure_delivery_waits_for_proof_before_it_is_sent_again() {
    let (_folder, archived) = archived(1);
    let server = SmtpServer::start(&[]).await;
    let parcels = vec![parcel(&archived, "ana", unsure())];
    let patient =
        DeliveryPolicy { unsure_wait: Duration::from_hours(1), ..policy(OnUnsure::Resend) };
    let (report, _) = send(parcels, smtp(&server), patient).await;
    assert_eq!(counts(&report), [0, 0, 0, 1]);
    assert_eq!(server.seen.lock().unwrap().connections, 0);
}

#[tokio::test]
async fn a_ledger_that_cannot_be_written_stops_all_before_any_body() {
    struct Full;
    impl Ledger for Full {
        fn now(&self) -> Instant {
            Utc.with_ymd_and_hms(2026, 3, 25, 10, 20, 0).unwrap()
        }
        fn take(&mut self, _: &[DeliveryStep]) -> Result<(), LedgerError> {
            Err(LedgerError("database or disk is full".into()))
        }
    }
    let (_folder, archived) = archived(1);
    let server = SmtpServer::start(&[]).await;
    let parcels = ["ana", "bo"].map(|id| parcel(&archived, id, DeliveryState::Intent)).to_vec();
    let transport = Transport::Smtp(Box::new(smtp(&server)));
    let policy = policy(OnUnsure::Hold);
    let failed = deliver(parcels, &transport, &settings(), &policy, Box::new(Full)).await;
    assert!(failed.unwrap_err().to_string().contains("ledger"));
    assert!(server.seen.lock().unwrap().taken.is_empty());
}

#[tokio::test]
async fn a_connection_is_left_after_its_share_and_renewed_when_it_lay_idle() {
    let (_folder, archived) = archived(1);
    let server = SmtpServer::start(&[]).await;
    let parcels = ["a", "b", "c", "d", "e"].map(|id| parcel(&archived, id, DeliveryState::Intent));
    let two_each = DeliveryPolicy { messages_per_connection: 2, ..policy(OnUnsure::Hold) };
    let (report, _) = send(parcels.to_vec(), smtp(&server), two_each).await;
    assert_eq!(counts(&report), [5, 0, 0, 0]);
    assert_eq!(server.seen.lock().unwrap().connections, 3);
}
