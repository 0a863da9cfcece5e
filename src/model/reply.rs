//! Takes nothing; gives the shape of what a prose engine answered to one request, so that it
//! can be stored and used again in its place. Never holds an address or a key.

use super::Sha256Hash;

/// What a prose engine answered, or that it did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Of the request's body.
    pub request_sha256: Sha256Hash,
    /// The model that was asked for.
    pub model: String,
    /// The host that was asked, without port or path.
    pub host: String,
    /// What came of it.
    pub outcome: ReplyOutcome,
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplyOutcome {
    /// The text of an answer of the right form; nothing in it has been believed yet.
    Answered(String),
    /// Why there is none, as the end of a sentence without its full stop.
    Failed(String),
}
