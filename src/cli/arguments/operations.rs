//! Takes what was typed after the verbs that keep an installation healthy; gives it as values.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum OperationsVerb {
    /// Copy the database and the key of links, checked, also while the daemon works
    #[command(after_help = "Example: contrabrief backup --to /mnt/backup")]
    Backup {
        /// A folder, or the name of a file that is not there yet; the configured folder when
        /// left out, where older copies are then removed
        #[arg(long, value_name = "FILE|DIR")]
        to: Option<PathBuf>,
    },
    /// Bring a backup back, checked and brought up to date first; what was there stays beside it
    #[command(
        after_help = "Example: contrabrief restore data/backups/contrabrief-20260325T020000Z.db --replace"
    )]
    Restore {
        /// The copy of the database
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Take the place of the database that is there
        #[arg(long)]
        replace: bool,
    },
    /// Remove what is older than `[archive] retention` and not held; a tombstone of each stays
    #[command(after_help = "Example: contrabrief prune --dry-run")]
    Prune {
        /// Say what would go; remove nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// See what does not work and what the operator was told of it
    #[command(subcommand)]
    Incidents(IncidentsVerb),
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum IncidentsVerb {
    /// List what does not work now, with the command that helps
    #[command(after_help = "Example: contrabrief incidents list")]
    List {
        /// Also what is over
        #[arg(long)]
        all: bool,
    },
    /// End an incident by hand; it begins again if it is seen again
    #[command(
        after_help = "Example: contrabrief incidents resolve source:yahoo --because 'contract ended'"
    )]
    Resolve {
        /// Its key, as the list shows it
        key: String,
        /// How it ended; kept with it and told to the operator
        #[arg(long, value_name = "TEXT")]
        because: String,
    },
    /// Send the operator a mail that only shows that mail arrives
    #[command(after_help = "Example: contrabrief incidents test")]
    Test,
}
