//! Takes a day's view and what is set about a writer; gives the one request of an edition.
//! Equal claims and settings give equal bytes, whose hash is the key of the stored answer.

use serde::Serialize;

use super::engine::{AnswerFormat, Writer};
use super::sections::{Section, sections};
use crate::model::{DayView, Sha256Hash};

/// What the model is told, always the same.
const INSTRUCTIONS: &str = include_str!("instructions.txt");
/// `response_format` with the strict schema, as one line.
const ANSWER_SCHEMA: &str = include_str!("answer_schema.json");
/// Fixed, so that a server that heeds it answers the same twice.
const SEED: u32 = 1;

/// The request of one edition.
#[derive(Clone, Debug)]
pub struct Question {
    pub(super) sections: Vec<Section>,
    body: String,
    sha256: Sha256Hash,
}

impl Question {
    /// The whole body, JSON.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// Of the body.
    #[must_use]
    pub fn sha256(&self) -> Sha256Hash {
        self.sha256
    }
}

#[derive(Serialize)]
struct Message<'m> {
    role: &'m str,
    content: &'m str,
}

#[derive(Serialize)]
struct Claims<'s> {
    sections: Vec<SectionPart<'s>>,
}

#[derive(Serialize)]
struct SectionPart<'s> {
    id: &'s str,
    ticker: &'s str,
    name: &'s str,
    sentences_max: usize,
    claims: Vec<ClaimPart<'s>>,
}

#[derive(Serialize)]
struct ClaimPart<'s> {
    id: &'s str,
    text: &'s str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    evidence: &'s [String],
}

/// The request for a day's prose; `None` when there is nothing to write about.
#[must_use]
pub fn question(day: &DayView, writer: &Writer) -> Option<Question> {
    let sections = sections(day);
    if sections.is_empty() {
        return None;
    }
    let body = body(&sections, writer);
    let sha256 = Sha256Hash::of(&body);
    Some(Question { sections, body, sha256 })
}

/// The body is put together by hand: its bytes must not hang on how a library orders keys.
fn body(sections: &[Section], writer: &Writer) -> String {
    let claims = json(&Claims { sections: sections.iter().map(section_part).collect() });
    // JSON escapes line ends, so no text in it can write a line of its own.
    let asked = format!("BEGIN CLAIMS\n{claims}\nEND CLAIMS");
    let messages = json(&[
        Message { role: "system", content: INSTRUCTIONS.trim_end() },
        Message { role: "user", content: &asked },
    ]);
    let model = json(&writer.model);
    let format = match writer.answer_format {
        AnswerFormat::JsonSchema => format!(",\"response_format\":{}", ANSWER_SCHEMA.trim_end()),
        AnswerFormat::JsonObject => ",\"response_format\":{\"type\":\"json_object\"}".to_owned(),
        AnswerFormat::Text => String::new(),
    };
    format!(
        "{{\"messages\":{messages},\"model\":{model},\"seed\":{SEED},\"stream\":false,\"temperature\":0{format}}}"
    )
}

fn section_part(section: &Section) -> SectionPart<'_> {
    let [ticker, name] = &section.subject;
    let claims = section.claims.iter().map(|numbered| ClaimPart {
        id: &numbered.id,
        text: numbered.claim.text(),
        evidence: &numbered.evidence,
    });
    SectionPart {
        id: &section.id,
        ticker,
        name,
        sentences_max: section.part.sentences_max(),
        claims: claims.collect(),
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain structs of text are JSON")
}
