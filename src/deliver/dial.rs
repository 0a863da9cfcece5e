//! Takes where a server is; gives a line to it, encrypted as configured. Never falls back to a
//! weaker one, and takes nothing that was said before TLS for said within it (RFC 3207, 6).

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::smtp::{SmtpSettings, TlsMode, shorten};
use super::tls::encrypt;
use super::wire::{Line, Wire};

/// A greeting or an answer to EHLO that is longer is none.
const ANSWER_BYTES_MAX: usize = 16 * 1024;
/// After STARTTLS nobody greets again, but the library reads a greeting first.
const GREETING: &[u8] = b"220 encrypted\r\n";

/// A line on which the server's greeting can be read.
pub(super) async fn dial(settings: &SmtpSettings) -> Result<Wire, String> {
    let host = settings.host.as_str();
    let mut stream = TcpStream::connect((host, settings.port))
        .await
        .map_err(|error| format!("Cannot reach `{host}`: {error}"))?;
    // The body and the final dot are separate writes: with Nagle's algorithm each message
    // waits for a delayed acknowledgement, about 44 ms.
    stream.set_nodelay(true).map_err(|error| error.to_string())?;
    match settings.tls {
        TlsMode::None => Ok(Wire::new(Line::Plain(stream), b"")),
        TlsMode::Tls => Ok(Wire::new(encrypted(settings, stream).await?, b"")),
        TlsMode::Starttls => {
            start_tls(&mut stream, &settings.hello_name).await?;
            Ok(Wire::new(encrypted(settings, stream).await?, GREETING))
        }
    }
}

async fn encrypted(settings: &SmtpSettings, stream: TcpStream) -> Result<Line, String> {
    Ok(Line::Tls(Box::new(encrypt(&settings.host, &settings.trust, stream).await?)))
}

/// Greeting, EHLO and STARTTLS in the clear.
async fn start_tls(stream: &mut TcpStream, hello_name: &str) -> Result<(), String> {
    expect(stream, "220").await?;
    let hello = format!("EHLO {hello_name}\r\n");
    stream.write_all(hello.as_bytes()).await.map_err(|error| error.to_string())?;
    let offered = expect(stream, "250").await?;
    let offers = offered.lines().any(|line| {
        line.get(4..).is_some_and(|word| word.trim_end().eq_ignore_ascii_case("STARTTLS"))
    });
    if !offers {
        return Err("The server offers no STARTTLS, and nothing is sent in the clear".to_owned());
    }
    stream.write_all(b"STARTTLS\r\n").await.map_err(|error| error.to_string())?;
    expect(stream, "220").await.map(drop)
}

/// Reads an answer to its last line and not a byte more may be there.
async fn expect(stream: &mut TcpStream, code: &str) -> Result<String, String> {
    let mut answer = Vec::new();
    loop {
        let mut part = [0; 1024];
        let length = stream.read(&mut part).await.map_err(|error| error.to_string())?;
        answer.extend_from_slice(&part[..length]);
        if length == 0 || answer.len() > ANSWER_BYTES_MAX {
            return Err(format!("No answer that could be read: {}", shorten(&shown(&answer))));
        }
        let Some(end) = end_of(&answer) else { continue };
        if end < answer.len() {
            let said = shorten(&shown(&answer));
            return Err(format!("More was said than asked for before TLS: {said}"));
        }
        let text = shown(&answer);
        return if text.starts_with(code) { Ok(text) } else { Err(shorten(&text)) };
    }
}

/// Where the last line of an answer ends: the first with a space after its code.
fn end_of(answer: &[u8]) -> Option<usize> {
    let mut start = 0;
    for (at, _) in answer.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
        if answer.get(start + 3).is_none_or(|mark| *mark != b'-') {
            return Some(at + 1);
        }
        start = at + 1;
    }
    None
}

fn shown(answer: &[u8]) -> String {
    String::from_utf8_lossy(answer).trim_end().to_owned()
}
