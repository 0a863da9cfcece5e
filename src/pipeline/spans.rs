//! Takes a run that has begun; gives the span under which all that is logged in it stands, and
//! tells the command line which run it was.

use tracing::Span;

use super::Pipeline;
use crate::model::EditionKey;
use crate::store::RunId;

/// The span of a run: each line within carries its number and its edition.
pub(super) fn span(run: RunId, edition: Option<&EditionKey>) -> Span {
    match edition {
        None => tracing::info_span!("run", run = run.0),
        Some(EditionKey { brief, date }) => {
            tracing::info_span!("run", run = run.0, edition = %format_args!("{date}/{brief}"))
        }
    }
}

impl Pipeline {
    /// The run that was begun last since this was asked, for the log; `None` where nothing that
    /// is recorded began.
    #[must_use]
    pub fn take_last_run(&self) -> Option<RunId> {
        self.store.take_last_run()
    }
}
