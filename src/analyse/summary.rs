//! Takes one ticker's stories and prices; gives its summary: the publishers' own words first,
//! then the move, measured. Never a sentence of ours about what happened.

use std::collections::BTreeSet;

use super::crowd::Story;
use super::market_view::bars;
use super::universe::{Name, Universe};
use super::wording::{cite, moved, points, quote, sigmas, weekday_date};
use crate::model::{Article, BasisPoints, Claim, Score, StoryView, TickerKind};

/// Stories quoted in a summary.
const STORIES_QUOTED: usize = 2;
/// A day below so many standard deviations is like most days.
const ORDINARY_SIGMAS: f64 = 0.95;
/// Stories listed for a ticker.
const STORIES_SHOWN: usize = 8;
/// Duplicates named as evidence beside the lead.
const DUPLICATES_CITED: usize = 4;

/// One to three claims; none when nothing is known.
pub(super) fn summary(universe: &Universe, name: &Name) -> Vec<Claim> {
    let mut told: Vec<_> = name.stories.iter().filter(|story| story.primary).collect();
    // A headline that asks tells nothing: it is quoted only where nobody tells more.
    told.sort_by_key(|story| first_article(universe, story).item.title.ends_with('?'));
    let quoted = told.into_iter().take(STORIES_QUOTED).map(|story| lead(universe, story));
    quoted.chain(move_claim(universe, name)).collect()
}

/// The stories readers see, heaviest first.
pub(super) fn story_views(universe: &Universe, name: &Name) -> Vec<StoryView> {
    let shown = name.stories.iter().take(STORIES_SHOWN);
    shown
        .map(|story| StoryView {
            lead: lead(universe, story),
            score: Score::from_unrounded(story.score),
            articles: u32::try_from(story.members.len()).unwrap_or(u32::MAX),
            is_new: story.is_new,
        })
        .collect()
}

fn first_article<'a>(universe: &'a Universe, story: &Story) -> &'a Article {
    &universe.dossier.articles[universe.readings[story.members[0].0].article]
}

/// The headline of the weightiest article, with everybody who told the story.
fn lead(universe: &Universe, story: &Story) -> Claim {
    let article =
        |member: &(usize, usize)| &universe.dossier.articles[universe.readings[member.0].article];
    let first = first_article(universe, story);
    let mut publishers = vec![first.item.publisher.as_str()];
    let mut seen: BTreeSet<&str> = publishers.iter().copied().collect();
    for member in &story.members {
        let publisher = article(member).item.publisher.as_str();
        if seen.insert(publisher) {
            publishers.push(publisher);
        }
    }
    let others = story.members[1..].iter().take(DUPLICATES_CITED);
    Claim::new(
        quote(&first.item.title, &publishers),
        cite(first, Some(&first.item.title)),
        others.map(|member| cite(article(member), None)),
    )
}

/// `Shares lost 2.4% on Tuesday 24 March 2026, 1.8% more than the market: a 1.9-sigma day.`
fn move_claim(universe: &Universe, name: &Name) -> Option<Claim> {
    let last = name.market.rows.last()?;
    let price = &name.features[universe.today()].price;
    let day = last.total.filter(|_| price.stale_sessions == 0).and_then(points)?;
    let what = match name.market.profile.kind {
        TickerKind::Equity => "Shares",
        TickerKind::Etf => "The fund",
        TickerKind::Index => "The index",
        TickerKind::Crypto => "The token",
    };
    let mut text = format!("{what} {} on {}", moved(day), weekday_date(last.session));
    let abnormal = price.measured.abnormal.and_then(points);
    if let Some(abnormal) = abnormal.filter(|_| name.market.has_benchmark()) {
        text.push_str(&relative(abnormal));
    }
    match price.measured.z_day {
        Some(z) if z.abs() < ORDINARY_SIGMAS => text.push_str(", an ordinary day"),
        Some(z) => {
            let size = sigmas(z)?;
            text = format!("{text}: {} {size}-sigma day", article_before(&size));
        }
        None => {}
    }
    text.push('.');
    let benchmark = universe
        .names
        .iter()
        .find(|other| name.market.profile.benchmark.as_ref() == Some(&other.market.profile.ticker));
    let compared = benchmark.and_then(|other| bars(&other.market, 2));
    Some(Claim::new(text, bars(&name.market, 2)?, compared))
}

fn relative(abnormal: BasisPoints) -> String {
    match abnormal.unsigned_percent() {
        zero if zero == "0.0%" => ", as its market explains".to_owned(),
        size if abnormal.0 > 0 => format!(", {size} better than its market explains"),
        size => format!(", {size} worse than its market explains"),
    }
}

fn article_before(size: &str) -> &'static str {
    let vowel = size.starts_with('8') || size.starts_with("11.") || size.starts_with("18.");
    if vowel { "an" } else { "a" }
}
