//! Takes a universe; gives everything measured at each of its editions, unrounded, and the stories
//! it was measured on. For those who compute it again. Never measures anything itself.

use super::crowd::Story;
use super::features::Features;
use super::hands::in_turn;
use super::range::range;
use super::reading::Reading;
use super::teller::Teller;
use super::universe::{Name, Universe};
use super::windows::Windows;
use crate::model::{CrowdMeasures, KeptWindows, Measures, PriceMeasures, ToldArticle, ToldStory};

/// Every name at every edition, by date, the watchlist first.
pub(super) fn measures(universe: &Universe) -> Vec<Measures> {
    let editions = 0..universe.timeline.editions.len();
    let of_all = |edition| universe.names.iter().map(move |name| at(universe, name, edition));
    editions.flat_map(of_all).collect()
}

fn at(universe: &Universe, name: &Name, edition: usize) -> Measures {
    let time = &universe.timeline.editions[edition];
    let (features, profile) = (&name.features[edition], name.market.profile);
    let measured = &features.price.measured;
    let fresh = features.price.row.filter(|_| features.price.stale_sessions == 0);
    Measures {
        ticker: profile.ticker.clone(),
        date: time.date,
        cut_off: time.cut_off,
        crowd: crowd(features),
        price: PriceMeasures {
            session: features.price.row.map(|row| name.market.rows[row].session),
            beta: measured.beta,
            abnormal: measured.abnormal,
            sigma: measured.sigma,
            z_day: measured.z_day,
            z_week: measured.z_week,
            z_month: measured.z_month,
        },
        range: fresh
            .map(|row| range(&name.market.rows[..=row], profile.calendar.id()))
            .unwrap_or_default(),
    }
}

fn crowd(features: &Features) -> Option<CrowdMeasures> {
    let crowd = features.crowd?;
    Some(CrowdMeasures {
        stories: crowd.stories,
        articles: crowd.articles,
        effective: crowd.effective,
        tone: crowd.tone,
        one_sided: crowd.one_sided,
        dispersion: crowd.dispersion,
        novelty: crowd.novelty,
        attention_z: features.attention_z,
        tone_z: features.tone_z,
        tone_month: features.tone_month,
        trend_z: features.trend_z,
        dispersion_rank: features.dispersion_rank,
        one_sided_sessions: features.one_sided_sessions,
    })
}

/// Every story of every edition, by date and ticker.
///
/// # Panics
/// If the dossier does not hold all words.
pub(super) fn told_stories(windows: &Windows<'_>) -> Vec<ToldStory> {
    let mut teller = Teller::new(windows, KeptWindows::new());
    let mut found = Vec::new();
    while let Some(told) = teller.tell_from_dossier(&in_turn) {
        let date = windows.timeline.editions[told.place].date;
        for (ticker, stories) in &told.stories {
            found.extend(stories.iter().map(|story| ToldStory {
                ticker: ticker.clone(),
                date,
                is_new: story.is_new,
                articles: articles(windows, &told.readings, story),
            }));
        }
    }
    found
}

fn articles(windows: &Windows<'_>, readings: &[Reading], story: &Story) -> Vec<ToldArticle> {
    let part = |&(reading, place): &(usize, usize)| {
        let reading = &readings[reading];
        let article = &windows.dossier.articles[reading.article];
        let mention = &reading.mentions[place];
        ToldArticle {
            dated: article.item.published_at.unwrap_or(article.known_at).min(article.known_at),
            relevance: mention.relevance,
            source_weight: windows.source_weight(&article.item.source),
            score: mention.score,
        }
    };
    story.members.iter().map(part).collect()
}
