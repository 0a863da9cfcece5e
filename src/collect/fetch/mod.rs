//! Takes a URL or path; gives its bytes, within limits of size, time and redirects.

mod address;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{
    ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, RETRY_AFTER,
};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};

use super::request::Request;
use super::{CollectError, Limits};
use crate::model::Validators;
use address::PublicOnly;

/// What a fetch gave.
pub(super) enum Fetched {
    /// 304: nothing has changed since the validators.
    NotModified,
    /// A whole body.
    Body(Body),
}

/// A whole body and what its headers said.
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    pub(super) validators: Option<Validators>,
}

/// Longest excerpt of a server's own words in an error, in characters.
const EXCERPT_CHARS: usize = 120;

/// Fetches within [`Limits`]; shared by all requests of a run.
pub struct Fetcher {
    client: Client,
    limits: Limits,
}

impl Fetcher {
    /// Builds the client. Proxies of the environment are ignored.
    ///
    /// # Errors
    /// [`CollectError::Client`].
    pub fn new(limits: &Limits, user_agent: &str) -> Result<Self, CollectError> {
        // A second installation is refused and does no harm.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (redirects_max, allow_private) = (limits.redirects_max, limits.allow_private_addresses);
        let policy = Policy::custom(move |attempt| {
            if attempt.previous().len() > redirects_max {
                return attempt
                    .error(format!("more than redirects_max = {redirects_max} redirects"));
            }
            let downgrades = attempt.previous().last().is_some_and(|from| from.scheme() == "https")
                && attempt.url().scheme() == "http";
            if downgrades {
                return attempt.error("a redirect leads from https to http");
            }
            match address::refusal(attempt.url(), allow_private) {
                Some(reason) => attempt.error(format!("a redirect is refused: {reason}")),
                None => attempt.follow(),
            }
        });
        let mut builder = Client::builder()
            .user_agent(user_agent)
            .no_proxy()
            .redirect(policy)
            .connect_timeout(Duration::from_secs(limits.connect_seconds_max))
            .timeout(Duration::from_secs(limits.total_seconds_max));
        if !allow_private {
            builder = builder.dns_resolver(Arc::new(PublicOnly));
        }
        let client = builder.build().map_err(CollectError::Client)?;
        Ok(Self { client, limits: limits.clone() })
    }

    /// The limits it works within.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Fetches a URL, or reads a file when the location is none.
    pub(super) async fn fetch(
        &self,
        request: &Request,
        validators: Option<&Validators>,
    ) -> Result<Fetched, CollectError> {
        match Url::parse(&request.location) {
            Ok(url) if url.has_host() => self.get(url, &request.headers, validators).await,
            _ => self.read(&request.location).map(Fetched::Body),
        }
    }

    async fn get(
        &self,
        url: Url,
        headers: &[(&'static str, String)],
        validators: Option<&Validators>,
    ) -> Result<Fetched, CollectError> {
        if let Some(reason) = address::refusal(&url, self.limits.allow_private_addresses) {
            return Err(CollectError::Refused(reason));
        }
        let mut request = self.client.get(url);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let known = validators.cloned().unwrap_or_default();
        if let Some(etag) = known.etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(last_modified) = known.last_modified {
            request = request.header(IF_MODIFIED_SINCE, last_modified);
        }
        let response = request.send().await.map_err(without_url)?;
        let (status, headers) = (response.status(), response.headers().clone());
        if status == StatusCode::NOT_MODIFIED {
            return Ok(Fetched::NotModified);
        }
        let bytes = self.body(response).await?;
        check_status(status, &headers, &bytes)?;
        Ok(Fetched::Body(Body { bytes, validators: validators_of(&headers) }))
    }

    /// Reads a body chunk by chunk; a compressed bomb stops at the limit, not in memory.
    async fn body(&self, mut response: Response) -> Result<Vec<u8>, CollectError> {
        let max = self.limits.body_bytes_max;
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(without_url)? {
            if bytes.len() + chunk.len() > max {
                return Err(CollectError::TooLarge { max });
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    fn read(&self, path: &str) -> Result<Body, CollectError> {
        let failed = |source| CollectError::File { path: path.to_owned(), source };
        let max = self.limits.body_bytes_max;
        let length = std::fs::metadata(path).map_err(failed)?.len();
        if usize::try_from(length).map_or(true, |length| length > max) {
            return Err(CollectError::TooLarge { max });
        }
        let bytes = std::fs::read(path).map_err(failed)?;
        Ok(Body { bytes, validators: None })
    }
}

/// URLs may hold keys: they never stand in an error.
fn without_url(error: reqwest::Error) -> CollectError {
    CollectError::Request(error.without_url())
}

fn check_status(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<(), CollectError> {
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Err(CollectError::RateLimited { retry_after: text_of(headers, &RETRY_AFTER) });
    }
    if !status.is_success() {
        return Err(CollectError::Status { status: status.as_u16(), excerpt: excerpt(body) });
    }
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(CollectError::Empty);
    }
    Ok(())
}

/// The first words of a plain-text answer; an HTML page says nothing to an operator.
fn excerpt(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(&body[..body.len().min(4 * EXCERPT_CHARS)]);
    let words: String = text
        .chars()
        .map(|mark| if mark.is_control() { ' ' } else { mark })
        .take(EXCERPT_CHARS)
        .collect();
    let words = words.trim();
    (!words.is_empty() && !words.starts_with('<')).then(|| words.to_owned())
}

fn validators_of(headers: &HeaderMap) -> Option<Validators> {
    let found = Validators {
        etag: text_of(headers, &ETAG),
        last_modified: text_of(headers, &LAST_MODIFIED),
    };
    (found != Validators::default()).then_some(found)
}

fn text_of(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(ToOwned::to_owned)
}
