//! Takes a question and an endpoint; gives the reply, an answer of the right form or the reason
//! why there is none. Bounded in time, bytes and attempts; follows no redirect, so that the key
//! and the texts go where they are configured to go and nowhere else. Never repeats what the
//! server said, which might be the key.

use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};

use super::answer::{self, AnswerError};
use super::engine::{Endpoint, Writer};
use super::question::Question;
use crate::model::{Reply, ReplyOutcome};

/// How long after a failure the first retry comes; the next after twice as long.
const RETRY_PAUSE: Duration = Duration::from_millis(500);
/// A server that asks for a longer pause is left alone: the brief is due.
const RETRY_AFTER_SECONDS_MAX: u64 = 20;

/// Why an attempt gave no answer. Reads as the end of "…, but".
#[derive(Debug, thiserror::Error)]
enum AskError {
    #[error("no client for it can be made")]
    Client,
    #[error("its key has marks that no key has")]
    Key,
    #[error("it cannot be reached")]
    Unreachable,
    #[error("it gave no whole answer within {seconds} s")]
    TimedOut { seconds: u64 },
    #[error("the connection ended in the middle of its answer")]
    Cut,
    #[error("it answered with status {status}")]
    Status { status: u16 },
    #[error("it answered with a redirect, which is not followed")]
    Redirected,
    #[error("it was asked too often (status {status})")]
    Busy { status: u16, retry_after_seconds: Option<u64> },
    #[error("its answer is longer than answer_bytes_max = {max}")]
    TooLarge { max: usize },
    #[error("its answer repeats the key")]
    RepeatsKey,
    #[error(transparent)]
    Answer(#[from] AnswerError),
}

impl AskError {
    /// How long to wait before asking again; `None` where asking again is no use.
    fn pause(&self, usual: Duration) -> Option<Duration> {
        match self {
            Self::Client | Self::Key | Self::Redirected | Self::RepeatsKey => None,
            Self::Status { status } => (*status >= 500 || *status == 408).then_some(usual),
            Self::Busy { retry_after_seconds: Some(seconds), .. } => {
                (*seconds <= RETRY_AFTER_SECONDS_MAX).then(|| Duration::from_secs(*seconds))
            }
            _ => Some(usual),
        }
    }
}

/// Asks, and asks again where that may help.
pub async fn ask(
    question: &Question,
    writer: &Writer,
    endpoint: &Endpoint,
    user_agent: &str,
) -> Reply {
    let mut usual = RETRY_PAUSE;
    let mut attempts = 1;
    let asked = loop {
        let asked = attempt(question, endpoint, user_agent).await;
        let Err(error) = &asked else { break asked };
        tracing::warn!(target: "narrate", host = endpoint.host, attempt = attempts, %error, "No prose");
        match error.pause(usual).filter(|_| attempts <= endpoint.retries_max) {
            Some(pause) => tokio::time::sleep(pause).await,
            None => break asked,
        }
        usual *= 2;
        attempts += 1;
    };
    let outcome = match asked {
        Ok(content) => ReplyOutcome::Answered(content),
        Err(error) if attempts > 1 => {
            ReplyOutcome::Failed(format!("{error} ({attempts} attempts)"))
        }
        Err(error) => ReplyOutcome::Failed(error.to_string()),
    };
    Reply {
        request_sha256: question.sha256(),
        model: writer.model.clone(),
        host: endpoint.host.clone(),
        outcome,
    }
}

/// One attempt: the text of an answer that has the form asked for.
async fn attempt(
    question: &Question,
    endpoint: &Endpoint,
    user_agent: &str,
) -> Result<String, AskError> {
    let seconds = endpoint.attempt_seconds_max;
    // A second installation is refused and does no harm.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder()
        .user_agent(user_agent)
        .no_proxy()
        .redirect(Policy::none())
        .timeout(Duration::from_secs(seconds))
        .build()
        .map_err(|_| AskError::Client)?;
    let url = format!("{}/chat/completions", endpoint.url.trim_end_matches('/'));
    let mut request = client
        .post(url)
        .header(CONTENT_TYPE, "application/json")
        .header(ACCEPT_ENCODING, "identity")
        .body(question.body().to_owned());
    if let Some(key) = &endpoint.key {
        let mut value = HeaderValue::from_str(&format!("Bearer {}", key.expose()))
            .map_err(|_| AskError::Key)?;
        value.set_sensitive(true);
        request = request.header(AUTHORIZATION, value);
    }
    let failed = |error: &reqwest::Error, otherwise| {
        if error.is_timeout() { AskError::TimedOut { seconds } } else { otherwise }
    };
    let response = request.send().await.map_err(|error| failed(&error, AskError::Unreachable))?;
    check_status(&response)?;
    let body = body(response, endpoint, failed).await?;
    let content = answer::content(&body)?;
    if endpoint.key.as_ref().is_some_and(|key| content.contains(key.expose())) {
        return Err(AskError::RepeatsKey);
    }
    answer::parse(&content)?;
    Ok(content)
}

fn check_status(response: &Response) -> Result<(), AskError> {
    let status = response.status();
    let code = status.as_u16();
    let retry_after = response.headers().get(RETRY_AFTER);
    let retry_after_seconds = retry_after
        .and_then(|value| value.to_str().ok())
        .and_then(|seconds| seconds.trim().parse().ok());
    match status {
        StatusCode::OK => Ok(()),
        StatusCode::TOO_MANY_REQUESTS => Err(AskError::Busy { status: code, retry_after_seconds }),
        StatusCode::SERVICE_UNAVAILABLE if retry_after_seconds.is_some() => {
            Err(AskError::Busy { status: code, retry_after_seconds })
        }
        status if status.is_redirection() => Err(AskError::Redirected),
        _ => Err(AskError::Status { status: code }),
    }
}

/// Reads chunk by chunk and stops at the limit.
async fn body(
    mut response: Response,
    endpoint: &Endpoint,
    failed: impl Fn(&reqwest::Error, AskError) -> AskError,
) -> Result<Vec<u8>, AskError> {
    let max = endpoint.answer_bytes_max;
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error, AskError::Cut))? {
        if bytes.len() + chunk.len() > max {
            return Err(AskError::TooLarge { max });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
