//! Takes the words after `flashes`; gives what was asked.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum FlashesVerb {
    /// List what went out between editions, newest first
    #[command(after_help = "Example: contrabrief flashes list")]
    List {
        /// How many
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },
    /// Print what a flash would say now, or would have said; nothing is sent or recorded
    #[command(
        after_help = "Example: contrabrief flashes preview us-large-flash --as-of 2026-03-25T14:00:00-04:00"
    )]
    Preview {
        /// Its id; all of them when left out
        id: Option<String>,
        /// From what was known at an instant, such as 2026-03-25T14:00:00-04:00
        #[arg(long, value_name = "INSTANT")]
        as_of: Option<String>,
        /// The mail's page instead of its text
        #[arg(long)]
        html: bool,
    },
}
