//! Takes what was asked, answered and dropped; gives `narration.json`, the file beside an
//! edition from which a re-run reads the answer back. Its struct is the file's format.

use serde::{Deserialize, Serialize};

use super::question::Question;
use super::told::Dropped;
use crate::model::{Rendition, Reply, ReplyOutcome, Sha256Hash, file_names};

/// The version of the file's format.
const SCHEMA: u8 = 1;
/// The longest dropped sentence that is kept, in characters.
const DROPPED_CHARS_MAX: usize = 1000;

#[derive(Serialize, Deserialize)]
struct RecordFile {
    answer: Option<String>,
    dropped: Vec<DroppedLine>,
    failure: Option<String>,
    host: String,
    model: String,
    request: String,
    request_sha256: String,
    schema: u8,
}

#[derive(Serialize, Deserialize)]
struct DroppedLine {
    section: String,
    text: String,
    why: String,
}

/// A record that cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// It is not JSON of its form.
    #[error("`narration.json` is not of its form")]
    Form(#[source] serde_json::Error),
    /// It holds neither an answer nor a failure, or no hash of a request.
    #[error("`narration.json` holds no reply")]
    NoReply,
}

/// The record as a file of the edition.
pub(super) fn write(question: &Question, reply: &Reply, dropped: &[Dropped]) -> Rendition {
    let (answer, failure) = match &reply.outcome {
        ReplyOutcome::Answered(content) => (Some(content.clone()), None),
        ReplyOutcome::Failed(why) => (None, Some(why.clone())),
    };
    let file = RecordFile {
        answer,
        dropped: dropped.iter().map(dropped_line).collect(),
        failure,
        host: reply.host.clone(),
        model: reply.model.clone(),
        request: question.body().to_owned(),
        request_sha256: question.sha256().to_string(),
        schema: SCHEMA,
    };
    let mut json = serde_json::to_string_pretty(&file).expect("a record holds only plain values");
    json.push('\n');
    Rendition::new(file_names::NARRATION, "application/json", json)
}

fn dropped_line(dropped: &Dropped) -> DroppedLine {
    DroppedLine {
        section: dropped.section.chars().take(DROPPED_CHARS_MAX).collect(),
        text: dropped.text.chars().take(DROPPED_CHARS_MAX).collect(),
        why: dropped.fault.words().to_owned(),
    }
}

/// The reply that a record holds.
///
/// # Errors
/// [`RecordError`] for what is no record.
pub fn recorded_reply(bytes: &[u8]) -> Result<Reply, RecordError> {
    let file: RecordFile = serde_json::from_slice(bytes).map_err(RecordError::Form)?;
    let outcome = match (file.answer, file.failure) {
        (Some(content), None) => ReplyOutcome::Answered(content),
        (None, Some(why)) => ReplyOutcome::Failed(why),
        _ => return Err(RecordError::NoReply),
    };
    let request_sha256 = Sha256Hash::parse(&file.request_sha256).ok_or(RecordError::NoReply)?;
    Ok(Reply { request_sha256, model: file.model, host: file.host, outcome })
}
