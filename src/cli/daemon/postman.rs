//! Takes beats; sends what the ledger has open and due, and tells accounts' owners who left.

use super::hand::{Teller, Work};
use super::troubles;
use crate::cli::log::{About, Talk};
use crate::cli::{report, serving};
use crate::model::Instant;
use crate::pipeline::{Pipeline, PipelineError, Trouble};

/// Remembers nothing: what is open stands in the ledger.
pub(super) struct Postman;

impl Work for Postman {
    const NAME: &'static str = "postman";
    const TARGET: &'static str = "deliver";

    async fn beat(&mut self, pipeline: &mut Pipeline, teller: &mut Teller, _now: Instant) {
        if let Err(error) = round(pipeline, teller).await {
            teller.report(report::pipeline(&error));
        }
    }
}

async fn round(pipeline: &mut Pipeline, teller: &mut Teller) -> Result<(), PipelineError> {
    if pipeline.config().mail.is_none() {
        return Ok(());
    }
    let reports = pipeline.deliver_due(false).await?;
    if !reports.is_empty() {
        let halted = reports.iter().find_map(|report| report.halted.clone());
        let cause = halted.map(|why| troubles::sentence("Sending stopped", &why));
        troubles::set(pipeline, &Trouble::Delivery, cause, "Mail goes out again.")?;
    }
    let unsure = pipeline.held_unsure()?;
    let cause = (unsure > 0).then(|| {
        format!("Nobody knows whether {unsure} message(s) arrived, and `on_unsure` holds them.")
    });
    troubles::set(pipeline, &Trouble::Unsure, cause, "None is unsure any more.")?;
    for report in reports {
        let about = About::revision(&report.edition, report.revision).in_run(Some(report.run));
        teller.at(about);
        teller.tell(format!("{} {}  {report}", report.edition, report.revision));
        for note in report.notes.iter().cloned().chain(report.faults()) {
            teller.tell(Talk::note(note));
        }
    }
    teller.at(About::default());
    serving::tell_owners(teller, pipeline).await
}
