//! Takes `[[brief]]`; gives briefs whose tickers and recipients exist.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use toml::Spanned;

use super::BriefConfig;
use super::Resolver;
use crate::collect::PriceSource;
use crate::config::holdings::read_holdings;
use crate::config::sections::BriefSection;
use crate::config::{ConfiguredSubscriber, Purpose, WeightedSource};
use crate::model::{BriefId, HoldingsFile, Scope, Ticker, TickerProfile};

/// What a brief may refer to.
pub(super) struct Known<'k> {
    pub(super) timezone: Tz,
    pub(super) tickers: &'k [TickerProfile],
    pub(super) sources: &'k [WeightedSource],
    pub(super) prices: &'k [PriceSource],
    pub(super) subscribers: &'k [ConfiguredSubscriber],
}

impl Resolver<'_, '_> {
    pub(super) fn briefs(&mut self, known: &Known<'_>) -> Vec<BriefConfig> {
        let typed: Vec<Spanned<BriefSection>> = self.document.sections("brief");
        self.refuse_twice("brief", typed.iter().map(|section| &section.get_ref().id));
        typed.iter().filter_map(|section| self.brief(section.get_ref(), known)).collect()
    }

    fn brief(&mut self, typed: &BriefSection, known: &Known<'_>) -> Option<BriefConfig> {
        let plan = self.plan(typed, known.timezone);
        let watchlist = self.watchlist(typed, known);
        let id = BriefId::parse(typed.id.get_ref())
            .map_err(|fault| self.fault(&typed.id, &fault.to_string()))
            .ok()?;
        let others = others(&watchlist, known.tickers);
        let recipients = self.recipients(&typed.recipients, known.subscribers, &watchlist);
        Some(BriefConfig {
            title: typed.title.get_ref().clone(),
            rules: self.rules(typed),
            scope: Scope {
                brief: id,
                plan,
                watchlist,
                others,
                sources: known.sources.iter().map(|source| source.profile.clone()).collect(),
                price_chain: known.prices.iter().map(|source| source.id.clone()).collect(),
                holdings: self.holdings(typed, known.tickers),
            },
            templates: typed.templates.as_deref().map(|folder| self.path(folder)),
            holdings: typed.holdings.as_deref().map(|file| self.path(file)),
            recipients,
            banner: typed.banner.clone(),
            disclosures: typed.disclosures.clone(),
            look: self.look(typed),
            logo: typed.logo.as_deref().map(|file| self.path(file)),
            disclosure: typed.disclosure.as_ref().map(|section| self.disclosure(section)),
        })
    }

    fn watchlist(&mut self, typed: &BriefSection, known: &Known<'_>) -> Vec<TickerProfile> {
        if typed.tickers.is_empty() {
            self.fault(&typed.id, "A brief needs at least one ticker in `tickers`");
        }
        self.refuse_twice("ticker", &typed.tickers);
        let symbols: Vec<String> =
            known.tickers.iter().map(|profile| profile.ticker.to_string()).collect();
        typed
            .tickers
            .iter()
            .filter_map(|text| self.known_ticker(text, &symbols))
            .filter_map(|ticker| known.tickers.iter().find(|profile| profile.ticker == ticker))
            .cloned()
            .collect()
    }

    /// A snapshot carries its holdings; a configuration names their file, which is read when an
    /// edition is made.
    fn holdings(&mut self, typed: &BriefSection, known: &[TickerProfile]) -> Option<HoldingsFile> {
        let place = typed.holdings_csv.as_ref().or(typed.holdings_fault.as_ref())?;
        if self.purpose != Purpose::Snapshot {
            let due = "Name the file of the holdings with `holdings`: what it says stands in snapshots alone";
            self.fault(place, due);
            return None;
        }
        if let Some(fault) = &typed.holdings_fault {
            return Some(HoldingsFile::Unread(fault.get_ref().clone()));
        }
        match read_holdings("holdings", place.get_ref(), known) {
            Ok(holdings) => Some(HoldingsFile::Read(holdings)),
            Err(faults) => {
                for fault in faults {
                    self.fault(place, &fault.to_string());
                }
                None
            }
        }
    }
}

/// Benchmarks and related tickers that are not on the watchlist themselves.
fn others(watchlist: &[TickerProfile], known: &[TickerProfile]) -> Vec<TickerProfile> {
    let listed: BTreeSet<&Ticker> = watchlist.iter().map(|profile| &profile.ticker).collect();
    let wanted: BTreeSet<&Ticker> = watchlist
        .iter()
        .flat_map(|profile| {
            profile.benchmark.iter().chain(profile.relations.iter().map(|relation| &relation.to))
        })
        .filter(|ticker| !listed.contains(ticker))
        .collect();
    known.iter().filter(|profile| wanted.contains(&profile.ticker)).cloned().collect()
}
