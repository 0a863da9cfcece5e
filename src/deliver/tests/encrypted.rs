//! Nothing is sent in the clear that was meant for TLS, and nothing said before it is believed.

use super::tls_smtp::{Manner, TlsSmtp};
use super::*;

fn over_tls(server: &TlsSmtp, tls: TlsMode, trust: Trust) -> SmtpSettings {
    SmtpSettings {
        host: "localhost".to_owned(),
        port: server.address.port(),
        tls,
        trust,
        ..smtp_at(server.address.port())
    }
}

async fn sent(server: &TlsSmtp, tls: TlsMode, trust: Trust) -> Report {
    let (_folder, archived) = archived(1);
    let parcels = vec![parcel(&archived, "ana", DeliveryState::Intent)];
    send(parcels, over_tls(server, tls, trust), policy(OnUnsure::Hold)).await.0
}

#[tokio::test]
async fn both_kinds_of_tls_carry_login_and_message() {
    for (manner, tls) in [(Manner::Implicit, TlsMode::Tls), (Manner::Starttls, TlsMode::Starttls)] {
        let server = TlsSmtp::start(manner, "localhost").await;
        let report = sent(&server, tls, Trust::File(server.certificate.clone())).await;
        assert_eq!(counts(&report), [1, 0, 0, 0], "{manner:?}: {:?}", report.halted);
        let heard = server.heard.lock().unwrap();
        assert!(heard.encrypted.iter().any(|line| line.starts_with("AUTH")));
        let in_clear =
            heard.clear.iter().all(|line| line.starts_with("EHLO") || line == "STARTTLS");
        assert!(in_clear, "{:?}", heard.clear);
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_or_of_another_name_gets_nothing() {
    for (name, trusted) in [("localhost", false), ("elsewhere.example", true)] {
        for (manner, tls) in
            [(Manner::Implicit, TlsMode::Tls), (Manner::Starttls, TlsMode::Starttls)]
        {
            let server = TlsSmtp::start(manner, name).await;
            let own = Trust::File(server.certificate.clone());
            let report = sent(&server, tls, if trusted { own } else { Trust::WebPki }).await;
            assert_eq!(counts(&report), [0, 1, 0, 0]);
            let why = report.halted.unwrap();
            assert!(why.contains("certificate"), "{why}");
            assert!(server.heard.lock().unwrap().encrypted.is_empty());
        }
    }
}

#[tokio::test]
async fn words_behind_the_answer_to_starttls_end_the_connection() {
    let server = TlsSmtp::start(Manner::Injected, "localhost").await;
    let report = sent(&server, TlsMode::Starttls, Trust::File(server.certificate.clone())).await;
    assert_eq!(counts(&report), [0, 1, 0, 0]);
    assert!(server.heard.lock().unwrap().encrypted.is_empty());
}

#[tokio::test]
async fn a_file_without_a_certificate_is_named() {
    let server = TlsSmtp::start(Manner::Implicit, "localhost").await;
    let file = tempfile::NamedTempFile::new().unwrap();
    let trust = Trust::File(file.path().to_owned());
    let report = sent(&server, TlsMode::Tls, trust).await;
    let name = file.path().display().to_string();
    assert!(report.halted.unwrap().contains(&name));
}
