//! Takes the words after `schedule`; gives what was asked.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ScheduleVerb {
    /// The editions of the next 30 days
    #[command(after_help = "Example: contrabrief schedule next")]
    Next,
    /// The editions that did not come out at their time, and why
    #[command(after_help = "Example: contrabrief schedule missed --days 90")]
    Missed {
        /// How far back, in days
        #[arg(long, default_value_t = 30)]
        days: u16,
    },
}
