//! Servers on loopback that misbehave, each in one way, on plain sockets and threads.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// How a server misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misdeed {
    /// Answers with an error status.
    Fails,
    /// Closes the connection without a word.
    HangsUp,
    /// Announces more than it sends.
    BreaksOff,
    /// Sends a body without end.
    NeverEnds,
    /// Sends nothing for longer than anybody waits.
    StaysSilent,
    /// Points on to the metadata service of a cloud.
    PointsInside,
    /// Sends a few bytes that become many.
    Bombs,
    /// Sends a web page.
    SendsPage,
    /// Sends a feed whose entities grow without bound.
    Laughs,
}

/// Every misdeed.
pub const MISDEEDS: [Misdeed; 9] = [
    Misdeed::Fails,
    Misdeed::HangsUp,
    Misdeed::BreaksOff,
    Misdeed::NeverEnds,
    Misdeed::StaysSilent,
    Misdeed::PointsInside,
    Misdeed::Bombs,
    Misdeed::SendsPage,
    Misdeed::Laughs,
];

/// Starts a server that lives as long as the test's process.
pub fn start(misdeed: Misdeed) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = listener.local_addr().expect("a bound listener has an address");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || misbehave(stream, misdeed));
        }
    });
    address
}

fn misbehave(mut stream: TcpStream, misdeed: Misdeed) {
    let mut request = [0; 4096];
    let _ = stream.read(&mut request);
    let _ = match misdeed {
        Misdeed::Fails => stream.write_all(&answer("500 Broken", "", b"sorry")),
        Misdeed::HangsUp => Ok(()),
        Misdeed::BreaksOff => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n<rss><channel>")
        }
        Misdeed::NeverEnds => never_end(&mut stream),
        Misdeed::StaysSilent => {
            thread::sleep(Duration::from_mins(1));
            Ok(())
        }
        Misdeed::PointsInside => stream.write_all(&answer(
            "302 Found",
            "location: http://169.254.169.254/latest/meta-data\r\n",
            b"",
        )),
        Misdeed::Bombs => {
            let packed = zstd::encode_all(&vec![b' '; 50_000_000][..], 3).expect("zeros compress");
            stream.write_all(&answer("200 OK", "content-encoding: zstd\r\n", &packed))
        }
        Misdeed::SendsPage => {
            stream.write_all(&answer("200 OK", "", b"<!doctype html><title>Sign in</title>"))
        }
        Misdeed::Laughs => stream.write_all(&answer(
            "200 OK",
            "",
            b"<!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><rss><channel/></rss>",
        )),
    };
}

fn never_end(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n<rss><channel>")?;
    loop {
        stream.write_all(&[b' '; 10_000])?;
    }
}

fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut answer =
        format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n").into_bytes();
    answer.extend_from_slice(body);
    answer
}

/// Starts a server that sends a good feed in small parts with pauses between them.
pub fn start_slow(feed: String) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = listener.local_addr().expect("a bound listener has an address");
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let answer = answer("200 OK", "", feed.as_bytes());
            for part in answer.chunks(answer.len() / 10 + 1) {
                thread::sleep(Duration::from_millis(50));
                let _ = stream.write_all(part);
            }
        }
    });
    address
}
