//! Gives how a brief looks, apart from its templates.

use crate::model::Paper;

/// What of a brief's looks a configuration decides beside templates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The paper of the PDF.
    pub paper: Paper,
}
