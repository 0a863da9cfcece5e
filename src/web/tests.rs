//! Readers, mail programs, scanners and worse, over real sockets.

mod forged;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::guard::BAD_LINKS_MAX;
use super::*;
use crate::model::{MailForm, NoticeKind, SubscriberId, SuppressionReason};
use crate::store::Store;

struct Web {
    folder: TempDir,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

fn key() -> TokenKey {
    TokenKey::new("a key of the tests")
}

fn brief() -> BriefId {
    BriefId::parse("harbour").unwrap()
}

fn ana() -> SubscriberId {
    SubscriberId("ana-1".to_owned())
}

fn leave_path() -> String {
    format!("/unsubscribe/{}", key().leave_token(&ana(), &brief()))
}

fn return_path() -> String {
    format!("/return/{}", key().return_token(&ana(), &brief()))
}

fn choices_path() -> String {
    format!("/preferences/{}", key().preferences_token(&ana(), &brief()))
}

impl Web {
    async fn start() -> Self {
        Self::start_with(WebLimits::default()).await
    }

    async fn start_with(limits: WebLimits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("desk.db")).unwrap();
        let desk = Desk {
            titles: BTreeMap::from([(brief(), "Harbour <desk>".to_owned())]),
            key: key(),
            mailto: Some("leave@desk.example".to_owned()),
            clock: Clock::Fixed("2026-03-24T06:31:00Z".parse().unwrap()),
        };
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = Server::bind(any, desk, store, limits).await.unwrap();
        let address = server.address();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(server.serve(async {
            let _ = stopped.await;
        }));
        Self { folder, address, stop, task }
    }

    fn store(&self) -> Store {
        Store::open(&self.folder.path().join("desk.db")).unwrap()
    }

    fn told(&self) -> Vec<&'static str> {
        self.store().notices(None).unwrap().iter().map(|notice| notice.kind.key()).collect()
    }

    /// Sends bytes and reads to the end; what came before a reset counts.
    async fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let _ = stream.write_all(bytes).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }

    async fn ask(&self, method: &str, path: &str) -> String {
        self.raw(format!("{method} {path} HTTP/1.1\r\nHost: brief.example\r\n\r\n").as_bytes())
            .await
    }

    async fn post(&self, path: &str, body: &str) -> String {
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: brief.example\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
        );
        self.raw(format!("{head}{body}").as_bytes()).await
    }
}

#[track_caller]
fn says(answer: &str, status: u16, part: &str) {
    assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{status}: {answer}");
    assert!(answer.contains(part), "`{part}` is not in {answer}");
}

#[tokio::test]
async fn a_link_that_is_only_followed_changes_nothing() {
    let web = Web::start().await;
    for path in [leave_path(), return_path(), choices_path()] {
        for method in ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"] {
            web.ask(method, &path).await;
            web.ask(method, &format!("{path}?List-Unsubscribe=One-Click&leave=all")).await;
        }
    }
    says(&web.ask("GET", &leave_path()).await, 200, "Stop getting Harbour &lt;desk&gt;?");
    let head = web.ask("HEAD", &leave_path()).await;
    assert!(head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"), "{head}");
    assert!(web.store().suppressions().unwrap().is_empty() && web.told().is_empty());
    assert!(web.store().preferences().unwrap().is_empty());
}

#[tokio::test]
async fn one_click_leaves_one_brief_once_however_often_it_comes() {
    let web = Web::start().await;
    for _ in 0..3 {
        let answer = web.post(&leave_path(), "List-Unsubscribe=One-Click").await;
        says(&answer, 200, "You no longer get Harbour &lt;desk&gt;.");
        assert!(!answer.to_ascii_lowercase().contains("\nlocation:"), "never a redirect");
    }
    let suppressions = web.store().suppressions().unwrap();
    assert_eq!(suppressions.len(), 1);
    assert_eq!((&suppressions[0].subscriber, &suppressions[0].brief), (&ana(), &Some(brief())));
    let notices = web.store().notices(None).unwrap();
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].kind, NoticeKind::Left(SuppressionReason::Unsubscribed));
    assert!(notices[0].detail.contains("one-click"));
    says(&web.ask("GET", &leave_path()).await, 200, "You are unsubscribed");
}

#[tokio::test]
async fn a_mail_program_may_send_its_click_in_parts() {
    let web = Web::start().await;
    let body = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {}\r\n\r\n",
        leave_path(),
        body.len()
    );
    says(&web.raw(format!("{head}{body}").as_bytes()).await, 200, "You are unsubscribed");
}

#[tokio::test]
async fn every_brief_is_left_by_the_form_alone_and_the_way_back_undoes_it() {
    let web = Web::start().await;
    web.post(&leave_path(), "List-Unsubscribe=One-Click&leave=all").await;
    assert_eq!(web.store().suppressions().unwrap()[0].brief, Some(brief()));
    says(&web.post(&leave_path(), "leave=all").await, 200, "any brief of this desk");
    says(&web.post(&leave_path(), "List-Unsubscribe=One-Click").await, 200, "any brief");
    assert_eq!(web.told(), ["unsubscribed", "unsubscribed"]);
    says(&web.post(&return_path(), "").await, 400, "Nothing was changed");
    for _ in 0..2 {
        says(&web.post(&return_path(), "return=yes").await, 200, "Welcome back");
    }
    assert!(web.store().suppressions().unwrap().is_empty());
    assert_eq!(web.told(), ["unsubscribed", "unsubscribed", "returned"]);
    says(&web.ask("GET", &leave_path()).await, 200, "Stop getting");
}

#[tokio::test]
async fn who_is_kept_for_another_reason_is_told_to_ask_the_desk() {
    let web = Web::start().await;
    web.post(&leave_path(), "leave=brief").await;
    let complained = crate::model::Suppression {
        subscriber: ana(),
        brief: None,
        reason: SuppressionReason::Operator,
        detail: "contract ended".to_owned(),
        since: "2026-03-01T00:00:00Z".parse().unwrap(),
    };
    web.store().suppress(&complained).unwrap();
    let answer = web.post(&return_path(), "return=yes").await;
    says(&answer, 200, "Please ask the desk");
    assert!(!answer.contains("contract"), "the operator's words are not the reader's");
}

#[tokio::test]
async fn a_post_that_says_nothing_changes_nothing() {
    let web = Web::start().await;
    for body in ["", "List-Unsubscribe=one-click", "leave=perhaps", "leave=brief&leave=all"] {
        says(&web.post(&leave_path(), body).await, 400, "Nothing was changed");
    }
    assert!(web.store().suppressions().unwrap().is_empty());
}

#[tokio::test]
async fn a_bad_link_is_a_page_that_says_what_to_do_and_nothing_of_what_was_asked() {
    let web = Web::start().await;
    let token = key().leave_token(&ana(), &brief());
    let other = TokenKey::new("another key").leave_token(&ana(), &brief());
    let bad = [
        "/".to_owned(),
        format!("/unsubscribe/{}", &token[..token.len() - 1]),
        format!("/unsubscribe/{other}"),
        format!("/unsubscribe/{}", key().return_token(&ana(), &brief())),
        format!("/return/{token}"),
        format!("/preferences/{token}"),
        format!("/unsubscribe/{}", "a".repeat(2000)),
        "/unsubscribe/../../etc/passwd".to_owned(),
        "/unsubscribe/%2e%2e%2f%2e%2e%2fetc%2fpasswd".to_owned(),
        "/unsubscribe/%ff%fe".to_owned(),
        "/unsubscribe/%3Cscript%3E".to_owned(),
    ];
    assert!(bad.len() < BAD_LINKS_MAX as usize);
    for path in bad {
        let answer = web.ask("GET", &path).await;
        says(&answer, 404, "mailto:leave@desk.example?subject=unsubscribe");
        for echoed in ["passwd", "<script", &token[..20]] {
            assert!(!answer.contains(echoed), "{path}: {answer}");
        }
    }
    assert!(web.store().suppressions().unwrap().is_empty());
}

#[tokio::test]
async fn control_characters_in_a_link_do_no_harm() {
    let web = Web::start().await;
    let path = leave_path();
    for (n, control) in (0..=0x1f_u8).chain([0x7f]).enumerate() {
        // Each from a client of its own, as a proxy on this machine would say.
        let head = format!("Host: a\r\nX-Forwarded-For: 192.0.2.{n}\r\n\r\n");
        let encoded =
            web.raw(format!("POST {path}%{control:02X} HTTP/1.1\r\n{head}").as_bytes()).await;
        says(&encoded, 404, "This link does not work");
        let mut plain = format!("POST {path}").into_bytes();
        plain.push(control);
        plain.extend_from_slice(format!("x HTTP/1.1\r\n{head}").as_bytes());
        let answer = web.raw(&plain).await;
        assert!(!answer.starts_with("HTTP/1.1 2"), "{control}: {answer}");
    }
    assert!(web.store().suppressions().unwrap().is_empty());
    says(&web.ask("GET", &path).await, 200, "Stop getting");
}

#[tokio::test]
async fn guessing_links_is_slowed_down_and_a_good_link_still_works() {
    let web = Web::start().await;
    for _ in 0..BAD_LINKS_MAX {
        says(&web.ask("GET", "/unsubscribe/guess").await, 404, "");
    }
    says(&web.ask("GET", "/unsubscribe/guess").await, 429, "\r\nretry-after: 600\r\n");
    says(&web.post(&leave_path(), "List-Unsubscribe=One-Click").await, 200, "unsubscribed");
}

#[tokio::test]
async fn other_methods_are_told_which_there_are() {
    let web = Web::start().await;
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"] {
        let answer = web.ask(method, &leave_path()).await.to_ascii_lowercase();
        says(&answer.replace("http/1.1", "HTTP/1.1"), 405, "\r\nallow: get,head,post\r\n");
        assert_eq!(answer.matches("\r\nallow:").count(), 1);
    }
}

#[tokio::test]
async fn every_answer_is_closed_to_frames_scripts_caches_and_cookies() {
    let web = Web::start().await;
    let answers = [
        web.ask("GET", &leave_path()).await,
        web.post(&leave_path(), "leave=brief").await,
        web.ask("GET", &return_path()).await,
        web.ask("GET", &choices_path()).await,
        web.ask("GET", "/nowhere").await,
        web.ask("PUT", &leave_path()).await,
        web.post(&leave_path(), "").await,
        web.ask("GET", "/robots.txt").await,
    ];
    for answer in answers {
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        for header in [
            "content-security-policy: default-src 'none'; style-src 'sha256-",
            "frame-ancestors 'none'",
            "cache-control: no-store",
            "referrer-policy: no-referrer",
            "x-content-type-options: nosniff",
            "x-robots-tag: noindex",
            "connection: close",
        ] {
            assert!(head.contains(header), "{header}: {head}");
        }
        assert!(!head.contains("set-cookie") && !body.contains("<script"), "{answer}");
        assert!(!body.contains("ana-1"), "no name: {body}");
        assert!(
            body.starts_with("User-agent") || body.contains("name=\"robots\" content=\"noindex\"")
        );
    }
}

#[tokio::test]
async fn a_body_of_ten_megabytes_is_refused_and_the_next_reader_served() {
    let web = Web::start().await;
    let body = format!("List-Unsubscribe=One-Click&more={}", "a".repeat(10_000_000));
    let answer = web.post(&leave_path(), &body).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413 "), "{answer}");
    let head = "Host: a\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n";
    let chunk = format!("4E20\r\n{}\r\n", "a".repeat(20_000));
    let request = format!(
        "POST {} HTTP/1.1\r\n{head}\r\n1B\r\nList-Unsubscribe=One-Click&\r\n{chunk}0\r\n\r\n",
        leave_path()
    );
    let answer = web.raw(request.as_bytes()).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(web.store().suppressions().unwrap().is_empty());
    says(&web.post(&leave_path(), "leave=brief").await, 200, "unsubscribed");
}

#[tokio::test]
async fn who_dawdles_is_cut_off_and_holds_nobody_up() {
    let short = Duration::from_millis(100);
    let limits = WebLimits {
        connections_max: 2,
        head_time: short,
        body_time: short,
        ..WebLimits::default()
    };
    let web = Web::start_with(limits).await;
    let mut silent = TcpStream::connect(web.address).await.unwrap();
    let mut half = TcpStream::connect(web.address).await.unwrap();
    half.write_all(b"POST /unsubscribe/x HTTP/1.1\r\nHost: a\r\nX-A: ").await.unwrap();
    // Both seats are taken: this one is served once they are cut off.
    says(&web.ask("GET", &leave_path()).await, 200, "Stop getting");
    for stream in [&mut silent, &mut half] {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
    }
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 26\r\n\r\nList-Unsub",
        leave_path()
    );
    says(&web.raw(head.as_bytes()).await, 408, "took too long");
    assert!(web.store().suppressions().unwrap().is_empty());
}

#[tokio::test]
async fn what_a_reader_chooses_is_kept_and_shown_again() {
    let web = Web::start().await;
    let path = choices_path();
    says(
        &web.ask("GET", &path).await,
        200,
        "id=\"form-arranged\" type=\"radio\" name=\"form\" value=\"arranged\" checked",
    );
    let saved = web.post(&path, "form=text&files=none&until=2026-04-06").await;
    says(&saved, 200, "Saved. Nothing is sent before Monday 6 April 2026.");
    says(&saved, 200, "value=\"text\" checked");
    let chosen = web.store().preference(&ana()).unwrap();
    assert_eq!((chosen.form, chosen.attachments.clone()), (Some(MailForm::Text), Some([].into())));
    says(&web.post(&path, "form=loud&files=none").await, 400, "Nothing was changed");
    says(&web.post(&path, "form=full&files=pdf&until=2020-01-01").await, 400, "between tomorrow");
    assert_eq!(web.store().preference(&ana()).unwrap(), chosen);
    says(&web.ask("GET", &path).await, 200, "value=\"2026-04-06\"");
}

#[tokio::test]
async fn readers_at_once_are_each_served_and_told_of_once() {
    let web = Web::start().await;
    let path = leave_path();
    let clicks = (0..40).map(|_| web.post(&path, "List-Unsubscribe=One-Click"));
    for answer in futures_util::future::join_all(clicks).await {
        says(&answer, 200, "unsubscribed");
    }
    assert_eq!(web.told(), ["unsubscribed"]);
}

#[tokio::test]
async fn told_to_stop_it_ends_and_frees_its_address() {
    let web = Web::start().await;
    let Web { address, stop, task, folder } = web;
    stop.send(()).unwrap();
    task.await.unwrap();
    let desk = Desk { titles: BTreeMap::new(), key: key(), mailto: None, clock: Clock::System };
    let store = || Store::open(&folder.path().join("desk.db")).unwrap();
    let again = Server::bind(address, desk.clone(), store(), WebLimits::default()).await.unwrap();
    assert_eq!(again.address().ip(), IpAddr::from(Ipv4Addr::LOCALHOST));
    let twice = Server::bind(address, desk, store(), WebLimits::default()).await.unwrap_err();
    assert_eq!(twice.kind(), std::io::ErrorKind::AddrInUse);
}
