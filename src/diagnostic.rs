//! Takes a failure; gives the three lines that a person needs: what, because, hint.

use std::fmt::Write as _;

use crate::exit_code::ExitCode;

/// A failure as the command line reports it.
#[derive(Debug)]
pub struct Diagnostic {
    /// How the command ends because of it.
    pub exit_code: ExitCode,
    /// What failed, naming the thing and the value.
    pub error: String,
    /// The chain of causes, nearest first; may be empty.
    pub because: Vec<String>,
    /// The exact command or key that helps.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// A failure without a cause or a hint yet.
    #[must_use]
    pub fn new(exit_code: ExitCode, error: impl Into<String>) -> Self {
        Self { exit_code, error: error.into(), because: Vec::new(), hint: None }
    }

    /// Adds the whole chain of an error as causes.
    #[must_use]
    pub fn because(mut self, cause: &(dyn std::error::Error + 'static)) -> Self {
        let mut next = Some(cause);
        while let Some(error) = next {
            let words = error.to_string();
            if self.because.last() != Some(&words) {
                self.because.push(words);
            }
            next = error.source();
        }
        self
    }

    /// Adds the command or key that helps.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The lines as printed, each ending in a line feed.
    #[must_use]
    pub fn render(&self) -> String {
        let mut lines = format!("error: {}\n", self.error);
        for cause in &self.because {
            let _ = writeln!(lines, "because: {cause}");
        }
        if let Some(hint) = &self.hint {
            let _ = writeln!(lines, "hint: {hint}");
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_three_lines_with_its_whole_chain() {
        let cause = std::io::Error::other("disk on fire");
        let diagnostic = Diagnostic::new(ExitCode::Storage, "Archive `reports` cannot be written")
            .because(&cause)
            .hint("Run `contrabrief check`");
        assert_eq!(
            diagnostic.render(),
            "error: Archive `reports` cannot be written\nbecause: disk on fire\nhint: Run `contrabrief check`\n"
        );
    }
}
