//! Takes what was typed after `subscribers`; gives it as values. What the options mean is
//! described in `docs/subscribers.md`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum SubscribersVerb {
    /// List who gets which brief and how; addresses are masked
    #[command(after_help = "Example: contrabrief subscribers list --brief ai-infra")]
    List {
        /// Only the readers of this brief
        #[arg(long, value_name = "ID")]
        brief: Option<String>,
        /// Show names and whole addresses
        #[arg(long)]
        show_addresses: bool,
    },
    /// Add one subscriber to the store
    #[command(
        after_help = "Example: contrabrief subscribers add pm-2 --address jo@example.com --brief ai-infra"
    )]
    Add(Box<AddArguments>),
    /// Take one subscriber out of the store; the ledger keeps what was sent
    #[command(after_help = "Example: contrabrief subscribers remove pm-2")]
    Remove {
        /// Which subscriber
        id: String,
    },
    /// Take in a CSV of subscribers: all of it, or nothing and every fault with row and column
    #[command(after_help = "Example: contrabrief subscribers import readers.csv --dry-run

Columns, in any order: id,address and perhaps name,group,owner,briefs,watchlist,form,
attachments,date_language,timezone,from_time,weekdays. Lists are parted by spaces.")]
    Import {
        /// File; `-` is standard input
        file: PathBuf,
        /// Say what would change and change nothing
        #[arg(long)]
        dry_run: bool,
        /// Remove the subscribers of the store that the file does not name
        #[arg(long)]
        replace: bool,
    },
    /// Print the subscribers of the store as the CSV that import takes, with their addresses
    #[command(after_help = "Example: contrabrief subscribers export > readers.csv")]
    Export,
    /// Keep a subscriber from editions, or let it have them again
    #[command(
        after_help = "Example: contrabrief subscribers suppress pm-2 --reason 'on leave until May'"
    )]
    Suppress {
        /// Which subscriber
        id: String,
        /// Only from this brief
        #[arg(long, value_name = "ID")]
        brief: Option<String>,
        /// Why, for lists and the ledger
        #[arg(long, value_name = "TEXT", required_unless_present = "lift")]
        reason: Option<String>,
        /// Lift what keeps it from editions instead
        #[arg(long, conflicts_with = "reason")]
        lift: bool,
    },
    /// Erase a subscriber's address, name and owner; the ledger keeps its rows without them
    #[command(after_help = "Example: contrabrief subscribers forget pm-2 --yes")]
    Forget {
        /// Which subscriber
        id: String,
        /// Do it: it cannot be undone
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct AddArguments {
    /// An id that stays when the address changes; best one that names nobody
    pub(in crate::cli) id: String,
    /// Mail address
    #[arg(long, value_name = "ADDRESS")]
    pub(in crate::cli) address: String,
    /// A brief to get; may be given several times
    #[arg(long = "brief", value_name = "ID")]
    pub(in crate::cli) briefs: Vec<String>,
    /// Name beside the address
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) name: Option<String>,
    /// A configured group
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) group: Option<String>,
    /// Who is told when the subscriber leaves or the address dies
    #[arg(long, value_name = "ADDRESS")]
    pub(in crate::cli) owner: Option<String>,
    /// Tickers that the brief is cut to, such as `NVDA,INTC`; `*` for the whole brief
    #[arg(long, value_name = "TICKERS")]
    pub(in crate::cli) watchlist: Option<String>,
    /// full, short or text
    #[arg(long, value_name = "FORM")]
    pub(in crate::cli) form: Option<String>,
    /// pdf, json or both; `none` for none
    #[arg(long, value_name = "FILES")]
    pub(in crate::cli) attachments: Option<String>,
    /// Language of dates, such as `de`
    #[arg(long, value_name = "TAG")]
    pub(in crate::cli) date_language: Option<String>,
    /// Zone of times, such as `Europe/Berlin`
    #[arg(long, value_name = "ZONE")]
    pub(in crate::cli) timezone: Option<String>,
    /// Nothing is delivered before this time of day, such as `07:30`
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) from_time: Option<String>,
    /// Weekdays of the editions, such as `mon,fri`; `*` for every one
    #[arg(long, value_name = "DAYS")]
    pub(in crate::cli) weekdays: Option<String>,
}
