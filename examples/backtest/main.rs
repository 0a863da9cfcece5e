//! Runs the method over every session of 2023 on real prices and headlines, each as it would have
//! been known that morning.
//!
//!     cargo run --release --example backtest -- ../shared/data/demo_market NEWS.jsonl [TABLES]
//!
//! Prints, per setup, how often it led, what its record said and how it ended; with a folder for
//! tables it writes what was measured, for `reference.py` to compute again. `docs/method.md`
//! explains the figures.

#![allow(
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "a program for developers: it counts takeaways and prints its tables"
)]

mod market;
mod report;
mod tables;

use std::error::Error;
use std::path::Path;

use chrono::NaiveDate;
use contrabrief::analyse::{
    Policy, Teller, Windows, analyse_told, closed_takeaways, in_turn, measures, told_stories,
};
use contrabrief::calendar;
use contrabrief::model::{CalendarId, DayView, KeptWindows, PublishedTakeaway};

use market::Market;
use report::Published;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, news, rest @ ..] = &arguments[..] else {
        return Err("usage: backtest MARKET_FOLDER NEWS.jsonl [TABLES_FOLDER]".into());
    };
    let market = Market::load(Path::new(folder), Path::new(news))?;
    let policy = Policy::default();
    let date = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).ok_or("a date");
    let (first, last) = (date(2023, 1, 1)?, date(2023, 12, 29)?);
    let mut end = market.dossier(date(2024, 1, 2)?);
    if let Some(tables) = rest.first() {
        let tables = Path::new(tables);
        tables::write_measures(&tables.join("measures.csv"), &measures(&end, &policy), 2023)?;
        tables::write_stories(&tables.join("stories.csv"), &told_stories(&end, &policy))?;
    }
    let mut kept = KeptWindows::new();
    let mut published = Vec::new();
    for session in calendar::sessions_between(CalendarId::Xnys, first, last) {
        let dossier = market.dossier(session);
        let windows = Windows::new(&dossier, &policy);
        let mut teller = Teller::new(&windows, kept.clone());
        teller.tell_all(&in_turn);
        let (day, fresh) = analyse_told(teller, &in_turn);
        kept.extend(fresh);
        published.extend(takeaways(session, day));
    }
    end.record = published.iter().map(as_kept).collect();
    let closed = closed_takeaways(&end, &policy);
    println!("{} takeaways, {} closed by {}\n", published.len(), closed.len(), end.date);
    report::setups(&published, &closed, end.scope.watchlist.len());
    report::calibration(&closed);
    report::examples(&published);
    Ok(())
}

fn takeaways(date: NaiveDate, day: DayView) -> impl Iterator<Item = Published> {
    let found = day.tickers.into_iter().filter_map(|view| view.takeaway);
    found.map(move |takeaway| Published { date, takeaway })
}

fn as_kept(published: &Published) -> PublishedTakeaway {
    let takeaway = &published.takeaway;
    PublishedTakeaway {
        date: published.date,
        ticker: takeaway.ticker.clone(),
        setup: takeaway.setup,
        stance: takeaway.stance,
        conviction_pct: takeaway.conviction.map(|conviction| conviction.pct),
        horizon_sessions: takeaway.horizon.sessions,
    }
}
