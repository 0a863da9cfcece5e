//! Takes the day; gives the smaller sections: bullets, second-order effects, what could move
//! it, since yesterday, the scorecard, the data notes.

use crate::model::{
    Bullet, ChangeRow, Cited, DataNote, DayView, Dossier, Effect, EffectRow, OutlookRow, StoryView,
    Takeaway, TickerView,
};

use super::citations::Citations;
use super::words;

/// Rows of each list, at most: a reader has a minute.
const EFFECTS_MAX: usize = 8;
const OUTLOOKS_MAX: usize = 8;

/// A move of a score that is worth a line, in hundredths.
const CHANGE_MIN: i64 = 5;

pub(super) fn bullets(
    cite: &mut Citations<'_>,
    day: &DayView,
    lead: Option<&Takeaway>,
) -> Vec<Bullet> {
    [
        ("What changed", what_changed(cite, day)),
        ("Why it matters", why_it_matters(cite, day)),
        ("What to watch", what_to_watch(cite, day, lead)),
    ]
    .into_iter()
    .filter_map(|(label, body)| Some(Bullet { label: label.to_owned(), body: body? }))
    .collect()
}

/// The stories that most articles tell, of two different names.
fn what_changed(cite: &mut Citations<'_>, day: &DayView) -> Option<Cited> {
    let mut stories: Vec<&StoryView> =
        day.tickers.iter().filter_map(|view| view.stories.first()).collect();
    stories.sort_by_key(|story| std::cmp::Reverse((story.is_new, story.articles)));
    stories.dedup_by(|later, earlier| later.lead == earlier.lead);
    let claims: Vec<_> = stories.iter().take(2).map(|story| &story.lead).collect();
    let text: Vec<&str> = claims.iter().map(|claim| claim.text()).collect();
    (!claims.is_empty()).then(|| cite.sentence(text.join(" "), claims))
}

/// The strongest second-order effect, else the largest move against the market.
fn why_it_matters(cite: &mut Citations<'_>, day: &DayView) -> Option<Cited> {
    if let Some(effect) = day.effects.first() {
        return Some(cite.sentence(effect_words(effect), [&effect.reason]));
    }
    let size = |view: &&TickerView| {
        view.market.as_ref().and_then(|market| market.z_day).map_or(0, |z| z.0.abs())
    };
    let mover = day.tickers.iter().max_by_key(size)?;
    mover.summary.last().map(|claim| cite.claim(claim))
}

fn effect_words(effect: &Effect) -> String {
    format!("{} reaches {}: {}", effect.from, effect.ticker, effect.reason.text())
}

/// The nearest dated event, else the level that would prove the lead wrong.
fn what_to_watch(
    cite: &mut Citations<'_>,
    day: &DayView,
    lead: Option<&Takeaway>,
) -> Option<Cited> {
    if let Some(outlook) = day.outlooks.first() {
        let when = words::when(outlook.when);
        return Some(cite.sentence(format!("{} ({when})", outlook.claim.text()), [&outlook.claim]));
    }
    lead.and_then(|takeaway| takeaway.falsifiers.first()).map(|claim| cite.claim(claim))
}

pub(super) fn effects(cite: &mut Citations<'_>, day: &DayView) -> Vec<EffectRow> {
    day.effects
        .iter()
        .take(EFFECTS_MAX)
        .map(|effect| EffectRow {
            ticker: effect.ticker.clone(),
            sign: effect.sign,
            when: words::when(effect.when),
            reason: cite.claim(&effect.reason),
            catalyst: effect.catalyst.as_ref().map(|claim| cite.claim(claim)).unwrap_or_default(),
        })
        .collect()
}

pub(super) fn calendar(cite: &mut Citations<'_>, day: &DayView) -> Vec<OutlookRow> {
    day.outlooks
        .iter()
        .take(OUTLOOKS_MAX)
        .map(|outlook| OutlookRow {
            when: words::when(outlook.when),
            sign: outlook.sign,
            event: cite.claim(&outlook.claim),
            tickers: outlook.tickers.clone(),
        })
        .collect()
}

pub(super) fn changes(
    cite: &mut Citations<'_>,
    dossier: &Dossier,
    day: &DayView,
) -> Vec<ChangeRow> {
    let Some(previous) = &dossier.previous else { return Vec::new() };
    let mut rows: Vec<ChangeRow> = Vec::new();
    for view in &day.tickers {
        let ticker = &view.profile.ticker;
        let Some(before) = previous.scores.get(ticker) else {
            let why = Cited { text: "now on the watchlist".to_owned(), citations: Vec::new() };
            rows.push(ChangeRow { ticker: ticker.clone(), what: "added".to_owned(), why });
            continue;
        };
        let now = view.sentiment.map(|sentiment| sentiment.score);
        let what = match (before, now) {
            (Some(before), Some(now)) if now.since(*before).0.abs() >= CHANGE_MIN => {
                format!("sentiment {before} → {now}")
            }
            (Some(before), None) => format!("sentiment {before} → too thin to say"),
            (None, Some(now)) => format!("sentiment too thin to say → {now}"),
            _ => continue,
        };
        let why = match view.stories.first() {
            Some(story) => cite.claim(&story.lead),
            None => Cited { text: "no story in the window".to_owned(), citations: Vec::new() },
        };
        rows.push(ChangeRow { ticker: ticker.clone(), what, why });
    }
    for ticker in previous.scores.keys() {
        if !day.tickers.iter().any(|view| view.profile.ticker == *ticker) {
            let why =
                Cited { text: "no longer on the watchlist".to_owned(), citations: Vec::new() };
            rows.push(ChangeRow { ticker: ticker.clone(), what: "dropped".to_owned(), why });
        }
    }
    rows
}

/// The record in sentences; nothing before the first takeaway.
pub(super) fn scorecard(day: &DayView) -> Vec<String> {
    let card = &day.scorecard;
    if card.closed + card.open == 0 {
        return Vec::new();
    }
    let mut sentences = vec![if card.closed == 0 {
        format!("{} open, none closed yet.", words::count(card.open, "takeaway"))
    } else {
        format!(
            "{} of {} closed takeaways were right; {} open.",
            card.right, card.closed, card.open
        )
    }];
    if let Some(brier) = card.brier_e4 {
        sentences
            .push(format!("Brier score 0.{brier:04}, against 0.2500 for always saying 50 in 100."));
    }
    for closed in &card.last {
        sentences.push(format!(
            "{} of {}, {}: {} at {} for the stance.",
            closed.ticker,
            words::day_and_month(closed.date),
            closed.setup.words(),
            if closed.right { "right" } else { "wrong" },
            closed.outcome
        ));
    }
    sentences
}

/// What collecting and analysing had to say, what to look at first.
pub(super) fn notes(dossier: &Dossier, day: &DayView) -> Vec<DataNote> {
    let mut notes: Vec<DataNote> = dossier.notes.iter().chain(&day.notes).cloned().collect();
    let mut seen = std::collections::BTreeSet::new();
    notes.retain(|note| seen.insert(note.text.clone()));
    notes.sort_by_key(|note| note.level);
    if notes.is_empty() {
        notes.push(DataNote::fine("Every source answered and every price is up to date."));
    }
    notes
}
