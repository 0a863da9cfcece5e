//! Takes the figures of a takeaway; gives its sentences, each with its evidence. Every number
//! in them is rounded by the model's types and names its window.

use super::market_view::bars;
use super::statistics::median;
use super::universe::{Name, Universe};
use super::wording::{cite, count_words, date_words, frame, stories};
use crate::model::{
    BaseRate, BaseRateFigures, Claim, Evidence, Horizon, Outlook, Price, Score, Setup, Stance,
    Takeaway, Ticker, When,
};

/// Articles named behind a sentence on the whole crowd.
const CROWD_CITED: usize = 6;
/// Sessions of the levels that prove a takeaway wrong.
pub(super) const LEVEL_SESSIONS: usize = 20;
/// Tone at which a glad or sad crowd has left.
const TONE_LEFT: i16 = 10;

/// `18 of 21 stories on NVDA lean positive (+0.42); coverage is three times its usual.`
pub(super) fn crowd(universe: &Universe, name: &Name) -> Option<Claim> {
    let ticker = &name.market.profile.ticker;
    let features = &name.features[universe.today()];
    let mut evidence = name.stories.iter().take(CROWD_CITED).map(|story| {
        let (reading, _) = story.members[0];
        cite(&universe.dossier.articles[universe.readings[reading].article], None)
    });
    let coverage = coverage_words(universe, name).unwrap_or_default();
    let Some(crowd) = features.crowd.filter(|crowd| crowd.stories > 0) else {
        let text = match usual_stories(universe, name) {
            Some(usual) if usual >= 1.0 => {
                format!("No story in the news window names {ticker}, against a usual {usual:.0}.")
            }
            _ => format!("No story in the news window names {ticker}."),
        };
        return Some(Claim::new(text, bars(&name.market, 1)?, []));
    };
    let score = Score::from_unrounded(crowd.tone);
    let (most, word) = match (crowd.positive, crowd.neutral, crowd.negative) {
        (up, flat, down) if up > flat && up > down => (up, "positive"),
        (up, flat, down) if down > flat && down > up => (down, "negative"),
        (up, flat, down) if flat >= up.max(down) => (flat, "neither way"),
        (even, _, _) => (even, "positive and as many negative"),
    };
    let lean = if most == 1 { "leans" } else { "lean" };
    let n = crowd.stories;
    let text = match frame(universe, ticker, "crowd", &["share", "of", "stand"]) {
        _ if n == 1 => format!("1 story names {ticker}, at a score of {score}{coverage}."),
        "share" => {
            format!("{most} of {} on {ticker} {lean} {word} ({score}){coverage}.", stories(n))
        }
        "of" => format!(
            "Of {} on {ticker}, {most} {lean} {word}, at a score of {score}{coverage}.",
            stories(n)
        ),
        _ => format!(
            "The crowd on {ticker} stands at {score}: {most} of {} {lean} {word}{coverage}.",
            stories(n)
        ),
    };
    Some(Claim::new(text, evidence.next()?, evidence))
}

/// `; coverage is three times its usual`, when sixty sessions of it are known.
fn coverage_words(universe: &Universe, name: &Name) -> Option<String> {
    let usual = usual_stories(universe, name)?;
    let ratio = f64::from(name.features[universe.today()].stories()) / usual.max(0.5);
    let words = match ratio {
        _ if usual < 0.5 && ratio < 1.0 => "as quiet as usual",
        ratio if ratio >= 4.5 => "more than four times its usual",
        ratio if ratio >= 3.5 => "four times its usual",
        ratio if ratio >= 2.5 => "three times its usual",
        ratio if ratio >= 1.75 => "twice its usual",
        ratio if ratio >= 1.25 => "somewhat above its usual",
        ratio if ratio >= 0.75 => "about its usual",
        ratio if ratio >= 0.4 => "below its usual",
        _ => "less than half its usual",
    };
    Some(format!("; coverage is {words}"))
}

/// The median of the stories of the sixty sessions before, when all are known.
fn usual_stories(universe: &Universe, name: &Name) -> Option<f64> {
    let today = universe.today();
    name.features[today].attention_z?;
    let sessions = usize::from(universe.policy.crowd_sessions);
    let past: Vec<f64> = name.features[today.checked_sub(sessions)?..today]
        .iter()
        .map(|features| f64::from(features.stories()))
        .collect();
    median(&past)
}

pub(super) fn benchmark_bars(
    universe: &Universe,
    name: &Name,
    sessions: usize,
) -> Option<Evidence> {
    let benchmark = name.market.profile.benchmark.as_ref()?;
    let other = universe.names.iter().find(|other| other.market.profile.ticker == *benchmark)?;
    bars(&other.market, sessions)
}

/// What happened after similar moments, in a sentence.
pub(super) fn record(
    universe: &Universe,
    name: &Name,
    setup: Setup,
    rate: &BaseRate,
) -> Option<Claim> {
    let n = rate.n;
    let text = match (&rate.figures, rate.since) {
        (Some(figures), Some(since)) => {
            let of = match rate.tickers {
                1 => "one name".to_owned(),
                tickers => format!("{tickers} names"),
            };
            let horizon = count_words(super::setups::horizon_sessions(setup));
            let is_range = setup == Setup::LoudAndUndecided;
            let is_against = figures.interval.1.0 < 0 || figures.hit_pct < 50;
            let opening = match (is_against, is_range) {
                (false, _) => "",
                (true, false) => "The crowd has been right here before. ",
                (true, true) => "Such noise has not meant a wide range before. ",
            };
            let year = since.format("%Y");
            let outcome = if is_range { range_words(figures) } else { outcome_words(figures) };
            format!(
                "{opening}After {n} such days on {of} since {year}, the next {horizon} sessions \
                 {outcome}{}",
                own_words(&name.market.profile.ticker, rate),
            )
        }
        _ => format!("Too few such days to say (n = {n})."),
    };
    Some(Claim::new(
        text,
        bars(&name.market, usize::MAX).or_else(|| benchmark_bars(universe, name, usize::MAX))?,
        benchmark_bars(universe, name, usize::MAX),
    ))
}

/// What the name itself adds to what all of them say.
fn own_words(ticker: &Ticker, rate: &BaseRate) -> String {
    match rate.own {
        Some(own) if own.n > 0 && rate.tickers > 1 => {
            let days = if own.n == 1 { "day" } else { "days" };
            format!(
                " On {ticker} itself: n = {} such {days}, mean {} once drawn to the rest.",
                own.n, own.mean
            )
        }
        _ => String::new(),
    }
}

/// Signed by the stance: a plus is a day on which the contrarian was right.
fn outcome_words(figures: &BaseRateFigures) -> String {
    format!(
        "went the contrarian's way {}% of the time (all days: {}%). Counted his way, {}.",
        figures.hit_pct,
        figures.all_days_hit_pct,
        spread_words(figures),
    )
}

/// For a stance without direction: how much wider than usual the move was.
fn range_words(figures: &BaseRateFigures) -> String {
    format!(
        "moved more than usual {}% of the time (all days: {}%). Beyond the usual, {}.",
        figures.hit_pct,
        figures.all_days_hit_pct,
        spread_words(figures),
    )
}

fn spread_words(figures: &BaseRateFigures) -> String {
    let (low, high) = figures.middle_half;
    let (from, to) = figures.interval;
    format!(
        "the median outcome was {}, the middle half {low} to {high} and the mean's 80% interval \
         {from} to {to}",
        figures.median
    )
}

/// What would prove it wrong: a level, the tone, the end of its horizon.
pub(super) fn falsifiers(
    universe: &Universe,
    name: &Name,
    stance: Stance,
    horizon: Horizon,
) -> Vec<Claim> {
    let ticker = &name.market.profile.ticker;
    let Some(level_bars) = bars(&name.market, LEVEL_SESSIONS) else { return Vec::new() };
    let rows = &name.market.rows[name.market.rows.len().saturating_sub(LEVEL_SESSIONS)..];
    let price = |value: f64| Price::from_f64(value, name.market.profile.currency).ok();
    let high = price(rows.iter().map(|row| row.close).fold(f64::MIN, f64::max));
    let low = price(rows.iter().map(|row| row.close).fold(f64::MAX, f64::min));
    let (Some(high), Some(low)) = (high, low) else { return Vec::new() };
    let until = date_words(horizon.until);
    let market = if name.market.has_benchmark() { "its market" } else { "its last close" };
    let sessions = count_words(horizon.sessions);
    let (level, end) = match stance {
        Stance::Below => (
            format!("{ticker} closes above {high}, its highest close of twenty sessions"),
            format!("By {until}, {sessions} sessions on, it has done better than {market}"),
        ),
        Stance::Above => (
            format!("{ticker} closes below {low}, its lowest close of twenty sessions"),
            format!("By {until}, {sessions} sessions on, it has done worse than {market}"),
        ),
        Stance::Range => (
            format!("{ticker} keeps closing between {low} and {high} until {until}"),
            format!("By {until}, {sessions} sessions on, it has moved less than usual"),
        ),
    };
    let mut claims = vec![Claim::new(format!("{level}."), level_bars.clone(), [])];
    claims.extend(tone_falsifier(universe, name, stance));
    claims.push(Claim::new(format!("{end}."), level_bars, []));
    claims
}

/// A crowd that leaves while the price holds was not what carried it.
fn tone_falsifier(universe: &Universe, name: &Name, stance: Stance) -> Option<Claim> {
    let crowd = name.features[universe.today()].crowd?;
    let (reading, _) = name.stories.first()?.members[0];
    let evidence = cite(&universe.dossier.articles[universe.readings[reading].article], None);
    let left = Score::from_hundredths(TONE_LEFT);
    let text = match stance {
        Stance::Below if crowd.tone >= 0.10 => {
            format!("The score falls back under {left} and the price holds.")
        }
        Stance::Above if crowd.tone <= -0.10 => {
            let left = Score::from_hundredths(-TONE_LEFT);
            format!("The score recovers to {left} and the price does not.")
        }
        _ => return None,
    };
    Some(Claim::new(text, evidence, []))
}

/// The first dated event within the horizon, which may settle the question early.
pub(super) fn event_falsifier(outlooks: &[Outlook], takeaway: &Takeaway) -> Option<Claim> {
    outlooks.iter().find_map(|outlook| match outlook.when {
        When::On(date)
            if date <= takeaway.horizon.until && outlook.tickers.contains(&takeaway.ticker) =>
        {
            let mut evidence = outlook.claim.evidence().cloned();
            let said = outlook.claim.text();
            let text = format!("The event of {} goes the crowd's way: {said}.", date_words(date));
            Some(Claim::new(text, evidence.next()?, evidence))
        }
        _ => None,
    })
}
