//! Takes what was typed after `status`.

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(in crate::cli) struct StatusArguments {
    /// Print one line and end with the exit code of the worst thing: 0 well, 5 late or partial,
    /// 4 no source of a kind answers, 7 a delivery failed or is unsure, 6 database or archive
    #[arg(long, conflicts_with = "format")]
    pub(in crate::cli) check: bool,
    /// As text, as the page the daemon serves, or as Prometheus' metrics
    #[arg(long, value_enum, default_value = "text")]
    pub(in crate::cli) format: StatusFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum StatusFormat {
    Text,
    Html,
    Metrics,
}
