//! Takes a configuration; tries out what it names without making an edition: templates, holdings
//! and logos.

use super::PipelineError;
use super::recipe::Recipe;
use crate::config::{BriefConfig, Config, ConfigFault, load_holdings, load_logo};
use crate::render;

/// Whether an operator's templates can be used: they are filled with an invented day.
///
/// # Errors
/// [`PipelineError::Templates`], [`PipelineError::Render`].
pub fn check_templates(config: &Config, brief: &BriefConfig) -> Result<(), PipelineError> {
    let recipe = Recipe::current(config, brief)?;
    if recipe.templates != render::TemplateSet::builtin() {
        render::try_out(&recipe.templates, &brief.look)?;
    }
    Ok(())
}

/// Every fault of every holdings file.
#[must_use]
pub fn check_holdings(config: &Config) -> Vec<ConfigFault> {
    let files = config.briefs.iter().filter_map(|brief| brief.holdings.as_deref());
    let mut faults: Vec<ConfigFault> =
        files.filter_map(|file| load_holdings(file, &config.tickers).err()).flatten().collect();
    // Two briefs may share a file.
    faults.dedup();
    faults
}

/// The fault of every logo that cannot be used.
#[must_use]
pub fn check_logos(config: &Config) -> Vec<ConfigFault> {
    let files = config.briefs.iter().filter_map(|brief| brief.logo.as_deref());
    let mut faults: Vec<ConfigFault> = files.filter_map(|file| load_logo(file).err()).collect();
    faults.dedup();
    faults
}

/// The built-in templates, by name.
#[must_use]
pub fn builtin_templates() -> Vec<(String, String)> {
    let templates = render::TemplateSet::builtin();
    templates.files().iter().map(|(name, source)| (name.clone(), source.clone())).collect()
}
