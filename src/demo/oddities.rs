//! Takes the cast; gives what no table makes: the last day's lead, its second voices, weekly
//! roundups, and what every real feed has sooner or later: a correction, an undated item, a
//! hostile title, markup in a summary. Never more than the demo promises.

use chrono::{Duration, NaiveTime};

use super::cast::{Role, ticker};
use super::news::{DatedItem, dated};
use super::rng::Rng;
use super::{SEED, asked_at, edition_date, first_session, last_session};
use crate::calendar;
use crate::model::{CalendarId, Instant};

/// Everything that is written by hand.
pub(super) fn all(roles: &[Role]) -> Vec<DatedItem> {
    let mut found = roundups(roles);
    found.extend(written());
    found.extend(faulty());
    found
}

fn on_last_day(hour: u32, minute: u32) -> Instant {
    let civil = NaiveTime::from_hms_opt(hour, minute, 0).expect("a written time is in range");
    calendar::instant_of(last_session(), civil, chrono_tz::America::New_York)
}

/// The lead and the pieces of the last day that answer it.
fn written() -> Vec<DatedItem> {
    let (title, body) = split(include_str!("lead.txt"));
    let mut lead = dated(1, "lead", title, body, on_last_day(18, 10), 9);
    lead.item.vendor_tickers = ["HALC", "NORX", "OQRA", "TESQ"].map(ticker).into();
    let mut found = vec![lead];
    for (place, piece) in (0_u32..).zip(include_str!("last_day.txt").split("\n\n")) {
        let (voice, piece) = piece.split_once('|').expect("each piece names its publisher");
        let (title, body) = split(piece);
        let guid = format!("last-day-{place}");
        let voice = voice.parse().expect("a publisher is a number");
        let at = on_last_day(7 + place / 2, 7 * place % 60);
        found.push(dated(voice, &guid, title, body, at, 3 + i64::from(place % 7)));
    }
    found
}

fn split(piece: &str) -> (&str, &str) {
    let (title, body) = piece.split_once('\n').unwrap_or((piece, ""));
    (title.trim(), body.trim())
}

/// Each Saturday a roundup that names several and judges none.
fn roundups(roles: &[Role]) -> Vec<DatedItem> {
    let mut rng = Rng::stream(SEED, 400);
    let mut at = calendar::session_close(CalendarId::Xnys, first_session()) + Duration::hours(14);
    let mut found = Vec::new();
    while at < asked_at(edition_date()) {
        let names: Vec<&str> = (0..3).map(|_| rng.pick(roles).short.as_str()).collect();
        let title = format!("The week ahead: {}, {} and {}", names[0], names[1], names[2]);
        let text = format!(
            "What we read this week on {}, {} and {}, and what is on the calendar.",
            names[0], names[1], names[2]
        );
        let guid = format!("roundup-{}", at.date_naive());
        let voice = rng.below(3) as usize;
        found.push(dated(voice, &guid, &title, &text, at, 11));
        at += Duration::days(7);
    }
    found
}

fn faulty() -> Vec<DatedItem> {
    let contract = "Voltumn signs a power contract for a data centre";
    let wrong = "Voltumn (VOLU) signed a contract for 900 megawatts with Cirrodyne, for ten years.";
    let right = "Correction: Voltumn (VOLU) signed a contract for 90 megawatts with Cirrodyne, for ten years. An earlier version gave ten times the figure.";
    let mut undated =
        dated(0, "odd-undated", "What we hear about Lumiq", "Nothing new.", on_last_day(21, 0), 5);
    undated.item.published_at = None;
    let hostile = "<script>alert(1)</script> Aervane adds a route to Bergen";
    let plain = "Quaybright Bank opened a branch in Porto.\nFull figures next week.";
    let mut marked = dated(0, "odd-markup", "Quaybright's week", plain, on_last_day(20, 0), 6);
    marked.markup = Some(
        "<p>Quaybright Bank <b>opened a branch</b> in Porto.</p><p>Full figures next week.<img src=\"https://pixel.example/1.gif\" onerror=\"alert(1)\"></p>"
            .to_owned(),
    );
    vec![
        dated(0, "odd-corrected", contract, wrong, on_last_day(9, 0) - Duration::days(1), 3),
        dated(0, "odd-corrected", contract, right, on_last_day(15, 30), 3),
        undated,
        dated(2, "odd-title", hostile, "The route opens in June.", on_last_day(19, 0), 4),
        marked,
    ]
}
