//! Takes one ticker in its universe; gives its contrarian takeaway: the setup that leads, what
//! the crowd holds, where it is stretched, what the record says. "None today" is an answer.

use std::collections::BTreeMap;

use super::conviction::{Case, conviction};
use super::dissent::dissent;
use super::path::path;
use super::record::Record;
use super::setups::{Trigger, horizon_sessions};
use super::split::split;
use super::takeaway_words as words;
use super::universe::{Name, Universe};
use crate::calendar;
use crate::model::{BaseRate, Conviction, Horizon, KnownBy, Outlook, Setup, Takeaway};

/// The records of the setups that were needed so far.
pub(super) type Records = BTreeMap<Setup, Record>;

/// A setup that fired, with its record.
struct Fired {
    setup: Setup,
    trigger: Trigger,
    base_rate: BaseRate,
    conviction: Option<Conviction>,
}

/// The takeaway of the name at `place`; `None` when nothing fires.
pub(super) fn takeaway(
    universe: &Universe,
    place: usize,
    outlooks: &[Outlook],
    records: &mut Records,
) -> Option<Takeaway> {
    let name = &universe.names[place];
    let mut fired: Vec<Fired> = Setup::ALL
        .into_iter()
        .filter_map(|setup| {
            let trigger = universe.trigger(setup, place, universe.today())?;
            let record = records.entry(setup).or_insert_with(|| Record::of(universe, setup));
            Some(judge(universe, name, setup, trigger, record))
        })
        .collect();
    // The highest conviction leads; where the record is silent, the strongest trigger.
    fired.sort_by(|left, right| {
        let pct = |fired: &Fired| fired.conviction.map(|conviction| conviction.pct);
        pct(right)
            .cmp(&pct(left))
            .then(right.trigger.strength.total_cmp(&left.trigger.strength))
            .then(left.setup.cmp(&right.setup))
    });
    let also = fired.iter().skip(1).map(|fired| fired.setup).collect();
    let mut takeaway = build(universe, name, fired.into_iter().next()?, also)?;
    takeaway.falsifiers.extend(words::event_falsifier(outlooks, &takeaway));
    Some(takeaway)
}

fn judge(
    universe: &Universe,
    name: &Name,
    setup: Setup,
    trigger: Trigger,
    record: &Record,
) -> Fired {
    let base_rate = record.base_rate(universe, name, trigger);
    let case = Case { strength: trigger.strength, quality: quality(universe, name) };
    let conviction = conviction(&base_rate, record.hits(), case, &universe.policy.record);
    Fired { setup, trigger, base_rate, conviction }
}

/// How good today's evidence is: publishers and effective stories up to five each, and the
/// share of articles that were dated by our own clock.
fn quality(universe: &Universe, name: &Name) -> f64 {
    /// So many publishers or stories are plenty.
    const PLENTY: f64 = 5.0;
    let members = name.stories.iter().flat_map(|story| &story.members);
    let articles: Vec<_> = members
        .map(|(read, _)| &universe.dossier.articles[universe.readings[*read].article])
        .collect();
    let mut publishers: Vec<_> =
        articles.iter().map(|article| &article.item.words.publisher).collect();
    publishers.sort();
    publishers.dedup();
    let count = super::statistics::number;
    let seen = articles.iter().filter(|article| article.known_by == KnownBy::Clock).count();
    let effective = name.features[universe.today()].crowd.map_or(0.0, |crowd| crowd.effective);
    let parts = [
        (count(publishers.len()) / PLENTY).min(1.0),
        (effective / PLENTY).min(1.0),
        count(seen) / count(articles.len().max(1)),
    ];
    parts.iter().sum::<f64>() / 3.0
}

fn build(universe: &Universe, name: &Name, lead: Fired, also: Vec<Setup>) -> Option<Takeaway> {
    let sessions = horizon_sessions(lead.setup);
    let calendar = &name.market.profile.calendar;
    let first = if calendar::is_session(calendar, universe.dossier.date) {
        universe.dossier.date
    } else {
        calendar::next_session(calendar, universe.dossier.date)
    };
    let until = calendar::session_after(calendar, first, sessions.saturating_sub(1));
    let horizon = Horizon { sessions, until };
    let features = &name.features[universe.today()];
    let crowd_side = features.crowd.map_or(0.0, |crowd| crowd.tone);
    let against = match (crowd_side, lead.trigger.stance) {
        (side, _) if side != 0.0 => side,
        (_, crate::model::Stance::Above) => -1.0,
        _ => 1.0,
    };
    Some(Takeaway {
        ticker: name.market.profile.ticker.clone(),
        setup: lead.setup,
        also,
        stance: lead.trigger.stance,
        crowd: words::crowd(universe, name)?,
        split: split(universe, name, lead.setup)?,
        dissent: dissent(universe, name, against),
        record: words::record(universe, name, lead.setup, &lead.base_rate)?,
        conviction: lead.conviction,
        falsifiers: words::falsifiers(universe, name, lead.trigger.stance, horizon),
        base_rate: lead.base_rate,
        horizon,
        path: path(universe, name),
    })
}
