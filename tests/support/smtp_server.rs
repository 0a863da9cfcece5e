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
}

impl SmtpServer {
    pub(crate) async fn start(rules: &[Rule]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (rules, log) = (rules.to_vec(), Arc::clone(&seen));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                log.lock().unwrap().connections += 1;
                tokio::spawn(converse(stream, rules.clone(), Arc::clone(&log)));
            }
        });
        Self { address, seen }
    }
}

async fn converse(stream: TcpStream, rules: Vec<Rule>, seen: Arc<Mutex<Seen>>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 harbour.example\r\n").await.ok()?;
    let mut to = String::new();
    loop {
        let line = read(&mut stream).await?;
        seen.lock().unwrap().lines.push(line.clone());
        if line == "DATA" && !rules.iter().any(|(prefix, _)| *prefix == "DATA") {
            stream.write_all(b"354 go on\r\n").await.ok()?;
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
        Some((_, Act::Drop)) => return None,
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
