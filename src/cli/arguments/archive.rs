//! Takes what was typed after `archive`; gives it as values.

use std::path::PathBuf;

use clap::{Args, Subcommand};

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
    #[command(after_help = "Example: contrabrief archive verify\n\
        What came out of archive export: contrabrief archive verify --export FOLDER")]
    Verify {
        /// A folder that a zip of `archive export` was unpacked into, instead of the archive;
        /// needs no config and writes nothing
        #[arg(long, value_name = "FOLDER", conflicts_with = "replay")]
        export: Option<PathBuf>,
        /// Make so many editions again too, spread over the archive, and compare every byte
        #[arg(long, value_name = "N")]
        replay: Option<usize>,
        /// Believe this key's signatures, and no configured ones: a public key of minisign, or
        /// its file; may be given more than once
        #[arg(long, value_name = "KEY|FILE")]
        public_key: Vec<String>,
    },
    /// Make a key that signs the archive, for its owner's eyes alone, and print its public half
    #[command(after_help = "Example: contrabrief archive keygen archive.key")]
    Keygen {
        /// The file to write; one that is there stays
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Sign what is archived and has no good signature yet: an archive from before it was signed,
    /// or by a key that is no longer believed
    #[command(after_help = "Example: contrabrief archive sign")]
    Sign,
    /// Write editions as one zip that an auditor can check alone, or their figures as tables
    #[command(
        after_help = "Example: contrabrief archive export --date 2026-03-25 --out audit.zip\n\
        A quarter's figures: contrabrief archive export --from 2026-01-01 --to 2026-03-31 --tables figures"
    )]
    Export(ExportArguments),
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

#[derive(Debug, Args)]
pub(in crate::cli) struct ExportArguments {
    /// One date: YYYY-MM-DD; every edition of the archive when no date is given
    #[arg(long, value_name = "DATE", conflicts_with_all = ["from", "to"])]
    pub(in crate::cli) date: Option<String>,
    /// The first date
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) from: Option<String>,
    /// The last date
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) to: Option<String>,
    /// Which brief, every one when left out
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) brief: Option<String>,
    /// Which revision, every one when left out
    #[arg(long, value_name = "N")]
    pub(in crate::cli) rev: Option<String>,
    /// The zip to write
    #[arg(long, value_name = "FILE", required_unless_present = "tables")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// The folder for editions.csv, sentiment.csv, takeaways.csv and outcomes.csv
    #[arg(long, value_name = "FOLDER", conflicts_with = "out")]
    pub(in crate::cli) tables: Option<PathBuf>,
    /// Replace what stands there
    #[arg(long)]
    pub(in crate::cli) force: bool,
}
