//! Takes the body of an answer; gives its sentences, or why it is none. Strict about form: an
//! unknown key, a missing one or too many of anything refuse the whole. Never repeats a word of
//! the answer in an error.

use serde::Deserialize;

/// Sections an answer may have, asked for or not.
const SECTIONS_MAX: usize = 500;
/// Sentences in one of them.
const SENTENCES_MAX: usize = 50;
/// Claims that one sentence may cite.
const CLAIMS_MAX: usize = 50;

/// Why an answer cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum AnswerError {
    /// The server's envelope is not what the interface says.
    #[error("its answer is no chat completion")]
    Envelope,
    /// The model would not.
    #[error("the model refused")]
    Refused,
    /// The model came to the end of its room.
    #[error("its answer was cut short by the model's own limit")]
    CutShort,
    /// The text is not JSON of the form asked for.
    #[error("its answer is not JSON of the form asked for (line {line}, column {column})")]
    Form {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// It goes on and on.
    #[error("its answer has too many parts")]
    TooMany,
}

#[derive(Deserialize)]
struct Envelope {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: ChoiceMessage,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct ChoiceMessage {
    content: Option<String>,
    refusal: Option<String>,
}

/// What was answered.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    pub(super) sections: Vec<AnswerSection>,
}

/// What was answered for one section.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerSection {
    pub(super) id: String,
    pub(super) sentences: Vec<Sentence>,
}

/// One sentence and what it says it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sentence {
    pub(super) text: String,
    pub(super) claims: Vec<String>,
}

/// The text of the first choice.
///
/// # Errors
/// [`AnswerError::Envelope`], [`AnswerError::Refused`], [`AnswerError::CutShort`].
pub(super) fn content(body: &[u8]) -> Result<String, AnswerError> {
    let envelope: Envelope = serde_json::from_slice(body).map_err(|_| AnswerError::Envelope)?;
    let choice = envelope.choices.into_iter().next().ok_or(AnswerError::Envelope)?;
    let refused = choice.message.refusal.is_some_and(|words| !words.trim().is_empty());
    match choice.finish_reason.as_deref() {
        _ if refused => Err(AnswerError::Refused),
        Some("content_filter") => Err(AnswerError::Refused),
        Some("length") => Err(AnswerError::CutShort),
        _ => choice.message.content.ok_or(AnswerError::Envelope),
    }
}

/// The sentences of that text. A fence of Markdown around the JSON is taken off: models that
/// are told the form in words alone often add one.
///
/// # Errors
/// [`AnswerError::Form`], [`AnswerError::TooMany`].
pub(super) fn parse(content: &str) -> Result<Answer, AnswerError> {
    let answer: Answer = serde_json::from_str(unfenced(content))
        .map_err(|error| AnswerError::Form { line: error.line(), column: error.column() })?;
    let many = answer.sections.len() > SECTIONS_MAX
        || answer.sections.iter().any(|section| {
            section.sentences.len() > SENTENCES_MAX
                || section.sentences.iter().any(|sentence| sentence.claims.len() > CLAIMS_MAX)
        });
    if many { Err(AnswerError::TooMany) } else { Ok(answer) }
}

fn unfenced(content: &str) -> &str {
    let content = content.trim();
    let Some(inside) = content.strip_prefix("```").and_then(|rest| rest.strip_suffix("```")) else {
        return content;
    };
    inside.strip_prefix("json").unwrap_or(inside).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>, text in "[\\[\\]{}\",:a-z`\\\\0-9 ]{0,200}") {
            let _ = (content(&bytes), parse(&text));
        }
    }

    const GOOD: &str =
        r#"{"sections":[{"id":"summary:HELX","sentences":[{"text":"A.","claims":["c1"]}]}]}"#;

    #[test]
    fn an_answer_is_read_with_and_without_a_fence() {
        let read = parse(GOOD).unwrap();
        assert_eq!(read.sections[0].sentences[0].claims, ["c1"]);
        assert_eq!(parse(&format!("```json\n{GOOD}\n```")).unwrap(), read);
    }

    #[test]
    fn another_form_is_refused_by_its_place_and_never_quoted() {
        for wrong in [
            r#"{"sections":[{"id":"x","sentences":[],"score":"sk-secret"}]}"#,
            r#"{"sections":[{"id":"x"}]}"#,
            r#"{"sections":"sk-secret"}"#,
            r#"{"sections":[]} and sk-secret"#,
            r#"{"sections":[],"sections":[]}"#,
            "[]",
            "",
        ] {
            let told = parse(wrong).unwrap_err();
            assert!(matches!(told, AnswerError::Form { .. }), "{wrong}");
            assert!(!told.to_string().contains("secret"), "{told}");
        }
    }

    #[test]
    fn refusals_and_cut_answers_are_told_apart() {
        let told = |body: &str| content(body.as_bytes()).unwrap_err();
        let refused = r#"{"choices":[{"message":{"content":null,"refusal":"No."}}]}"#;
        assert_eq!(told(refused), AnswerError::Refused);
        let cut = r#"{"choices":[{"message":{"content":"{"},"finish_reason":"length"}]}"#;
        assert_eq!(told(cut), AnswerError::CutShort);
        assert_eq!(told(r#"{"choices":[]}"#), AnswerError::Envelope);
        assert_eq!(told("<html>"), AnswerError::Envelope);
    }

    #[test]
    fn an_answer_that_goes_on_and_on_is_refused() {
        let one = r#"{"text":"A.","claims":[]},"#;
        let many = one.repeat(SENTENCES_MAX + 1);
        let text = format!(
            r#"{{"sections":[{{"id":"x","sentences":[{}]}}]}}"#,
            many.trim_end_matches(',')
        );
        assert_eq!(parse(&text).unwrap_err(), AnswerError::TooMany);
    }
}
