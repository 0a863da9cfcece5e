//! Takes rules; plays a mail server on loopback that replies or drops as told, and keeps
//! what it accepted. A plain module: unit and integration tests include it by path.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server does instead of consenting.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    /// Says this line.
    Reply(&'static str),
    /// Closes the connection without a word.
    Drop,
    /// Says nothing more.
    Silence,
    /// Of DATA: consents, and closes the connection after a few lines of the body.
    CutBody,
}

/// Applies to lines that start with `prefix`; the body's end is the line `.`.
pub(crate) type Rule = (&'static str, Act);

/// A message the server took.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    pub(crate) to: String,
    pub(crate) body: String,
}

/// What the server has seen.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) connections: u32,
    pub(crate) lines: Vec<String>,
    /// Bodies that arrived whole, whether or not they were acknowledged.
    pub(crate) taken: Vec<Taken>,
}

/// A running server; it ends with the test's runtime.
pub(crate) struct SmtpServer {
    pub(crate) address: SocketAddr,
    pub(crate) seen: Arc<Mutex<Seen>>,
    rules: Arc<Mutex<Vec<Rule>>>,
}

impl SmtpServer {
    pub(crate) async fn start(rules: &[Rule]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let rules = Arc::new(Mutex::new(rules.to_vec()));
        let (told, log) = (Arc::clone(&rules), Arc::clone(&seen));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                log.lock().unwrap().connections += 1;
                tokio::spawn(converse(stream, Arc::clone(&told), Arc::clone(&log)));
            }
        });
        Self { address, seen, rules }
    }

    /// Has the server follow other rules from its next answer on.
    pub(crate) fn follow(&self, rules: &[Rule]) {
        *self.rules.lock().unwrap() = rules.to_vec();
    }
}

async fn converse(
    stream: TcpStream,
    told: Arc<Mutex<Vec<Rule>>>,
    seen: Arc<Mutex<Seen>>,
) -> Option<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 harbour.example\r\n").await.ok()?;
    let mut to = String::new();
    loop {
        let line = read(&mut stream).await?;
        seen.lock().unwrap().lines.push(line.clone());
        let rules = told.lock().unwrap().clone();
        let act = rules.iter().find(|(prefix, _)| *prefix == "DATA").map(|(_, act)| *act);
        if line == "DATA" && matches!(act, None | Some(Act::CutBody)) {
            stream.write_all(b"354 go on\r\n").await.ok()?;
            if act.is_some() {
                return read(&mut stream).await.map(drop);
            }
            let mut body = String::new();
            loop {
                let line = read(&mut stream).await?;
                if line == "." {
                    break;
                }
                body += &line;
                body += "\r\n";
            }
            seen.lock().unwrap().taken.push(Taken { to: to.clone(), body });
            answer(&mut stream, ".", &rules, "250 2.0.0 queued as 4711").await?;
            continue;
        }
        if let Some(address) = line.strip_prefix("RCPT TO:") {
            address.clone_into(&mut to);
        }
        let consent = match line.get(..4) {
            Some("EHLO") => "250-harbour.example\r\n250 AUTH PLAIN",
            Some("AUTH") => "235 welcome",
            Some("QUIT") => "221 bye",
            _ => "250 ok",
        };
        answer(&mut stream, &line, &rules, consent).await?;
    }
}

async fn answer(
    stream: &mut BufReader<TcpStream>,
    line: &str,
    rules: &[Rule],
    consent: &str,
) -> Option<()> {
    let reply = match rules.iter().find(|(prefix, _)| line.starts_with(prefix)) {
        Some((_, Act::Drop | Act::CutBody)) => return None,
        Some((_, Act::Silence)) => return std::future::pending().await,
        Some((_, Act::Reply(reply))) => reply,
        None => consent,
    };
    stream.write_all(format!("{reply}\r\n").as_bytes()).await.ok()
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    let length = stream.read_line(&mut line).await.ok()?;
    (length > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
}
