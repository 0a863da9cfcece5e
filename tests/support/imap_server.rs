//! Takes messages and rules; plays an IMAP server on loopback that refuses, drops or stays silent
//! as told, and keeps what it was told to mark or move. A plain module: tests include it by path.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server does instead of consenting.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    /// Says this behind the command's tag.
    Reply(&'static str),
    /// Says this as it is and goes on waiting.
    Say(&'static str),
    /// Closes the connection without a word.
    Drop,
    /// Says nothing more.
    Silence,
    /// Says that a message of this many bytes follows, and sends it.
    Flood(usize),
}

/// Applies to commands, without their tag, that start with a prefix.
pub(crate) type Rule = (&'static str, Act);

/// A message on the server.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) uid: u32,
    pub(crate) bytes: Vec<u8>,
    pub(crate) is_seen: bool,
    pub(crate) folder: String,
}

/// What the server has and has seen.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) commands: Vec<String>,
    pub(crate) messages: Vec<Kept>,
}

/// A running server; it ends with the test's runtime.
pub(crate) struct ImapServer {
    pub(crate) address: SocketAddr,
    pub(crate) seen: Arc<Mutex<Seen>>,
}

impl ImapServer {
    pub(crate) async fn start(messages: &[&[u8]], rules: &[Rule]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let kept = |(uid, bytes): (u32, &&[u8])| Kept {
            uid,
            bytes: bytes.to_vec(),
            is_seen: false,
            folder: "INBOX".to_owned(),
        };
        let messages = (7..).zip(messages).map(kept).collect();
        let seen = Arc::new(Mutex::new(Seen { commands: Vec::new(), messages }));
        let (rules, log) = (rules.to_vec(), Arc::clone(&seen));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, rules.clone(), Arc::clone(&log)));
            }
        });
        Self { address, seen }
    }
}

async fn converse(stream: TcpStream, rules: Vec<Rule>, seen: Arc<Mutex<Seen>>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"* OK [CAPABILITY IMAP4rev1] at your service\r\n").await.ok()?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let (tag, command) = line.trim_end().split_once(' ')?;
        seen.lock().unwrap().commands.push(command.to_owned());
        let rule = rules.iter().find(|(prefix, _)| command.starts_with(prefix));
        let answer = match rule.map(|(_, act)| *act) {
            None => answer(command, &seen)
                .into_iter()
                .chain([format!("{tag} OK done\r\n").into_bytes()])
                .collect(),
            Some(Act::Reply(words)) => vec![format!("{tag} {words}\r\n").into_bytes()],
            Some(Act::Say(words)) => vec![words.as_bytes().to_vec()],
            Some(Act::Drop) => return None,
            Some(Act::Silence) => std::future::pending().await,
            Some(Act::Flood(bytes)) => {
                let mut flood = format!("* 1 FETCH (UID 7 BODY[] {{{bytes}}}\r\n").into_bytes();
                flood.resize(flood.len() + bytes, b'x');
                vec![flood]
            }
        };
        for part in answer {
            stream.write_all(&part).await.ok()?;
        }
    }
}

/// The untagged part of a consenting answer.
fn answer(command: &str, seen: &Mutex<Seen>) -> Vec<Vec<u8>> {
    let seen = &mut *seen.lock().unwrap();
    let words: Vec<&str> = command.split(' ').collect();
    let uid = words.get(2).and_then(|word| word.parse::<u32>().ok());
    let asked = seen.messages.iter_mut().find(|message| Some(message.uid) == uid);
    match (words.as_slice(), asked) {
        (["CAPABILITY", ..], _) => vec![b"* CAPABILITY IMAP4rev1 MOVE\r\n".to_vec()],
        (["SELECT", ..], _) => {
            vec![b"* FLAGS (\\Seen \\Deleted)\r\n* 3 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 1] ok\r\n".to_vec()]
        }
        (["UID", "SEARCH", ..], _) => {
            let unseen =
                seen.messages.iter().filter(|kept| !kept.is_seen && kept.folder == "INBOX");
            let uids: Vec<String> = unseen.map(|kept| format!(" {}", kept.uid)).collect();
            let uids = uids.concat();
            vec![format!("* SEARCH{uids}\r\n").into_bytes()]
        }
        (["UID", "FETCH", .., "RFC822.SIZE)"], Some(kept)) => {
            // News of another message come in between.
            vec![
                format!(
                    "* 9 FETCH (UID 99 RFC822.SIZE 5)\r\n* 1 FETCH (UID {} RFC822.SIZE {})\r\n",
                    kept.uid,
                    kept.bytes.len()
                )
                .into_bytes(),
            ]
        }
        (["UID", "FETCH", .., "BODY.PEEK[])"], Some(kept)) => {
            let head = format!("* 1 FETCH (UID {} BODY[] {{{}}}\r\n", kept.uid, kept.bytes.len());
            vec![head.into_bytes(), kept.bytes.clone(), b")\r\n".to_vec()]
        }
        (["UID", "STORE", ..], Some(kept)) => {
            kept.is_seen = true;
            Vec::new()
        }
        (["UID", "MOVE", ..], Some(kept)) => {
            kept.folder = words[3].trim_matches('"').to_owned();
            Vec::new()
        }
        (["LOGOUT"], _) => vec![b"* BYE\r\n".to_vec()],
        _ => Vec::new(),
    }
}
