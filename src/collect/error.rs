//! Takes what a source did; gives errors that say what it was and what the operator can do.

use std::time::Duration;

/// Why a source gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// The HTTP client cannot be made.
    #[error("The HTTP client cannot be made")]
    Client(#[source] reqwest::Error),
    /// The address breaks a rule.
    #[error("Address refused: {0}")]
    Refused(String),
    /// The server could not be reached in time, or the connection broke.
    #[error("The request failed")]
    Request(#[source] reqwest::Error),
    /// The server answered with an error status.
    #[error("The server answered {status}{}{}", advice(*.status), .excerpt.as_ref().map(|words| format!(": {words}")).unwrap_or_default())]
    Status {
        /// The status code.
        status: u16,
        /// The first words of a plain-text answer.
        excerpt: Option<String>,
    },
    /// The server asks for patience, by status or in words.
    #[error("The server limits the rate{}: ask less often or use a key", .retry_after.as_ref().map(|after| format!(", try again in {} s", after.as_secs())).unwrap_or_default())]
    RateLimited {
        /// Its `Retry-After`.
        retry_after: Option<Duration>,
    },
    /// The body is larger than allowed.
    #[error("The body is larger than body_bytes_max = {max}")]
    TooLarge {
        /// The limit.
        max: usize,
    },
    /// The body's compression is not what it should be.
    #[error("The compressed body is refused: {0}")]
    Encoding(String),
    /// A local file cannot be read.
    #[error("File `{path}` cannot be read")]
    File {
        /// The path.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// An HTML page came where something else was due.
    #[error("The answer is an HTML page, not {due}: look at the address in a browser")]
    Html {
        /// What was due.
        due: &'static str,
    },
    /// A page holds no article.
    #[error("The page gave no article: {0}")]
    Page(String),
    /// Nothing came.
    #[error("The answer is empty")]
    Empty,
    /// The feed cannot be parsed, repaired or not.
    #[error("The feed cannot be read: {0}")]
    Feed(String),
    /// The prices cannot be parsed.
    #[error("The prices cannot be read: {0}")]
    Prices(String),
    /// The provider says so itself.
    #[error("The provider says: {0}")]
    Provider(String),
    /// The provider refuses the key, or the plan it stands for.
    #[error(
        "The provider refuses the key: {0}: look at key_file of the source and at the plan bought"
    )]
    KeyRefused(String),
    /// The provider does not know the symbol it was asked about.
    #[error(
        "The provider knows no such symbol: {0}: give its own name for the ticker under `symbols` of the source"
    )]
    UnknownSymbol(String),
    /// The answer is no JSON, or none of the shape that is documented.
    #[error("The answer cannot be read as {due}: {reason}{}", if .pointer.is_empty() { String::new() } else { format!(", at `{pointer}`") })]
    Json {
        /// What was due.
        due: &'static str,
        /// Where in the answer, as a JSON Pointer (RFC 6901); empty for the whole of it.
        pointer: String,
        /// What is wrong there.
        reason: String,
    },
    /// A table of articles has no titles.
    #[error("The file has no column `title` or `headline`; its first line names {found}")]
    Columns {
        /// What its header names.
        found: String,
    },
    /// A table of companies has no names.
    #[error("The file has no column `name`; its first line names {found}")]
    Reference {
        /// What its header names.
        found: String,
    },
}

impl CollectError {
    /// Whether asking again within seconds may help: the network or the server stumbled.
    pub(super) fn may_pass_soon(&self) -> bool {
        match self {
            Self::Request(error) => error.is_connect() || error.is_timeout() || error.is_request(),
            Self::Status { status, .. } => matches!(status, 408 | 425 | 500 | 502 | 503 | 504),
            _ => false,
        }
    }

    /// How long the server asks to be left alone.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } => *retry_after,
            _ => None,
        }
    }
}

/// What a status asks of the operator.
fn advice(status: u16) -> &'static str {
    match status {
        401 | 403 => " (look at the key and at the source's terms)",
        404 => " (look at the address)",
        410 => " (gone for good: remove the source)",
        451 => " (withheld for legal reasons)",
        _ => "",
    }
}
