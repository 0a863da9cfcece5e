//! A real HTTP server on loopback whose pages a test sets; answers conditional requests.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use contrabrief::model::Sha256Hash;
use tokio::runtime::Runtime;

#[derive(Clone)]
struct Page {
    status: StatusCode,
    media_type: &'static str,
    body: Vec<u8>,
}

/// The server; it stops when it is dropped.
pub struct Web {
    address: SocketAddr,
    pages: Arc<Mutex<BTreeMap<String, Page>>>,
    answered_304: Arc<Mutex<u32>>,
    _runtime: Runtime,
}

type Shared = (Arc<Mutex<BTreeMap<String, Page>>>, Arc<Mutex<u32>>);

impl Web {
    /// Starts a server without pages.
    pub fn start() -> Self {
        let runtime = Runtime::new().expect("a runtime starts");
        let pages = Arc::new(Mutex::new(BTreeMap::new()));
        let answered_304 = Arc::new(Mutex::new(0));
        let shared: Shared = (pages.clone(), answered_304.clone());
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let router = Router::new().fallback(answer).with_state(shared);
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { address, pages, answered_304, _runtime: runtime }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Sets what a path answers with.
    pub fn set(&self, path: &str, media_type: &'static str, body: impl Into<Vec<u8>>) {
        self.set_status(path, StatusCode::OK, media_type, body);
    }

    /// Sets what a path answers with, and its status.
    pub fn set_status(
        &self,
        path: &str,
        status: StatusCode,
        media_type: &'static str,
        body: impl Into<Vec<u8>>,
    ) {
        let page = Page { status, media_type, body: body.into() };
        self.pages.lock().expect("no test panics here").insert(path.to_owned(), page);
    }

    /// How many requests were answered with "not modified".
    pub fn not_modified_count(&self) -> u32 {
        *self.answered_304.lock().expect("no test panics here")
    }
}

async fn answer(State((pages, answered_304)): State<Shared>, request: Request) -> Response {
    let page = pages.lock().expect("no test panics here").get(request.uri().path()).cloned();
    let Some(page) = page else { return StatusCode::NOT_FOUND.into_response() };
    let etag = format!("\"{}\"", Sha256Hash::of(&page.body).short());
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|tag| tag.to_str().ok());
    if known == Some(etag.as_str()) {
        *answered_304.lock().expect("no test panics here") += 1;
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    let headers = [(header::CONTENT_TYPE, page.media_type.to_owned()), (header::ETAG, etag)];
    (page.status, headers, page.body).into_response()
}
