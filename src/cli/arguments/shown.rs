//! Takes what was typed of a reader's message or cut; gives it as values.

use clap::Args;

use super::{EditionArguments, Format};

/// How an edition is cut.
#[derive(Debug, Args)]
pub(in crate::cli) struct CutArguments {
    /// Cut it to these names, as a subscriber's watchlist does: NVDA,INTC
    #[arg(long, value_name = "SYMBOLS", value_delimiter = ',')]
    pub(in crate::cli) names: Vec<String>,
    /// The language of its dates: en, en-US, da, nl, fr, de, it, ja, pt, es, sv
    #[arg(long, value_name = "TAG")]
    pub(in crate::cli) dates: Option<String>,
    /// The zone of its times: Europe/Berlin
    #[arg(long, value_name = "ZONE")]
    pub(in crate::cli) zone: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ShowArguments {
    #[command(flatten)]
    pub(in crate::cli) edition: EditionArguments,
    /// Which revision, the latest when left out
    #[arg(long, value_name = "N")]
    pub(in crate::cli) rev: Option<String>,
    /// Whose message
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) subscriber: String,
    /// Which part: the whole message, or one rendition of what it holds
    #[arg(long, value_enum, default_value = "eml")]
    pub(in crate::cli) format: Format,
}
