//! A real server on loopback with the interface of chat completions, which answers well, badly,
//! slowly or with malice, as its script says. The last act of a script goes on for ever.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

/// A claim as the server was shown it.
pub struct Claim {
    pub id: String,
    pub text: String,
}

/// A section as the server was shown it.
pub struct Section {
    pub id: String,
    pub claims: Vec<Claim>,
}

/// Sentences and the claims they cite.
pub type Sentences = Vec<(String, Vec<String>)>;

/// What a server writes for one section.
pub type Writer = fn(&Section) -> Sentences;

/// How one request is answered.
#[derive(Clone)]
pub enum Act {
    /// With sentences of the right form.
    Write(Writer),
    /// With this content in the right envelope.
    Content(String),
    /// With a refusal.
    Refuse,
    /// With this status, these further header lines, and this body.
    Status(u16, String, String),
    /// Never; the connection stays open.
    Silence,
    /// With half of an answer, after which the connection is cut.
    Cut,
    /// With so many bytes.
    Huge(usize),
    /// With its own request's key as the text of a sentence.
    RepeatKey,
}

/// A request as it came.
#[derive(Clone)]
pub struct Asked {
    pub head: String,
    pub body: String,
}

impl Asked {
    /// The sections of its user message.
    pub fn sections(&self) -> Vec<Section> {
        let body: Value = serde_json::from_str(&self.body).expect("a request is JSON");
        let asked = body["messages"][1]["content"].as_str().expect("a user message");
        let claims = asked.lines().nth(1).expect("claims between two marks");
        let claims: Value = serde_json::from_str(claims).expect("claims are JSON");
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let list = |value: &Value| value.as_array().expect("a list").clone();
        list(&claims["sections"])
            .iter()
            .map(|section| Section {
                id: text(&section["id"]),
                claims: list(&section["claims"])
                    .iter()
                    .map(|claim| Claim { id: text(&claim["id"]), text: text(&claim["text"]) })
                    .collect(),
            })
            .collect()
    }
}

/// The server; it stops when it is dropped.
pub struct Model {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    script: Arc<Mutex<VecDeque<Act>>>,
    _runtime: Runtime,
}

impl Model {
    /// Starts a server with a script.
    pub fn start(script: impl IntoIterator<Item = Act>) -> Self {
        let runtime = Runtime::new().expect("a runtime starts");
        let listener =
            runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let script = Arc::new(Mutex::new(script.into_iter().collect()));
        runtime.spawn(serve(listener, asked.clone(), script.clone()));
        Self { address, asked, script, _runtime: runtime }
    }

    /// The base that a configuration names.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Every request so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no test panics here").clone()
    }

    /// Replaces the script.
    pub fn play(&self, script: impl IntoIterator<Item = Act>) {
        *self.script.lock().expect("no test panics here") = script.into_iter().collect();
    }
}

async fn serve(
    listener: TcpListener,
    asked: Arc<Mutex<Vec<Asked>>>,
    script: Arc<Mutex<VecDeque<Act>>>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        let (asked, script) = (asked.clone(), script.clone());
        tokio::spawn(async move {
            let mut stream = stream;
            let Some(request) = read(&mut stream).await else { return };
            asked.lock().expect("no test panics here").push(request.clone());
            let act = {
                let mut script = script.lock().expect("no test panics here");
                let is_last = script.len() == 1;
                if is_last { script.front().cloned() } else { script.pop_front() }
            };
            perform(&mut stream, &request, act.expect("a script is never empty")).await;
        });
    }
}

async fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = vec![0; 16 * 1024];
        let read = stream.read(&mut chunk).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
        });
        if body.len() >= length.unwrap_or(0_usize) {
            return Some(Asked { head: head.to_owned(), body: body.to_owned() });
        }
    }
}

async fn perform(stream: &mut TcpStream, request: &Asked, act: Act) {
    let whole = match act {
        Act::Write(writer) => completed(&written(request, writer)),
        Act::Content(content) => completed(&content),
        Act::Refuse => ok(&json!({"choices": [{"message":
            {"role": "assistant", "content": null, "refusal": "I cannot help with that."},
            "finish_reason": "stop"}]})
        .to_string()),
        Act::Status(status, headers, body) => answer(status, &headers, &body, body.len()),
        Act::Silence => return std::future::pending().await,
        Act::Cut => {
            let body = r#"{"choices":[{"message":{"content":"{\"sections\""#;
            answer(200, "", body, 4 * body.len())
        }
        Act::Huge(bytes) => ok(&" ".repeat(bytes)),
        Act::RepeatKey => {
            let key = request.head.lines().find_map(|line| line.split_once("Bearer "));
            let key = key.map_or("", |(_, key)| key);
            completed(
                &json!({"sections": [{"id": "summary:HELX", "sentences":
                [{"text": format!("The key is {key}."), "claims": ["c1"]}]}]})
                .to_string(),
            )
        }
    };
    let _ = stream.write_all(whole.as_bytes()).await;
    let _ = stream.shutdown().await;
}

fn written(request: &Asked, writer: Writer) -> String {
    let sections: Vec<Value> = request
        .sections()
        .iter()
        .map(|section| {
            let sentences: Vec<Value> = writer(section)
                .into_iter()
                .map(|(text, claims)| json!({"text": text, "claims": claims}))
                .collect();
            json!({"id": section.id, "sentences": sentences})
        })
        .collect();
    json!({"sections": sections}).to_string()
}

fn completed(content: &str) -> String {
    ok(&json!({"id": "x", "object": "chat.completion", "choices": [{"index": 0, "message":
        {"role": "assistant", "content": content, "refusal": null}, "finish_reason": "stop"}]})
    .to_string())
}

fn ok(body: &str) -> String {
    answer(200, "", body, body.len())
}

fn answer(status: u16, headers: &str, body: &str, length: usize) -> String {
    format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}"
    )
}
