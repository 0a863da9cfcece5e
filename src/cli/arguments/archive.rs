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
    /// Keep an edition, or all of a date, from every prune until it is released
    #[command(
        after_help = "Example: contrabrief archive hold 2026-03-25/ai-infra --because 'case 4711'"
    )]
    Hold {
        /// A date, or a date and a brief: 2026-03-25, 2026-03-25/ai-infra
        #[arg(value_name = "DATE|EDITION")]
        what: String,
        /// Why; kept in the archive
        #[arg(long, value_name = "TEXT")]
        because: String,
    },
    /// Let retention alone decide again on what was held
    #[command(
        after_help = "Example: contrabrief archive release 2026-03-25/ai-infra --because 'case 4711 closed'"
    )]
    Release {
        /// As it was held
        #[arg(value_name = "DATE|EDITION")]
        what: String,
        /// Why; kept in the archive
        #[arg(long, value_name = "TEXT")]
        because: String,
    },
    /// List what is held
    #[command(after_help = "Example: contrabrief archive holds")]
    Holds,
}
