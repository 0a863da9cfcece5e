//! Takes the day and its strongest takeaway; gives what a reader sees first: headline, deck and
//! preheader. Never says more than was measured.

use super::cite::Citations;
use super::voice::Voice;
use super::{case, takeaway, words};
use crate::model::{
    Band, BasisPoints, Cited, DayView, MarketView, Overall, Score, Sentiment, Takeaway, TickerView,
};

const HEADLINE_CHARS_MAX: usize = 60;
const PREHEADER_CHARS_MAX: usize = 110;
/// A move this large makes the headline when there is no call.
const BIG_MOVE: BasisPoints = BasisPoints(300);
/// A smaller move is an ordinary day, in hundredths of a standard deviation.
const UNUSUAL_Z: i64 = 95;
/// A move of so many hundredths of a standard deviation is not like other days.
const STRIKING_Z: i64 = 200;
/// A score this far from zero leans, in hundredths.
const LEANS: i64 = 10;
/// A score that changed by less has not, in hundredths.
const MOVED: i64 = 5;

/// The day and what is made of it.
#[derive(Clone, Copy)]
pub(super) struct Front<'a> {
    pub(super) day: &'a DayView,
    /// The strongest takeaway, if there is any.
    pub(super) lead: Option<&'a Takeaway>,
    pub(super) voice: &'a Voice,
}

impl<'a> Front<'a> {
    /// The strongest takeaway with the view it is about.
    pub(super) fn case(&self) -> Option<(&'a TickerView, &'a Takeaway)> {
        let lead = self.lead?;
        let view = self.day.tickers.iter().find(|view| view.profile.ticker == lead.ticker)?;
        Some((view, lead))
    }

    fn call(&self) -> Option<(&'a TickerView, &'a Takeaway)> {
        self.case().filter(|(_, lead)| takeaway::is_call(lead))
    }
}

/// States the call; without one, the day's large move, then the case that came to no call.
pub(super) fn headline(front: Front<'_>) -> String {
    if let Some((view, lead)) = front.call() {
        return case_headline(front.voice, view, lead, &case::endings(front.voice, lead.stance));
    }
    if let Some((view, points)) = big_mover(front.day) {
        return fitting(&move_headlines(view, points));
    }
    if let Some((view, lead)) = front.case() {
        let endings = [", but no call", "; the record backs no bet"];
        let endings = front.voice.from("no call", &endings).into_iter().map(str::to_owned);
        return case_headline(front.voice, view, lead, &endings.collect::<Vec<_>>());
    }
    match front.day.tickers.as_slice() {
        [only] => fitting(&calm_headlines_of(only)),
        _ => fitting(&calm_headlines(&front.day.overall)),
    }
}

/// A day of one name without a case and without a large move.
fn calm_headlines_of(only: &TickerView) -> Vec<String> {
    let names = [only.profile.name.clone(), only.profile.ticker.to_string()];
    let said = match only.sentiment {
        Some(tone) => format!("tone {}, no contrarian case", tone.band.words()),
        None if only.coverage.articles == 0 => "nothing was said".to_owned(),
        None => "too little was said for a score".to_owned(),
    };
    names.map(|name| format!("{name}: {said}")).to_vec()
}

/// The case under the company's name if it fits, else under its symbol.
fn case_headline(voice: &Voice, view: &TickerView, lead: &Takeaway, endings: &[String]) -> String {
    let ticker = lead.ticker.to_string();
    let ways = [view.profile.name.as_str(), &ticker].into_iter().flat_map(|name| {
        let openings = case::openings(voice, lead.setup, name, case::rose(view));
        openings
            .into_iter()
            .flat_map(|opening| endings.iter().map(move |ending| format!("{opening}{ending}")))
    });
    fitting(&ways.collect::<Vec<_>>())
}

/// A large move and how its news stands to it.
fn move_headlines(view: &TickerView, points: BasisPoints) -> Vec<String> {
    let z = view.market.as_ref().and_then(|market| market.z_day).map_or(0, |z| z.0.abs());
    let verb = match (points.0 > 0, z >= STRIKING_Z) {
        (true, true) => "jumps",
        (true, false) => "rises",
        (false, true) => "slides",
        (false, false) => "falls",
    };
    let context = match view.sentiment {
        _ if view.coverage.articles == 0 => " with nothing said about it",
        None => " on thin coverage",
        Some(tone) => match leaning_with(points, tone.score) {
            1 => ", and its news agrees",
            -1 => " against the tone of its news",
            _ => " while its news stays neutral",
        },
    };
    let size = points.unsigned_percent();
    let names = [view.profile.name.clone(), view.profile.ticker.to_string()];
    let long = names.iter().map(|name| format!("{name} {verb} {size}{context}"));
    let short = names.iter().map(|name| format!("{name} {verb} {size}"));
    long.chain(short).collect()
}

/// 1 where the score leans the way the price went, −1 where it leans the other way.
pub(super) fn leaning_with(points: BasisPoints, score: Score) -> i64 {
    let leans = i64::from(score.hundredths());
    if leans.abs() < LEANS { 0 } else { (points.0 * leans).signum() }
}

/// A day without a case and without a large move: what there is to say of its tone.
fn calm_headlines(overall: &Overall) -> Vec<String> {
    let Some(Sentiment { score, band }) = overall.sentiment else {
        return vec!["A quiet day on the watchlist".to_owned()];
    };
    let band_words = band.words();
    let text = match overall.previous.map(|previous| (band_of(previous), score.since(previous).0)) {
        Some((before, change)) if before != band && change.abs() >= MOVED => {
            let way = if change > 0 { "warms" } else { "cools" };
            format!("Tone {way} to {band_words}; no crowd to bet against")
        }
        Some((_, change)) if change.abs() < MOVED => {
            format!("Little changed: tone still {band_words}, no contrarian case")
        }
        _ => format!("A calm day: tone {band_words}, no contrarian case"),
    };
    vec![text]
}

fn band_of(score: Score) -> Band {
    Band::of(f64::from(score.hundredths()) / 100.0)
}

/// The first of `ways` that is short enough.
fn fitting(ways: &[String]) -> String {
    let fits = |way: &&String| way.chars().count() <= HEADLINE_CHARS_MAX;
    let chosen = ways.iter().find(fits).or(ways.last()).cloned().unwrap_or_default();
    words::within(&chosen, HEADLINE_CHARS_MAX)
}

/// One sentence under the headline, about the same thing.
pub(super) fn deck(front: Front<'_>, cite: &mut Citations<'_>) -> Cited {
    if let Some((view, lead)) = front.call() {
        return cite.text(case::sentence(view, lead), [&lead.split, &lead.record]);
    }
    if let Some(measured) = big_mover(front.day).and_then(|(view, _)| view.summary.last()) {
        return cite.claim(measured);
    }
    if let Some((view, lead)) = front.case() {
        return cite.text(case::sentence(view, lead), [&lead.split, &lead.record]);
    }
    let overall = &front.day.overall;
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
        None if overall.articles == 0 => match front.day.tickers.as_slice() {
            [only] => format!("No article in the window names {}.", only.profile.name),
            _ => "No article in the window names a ticker of the watchlist.".to_owned(),
        },
        None => format!("{evidence}: too little to say how the coverage leans."),
    };
    Cited { text, citations: Vec::new() }
}

/// What a mail client shows beside the subject: score and call.
pub(super) fn preheader(front: Front<'_>) -> String {
    let score = match front.day.overall.sentiment {
        Some(sentiment) => format!("Sentiment {} ({}).", sentiment.score, sentiment.band.words()),
        None => "Too little was said for a score.".to_owned(),
    };
    let call = match front.lead {
        Some(lead) => takeaway::one_line(lead),
        None => "No contrarian case today.".to_owned(),
    };
    words::within(&format!("{score} {call}"), PREHEADER_CHARS_MAX)
}

/// The largest move, if it is one for the headline: large, and not an ordinary day of its name.
fn big_mover(day: &DayView) -> Option<(&TickerView, BasisPoints)> {
    let unusual = |market: &MarketView| market.z_day.is_none_or(|z| z.0.abs() >= UNUSUAL_Z);
    movers(day)
        .filter(|(view, points)| {
            points.0.abs() >= BIG_MOVE.0 && view.market.as_ref().is_some_and(unusual)
        })
        .max_by_key(|(_, points)| points.0.abs())
}

pub(super) fn biggest_mover(day: &DayView) -> Option<(&TickerView, BasisPoints)> {
    movers(day).max_by_key(|(_, points)| points.0.abs())
}

fn movers(day: &DayView) -> impl Iterator<Item = (&TickerView, BasisPoints)> {
    let moved = |market: &MarketView| market.day.filter(|points| points.0 != 0);
    day.tickers.iter().filter_map(move |view| Some((view, moved(view.market.as_ref()?)?)))
}
