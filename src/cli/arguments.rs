//! Takes what was typed; gives it as values. Every verb's help ends with one example.

mod archive;
mod backfill;
mod calendar;
mod flashes;
mod logged;
mod operations;
mod schedule;
mod shown;
mod status;
mod subscribers;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(super) use archive::{ArchiveVerb, ExportArguments};
pub(super) use backfill::BackfillArguments;
pub(super) use calendar::{CalendarVerb, DayArguments};
pub(super) use flashes::FlashesVerb;
pub(super) use logged::LogFormatWord;
pub(super) use operations::{IncidentsVerb, OperationsVerb};
pub(super) use schedule::ScheduleVerb;
pub(super) use shown::{CutArguments, ShowArguments};
pub(super) use status::{StatusArguments, StatusFormat};
pub(super) use subscribers::{AddArguments, SubscribersVerb};

/// The daily market brief that shows the other side.
#[derive(Debug, Parser)]
#[command(name = "contrabrief", version, about, long_about = None, propagate_version = true)]
#[command(after_help = "Start with `contrabrief demo`: it needs no network, no key and no config.")]
pub(super) struct Arguments {
    /// Configuration file
    #[arg(
        long,
        short,
        global = true,
        default_value = crate::config::FILE_NAME,
        value_name = "FILE"
    )]
    pub(super) config_file: PathBuf,
    /// Print results as one JSON object
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// Print errors only
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// Tell more: -v each stage, -vv each source and message
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
    /// How talk and errors are written, instead of what `[log] format` says
    #[arg(long, global = true, value_enum, value_name = "FORMAT")]
    pub(super) log_format: Option<LogFormatWord>,
    #[command(subcommand)]
    pub(super) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Run the whole job on an embedded fictional market
    #[command(after_help = "Example: contrabrief demo --out my-demo")]
    Demo(DemoArguments),
    /// Lay out a commented config, a data folder, an archive and templates; never overwrites
    #[command(after_help = "Example: contrabrief init my-desk")]
    Init {
        /// Folder to lay it out in
        #[arg(default_value = ".")]
        folder: PathBuf,
    },
    /// Check config, templates, calendars and watchlist, offline, all faults together
    #[command(after_help = "Example: contrabrief check")]
    Check,
    /// Fetch what the sources have now
    #[command(after_help = "Example: contrabrief collect prices --source daily-csv")]
    Collect {
        /// Only articles or only prices
        #[arg(value_enum)]
        what: Option<What>,
        /// Only this source
        #[arg(long, value_name = "ID")]
        source: Option<String>,
    },
    /// Take in facts from CSV, JSONL or feed files; `-` is standard input
    #[command(
        after_help = "Example: contrabrief import articles history.jsonl --assume-published 15m"
    )]
    Import(ImportArguments),
    /// Collect, analyse, compose, render, archive and deliver one edition
    #[command(after_help = "Example: contrabrief run --brief ai-infra --date 2026-03-25")]
    Run {
        #[command(flatten)]
        edition: EditionArguments,
        /// Archive the edition, but mail nobody
        #[arg(long)]
        no_send: bool,
        /// Use what the store has; ask no source
        #[arg(long)]
        no_collect: bool,
    },
    /// Rebuild an archived edition and compare it byte by byte; never mails
    #[command(after_help = "Example: contrabrief rerun --date 2026-03-25")]
    Rerun {
        #[command(flatten)]
        edition: EditionArguments,
        /// Which revision to rebuild, the latest when left out
        #[arg(long, value_name = "N")]
        rev: Option<String>,
        /// Rebuild with what was known at this instant, or `now`
        #[arg(long, value_name = "INSTANT", conflicts_with = "config")]
        as_of: Option<String>,
        /// Rebuild with the archived configuration and templates, or with the current ones
        #[arg(long, value_enum, default_value = "snapshot")]
        config: ConfigFrom,
    },
    /// Make the editions of past days, each from what was known at its own cut-off; a second call
    /// goes on where the first one ended
    #[command(after_help = "Example: contrabrief backfill --from 2025-01-02 --to 2025-12-31")]
    Backfill(BackfillArguments),
    /// Render an edition to standard output or one mailbox, marked PREVIEW, not archived
    #[command(after_help = "Example: contrabrief preview --format txt")]
    Preview {
        #[command(flatten)]
        edition: EditionArguments,
        /// Which rendition
        #[arg(long, value_enum, default_value = "txt")]
        format: Format,
    },
    /// List, show, compare and verify archived editions
    #[command(subcommand)]
    Archive(ArchiveVerb),
    /// See and mend the ledger of deliveries
    #[command(subcommand)]
    Deliver(DeliverVerb),
    /// See what readers hear of between two editions
    #[command(subcommand)]
    Flashes(FlashesVerb),
    /// See the coming editions
    #[command(subcommand)]
    Schedule(ScheduleVerb),
    /// See when markets are shut, and record a closure that the tables do not know
    #[command(subcommand)]
    Calendar(CalendarVerb),
    /// Run each edition when it is due, until stopped
    #[command(after_help = "Example: contrabrief daemon")]
    Daemon,
    /// Say in one sentence how all goes; then what to look at, jobs, sources and deliveries
    #[command(after_help = "Example: contrabrief status --check")]
    Status(StatusArguments),
    /// See where facts come from, and try a source before it is configured
    #[command(subcommand)]
    Sources(SourcesVerb),
    /// See who is watched and known, find who a sentence means, take in lists of names
    #[command(subcommand)]
    Tickers(TickersVerb),
    /// See, add, import and forget those who get editions
    #[command(subcommand)]
    Subscribers(SubscribersVerb),
    /// Say what a score or a sentence of an archived edition stands on
    #[command(after_help = "Example: contrabrief explain 2026-03-25 NVDA")]
    Explain {
        /// The session, and where there are several the brief and revision: 2026-03-25,
        /// 2026-03-25/ai-infra, 2026-03-25/ai-infra/r001
        #[arg(value_name = "EDITION")]
        edition: String,
        /// A watched ticker, for its score; `[3]`, for what cites that source; or words of a
        /// sentence
        #[arg(value_name = "CLAIM")]
        claim: String,
    },
    /// Check the config and ask the world: disk, share, every source, the mail server
    #[command(after_help = "Example: contrabrief doctor")]
    Doctor,
    #[command(flatten)]
    Operations(OperationsVerb),
    /// Score sentences: JSONL in, JSONL out
    #[command(
        after_help = r#"Example: echo '{"id":"1","text":"Helix beats Orrery","target":"Helix"}' | contrabrief score"#
    )]
    Score {
        /// JSONL file; standard input when left out
        file: Option<PathBuf>,
    },
    /// Print shell completions
    #[command(after_help = "Example: contrabrief completions bash > contrabrief.bash")]
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Print the manual page, or write one for each verb
    #[command(after_help = "Example: contrabrief man --out /usr/local/share/man/man1")]
    Man {
        /// The folder for the pages of all verbs
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(super) struct DemoArguments {
    /// Folder for the demo's archive, mailbox and database; it is made anew
    #[arg(long, default_value = "contrabrief-demo", value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Open the brief in the browser
    #[arg(long)]
    pub(super) open: bool,
}

#[derive(Debug, Args)]
pub(super) struct EditionArguments {
    /// Which brief; may be left out when only one is configured
    #[arg(long, value_name = "ID")]
    pub(super) brief: Option<String>,
    /// The day: YYYY-MM-DD, `today`, `yesterday`, or `last-session` (the last day with an edition);
    /// when left out today, and where an edition is only shown the last there is
    #[arg(long, value_name = "DATE")]
    pub(super) date: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ImportArguments {
    /// Articles or prices
    #[arg(value_enum)]
    pub(super) what: What,
    /// Files; `-` is standard input
    #[arg(required = true)]
    pub(super) files: Vec<PathBuf>,
    /// The configured source the facts belong to; the first one when left out
    #[arg(long, value_name = "ID")]
    pub(super) source: Option<String>,
    /// The ticker of a price file that names none; its file name when left out
    #[arg(long, value_name = "SYMBOL")]
    pub(super) ticker: Option<String>,
    /// Date facts by publication plus this lag (such as `15m`), not by now; editions that use
    /// them say so
    #[arg(long, value_name = "LAG")]
    pub(super) assume_published: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum What {
    Articles,
    Prices,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ConfigFrom {
    Snapshot,
    Current,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Html,
    Md,
    Txt,
    Json,
    Pdf,
    Eml,
}

#[derive(Debug, Subcommand)]
pub(super) enum DeliverVerb {
    /// Who got what, what is unsure, what comes next
    #[command(after_help = "Example: contrabrief deliver status --date 2026-03-25")]
    Status {
        #[command(flatten)]
        edition: EditionArguments,
        /// Only what is not settled: open, unsure, refused, given up
        #[arg(long)]
        unsettled: bool,
    },
    /// Mail an archived edition to those who have not got it yet
    #[command(after_help = "Example: contrabrief deliver send --date 2026-03-25\n\
        A correction: contrabrief deliver send --date 2026-03-25 --rev 2 --correction \"NVDA's close was wrong\"")]
    Send {
        #[command(flatten)]
        edition: EditionArguments,
        /// Which revision, the latest when left out
        #[arg(long, value_name = "N")]
        rev: Option<String>,
        /// Why a later revision goes to those who got an earlier one, and to nobody else
        #[arg(long, value_name = "REASON")]
        correction: Option<String>,
    },
    /// Print a subscriber's message again, and whether it is the one that went out
    #[command(after_help = "Example: contrabrief deliver show --date 2026-03-25 --subscriber ana")]
    Show(ShowArguments),
    /// Try again what was refused for now and is due
    #[command(after_help = "Example: contrabrief deliver retry")]
    Retry {
        /// Also what is not due yet
        #[arg(long)]
        now: bool,
    },
    /// Settle by hand a delivery that is unsure, or open again one that was given up
    #[command(
        after_help = "Example: contrabrief deliver resolve --date 2026-03-25 --subscriber ana --as accepted --reason \"she has it\""
    )]
    Resolve {
        #[command(flatten)]
        edition: EditionArguments,
        /// Which revision, the latest when left out
        #[arg(long, value_name = "N")]
        rev: Option<String>,
        /// Whose delivery
        #[arg(long, value_name = "ID")]
        subscriber: String,
        /// What became of it, or what is to become of it
        #[arg(long = "as", value_enum)]
        outcome: Resolution,
        /// How that is known; kept in the ledger
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Read what came back: bounces suppress mailboxes that are gone, complaints their brief
    #[command(after_help = "Example: contrabrief deliver bounces --dry-run")]
    Bounces {
        /// Maildirs, mbox files or messages; `-` is standard input; the configured mailbox when
        /// left out
        #[arg(value_name = "FILE|MAILDIR")]
        paths: Vec<PathBuf>,
        /// Say what would be done; keep and mark nothing
        #[arg(long)]
        dry_run: bool,
    },
}

/// What the operator says of a delivery.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Resolution {
    /// It arrived
    Accepted,
    /// Send it once more, under the same Message-ID
    Resend,
    /// Never send it
    GivenUp,
}

#[derive(Debug, Subcommand)]
pub(super) enum SourcesVerb {
    /// List every configured source and how it has answered lately
    #[command(after_help = "Example: contrabrief sources list")]
    List,
    /// Print what a file, a URL or a configured source holds, one JSON object a line; records
    /// nothing
    #[command(after_help = "Example: contrabrief sources test https://example.com/feed.xml")]
    Test {
        /// A file, a URL, or the id of a configured source
        #[arg(value_name = "FILE-OR-URL")]
        what: String,
        /// What it is, where its content does not say: feed, file, finnhub, tiingo, polygon …
        #[arg(long, value_name = "KIND")]
        kind: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum TickersVerb {
    /// List the watchlist and count what else is known
    #[command(after_help = "Example: contrabrief tickers list --json")]
    List,
    /// Say whom a sentence means, how surely and why, or what is known of a symbol or a name
    #[command(after_help = "Example: contrabrief tickers find 'Intel beats Nvidia'")]
    Find {
        /// A sentence, a symbol or a name
        text: String,
    },
    /// Take in names and symbols: the SEC's `company_tickers.json`, or CSV with the columns
    /// symbol, name and perhaps aliases, kind; `-` is standard input
    #[command(after_help = "Example: contrabrief tickers import company_tickers.json")]
    Import {
        /// Files; `-` is standard input
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }
}
