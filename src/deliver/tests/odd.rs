//! Servers that answer oddly, and texts that would speak to a server themselves. The rows are
//! those of the table in `docs/security.md`.

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::*;

/// A server that says what `script` gives for each line; the greeting comes for none.
async fn saying<F>(script: F) -> u16
where
    F: Fn(Option<&str>) -> Vec<u8> + Send + Sync + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let script = Arc::new(script);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(converse(stream, Arc::clone(&script)));
        }
    });
    port
}

async fn converse<F>(stream: TcpStream, script: Arc<F>) -> Option<()>
where
    F: Fn(Option<&str>) -> Vec<u8> + Send + Sync + 'static,
{
    let mut stream = BufReader::new(stream);
    stream.write_all(&script(None)).await.ok()?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        stream.write_all(&script(Some(line.trim_end()))).await.ok()?;
        if line.starts_with("DATA") {
            while line.trim_end() != "." {
                line.clear();
                stream.read_line(&mut line).await.ok()?;
            }
            stream.write_all(&script(Some("."))).await.ok()?;
        }
    }
}

/// What a server says that finds nothing wrong.
fn consent(line: Option<&str>) -> Vec<u8> {
    let answer = match line.and_then(|line| line.get(..4)) {
        None if line.is_none() => "220 here",
        Some("EHLO") => "250-here\r\n250 AUTH PLAIN",
        Some("AUTH") => "235 welcome",
        Some("DATA") => "354 go on",
        _ => "250 ok",
    };
    format!("{answer}\r\n").into_bytes()
}

async fn sent_to(port: u16) -> (Report, Vec<String>) {
    let (_folder, archived) = archived(1);
    let parcels = vec![parcel(&archived, "ana", DeliveryState::Intent)];
    send(parcels, smtp_at(port), policy(OnUnsure::Hold)).await
}

/// The words with which a server is said to have refused ana.
async fn told_of_refusal(answer: Vec<u8>) -> String {
    #[derive(Clone, Default)]
    struct Words(Arc<Mutex<String>>);
    impl Ledger for Words {
        fn now(&self) -> Instant {
            Utc.with_ymd_and_hms(2026, 3, 25, 10, 20, 0).unwrap()
        }
        fn take(&mut self, steps: &[DeliveryStep]) -> Result<(), LedgerError> {
            for DeliveryStep { taken, .. } in steps {
                if let StepTaken::Ended { state: DeliveryState::Refused { reply, .. }, .. } = taken
                {
                    self.0.lock().unwrap().clone_from(reply);
                }
            }
            Ok(())
        }
    }
    let port = saying(move |line| match line {
        Some(line) if line.starts_with("RCPT") => answer.clone(),
        other => consent(other),
    })
    .await;
    let (_folder, archived) = archived(1);
    let parcels = vec![parcel(&archived, "ana", DeliveryState::Intent)];
    let words = Words::default();
    let transport = Transport::Smtp(Box::new(smtp_at(port)));
    let (policy, ledger) = (policy(OnUnsure::Hold), Box::new(words.clone()));
    deliver(parcels, &transport, &settings(), &policy, ledger).await.unwrap();
    words.0.lock().unwrap().clone()
}

/// Row 44.
#[tokio::test]
async fn an_address_that_the_relay_cannot_carry_is_told_and_the_others_go() {
    let (_folder, archived) = archived(1);
    let server = SmtpServer::start(&[]).await;
    let mut parcels = ["ana", "bo", "cy"].map(|id| parcel(&archived, id, DeliveryState::Intent));
    for reader in [&mut parcels[1].delivery.address, &mut parcels[1].subscriber.address] {
        "пример@пример.рф".clone_into(reader);
    }
    let (report, book) = send(parcels.to_vec(), smtp(&server), policy(OnUnsure::Hold)).await;
    assert_eq!((counts(&report), report.halted), ([2, 0, 1, 0], None));
    assert!(book.contains(&"bo refused".to_owned()) && !book.contains(&"bo started".to_owned()));
    let seen = server.seen.lock().unwrap();
    assert_eq!(
        seen.taken.iter().map(|taken| taken.to.as_str()).collect::<Vec<_>>(),
        ["<ana@reader.example>", "<cy@reader.example>"]
    );
    assert!(seen.lines.iter().all(|line| line.is_ascii()), "nothing of it was said");
}

/// Row 42: a server that takes a bare line feed for a line's end is the one that smuggling
/// needs; not even that one sees a second message.
#[tokio::test]
async fn no_text_ends_its_message_or_begins_another() {
    let evil = "MAIL FROM:<evil@x.example>";
    let ends =
        ["\r\n.\r\n", "\n.\n", "\r\n.\n", "\n.\r\n", "\r.\r", "\r\n.\r", "\n.\r", "\r\r\n.\r\r\n"];
    let smuggled = |end: &&str| format!("before{end}{evil}{end}QUIT{end}.{end}");
    let text: String = ends.iter().map(smuggled).collect();
    let (_folder, archived) = archived_with(1, &format!("<p>{text}</p>"), &[]);
    let server = SmtpServer::start(&[]).await;
    let mut parcels = ["ana", "bo"].map(|id| parcel(&archived, id, DeliveryState::Intent));
    parcels[0].delivery.correction = Some(text.clone());
    let (report, _) = send(parcels.to_vec(), smtp(&server), policy(OnUnsure::Hold)).await;
    assert_eq!(counts(&report), [2, 0, 0, 0]);
    let seen = server.seen.lock().unwrap();
    assert_eq!((seen.connections, seen.taken.len()), (1, 2));
    let mails = seen.lines.iter().filter(|line| line.starts_with("MAIL FROM")).count();
    assert_eq!(mails, 2, "{:?}", seen.lines);
    for taken in &seen.taken {
        let body: String = taken
            .body
            .split_inclusive("\r\n")
            .map(|line| if line.starts_with("..") { &line[1..] } else { line })
            .collect();
        let message = MessageParser::default().parse(&body).unwrap();
        let page = message.body_html(0).unwrap();
        assert_eq!(page.matches(evil).count(), ends.len(), "it is read and not obeyed");
        assert!(!body.replace("\r\n", "").contains(['\r', '\n']), "no line end of another kind");
    }
}

/// Row 67: a banner that refuses is nobody's fault and is not asked again and again.
#[tokio::test]
async fn a_server_that_greets_with_a_refusal_gets_nothing_and_costs_nobody_an_attempt() {
    for banner in ["554 5.3.2 no service here\r\n", "421 4.3.2 shutting down\r\n"] {
        let port = saying(move |line| match line {
            None => banner.into(),
            other => consent(other),
        })
        .await;
        let (report, book) = sent_to(port).await;
        assert_eq!((counts(&report), book), ([0, 1, 0, 0], vec!["ana postponed".to_owned()]));
        assert!(report.halted.unwrap().contains(&banner[..3]));
    }
}

/// Row 67: a byte now and then does not reset the clock of a phase.
#[tokio::test]
async fn a_server_that_drips_its_answer_ends_at_the_limit_of_its_phase() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                while stream.write_all(b"2").await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            });
        }
    });
    let (_folder, archived) = archived(1);
    let parcels = vec![parcel(&archived, "ana", DeliveryState::Intent)];
    let mut settings = smtp_at(port);
    settings.patience.connect = Duration::from_millis(300);
    let (report, book) = send(parcels, settings, policy(OnUnsure::Hold)).await;
    assert_eq!((counts(&report), book), ([0, 1, 0, 0], vec!["ana postponed".to_owned()]));
    assert!(report.halted.unwrap().contains("in time"));
}

/// Row 68.
#[tokio::test]
async fn a_reply_of_a_megabyte_is_cut_and_means_what_it_begins_with() {
    let told = told_of_refusal(format!("550 5.1.1 {}\r\n", "x".repeat(1_000_000)).into()).await;
    assert!(told.starts_with("550 5.1.1 xxx") && told.len() <= 500, "{told}");
    let line = |n: u32| format!("550-5.1.1 line {n}\r\n");
    let lines: String = (0..50).map(line).collect();
    let told = told_of_refusal((lines + "550 5.1.1 end\r\n").into()).await;
    assert!(told.starts_with("550 5.1.1 line 0") && told.chars().count() <= 500, "{told}");
}

/// Row 68: what a terminal would obey is neither kept nor told, and Latin-1 is no riddle.
#[tokio::test]
async fn controls_in_a_reply_are_neither_kept_nor_told() {
    let told = told_of_refusal(b"550 5.1.1 \x1b[2J\x07\0no \xfcser\rhere\x9b\r\n".to_vec()).await;
    assert!(told.starts_with("550 5.1.1"), "{told:?}");
    assert!(!told.chars().any(char::is_control), "{told:?}");
    assert!(told.contains("?ser"), "{told:?}");
}

/// Row 68: an answer that never ends is given up at a limit of bytes, long before one of time.
#[tokio::test]
async fn an_answer_without_an_end_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _ = stream.write_all(b"220 here\r\n").await;
                let _ = stream.read(&mut [0; 512]).await;
                while stream.write_all(&[b'x'; 4096]).await.is_ok() {}
            });
        }
    });
    let (_folder, archived) = archived(1);
    let parcels = vec![parcel(&archived, "ana", DeliveryState::Intent)];
    let mut settings = smtp_at(port);
    settings.patience.connect = Duration::from_mins(5);
    let (report, _) = send(parcels, settings, policy(OnUnsure::Hold)).await;
    assert_eq!(counts(&report), [0, 1, 0, 0]);
    assert!(report.halted.unwrap().contains("no end"));
}
