//! Takes the cast list; gives the fictional names with their ties and their temper. Never
//! names anything that is listed anywhere.

use crate::model::{
    CalendarId, Currency, Relation, RelationKind, Ticker, TickerKind, TickerProfile,
};

/// The symbol that the others are measured against.
pub const BENCHMARK: &str = "KXCH";

/// One name of the cast and how its price behaves.
#[derive(Clone, Debug)]
pub(super) struct Role {
    /// What a configuration would say of it.
    pub(super) profile: TickerProfile,
    /// Sensitivity to the market.
    pub(super) beta: f64,
    /// Annual volatility of its own.
    pub(super) own_volatility: f64,
    /// The name that headlines use.
    pub(super) short: String,
    /// Its trade, by which the word tables are sorted.
    pub(super) trade: String,
    /// First close.
    pub(super) start: f64,
}

/// The whole cast, in the order of the list.
pub(super) fn roles() -> Vec<Role> {
    include_str!("cast.txt").lines().map(role).collect()
}

/// A symbol of the cast.
pub(super) fn ticker(symbol: &str) -> Ticker {
    Ticker::parse(symbol).expect("the cast's symbols are well formed")
}

fn role(line: &str) -> Role {
    let cells: Vec<&str> = line.split('|').collect();
    let number =
        |place: usize| cells[place].parse::<f64>().expect("the cast's figures are numbers");
    let (kind, calendar) = match cells[2] {
        "crypto" => (TickerKind::Crypto, CalendarId::Crypto),
        "etf" => (TickerKind::Etf, CalendarId::Xnys),
        _ => (TickerKind::Equity, CalendarId::Xnys),
    };
    let profile = TickerProfile {
        ticker: ticker(cells[0]),
        name: cells[1].to_owned(),
        aliases: cells[3].split(';').filter(|one| *one != cells[1]).map(str::to_owned).collect(),
        kind,
        calendar: calendar.into(),
        currency: Currency::USD,
        // Tokens trade on days on which the fund does not: they are measured by themselves.
        benchmark: (kind == TickerKind::Equity).then(|| ticker(BENCHMARK)),
        relations: cells[7].split(';').filter_map(relation).collect(),
    };
    Role {
        profile,
        beta: number(4),
        own_volatility: number(5),
        start: number(6),
        short: cells[3].split(';').next().unwrap_or(cells[1]).to_owned(),
        trade: cells[8].to_owned(),
    }
}

fn relation(cell: &str) -> Option<Relation> {
    let (kind, to) = cell.split_once('>')?;
    let kind = match kind {
        "supplier" => RelationKind::Supplier,
        "customer" => RelationKind::Customer,
        "competitor" => RelationKind::Competitor,
        _ => RelationKind::Sector,
    };
    Some(Relation { kind, to: ticker(to) })
}
