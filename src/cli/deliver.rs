//! Takes a deliver verb; shows the ledger, mails an archived edition to those who have not
//! got it yet, tries again what is due, or settles what nobody knows.

use std::path::Path;

use chrono::SecondsFormat;
use serde::Serialize;
use tokio::runtime::Runtime;

use super::arguments::{DeliverVerb, EditionArguments, Resolution};
use super::console::{Console, Ended, Outcome};
use super::{edition, report, serving, setup, shown};
use crate::cli::log::{About, Talk};
use crate::exit_code::ExitCode;
use crate::model::{Delivery, DeliveryKey, DeliveryState, SubscriberId};
use crate::pipeline::{DeliveryReport, Mask, Pipeline};

#[derive(Serialize)]
struct DeliveryLine {
    brief: String,
    date: String,
    revision: String,
    subscriber: String,
    state: &'static str,
    /// For one refused for good: what is at fault.
    refusal: Option<&'static str>,
    attempts: u32,
    changed_at: String,
    /// For one that is open: no attempt begins before.
    due_at: Option<String>,
    reply: String,
    message_id: String,
    correction: Option<String>,
}

pub(super) fn deliver(console: &mut Console<'_>, file: &Path, verb: &DeliverVerb) -> Outcome {
    match verb {
        DeliverVerb::Status { edition, unsettled } => status(console, file, edition, *unsettled),
        DeliverVerb::Send { edition, rev, correction } => {
            send(console, file, edition, rev.as_deref(), correction.as_deref())
        }
        DeliverVerb::Show(typed) => shown::message(console, file, typed),
        DeliverVerb::Retry { now } => retry(console, file, *now),
        DeliverVerb::Bounces { paths, dry_run } => {
            super::bounces::bounces(console, file, paths, *dry_run)
        }
        DeliverVerb::Resolve { edition, rev, subscriber, outcome, reason } => {
            let (mut pipeline, _lock) = setup::locked_pipeline(console, file)?;
            let edition = edition::key(console, pipeline.config(), edition)?;
            let archived = pipeline
                .archived(&edition, edition::revision(rev.as_deref())?)
                .map_err(|error| report::pipeline(&error))?;
            let subscriber = SubscriberId(subscriber.clone());
            let key = DeliveryKey { edition, revision: archived.revision(), subscriber };
            let state = resolved(*outcome, reason);
            pipeline.resolve(&key, &state).map_err(|error| report::pipeline(&error))?;
            console.say(format!(
                "{}  {}  {}  {}  is now {}",
                key.edition.date,
                key.edition.brief,
                key.revision,
                key.subscriber,
                state.key()
            ))?;
            Ok(ExitCode::Done)
        }
    }
}

fn resolved(outcome: Resolution, reason: &str) -> DeliveryState {
    let reply = format!("By hand: {reason}");
    match outcome {
        Resolution::Accepted => DeliveryState::Accepted { reply },
        Resolution::Resend => DeliveryState::Deferred { reply },
        Resolution::GivenUp => DeliveryState::Expired { reply },
    }
}

/// The whole ledger, or one edition's part of it when a date is named.
fn status(
    console: &mut Console<'_>,
    file: &Path,
    typed: &EditionArguments,
    unsettled: bool,
) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let key = match typed.date {
        Some(_) => Some(edition::key(console, pipeline.config(), typed)?),
        None => None,
    };
    let deliveries = pipeline.deliveries(key.as_ref()).map_err(|error| report::pipeline(&error))?;
    let mask = pipeline.mask();
    let lines: Vec<DeliveryLine> = deliveries
        .iter()
        .filter(|delivery| !unsettled || !is_settled(&delivery.state))
        .map(|delivery| line(delivery, &mask))
        .collect();
    console.tell(summary(&deliveries));
    for line in &lines {
        console.say(format!(
            "{}  {:<16} {}  {:<16} {:<10} {} attempt(s)  {}",
            line.date,
            line.brief,
            line.revision,
            line.subscriber,
            line.state,
            line.attempts,
            told(line)
        ))?;
    }
    console.json(&lines)?;
    let settled = deliveries.iter().all(|delivery| is_settled(&delivery.state));
    Ok(if settled { ExitCode::Done } else { ExitCode::Delivery })
}

fn is_settled(state: &DeliveryState) -> bool {
    matches!(state, DeliveryState::Accepted { .. } | DeliveryState::Suppressed { .. })
}

/// How many are in which state, in one line.
fn summary(deliveries: &[Delivery]) -> String {
    if deliveries.is_empty() {
        return "Nothing has been delivered yet".to_owned();
    }
    let states = ["accepted", "intent", "deferred", "unsure", "refused", "expired", "suppressed"];
    let counts: Vec<String> = states
        .iter()
        .map(|word| (deliveries.iter().filter(|row| row.state.key() == *word).count(), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    format!("{} deliveries: {}", deliveries.len(), counts.join(", "))
}

fn told(line: &DeliveryLine) -> String {
    let due = line.due_at.as_ref().map(|at| format!("due {at}  ")).unwrap_or_default();
    let refusal = line.refusal.map(|word| format!("({word})  ")).unwrap_or_default();
    format!("{due}{refusal}{}", line.reply)
}

fn send(
    console: &mut Console<'_>,
    file: &Path,
    typed: &EditionArguments,
    rev: Option<&str>,
    correction: Option<&str>,
) -> Outcome {
    let (mut pipeline, _lock) = setup::locked_pipeline(console, file)?;
    let key = edition::key(console, pipeline.config(), typed)?;
    let archived = pipeline
        .archived(&key, edition::revision(rev)?)
        .map_err(|error| report::pipeline(&error))?;
    let runtime = setup::runtime()?;
    let delivered = match correction {
        Some(reason) => runtime.block_on(pipeline.correct(&archived, reason)),
        None => runtime.block_on(pipeline.deliver(&archived)),
    }
    .map_err(|error| report::pipeline(&error))?;
    tell_owners(console, &mut pipeline, &runtime)?;
    tell(console, std::slice::from_ref(&delivered))
}

fn retry(console: &mut Console<'_>, file: &Path, now: bool) -> Outcome {
    let (mut pipeline, _lock): (Pipeline, _) = setup::locked_pipeline(console, file)?;
    let runtime = setup::runtime()?;
    let reports =
        runtime.block_on(pipeline.deliver_due(now)).map_err(|error| report::pipeline(&error))?;
    tell_owners(console, &mut pipeline, &runtime)?;
    if reports.is_empty() {
        console.say("Nothing is due")?;
    }
    tell(console, &reports)
}

fn tell_owners(
    console: &mut Console<'_>,
    pipeline: &mut Pipeline,
    runtime: &Runtime,
) -> Result<(), Ended> {
    let told = runtime.block_on(serving::tell_owners(console, pipeline));
    Ok(told.map_err(|error| report::pipeline(&error))?)
}

fn tell(console: &mut Console<'_>, reports: &[DeliveryReport]) -> Outcome {
    let mut complete = true;
    for delivered in reports {
        let about = About::revision(&delivered.edition, delivered.revision);
        console.about = about.in_run(Some(delivered.run));
        console.say(format!("{} {}  {delivered}", delivered.edition, delivered.revision))?;
        for fault in delivered.notes.iter().cloned().chain(delivered.faults()) {
            console.tell(Talk::note(fault));
        }
        complete &= delivered.is_complete();
    }
    Ok(if complete { ExitCode::Done } else { ExitCode::Delivery })
}

fn line(delivery: &Delivery, mask: &Mask) -> DeliveryLine {
    let at = |instant: crate::model::Instant| instant.to_rfc3339_opts(SecondsFormat::Secs, true);
    DeliveryLine {
        brief: delivery.key.edition.brief.to_string(),
        date: delivery.key.edition.date.to_string(),
        revision: delivery.key.revision.to_string(),
        subscriber: delivery.key.subscriber.to_string(),
        state: delivery.state.key(),
        refusal: match &delivery.state {
            DeliveryState::Refused { refusal, .. } => Some(refusal.key()),
            _ => None,
        },
        attempts: delivery.attempts,
        changed_at: at(delivery.changed_at),
        due_at: delivery.state.is_open().then(|| at(delivery.due_at)),
        // Servers repeat the address, and lists end in logs.
        reply: mask.text(delivery.state.reply()),
        message_id: delivery.message_id.clone(),
        correction: delivery.correction.clone(),
    }
}
