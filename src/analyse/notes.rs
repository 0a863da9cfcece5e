//! Takes what was measured; gives what was missing, stale, thin, merged or left out, in whole
//! sentences. Never silent: with nothing to say, it says that all is well.

use std::collections::{BTreeMap, BTreeSet};

use super::universe::{Name, Universe};
use super::wording::{articles, date_words, stories};
use crate::model::{DataNote, Finality, KnownBy, NoteScope, PriceBar, SourceId, Ticker};

/// Said where no price is missing.
pub(super) const PRICES_KNOWN: &str = "Prices of every name on the list are known.";

/// Every note of the analysis, names in the watchlist's order.
pub(super) fn notes(universe: &Universe) -> Vec<DataNote> {
    let mut notes = Vec::new();
    for (_, name) in universe.watched() {
        let own = price_note(universe, name)
            .into_iter()
            .chain(second_source_note(universe, name))
            .chain(disagreement_notes(universe, name))
            .chain(left_out_note(name));
        let scope = || NoteScope::Names(vec![name.market.profile.ticker.clone()]);
        notes.extend(own.map(|note| note.about(scope())));
    }
    notes.extend(benchmark_notes(universe));
    notes.extend(coverage_notes(universe));
    let of_all = window_notes(universe).into_iter();
    notes.extend(of_all.map(|note| note.about(NoteScope::Whole)));
    if notes.iter().all(|note| !note.partial) {
        notes.push(DataNote::fine(PRICES_KNOWN));
    }
    notes
}

fn price_note(universe: &Universe, name: &Name) -> Option<DataNote> {
    let ticker = &name.market.profile.ticker;
    let Some(last) = name.market.rows.last() else {
        return Some(DataNote::missing(format!("No price of {ticker} is known.")));
    };
    let price = &name.features[universe.today()].price;
    let session = date_words(last.session);
    match price.stale_sessions {
        0 if price.measured.z_day.is_none() => Some(DataNote::check(format!(
            "Abnormal returns of {ticker} are not measured: they need {} sessions of history, \
             and {} are known.",
            needed_sessions(universe),
            name.market.rows.len(),
        ))),
        0 => None,
        1 => Some(DataNote::missing(format!(
            "The close of the last session of {ticker} is missing; its price is of {session}.",
        ))),
        missed => Some(DataNote::missing(format!(
            "The closes of the last {missed} sessions of {ticker} are missing; its price is of \
             {session}.",
        ))),
    }
}

fn needed_sessions(universe: &Universe) -> u16 {
    universe.policy.beta_sessions.1 + universe.policy.sigma_sessions.1 + 1
}

/// The first source of the chain has nothing for the last session.
fn second_source_note(universe: &Universe, name: &Name) -> Option<DataNote> {
    let chain = &universe.dossier.scope.price_chain;
    let bar = name.market.rows.last()?.bar;
    // A source that never has bars of this name was not asked about it.
    let is_asked = |source: &&SourceId| {
        let bars = universe.dossier.bars.get(&name.market.profile.ticker);
        bars.into_iter().flatten().any(|bar| bar.source == **source)
    };
    let place = chain.iter().filter(is_asked).position(|source| *source == bar.source)?;
    let ticker = &name.market.profile.ticker;
    let which = match place {
        0 => return None,
        1 => "the second source",
        2 => "the third source",
        _ => "a later source",
    };
    let source = &bar.source;
    Some(DataNote::check(format!("The close of {ticker} is from {which}, {source}.")))
}

/// Sources whose closes of the last session are not the one that is used. They are said, never
/// averaged.
fn disagreement_notes(universe: &Universe, name: &Name) -> Vec<DataNote> {
    let ticker = &name.market.profile.ticker;
    let Some(used) = name.market.rows.last().map(|row| row.bar) else { return Vec::new() };
    let mut others: BTreeMap<&SourceId, &PriceBar> = BTreeMap::new();
    for bar in universe.dossier.bars.get(ticker).into_iter().flatten() {
        let is_comparable = bar.known_at <= universe.dossier.as_of.instant()
            && bar.session == used.session
            && bar.source != used.source
            && bar.close.currency == used.close.currency
            && bar.finality == Finality::Closed
            && bar.known_at <= universe.dossier.as_of.instant();
        // Later versions of a source stand behind its earlier ones.
        if is_comparable {
            others.insert(&bar.source, bar);
        }
    }
    let apart = |bar: &PriceBar| {
        let close = used.close.to_f64();
        100.0 * (bar.close.to_f64() - close).abs() / close
    };
    let tolerance = universe.policy.price_tolerance_pct;
    others
        .into_values()
        .filter(|bar| apart(bar) > tolerance)
        .map(|bar| {
            DataNote::check(format!(
                "{} closes {ticker} at {} on {}, {} at {}: {:.1} % apart; {} is used.",
                used.source,
                used.close,
                used.session,
                bar.source,
                bar.close,
                apart(bar),
                used.source
            ))
        })
        .collect()
}

fn left_out_note(name: &Name) -> Option<DataNote> {
    let profile = name.market.profile;
    let count = name.market.left_out();
    let were = if count == 1 { "bar of" } else { "bars of" };
    (count > 0).then(|| {
        DataNote::check(format!(
            "{count} {were} {} left out: not in {}, or without a positive price.",
            profile.ticker, profile.currency,
        ))
    })
}

/// Benchmarks that are configured and have no price of the last session.
fn benchmark_notes(universe: &Universe) -> Vec<DataNote> {
    let named = universe.watched().filter_map(|(_, name)| name.market.profile.benchmark.as_ref());
    let benchmarks: BTreeSet<&Ticker> = named.collect();
    let lacks_price = |benchmark: &&&Ticker| {
        let own = universe.names.iter().find(|name| name.market.profile.ticker == ***benchmark);
        own.map_or_else(
            || !universe.dossier.bars.contains_key(**benchmark),
            |name| {
                let price = &name.features[universe.today()].price;
                name.market.rows.is_empty() || price.stale_sessions > 0
            },
        )
    };
    let missing = benchmarks.iter().filter(lacks_price);
    let measured_by = |benchmark: &Ticker| {
        let profiles = universe.watched().map(|(_, name)| name.market.profile);
        let own = profiles.filter(|profile| profile.benchmark.as_ref() == Some(benchmark));
        NoteScope::Names(own.map(|profile| profile.ticker.clone()).collect())
    };
    missing
        .map(|benchmark| {
            DataNote::missing(format!(
                "The last close of {benchmark} is missing; returns against it are not measured."
            ))
            .about(measured_by(benchmark))
        })
        .collect()
}

fn coverage_notes(universe: &Universe) -> Vec<DataNote> {
    let least = universe.policy.stories_min;
    let mut silent = Vec::new();
    let mut thin = Vec::new();
    for (_, name) in universe.watched() {
        let ticker = &name.market.profile.ticker;
        match u32::try_from(name.stories.len()).unwrap_or(u32::MAX) {
            0 => silent.push((ticker.clone(), ticker.to_string())),
            count if count < least => {
                thin.push((ticker.clone(), format!("{ticker} ({})", stories(count))));
            }
            _ => {}
        }
    }
    let mut notes = Vec::new();
    if !thin.is_empty() {
        let before = format!("Coverage is too thin for a score, which needs {least} stories: ");
        notes.push(DataNote::check_list(&before, thin));
    }
    if !silent.is_empty() {
        notes.push(DataNote::check_list("No story in the news window names ", silent));
    }
    let without_history = universe.watched().filter(|(_, name)| {
        !name.stories.is_empty() && name.features[universe.today()].attention_z.is_none()
    });
    let young: Vec<Ticker> =
        without_history.map(|(_, name)| name.market.profile.ticker.clone()).collect();
    if !young.is_empty() {
        let note = DataNote::check(format!(
            "Tone and attention are not compared with their usual for every name: that needs {} \
             sessions of collected news.",
            universe.policy.crowd_sessions,
        ));
        notes.push(note.about(NoteScope::Names(young)));
    }
    notes
}

/// What publishers changed or took back.
fn change_notes(universe: &Universe) -> Vec<DataNote> {
    let timeline = &universe.timeline;
    let withdrawn = timeline.withdrawn.iter().map(|index| {
        let item = &universe.dossier.articles[*index].item;
        DataNote::check(format!(
            "Withdrawn by its publisher and not used: “{}” ({}).",
            item.words.title, item.words.publisher
        ))
    });
    let mut notes: Vec<DataNote> = withdrawn.collect();
    if timeline.changed > 0 {
        notes.push(DataNote::check(format!(
            "{} changed after first being seen; the last version known at the cut-off counts.",
            articles(timeline.changed)
        )));
    }
    notes
}

fn window_notes(universe: &Universe) -> Vec<DataNote> {
    let mut notes = Vec::new();
    let used: usize = universe.clusters.iter().map(|cluster| cluster.members.len()).sum();
    let merged = u32::try_from(used - universe.clusters.len()).unwrap_or(u32::MAX);
    if merged > 0 {
        let told = stories(u32::try_from(universe.clusters.len()).unwrap_or(u32::MAX));
        notes.push(DataNote::fine(format!(
            "{} repeated one of {told} and counted with it.",
            articles(merged)
        )));
    }
    let reconstructed = universe.timeline.today().articles.iter().filter(|article| {
        universe.dossier.articles[**article].known_by == KnownBy::AssumedPublished
    });
    let reconstructed = u32::try_from(reconstructed.count()).unwrap_or(u32::MAX);
    if reconstructed > 0 {
        let were = if reconstructed == 1 { "was" } else { "were" };
        notes.push(DataNote::check(format!(
            "Reconstructed, not point-in-time: {} {were} dated by publication.",
            articles(reconstructed)
        )));
    }
    notes.extend(change_notes(universe));
    let left_out = universe.timeline.left_out;
    if left_out.undated > 0 {
        notes.push(DataNote::check(format!(
            "{} without a date left out: nothing proves when they were known.",
            articles(left_out.undated)
        )));
    }
    if left_out.old > 0 {
        notes.push(DataNote::fine(format!(
            "{} left out as published more than {} days before the news window.",
            articles(left_out.old),
            universe.policy.article_age_days_max,
        )));
    }
    notes
}
