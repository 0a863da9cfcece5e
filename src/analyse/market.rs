//! Takes a dossier; gives one ticker's prices as measured at every past cut-off, and what came
//! after any of them. Never lets a forward return run past the last known close.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};

use super::policy::Policy;
use super::returns::{self, Measured};
use super::series::{BarHistory, Row};
use super::timeline::EditionTime;
use crate::calendar;
use crate::model::{CalendarId, Dossier, Instant, TickerProfile};

/// One ticker's prices.
pub(super) struct Market<'a> {
    pub(super) profile: &'a TickerProfile,
    /// As known at the dossier's cut-off.
    pub(super) rows: Vec<Row<'a>>,
    /// The benchmark's log level at each session's open and close; `None` without benchmark.
    benchmark: Option<BTreeMap<NaiveDate, (f64, f64)>>,
    past: Past<'a>,
    /// When each row's session opens.
    opens: Vec<Instant>,
}

struct Past<'a> {
    own: BarHistory<'a>,
    benchmark: Option<BarHistory<'a>>,
    /// When an already closed session was restated, ascending.
    changes: Vec<Instant>,
}

/// What was measured at a past cut-off.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct PriceAt {
    /// Index of the last closed session's row.
    pub(super) row: Option<usize>,
    /// Sessions that have closed since that row.
    pub(super) stale_sessions: u16,
    /// Empty when the price is stale.
    pub(super) measured: Measured,
}

impl<'a> Market<'a> {
    pub(super) fn new(dossier: &'a Dossier, profile: &'a TickerProfile) -> Self {
        let own = BarHistory::new(dossier, profile);
        let against = profile.benchmark.as_ref().filter(|ticker| **ticker != profile.ticker);
        let benchmark = against.map(|ticker| {
            let known = dossier.scope.profile(ticker);
            let stand_in = TickerProfile { ticker: ticker.clone(), ..profile.clone() };
            BarHistory::new(dossier, known.unwrap_or(&stand_in))
        });
        let mut changes: Vec<_> = own.changes().collect();
        changes.extend(benchmark.iter().flat_map(BarHistory::changes));
        changes.sort_unstable();
        changes.dedup();
        let past = Past { own, benchmark, changes };
        let (rows, against) = past.rows(dossier.as_of.instant());
        let opens = rows.iter().map(|row| opens_at(profile.calendar.id(), row.session)).collect();
        Self { profile, benchmark: against.as_deref().map(levels), rows, past, opens }
    }

    /// What each edition could measure.
    pub(super) fn at_editions(&self, editions: &[EditionTime], policy: &Policy) -> Vec<PriceAt> {
        let mut epoch = None;
        let mut measured = Vec::new();
        let mut found = Vec::with_capacity(editions.len());
        for (place, edition) in editions.iter().enumerate() {
            let restated = self.past.changes.partition_point(|at| *at <= edition.cut_off);
            if epoch != Some(restated) {
                // Between two restatements every cut-off saw the same past: measure it once,
                // as the last of these cut-offs saw it.
                let later = editions[place..].iter();
                let until = self.past.changes.get(restated);
                let last = later.take_while(|later| until.is_none_or(|at| later.cut_off < *at));
                let cut_off = last.last().unwrap_or(edition).cut_off;
                measured = self.past.measure(cut_off, policy);
                epoch = Some(restated);
            }
            let closed = self.rows.partition_point(|row| row.closed_at <= edition.cut_off);
            let row = closed.checked_sub(1);
            let stale_sessions =
                row.map_or(0, |row| self.stale_sessions(self.rows[row].session, edition.cut_off));
            let fresh = row.filter(|_| stale_sessions == 0);
            let measured = fresh.and_then(|row| measured.get(row)).copied().unwrap_or_default();
            found.push(PriceAt { row, stale_sessions, measured });
        }
        found
    }

    /// Sessions of the calendar after `last` that had closed at `cut_off`.
    fn stale_sessions(&self, last: NaiveDate, cut_off: Instant) -> u16 {
        let calendar = &self.profile.calendar;
        let closed = calendar::last_closed_session(calendar, cut_off);
        if closed <= last {
            return 0;
        }
        let missed = calendar::sessions_between(calendar, last, closed).filter(|day| *day > last);
        u16::try_from(missed.count()).unwrap_or(u16::MAX)
    }

    /// The row that an edition's reader could first buy at: the first session that opens
    /// after `cut_off`.
    pub(super) fn entry(&self, cut_off: Instant) -> Option<usize> {
        let entry = self.opens.partition_point(|opens_at| *opens_at <= cut_off);
        (entry < self.rows.len()).then_some(entry)
    }

    /// Cumulative abnormal log return from the entry's open over `sessions` sessions; `None`
    /// while they have not all closed.
    pub(super) fn forward(
        &self,
        cut_off: Instant,
        beta: Option<f64>,
        sessions: u16,
    ) -> Option<f64> {
        let entry = self.entry(cut_off)?;
        let exit = entry + usize::from(sessions).checked_sub(1)?;
        let (first, last) = (&self.rows[entry], self.rows.get(exit)?);
        let later: f64 =
            self.rows[entry + 1..=exit].iter().map(|row| row.total.unwrap_or(0.0)).sum();
        let own = libm::log(first.close / first.open) + later;
        match &self.benchmark {
            None => Some(own),
            Some(levels) => {
                let market = levels.get(&last.session)?.1 - levels.get(&first.session)?.0;
                Some(own - beta? * market)
            }
        }
    }

    /// Bars that could not be used.
    pub(super) fn left_out(&self) -> u32 {
        self.past.own.left_out
    }

    /// Whether returns are measured against something.
    pub(super) fn has_benchmark(&self) -> bool {
        self.benchmark.is_some()
    }
}

impl<'a> Past<'a> {
    fn rows(&self, cut_off: Instant) -> (Vec<Row<'a>>, Option<Vec<Row<'a>>>) {
        (self.own.at(cut_off), self.benchmark.as_ref().map(|history| history.at(cut_off)))
    }

    fn measure(&self, cut_off: Instant, policy: &Policy) -> Vec<Measured> {
        let (rows, against) = self.rows(cut_off);
        returns::measure(&rows, against.as_deref(), policy)
    }
}

fn levels(rows: &[Row]) -> BTreeMap<NaiveDate, (f64, f64)> {
    let mut level = 0.0;
    let mut levels = BTreeMap::new();
    for row in rows {
        level += row.total.unwrap_or(0.0);
        levels.insert(row.session, (level - libm::log(row.close / row.open), level));
    }
    levels
}

/// When a session opens, never too late: the earliest civil hour at which any of the
/// exchanges opens, so that nobody is made to buy at an open that was already past.
fn opens_at(calendar: CalendarId, session: NaiveDate) -> Instant {
    let hour = if calendar == CalendarId::Crypto { 0 } else { 8 };
    let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN);
    calendar::instant_of(session, time, calendar::timezone(calendar))
}
