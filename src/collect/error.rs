//! Takes what a source did; gives errors that say what it was and what the operator can do.

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
    #[error("The server answered {status}{}", .excerpt.as_ref().map(|words| format!(": {words}")).unwrap_or_default())]
    Status {
        /// The status code.
        status: u16,
        /// The first words of a plain-text answer.
        excerpt: Option<String>,
    },
    /// The server asks for patience, by status or in words.
    #[error("The server limits the rate{}: ask less often or use a key", .retry_after.as_ref().map(|after| format!(", try again after {after}")).unwrap_or_default())]
    RateLimited {
        /// Its `Retry-After`.
        retry_after: Option<String>,
    },
    /// The body is larger than allowed.
    #[error("The body is larger than body_bytes_max = {max}")]
    TooLarge {
        /// The limit.
        max: usize,
    },
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
        "The provider refuses the key: {0}: look at key_file or key_env of the source and at the plan bought"
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
}
