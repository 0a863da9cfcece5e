//! Takes the configuration and what operators recorded; prints the days of markets, and records
//! that one of them is not what the tables say.

use std::path::Path;

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, SecondsFormat};
use serde::Serialize;

use super::arguments::{CalendarVerb, DayArguments};
use super::console::{Console, Ended, Outcome};
use super::{edition, report, setup};
use crate::calendar;
use crate::cli::log::Talk;
use crate::config::{Config, did_you_mean};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::{Calendar, CalendarId, Closure, ClosureFact, Closures};
use crate::pipeline::{self, ClosureWord};

/// How far ahead is shown when nothing is said.
const DAYS_AHEAD: u64 = 90;

/// The longest span that is shown.
const DAYS_SHOWN_MAX: u64 = 366 * 40;

/// One market as `calendar show` prints it.
#[derive(Serialize)]
struct Shown {
    calendar: &'static str,
    name: &'static str,
    timezone: &'static str,
    /// The last day for which holidays are known; nothing of a market without any.
    horizon: Option<String>,
    from: String,
    to: String,
    sessions: Vec<SessionLine>,
    closures: Vec<ClosureLine>,
}

#[derive(Serialize)]
struct SessionLine {
    date: String,
    /// Civil time of the market.
    closes_at: String,
    is_early: bool,
}

/// A weekday without a session, or one with half a session.
#[derive(Serialize)]
struct ClosureLine {
    date: String,
    closes_at: Option<String>,
    /// What was recorded by hand, where the day is not as tabled.
    added: Option<Added>,
}

#[derive(Clone, Serialize)]
struct Added {
    because: String,
    known_at: String,
}

/// What `add-closure` and `remove-closure` print.
#[derive(Serialize)]
struct RecordedLine {
    calendar: &'static str,
    date: String,
    says: &'static str,
    closes_at: Option<String>,
    because: String,
    known_at: String,
}

pub(super) fn calendar(console: &mut Console<'_>, file: &Path, verb: &CalendarVerb) -> Outcome {
    match verb {
        CalendarVerb::Show { calendar, from, to } => {
            show(console, file, calendar.as_deref(), [from.as_deref(), to.as_deref()])
        }
        CalendarVerb::AddClosure { day, closes_at } => {
            let closure = match closes_at.as_deref() {
                Some(typed) => Closure::ClosesAt(time(typed)?),
                None => Closure::Closed,
            };
            record(console, file, day, Some(closure))
        }
        CalendarVerb::RemoveClosure { day } => record(console, file, day, None),
    }
}

fn show(
    console: &mut Console<'_>,
    file: &Path,
    typed: Option<&str>,
    [from, to]: [Option<&str>; 2],
) -> Outcome {
    let config = setup::config(console, file)?;
    let wanted: Vec<CalendarId> = match typed {
        Some(word) => vec![id(word)?],
        None => config.calendars().into_iter().collect(),
    };
    let from = match from {
        Some(typed) => edition::date_typed(typed)?,
        None => console.world.clock.now().date_naive(),
    };
    let to = match to {
        Some(typed) => edition::date_typed(typed)?,
        None => from + Days::new(DAYS_AHEAD),
    };
    if to < from || to > from + Days::new(DAYS_SHOWN_MAX) {
        let error = format!("From {from} to {to} is no span that can be shown");
        let hint = "Let --to be the later day, at most 40 years on";
        return Err(Diagnostic::new(ExitCode::Usage, error).hint(hint).into());
    }
    let facts = known(&config, console)?;
    let closures = Closures::of(&facts);
    let shown: Vec<Shown> =
        wanted.iter().map(|id| shown(&closures.calendar(*id), &facts, from, to)).collect();
    for (place, market) in shown.iter().enumerate() {
        if place > 0 {
            console.say("")?;
        }
        say(console, market)?;
    }
    console.json(&shown)?;
    Ok(ExitCode::Done)
}

fn known(config: &Config, console: &Console<'_>) -> Result<Vec<ClosureFact>, Ended> {
    Ok(pipeline::known_closures(config, console.world.clock)
        .map_err(|error| report::pipeline(&error))?)
}

fn shown(market: &Calendar, facts: &[ClosureFact], from: NaiveDate, to: NaiveDate) -> Shown {
    let zone = calendar::timezone(market);
    let added = |date: NaiveDate| {
        let last = |fact: &&ClosureFact| fact.calendar == market.id() && fact.date == date;
        facts.iter().rev().find(last).filter(|_| market.closures().contains_key(&date)).map(added)
    };
    let days = || from.iter_days().take_while(|day| *day <= to);
    let sessions = calendar::sessions_between(market, from, to).map(|date| SessionLine {
        date: date.to_string(),
        closes_at: calendar::session_close(market, date)
            .with_timezone(&zone)
            .format("%H:%M")
            .to_string(),
        is_early: matches!(calendar::exception(market, date), Some(Closure::ClosesAt(_))),
    });
    let closures = days().filter_map(|date| {
        let closes_at = match calendar::exception(market, date)? {
            Closure::Closed => None,
            Closure::ClosesAt(at) => Some(clock_time(at)),
        };
        Some(ClosureLine { date: date.to_string(), closes_at, added: added(date) })
    });
    Shown {
        calendar: market.id().word(),
        name: market.id().name(),
        timezone: zone.name(),
        horizon: calendar::horizon(market).map(|last| last.to_string()),
        from: from.to_string(),
        to: to.to_string(),
        sessions: sessions.collect(),
        closures: closures.collect(),
    }
}

fn added(fact: &ClosureFact) -> Added {
    Added {
        because: fact.because.clone(),
        known_at: fact.known_at.to_rfc3339_opts(SecondsFormat::Secs, true),
    }
}

fn say(console: &mut Console<'_>, market: &Shown) -> std::io::Result<()> {
    console.say(format!("{}  {}, {}", market.calendar, market.name, market.timezone))?;
    let known = market.horizon.as_ref().map_or_else(
        || "a session every day, closing at 24:00 UTC".to_owned(),
        |last| format!("holidays known until {last}"),
    );
    let count = market.sessions.len();
    console.say(format!("{count} sessions from {} to {}, {known}", market.from, market.to))?;
    for line in &market.closures {
        let day = line.date.parse().map_or("", |date: NaiveDate| weekday(date));
        let what = line
            .closes_at
            .as_ref()
            .map_or_else(|| "closed".to_owned(), |at| format!("closes at {at}"));
        let added = line.added.as_ref().map_or_else(String::new, |added| {
            format!("  added: {} (known since {})", added.because, added.known_at)
        });
        console.say(format!("{} {day}  {what}{added}", line.date))?;
    }
    Ok(())
}

fn record(
    console: &mut Console<'_>,
    file: &Path,
    day: &DayArguments,
    closure: Option<Closure>,
) -> Outcome {
    let config = setup::config(console, file)?;
    let word = ClosureWord {
        calendar: id(&day.calendar)?,
        date: edition::date_typed(&day.date)?,
        closure,
        because: day.because.clone(),
    };
    let fact = pipeline::record_closure(&config, console.world.clock, word)
        .map_err(|error| report::pipeline(&error))?;
    let (calendar, date) = (fact.calendar.word(), fact.date);
    let (says, words, closes_at) = match fact.closure {
        Some(Closure::Closed) => ("closed", "is closed".to_owned(), None),
        Some(Closure::ClosesAt(at)) => {
            ("closes-at", format!("closes at {}", clock_time(at)), Some(clock_time(at)))
        }
        None => ("as-tabled", "is again as the tables say".to_owned(), None),
    };
    tell_decided(console, &config, &fact);
    let Added { because, known_at } = added(&fact);
    console
        .say(format!("{calendar} {words} on {date} {}, known since {known_at}", weekday(date)))?;
    let date = date.to_string();
    console.json(&RecordedLine { calendar, date, says, closes_at, because, known_at })?;
    Ok(ExitCode::Done)
}

/// The briefs for which it came too late to give or take an edition.
fn tell_decided(console: &mut Console<'_>, config: &Config, fact: &ClosureFact) {
    let date = fact.date;
    for brief in &config.briefs {
        let plan = &brief.scope.plan;
        let asks = plan.on.calendars().iter().any(|market| market.id() == fact.calendar);
        if asks && calendar::cut_off(plan, date) < fact.known_at {
            console.tell(Talk::note(format!(
                "whether {} has an edition of {date} was decided at its cut-off and stays so",
                brief.scope.brief
            )));
        }
    }
}

fn id(typed: &str) -> Result<CalendarId, Ended> {
    CalendarId::of_word(typed).ok_or_else(|| {
        let words: Vec<&str> = CalendarId::ALL.into_iter().map(|(word, _)| word).collect();
        let near = did_you_mean(typed, words.iter().copied());
        Diagnostic::new(ExitCode::Usage, format!("`{typed}` is not a calendar{near}"))
            .hint(format!("Name one of: {}", words.join(", ")))
            .into()
    })
}

fn time(typed: &str) -> Result<NaiveTime, Ended> {
    NaiveTime::parse_from_str(typed, "%H:%M").map_err(|_| {
        Diagnostic::new(ExitCode::Usage, format!("`{typed}` is not a time of day"))
            .hint("Write it as 13:00, in the market's own time")
            .into()
    })
}

fn clock_time(at: NaiveTime) -> String {
    at.format("%H:%M").to_string()
}

fn weekday(date: NaiveDate) -> &'static str {
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        [date.weekday().num_days_from_monday() as usize]
}
