//! Takes what was missing, late, odd or left out; gives the notes that say so in the brief.

/// How much a data note matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoteLevel {
    /// A reader should look: something is missing, stale, thin or from a second source.
    Check,
    /// All is well, or the thing has been dealt with.
    Fine,
}

/// One data note: a whole sentence for the reader.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DataNote {
    /// How much it matters.
    pub level: NoteLevel,
    /// The sentence.
    pub text: String,
    /// Whether the edition lacks something because of it: the run then ends with exit code 5.
    pub partial: bool,
}

impl DataNote {
    /// Something a reader should look at, though nothing is missing.
    #[must_use]
    pub fn check(text: impl Into<String>) -> Self {
        Self { level: NoteLevel::Check, text: text.into(), partial: false }
    }

    /// Something the edition lacks.
    #[must_use]
    pub fn missing(text: impl Into<String>) -> Self {
        Self { level: NoteLevel::Check, text: text.into(), partial: true }
    }

    /// Something that is well.
    #[must_use]
    pub fn fine(text: impl Into<String>) -> Self {
        Self { level: NoteLevel::Fine, text: text.into(), partial: false }
    }
}
