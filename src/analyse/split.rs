//! Takes one ticker and the setup that leads; says where price, attention and tone disagree or
//! are stretched, with the figures that made the setup fire.

use super::features::Features;
use super::market_view::bars;
use super::takeaway_words::{LEVEL_SESSIONS, benchmark_bars};
use super::universe::{Name, Universe};
use super::wording::{capital, cite, moved, points, tenths, weekday_date};
use crate::model::wording::size_words;
use crate::model::{Claim, Hundredths, Setup};

/// Where price, attention and tone disagree or are stretched.
pub(super) fn split(universe: &Universe, name: &Name, setup: Setup) -> Option<Claim> {
    let features = &name.features[universe.today()];
    let opening = match setup {
        Setup::EuphoricCrowding => "praise, attention and price are stretched the same way",
        Setup::Capitulation => "blame, attention and price are stretched the same way",
        Setup::GoodNewsIgnored => "the news is good and new, and the price did not follow",
        Setup::BadNewsAbsorbed => "the news is bad, and the price rose all the same",
        Setup::MoveWithoutNews => "no story explains the move",
        Setup::StaleStory => "the story is an old one retold, and the price moved on it again",
        Setup::ConsensusWithoutDoubt => "weeks of one voice have not moved the price",
        Setup::NarrativeAndPricePart => "the words go one way and the price the other",
        Setup::LoudAndUndecided => "many speak and no side wins",
        Setup::SecondOrderNotPriced => "strong news on a related name has not met this price yet",
    };
    let against = if name.market.has_benchmark() { " against its market" } else { "" };
    let mut parts = Vec::new();
    parts.extend(day_words(name, features, against));
    parts.extend(month_words(features, against));
    let figures = parts.join("; it ");
    let mut text = if figures.is_empty() {
        format!("{}.", capital(opening))
    } else {
        let ticker = &name.market.profile.ticker;
        format!("{}: {ticker} {figures}.", capital(opening))
    };
    text.extend(reason(universe, name, setup));
    let first = bars(&name.market, LEVEL_SESSIONS + 1).or_else(|| {
        let (reading, _) = name.stories.first()?.members[0];
        Some(cite(&universe.dossier.articles[universe.readings[reading].article], None))
    })?;
    Some(Claim::new(text, first, benchmark_bars(universe, name, LEVEL_SESSIONS + 1)))
}

/// What the price's figures alone do not show of why the setup fires.
fn reason(universe: &Universe, name: &Name, setup: Setup) -> Option<String> {
    let features = &name.features[universe.today()];
    match setup {
        Setup::NarrativeAndPricePart => {
            let trend = features.trend_z?;
            let side = if trend < 0.0 { "below" } else { "above" };
            let sigmas = tenths(trend)?;
            Some(format!(
                " Its tone of five sessions stands {side} that of twenty, by {sigmas} times its \
                 usual swing."
            ))
        }
        Setup::ConsensusWithoutDoubt => {
            let side = if features.tone_month? < 0.0 { "bad" } else { "good" };
            let sessions = features.one_sided_sessions;
            Some(format!(
                " One side had nearly all the weight in {sessions} of twenty sessions, on the \
                 whole the {side} one."
            ))
        }
        Setup::SecondOrderNotPriced => related_news(universe, name),
        _ => None,
    }
}

/// The related name whose news pulls most, and how.
fn related_news(universe: &Universe, name: &Name) -> Option<String> {
    let today = universe.today();
    let place = universe
        .names
        .iter()
        .position(|other| other.market.profile.ticker == name.market.profile.ticker)?;
    let pulls = universe.pulled_by(place, today);
    let strength = |(_, tone_z): &(usize, f64)| tone_z.abs();
    let pulled = pulls
        .into_iter()
        .map(|(other, _)| (other, universe.names[other].features[today].tone_z.unwrap_or(0.0)));
    let (other, tone_z) =
        pulled.max_by(|left, right| strength(left).total_cmp(&strength(right)))?;
    let other = &universe.names[other];
    let day = points(other.features[today].price.measured.abnormal?)?;
    Some(format!(
        " The tone on {ticker} stands {} its usual, by {} times its usual swing, and {ticker} \
         {}{} that session.",
        if tone_z < 0.0 { "below" } else { "above" },
        tenths(tone_z)?,
        moved(day),
        if other.market.has_benchmark() { " against its market" } else { "" },
        ticker = other.market.profile.ticker,
    ))
}

fn day_words(name: &Name, features: &Features, against: &str) -> Option<String> {
    let measured = &features.price.measured;
    let session = name.market.rows.last()?.session;
    let day = points(measured.abnormal?)?;
    let size = size_words(Hundredths::from_unrounded(measured.z_day?)?, "day");
    Some(format!("{}{against} on {}, {size}", moved(day), weekday_date(session)))
}

fn month_words(features: &Features, against: &str) -> Option<String> {
    let measured = &features.price.measured;
    let z = measured.z_month?;
    let month = points(z * measured.sigma? * libm::sqrt(20.0))?;
    let size = size_words(Hundredths::from_unrounded(z)?, "month");
    Some(format!("{}{against} over twenty sessions, {size}", moved(month)))
}
