//! Takes nothing; gives the engines that may write prose and what is set about them. A key
//! among it is never printed.

use crate::model::ApiKey;

/// Who writes the prose of summaries and takeaways.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// The sentences that the analysis makes itself.
    #[default]
    Embedded,
    /// A server with OpenAI's interface for chat completions.
    OpenAiCompatible(Writer),
}

/// What is set about an engine outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writer {
    /// The model's name at its server.
    pub model: String,
    /// How the server is told what form the answer has.
    pub answer_format: AnswerFormat,
    /// When more than this share of the sentences is dropped, all are. Per cent.
    pub dropped_pct_max: u8,
    /// Where to ask; `None` in a snapshot, which is replayed and asks nobody.
    pub endpoint: Option<Endpoint>,
}

/// How the server is told what form the answer has. It is checked in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerFormat {
    /// `response_format` with the strict schema.
    JsonSchema,
    /// `response_format` that asks for any JSON; the form stands in the instructions alone.
    JsonObject,
    /// No `response_format`.
    Text,
}

/// Where to ask and how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The base of the interface, such as `https://api.example.com/v1`.
    pub url: String,
    /// Its host, for readers.
    pub host: String,
    /// The key, sent to this host and no other.
    pub key: Option<ApiKey>,
    /// The longest one attempt may take, from connecting to the last byte.
    pub attempt_seconds_max: u64,
    /// Further attempts after the first.
    pub retries_max: u32,
    /// The longest answer read.
    pub answer_bytes_max: usize,
}
