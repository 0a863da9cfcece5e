//! Takes what was typed of calendars; gives it as values.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum CalendarVerb {
    /// Print closures and half days ahead, how far they are known, and what was added by hand
    #[command(after_help = "Example: contrabrief calendar show XNYS --to 2026-12-31")]
    Show {
        /// Which market; all that briefs and tickers go by when left out
        #[arg(value_name = "CAL")]
        calendar: Option<String>,
        /// From this day on, today when left out
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        /// Up to this day, 90 days on when left out
        #[arg(long, value_name = "DATE")]
        to: Option<String>,
    },
    /// Record that a market stays shut or closes early on a day that the tables take for a usual
    /// one; known from now on, so that no earlier edition changes
    #[command(
        after_help = "Example: contrabrief calendar add-closure XHKG 2026-09-11 --because \"typhoon signal 8\"\n\
        Half a day: contrabrief calendar add-closure XNYS 2026-12-01 --closes-at 13:00 --because \"storm\""
    )]
    AddClosure {
        #[command(flatten)]
        day: DayArguments,
        /// It closes early, at this time of the market; without it there is no session
        #[arg(long, value_name = "HH:MM")]
        closes_at: Option<String>,
    },
    /// Take back a closure that was recorded by mistake; editions made meanwhile keep it
    #[command(
        after_help = "Example: contrabrief calendar remove-closure XHKG 2026-09-11 --because \"it opened after all\""
    )]
    RemoveClosure {
        #[command(flatten)]
        day: DayArguments,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct DayArguments {
    /// Which market, such as XNYS
    #[arg(value_name = "CAL")]
    pub(in crate::cli) calendar: String,
    /// Which day, YYYY-MM-DD
    #[arg(value_name = "DATE")]
    pub(in crate::cli) date: String,
    /// Why, for those who read it later
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) because: String,
}
