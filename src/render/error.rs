//! Takes what a template did wrong; gives an error that names template and line.

/// Why a brief could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template of the operator has a name that no rendition uses.
    #[error("Template `{name}` is not used by any rendition{hint}")]
    UnknownTemplate {
        /// Its name.
        name: String,
        /// The nearest known name, as a clause.
        hint: String,
    },
    /// A template cannot be parsed, or failed on this brief.
    #[error("A template failed: {0}")]
    Template(String),
    /// The JSON rendition failed.
    #[error("The brief cannot be written as JSON")]
    Json(#[source] serde_json::Error),
}

impl RenderError {
    /// tera's whole chain: the outer error names the template, an inner one the line.
    pub(super) fn of(error: &tera::Error) -> Self {
        let mut words = error.to_string();
        let mut next = std::error::Error::source(error);
        while let Some(cause) = next {
            words = format!("{words}: {cause}");
            next = cause.source();
        }
        Self::Template(words)
    }
}
