//! Takes what was typed after `archive`; gives it as values.

use clap::Subcommand;

use super::{CutArguments, EditionArguments, Format};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ArchiveVerb {
    /// List every edition and revision
    #[command(after_help = "Example: contrabrief archive list")]
    List,
    /// Print one rendition of an archived edition, checked against its hash
    #[command(after_help = "Example: contrabrief archive show --date 2026-03-25 --format md")]
    Show {
        #[command(flatten)]
        edition: EditionArguments,
        /// Which revision, the latest when left out
        #[arg(long, value_name = "N")]
        rev: Option<String>,
        /// Which rendition
        #[arg(long, value_enum, default_value = "txt")]
        format: Format,
        #[command(flatten)]
        cut: CutArguments,
    },
    /// Say what changed between two revisions: causes, figures, sources, words
    #[command(after_help = "Example: contrabrief archive diff --date 2026-03-25 --rev 1..2")]
    Diff {
        #[command(flatten)]
        edition: EditionArguments,
        /// Which two revisions, the latest and the one before it when left out
        #[arg(long, value_name = "N..M")]
        rev: Option<String>,
    },
    /// Check every hash and the chain
    #[command(after_help = "Example: contrabrief archive verify")]
    Verify,
}
