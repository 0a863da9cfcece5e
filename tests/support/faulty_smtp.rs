//! Takes a seed and how often to fail; plays a mail server that fails at any step in any way a
//! server can, and remembers what it kept and whether it said so.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What a client may be waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Greeting,
    Hello,
    Mail,
    Rcpt,
    Data,
    Body,
    Dot,
}

/// How the server fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Failure {
    /// Refuses for good.
    Refuse,
    /// Refuses for now.
    Defer,
    /// Says nothing for longer than the client waits.
    Stall,
    /// Closes the connection.
    Drop,
    /// Answers what is no answer.
    Garbage,
    /// Says that it closes, and does.
    Leave,
}

impl Failure {
    /// All of them.
    pub(crate) const ALL: [Self; 6] =
        [Self::Refuse, Self::Defer, Self::Stall, Self::Drop, Self::Garbage, Self::Leave];
}

/// What became of one recipient's message at the server.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mailbox {
    /// The Message-ID of each copy that was kept.
    pub(crate) kept: Vec<String>,
    /// How many of them the client was told of.
    pub(crate) acknowledged: usize,
}

/// What the server has seen and done.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) mailboxes: BTreeMap<String, Mailbox>,
    pub(crate) failures: BTreeMap<(Step, Failure), usize>,
}

/// How often a step fails, and when it ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mischief {
    /// In parts of a thousand.
    pub(crate) per_mille: u64,
    /// How, one as often as the other.
    pub(crate) failures: &'static [Failure],
    /// Where nothing fails.
    pub(crate) spared: &'static [Step],
    /// How long a stall lasts: longer than the client's patience.
    pub(crate) stall: Duration,
    pub(crate) seed: u64,
}

#[derive(Clone)]
pub(crate) struct FaultySmtp {
    pub(crate) address: SocketAddr,
    pub(crate) record: Arc<Mutex<Record>>,
    is_calm: Arc<AtomicBool>,
}

impl FaultySmtp {
    pub(crate) async fn start(mischief: Mischief) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
        let address = listener.local_addr().expect("an address");
        let record = Arc::new(Mutex::new(Record::default()));
        let is_calm = Arc::new(AtomicBool::new(false));
        let (log, calm) = (Arc::clone(&record), Arc::clone(&is_calm));
        tokio::spawn(async move {
            let mut connection = 0_u64;
            while let Ok((stream, _)) = listener.accept().await {
                connection += 1;
                let dice = Dice(mischief.seed.wrapping_add(connection.wrapping_mul(0x9e37_79b9)));
                let (stream, log, is_calm) = (BufReader::new(stream), log.clone(), calm.clone());
                let talk = Talk { stream, dice, mischief, log, is_calm };
                tokio::spawn(talk.converse());
            }
        });
        Self { address, record, is_calm }
    }

    /// Fails no more.
    pub(crate) fn calm(&self) {
        self.is_calm.store(true, Ordering::Relaxed);
    }
}

/// xorshift64*, for tests that can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % sides
    }
}

struct Talk {
    stream: BufReader<TcpStream>,
    dice: Dice,
    mischief: Mischief,
    log: Arc<Mutex<Record>>,
    is_calm: Arc<AtomicBool>,
}

impl Talk {
    /// `None` once the connection is over.
    async fn converse(mut self) -> Option<()> {
        self.dice.roll(2);
        self.answer(Step::Greeting, "220 here").await?;
        let mut to = String::new();
        loop {
            let line = self.read().await?;
            match line.get(..4)? {
                "EHLO" => {
                    self.answer(Step::Hello, "250 here").await?;
                }
                "MAIL" => {
                    self.answer(Step::Mail, "250 ok").await?;
                }
                "RCPT" => {
                    to = line.trim_start_matches("RCPT TO:<").trim_end_matches('>').to_owned();
                    self.answer(Step::Rcpt, "250 ok").await?;
                }
                "DATA" => {
                    if self.answer(Step::Data, "354 go on").await? {
                        self.body(&to).await?;
                    }
                }
                "QUIT" => {
                    self.say("221 bye").await?;
                    return None;
                }
                _ => self.say("250 ok").await?,
            }
        }
    }

    async fn body(&mut self, to: &str) -> Option<()> {
        let cut = self.fails(Step::Body).is_some();
        let mut id = String::new();
        let mut lines = 0;
        loop {
            let line = self.read().await?;
            if line == "." {
                break;
            }
            if let Some(value) = line.strip_prefix("Message-ID: ") {
                value.clone_into(&mut id);
            }
            lines += 1;
            if cut && lines == 5 {
                return None;
            }
        }
        let failure = self.fails(Step::Dot);
        // A server that refuses has thrown the message away; one that falls silent may not have.
        let keeps = match failure {
            None | Some(Failure::Garbage) => true,
            Some(Failure::Stall | Failure::Drop) => self.dice.roll(2) == 0,
            Some(Failure::Refuse | Failure::Defer | Failure::Leave) => false,
        };
        if keeps {
            let mut log = self.log.lock().expect("no panic");
            let mailbox = log.mailboxes.entry(to.to_owned()).or_default();
            mailbox.kept.push(id);
            mailbox.acknowledged += usize::from(failure.is_none());
        }
        match failure {
            Some(failure) => self.fail(failure).await.map(drop),
            None => self.say("250 2.0.0 queued").await,
        }
    }

    /// Whether the client may go on as it asked.
    async fn answer(&mut self, step: Step, consent: &str) -> Option<bool> {
        match self.fails(step) {
            Some(failure) => self.fail(failure).await,
            None => self.say(consent).await.map(|()| true),
        }
    }

    fn fails(&mut self, step: Step) -> Option<Failure> {
        let Mischief { per_mille, failures, spared, .. } = self.mischief;
        let fails = self.dice.roll(1000) < per_mille && !spared.contains(&step);
        if !fails || self.is_calm.load(Ordering::Relaxed) {
            return None;
        }
        let sides = u64::try_from(failures.len()).expect("a few");
        let failure = failures[usize::try_from(self.dice.roll(sides)).expect("small")];
        let mut log = self.log.lock().expect("no panic");
        *log.failures.entry((step, failure)).or_default() += 1;
        Some(failure)
    }

    async fn fail(&mut self, failure: Failure) -> Option<bool> {
        match failure {
            Failure::Refuse => self.say("550 5.3.0 not here").await.map(|()| false),
            Failure::Defer => self.say("451 4.3.0 try again in 2 minutes").await.map(|()| false),
            Failure::Garbage => {
                self.stream.write_all(b"\xff\xfe 2x0 \0 maybe\r\n").await.ok()?;
                Some(false)
            }
            Failure::Leave => {
                self.say("421 4.3.2 closing").await?;
                None
            }
            Failure::Drop => None,
            Failure::Stall => {
                tokio::time::sleep(self.mischief.stall).await;
                None
            }
        }
    }

    async fn say(&mut self, line: &str) -> Option<()> {
        self.stream.write_all(format!("{line}\r\n").as_bytes()).await.ok()
    }

    async fn read(&mut self) -> Option<String> {
        let mut line = String::new();
        let length = self.stream.read_line(&mut line).await.ok()?;
        (length > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
    }
}
