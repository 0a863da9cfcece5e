//! Takes the portfolio's view; gives its section: what is held, how it leans, what the session
//! did to it, and what the takeaways put at stake. Never adds up what was not measured.

use super::cite::Citations;
use super::{takeaway, words};
use crate::model::{
    Basis, BasisPoints, Bearing, Bullet, Cited, Claim, DayView, PortfolioSection, PortfolioView,
    Position, PositionRow, Sign, Stake, StakeRow, Ticker,
};

/// The whole of a portfolio.
const WHOLE: BasisPoints = BasisPoints(10_000);
/// How many names a sentence lists before it counts the rest.
const NAMES_MAX: usize = 6;

/// The section "Your portfolio".
pub(super) fn section(
    view: &PortfolioView,
    day: &DayView,
    cite: &mut Citations<'_>,
) -> PortfolioSection {
    let bullet = |label: &str, body: Cited| Bullet { label: label.to_owned(), body };
    let facts = vec![
        bullet("Exposure", uncited(exposure(view))),
        bullet("Tone", uncited(tone(view))),
        bullet("Last session", session(view, cite)),
    ];
    PortfolioSection {
        basis: basis(view),
        facts,
        rows: view.positions.iter().map(|position| row(view, position)).collect(),
        stakes: view.stakes.iter().map(|stake| stake_row(stake, day, cite)).collect(),
        stakes_note: stakes_note(view),
        view: view.clone(),
    }
}

fn uncited(text: String) -> Cited {
    Cited { text, citations: Vec::new() }
}

fn basis(view: &PortfolioView) -> String {
    let held = view.positions.len() + view.unvalued.len();
    let held = words::count(u32::try_from(held).unwrap_or(u32::MAX), "holding");
    let valued = match view.basis {
        Basis::Quantity => "valued at the last close known",
        Basis::Weight => "by weight",
    };
    let told = view
        .told
        .filter(|told| *told != WHOLE)
        .map(|told| format!(" The weights told add up to {} in size.", told.unsigned_percent()));
    format!(
        "{held}, {valued}, as the file stood when this edition was made. Shares are of gross exposure.{}",
        told.unwrap_or_default()
    )
}

fn exposure(view: &PortfolioView) -> String {
    let sides = match view.short.0 {
        0 => "all of it long".to_owned(),
        _ => format!("{} long, {} short", view.long.share(), view.short.share()),
    };
    let measured = match (view.gross, view.net) {
        (Some(gross), Some(net)) if view.short.0 != 0 => {
            format!("{gross} gross, {net} net; {sides}.")
        }
        (Some(gross), _) => format!("{gross}, {sides}."),
        _ => format!("{}.", words::capital(&sides)),
    };
    match view.unvalued.len() {
        0 => measured,
        count => format!(
            "{measured} Not measured for want of a price: {} ({}).",
            words::small(count),
            listed(view.unvalued.iter().map(Ticker::as_str))
        ),
    }
}

fn tone(view: &PortfolioView) -> String {
    let Some(tone) = view.tone else {
        return "Not measured: no holding has a score today.".to_owned();
    };
    let turned = if view.short.0 == 0 { "" } else { ", a short turning the sign" };
    let silent = view.positions.iter().filter(|position| position.score.is_none());
    let (thin, unlisted): (Vec<&Position>, Vec<&Position>) =
        silent.partition(|position| position.is_watched);
    let names = |positions: &[&Position]| listed(positions.iter().map(|one| one.ticker.as_str()));
    let mut why = Vec::new();
    if !thin.is_empty() {
        why.push(format!("too little was said of {}", names(&thin)));
    }
    if !unlisted.is_empty() {
        why.push(format!("not on the watchlist: {}", names(&unlisted)));
    }
    let covered = if why.is_empty() {
        String::new()
    } else {
        format!(" Measured on {} of exposure; {}.", view.tone_covered.share(), why.join("; "))
    };
    format!(
        "{} ({}), the scores weighted by exposure{turned}.{covered}",
        tone.score,
        tone.band.words()
    )
}

/// The return, the two positions that moved it most, and what rounding did.
fn session(view: &PortfolioView, cite: &mut Citations<'_>) -> Cited {
    let Some(day) = view.day else {
        return uncited("Not measured: no holding has a return of the last session.".to_owned());
    };
    let part = |position: &Position| position.contribution.map_or(0, |part| part.0);
    let most = view.positions.iter().max_by_key(|position| part(position));
    let least = view.positions.iter().min_by_key(|position| part(position));
    let most = most.filter(|position| part(position) > 0);
    let least = least.filter(|position| part(position) < 0);
    let named = |position: &Position| {
        format!("{} ({})", position.ticker, position.contribution.unwrap_or_default().fine())
    };
    let by = match (most, least) {
        (Some(most), Some(least)) => {
            format!("; most came from {}, most was lost on {}", named(most), named(least))
        }
        (Some(only), None) => format!("; most came from {}", named(only)),
        (None, Some(only)) => format!("; most was lost on {}", named(only)),
        (None, None) => String::new(),
    };
    let covered = match view.day_covered {
        WHOLE => String::new(),
        covered => format!(" Measured on {} of exposure.", covered.share()),
    };
    let sum = BasisPoints(view.positions.iter().map(part).sum());
    let rounding = if sum == day {
        String::new()
    } else {
        format!(" The parts, each rounded, add up to {}.", sum.fine())
    };
    let text = format!("{} on the exposure before the move{by}.{covered}{rounding}", day.fine());
    let bars = [most, least].into_iter().flatten().filter_map(|position| {
        Some(Claim::new(position.ticker.as_str(), position.bars.clone()?, []))
    });
    let claims: Vec<Claim> = bars.collect();
    cite.text(text, &claims)
}

fn row(view: &PortfolioView, position: &Position) -> PositionRow {
    let held = decimal(position.size_e8);
    PositionRow {
        ticker: position.ticker.clone(),
        name: position.name.clone(),
        held: match view.basis {
            Basis::Quantity => held,
            Basis::Weight => format!("{held}%"),
        },
        value: match (position.value, position.close) {
            (Some(value), _) => value.to_string(),
            (None, Some(close)) => close.to_string(),
            (None, None) => "–".to_owned(),
        },
        share: position.share.share(),
        day: position.day,
        contribution: position.contribution,
        score: position.score,
    }
}

/// `1,200`, `−0.5`: as told, without needless noughts.
fn decimal(size_e8: i64) -> String {
    const E8: u64 = 100_000_000;
    let size = size_e8.unsigned_abs();
    let sign = if size_e8 < 0 { crate::model::MINUS.to_string() } else { String::new() };
    let part = format!(".{:08}", size % E8);
    format!(
        "{sign}{}{}",
        words::thousands(size / E8),
        part.trim_end_matches('0').trim_end_matches('.')
    )
}

fn stake_row(stake: &Stake, day: &DayView, cite: &mut Citations<'_>) -> StakeRow {
    let found = day
        .tickers
        .iter()
        .filter_map(|view| view.takeaway.as_ref())
        .find(|takeaway| takeaway.ticker == stake.ticker);
    let is_call = found.is_some_and(takeaway::is_call);
    let until = words::short_date(stake.horizon.until);
    let call = if is_call { "" } else { "; no call" };
    let text = format!(
        "{}: {} to {until}{call}.",
        words::capital(&stake.setup.words()),
        words::stance(stake.stance)
    );
    let side = if stake.share.0 < 0 { "short" } else { "long" };
    let (bearing, sign) = match stake.bearing {
        Bearing::With => (format!("with the {side} position"), Sign::Positive),
        Bearing::Against => (format!("against the {side} position"), Sign::Negative),
        Bearing::Open => (format!("no direction, {side} position"), Sign::Mixed),
    };
    StakeRow {
        ticker: stake.ticker.clone(),
        takeaway: cite.text(text, [&stake.split]),
        bearing,
        sign,
        at_stake: at_stake(stake),
    }
}

fn at_stake(stake: &Stake) -> String {
    let (Some(sigma), Some(at_stake)) = (stake.sigma, stake.at_stake) else {
        return "not measured".to_owned();
    };
    let size = BasisPoints(stake.share.0.abs()).share();
    let money = stake.money.map(|money| format!("{money}, ")).unwrap_or_default();
    let share = at_stake.fine();
    let share = share.trim_start_matches('+');
    format!("{money}{share} of exposure ({size} held, one sigma {})", sigma.unsigned_percent())
}

fn stakes_note(view: &PortfolioView) -> String {
    if view.stakes.is_empty() {
        return "No contrarian takeaway touches a holding today.".to_owned();
    }
    "At stake is the position's size times one standard deviation of its return against the market over the takeaway's horizon: a usual move, not the worst one."
        .to_owned()
}

/// `A, B and 3 more`.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    match names.len().checked_sub(NAMES_MAX) {
        Some(more) if more > 0 => format!("{} and {more} more", names[..NAMES_MAX].join(", ")),
        _ => names.join(", "),
    }
}

#[cfg(test)]
mod tests;
