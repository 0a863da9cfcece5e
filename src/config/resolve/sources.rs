//! Takes `[[source]]`; gives sources of articles with a place to fetch from, a key where one is
//! needed, and whom they are asked about.

use std::collections::BTreeMap;

use toml::Spanned;

use super::Resolver;
use super::secrets::TypedKey;
use crate::collect::{NewsProvider, Source, SourceKind};
use crate::config::sections::{SourceSection, Text};
use crate::config::{Purpose, WeightedSource};
use crate::model::{Licence, SourceId, SourceProfile, Ticker, TickerKind, TickerProfile};

/// The words for kinds of sources in the configuration.
pub const SOURCE_KINDS: [(&str, SourceKind); 9] = [
    ("feed", SourceKind::Feed),
    ("file", SourceKind::File),
    ("finnhub", SourceKind::News(NewsProvider::Finnhub)),
    ("tiingo", SourceKind::News(NewsProvider::Tiingo)),
    ("polygon", SourceKind::News(NewsProvider::Polygon)),
    ("alpha-vantage", SourceKind::News(NewsProvider::AlphaVantage)),
    ("marketaux", SourceKind::News(NewsProvider::Marketaux)),
    ("gdelt", SourceKind::News(NewsProvider::Gdelt)),
    ("sec-filings", SourceKind::News(NewsProvider::SecFilings)),
];

const LICENCES: [(&str, Licence); 3] =
    [("full", Licence::Full), ("excerpt", Licence::Excerpt), ("hash", Licence::Hash)];

/// The heaviest weight a source may have: one of its stories then counts as ten.
const WEIGHT_MAX: f64 = 10.0;

impl Resolver<'_, '_> {
    pub(super) fn sources(&mut self, tickers: &[TickerProfile]) -> Vec<WeightedSource> {
        let typed: Vec<Spanned<SourceSection>> = self.document.sections("source");
        self.refuse_twice("source", typed.iter().map(|section| &section.get_ref().id));
        typed.into_iter().map(|section| self.source(section.into_inner(), tickers)).collect()
    }

    fn source(&mut self, typed: SourceSection, tickers: &[TickerProfile]) -> WeightedSource {
        let id = SourceId::new(self.source_id(&typed.id));
        let licence = self.word(typed.licence.as_ref(), "licence", &LICENCES, Licence::Excerpt);
        let kind = self.word(Some(&typed.kind), "kind of source", &SOURCE_KINDS, SourceKind::Feed);
        let (usual_url, is_needed) = match kind {
            SourceKind::News(provider) => (Some(provider.usual_url()), provider.needs_key()),
            SourceKind::Feed | SourceKind::File => (None, false),
        };
        let key = self.api_key(&TypedKey {
            id: &typed.id,
            key: typed.key.as_ref(),
            key_file: typed.key_file.as_deref(),
            is_needed,
        });
        let full_text = self.full_text(typed.full_text.as_ref(), licence);
        let asked = self.asked(&typed, kind, tickers);
        let place = typed.id.clone();
        let location = self.location(&typed.id, typed.url, typed.path, usual_url);
        if location.contains("{symbol}") && asked.is_empty() {
            self.fault(&place, &format!("`{id}` is asked by symbol, but about nobody: write `symbols = {{ NVDA = \"…\" }}`"));
        }
        WeightedSource {
            profile: SourceProfile {
                id: id.clone(),
                weight_hundredths: self.weight(typed.weight.as_ref()),
                licence,
            },
            source: Source {
                location,
                id,
                kind,
                key,
                tickers: asked,
                publisher: typed.publisher,
                licence,
                full_text,
            },
        }
    }

    /// Pages are fetched for their text only where all of it may be kept.
    fn full_text(&mut self, typed: Option<&Spanned<bool>>, licence: Licence) -> bool {
        let Some(typed) = typed.filter(|typed| *typed.get_ref()) else { return false };
        if licence != Licence::Full {
            self.fault(
                typed,
                "`full_text = true` needs `licence = \"full\"`: see what its publisher allows",
            );
        }
        licence == Licence::Full
    }

    /// Whom a source is asked about: the tickers it names, else every share and coin.
    fn asked(
        &mut self,
        typed: &SourceSection,
        kind: SourceKind,
        tickers: &[TickerProfile],
    ) -> Vec<(Ticker, String)> {
        let symbols = self.symbols(&typed.id, &typed.symbols);
        let known: Vec<String> = tickers.iter().map(|profile| profile.ticker.to_string()).collect();
        let named: Vec<Ticker> =
            typed.tickers.iter().filter_map(|text| self.known_ticker(text, &known)).collect();
        let is_asked = |profile: &&TickerProfile| {
            let is_listed = matches!(profile.kind, TickerKind::Equity | TickerKind::Crypto);
            if named.is_empty() { is_listed } else { named.contains(&profile.ticker) }
        };
        let mut asked = Vec::new();
        for profile in tickers.iter().filter(is_asked) {
            match symbols.get(&profile.ticker).cloned().or_else(|| usual_symbol(kind, profile)) {
                Some(symbol) => asked.push((profile.ticker.clone(), symbol)),
                None if named.is_empty() => {}
                None => self.fault(
                    &typed.id,
                    &format!(
                        "`{}` needs a symbol for {}: add it to `symbols`",
                        typed.id.get_ref(),
                        profile.ticker
                    ),
                ),
            }
        }
        asked
    }

    pub(super) fn symbols(
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
    pub(super) fn source_id(&mut self, typed: &Text) -> String {
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

    pub(super) fn location(
        &mut self,
        id: &Text,
        url: Option<Text>,
        path: Option<Text>,
        usual_url: Option<&str>,
    ) -> String {
        match (url, path, usual_url) {
            (Some(url), None, _) => self.url(&url),
            (None, Some(path), _) => self.path(path.get_ref()).to_string_lossy().into_owned(),
            (None, None, Some(usual_url)) => usual_url.to_owned(),
            (None, None, None) if self.purpose == Purpose::Snapshot => String::new(),
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

/// What a provider calls a ticker where the configuration does not say.
fn usual_symbol(kind: SourceKind, profile: &TickerProfile) -> Option<String> {
    match kind {
        SourceKind::News(NewsProvider::Gdelt) => Some(format!("\"{}\"", profile.name)),
        SourceKind::News(NewsProvider::SecFilings) => None,
        SourceKind::News(NewsProvider::AlphaVantage) if profile.kind == TickerKind::Crypto => {
            Some(format!("CRYPTO:{}", profile.ticker))
        }
        _ => Some(profile.ticker.to_string()),
    }
}
