//! Takes a question; gives its editions to an auditor as a zip, or their figures to a researcher
//! as tables. How takeaways ended is judged as the newest edition asked for would judge it.

use super::recipe::Recipe;
use super::{Pipeline, PipelineError};
use crate::analyse;
use crate::archive::{Closings, ExportQuestion, ExportTarget, Exported, Tabled};

impl Pipeline {
    /// Writes editions into one zip, with all that is needed to check them.
    ///
    /// # Errors
    /// [`PipelineError::Archive`].
    pub fn export(
        &self,
        question: &ExportQuestion,
        target: ExportTarget<'_>,
    ) -> Result<Exported, PipelineError> {
        Ok(self.archive.export(question, target, (self.clock.now(), &self.operator))?)
    }

    /// Writes the figures of editions as tables into a folder.
    ///
    /// # Errors
    /// [`PipelineError::Archive`], or what the store could not do.
    pub fn export_tables(
        &self,
        question: &ExportQuestion,
        folder: ExportTarget<'_>,
    ) -> Result<Tabled, PipelineError> {
        let mut closings = Vec::new();
        for newest in self.archive.newest_of_each(question)? {
            let recipe = Recipe::archived(&newest)?;
            let dossier = self.dossier(&recipe, newest.key().date, newest.knowledge())?;
            closings.push(Closings {
                brief: newest.key().brief.clone(),
                as_of: newest.as_of(),
                takeaways: analyse::closed_takeaways(&dossier, &recipe.config.policy),
            });
        }
        let by = (self.clock.now(), self.operator.as_str());
        Ok(self.archive.tables(question, folder, &closings, by)?)
    }
}
