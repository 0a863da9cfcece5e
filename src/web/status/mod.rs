//! Takes an operator's or a monitor's request; gives the status page, its JSON, metrics, and the
//! archive to read. GET and HEAD alone: nothing here changes anything.

mod door;
mod files;
mod metrics;
mod page;
mod pulse;
mod tables;

#[cfg(test)]
mod tests;

use std::fmt;
use std::future::ready;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state, map_response};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

pub use door::Credential;
pub use pulse::Pulse;

use self::door::{Door, Refusal};
use self::page::Place;
use super::guard::WINDOW;
use super::pages::Peer;
use crate::clock::Clock;
use crate::model::Instant;
use crate::model::overview::{Overview, Standing};

/// No request of these pages has a body.
const BODY_BYTES_MAX: u64 = 8 * 1024;

/// An overview serves everybody who asks within so many milliseconds.
const FRESH_MS: i64 = 5_000;

/// Makes the overview anew, with the daemon's last beat.
pub type Look = Arc<dyn Fn(Option<Instant>) -> Overview + Send + Sync>;

/// What the status page knows of the desk.
#[derive(Clone)]
pub struct StatusDesk {
    /// Makes the overview.
    pub look: Look,
    /// The daemon's beats.
    pub pulse: Pulse,
    /// The archive's root.
    pub archive: PathBuf,
    /// What a request must show; nothing on loopback alone.
    pub credential: Option<Credential>,
    /// The time.
    pub clock: Clock,
}

impl fmt::Debug for StatusDesk {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("StatusDesk")
            .field("archive", &self.archive)
            .field("credential", &self.credential)
            .finish_non_exhaustive()
    }
}

/// The page as a file of its own, with nothing beside it.
#[must_use]
pub fn printed(overview: &Overview) -> String {
    page::page(overview, Place::Printed)
}

/// The overview in Prometheus' text format.
#[must_use]
pub fn metrics(overview: &Overview) -> String {
    metrics::metrics(overview)
}

struct Shared {
    desk: StatusDesk,
    door: Door,
    /// The last overview and when it was made.
    latest: Mutex<Option<(Instant, Arc<Overview>)>>,
}

impl Shared {
    /// The overview, made anew unless one was made just now. One is made at a time.
    async fn overview(self: &Arc<Self>) -> Option<Arc<Overview>> {
        let shared = Arc::clone(self);
        let made = tokio::task::spawn_blocking(move || {
            let mut latest = shared.latest.lock().unwrap_or_else(PoisonError::into_inner);
            let now = shared.desk.clock.now();
            let is_fresh = |at: Instant| (0..FRESH_MS).contains(&(now - at).num_milliseconds());
            if let Some((_, overview)) = latest.as_ref().filter(|(at, _)| is_fresh(*at)) {
                return Arc::clone(overview);
            }
            let overview = Arc::new((shared.desk.look)(Some(shared.desk.pulse.last())));
            *latest = Some((now, Arc::clone(&overview)));
            overview
        });
        made.await.inspect_err(|error| tracing::error!(target: "web", %error, "No overview")).ok()
    }
}

type Handlers = State<Arc<Shared>>;

/// Every route of the status page.
pub(super) fn router(listen: SocketAddr, desk: StatusDesk) -> Router {
    let door = Door::new(listen, desk.credential.clone());
    let shared = Arc::new(Shared { desk, door, latest: Mutex::new(None) });
    let policy = HeaderValue::try_from(page::policy()).expect("a policy is ASCII");
    Router::new()
        .route("/", get(show))
        .route("/status.js", get(script))
        .route("/status.json", get(json))
        .route("/metrics", get(prometheus))
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(is_ready))
        .route("/archive", get(to_archive))
        .route("/archive/", get(file))
        .route("/archive/{*path}", get(file))
        .route("/favicon.ico", get(async || StatusCode::NO_CONTENT))
        .route("/robots.txt", get(async || "User-agent: *\nDisallow: /\n"))
        .fallback(async || plain(StatusCode::NOT_FOUND, "There is no such page.\n"))
        .layer(from_fn_with_state(Arc::clone(&shared), enter))
        .layer(map_response(move |response: Response| ready(closed(response, &policy))))
        .with_state(shared)
}

/// The headers of every answer; a file of the archive brings its own policy.
fn closed(mut response: Response, policy: &HeaderValue) -> Response {
    let fixed = [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    let headers = response.headers_mut();
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert_with(|| policy.clone());
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn plain(status: StatusCode, words: &'static str) -> Response {
    (status, words).into_response()
}

fn typed(content_type: &'static str, body: impl Into<axum::body::Body>) -> Response {
    ([(header::CONTENT_TYPE, content_type)], body.into()).into_response()
}

/// What each request passes before its page: size, method, door.
async fn enter(State(shared): Handlers, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if length.is_some_and(|length| length.parse().unwrap_or(u64::MAX) > BODY_BYTES_MAX) {
        return plain(StatusCode::PAYLOAD_TOO_LARGE, "Nothing is taken in here.\n");
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut refused = plain(StatusCode::METHOD_NOT_ALLOWED, "These pages are only read.\n");
        refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return refused;
    }
    let peer = request.extensions().get::<axum::Extension<Peer>>().map(|peer| peer.0);
    let peer = peer.or_else(|| request.extensions().get::<Peer>().copied());
    let peer = peer.map_or(IpAddr::from([0, 0, 0, 0]), |Peer(peer)| peer);
    // Whoever asks whether it lives learns nothing else.
    let is_probe = matches!(request.uri().path(), "/healthz" | "/readyz");
    let now = shared.desk.clock.now();
    match shared.door.admits((request.uri(), headers), peer, now) {
        Ok(()) => next.run(request).await,
        Err(Refusal::Credential | Refusal::TooMany | Refusal::Proxied) if is_probe => {
            next.run(request).await
        }
        Err(refusal) => refused(refusal),
    }
}

fn refused(refusal: Refusal) -> Response {
    match refusal {
        Refusal::Host => {
            plain(StatusCode::BAD_REQUEST, "This machine is not called so. Ask for 127.0.0.1.\n")
        }
        Refusal::Proxied => plain(
            StatusCode::FORBIDDEN,
            "A proxy sent this on, and no token_file is set under [status].\n",
        ),
        Refusal::Credential => {
            let words = "The token of [status] opens this page.\n";
            let mut response = plain(StatusCode::UNAUTHORIZED, words);
            let ask = HeaderValue::from_static("Basic realm=\"contrabrief\", charset=\"UTF-8\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, ask);
            response
        }
        Refusal::TooMany => {
            let words = "Too many wrong tokens. Wait ten minutes.\n";
            let mut response = plain(StatusCode::TOO_MANY_REQUESTS, words);
            let wait = HeaderValue::from(WINDOW.num_seconds());
            response.headers_mut().insert(header::RETRY_AFTER, wait);
            response
        }
    }
}

fn unmade() -> Response {
    plain(StatusCode::INTERNAL_SERVER_ERROR, "The overview could not be made: see the log.\n")
}

async fn show(State(shared): Handlers) -> Response {
    shared.overview().await.map_or_else(unmade, |overview| {
        typed("text/html; charset=utf-8", page::page(&overview, Place::Served))
    })
}

async fn script() -> Response {
    typed("text/javascript; charset=utf-8", page::SCRIPT)
}

async fn json(State(shared): Handlers) -> Response {
    shared.overview().await.map_or_else(unmade, |overview| {
        let json = serde_json::to_string_pretty(&*overview).expect("an overview is plain data");
        typed("application/json", json + "\n")
    })
}

async fn prometheus(State(shared): Handlers) -> Response {
    shared
        .overview()
        .await
        .map_or_else(unmade, |overview| typed(metrics::CONTENT_TYPE, metrics::metrics(&overview)))
}

/// Ready is who can read its store and its archive, and beats.
async fn is_ready(State(shared): Handlers) -> Response {
    let not = |words| plain(StatusCode::SERVICE_UNAVAILABLE, words);
    if !shared.desk.pulse.is_alive(shared.desk.clock.now()) {
        return not("not ready: the daemon has not beaten for too long\n");
    }
    let Some(overview) = shared.overview().await else { return unmade() };
    if overview.machine.schema.is_none() {
        return not("not ready: the database cannot be read\n");
    }
    if overview.archive.standing == Standing::Failing && overview.archive.checked_at.is_none() {
        return not("not ready: the archive cannot be reached\n");
    }
    plain(StatusCode::OK, "ready\n")
}

async fn to_archive() -> Response {
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, "/archive/")]).into_response()
}

async fn file(State(shared): Handlers, uri: Uri) -> Response {
    let asked = uri.path().strip_prefix("/archive/").unwrap_or_default().to_owned();
    let root = shared.desk.archive.clone();
    let found = tokio::task::spawn_blocking(move || files::find(&root, &asked)).await;
    let Ok(Some(found)) = found else {
        return plain(StatusCode::NOT_FOUND, "The archive has no such file.\n");
    };
    let mut response = typed(found.content_type, found.bytes);
    let headers = response.headers_mut();
    let policy = HeaderValue::try_from(found.policy).expect("a policy is ASCII");
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    if found.is_download {
        let kept = HeaderValue::from_static("attachment");
        headers.insert(header::CONTENT_DISPOSITION, kept);
    }
    response
}
