//! Takes how many readers and how large a letter; gives an archived edition, its rows in a
//! real store, and what it takes to deliver them. For the tests and the benchmark of delivery.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeZone as _, Utc};
use contrabrief::archive::{Archive, Archived, ProgramFacts};
use contrabrief::deliver::{
    DeliveryPolicy, DomainRate, Ledger, LedgerError, Letter, LetterSettings, MailAddress, Parcel,
    Patience, SmtpSettings, TlsMode, TokenKey, Transport, Trust, message_id,
};
use contrabrief::model::{
    AsOf, BriefId, Delivery, DeliveryKey, DeliveryState, DeliveryStep, Edition, EditionKey,
    OnUnsure, Reason, Rendition, Revision, Sha256Hash, Subscriber, SubscriberId, Wishes,
};
use contrabrief::store::Store;
use tempfile::TempDir;

pub(crate) struct PostOffice {
    folder: TempDir,
    pub(crate) archived: Archived,
    letter: Arc<Letter>,
    /// The ledger's clock, which the test moves.
    pub(crate) now: Arc<Mutex<DateTime<Utc>>>,
}

/// The store as a ledger, by the office's clock.
struct Book {
    store: Store,
    now: Arc<Mutex<DateTime<Utc>>>,
}

impl Ledger for Book {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().expect("no panic")
    }

    fn take(&mut self, steps: &[DeliveryStep]) -> Result<(), LedgerError> {
        self.store.take_steps(steps).map_err(|error| LedgerError(Box::new(error)))
    }
}

impl PostOffice {
    /// With `readers` rows of intent, spread over 40 domains.
    pub(crate) fn new(readers: usize, page_bytes: usize) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = Utc.with_ymd_and_hms(2026, 3, 25, 10, 15, 0).unwrap();
        let archived = edition(folder.path(), at, page_bytes);
        let letter = Arc::new(Letter::of(&archived, &letter_settings()).expect("a letter"));
        let now = Arc::new(Mutex::new(at));
        let office = Self { folder, archived, letter, now };
        let intents: Vec<Delivery> = (0..readers).map(|n| office.intent(n, at)).collect();
        office.store().intend(&intents).expect("intents can be recorded");
        office
    }

    pub(crate) fn store(&self) -> Store {
        Store::open(&self.database()).expect("the store opens")
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("contrabrief.db")
    }

    pub(crate) fn ledger(&self) -> Box<dyn Ledger> {
        Box::new(Book { store: self.store(), now: Arc::clone(&self.now) })
    }

    /// What the ledger has open.
    pub(crate) fn parcels(&self) -> Vec<Parcel> {
        let open = self.store().all_open_deliveries().expect("the ledger can be read");
        open.into_iter()
            .map(|delivery| Parcel {
                subscriber: subscriber(&delivery.key.subscriber.0),
                in_reply_to: None,
                letter: Arc::clone(&self.letter),
                delivery,
            })
            .collect()
    }

    fn intent(&self, n: usize, at: DateTime<Utc>) -> Delivery {
        let subscriber = subscriber(&format!("reader-{n:05}"));
        Delivery {
            message_id: message_id(&self.archived, &subscriber.id, &letter_settings(), &key()),
            key: DeliveryKey {
                edition: self.archived.key().clone(),
                revision: self.archived.revision(),
                subscriber: subscriber.id,
            },
            address: subscriber.address,
            state: DeliveryState::Intent,
            attempts: 0,
            changed_at: at,
            due_at: at,
            expires_at: at + Duration::from_hours(24),
            short: false,
            correction: None,
        }
    }
}

fn key() -> TokenKey {
    TokenKey::new("not a secret")
}

fn subscriber(id: &str) -> Subscriber {
    let domain = id.bytes().fold(0_u32, |sum, byte| sum * 7 % 40 + u32::from(byte)) % 40;
    Subscriber {
        id: SubscriberId(id.to_owned()),
        address: format!("{id}@desk{domain}.example"),
        name: None,
        group: None,
        owner: None,
        wishes: Wishes::default(),
    }
}

pub(crate) fn letter_settings() -> LetterSettings {
    LetterSettings {
        from: MailAddress::parse("desk@harbour.example", Some("Harbour Desk")).expect("fine"),
        reply_to: None,
        list_id: "harbour.brief.example".to_owned(),
        title: "Harbour".to_owned(),
        unsubscribe: None,
        language: "en".to_owned(),
        sending: None,
    }
}

/// A relay on loopback.
pub(crate) fn relay(port: u16, patience: Patience) -> Transport {
    Transport::Smtp(Box::new(SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        tls: TlsMode::None,
        trust: Trust::WebPki,
        login: None,
        hello_name: "desk.example".to_owned(),
        patience,
    }))
}

/// As fast as the relay takes them.
pub(crate) fn unhurried(connections: usize) -> DeliveryPolicy {
    DeliveryPolicy {
        connections,
        domain_rate: DomainRate { burst: 1, per_minute: 0 },
        on_unsure: OnUnsure::Resend,
        pause: Duration::ZERO,
        connects_max: 20,
        ..DeliveryPolicy::default()
    }
}

fn edition(folder: &Path, at: DateTime<Utc>, page_bytes: usize) -> Archived {
    let line =
        "<p style=\"margin:0\">The crane stands idle, and the harbour says so in brief.</p>\n";
    let page = line.repeat(page_bytes.div_ceil(line.len()));
    let edition = Edition {
        key: EditionKey { brief: BriefId::parse("harbour").expect("an id"), date: at.date_naive() },
        revision: Revision::FIRST,
        reason: Reason::Scheduled,
        as_of: AsOf::at(at),
        headline: "Cranes idle".to_owned(),
        overall_hundredths: None,
        tickers: Vec::new(),
        checks: 0,
        renditions: vec![
            Rendition::new("email.html", "text/html", page),
            Rendition::new("brief.txt", "text/plain", "Cranes idle\n.\nThe end\n"),
        ],
        inputs_sha256: Sha256Hash::of("inputs"),
        config_sha256: Sha256Hash::of("config"),
        templates_sha256: Sha256Hash::of("templates"),
        chain_head: None,
        objects: Vec::new(),
    };
    let program = ProgramFacts {
        version: "1".to_owned(),
        engine: "engine".to_owned(),
        tzdb: "tz".to_owned(),
    };
    let archive = Archive::init(&folder.join("reports")).expect("an archive");
    archive.store(&edition, at, &program, "tests").expect("the edition is archived")
}
