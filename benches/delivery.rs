//! How fast delivery is, with the ledger on disk, held against Postfix's own `smtp-source`: both
//! send messages of 60 kB to Postfix's `smtp-sink` over 1, 8 and 32 connections, in one run.
//!
//! `cargo bench --bench delivery`; needs Debian's `postfix` for the two programs, and says so
//! where they are not.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a benchmark measures time and prints it"
)]

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use contrabrief::deliver::{Patience, deliver, message_of};

#[path = "../tests/support/post_office.rs"]
mod post_office;
use post_office::{PostOffice, letter_settings, relay, unhurried};

const SINK: &str = "/usr/sbin/smtp-sink";
const SOURCE: &str = "/usr/sbin/smtp-source";
const MESSAGES: usize = 4000;
const MESSAGE_BYTES: usize = 60_000;
/// What becomes so large once it is encoded.
const PAGE_BYTES: usize = 55_600;
const ROUNDS: usize = 3;

fn main() {
    if !Path::new(SINK).exists() || !Path::new(SOURCE).exists() {
        eprintln!("SKIPPED: {SINK} and {SOURCE} are not here; apt install postfix");
        return;
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    println!("connections  smtp-source msg/s  contrabrief msg/s  ratio (best of {ROUNDS})");
    for connections in [1, 8, 32] {
        let (mut theirs, mut ours) = (0.0_f64, 0.0_f64);
        for _ in 0..ROUNDS {
            let sink = Sink::start();
            theirs = theirs.max(per_second(|| source(sink.port, connections)));
            let office = PostOffice::new(MESSAGES, PAGE_BYTES);
            let transport = relay(sink.port, Patience::default());
            let policy = unhurried(connections);
            let parcels = office.parcels();
            let message = message_of(&parcels[0], &letter_settings()).expect("a message");
            assert_eq!(message.bytes.len() / 1000, MESSAGE_BYTES / 1000);
            ours = ours.max(per_second(|| {
                let settings = letter_settings();
                let sending = deliver(parcels, &transport, &settings, &policy, office.ledger());
                let report = runtime.block_on(sending).expect("the ledger can be written");
                assert_eq!(report.accepted.len(), MESSAGES);
            }));
        }
        println!("{connections:>11}  {theirs:>17.0}  {ours:>17.0}  {:>5.2}", ours / theirs);
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand")]
fn per_second(send: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    send();
    MESSAGES as f64 / begun.elapsed().as_secs_f64()
}

fn source(port: u16, connections: usize) {
    let status = Command::new(SOURCE)
        .args(["-s", &connections.to_string(), "-m", &MESSAGES.to_string()])
        .args(["-l", &MESSAGE_BYTES.to_string(), "-f", "desk@harbour.example"])
        .args(["-t", "ana@reader.example", &format!("127.0.0.1:{port}")])
        .status()
        .expect("smtp-source runs");
    assert!(status.success());
}

/// Postfix's sink on a free port; it ends with this value.
struct Sink {
    process: Child,
    port: u16,
}

impl Sink {
    fn start() -> Self {
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let process = Command::new(SINK)
            .args(["-u", "nobody", &format!("127.0.0.1:{port}"), "256"])
            .stdout(Stdio::null())
            .spawn()
            .expect("smtp-sink runs");
        let deadline = Instant::now() + Duration::from_secs(10);
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < deadline, "smtp-sink listens");
            std::thread::yield_now();
        }
        Self { process, port }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
