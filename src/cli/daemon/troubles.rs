//! Takes how a part of the work stands; opens or ends its incident.

use crate::cli::report;
use crate::pipeline::{Pipeline, PipelineError, Trouble};

/// Opens the incident of a trouble with a cause, or ends it without one.
pub(super) fn set(
    pipeline: &Pipeline,
    trouble: &Trouble,
    cause: Option<String>,
    how_it_ended: &str,
) -> Result<(), PipelineError> {
    match cause {
        Some(cause) => pipeline.raise(&pipeline.incident(trouble, &cause)).map(drop),
        None => pipeline.resolve_incident(&trouble.key(), how_it_ended).map(drop),
    }
}

/// A failure as one sentence.
pub(super) fn cause(error: &PipelineError) -> String {
    format!("{}.", one_line(error).trim_end_matches('.'))
}

/// What is so and why, as one sentence.
pub(super) fn sentence(what: &str, why: &str) -> String {
    format!("{what}: {}.", why.trim_end_matches('.'))
}

/// A failure and its causes in one line.
pub(super) fn one_line(error: &PipelineError) -> String {
    let diagnostic = report::pipeline(error);
    let causes = diagnostic.because.iter().map(String::as_str);
    std::iter::once(diagnostic.error.as_str()).chain(causes).collect::<Vec<_>>().join(": ")
}
