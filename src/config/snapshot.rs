//! Takes a configuration and one of its briefs; gives the part that shapes an edition's bytes
//! as a small TOML file, which the archive keeps and a re-run reads back. Never holds a path,
//! an address to fetch from, a subscriber or a secret.

use std::collections::BTreeMap;

use serde::Serialize;

use super::holdings::write_holdings;
use super::resolve::ANSWER_FORMATS;
use super::{BriefConfig, Config};
use crate::model::{
    DayRule, DisclosureFields, HoldingsFile, Licence, Paper, RelationKind, SourceProfile,
    TickerKind, TickerProfile,
};
use crate::narrate::Engine;

#[derive(Serialize)]
struct SnapshotFile {
    analysis: BTreeMap<&'static str, f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    smtp: Option<MailIdentity>,
    /// Absent where the embedded engine writes.
    #[serde(skip_serializing_if = "Option::is_none")]
    narrate: Option<NarratePart>,
    brief: Vec<BriefPart>,
    ticker: Vec<TickerPart>,
    source: Vec<SourcePart>,
    prices: Vec<PricesPart>,
}

#[derive(Serialize)]
struct MailIdentity {
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unsubscribe: Option<String>,
}

#[derive(Serialize)]
struct NarratePart {
    engine: &'static str,
    model: String,
    answer_format: &'static str,
    dropped_pct_max: u8,
}

#[derive(Serialize)]
struct BriefPart {
    id: String,
    title: String,
    tickers: Vec<String>,
    /// Absent where a cron rule says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    timezone: String,
    on: String,
    /// Absent for the usual one.
    #[serde(skip_serializing_if = "Option::is_none")]
    paper: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    banner: Option<String>,
    disclosures: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    holdings_csv: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    holdings_fault: Option<String>,
    /// Absent where it is the usual one, so that older snapshots stay as they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    palette: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logo_png: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disclosure: Option<DisclosurePart>,
}

#[derive(Serialize)]
struct DisclosurePart {
    #[serde(skip_serializing_if = "Option::is_none")]
    producer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    analyst_reviewed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conflicts: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    update_frequency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    postal_address: Option<String>,
}

#[derive(Serialize)]
struct TickerPart {
    symbol: String,
    name: String,
    aliases: Vec<String>,
    kind: &'static str,
    calendar: &'static str,
    currency: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    benchmark: Option<String>,
    suppliers: Vec<String>,
    customers: Vec<String>,
    competitors: Vec<String>,
    substitutes: Vec<String>,
    sector: Vec<String>,
}

#[derive(Serialize)]
struct SourcePart {
    id: String,
    kind: &'static str,
    weight: f64,
    licence: &'static str,
}

#[derive(Serialize)]
struct PricesPart {
    id: String,
    kind: &'static str,
}

/// The snapshot of one brief's configuration: equal configurations give equal text.
#[must_use]
pub fn snapshot(config: &Config, brief: &BriefConfig) -> String {
    let scope = &brief.scope;
    let file = SnapshotFile {
        analysis: config.policy.entries().into_iter().collect(),
        smtp: config.mail.as_ref().map(|mail| MailIdentity {
            from: mail.from.clone(),
            reply_to: mail.reply_to.clone(),
            unsubscribe: mail.unsubscribe.clone(),
        }),
        narrate: narrate_part(&config.narrate),
        brief: vec![brief_part(brief)],
        ticker: scope
            .watchlist
            .iter()
            .chain(&scope.others)
            .chain(scope.only_held())
            .map(|profile| ticker_part(profile, brief))
            .collect(),
        source: scope.sources.iter().map(source_part).collect(),
        prices: scope
            .price_chain
            .iter()
            .map(|id| PricesPart { id: id.to_string(), kind: "csv" })
            .collect(),
    };
    toml::to_string(&file).expect("a snapshot holds only plain values")
}

fn narrate_part(engine: &Engine) -> Option<NarratePart> {
    let Engine::OpenAiCompatible(writer) = engine else { return None };
    let format = ANSWER_FORMATS.iter().find(|(_, format)| *format == writer.answer_format);
    Some(NarratePart {
        engine: "openai-compatible",
        model: writer.model.clone(),
        answer_format: format.map_or("json-schema", |(word, _)| word),
        dropped_pct_max: writer.dropped_pct_max,
    })
}

fn brief_part(brief: &BriefConfig) -> BriefPart {
    let plan = &brief.scope.plan;
    let (holdings_csv, holdings_fault) = match &brief.scope.holdings {
        Some(HoldingsFile::Read(holdings)) => (Some(write_holdings(holdings)), None),
        Some(HoldingsFile::Unread(fault)) => (None, Some(fault.clone())),
        None => (None, None),
    };
    BriefPart {
        id: brief.scope.brief.to_string(),
        title: brief.title.clone(),
        tickers: brief.scope.watchlist.iter().map(|profile| profile.ticker.to_string()).collect(),
        at: (!matches!(plan.on, DayRule::Cron(_))).then(|| plan.at.format("%H:%M").to_string()),
        timezone: plan.timezone.name().to_owned(),
        on: plan.on.word(),
        paper: (brief.look.paper != Paper::default()).then(|| brief.look.paper.word()),
        banner: brief.banner.clone(),
        disclosures: brief.disclosures.clone(),
        holdings_csv,
        holdings_fault,
        palette: Some(brief.look.palette.word()).filter(|word| *word != "default"),
        logo_png: brief.look.logo.as_ref().map(|logo| logo.base64().to_owned()),
        disclosure: brief.disclosure.clone().map(disclosure_part),
    }
}

fn disclosure_part(fields: DisclosureFields) -> DisclosurePart {
    DisclosurePart {
        producer: fields.producer,
        analyst_reviewed: fields.analyst_reviewed,
        conflicts: fields.conflicts,
        method_url: fields.method_url,
        update_frequency: fields.update_frequency,
        postal_address: fields.postal_address,
    }
}

/// Relations to tickers outside the brief's scope have no effect and are left out.
fn ticker_part(profile: &TickerProfile, brief: &BriefConfig) -> TickerPart {
    let related = |kind: RelationKind| -> Vec<String> {
        profile
            .relations
            .iter()
            .filter(|relation| relation.kind == kind && brief.scope.profile(&relation.to).is_some())
            .map(|relation| relation.to.to_string())
            .collect()
    };
    TickerPart {
        symbol: profile.ticker.to_string(),
        name: profile.name.clone(),
        aliases: profile.aliases.clone(),
        kind: match profile.kind {
            TickerKind::Equity => "equity",
            TickerKind::Etf => "etf",
            TickerKind::Index => "index",
            TickerKind::Crypto => "crypto",
        },
        calendar: profile.calendar.id().word(),
        currency: profile.currency.to_string(),
        benchmark: profile
            .benchmark
            .as_ref()
            .filter(|ticker| brief.scope.profile(ticker).is_some())
            .map(ToString::to_string),
        suppliers: related(RelationKind::Supplier),
        customers: related(RelationKind::Customer),
        competitors: related(RelationKind::Competitor),
        substitutes: related(RelationKind::Substitute),
        sector: related(RelationKind::Sector),
    }
}

fn source_part(profile: &SourceProfile) -> SourcePart {
    SourcePart {
        id: profile.id.to_string(),
        kind: "feed",
        weight: f64::from(profile.weight_hundredths) / 100.0,
        licence: match profile.licence {
            Licence::Full => "full",
            Licence::Excerpt => "excerpt",
            Licence::Hash => "hash",
        },
    }
}
