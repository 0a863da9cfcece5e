//! Takes the day and its strongest takeaway; gives what a reader sees first: headline, deck,
//! preheader, strip and the three bullets. Never says more than was measured.

use super::cite::Citations;
use super::{names, takeaway, words};
use crate::model::{
    BasisPoints, Bullet, Cited, DayView, Gap, MarketView, Score, Sign, StripCell, Takeaway,
    TickerView, When,
};

const HEADLINE_CHARS_MAX: usize = 60;
const PREHEADER_CHARS_MAX: usize = 110;
/// A move this large makes the headline when there is no call.
const BIG_MOVE: BasisPoints = BasisPoints(300);

/// States the call; without one, the day's large move, then the case that came to no call.
pub(super) fn headline(day: &DayView, lead: Option<&Takeaway>) -> String {
    let mover = big_mover(day);
    let text = match (lead, mover, day.overall.sentiment) {
        (Some(lead), _, _) if takeaway::is_call(lead) => {
            format!("{}: {}; {}", lead.ticker, lead.setup.words(), words::leaning(lead.stance))
        }
        (_, Some((view, points)), _) => {
            let way = if points.0 > 0 { "rises" } else { "falls" };
            format!("{} {way} {}", view.profile.name, points.unsigned_percent())
        }
        (Some(lead), None, _) => {
            format!("{}: {}, but no call", lead.ticker, lead.setup.words())
        }
        (None, None, Some(overall)) => {
            format!("A calm day: tone {}, no contrarian case", overall.band.words())
        }
        (None, None, None) => "A quiet day on the watchlist".to_owned(),
    };
    words::within(&text, HEADLINE_CHARS_MAX)
}

/// One sentence under the headline, about the same thing.
pub(super) fn deck(day: &DayView, lead: Option<&Takeaway>, cite: &mut Citations<'_>) -> Cited {
    let mover = big_mover(day).and_then(|(view, _)| view.summary.last());
    match (lead, mover) {
        (Some(lead), _) if takeaway::is_call(lead) => return cite.claim(&lead.split),
        (_, Some(measured)) => return cite.claim(measured),
        (Some(lead), None) => return cite.claim(&lead.split),
        (None, None) => {}
    }
    let overall = &day.overall;
    let evidence = format!(
        "{} from {}",
        words::count(overall.articles, "article"),
        words::count(overall.publishers, "publisher")
    );
    let text = match overall.sentiment {
        Some(sentiment) => format!(
            "{evidence} add up to {} ({}), and no crowd is stretched far enough to bet against.",
            sentiment.score,
            sentiment.band.words()
        ),
        None if overall.articles == 0 => {
            "No article in the window names a ticker of the watchlist.".to_owned()
        }
        None => format!("{evidence}: too little to say how the coverage leans."),
    };
    Cited { text, citations: Vec::new() }
}

/// What a mail client shows beside the subject: score and call.
pub(super) fn preheader(day: &DayView, lead: Option<&Takeaway>) -> String {
    let score = match day.overall.sentiment {
        Some(sentiment) => format!("Sentiment {} ({}).", sentiment.score, sentiment.band.words()),
        None => "Too little was said for a score.".to_owned(),
    };
    let call = match lead {
        Some(lead) => takeaway::one_line(lead),
        None => "No contrarian case today.".to_owned(),
    };
    words::within(&format!("{score} {call}"), PREHEADER_CHARS_MAX)
}

/// Overall sentiment, biggest mover, widest gap, amount of evidence.
pub(super) fn strip(day: &DayView, ranked: &[&TickerView]) -> Vec<StripCell> {
    vec![sentiment_cell(day), mover_cell(day), gap_cell(ranked), evidence_cell(day)]
}

fn cell(label: &str, value: String, notes: Vec<String>, sign: Sign) -> StripCell {
    StripCell { label: label.to_owned(), value, notes, sign }
}

fn sentiment_cell(day: &DayView) -> StripCell {
    let overall = &day.overall;
    let mut notes = match overall.sentiment {
        Some(sentiment) => vec![sentiment.band.words().to_owned()],
        None => vec!["too thin to say".to_owned()],
    };
    notes.extend(overall.previous.map(|previous| format!("was {previous}")));
    let score = overall.sentiment.map(|sentiment| sentiment.score);
    let value = score.map_or_else(|| "–".to_owned(), |score| score.to_string());
    cell("Overall sentiment", value, notes, sign(score.map_or(0, score_size)))
}

fn mover_cell(day: &DayView) -> StripCell {
    match biggest_mover(day) {
        Some((view, points)) => {
            let session = view.market.as_ref().map(|market| words::day_month(market.session));
            let notes = vec!["one session, to".to_owned(), session.unwrap_or_default()];
            let value = format!("{} {points}", view.profile.ticker);
            cell("Biggest mover", value, notes, sign(points.0))
        }
        None => cell(
            "Biggest mover",
            "–".to_owned(),
            vec!["no session to compare".to_owned()],
            Sign::Neutral,
        ),
    }
}

fn gap_cell(ranked: &[&TickerView]) -> StripCell {
    let widest = ranked
        .iter()
        .filter(|view| matches!(view.gap, Gap::PriceAhead | Gap::EvidenceAhead))
        .max_by_key(|view| {
            let z = view.market.as_ref().and_then(|market| market.z_month);
            z.map_or(0, |z| z.0.abs())
        });
    let note = |first: &str, second: &str| vec![first.to_owned(), second.to_owned()];
    match widest {
        Some(view) if view.gap == Gap::PriceAhead => {
            let ticker = view.profile.ticker.to_string();
            cell("Widest gap", ticker, note("price ahead", "of evidence"), Sign::Neutral)
        }
        Some(view) => {
            let ticker = view.profile.ticker.to_string();
            cell("Widest gap", ticker, note("evidence ahead", "of price"), Sign::Neutral)
        }
        None if ranked.iter().any(|view| view.gap == Gap::InLine) => {
            cell("Widest gap", "In line".to_owned(), note("price and tone", "agree"), Sign::Neutral)
        }
        None => cell("Widest gap", "–".to_owned(), vec!["not measured".to_owned()], Sign::Neutral),
    }
}

fn evidence_cell(day: &DayView) -> StripCell {
    let overall = &day.overall;
    let notes = vec![
        format!("{},", words::count(overall.stories, "story")),
        words::count(overall.publishers, "publisher"),
    ];
    cell("Evidence", words::count(overall.articles, "article"), notes, Sign::Neutral)
}

/// What changed, why it matters, what to watch.
pub(super) fn bullets(
    day: &DayView,
    lead: Option<&Takeaway>,
    cite: &mut Citations<'_>,
) -> Vec<Bullet> {
    let bullet = |label: &str, body: Cited| Bullet { label: label.to_owned(), body };
    vec![
        bullet("What changed", what_changed(day, cite)),
        bullet("Why it matters", why_it_matters(day, cite)),
        bullet("What to watch", what_to_watch(day, lead, cite)),
    ]
}

/// The day's leading sentences.
fn what_changed(day: &DayView, cite: &mut Citations<'_>) -> Cited {
    let lines: Vec<Cited> = day.summary.iter().map(|claim| names::quoted(claim, cite)).collect();
    let mut citations: Vec<u16> =
        lines.iter().flat_map(|line| line.citations.iter().copied()).collect();
    citations.sort_unstable();
    citations.dedup();
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let text = if texts.is_empty() {
        "No story in the window is mainly about a ticker of the watchlist.".to_owned()
    } else {
        texts.join("; ")
    };
    Cited { text, citations }
}

/// The largest surprise in prices, else the strongest second-order effect.
fn why_it_matters(day: &DayView, cite: &mut Citations<'_>) -> Cited {
    let surprise = day
        .tickers
        .iter()
        .filter_map(|view| Some((view, view.market.as_ref()?)))
        .filter(|(_, market)| market.day.is_some() && market.z_day.is_some())
        .max_by_key(|(_, market)| market.z_day.map_or(0, |z| z.0.abs()));
    if let Some((view, market)) = surprise
        && market.z_day.is_some_and(|z| z.0.abs() >= 100)
    {
        let leads = view.stories.first().map(|story| &story.lead);
        return cite.text(move_words(view, market), leads);
    }
    if let Some(effect) = day.effects.first() {
        return cite.claim(&effect.reason);
    }
    let text = match surprise {
        Some(_) => {
            "No price moved further than its usual day, so the news has not met the market yet."
        }
        None => "Without prices to compare, the coverage stands alone today.",
    };
    Cited { text: text.to_owned(), citations: Vec::new() }
}

fn move_words(view: &TickerView, market: &MarketView) -> String {
    let day = market.day.unwrap_or_default();
    let name = &view.profile.name;
    let verb = if day.0 < 0 { "fell" } else { "rose" };
    let beyond = market.abnormal_day.map(|points| {
        let way = if points.0 < 0 { "below" } else { "above" };
        format!(", {} {way} what its benchmark explains", points.unsigned_percent())
    });
    let size = market.z_day.map(|z| format!(" ({} standard deviations)", z.unsigned()));
    let tone = view.sentiment.map(|sentiment| {
        format!(", while its coverage is {} ({})", sentiment.band.words(), sentiment.score)
    });
    format!(
        "{name} {verb} {}{}{}{}.",
        day.unsigned_percent(),
        beyond.unwrap_or_default(),
        size.unwrap_or_default(),
        tone.unwrap_or_default()
    )
}

/// The nearest dated event, else what would prove the takeaway wrong, else any event.
fn what_to_watch(day: &DayView, lead: Option<&Takeaway>, cite: &mut Citations<'_>) -> Cited {
    let dated = day.outlooks.iter().find(|outlook| matches!(outlook.when, When::On(_)));
    if let Some(outlook) = dated.or(day.outlooks.first().filter(|_| lead.is_none())) {
        let text = outlook.claim.text().trim().trim_end_matches('.');
        let when = words::when(outlook.when);
        return cite.text(format!("{when}: {text}."), [&outlook.claim]);
    }
    if let Some((lead, falsifier)) =
        lead.and_then(|lead| lead.falsifiers.first().map(|falsifier| (lead, falsifier)))
    {
        let text = falsifier.text().trim().trim_end_matches('.');
        let until = words::long_date(lead.horizon.until);
        let text = format!("We are wrong on {} by {until} if this happens: {text}.", lead.ticker);
        return cite.text(text, [falsifier]);
    }
    Cited {
        text: "No article names a coming event; the next session's prices are the test.".to_owned(),
        citations: Vec::new(),
    }
}

/// The largest move, if it is one for the headline.
fn big_mover(day: &DayView) -> Option<(&TickerView, BasisPoints)> {
    biggest_mover(day).filter(|(_, points)| points.0.abs() >= BIG_MOVE.0)
}

fn biggest_mover(day: &DayView) -> Option<(&TickerView, BasisPoints)> {
    day.tickers
        .iter()
        .filter_map(|view| Some((view, view.market.as_ref()?.day?)))
        .filter(|(_, points)| points.0 != 0)
        .max_by_key(|(_, points)| points.0.abs())
}

fn score_size(score: Score) -> i64 {
    i64::from(score.hundredths())
}

fn sign(size: i64) -> Sign {
    match size.signum() {
        1 => Sign::Positive,
        -1 => Sign::Negative,
        _ => Sign::Neutral,
    }
}
