//! Takes a ticker's bars and corporate actions; gives one adjusted bar per session as known at
//! a cut-off. Never fills a gap, and never lets an unfinished session in.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::calendar;
use crate::model::{
    ActionKind, Adjustment, CorporateAction, Dossier, Finality, Instant, KnownBy, PriceBar,
    SourceId, TickerProfile,
};

/// Every version of every bar of one ticker, session by session.
pub(super) struct BarHistory<'a> {
    sessions: Vec<SessionBars<'a>>,
    splits: Vec<(NaiveDate, f64)>,
    dividends: BTreeMap<NaiveDate, f64>,
    chain: &'a [SourceId],
    /// The last session of each source's reconstructed bars.
    reconstructed_until: BTreeMap<&'a SourceId, NaiveDate>,
    /// Bars in another currency, or without a positive price.
    pub(super) left_out: u32,
}

struct SessionBars<'a> {
    session: NaiveDate,
    closed_at: Instant,
    /// By `known_at`, then by preference.
    versions: Vec<&'a PriceBar>,
}

/// One session in units of the dossier's date: splits known by then are undone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    pub(super) session: NaiveDate,
    pub(super) closed_at: Instant,
    pub(super) open: f64,
    pub(super) high: f64,
    pub(super) low: f64,
    pub(super) close: f64,
    /// Log total return since the row before.
    pub(super) total: Option<f64>,
    /// The bar as it came.
    pub(super) bar: &'a PriceBar,
}

impl<'a> BarHistory<'a> {
    /// Everything known of `profile` at the dossier's cut-off, in the profile's currency.
    pub(super) fn new(dossier: &'a Dossier, profile: &TickerProfile) -> Self {
        let as_of = dossier.as_of.instant();
        let chain = &dossier.scope.price_chain[..];
        let mut by_session: BTreeMap<NaiveDate, Vec<&PriceBar>> = BTreeMap::new();
        let mut left_out = 0;
        let mut reconstructed_until = BTreeMap::new();
        for bar in dossier.bars.get(&profile.ticker).into_iter().flatten() {
            if bar.finality == Finality::Unfinished || bar.known_at > as_of {
                continue;
            }
            let positive = bar.open.e8 > 0 && bar.close.e8 > 0;
            if positive && bar.close.currency == profile.currency {
                by_session.entry(bar.session).or_default().push(bar);
                if bar.known_by == KnownBy::AssumedPublished {
                    let until = reconstructed_until.entry(&bar.source).or_insert(bar.session);
                    *until = bar.session.max(*until);
                }
            } else {
                left_out += 1;
            }
        }
        let mut sessions = Vec::with_capacity(by_session.len());
        for (session, mut versions) in by_session {
            let closed_at = calendar::session_close(&profile.calendar, session);
            versions.sort_by_key(|bar| (bar.known_at, place(chain, &bar.source), figures(bar)));
            if closed_at <= as_of {
                sessions.push(SessionBars { session, closed_at, versions });
            }
        }
        let (splits, dividends) = actions(dossier, profile);
        Self { sessions, splits, dividends, chain, reconstructed_until, left_out }
    }

    /// The instants at which an already closed session's bar was added to or restated: between
    /// two of them a past cut-off saw the same past.
    pub(super) fn changes(&self) -> impl Iterator<Item = Instant> {
        self.sessions.iter().flat_map(|bars| bars.versions.iter().skip(1).map(|bar| bar.known_at))
    }

    /// The rows of the sessions that had closed at `cut_off`.
    ///
    /// A session counts with the last version of its most preferred source known by then. One
    /// whose versions all became known later (imported history, a gap filled afterwards)
    /// counts with its earliest: the price was public when the session closed, and the first
    /// text of it is the nearest to what was then known.
    pub(super) fn at(&self, cut_off: Instant) -> Vec<Row<'a>> {
        let mut rows: Vec<Row<'a>> = Vec::with_capacity(self.sessions.len());
        for bars in self.sessions.iter().take_while(|bars| bars.closed_at <= cut_off) {
            let bar = self.choose(&bars.versions, cut_off);
            let factor = self.factor(bar);
            let mut row = Row {
                session: bars.session,
                closed_at: bars.closed_at,
                open: bar.open.to_f64() * factor,
                high: bar.high.to_f64() * factor,
                low: bar.low.to_f64() * factor,
                close: bar.close.to_f64() * factor,
                total: None,
                bar,
            };
            row.total = rows.last().map(|before| {
                libm::log((row.close + self.dividends_between(before.session, bar)) / before.close)
            });
            rows.push(row);
        }
        rows
    }

    fn choose(&self, versions: &[&'a PriceBar], cut_off: Instant) -> &'a PriceBar {
        versions
            .iter()
            .filter(|bar| bar.known_at <= cut_off)
            .min_by_key(|bar| (place(self.chain, &bar.source), std::cmp::Reverse(bar.known_at)))
            .or(versions.first())
            .expect("a session is listed because it has a bar")
    }

    /// What a price of this bar is multiplied by to be in units of the dossier's date.
    fn factor(&self, bar: &PriceBar) -> f64 {
        let units_of = self.units_date(bar);
        let later = self.splits.iter().filter(|(ex_session, _)| *ex_session > units_of);
        later.map(|(_, ratio)| ratio).product()
    }

    /// The day in whose shares a bar's prices are counted. A raw bar counts its own session's; a
    /// source that adjusts for splits had adjusted to the day it was asked. Of reconstructed
    /// bars nobody knows that day; it was not before the last of them.
    fn units_date(&self, bar: &PriceBar) -> NaiveDate {
        match (bar.adjustment, bar.known_by) {
            (Adjustment::Raw, _) => bar.session,
            (_, KnownBy::Clock) => bar.known_at.date_naive().max(bar.session),
            (_, KnownBy::AssumedPublished) => {
                self.reconstructed_until.get(&bar.source).copied().unwrap_or(bar.session)
            }
        }
    }

    fn dividends_between(&self, after: NaiveDate, bar: &PriceBar) -> f64 {
        if bar.adjustment == Adjustment::Full {
            return 0.0;
        }
        let paid = self.dividends.range(after.succ_opt().unwrap_or(after)..=bar.session);
        paid.map(|(_, amount)| amount).sum()
    }
}

type Splits = Vec<(NaiveDate, f64)>;

/// Splits as factors and dividends per share in units of the dossier's date, those in force by
/// then; of several sources the most preferred one speaks for a day.
fn actions(dossier: &Dossier, profile: &TickerProfile) -> (Splits, BTreeMap<NaiveDate, f64>) {
    let chain = &dossier.scope.price_chain[..];
    let mut known: Vec<_> = dossier
        .actions
        .get(&profile.ticker)
        .into_iter()
        .flatten()
        .filter(|action| action.known_at <= dossier.as_of.instant())
        .filter(|action| action.ex_session <= dossier.date)
        .collect();
    known.sort_by_key(|action| {
        (action.ex_session, place(chain, &action.source), action.known_at, amount_key(action))
    });
    let mut splits = BTreeMap::new();
    let mut dividends: BTreeMap<NaiveDate, (&SourceId, Vec<i64>)> = BTreeMap::new();
    for action in known {
        match action.kind {
            ActionKind::Split { new, old } if new > 0 && old > 0 => {
                let ratio = f64::from(old) / f64::from(new);
                let (source, kept) =
                    splits.entry(action.ex_session).or_insert((&action.source, ratio));
                if *source == &action.source {
                    *kept = ratio;
                }
            }
            ActionKind::Dividend { amount } if amount.currency == profile.currency => {
                let (source, paid) = dividends
                    .entry(action.ex_session)
                    .or_insert_with(|| (&action.source, Vec::new()));
                if *source == &action.source && !paid.contains(&amount.e8) {
                    paid.push(amount.e8);
                }
            }
            _ => {}
        }
    }
    let splits: Splits = splits.into_iter().map(|(date, (_, ratio))| (date, ratio)).collect();
    let currency = profile.currency;
    let in_units = dividends.into_iter().map(|(date, (_, paid))| {
        let later = splits.iter().filter(|(ex_session, _)| *ex_session > date);
        let factor: f64 = later.map(|(_, ratio)| ratio).product();
        let e8 = paid.into_iter().sum();
        (date, crate::model::Price { e8, currency }.to_f64() * factor)
    });
    let dividends = in_units.collect();
    (splits, dividends)
}

fn amount_key(action: &CorporateAction) -> (u32, u32, i64) {
    match action.kind {
        ActionKind::Split { new, old } => (new, old, 0),
        ActionKind::Dividend { amount } => (0, 0, amount.e8),
    }
}

/// Sources outside the chain come after all in it.
fn place(chain: &[SourceId], source: &SourceId) -> usize {
    chain.iter().position(|known| known == source).unwrap_or(chain.len())
}

fn figures(bar: &PriceBar) -> (SourceId, [i64; 4], Option<u64>) {
    let prices = [bar.open.e8, bar.high.e8, bar.low.e8, bar.close.e8];
    (bar.source.clone(), prices, bar.volume)
}
