//! What a day's findings become in words.

use super::fixture::{context, dossier, full_day, quiet_day};
use super::{Context, Excerpt, compose};
use crate::model::{Brief, Charts, Cut, DateLanguage, Sha256Hash};

fn full() -> Brief {
    compose(&dossier(), &full_day(), &context())
}

fn quiet() -> Brief {
    compose(&dossier(), &quiet_day(), &context())
}

#[test]
fn the_front_of_a_full_day_states_the_call() {
    let brief = full();
    let bullets: Vec<String> =
        brief.bullets.iter().map(|b| format!("{}: {}", b.label, b.body.text)).collect();
    let strip: Vec<String> =
        brief.strip.iter().map(|c| format!("{} | {}", c.value, c.notes.join(" "))).collect();
    insta::assert_snapshot!(
        [
            vec![brief.headline, brief.deck.text, brief.preheader],
            strip,
            bullets,
            vec![brief.takeaway.call, brief.scoreboard_note],
        ]
        .concat()
        .join("\n")
    );
}

#[test]
fn a_quiet_day_reads_quiet_and_leaves_nothing_empty() {
    let brief = quiet();
    insta::assert_snapshot!(
        [
            brief.headline,
            brief.deck.text,
            brief.preheader,
            brief.takeaway.title,
            brief.takeaway.evidence.text,
            brief.scoreboard_note,
        ]
        .join("\n")
    );
    assert_eq!(brief.bullets.len(), 3);
    assert!(brief.bullets.iter().all(|bullet| !bullet.body.text.is_empty()));
    assert!(!brief.notes.is_empty() && brief.sources.is_empty());
}

/// A reader of one name on a day on which nothing was said of it.
#[test]
fn a_quiet_day_cut_to_one_name_speaks_of_that_name() {
    let mut day = quiet_day();
    day.tickers.truncate(1);
    let excerpt = Excerpt {
        cut: Cut {
            watchlist: [day.tickers[0].profile.ticker.clone()].into(),
            dates: DateLanguage::French,
            zone: Some(chrono_tz::Asia::Tokyo),
        },
        of_names: 2,
        edition_sha256: Sha256Hash::of("edition"),
    };
    let context = Context { excerpt: Some(excerpt), ..context() };
    let brief = compose(&dossier(), &day, &context);
    let line = brief.masthead.cut.map(|cut| cut.words).unwrap_or_default();
    let strip = brief
        .strip
        .into_iter()
        .map(|c| format!("{}: {} | {}", c.label, c.value, c.notes.join(" ")));
    let bullets = brief.bullets.into_iter().map(|b| format!("{}: {}", b.label, b.body.text));
    let changes = brief.changes.into_iter().map(|row| format!("{}: {}", row.ticker, row.what));
    let mut lines = vec![
        brief.masthead.date_words,
        brief.masthead.as_of_words,
        line,
        brief.headline,
        brief.deck.text,
        brief.preheader,
    ];
    lines.extend(strip.chain(bullets));
    lines.extend([brief.takeaway.title, brief.takeaway.evidence.text, brief.scoreboard_note]);
    lines.extend(changes);
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn footnotes_are_numbered_by_their_first_citation() {
    let brief = full();
    let titles: Vec<&str> = brief.sources.iter().map(|note| note.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "HELX daily bars to 24 Mar 2026",
            "About helix",
            "About report",
            "About doubt",
            "About tolls"
        ]
    );
    assert_eq!(brief.deck.citations, [1]);
    let numbers: Vec<u16> = brief.sources.iter().map(|note| note.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
}

#[test]
fn the_scoreboard_is_sorted_with_the_silent_last() {
    let brief = full();
    let order: Vec<&str> = brief.scoreboard.iter().map(|row| row.ticker.as_str()).collect();
    assert_eq!(order, ["HELX", "ORYX", "VELA"]);
    assert_eq!(brief.scoreboard[0].spark_per_mille, [390, 1000, 0]);
}

#[test]
fn names_that_came_went_or_moved_are_listed() {
    let brief = full();
    let changes: Vec<String> =
        brief.changes.iter().map(|row| format!("{} {}", row.ticker, row.what)).collect();
    assert_eq!(
        changes,
        [
            "VELA added to the watchlist",
            "ORYX added to the watchlist",
            "HELX sentiment +0.31 → +0.42",
            "OLD dropped from the watchlist",
        ]
    );
}

#[test]
fn a_record_that_disagrees_makes_no_call() {
    let mut day = full_day();
    let takeaway = day.tickers[2].takeaway.as_mut().expect("HELX has one");
    takeaway.base_rate.figures.as_mut().expect("figures").hit_pct = 44;
    let brief = compose(&dossier(), &day, &context());
    assert_eq!(brief.headline, "Helix Grid gets good news and no bid, but no call");
    assert!(brief.takeaway.call.starts_with("No call: the record speaks against"));
}

#[test]
fn a_large_move_that_is_ordinary_for_its_name_makes_no_headline() {
    let mut day = full_day();
    day.tickers.iter_mut().for_each(|view| view.takeaway = None);
    let with_z_of = |day: &mut crate::model::DayView, z: i64| {
        let market = day.tickers[2].market.as_mut().expect("HELX has bars");
        market.day = Some(crate::model::BasisPoints(450));
        market.z_day = Some(crate::model::Hundredths(z));
    };
    with_z_of(&mut day, 210);
    assert!(compose(&dossier(), &day, &context()).headline.contains("Helix Grid"));
    with_z_of(&mut day, 60);
    let ordinary = compose(&dossier(), &day, &context()).headline;
    assert!(!ordinary.contains("Helix Grid"), "{ordinary}");
}

#[test]
fn headline_and_preheader_keep_their_lengths() {
    let mut day = full_day();
    for view in &mut day.tickers {
        view.profile.name = "A company with quite an unusually long name, incorporated".to_owned();
        view.takeaway = None;
        if let Some(market) = &mut view.market {
            market.day = Some(crate::model::BasisPoints(900));
        }
    }
    for brief in [full(), quiet(), compose(&dossier(), &day, &context())] {
        assert!(brief.headline.chars().count() <= 60, "{}", brief.headline);
        assert!(brief.preheader.chars().count() <= 110, "{}", brief.preheader);
    }
}

#[test]
fn headline_and_deck_come_from_the_strongest_call() {
    let mut day = full_day();
    let mut weaker = day.tickers[2].takeaway.clone().expect("HELX has one");
    let pct = |takeaway: &mut crate::model::Takeaway, pct| {
        takeaway.conviction.as_mut().expect("a conviction").pct = pct;
    };
    weaker.ticker = day.tickers[1].profile.ticker.clone();
    pct(&mut weaker, 57);
    day.tickers[1].takeaway = Some(weaker.clone());
    let brief = compose(&dossier(), &day, &context());
    assert!(brief.headline.contains("Helix Grid"), "{}", brief.headline);
    assert!(brief.deck.text.contains("such names beat the market 59% of the time"));
    // One that the record speaks against is no call, however sure.
    let stronger = day.tickers[2].takeaway.as_mut().expect("HELX has one");
    pct(stronger, 70);
    stronger.base_rate.figures.as_mut().expect("figures").hit_pct = 44;
    let brief = compose(&dossier(), &day, &context());
    assert!(brief.headline.contains("Oryx Token"), "{}", brief.headline);
    assert_eq!(brief.takeaway.ticker, Some(weaker.ticker));
}

#[test]
fn every_chart_says_in_words_what_it_shows() {
    let charts = full().charts;
    let words = [
        charts.price_tone.expect("a case with prices").words,
        charts.base_rate.expect("a record with figures").words,
        charts.tones.expect("two scores").words,
    ];
    insta::assert_snapshot!(words.join("\n"));
}

#[test]
fn what_cannot_be_drawn_honestly_has_no_chart() {
    assert_eq!(quiet().charts, Charts::default());
    let mut day = full_day();
    let takeaway = day.tickers[2].takeaway.as_mut().expect("Helix has one");
    takeaway.base_rate.figures = None;
    takeaway.path.sessions.truncate(1);
    let charts = compose(&dossier(), &day, &context()).charts;
    assert_eq!((charts.price_tone, charts.base_rate), (None, None));
}
