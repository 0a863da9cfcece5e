//! Takes the universe; gives the day's view: one view per ticker, the totals, what may be
//! cited. Only this file knows the order in which the parts are made.

use std::collections::BTreeSet;

use super::effects::effects;
use super::market_view::{gap, market_view};
use super::notes::notes;
use super::outlooks::{outlooks, side};
use super::portfolio::portfolio;
use super::scorecard::scorecard;
use super::summary::{day_summary, story_views, summary};
use super::takeaway::{Records, takeaway};
use super::universe::{Name, Universe};
use crate::model::{
    Article, Coverage, DayView, Hundredths, Outlook, Overall, Sentiment, Sign, Ticker, TickerView,
};

/// Everything found.
pub(super) fn day_view(universe: &Universe) -> DayView {
    let outlooks = outlooks(universe);
    let mut records = Records::new();
    let tickers: Vec<TickerView> = universe
        .watched()
        .map(|(place, _)| ticker_view(universe, place, &outlooks, &mut records))
        .collect();
    let (portfolio, missing) = portfolio(universe, &tickers);
    DayView {
        overall: overall(universe, &tickers),
        summary: day_summary(universe),
        effects: effects(universe, &outlooks),
        scorecard: scorecard(universe),
        notes: notes(universe).into_iter().chain(missing).collect(),
        portfolio,
        cited: cited(universe),
        tickers,
        outlooks,
    }
}

fn ticker_view(
    universe: &Universe,
    place: usize,
    outlooks: &[Outlook],
    records: &mut Records,
) -> TickerView {
    let name = &universe.names[place];
    let profile = name.market.profile;
    let features = &name.features[universe.today()];
    let previous = universe.dossier.previous.as_ref();
    TickerView {
        profile: profile.clone(),
        market: market_view(&name.market, features),
        coverage: coverage(universe, name),
        sentiment: features.tone(universe.policy.stories_min).map(Sentiment::of),
        previous_score: previous
            .and_then(|edition| edition.scores.get(&profile.ticker).copied().flatten()),
        stories: story_views(universe, name),
        summary: summary(universe, name),
        catalysts: side(outlooks, &profile.ticker, Sign::Positive),
        risks: side(outlooks, &profile.ticker, Sign::Negative),
        gap: gap(features, universe.policy),
        takeaway: takeaway(universe, place, outlooks, records),
    }
}

fn coverage(universe: &Universe, name: &Name) -> Coverage {
    let features = &name.features[universe.today()];
    let Some(crowd) = features.crowd else { return Coverage::default() };
    let members = name.stories.iter().flat_map(|story| &story.members);
    let readings: BTreeSet<usize> = members.map(|(reading, _)| *reading).collect();
    let thick = crowd.stories >= universe.policy.stories_min;
    Coverage {
        articles: crowd.articles,
        stories: crowd.stories,
        publishers: publishers(universe, &readings),
        positive: crowd.positive,
        neutral: crowd.neutral,
        negative: crowd.negative,
        dispersion: crowd.dispersion.filter(|_| thick).and_then(Hundredths::from_unrounded),
        margin: crowd.margin.filter(|_| thick).and_then(Hundredths::from_unrounded),
        attention_z: features.attention_z.and_then(Hundredths::from_unrounded),
        novelty_pct: crowd.novelty.filter(|_| thick).map(percent),
    }
}

fn percent(share: f64) -> u8 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of 0 to 1"
    )]
    let percent = libm::rint(share.clamp(0.0, 1.0) * 100.0) as u8;
    percent
}

fn publishers(universe: &Universe, readings: &BTreeSet<usize>) -> u32 {
    let names: BTreeSet<&str> = readings
        .iter()
        .map(|reading| article(universe, *reading).item.publisher.as_str())
        .collect();
    u32::try_from(names.len()).unwrap_or(u32::MAX)
}

fn article<'a>(universe: &'a Universe, reading: usize) -> &'a Article {
    &universe.dossier.articles[universe.readings[reading].article]
}

/// The mean of the printed scores, weighted by the printed numbers of articles, so that a
/// reader can compute it again from the table.
fn overall(universe: &Universe, tickers: &[TickerView]) -> Overall {
    let scored = tickers.iter().filter_map(|view| {
        let score = view.sentiment?.score.hundredths();
        Some((i64::from(score), i64::from(view.coverage.articles)))
    });
    let (sum, weight) = scored.fold((0_i64, 0_i64), |(sum, weight), (score, articles)| {
        (sum + score * articles, weight + articles)
    });
    let exact = |value: i64| i32::try_from(value).map(f64::from).ok();
    let mean = exact(sum).zip(exact(weight)).filter(|_| weight > 0);
    let watched: BTreeSet<&Ticker> = tickers.iter().map(|view| &view.profile.ticker).collect();
    let concerns = |reading: &usize| {
        let mut mentions = universe.readings[*reading].mentions.iter();
        mentions.any(|mention| watched.contains(&mention.ticker))
    };
    let told: Vec<_> =
        universe.clusters.iter().filter(|cluster| cluster.members.iter().any(concerns)).collect();
    let readings: BTreeSet<usize> =
        told.iter().flat_map(|cluster| &cluster.members).copied().filter(concerns).collect();
    Overall {
        sentiment: mean.map(|(sum, weight)| Sentiment::of(sum / weight / 100.0)),
        previous: universe.dossier.previous.as_ref().and_then(|edition| edition.overall),
        articles: u32::try_from(readings.len()).unwrap_or(u32::MAX),
        stories: u32::try_from(told.len()).unwrap_or(u32::MAX),
        publishers: publishers(universe, &readings),
    }
}

/// Today's articles, by id and version.
fn cited(universe: &Universe) -> Vec<Article> {
    let members = universe.clusters.iter().flat_map(|cluster| &cluster.members);
    let mut cited: Vec<Article> =
        members.map(|reading| article(universe, *reading).clone()).collect();
    cited
        .sort_by(|left, right| (&left.item.id, left.version).cmp(&(&right.item.id, right.version)));
    cited.dedup_by(|left, right| left.item.id == right.item.id && left.version == right.version);
    cited
}
