//! Doors that stay shut: hostile servers on loopback, each doing one thing that real ones do.
//! The rows are those of the table in `docs/security.md`.

mod downgrade;

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::*;

/// A server that answers each connection with what `script` writes.
async fn serve<F, S>(script: F) -> (SocketAddr, Arc<AtomicUsize>)
where
    F: Fn(TcpStream, Arc<AtomicUsize>) -> S + Send + Sync + 'static,
    S: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let counter = count.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            tokio::spawn(script(stream, counter.clone()));
        }
    });
    (address, count)
}

/// A server that says one thing and closes; it counts its connections.
async fn saying(answer: impl Into<Vec<u8>>) -> (SocketAddr, Arc<AtomicUsize>) {
    let answer = Arc::new(answer.into());
    serve(move |mut stream, count| {
        let answer = answer.clone();
        async move {
            count.fetch_add(1, Ordering::SeqCst);
            let _ = stream.write_all(&answer).await;
            let _ = stream.shutdown().await;
        }
    })
    .await
}

fn ok(headers: &str, body: &[u8]) -> Vec<u8> {
    let mut answer =
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n{headers}\r\n", body.len()).into_bytes();
    answer.extend_from_slice(body);
    answer
}

fn limits() -> Limits {
    Limits {
        total_seconds_max: 2,
        retries_max: 0,
        host_pause_ms_min: 0,
        allow_private_addresses: true,
        ..Limits::default()
    }
}

async fn fetch_with(limits: &Limits, location: &str) -> Result<Body, CollectError> {
    let fetcher = Fetcher::new(limits, "contrabrief/test (desk@example.com)");
    match fetcher.fetch(&Request::plain(location), None).await? {
        Fetched::Body(body) => Ok(body),
        Fetched::NotModified { .. } => panic!("nothing was conditional"),
    }
}

async fn fetch(address: SocketAddr) -> Result<Body, CollectError> {
    fetch_with(&limits(), &format!("http://{address}/feed")).await
}

fn words(fetched: Result<Body, CollectError>) -> String {
    let error = fetched.map(|body| String::from_utf8_lossy(&body.bytes).into_owned()).unwrap_err();
    crate_chain(&error)
}

fn crate_chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |cause| cause.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Rows 1 to 5.
#[tokio::test]
async fn no_spelling_of_an_own_address_is_asked_and_the_server_sees_nothing() {
    let (address, asked) = saying(ok("", b"secret")).await;
    let port = address.port();
    let closed = Limits { allow_private_addresses: false, allow_http: true, ..limits() };
    for host in ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0177.0.0.1"] {
        let told = words(fetch_with(&closed, &format!("http://{host}:{port}/")).await);
        assert!(told.contains("private address"), "{host}: {told}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

/// Row 6: the resolver that every connection goes through refuses the name.
#[tokio::test]
async fn a_name_that_leads_to_an_own_address_is_refused_after_it_is_resolved() {
    let (address, asked) = saying(ok("", b"secret")).await;
    let ports = vec![address.port()];
    let closed =
        Limits { allow_private_addresses: false, allow_http: true, allow_ports: ports, ..limits() };
    let told = words(fetch_with(&closed, &format!("http://localhost:{}/", address.port())).await);
    assert!(told.contains("leads to the private address"), "{told}");
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    let listed = Limits { allow_hosts: vec!["localhost".to_owned()], ..closed };
    assert!(fetch_with(&listed, &format!("http://localhost:{}/", address.port())).await.is_ok());
}

/// Row 8.
#[tokio::test]
async fn a_redirect_into_the_own_network_is_refused_at_its_hop() {
    let (inner, asked) = saying(ok("", b"secret")).await;
    let location = format!("HTTP/1.1 302 Found\r\nlocation: http://{inner}/\r\n\r\n");
    let (outer, _) = saying(location).await;
    let listed = Limits {
        allow_private_addresses: false,
        allow_hosts: vec!["127.0.0.1".to_owned()],
        ..limits()
    };
    let elsewhere = inner.to_string().replace("127.0.0.1", "127.0.0.2");
    let (outer_elsewhere, _) =
        saying(format!("HTTP/1.1 302 Found\r\nlocation: http://{elsewhere}/\r\n\r\n")).await;
    assert!(fetch_with(&listed, &format!("http://{outer}/")).await.is_ok(), "it is listed");
    let told = words(fetch_with(&listed, &format!("http://{outer_elsewhere}/")).await);
    assert!(told.contains("redirect 1: 127.0.0.2 is a private address"), "{told}");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

/// Row 8, by name: what a redirect names is resolved and checked like what was asked for.
#[tokio::test]
async fn a_redirect_to_localhost_is_refused_and_never_asked() {
    let (inner, asked) = saying(ok("", b"secret")).await;
    let location =
        format!("HTTP/1.1 302 Found\r\nlocation: http://localhost:{}/\r\n\r\n", inner.port());
    let (outer, _) = saying(location).await;
    let listed = Limits {
        allow_private_addresses: false,
        allow_http: true,
        allow_hosts: vec!["127.0.0.1".to_owned()],
        allow_ports: vec![inner.port()],
        ..limits()
    };
    let told = words(fetch_with(&listed, &format!("http://{outer}/")).await);
    assert!(told.contains("`localhost` leads to the private address"), "{told}");
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

/// Row 9.
#[tokio::test]
async fn redirects_without_end_stop_at_the_limit() {
    let (address, asked) = saying("HTTP/1.1 302 Found\r\nlocation: /feed\r\n\r\n").await;
    assert!(words(fetch(address).await).contains("redirects_max = 5"));
    assert_eq!(asked.load(Ordering::SeqCst), 6);
}

/// Row 10, as a rule on addresses.
#[test]
fn unencrypted_addresses_are_refused_unless_allowed() {
    let plain = Url::parse("http://wire.example/feed").unwrap();
    let closed = Limits::default();
    assert!(address::refusal(&plain, &closed).is_some_and(|told| told.contains("allow_http")));
    let open = Limits { allow_http: true, ..closed };
    assert_eq!(address::refusal(&plain, &open), None);
}

/// Rows 11 to 13.
#[tokio::test]
async fn odd_schemes_passwords_and_ports_are_refused_and_no_password_is_told() {
    for (location, told) in [
        ("ftp://wire.example/", "scheme `ftp`"),
        ("gopher://wire.example/", "scheme `gopher`"),
        ("data:text/html,x", "scheme `data`"),
        ("https://user:hunter2@wire.example/", "user name or password"),
        ("https://wire.example:22/", "allow_ports = [22]"),
        ("https://wire.example:25/", "allow_ports = [25]"),
        ("https://wire.example:6379/", "allow_ports = [6379]"),
    ] {
        let closed = Limits { allow_private_addresses: false, ..limits() };
        let refused = words(fetch_with(&closed, location).await);
        assert!(refused.contains(told) && !refused.contains("hunter2"), "{refused}");
    }
}

/// Row 15.
#[tokio::test]
async fn a_bomb_stops_at_a_limit_whatever_it_is_packed_with() {
    let zeros = vec![0; 30_000_000];
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&zeros).unwrap();
    let mut deflate = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    deflate.write_all(&zeros).unwrap();
    for (coding, packed) in [
        ("gzip", gzip.finish().unwrap()),
        ("deflate", deflate.finish().unwrap()),
        ("zstd", zstd::encode_all(&zeros[..], 3).unwrap()),
    ] {
        let (address, _) = saying(ok(&format!("content-encoding: {coding}\r\n"), &packed)).await;
        let told = words(fetch(address).await);
        assert!(told.contains("compression_ratio_max = 100"), "{coding}: {told}");
    }
    // What grows by less stops at the size: 25 MB out of 0.5 MB or so.
    let line = |n: u32| {
        format!("{:x} Helix rises, Orrery falls, and so on\n", n.wrapping_mul(0x9e37_79b9))
    };
    let text: String = (0..530_000).map(line).collect();
    let packed = zstd::encode_all(text.as_bytes(), 1).unwrap();
    assert!(text.len() > 20_000_000 && packed.len() < 5_000_000 && text.len() / packed.len() < 100);
    let (address, _) = saying(ok("content-encoding: zstd\r\n", &packed)).await;
    assert!(matches!(fetch(address).await, Err(CollectError::TooLarge { max: 20_000_000 })));
}

#[tokio::test]
async fn a_body_that_compresses_well_and_is_small_is_read() {
    let feed = "<item/>".repeat(50_000);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(feed.as_bytes()).unwrap();
    let (address, _) = saying(ok("content-encoding: gzip\r\n", &gzip.finish().unwrap())).await;
    assert_eq!(fetch(address).await.unwrap().bytes, feed.as_bytes());
}

/// Row 16.
#[tokio::test]
async fn a_body_packed_twice_is_refused() {
    let (address, _) = saying(ok("content-encoding: gzip, br\r\n", b"x")).await;
    assert!(words(fetch(address).await).contains("more than once"));
    let (address, _) = saying(ok("content-encoding: br\r\ncontent-encoding: zstd\r\n", b"x")).await;
    assert!(words(fetch(address).await).contains("more than once"));
    let inner = zstd::encode_all(&b"<rss/>"[..], 3).unwrap();
    let outer = zstd::encode_all(inner.as_slice(), 3).unwrap();
    let (address, _) = saying(ok("content-encoding: zstd\r\n", &outer)).await;
    assert_eq!(fetch(address).await.unwrap().bytes, inner, "one layer only");
    let (address, _) = saying(ok("content-encoding: compress\r\n", b"x")).await;
    assert!(words(fetch(address).await).contains("not offered"));
    let (address, _) = saying(ok("content-encoding: gzip\r\n", b"not gzip")).await;
    assert!(words(fetch(address).await).contains("broken"));
}

/// Row 17: a byte now and then never resets the clock of the whole request.
#[tokio::test]
async fn a_body_that_drips_ends_at_the_time_limit() {
    let (address, _) = serve(|mut stream, _| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        while stream.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    })
    .await;
    let hasty = Limits { total_seconds_max: 1, ..limits() };
    let told = words(fetch_with(&hasty, &format!("http://{address}/")).await);
    assert!(told.contains("timed out"), "{told}");
}

/// Row 18: too long a length is an error, and of too short a one only what was announced is
/// read; the feed reader then says that its end is missing.
#[tokio::test]
async fn a_length_that_lies_gives_no_invented_byte() {
    let (address, _) = saying("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort").await;
    assert!(matches!(fetch(address).await, Err(CollectError::Request(_))));
    let (address, _) = saying("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nlonger").await;
    assert_eq!(fetch(address).await.unwrap().bytes, b"longe");
    let (address, _) =
        saying("HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nlonger").await;
    assert!(matches!(fetch(address).await, Err(CollectError::Request(_))));
}

/// Row 19.
#[tokio::test]
async fn headers_without_end_are_an_error() {
    let many = "x-a: b\r\n".repeat(10_000);
    let (address, _) = saying(format!("HTTP/1.1 200 OK\r\n{many}\r\nbody")).await;
    assert!(matches!(fetch(address).await, Err(CollectError::Request(_))));
    let large = format!("x-a: {}\r\n", "b".repeat(1_000_000));
    let (address, _) = saying(format!("HTTP/1.1 200 OK\r\n{large}\r\nbody")).await;
    assert!(matches!(fetch(address).await, Err(CollectError::Request(_))));
}

/// A body of a gigabyte: no more of it is taken than the limit, whatever the server sends.
#[tokio::test]
async fn a_gigabyte_is_cut_off_at_the_limit() {
    const CHUNK: usize = 1_000_000;
    let (address, sent) = serve(|mut stream, sent| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        let chunk = vec![b'x'; CHUNK];
        for _ in 0..1_000 {
            if stream.write_all(&chunk).await.is_err() {
                return;
            }
            sent.fetch_add(CHUNK, Ordering::SeqCst);
        }
    })
    .await;
    let patient = Limits { total_seconds_max: 30, ..limits() };
    let error = fetch_with(&patient, &format!("http://{address}/")).await.err().unwrap();
    assert!(matches!(error, CollectError::TooLarge { max: 20_000_000 }), "{error:?}");
    // What lies in the sockets' buffers was sent and never read.
    assert!(sent.load(Ordering::SeqCst) < 60_000_000, "{} sent", sent.load(Ordering::SeqCst));
}

#[tokio::test]
async fn a_stumble_is_tried_again_and_a_refusal_is_not() {
    let (address, asked) = saying("HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n").await;
    let retrying = Limits { retries_max: 1, ..limits() };
    let told = words(fetch_with(&retrying, &format!("http://{address}/")).await);
    assert!(told.contains("503"), "{told}");
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    let (address, asked) = saying("HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n").await;
    let told = words(fetch_with(&retrying, &format!("http://{address}/")).await);
    assert!(told.contains("404 (look at the address)"), "{told}");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_a_server_says_of_time_is_understood() {
    let busy = "HTTP/1.1 429 Busy\r\nretry-after: 119\r\ncontent-length: 0\r\n\r\n";
    let (address, _) = saying(busy).await;
    let error = fetch(address).await.err().unwrap();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(119)));
    let dated = "HTTP/1.1 503 Busy\r\ndate: Wed, 25 Mar 2026 10:00:00 GMT\r\n\
                 retry-after: Wed, 25 Mar 2026 10:01:00 GMT\r\ncontent-length: 0\r\n\r\n";
    let (address, _) = saying(dated).await;
    let error = fetch(address).await.err().unwrap();
    assert_eq!(error.retry_after(), Some(Duration::from_mins(1)));
    for (header, seconds) in [
        ("cache-control: public, max-age=300\r\n", Some(300)),
        ("cache-control: no-cache, max-age=300\r\n", None),
        (
            "date: Wed, 25 Mar 2026 10:00:00 GMT\r\nexpires: Wed, 25 Mar 2026 10:05:00 GMT\r\n",
            Some(300),
        ),
        ("expires: 0\r\n", None),
    ] {
        let (address, _) = saying(ok(header, b"x")).await;
        let fresh_for = fetch(address).await.unwrap().fresh_for;
        assert_eq!(fresh_for, seconds.map(Duration::from_secs), "{header}");
    }
}

#[tokio::test]
async fn a_move_for_good_is_told_and_one_for_now_is_not() {
    for (status, is_told) in [(301, true), (308, true), (302, false)] {
        let (new_home, _) = saying(ok("", b"x")).await;
        let moved =
            format!("HTTP/1.1 {status} Moved\r\nlocation: http://{new_home}/new?key=1\r\n\r\n");
        let (old_home, _) = saying(moved).await;
        let told = fetch(old_home).await.unwrap().moved_to;
        assert_eq!(told, is_told.then(|| format!("http://{new_home}/new")), "{status}");
    }
}

/// A key goes to the host it was configured for, and nowhere that one points.
#[tokio::test]
async fn a_key_does_not_follow_a_redirect_to_another_host() {
    let heard = Arc::new(std::sync::Mutex::new(Vec::new()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let elsewhere = format!("localhost:{}", listener.local_addr().unwrap().port());
    let hearing = heard.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            let length = stream.read(&mut request).await.unwrap_or(0);
            hearing.lock().unwrap().extend_from_slice(&request[..length]);
            let _ = stream.write_all(&ok("", b"x")).await;
        }
    });
    let redirect = format!("HTTP/1.1 302 F\r\nlocation: http://{elsewhere}/\r\n\r\n");
    let (address, _) = saying(redirect).await;
    let listed = Limits { allow_hosts: vec!["localhost".to_owned()], ..limits() };
    let fetcher = Fetcher::new(&listed, "contrabrief/test (desk@example.com)");
    let mut request = Request::plain(format!("http://{address}/"));
    request.headers.push(("x-key", "k-123".to_owned()));
    assert!(fetcher.fetch(&request, None).await.is_ok());
    let heard = String::from_utf8(heard.lock().unwrap().clone()).unwrap().to_lowercase();
    assert!(heard.contains("user-agent: contrabrief/test (desk@example.com)"), "{heard}");
    assert!(!heard.contains("k-123"), "{heard}");
}
