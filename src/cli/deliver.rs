//! Takes a deliver verb; shows the ledger, or mails an archived edition to those who have not
//! got it yet.

use std::path::Path;

use chrono::SecondsFormat;
use serde::Serialize;

use super::arguments::{DeliverVerb, EditionArguments};
use super::console::{Console, Outcome};
use super::{edition, report, serving, setup};
use crate::exit_code::ExitCode;
use crate::model::{Delivery, DeliveryState};

#[derive(Serialize)]
struct DeliveryLine {
    brief: String,
    date: String,
    revision: String,
    subscriber: String,
    state: &'static str,
    attempts: u32,
    changed_at: String,
    reply: String,
    message_id: String,
}

pub(super) fn deliver(console: &mut Console<'_>, file: &Path, verb: &DeliverVerb) -> Outcome {
    match verb {
        DeliverVerb::Status(edition) => status(console, file, edition),
        DeliverVerb::Send(edition) => send(console, file, edition),
    }
}

/// The whole ledger, or one edition's part of it when a date is named.
fn status(console: &mut Console<'_>, file: &Path, typed: &EditionArguments) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let key = match typed.date {
        Some(_) => Some(edition::key(console, pipeline.config(), typed)?),
        None => None,
    };
    let deliveries = pipeline.deliveries(key.as_ref()).map_err(|error| report::pipeline(&error))?;
    let lines: Vec<DeliveryLine> = deliveries.iter().map(line).collect();
    if lines.is_empty() {
        console.tell("Nothing has been delivered yet");
    }
    for line in &lines {
        console.say(format!(
            "{}  {:<16} {}  {:<16} {:<9} {} attempt(s)  {}",
            line.date,
            line.brief,
            line.revision,
            line.subscriber,
            line.state,
            line.attempts,
            line.reply
        ))?;
    }
    console.json(&lines)?;
    let settled =
        deliveries.iter().all(|delivery| matches!(delivery.state, DeliveryState::Accepted { .. }));
    Ok(if settled { ExitCode::Done } else { ExitCode::Delivery })
}

fn send(console: &mut Console<'_>, file: &Path, typed: &EditionArguments) -> Outcome {
    let (mut pipeline, _lock) = setup::locked_pipeline(console, file)?;
    let key = edition::key(console, pipeline.config(), typed)?;
    let archived = pipeline.archived(&key, None).map_err(|error| report::pipeline(&error))?;
    let runtime = setup::runtime()?;
    let delivered =
        runtime.block_on(pipeline.deliver(&archived)).map_err(|error| report::pipeline(&error))?;
    runtime
        .block_on(serving::tell_owners(console, &mut pipeline))
        .map_err(|error| report::pipeline(&error))?;
    console.say(&delivered)?;
    for fault in delivered.faults() {
        console.tell(format!("note: {fault}"));
    }
    Ok(if delivered.is_complete() { ExitCode::Done } else { ExitCode::Delivery })
}

fn line(delivery: &Delivery) -> DeliveryLine {
    DeliveryLine {
        brief: delivery.key.edition.brief.to_string(),
        date: delivery.key.edition.date.to_string(),
        revision: delivery.key.revision.to_string(),
        subscriber: delivery.key.subscriber.to_string(),
        state: delivery.state.key(),
        attempts: delivery.attempts,
        changed_at: delivery.changed_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        reply: delivery.state.reply().to_owned(),
        message_id: delivery.message_id.clone(),
    }
}
