//! Takes a sentence and what it rests on; gives a claim. A claim without evidence cannot be
//! built:
//!
//! ```compile_fail
//! let claim = contrabrief::model::Claim::new("The crowd is wrong.");
//! ```

use super::Evidence;

/// A sentence with at least one piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    text: String,
    first: Evidence,
    more: Vec<Evidence>,
}

impl Claim {
    /// Ties `text` to its evidence; the order is the order of citation.
    #[must_use]
    pub fn new(
        text: impl Into<String>,
        first: Evidence,
        more: impl IntoIterator<Item = Evidence>,
    ) -> Self {
        Self { text: text.into(), first, more: more.into_iter().collect() }
    }

    /// The sentence, plain text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All evidence, never empty.
    pub fn evidence(&self) -> impl Iterator<Item = &Evidence> {
        std::iter::once(&self.first).chain(&self.more)
    }
}
