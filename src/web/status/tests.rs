//! Operators, monitors, scanners and worse, over real sockets.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use super::*;
use crate::model::overview as types;
use crate::web::{Server, WebLimits};

#[expect(unreachable_pub, reason = "tests of another binary share it")]
#[path = "../../../tests/support/status_sample.rs"]
mod sample;

const TOKEN: &str = "a token of the tests, long enough";

struct Web {
    folder: TempDir,
    address: SocketAddr,
    pulse: Pulse,
    looks: Arc<AtomicUsize>,
    _stop: oneshot::Sender<()>,
}

impl Web {
    async fn start(credential: Option<&str>) -> Self {
        Self::start_with(credential, sample::overview(), "2026-03-25T10:57:00Z").await
    }

    async fn start_with(credential: Option<&str>, overview: Overview, now: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("reports");
        std::fs::create_dir_all(root.join("2026")).unwrap();
        std::fs::write(root.join("index.html"), "<!DOCTYPE html><title>Archive</title>").unwrap();
        std::fs::write(root.join("2026/mail.eml"), "Subject: x\r\n\r\n").unwrap();
        std::fs::write(root.join(".contrabrief-archive"), "marker").unwrap();
        std::fs::write(folder.path().join("secret"), "hunter2").unwrap();
        let pulse = Pulse::started("2026-03-25T10:56:50Z".parse().unwrap());
        let looks = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&looks);
        let desk = StatusDesk {
            look: Arc::new(move |beat_at| {
                counted.fetch_add(1, Ordering::SeqCst);
                let mut overview = overview.clone();
                overview.machine.beat_at = beat_at;
                overview
            }),
            pulse: pulse.clone(),
            archive: root,
            credential: credential.map(Credential::new),
            clock: Clock::Fixed(now.parse().unwrap()),
        };
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = Server::bind_status(any, desk, WebLimits::default()).await.unwrap();
        let address = server.address();
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(server.serve(async {
            let _ = stopped.await;
        }));
        Self { folder, address, pulse, looks, _stop: stop }
    }

    /// Sends bytes and reads to the end; what came before a reset counts.
    async fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let _ = stream.write_all(bytes).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }

    async fn ask(&self, path: &str) -> String {
        self.ask_with(path, "").await
    }

    async fn ask_with(&self, path: &str, headers: &str) -> String {
        let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");
        self.raw(head.as_bytes()).await
    }
}

#[track_caller]
fn says(answer: &str, status: u16, part: &str) {
    assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{status}: {answer}");
    assert!(answer.contains(part), "`{part}` is not in {answer}");
}

#[tokio::test]
async fn each_page_is_served_with_its_type_and_closed_headers() {
    let web = Web::start(None).await;
    for (path, content_type, part) in [
        ("/", "text/html; charset=utf-8", "<h1>Working, with 2 things to look at</h1>"),
        ("/status.json", "application/json", "\"sentence\": \"Working, with 2 things to look at\""),
        ("/status.js", "text/javascript; charset=utf-8", "use strict"),
        ("/metrics", "text/plain; version=0.0.4; charset=utf-8", "contrabrief_archive_intact 1"),
        ("/healthz", "text/plain; charset=utf-8", "alive"),
        ("/readyz", "text/plain; charset=utf-8", "ready"),
        ("/archive/", "text/html; charset=utf-8", "<title>Archive</title>"),
        ("/archive/2026/mail.eml", "message/rfc822", "content-disposition: attachment"),
    ] {
        let answer = web.ask(path).await;
        says(&answer, 200, part);
        for header in [
            &format!("content-type: {content_type}\r\n"),
            "cache-control: no-store",
            "referrer-policy: no-referrer",
            "x-content-type-options: nosniff",
            "x-frame-options: DENY",
            "frame-ancestors 'none'",
            "connection: close",
        ] {
            assert!(answer.contains(header), "{path}: {header}: {answer}");
        }
        assert!(!answer.contains("set-cookie"), "{answer}");
        let policies = answer.matches("content-security-policy").count();
        assert_eq!(policies, 1, "{path}: {answer}");
    }
    says(&web.ask("/archive").await, 308, "location: /archive/");
    let page = web.ask("/").await;
    let policy = page.lines().find(|line| line.starts_with("content-security-policy")).unwrap();
    assert!(policy.contains("script-src 'self';") && !policy.contains("unsafe"), "{policy}");
    assert!(!page.contains("style=\"") && !page.contains("<script>"), "nothing inline");
    let json = web.ask("/status.json").await;
    let (_, body) = json.split_once("\r\n\r\n").unwrap();
    let json: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(json["machine"]["beat_at"], "2026-03-25T10:56:50Z");
}

/// Row 73 of the bad inputs.
#[tokio::test]
async fn nothing_beside_the_archive_is_reached_and_nothing_is_taken_in() {
    let web = Web::start(None).await;
    for path in [
        "/../../etc/passwd",
        "/archive/../../etc/passwd",
        "/archive/../secret",
        "/archive/%2e%2e/secret",
        "/archive/%2e%2e%2fsecret",
        "/archive/..%2Fsecret",
        "/archive/%252e%252e/secret",
        "/archive/..%5csecret",
        "/archive//etc/passwd",
        "/archive/.contrabrief-archive",
        "/archive/2026",
        "/%2e%2e/secret",
        "/secret",
        "/status.json/..",
    ] {
        let answer = web.ask(path).await;
        says(&answer, 404, "");
        assert!(!answer.contains("hunter2") && !answer.contains("root:"), "{path}: {answer}");
    }
    for host in ["evil.example", "localhost.evil.example", "192.0.2.1", "0.0.0.0"] {
        for path in ["/", "/status.json", "/metrics", "/archive/", "/healthz", "/nothing"] {
            let head = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
            says(&web.raw(head.as_bytes()).await, 400, "not called so");
        }
    }
    says(&web.raw(b"GET / HTTP/1.1\r\n\r\n").await, 400, "");
    says(&web.raw(b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n").await, 400, "");
    let proxied = "X-Forwarded-For: 192.0.2.1\r\n";
    says(&web.ask_with("/", proxied).await, 403, "token_file");
    let length = 100 * 1024 * 1024;
    let post =
        format!("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n12345678");
    says(&web.raw(post.as_bytes()).await, 413, "Nothing is taken in");
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"] {
        let head = format!("{method} / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        let answer = web.raw(head.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 4"), "{method}: {answer}");
        assert!(!answer.contains("things to look at"), "{method}: {answer}");
    }
    assert_eq!(web.looks.load(Ordering::SeqCst), 0, "nothing was looked at for any of them");
    assert!(web.folder.path().join("secret").exists());
}

#[tokio::test]
async fn a_head_tells_of_a_page_without_its_body() {
    let web = Web::start(None).await;
    let answer = web.raw(b"HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\n\r\n"), "{answer}");
}

#[tokio::test]
async fn behind_a_token_only_who_shows_it_reads_and_probes_learn_one_word() {
    let web = Web::start(Some(TOKEN)).await;
    for path in ["/", "/status.json", "/status.js", "/metrics", "/archive/", "/nothing"] {
        says(&web.ask(path).await, 401, "www-authenticate: Basic realm=\"contrabrief\"");
        let wrong = web.ask_with(path, "Authorization: Bearer wrong\r\n").await;
        says(&wrong, 401, "");
        assert!(!wrong.contains("things to look at"), "{wrong}");
    }
    let bearer = format!("Authorization: Bearer {TOKEN}\r\nX-Forwarded-For: 192.0.2.1\r\n");
    says(&web.ask_with("/", &bearer).await, 200, "Working, with 2 things to look at");
    let elsewhere =
        format!("GET / HTTP/1.1\r\nHost: desk.example\r\nAuthorization: Bearer {TOKEN}\r\n\r\n");
    says(&web.raw(elsewhere.as_bytes()).await, 200, "Working");
    for (path, word) in [("/healthz", "\r\n\r\nalive\n"), ("/readyz", "\r\n\r\nready\n")] {
        let answer = web.ask(path).await;
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with(word), "{answer}");
    }
}

#[tokio::test]
async fn ready_is_who_beats_and_reads_its_database_and_its_archive() {
    let mut overview = sample::overview();
    overview.machine.schema = None;
    let web = Web::start_with(None, overview, "2026-03-25T10:57:00Z").await;
    says(&web.ask("/readyz").await, 503, "the database cannot be read");
    let mut overview = sample::overview();
    overview.archive.standing = Standing::Failing;
    overview.archive.checked_at = None;
    let web = Web::start_with(None, overview, "2026-03-25T10:57:00Z").await;
    says(&web.ask("/readyz").await, 503, "the archive cannot be reached");
    let late = "2026-03-25T11:30:00Z";
    let web = Web::start_with(None, sample::overview(), late).await;
    says(&web.ask("/readyz").await, 503, "has not beaten");
    says(&web.ask("/healthz").await, 200, "alive");
    web.pulse.begins(late.parse().unwrap());
    says(&web.ask("/readyz").await, 200, "ready");
}

#[tokio::test]
async fn many_at_once_are_answered_by_one_look() {
    let web = Web::start(None).await;
    let asked = (0..40).map(|_| web.ask("/status.json"));
    for answer in futures_util::future::join_all(asked).await {
        says(&answer, 200, "Working");
    }
    assert_eq!(web.looks.load(Ordering::SeqCst), 1);
}

#[test]
fn what_came_from_outside_is_text_on_the_page_and_in_a_label() {
    let mut overview = sample::overview();
    let hostile = "<script>alert('x')</script>\"\n\\";
    overview.concerns[0].text = hostile.to_owned();
    overview.sources[4].error = Some(hostile.to_owned());
    overview.events[0].text = hostile.to_owned();
    overview.jobs[0].result = hostile.to_owned();
    overview.jobs[0].recent[0].word = hostile.to_owned();
    overview.sources[0].id = hostile.to_owned();
    overview.titles = vec![hostile.to_owned()];
    overview.sentence = hostile.to_owned();
    let page = printed(&overview);
    assert!(!page.contains("<script"), "{page}");
    let text = metrics(&overview);
    assert!(text.contains(r#"source="<script>alert('x')</script>\"\n\\",gives="#), "{text}");
    check_format(&text);
}

#[test]
fn metrics_keep_the_rules_of_the_text_format() {
    let text = metrics(&sample::overview());
    let names = check_format(&text);
    assert!(names.len() > 20, "{names:?}");
    for line in [
        "contrabrief_build_info{version=\"0.1.0\"} 1",
        "contrabrief_concerns{kind=\"partial\"} 2",
        "contrabrief_concerns{kind=\"storage\"} 0",
        "contrabrief_source_up{source=\"crypto-1\",gives=\"prices\"} 0",
        "contrabrief_source_median_seconds{source=\"wire-a\",gives=\"articles\"} 0.180",
        "contrabrief_deliveries{brief=\"ai-infra\",state=\"retrying\"} 1",
        "contrabrief_job_last_duration_seconds{job=\"run\",brief=\"ai-infra\"} 4.200",
        "contrabrief_brief_next_timestamp_seconds{brief=\"ai-infra\"} 1774520100",
    ] {
        assert!(text.lines().any(|it| it == line), "{line} is not in\n{text}");
    }
}

/// The rules that promtool checks too: HELP and TYPE once before each metric's samples, which
/// stand together; legal names, labels and values; units at the ends of names; no sample twice.
fn check_format(text: &str) -> Vec<&str> {
    let (mut names, mut samples) = (Vec::new(), Vec::new());
    let mut lines = text.lines().peekable();
    assert!(text.ends_with('\n'));
    while let Some(help) = lines.next() {
        let (name, words) = help.strip_prefix("# HELP ").unwrap().split_once(' ').unwrap();
        assert!(words.ends_with('.') && !words.contains('\\'), "{help}");
        assert_eq!(lines.next(), Some(format!("# TYPE {name} gauge").as_str()));
        assert!(name.starts_with("contrabrief_") && !names.contains(&name), "{name}");
        assert!(
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        );
        assert!(!name.ends_with("_total") && !name.ends_with("_count"), "{name} is no counter");
        names.push(name);
        let mut count = 0;
        while let Some(line) = lines.next_if(|line| !line.starts_with('#')) {
            let (series, value) = line.rsplit_once(' ').unwrap();
            assert!(value.parse::<f64>().unwrap().is_finite(), "{line}");
            let labels = series.strip_prefix(name).unwrap();
            assert!(
                labels.is_empty() || (labels.starts_with('{') && labels.ends_with("\"}")),
                "{line}"
            );
            assert!(!samples.contains(&series), "{series} stands twice");
            samples.push(series);
            count += 1;
        }
        assert!(count > 0, "{name} has no sample");
    }
    names
}

#[test]
fn with_many_briefs_those_that_are_not_well_stay_in_sight() {
    let mut overview = sample::overview();
    let brief = overview.jobs.iter().find(|job| job.brief.is_some()).unwrap().clone();
    let many = (0..40).map(|n| types::Job {
        name: format!("Brief: desk-{n:02}"),
        standing: if n == 7 { types::Standing::Failing } else { types::Standing::Well },
        ..brief.clone()
    });
    overview.jobs.extend(many);
    let (shown, folded) = overview.jobs_by_need();
    assert!(shown.iter().any(|job| job.name == "Brief: desk-07"));
    assert!(folded.iter().all(|job| job.standing == types::Standing::Well && job.brief.is_some()));
    assert_eq!(shown.len() + folded.len(), overview.jobs.len());
    let page = page::page(&overview, page::Place::Served);
    let more = format!("<summary>{} more, of briefs, all well</summary>", folded.len());
    let (before, after) = page.split_once(&more).unwrap();
    assert!(before.contains("desk-07") && after.contains("desk-39"));
}
