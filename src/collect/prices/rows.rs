//! Takes the rows of a price source's JSON; gathers their bars and actions, each row at its
//! own cost, and looks at the whole once more: what is no session, stands twice or jumps.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::PriceHarvest;
use super::check::{self, Figures, Origin};
use crate::calendar;
use crate::collect::{Bars, Fault};
use crate::model::{
    ActionKind, Adjustment, CorporateAction, Instant, Price, PriceBar, SourceId, TickerProfile,
};

/// A close this many times the one before, or its inverse, is a split nobody told of, or a
/// mistake.
const JUMP: f64 = 3.0;

/// The largest number of old shares that a split ratio is tried with.
const OLD_SHARES_MAX: u32 = 40;

/// A harvest of bars in the making.
pub(super) struct Rows<'o> {
    origin: Origin<'o>,
    harvest: PriceHarvest,
    unreadable: usize,
}

impl<'o> Rows<'o> {
    pub(super) fn new(origin: Origin<'o>) -> Self {
        Self { origin, harvest: PriceHarvest::default(), unreadable: 0 }
    }

    /// Takes in one bar.
    pub(super) fn bar(&mut self, figures: Figures) {
        match check::bar(figures, self.origin) {
            Ok(bar) => self.harvest.bars.push(bar),
            Err(fault) => self.harvest.faults.push(fault),
        }
    }

    /// Takes in one bar, or counts a row that holds none.
    pub(super) fn bar_if_any(&mut self, figures: Option<Figures>) {
        match figures {
            Some(figures) => self.bar(figures),
            None => self.unreadable += 1,
        }
    }

    /// Takes in cash per share; nothing for none.
    pub(super) fn dividend(&mut self, ex_session: NaiveDate, amount: f64) {
        if amount > 0.0 {
            let kind = Price::from_f64(amount, self.origin.currency)
                .map(|amount| ActionKind::Dividend { amount });
            self.action(ex_session, kind.map_err(|error| error.to_string()));
        }
    }

    /// Takes in a split by its ratio of new to old shares, such as 4 or 0.1; nothing for 1.
    pub(super) fn split(&mut self, ex_session: NaiveDate, ratio: f64) {
        if (ratio - 1.0).abs() > 1e-9 {
            let kind = split_of(ratio).ok_or_else(|| format!("its split ratio is {ratio}"));
            self.action(ex_session, kind);
        }
    }

    /// Takes in a split or dividend, or why it is none.
    pub(super) fn action(&mut self, ex_session: NaiveDate, kind: Result<ActionKind, String>) {
        let Origin { source, profile, now, .. } = self.origin;
        match kind {
            Ok(kind) => self.harvest.actions.push(CorporateAction {
                ticker: profile.ticker.clone(),
                ex_session,
                kind,
                source: source.id.clone(),
                known_at: now,
            }),
            Err(reason) => self.fault(Some(ex_session), reason),
        }
    }

    /// Says something odd of bars that are kept.
    pub(super) fn doubt(&mut self, reason: &str) {
        let Origin { source, profile, .. } = self.origin;
        let bars = Bars { ticker: profile.ticker.clone(), sessions: Vec::new() };
        let (source, reason) = (source.id.to_string(), reason.to_owned());
        self.harvest.faults.push(Fault::OddBar { source, bars, reason });
    }

    /// Says what was left out of one session, or of the whole.
    pub(super) fn fault(&mut self, session: Option<NaiveDate>, reason: String) {
        let Origin { source, profile, .. } = self.origin;
        let bars = Bars { ticker: profile.ticker.clone(), sessions: session.into_iter().collect() };
        self.harvest.faults.push(Fault::Bar { source: source.id.to_string(), bars, reason });
    }

    pub(super) fn finish(mut self) -> PriceHarvest {
        if self.unreadable > 0 {
            let reason = format!("{} row(s) hold no prices", self.unreadable);
            self.fault(None, reason);
        }
        self.harvest
    }
}

/// New and old shares of a ratio: 1.5 is 3 for 2, 0.05 is 1 for 20.
fn split_of(ratio: f64) -> Option<ActionKind> {
    (1..=OLD_SHARES_MAX).find_map(|old| {
        let new = ratio * f64::from(old);
        let whole = libm::rint(new);
        let is_whole = (new - whole).abs() < 1e-4 && (1.0..1e6).contains(&whole);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "bounded by the guard"
        )]
        is_whole.then_some(ActionKind::Split { new: whole as u32, old })
    })
}

impl PriceHarvest {
    /// Leaves out what is no session and what stands twice, says where a close jumps, and sums up
    /// what is wrong.
    pub(in crate::collect) fn look_over(
        &mut self,
        source: &SourceId,
        profile: &TickerProfile,
        now: Instant,
    ) {
        let today = now.with_timezone(&calendar::timezone(&profile.calendar)).date_naive();
        let bars = |session| Bars { ticker: profile.ticker.clone(), sessions: vec![session] };
        let fault = |session: NaiveDate, reason: &str| Fault::Bar {
            source: source.to_string(),
            bars: bars(session),
            reason: reason.to_owned(),
        };
        let odd = |session: NaiveDate, reason: &str| Fault::OddBar {
            source: source.to_string(),
            bars: bars(session),
            reason: reason.to_owned(),
        };
        let mut faults = Vec::new();
        let mut kept: BTreeMap<NaiveDate, PriceBar> = BTreeMap::new();
        for bar in std::mem::take(&mut self.bars) {
            let session = bar.session;
            let calendar = &profile.calendar;
            if session > today {
                faults.push(fault(session, "still to come"));
            } else if calendar::covers(calendar, session)
                && !calendar::is_session(calendar, session)
            {
                faults.push(fault(session, "no session of the ticker's calendar"));
            } else if let Some(before) = kept.insert(session, bar.clone())
                && (before.close, before.high, before.low) != (bar.close, bar.high, bar.low)
            {
                faults.push(odd(session, "there twice, and the last one counts"));
            }
        }
        self.bars = kept.into_values().collect();
        faults.extend(self.jumps().into_iter().map(|(session, times)| {
            odd(session, &format!("a close {times:.2} times the one before, without a split"))
        }));
        self.faults.extend(faults);
        self.sum_up_faults(source.as_str());
    }

    /// Raw closes that jump on a day without a split.
    fn jumps(&self) -> Vec<(NaiveDate, f64)> {
        let is_split = |session: NaiveDate| {
            self.actions.iter().any(|action| {
                action.ex_session == session && matches!(action.kind, ActionKind::Split { .. })
            })
        };
        self.bars
            .windows(2)
            .filter(|pair| pair[1].adjustment == Adjustment::Raw && !is_split(pair[1].session))
            .filter_map(|pair| {
                let times = pair[1].close.to_f64() / pair[0].close.to_f64();
                (times >= JUMP || times <= 1.0 / JUMP).then_some((pair[1].session, times))
            })
            .collect()
    }
}
