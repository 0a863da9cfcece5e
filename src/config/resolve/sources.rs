//! Takes `[[source]]` and `[[prices]]`; gives sources with a place to fetch from.

use std::collections::BTreeMap;

use toml::Spanned;

use super::Resolver;
use crate::collect::{PriceKind, PriceSource, Source, SourceKind};
use crate::config::sections::{PricesSection, SourceSection, Text};
use crate::config::{Purpose, WeightedSource};
use crate::model::{Adjustment, Licence, SourceId, SourceProfile, Ticker};

const SOURCE_KINDS: [(&str, SourceKind); 2] =
    [("feed", SourceKind::Feed), ("file", SourceKind::File)];
const PRICE_KINDS: [(&str, PriceKind); 2] =
    [("csv", PriceKind::Csv), ("yahoo-chart", PriceKind::YahooChart)];
const LICENCES: [(&str, Licence); 3] =
    [("full", Licence::Full), ("excerpt", Licence::Excerpt), ("hash", Licence::Hash)];
const ADJUSTMENTS: [(&str, Adjustment); 3] =
    [("raw", Adjustment::Raw), ("splits", Adjustment::Splits), ("full", Adjustment::Full)];

/// The heaviest weight a source may have: one of its stories then counts as ten.
const WEIGHT_MAX: f64 = 10.0;

impl Resolver<'_, '_> {
    pub(super) fn sources(&mut self) -> Vec<WeightedSource> {
        let typed: Vec<Spanned<SourceSection>> = self.document.sections("source");
        self.refuse_twice("source", typed.iter().map(|section| &section.get_ref().id));
        typed.into_iter().map(|section| self.source(section.into_inner())).collect()
    }

    fn source(&mut self, typed: SourceSection) -> WeightedSource {
        let id = SourceId(self.source_id(&typed.id));
        let licence = self.word(typed.licence.as_ref(), "licence", &LICENCES, Licence::Excerpt);
        let kind = self.word(Some(&typed.kind), "kind of source", &SOURCE_KINDS, SourceKind::Feed);
        WeightedSource {
            profile: SourceProfile {
                id: id.clone(),
                weight_hundredths: self.weight(typed.weight.as_ref()),
                licence,
            },
            source: Source {
                location: self.location(&typed.id, typed.url, typed.path),
                id,
                kind,
                key: None,
                tickers: Vec::new(),
                publisher: typed.publisher,
                licence,
                full_text: false,
            },
        }
    }

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
        let adjustment = self.word(typed.adjustment.as_ref(), "adjustment", &ADJUSTMENTS, usual);
        PriceSource {
            id: SourceId(self.source_id(&typed.id)),
            kind,
            symbols: self.symbols(&typed.id, &typed.symbols),
            only: typed.tickers.iter().filter_map(|text| self.ticker(text)).collect(),
            location: self.location(&typed.id, typed.url, typed.path),
            key: None,
            currency: None,
            adjustment,
            cross_check: false,
        }
    }

    fn symbols(
        &mut self,
        place: &Text,
        typed: &BTreeMap<String, String>,
    ) -> BTreeMap<Ticker, String> {
        let mut symbols = BTreeMap::new();
        for (ticker, symbol) in typed {
            match Ticker::parse(ticker) {
                Ok(ticker) => drop(symbols.insert(ticker, symbol.clone())),
                Err(fault) => self.fault(place, &fault.to_string()),
            }
        }
        symbols
    }

    /// Ids stand in file names, logs and footnotes: they are plain.
    fn source_id(&mut self, typed: &Text) -> String {
        let id = typed.get_ref();
        let plain =
            |mark: char| mark.is_ascii_lowercase() || mark.is_ascii_digit() || "-_.".contains(mark);
        if id.is_empty() || id.len() > 64 || !id.chars().all(plain) {
            self.fault(typed, &format!("`{id}` is not a source id: use 1 to 64 of a-z 0-9 - _ ."));
        }
        id.clone()
    }

    fn weight(&mut self, typed: Option<&Spanned<f64>>) -> u16 {
        let Some(typed) = typed else { return 100 };
        let weight = *typed.get_ref();
        if !(0.0..=WEIGHT_MAX).contains(&weight) {
            self.fault(typed, &format!("A weight is between 0 and {WEIGHT_MAX}, not {weight}"));
            return 100;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "bounded above"
        )]
        let hundredths = libm::rint(weight * 100.0) as u16;
        hundredths
    }

    fn location(&mut self, id: &Text, url: Option<Text>, path: Option<Text>) -> String {
        match (url, path) {
            (Some(url), None) => self.url(&url),
            (None, Some(path)) => self.path(path.get_ref()).to_string_lossy().into_owned(),
            (None, None) if self.purpose == Purpose::Snapshot => String::new(),
            _ => {
                self.fault(id, &format!("`{}` needs either `url` or `path`", id.get_ref()));
                String::new()
            }
        }
    }

    fn url(&mut self, typed: &Text) -> String {
        let is_web = url::Url::parse(typed.get_ref())
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if !is_web {
            self.fault(typed, "A `url` starts with http:// or https:// and names a host");
        }
        typed.get_ref().clone()
    }
}
