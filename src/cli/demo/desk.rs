//! Takes the fictional market; gives the configuration of the desk that reads about it.

use std::fmt::Write as _;

use crate::demo::{Market, PRICE_SOURCE};
use crate::model::{RelationKind, SourceId, Ticker, TickerKind, TickerProfile};

/// The id of the demo's brief.
pub(super) const BRIEF: &str = "harbour";

/// The source of the tokens' bars: charts, where the shares' come as CSV.
const CHART_SOURCE: &str = "demo-charts";

const HEAD: &str = r#"# The configuration of `contrabrief demo`. The market, its names and its news are fictional.

[[source]]
id = "demo-meridian"
kind = "feed"
path = "inbox/demo-meridian.rss"
publisher = "Meridian Wire"
licence = "full"

[[source]]
id = "demo-chipyard"
kind = "feed"
path = "inbox/demo-chipyard.atom"
publisher = "Chipyard Daily"
licence = "full"

[[source]]
id = "demo-quay"
kind = "feed"
path = "inbox/demo-quay.json"
publisher = "Ledger & Quay"
weight = 0.8
licence = "excerpt"

[[subscriber]]
id = "ada"
name = "Ada Lindqvist"
address = "ada@harbour-capital.example"

[[subscriber]]
id = "bram"
name = "Bram Okafor"
address = "bram@harbour-capital.example"

[[subscriber]]
id = "audit"
name = "Harbour Audit"
address = "audit@harbour-capital.example"

[smtp]
folder = "mailbox"
from = "Contrabrief <brief@harbour-capital.example>"
unsubscribe = "mailto:brief@harbour-capital.example?subject=unsubscribe"
"#;

/// The configuration, as text.
pub(super) fn config(market: &Market) -> String {
    let mut toml = HEAD.to_owned();
    let (tokens, shares): (Vec<&TickerProfile>, Vec<&TickerProfile>) =
        market.profiles.iter().partition(|profile| profile.kind == TickerKind::Crypto);
    prices(&mut toml, PRICE_SOURCE, "csv", "inbox/{symbol}.csv", &shares);
    prices(&mut toml, CHART_SOURCE, "yahoo-chart", "inbox/{symbol}.json", &tokens);
    for profile in &market.profiles {
        ticker(&mut toml, profile);
    }
    let watched = market.profiles.iter().filter(|profile| profile.kind != TickerKind::Etf);
    let _ = write!(
        toml,
        "\n[[brief]]\nid = \"{BRIEF}\"\ntitle = \"Harbour desk\"\ntickers = [{}]\nrecipients = [\"ada\", \"bram\", \"audit\"]\nbanner = \"FICTIONAL MARKET: every name, price and article is invented. Not investment advice.\"\n\n[brief.disclosure]\nproducer = \"Harbour Capital, a fictional company\"\nanalyst_reviewed = false\nupdate_frequency = \"Every session of the fictional market\"\nconflicts = \"None: neither the company nor the names exist.\"\n",
        quoted(watched.map(|profile| profile.ticker.to_string()))
    );
    toml
}

/// Which of the two price sources a ticker's bars come from.
pub(super) fn price_source(market: &Market, ticker: &Ticker) -> SourceId {
    let is_token = market
        .profiles
        .iter()
        .any(|profile| profile.ticker == *ticker && profile.kind == TickerKind::Crypto);
    SourceId::new(if is_token { CHART_SOURCE } else { PRICE_SOURCE }.to_owned())
}

fn prices(toml: &mut String, id: &str, kind: &str, path: &str, profiles: &[&TickerProfile]) {
    let tickers = quoted(profiles.iter().map(|profile| profile.ticker.to_string()));
    let _ = write!(
        toml,
        "\n[[prices]]\nid = \"{id}\"\nkind = \"{kind}\"\npath = \"{path}\"\nadjustment = \"raw\"\ntickers = [{tickers}]\n"
    );
}

fn ticker(toml: &mut String, profile: &TickerProfile) {
    let kind = match profile.kind {
        TickerKind::Equity => "equity",
        TickerKind::Etf => "etf",
        TickerKind::Index => "index",
        TickerKind::Crypto => "crypto",
    };
    let _ = write!(
        toml,
        "\n[[ticker]]\nsymbol = \"{}\"\nname = \"{}\"\nkind = \"{kind}\"\naliases = [{}]\n",
        profile.ticker,
        profile.name,
        quoted(profile.aliases.iter().filter(|alias| !alias.is_empty()).cloned())
    );
    // A token trades on days when the market that shares are measured against is shut.
    let benchmark = profile.benchmark.as_ref().filter(|_| profile.kind != TickerKind::Crypto);
    if let Some(benchmark) = benchmark {
        let _ = writeln!(toml, "benchmark = \"{benchmark}\"");
    }
    for (kind, key) in [
        (RelationKind::Supplier, "suppliers"),
        (RelationKind::Customer, "customers"),
        (RelationKind::Competitor, "competitors"),
        (RelationKind::Substitute, "substitutes"),
        (RelationKind::Sector, "sector"),
    ] {
        let related = profile.relations.iter().filter(|relation| relation.kind == kind);
        let related: Vec<String> = related.map(|relation| relation.to.to_string()).collect();
        if !related.is_empty() {
            let _ = writeln!(toml, "{key} = [{}]", quoted(related));
        }
    }
}

fn quoted(texts: impl IntoIterator<Item = String>) -> String {
    let quoted: Vec<String> = texts.into_iter().map(|text| format!("\"{text}\"")).collect();
    quoted.join(", ")
}
