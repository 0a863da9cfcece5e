//! The operator's watchdog hears of each run, over a real server, and never harms one.

use std::fs;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use chrono::Duration;
use contrabrief::exit_code::ExitCode;
use tokio::runtime::Runtime;

use crate::faults::{desk, morning};
use crate::support::desk::Desk;
use crate::support::web::Web;

/// A watchdog on loopback: what it was asked, with the body.
struct Watchdog {
    port: u16,
    heard: Arc<Mutex<Vec<(String, String)>>>,
    _runtime: Runtime,
}

type Shared = (Arc<Mutex<Vec<(String, String)>>>, StatusCode);

impl Watchdog {
    fn start(status: StatusCode) -> Self {
        let runtime = Runtime::new().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let port = listener.local_addr().unwrap().port();
        let router = Router::new().fallback(hear).with_state((heard.clone(), status));
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { port, heard, _runtime: runtime }
    }

    fn heard(&self) -> Vec<(String, String)> {
        self.heard.lock().unwrap().clone()
    }
}

async fn hear(State((heard, status)): State<Shared>, request: Request) -> StatusCode {
    let asked = format!("{} {}", request.method(), request.uri());
    let body = to_bytes(request.into_body(), 10_000).await.unwrap();
    heard.lock().unwrap().push((asked, String::from_utf8_lossy(&body).into_owned()));
    status
}

fn watched(web: &Web, port: u16) -> Desk {
    let desk = desk(web, None);
    let file = desk.path("contrabrief.toml");
    let config = fs::read_to_string(&file).unwrap();
    let heartbeat = format!("[heartbeat]\nurl = \"http://127.0.0.1:{port}/ping/1-2-3\"\n");
    fs::write(&file, config + &heartbeat).unwrap();
    desk
}

#[test]
fn a_watchdog_hears_that_a_run_begins_and_went_well_with_the_chain_s_head() {
    let (web, watchdog) = (Web::start(), Watchdog::start(StatusCode::OK));
    let desk = watched(&web, watchdog.port);
    desk.run(&["run", "--no-send"]);
    let chain = fs::read_to_string(desk.path("reports/chain/2026.jsonl")).unwrap();
    let head = chain.trim_end().rsplit_once("\"hash\":\"").unwrap().1.trim_end_matches("\"}");
    assert_eq!(
        watchdog.heard(),
        [
            ("POST /ping/1-2-3/start".to_owned(), String::new()),
            ("POST /ping/1-2-3".to_owned(), head.to_owned()),
        ]
    );
}

#[test]
fn a_run_that_fails_says_so_and_a_day_without_a_session_is_well() {
    let (web, watchdog) = (Web::start(), Watchdog::start(StatusCode::OK));
    let mut desk = watched(&web, watchdog.port);
    web.set_status("/feed.rss", StatusCode::INTERNAL_SERVER_ERROR, "text/plain", "down");
    web.set_status("/HELX.csv", StatusCode::INTERNAL_SERVER_ERROR, "text/plain", "down");
    desk.run(&["run", "--no-send"]).ends_with(ExitCode::NothingUsable);
    let asked = |from: usize| -> Vec<String> {
        watchdog.heard()[from..].iter().map(|(asked, _)| asked.clone()).collect()
    };
    assert_eq!(asked(0), ["POST /ping/1-2-3/start", "POST /ping/1-2-3/fail"]);
    desk.at(morning() + Duration::days(3));
    desk.run(&["run", "--no-send", "--date", "today"]).ends_with(ExitCode::NotASession);
    assert_eq!(asked(2), ["POST /ping/1-2-3"]);
}

#[test]
fn a_watchdog_that_refuses_or_is_away_is_named_and_the_run_goes_on() {
    let web = Web::start();
    let watchdog = Watchdog::start(StatusCode::NOT_FOUND);
    let mut desk = watched(&web, watchdog.port);
    let ran = desk.run(&["run", "--no-send"]);
    assert!(matches!(ran.exit_code, ExitCode::Done | ExitCode::Partial), "{ran:?}");
    assert!(ran.err.contains("note: The watchdog on 127.0.0.1 answered with status 404"));
    assert!(!ran.err.contains("1-2-3"), "its address is not told: {}", ran.err);
    assert_eq!(watchdog.heard().len(), 4, "each signal was tried once more");
    drop(watchdog);
    desk.at(morning() + Duration::minutes(1));
    let ran = desk.run(&["run", "--no-send"]);
    assert!(matches!(ran.exit_code, ExitCode::Done | ExitCode::Partial), "{ran:?}");
    assert!(ran.err.contains("cannot be reached"), "{}", ran.err);
}

#[test]
fn a_watchdog_beyond_this_machine_is_asked_by_https_alone() {
    let web = Web::start();
    let desk = watched(&web, 1);
    let file = desk.path("contrabrief.toml");
    let config = fs::read_to_string(&file).unwrap();
    fs::write(&file, config.replace("http://127.0.0.1:1/", "http://hc.example/")).unwrap();
    desk.run(&["check"]).ends_with(ExitCode::Config).tells(&["It is not https"]);
}
