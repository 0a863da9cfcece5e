//! A run ends when it is told to, or when its time is over, and leaves what it did not begin.

use super::*;

/// A closing that is said once the ledger saw so many steps.
struct Closer {
    book: Book,
    close: Option<Close>,
    after: usize,
}

impl Ledger for Closer {
    fn now(&self) -> Instant {
        self.book.now()
    }

    fn take(&mut self, steps: &[DeliveryStep]) -> Result<(), LedgerError> {
        self.book.take(steps)?;
        if self.book.lines().len() >= self.after
            && let Some(close) = &self.close
        {
            close.now();
        }
        Ok(())
    }
}

async fn sent(pace: Pace, close: Option<Close>, rate: DomainRate) -> (Report, Vec<String>) {
    let (_folder, archived) = archived(1);
    let server = SmtpServer::start(&[]).await;
    let parcels = ["ana", "bo", "cy"].map(|id| parcel(&archived, id, DeliveryState::Intent));
    let policy = DeliveryPolicy { domain_rate: rate, ..policy(OnUnsure::Hold) };
    let transport = Transport::Smtp(Box::new(smtp(&server)));
    let book = Book::default();
    let ledger = Box::new(Closer { book: book.clone(), close, after: 1 });
    let letter = settings();
    let report = deliver_at(pace, parcels.to_vec(), &transport, &letter, &policy, ledger);
    (report.await.unwrap(), book.lines())
}

#[tokio::test]
async fn a_closing_process_finishes_the_message_on_the_wire_and_begins_no_other() {
    let (close, closing) = Closing::pair();
    let pace = Pace { closing, slice: None };
    let free = DomainRate { burst: 1, per_minute: 0 };
    let (report, book) = sent(pace, Some(close), free).await;
    assert_eq!(book, ["ana started", "ana accepted"]);
    assert_eq!((counts(&report), report.halted), ([1, 0, 0, 0], None));
}

#[tokio::test]
async fn a_closing_process_does_not_wait_for_a_server_that_says_nothing() {
    let (_folder, archived) = archived(1);
    let server = SmtpServer::start(&[("MAIL", Act::Silence)]).await;
    let (close, closing) = Closing::pair();
    let parcels = vec![parcel(&archived, "ana", DeliveryState::Intent)];
    let (book, letter, policy) = (Book::default(), settings(), policy(OnUnsure::Hold));
    let transport = Transport::Smtp(Box::new(smtp(&server)));
    let pace = Pace { closing, slice: None };
    let ledger = Box::new(book.clone());
    let sending = deliver_at(pace, parcels, &transport, &letter, &policy, ledger);
    let closer = async {
        let asked = |line: &String| line.starts_with("MAIL");
        while !server.seen.lock().unwrap().lines.iter().any(asked) {
            tokio::task::yield_now().await;
        }
        close.now();
    };
    let (report, ()) = tokio::join!(sending, closer);
    assert_eq!((counts(&report.unwrap()), book.lines()), ([0, 0, 0, 0], Vec::new()));
}

#[tokio::test]
async fn a_throttled_domain_waits_no_longer_than_its_slice() {
    let slice = Some(Duration::from_millis(50));
    let pace = Pace { slice, ..Pace::default() };
    let (report, book) = sent(pace, None, DomainRate { burst: 1, per_minute: 1 }).await;
    assert_eq!(book, ["ana started", "ana accepted"], "one a minute");
    assert_eq!((counts(&report), report.halted), ([1, 0, 0, 0], None));
}
