//! Takes what was typed after `backfill`; gives it as values.

use clap::Args;

use crate::pipeline::Which;

/// A span of days, which of them, and how.
#[derive(Debug, Args)]
pub(in crate::cli) struct BackfillArguments {
    /// The first day, as YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) from: String,
    /// The last day, as YYYY-MM-DD; never a day to come
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) to: String,
    /// Which brief; every one when left out
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) brief: Option<String>,
    /// Days without an edition; what is meant when none of the three is typed
    #[arg(long, conflicts_with_all = ["failed", "all"])]
    missing: bool,
    /// Days without an edition whose last attempt failed
    #[arg(long, conflicts_with = "all")]
    failed: bool,
    /// Every day: what would come out otherwise under the present configuration gets its next
    /// revision, what would come out the same stays
    #[arg(long)]
    all: bool,
    /// Say what would be made and what not; write nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// How many days are analysed at the same time; one for each core when left out. The editions
    /// are the same
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(in crate::cli) jobs: Option<u16>,
    /// Mail each edition to the readers of its brief; nobody gets anything without it
    #[arg(long)]
    pub(in crate::cli) deliver: bool,
}

impl BackfillArguments {
    /// Which days are made.
    pub(in crate::cli) fn which(&self) -> Which {
        match (self.failed, self.all) {
            (true, _) => Which::Failed,
            (_, true) => Which::All,
            _ => Which::Missing,
        }
    }

    /// The command that goes on from here.
    pub(in crate::cli) fn again(&self) -> String {
        let Self { from, to, .. } = self;
        let mut words = format!("contrabrief backfill --from {from} --to {to}");
        if let Some(brief) = &self.brief {
            words = format!("{words} --brief {brief}");
        }
        let flags = [(self.failed, "--failed"), (self.all, "--all"), (self.deliver, "--deliver")];
        for (_, flag) in flags.iter().filter(|(typed, _)| *typed) {
            words = format!("{words} {flag}");
        }
        words
    }
}
