//! Takes a request; gives its page. GET shows, POST acts, and the same POST twice is the same.
//! Never redirects, never repeats what the request said, and never says whether a bad link was
//! nearly a good one.

#![expect(clippy::result_large_err, reason = "an answer is made once a request")]

use std::future::ready;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Extension, RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

use super::asked::{Leaving, preference, returns};
use super::guard::{Guard, WINDOW, client_of};
use super::{Desk, form, view};
use crate::model::{BriefId, SubscriberId, Suppression, SuppressionReason};
use crate::store::{Store, StoreError};

/// The longest body that is read: a form has a few dozen bytes.
pub(super) const BODY_BYTES_MAX: usize = 8 * 1024;

/// What every handler shares.
struct Shared {
    desk: Desk,
    store: Mutex<Store>,
    guard: Guard,
    body_time: Duration,
}

type Handlers = State<Arc<Shared>>;

/// The peer of a connection.
#[derive(Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

/// Every route; a body that takes longer than `body_time` is not waited for.
pub(super) fn router(desk: Desk, store: Store, body_time: Duration) -> Router {
    let shared = Shared { desk, store: Mutex::new(store), guard: Guard::default(), body_time };
    let policy = HeaderValue::try_from(view::policy()).expect("a policy is ASCII");
    Router::new()
        .route("/unsubscribe/{token}", get(ask_leave).post(leave))
        .route("/return/{token}", get(ask_return).post(come_back))
        .route("/preferences/{token}", get(show_choices).post(choose))
        .route("/favicon.ico", get(async || StatusCode::NO_CONTENT))
        .route("/robots.txt", get(async || "User-agent: *\nDisallow: /\n"))
        .method_not_allowed_fallback(not_allowed)
        .fallback(unknown)
        .layer(map_response(move |response: Response| ready(closed(response, policy.clone()))))
        .with_state(Arc::new(shared))
}

/// The headers of every answer.
fn closed(mut response: Response, policy: HeaderValue) -> Response {
    let fixed = [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn html(status: StatusCode, page: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

impl Shared {
    fn trouble(&self, status: StatusCode, heading: &str, what: &str) -> Response {
        html(status, view::trouble(heading, what, self.desk.mailto.as_deref()))
    }

    /// Who is meant, of which brief; else the answer to a bad link.
    fn meant(
        &self,
        request: &Parts,
        read: impl Fn(&str) -> Option<(SubscriberId, BriefId)>,
    ) -> Result<(SubscriberId, BriefId), Response> {
        request.token.as_deref().and_then(read).ok_or_else(|| self.bad_link(request.client))
    }

    fn bad_link(&self, client: IpAddr) -> Response {
        if self.guard.refuses(client, self.desk.clock.now()) {
            let mut response = self.trouble(
                StatusCode::TOO_MANY_REQUESTS,
                "Too many links that do not work",
                "Please wait ten minutes, then open the link of your latest mail.",
            );
            let wait = HeaderValue::from(WINDOW.num_seconds());
            response.headers_mut().insert(header::RETRY_AFTER, wait);
            return response;
        }
        self.trouble(
            StatusCode::NOT_FOUND,
            "This link does not work",
            "A mail program may have cut it in two. Nothing was changed. Please open the link of your latest mail, or copy the whole of it.",
        )
    }

    fn unclear(&self) -> Response {
        let what = "The request did not say what to do, so nothing was changed. Please open the link of your mail and press a button.";
        self.trouble(StatusCode::BAD_REQUEST, "Nothing was changed", what)
    }

    /// Does something with the store, off the threads that serve.
    async fn with_store<T: Send + 'static>(
        self: &Arc<Self>,
        act: impl FnOnce(&Desk, &Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Response> {
        let shared = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || {
            let store = shared.store.lock().unwrap_or_else(PoisonError::into_inner);
            act(&shared.desk, &store).map_err(|error| {
                tracing::error!(target: "web", %error, "The store failed a reader");
            })
        });
        done.await.ok().and_then(Result::ok).ok_or_else(|| {
            let what = "The desk's records cannot be written just now, so nothing was changed. Please try again in a few minutes.";
            self.trouble(StatusCode::SERVICE_UNAVAILABLE, "Please try again", what)
        })
    }

    /// The fields of a body, within its bounds of length and time.
    async fn fields(&self, headers: &HeaderMap, body: Body) -> Result<Fields, Response> {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let length: Option<usize> =
            text(header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
        let too_long = || {
            let what = "That is no form of these pages. Nothing was changed.";
            self.trouble(StatusCode::PAYLOAD_TOO_LARGE, "Nothing was changed", what)
        };
        if length.is_some_and(|length| length > BODY_BYTES_MAX) {
            return Err(too_long());
        }
        match tokio::time::timeout(self.body_time, to_bytes(body, BODY_BYTES_MAX)).await {
            Ok(Ok(bytes)) => {
                Ok(form::fields(text(header::CONTENT_TYPE).unwrap_or_default(), &bytes))
            }
            Ok(Err(_)) => Err(too_long()),
            Err(_) => {
                let what = "The request took too long. Nothing was changed.";
                Err(self.trouble(StatusCode::REQUEST_TIMEOUT, "Nothing was changed", what))
            }
        }
    }
}

type Fields = Vec<(String, String)>;

/// What a handler reads of a request before its body.
struct Parts {
    token: Option<String>,
    client: IpAddr,
    headers: HeaderMap,
}

impl Parts {
    fn of(path: Option<RawPathParams>, Peer(peer): Peer, headers: HeaderMap) -> Self {
        let forwarded = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
        let client = client_of(peer, forwarded);
        let token = path.and_then(|path| Some(path.iter().next()?.1.to_owned()));
        Self { token, client, headers }
    }
}

impl axum::extract::FromRequestParts<Arc<Shared>> for Parts {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        shared: &Arc<Shared>,
    ) -> Result<Self, Self::Rejection> {
        let peer = Extension::<Peer>::from_request_parts(parts, shared).await;
        let peer = peer.map_or(Peer(IpAddr::from([0, 0, 0, 0])), |Extension(peer)| peer);
        let path = RawPathParams::from_request_parts(parts, shared).await.ok();
        Ok(Self::of(path, peer, parts.headers.clone()))
    }
}

/// An answer either way.
type Answer = Result<Response, Response>;

async fn ask_leave(State(shared): Handlers, request: Parts) -> Answer {
    let (subscriber, brief) = shared.meant(&request, |token| shared.desk.key.read_leave(token))?;
    let page = move |desk: &Desk, store: &Store| {
        let standing = Standing::of(store, &subscriber, &brief)?;
        Ok(match standing.left_page(desk, &subscriber, &brief) {
            Some(left) => left,
            None => view::ask_leave(
                desk.title(&brief),
                &desk.key.preferences_token(&subscriber, &brief),
            ),
        })
    };
    Ok(html(StatusCode::OK, shared.with_store(page).await?))
}

async fn leave(State(shared): Handlers, request: Parts, body: Body) -> Answer {
    let (subscriber, brief) = shared.meant(&request, |token| shared.desk.key.read_leave(token))?;
    let fields = shared.fields(&request.headers, body).await?;
    let Some(leaving) = Leaving::of(&fields) else { return Err(shared.unclear()) };
    let act = move |desk: &Desk, store: &Store| {
        let standing = Standing::of(store, &subscriber, &brief)?;
        let of = (leaving != Leaving::All).then(|| brief.clone());
        // Who left every brief has left this one too: nothing is new to the owner.
        if !standing.left_all {
            store.suppress_and_tell(&Suppression {
                subscriber: subscriber.clone(),
                brief: of,
                reason: SuppressionReason::Unsubscribed,
                detail: leaving.detail().to_owned(),
                since: desk.clock.now(),
            })?;
        }
        let left = Standing::of(store, &subscriber, &brief)?;
        Ok(left.left_page(desk, &subscriber, &brief).unwrap_or_default())
    };
    Ok(html(StatusCode::OK, shared.with_store(act).await?))
}

async fn ask_return(State(shared): Handlers, request: Parts) -> Answer {
    let (_, brief) = shared.meant(&request, |token| shared.desk.key.read_return(token))?;
    Ok(html(StatusCode::OK, view::ask_return(shared.desk.title(&brief))))
}

async fn come_back(State(shared): Handlers, request: Parts, body: Body) -> Answer {
    let (subscriber, brief) = shared.meant(&request, |token| shared.desk.key.read_return(token))?;
    let fields = shared.fields(&request.headers, body).await?;
    if !returns(&fields) {
        return Err(shared.unclear());
    }
    let act = move |desk: &Desk, store: &Store| {
        let how = "the page behind the link in the mail";
        store.return_and_tell(&subscriber, &brief, how, desk.clock.now())?;
        let standing = Standing::of(store, &subscriber, &brief)?;
        let choices = desk.key.preferences_token(&subscriber, &brief);
        Ok(view::returned(desk.title(&brief), standing.is_kept, &choices))
    };
    Ok(html(StatusCode::OK, shared.with_store(act).await?))
}

async fn show_choices(State(shared): Handlers, request: Parts) -> Answer {
    let key = &shared.desk.key;
    let (subscriber, brief) = shared.meant(&request, |token| key.read_preferences(token))?;
    let page = move |desk: &Desk, store: &Store| {
        let chosen = store.preference(&subscriber)?;
        let leave = desk.key.leave_token(&subscriber, &brief);
        let today = desk.clock.now().date_naive();
        Ok(view::choices(desk.title(&brief), &chosen, None, today, &leave))
    };
    Ok(html(StatusCode::OK, shared.with_store(page).await?))
}

async fn choose(State(shared): Handlers, request: Parts, body: Body) -> Answer {
    let key = &shared.desk.key;
    let (subscriber, brief) = shared.meant(&request, |token| key.read_preferences(token))?;
    let fields = shared.fields(&request.headers, body).await?;
    let act = move |desk: &Desk, store: &Store| {
        let now = desk.clock.now();
        let today = now.date_naive();
        let (status, said) = match preference(&fields, &subscriber, today) {
            Ok(chosen) => {
                store.prefer(&chosen, now)?;
                let paused = chosen.until.map(|until| {
                    format!(" Nothing is sent before {}.", until.format("%A %-d %B %Y"))
                });
                let said = format!("Saved.{}", paused.unwrap_or_default());
                (StatusCode::OK, Ok(said))
            }
            Err(wrong) => (StatusCode::BAD_REQUEST, Err(wrong)),
        };
        let chosen = store.preference(&subscriber)?;
        let leave = desk.key.leave_token(&subscriber, &brief);
        Ok((status, view::choices(desk.title(&brief), &chosen, Some(said), today, &leave)))
    };
    let (status, page) = shared.with_store(act).await?;
    Ok(html(status, page))
}

async fn unknown(State(shared): Handlers, request: Parts) -> Response {
    shared.bad_link(request.client)
}

async fn not_allowed(State(shared): Handlers, _: Request) -> Response {
    let what =
        "These pages are opened or their buttons pressed, and nothing else. Nothing was changed.";
    shared.trouble(StatusCode::METHOD_NOT_ALLOWED, "Nothing was changed", what)
}

/// How a reader stands to a brief.
#[derive(Clone, Copy, Default)]
struct Standing {
    /// It left this brief.
    left: bool,
    /// It left every brief.
    left_all: bool,
    /// Something keeps it from the brief, whatever that is.
    is_kept: bool,
}

impl Standing {
    fn of(store: &Store, subscriber: &SubscriberId, brief: &BriefId) -> Result<Self, StoreError> {
        let mut standing = Self::default();
        for kept in store.suppressions()?.iter().filter(|kept| kept.covers(subscriber, brief)) {
            standing.is_kept = true;
            if kept.reason == SuppressionReason::Unsubscribed {
                standing.left |= kept.brief.is_some();
                standing.left_all |= kept.brief.is_none();
            }
        }
        Ok(standing)
    }

    /// The page of one who left; `None` for one who did not.
    fn left_page(self, desk: &Desk, reader: &SubscriberId, brief: &BriefId) -> Option<String> {
        let back = desk.key.return_token(reader, brief);
        (self.left || self.left_all).then(|| view::left(desk.title(brief), self.left_all, &back))
    }
}
