//! Takes `[[ticker]]`; gives ticker profiles whose benchmarks and relations exist.

use toml::Spanned;

use super::Resolver;
use crate::config::fault::did_you_mean;
use crate::config::sections::{Text, TickerSection};
use crate::model::{
    CalendarId, Currency, Relation, RelationKind, Ticker, TickerKind, TickerProfile,
};

const KINDS: [(&str, TickerKind); 4] = [
    ("equity", TickerKind::Equity),
    ("etf", TickerKind::Etf),
    ("index", TickerKind::Index),
    ("crypto", TickerKind::Crypto),
];

impl Resolver<'_, '_> {
    pub(super) fn tickers(&mut self) -> Vec<TickerProfile> {
        let typed: Vec<Spanned<TickerSection>> = self.document.sections("ticker");
        self.refuse_twice("ticker", typed.iter().map(|section| &section.get_ref().symbol));
        let known: Vec<String> =
            typed.iter().map(|section| section.get_ref().symbol.get_ref().to_uppercase()).collect();
        typed.iter().filter_map(|section| self.profile(section.get_ref(), &known)).collect()
    }

    fn profile(&mut self, typed: &TickerSection, known: &[String]) -> Option<TickerProfile> {
        let kind = self.word(typed.kind.as_ref(), "kind of ticker", &KINDS, TickerKind::Equity);
        let usual_calendar = match kind {
            TickerKind::Crypto => CalendarId::Crypto,
            TickerKind::Equity | TickerKind::Etf | TickerKind::Index => CalendarId::Xnys,
        };
        if typed.name.get_ref().trim().is_empty() {
            self.fault(&typed.name, "A ticker needs a name: linking goes by names");
        }
        Some(TickerProfile {
            name: typed.name.get_ref().clone(),
            aliases: typed.aliases.clone(),
            kind,
            calendar: self
                .word(typed.calendar.as_ref(), "calendar", &CalendarId::ALL, usual_calendar)
                .into(),
            currency: self.currency(typed.currency.as_ref()),
            benchmark: typed.benchmark.as_ref().and_then(|text| self.known_ticker(text, known)),
            relations: self.relations(typed, known),
            ticker: self.ticker(&typed.symbol)?,
        })
    }

    fn relations(&mut self, typed: &TickerSection, known: &[String]) -> Vec<Relation> {
        let lists = [
            (RelationKind::Supplier, &typed.suppliers),
            (RelationKind::Customer, &typed.customers),
            (RelationKind::Competitor, &typed.competitors),
            (RelationKind::Substitute, &typed.substitutes),
            (RelationKind::Sector, &typed.sector),
        ];
        let mut relations = Vec::new();
        for (kind, others) in lists {
            for other in others {
                if let Some(to) = self.known_ticker(other, known) {
                    relations.push(Relation { kind, to });
                }
            }
        }
        relations
    }

    pub(super) fn currency(&mut self, typed: Option<&Text>) -> Currency {
        let Some(typed) = typed else { return Currency::USD };
        Currency::parse(typed.get_ref()).unwrap_or_else(|fault| {
            self.fault(typed, &fault.to_string());
            Currency::USD
        })
    }

    pub(super) fn ticker(&mut self, typed: &Text) -> Option<Ticker> {
        Ticker::parse(typed.get_ref()).map_err(|fault| self.fault(typed, &fault.to_string())).ok()
    }

    /// A ticker that must have its own `[[ticker]]`.
    pub(super) fn known_ticker(&mut self, typed: &Text, known: &[String]) -> Option<Ticker> {
        let ticker = self.ticker(typed)?;
        if known.iter().any(|symbol| symbol == ticker.as_str()) {
            return Some(ticker);
        }
        let near = did_you_mean(ticker.as_str(), known.iter().map(String::as_str));
        self.fault(typed, &format!("No `[[ticker]]` has the symbol `{ticker}`{near}"));
        None
    }
}
