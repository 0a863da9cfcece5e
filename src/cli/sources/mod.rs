//! Takes the configuration, or a file or URL that stands in none; lists the sources, or prints
//! what one of them holds, entry by entry.

mod list;

use std::path::Path;

use serde::Serialize;

use super::arguments::SourcesVerb;
use super::console::{Console, Ended, Outcome};
use super::{report, setup};
use crate::cli::log::Talk;
use crate::collect::{ArticleHarvest, Fault, PriceHarvest, Question, SourceKind};
use crate::config::{Config, SOURCE_KINDS, did_you_mean};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::{ArticleItem, PriceBar, TickerProfile};
use crate::pipeline::{self, Probe};

/// One entry as `sources test` prints it.
#[derive(Serialize)]
struct EntryLine<'e> {
    id: String,
    title: &'e str,
    url: Option<&'e str>,
    published_at: Option<String>,
    text: &'e str,
    tickers: Vec<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    withdrawn: bool,
}

/// One bar as `sources test` prints it.
#[derive(Serialize)]
struct BarLine {
    ticker: String,
    session: String,
    open: String,
    high: String,
    low: String,
    close: String,
    volume: Option<u64>,
    currency: String,
}

pub(super) fn sources(console: &mut Console<'_>, file: &Path, verb: &SourcesVerb) -> Outcome {
    match verb {
        SourcesVerb::List => list::list(console, file),
        SourcesVerb::Test { what, kind } => test(console, file, what, kind.as_deref()),
    }
}

fn test(console: &mut Console<'_>, file: &Path, what: &str, kind: Option<&str>) -> Outcome {
    let kind = kind.map(parse_kind).transpose()?;
    // A file or URL can be tried before there is a configuration; one that is there is heeded.
    let config = config(console, file)?;
    if let Some(source) = config.prices.iter().find(|source| source.id.as_str() == what) {
        let is_asked = |profile: &&TickerProfile| source.serves(&profile.ticker);
        let (fetcher, runtime) = (pipeline::fetcher(&config), setup::runtime()?);
        let mut told = Told::default();
        for profile in config.tickers.iter().filter(is_asked) {
            let clock = console.world.clock;
            let probe = pipeline::probe_prices(&fetcher, source, profile, clock);
            told.prices(console, &runtime.block_on(probe))?;
        }
        return told.ended(what);
    }
    let configured = config.sources.iter().find(|source| source.profile.id.as_str() == what);
    let source = configured.map_or_else(
        || pipeline::unconfigured_source(what, kind),
        |configured| configured.source.clone(),
    );
    let fetcher = pipeline::fetcher(&config);
    let (runtime, clock) = (setup::runtime()?, console.world.clock);
    let questions = Question::all(&source);
    let probes = runtime.block_on(pipeline::probe_articles(&fetcher, &questions, clock));
    let mut told = Told::default();
    for probe in &probes {
        told.articles(console, probe)?;
    }
    told.ended(what)
}

/// What has been told of a source's answers.
#[derive(Default)]
struct Told {
    entries: usize,
    refusals: Vec<String>,
}

impl Told {
    fn articles(
        &mut self,
        console: &mut Console<'_>,
        probe: &Probe<ArticleHarvest>,
    ) -> Result<(), Ended> {
        let Ok(harvest) = &probe.answer else {
            self.refusals.extend(probe.refusal());
            return Ok(());
        };
        warn(console, &harvest.faults);
        for item in &harvest.items {
            self.line(console, &entry_line(item))?;
        }
        Ok(())
    }

    fn prices(
        &mut self,
        console: &mut Console<'_>,
        probe: &Probe<PriceHarvest>,
    ) -> Result<(), Ended> {
        let Ok(harvest) = &probe.answer else {
            self.refusals.extend(probe.refusal().map(|why| format!("{}: {why}", probe.label)));
            return Ok(());
        };
        warn(console, &harvest.faults);
        for bar in &harvest.bars {
            self.line(console, &bar_line(bar))?;
        }
        Ok(())
    }

    fn line(&mut self, console: &mut Console<'_>, line: &impl Serialize) -> Result<(), Ended> {
        let json = serde_json::to_string(line).expect("a line holds only plain values");
        console.bytes(format!("{json}\n").as_bytes())?;
        self.entries += 1;
        Ok(())
    }

    /// Entries, though some question was refused, are an answer; none at all are not.
    fn ended(self, what: &str) -> Outcome {
        if self.entries > 0 {
            return Ok(if self.refusals.is_empty() { ExitCode::Done } else { ExitCode::Partial });
        }
        let mut diagnostic =
            Diagnostic::new(ExitCode::NothingUsable, format!("`{what}` gave nothing usable"));
        diagnostic.because = self.refusals;
        Err(diagnostic.hint("Look at the warnings above, and at the address in a browser").into())
    }
}

/// The configuration that is there, or the usual limits where there is none.
fn config(console: &Console<'_>, file: &Path) -> Result<Config, Ended> {
    if file.exists() {
        return setup::config(console, file);
    }
    Config::parse("environment", "", Path::new("."), &console.world.environment)
        .map_err(|faults| report::config_faults(file, &faults).into())
}

fn warn(console: &mut Console<'_>, faults: &[Fault]) {
    for fault in faults {
        console.tell(Talk::warning(fault.note().text));
    }
}

fn entry_line(item: &ArticleItem) -> EntryLine<'_> {
    EntryLine {
        id: item.id.to_string(),
        title: &item.words.title,
        url: item.words.url.as_deref(),
        published_at: item
            .published_at
            .map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)),
        text: item.words.body(),
        tickers: item.vendor_tickers.iter().map(ToString::to_string).collect(),
        withdrawn: item.withdrawn,
    }
}

fn bar_line(bar: &PriceBar) -> BarLine {
    BarLine {
        ticker: bar.ticker.to_string(),
        session: bar.session.to_string(),
        open: bar.open.to_string(),
        high: bar.high.to_string(),
        low: bar.low.to_string(),
        close: bar.close.to_string(),
        volume: bar.volume,
        currency: bar.close.currency.to_string(),
    }
}

fn parse_kind(typed: &str) -> Result<SourceKind, Ended> {
    let found = SOURCE_KINDS.iter().find(|(word, _)| *word == typed);
    found.map(|(_, kind)| *kind).ok_or_else(|| {
        let words: Vec<&str> = SOURCE_KINDS.iter().map(|(word, _)| *word).collect();
        let near = did_you_mean(typed, words.iter().copied());
        Diagnostic::new(ExitCode::Usage, format!("`{typed}` is not a kind of source{near}"))
            .hint(format!("Write one of {}", words.join(", ")))
            .into()
    })
}
