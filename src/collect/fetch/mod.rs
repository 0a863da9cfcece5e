//! Takes a request; gives the body behind it, within limits of size, time, redirects and
//! courtesy. Every address is checked before it is asked, at each redirect, and once more when
//! its name has been resolved. Never follows into the operator's own network unless told to.

mod address;
mod answer;
mod decode;
mod gate;

#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, HeaderMap, IF_MODIFIED_SINCE, IF_NONE_MATCH, LOCATION,
};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};

use super::request::Request;
use super::{CollectError, Limits, pass};
use crate::faults::Step;
use crate::model::Validators;
use address::PublicOnly;
use gate::Gate;

/// What a fetch gave.
pub(super) enum Fetched {
    /// 304: nothing has changed since the validators.
    NotModified {
        /// For how long the server says so.
        fresh_for: Option<Duration>,
    },
    /// A whole body.
    Body(Body),
}

/// A whole body and what its headers said.
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    pub(super) validators: Option<Validators>,
    /// For how long the server says that nothing will change.
    pub(super) fresh_for: Option<Duration>,
    /// Where it has moved for good, as far as that may be shown.
    pub(super) moved_to: Option<String>,
    /// The media type with its parameters.
    pub(super) content_type: Option<String>,
}

/// How long after a failure that may pass the first retry comes; the next after twice as long.
const RETRY_PAUSE: Duration = Duration::from_millis(500);

/// Fetches within [`Limits`]; shared by all requests of a run.
pub struct Fetcher {
    /// Made for the first address: files are read on machines that know no authority for the web.
    client: OnceLock<Client>,
    user_agent: String,
    gate: Gate,
    limits: Limits,
}

impl Fetcher {
    /// Takes the limits and how it names itself to servers.
    #[must_use]
    pub fn new(limits: &Limits, user_agent: &str) -> Self {
        let (client, user_agent) = (OnceLock::new(), user_agent.to_owned());
        Self { client, user_agent, gate: Gate::new(limits), limits: limits.clone() }
    }

    /// Proxies of the environment are ignored.
    fn client(&self) -> Result<&Client, CollectError> {
        if let Some(made) = self.client.get() {
            return Ok(made);
        }
        let made = self.make_client()?;
        Ok(self.client.get_or_init(|| made))
    }

    fn make_client(&self) -> Result<Client, CollectError> {
        let limits = &self.limits;
        // A second installation is refused and does no harm.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .user_agent(&self.user_agent)
            .no_proxy()
            // Redirects are followed here, where each one is checked.
            .redirect(Policy::none())
            .connect_timeout(Duration::from_secs(limits.connect_seconds_max))
            .timeout(Duration::from_secs(limits.total_seconds_max));
        if !limits.allow_private_addresses {
            builder = builder.dns_resolver(Arc::new(PublicOnly::new(&limits.allow_hosts)));
        }
        builder.build().map_err(CollectError::Client)
    }

    /// The limits it works within.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Fetches a URL, or reads a file when the location is none. A failure that may pass is
    /// tried again, `retries_max` times.
    pub(super) async fn fetch(
        &self,
        request: &Request,
        validators: Option<&Validators>,
    ) -> Result<Fetched, CollectError> {
        pass(Step::CollectAsked)?;
        let fetched = self.fetch_patiently(request, validators).await?;
        pass(Step::CollectAnswered)?;
        Ok(fetched)
    }

    async fn fetch_patiently(
        &self,
        request: &Request,
        validators: Option<&Validators>,
    ) -> Result<Fetched, CollectError> {
        let url = match Url::parse(&request.location) {
            Ok(url) if url.has_host() || url.scheme() == "data" => url,
            _ => return self.read(&request.location).map(Fetched::Body),
        };
        let mut pause = RETRY_PAUSE;
        for _ in 0..self.limits.retries_max {
            match self.get(&url, request, validators).await {
                Err(error) if error.may_pass_soon() => tokio::time::sleep(pause).await,
                ended => return ended,
            }
            pause *= 2;
        }
        self.get(&url, request, validators).await
    }

    /// Follows redirects to the answer.
    async fn get(
        &self,
        asked: &Url,
        request: &Request,
        validators: Option<&Validators>,
    ) -> Result<Fetched, CollectError> {
        let mut url = asked.clone();
        let mut moved_for_good = true;
        for hop in 0..=self.limits.redirects_max {
            if let Some(reason) = address::refusal(&url, &self.limits) {
                return Err(refused(hop, &reason));
            }
            // A key is for the host it was configured for, never for where that one points.
            let is_asked_host = url.host_str() == asked.host_str();
            let keys: &[_] = if is_asked_host { &request.headers } else { &[] };
            let response = self.ask(&url, keys, validators).await?;
            let Some(next) = redirect(&url, &response) else {
                let moved = hop > 0 && moved_for_good && request.headers.is_empty();
                return self.answered(response, moved.then(|| shown(&url))).await;
            };
            moved_for_good &= matches!(response.status().as_u16(), 301 | 308);
            if url.scheme() == "https" && next.scheme() == "http" && !self.limits.allow_http {
                return Err(refused(hop + 1, "it leads from https to http"));
            }
            url = next;
        }
        let max = self.limits.redirects_max;
        Err(CollectError::Refused(format!("there are more than redirects_max = {max} redirects")))
    }

    async fn ask(
        &self,
        url: &Url,
        keys: &[(&'static str, String)],
        validators: Option<&Validators>,
    ) -> Result<Response, CollectError> {
        let _turn = self.gate.turn(url).await;
        let mut request = self.client()?.get(url.clone()).header(ACCEPT_ENCODING, decode::ACCEPTED);
        for (name, value) in keys {
            request = request.header(*name, value);
        }
        let known = validators.cloned().unwrap_or_default();
        if let Some(etag) = known.etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(last_modified) = known.last_modified {
            request = request.header(IF_MODIFIED_SINCE, last_modified);
        }
        request.send().await.map_err(without_url)
    }

    async fn answered(
        &self,
        response: Response,
        moved_to: Option<String>,
    ) -> Result<Fetched, CollectError> {
        let (status, headers) = (response.status(), response.headers().clone());
        let fresh_for = answer::fresh_for(&headers);
        if status == StatusCode::NOT_MODIFIED {
            return Ok(Fetched::NotModified { fresh_for });
        }
        let bytes = self.body(response, &headers).await?;
        answer::check_status(status, &headers, &bytes)?;
        let validators = answer::validators(&headers);
        let content_type = answer::content_type(&headers);
        Ok(Fetched::Body(Body { bytes, validators, fresh_for, moved_to, content_type }))
    }

    /// Reads a body chunk by chunk and takes one layer of compression off: a bomb stops at a
    /// limit, not in memory.
    async fn body(
        &self,
        mut response: Response,
        headers: &HeaderMap,
    ) -> Result<Vec<u8>, CollectError> {
        let coding = decode::Coding::of(&headers.get_all(CONTENT_ENCODING))?;
        let max = coding.bytes_max(&self.limits);
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(without_url)? {
            if bytes.len() + chunk.len() > max {
                return Err(CollectError::TooLarge { max });
            }
            bytes.extend_from_slice(&chunk);
        }
        coding.decoded(bytes, &self.limits)
    }

    fn read(&self, path: &str) -> Result<Body, CollectError> {
        let failed = |source| CollectError::File { path: path.to_owned(), source };
        let max = self.limits.body_bytes_max;
        let length = std::fs::metadata(path).map_err(failed)?.len();
        if usize::try_from(length).map_or(true, |length| length > max) {
            return Err(CollectError::TooLarge { max });
        }
        let bytes = std::fs::read(path).map_err(failed)?;
        let (validators, fresh_for) = (None, None);
        Ok(Body { bytes, validators, fresh_for, moved_to: None, content_type: None })
    }
}

/// Where an answer points on (RFC 9110, 15.4).
fn redirect(url: &Url, response: &Response) -> Option<Url> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    url.join(response.headers().get(LOCATION)?.to_str().ok()?).ok()
}

fn refused(hop: usize, reason: &str) -> CollectError {
    CollectError::Refused(match hop {
        0 => reason.to_owned(),
        hop => format!("redirect {hop}: {reason}"),
    })
}

/// An address without what may be a key.
fn shown(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_query(None);
    shown.into()
}

/// URLs may hold keys: they never stand in an error.
fn without_url(error: reqwest::Error) -> CollectError {
    CollectError::Request(error.without_url())
}
