//! Takes the universe; gives the day's view: one view per ticker, the totals, what may be
//! cited. Only this file knows the order in which the parts are made, and that what earlier
//! editions published comes last: nothing else of the day depends on it.

use std::collections::BTreeSet;

use super::effects::effects;
use super::hands::{self, Hands};
use super::market_view::{gap, market_view};
use super::notes::notes;
use super::outlooks::{outlooks, side};
use super::portfolio::portfolio;
use super::scorecard::scorecard;
use super::summary::{Quotable, day_summary, story_views, summary};
use super::takeaway::{Records, takeaway};
use super::universe::{Name, Universe};
use crate::model::{
    Article, Claim, Coverage, DayView, Dossier, Hundredths, Outlook, Overall, PublishedEdition,
    PublishedTakeaway, Score, Sentiment, Sign, Ticker, TickerView, Told,
};

/// Everything found.
pub(super) fn day_view(universe: &Universe, hands: &Hands) -> DayView {
    let mut day = without_past(universe, hands);
    let Dossier { previous, record, .. } = universe.dossier;
    look_back(&mut day, universe, previous.as_ref(), record);
    day
}

/// What earlier editions published, laid beside a day that was analysed without it.
pub(super) fn look_back(
    day: &mut DayView,
    universe: &Universe,
    previous: Option<&PublishedEdition>,
    record: &[PublishedTakeaway],
) {
    day.overall.previous = previous.and_then(|edition| edition.overall);
    for view in &mut day.tickers {
        let score = |edition: &PublishedEdition| edition.scores.get(&view.profile.ticker).copied();
        view.previous_score = previous.and_then(score).flatten();
    }
    day.scorecard = scorecard(universe, record);
}

/// Everything found in the facts, and nothing of what earlier editions published.
pub(super) fn without_past(universe: &Universe, hands: &Hands) -> DayView {
    let outlooks = outlooks(universe, hands);
    let quotable = Quotable::of(universe, hands);
    let watched = universe.watched().count();
    let summaries = hands::map(hands, watched, |place| summary(universe, &quotable, place));
    let mut records = Records::new();
    let tickers: Vec<TickerView> = universe
        .watched()
        .zip(summaries)
        .map(|((place, _), summary)| ticker_view(universe, place, summary, &outlooks, &mut records))
        .collect();
    let (portfolio, missing) = portfolio(universe, &tickers);
    let told = told(universe, &tickers);
    DayView {
        overall: overall(&tickers, &told, None),
        summary: day_summary(universe, &quotable),
        effects: effects(universe, &outlooks),
        scorecard: scorecard(universe, &[]),
        notes: notes(universe).into_iter().chain(missing).collect(),
        portfolio,
        cited: cited(universe),
        told,
        tickers,
        outlooks,
    }
}

fn ticker_view(
    universe: &Universe,
    place: usize,
    summary: Vec<Claim>,
    outlooks: &[Outlook],
    records: &mut Records,
) -> TickerView {
    let name = &universe.names[place];
    let profile = name.market.profile;
    let features = &name.features[universe.today()];
    TickerView {
        profile: profile.clone(),
        market: market_view(&name.market, features),
        coverage: coverage(universe, name),
        sentiment: features.tone(universe.policy.stories_min).map(Sentiment::of),
        previous_score: None,
        stories: story_views(universe, name),
        summary,
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
        .map(|reading| article(universe, *reading).item.words.publisher.as_str())
        .collect();
    u32::try_from(names.len()).unwrap_or(u32::MAX)
}

fn article<'a>(universe: &'a Universe, reading: usize) -> &'a Article {
    &universe.dossier.articles[universe.readings[reading].article]
}

/// Which of today's articles tells which story of whom.
fn told(universe: &Universe, tickers: &[TickerView]) -> Vec<Told> {
    let watched: BTreeSet<&Ticker> = tickers.iter().map(|view| &view.profile.ticker).collect();
    let mut told = Vec::new();
    for (story, cluster) in universe.clusters.iter().enumerate() {
        for reading in &cluster.members {
            let mentions = universe.readings[*reading].mentions.iter();
            let named = mentions.filter(|mention| watched.contains(&mention.ticker));
            let tickers: BTreeSet<Ticker> = named.map(|mention| mention.ticker.clone()).collect();
            if !tickers.is_empty() {
                let publisher = article(universe, *reading).item.words.publisher.clone();
                told.push(Told { story, publisher, tickers });
            }
        }
    }
    told
}

/// The mean of the printed scores, weighted by the printed numbers of articles, so that a
/// reader can compute it again from the table; of one score, that score. The counts are of the
/// articles that name one of the tickers.
pub(super) fn overall(tickers: &[TickerView], told: &[Told], previous: Option<Score>) -> Overall {
    let watched: BTreeSet<&Ticker> = tickers.iter().map(|view| &view.profile.ticker).collect();
    let own: Vec<&Told> =
        told.iter().filter(|one| one.tickers.iter().any(|named| watched.contains(named))).collect();
    let stories: BTreeSet<usize> = own.iter().map(|one| one.story).collect();
    let publishers: BTreeSet<&str> = own.iter().map(|one| one.publisher.as_str()).collect();
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Overall {
        sentiment: mean(tickers),
        previous,
        articles: count(own.len()),
        stories: count(stories.len()),
        publishers: count(publishers.len()),
    }
}

fn mean(tickers: &[TickerView]) -> Option<Sentiment> {
    let mut scored = tickers.iter().filter(|view| view.sentiment.is_some());
    if let (Some(only), None) = (scored.next(), scored.next()) {
        return only.sentiment;
    }
    let terms = tickers.iter().filter_map(|view| {
        let score = view.sentiment?.score.hundredths();
        Some((i64::from(score), i64::from(view.coverage.articles)))
    });
    let (sum, weight) = terms.fold((0_i64, 0_i64), |(sum, weight), (score, articles)| {
        (sum + score * articles, weight + articles)
    });
    let exact = |value: i64| i32::try_from(value).map(f64::from).ok();
    let (sum, weight) = exact(sum).zip(exact(weight)).filter(|_| weight > 0)?;
    Some(Sentiment::of(sum / weight / 100.0))
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
