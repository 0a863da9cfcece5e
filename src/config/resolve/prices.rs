//! Takes `[[prices]]`; gives the chain of price sources, each with a place to fetch from.

use toml::Spanned;

use super::Resolver;
use super::secrets::TypedKey;
use crate::collect::{PriceKind, PriceSource};
use crate::config::sections::PricesSection;
use crate::model::{Adjustment, SourceId};

/// The words for kinds of price sources in the configuration.
pub const PRICE_KINDS: [(&str, PriceKind); 7] = [
    ("csv", PriceKind::Csv),
    ("yahoo-chart", PriceKind::YahooChart),
    ("alpha-vantage", PriceKind::AlphaVantage),
    ("tiingo", PriceKind::Tiingo),
    ("polygon", PriceKind::Polygon),
    ("binance", PriceKind::Binance),
    ("coingecko", PriceKind::CoinGecko),
];
const ADJUSTMENTS: [(&str, Adjustment); 3] =
    [("raw", Adjustment::Raw), ("splits", Adjustment::Splits), ("full", Adjustment::Full)];

impl Resolver<'_, '_> {
    pub(super) fn prices(&mut self) -> Vec<PriceSource> {
        let typed: Vec<Spanned<PricesSection>> = self.document.sections("prices");
        self.refuse_twice("price source", typed.iter().map(|section| &section.get_ref().id));
        typed.into_iter().map(|section| self.price_source(section.into_inner())).collect()
    }

    fn price_source(&mut self, typed: PricesSection) -> PriceSource {
        let kind =
            self.word(Some(&typed.kind), "kind of price source", &PRICE_KINDS, PriceKind::Csv);
        let usual = match kind {
            PriceKind::YahooChart => Adjustment::Splits,
            _ => Adjustment::Raw,
        };
        let key = self.api_key(&TypedKey {
            id: &typed.id,
            key: typed.key.as_ref(),
            key_file: typed.key_file.as_deref(),
            is_needed: kind.needs_key(),
        });
        let adjustment = self.word(typed.adjustment.as_ref(), "adjustment", &ADJUSTMENTS, usual);
        PriceSource {
            id: SourceId::new(self.source_id(&typed.id)),
            kind,
            symbols: self.symbols(&typed.id, &typed.symbols),
            only: typed.tickers.iter().filter_map(|text| self.ticker(text)).collect(),
            location: self.location(&typed.id, typed.url, typed.path, kind.usual_url()),
            key,
            currency: typed.currency.as_ref().map(|text| self.currency(Some(text))),
            adjustment,
            cross_check: typed.cross_check.unwrap_or(false),
        }
    }
}
