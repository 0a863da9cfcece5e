//! Takes one subscriber; adds, removes, suppresses or forgets it, and says what is left to do.

use std::path::Path;

use serde::Serialize;

use crate::cli::arguments::AddArguments;
use crate::cli::console::{Console, Ended, Outcome};
use crate::cli::log::Talk;
use crate::cli::{edition, report, setup};
use crate::config::{Config, read_entry};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::{BriefId, SubscriberId};
use crate::pipeline::{EnrolMode, Forgotten, PipelineError, SubscriberError};

/// The longest reason of a suppression.
const REASON_CHARS_MAX: usize = 200;

#[derive(Serialize)]
struct Answer<'d> {
    id: &'d str,
    done: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    brief: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lifted: Option<usize>,
}

#[derive(Serialize)]
struct ForgottenLine<'d> {
    id: &'d str,
    done: &'static str,
    ledger_rows: usize,
    texts: usize,
    config_line: Option<usize>,
    mail_folder: Option<String>,
    messages: &'d [String],
}

pub(super) fn add(console: &mut Console<'_>, file: &Path, typed: &AddArguments) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let briefs = typed.briefs.join(" ");
    let said = |text: &'static str, value: &'_ Option<String>| (text, value.clone());
    let optional = [
        said("name", &typed.name),
        said("group", &typed.group),
        said("owner", &typed.owner),
        said("watchlist", &typed.watchlist),
        said("form", &typed.form),
        said("attachments", &typed.attachments),
        said("date_language", &typed.date_language),
        said("timezone", &typed.timezone),
        said("from_time", &typed.from_time),
        said("weekdays", &typed.weekdays),
    ];
    let mut cells = vec![
        ("id", typed.id.as_str()),
        ("address", typed.address.as_str()),
        ("briefs", briefs.as_str()),
    ];
    cells.extend(optional.iter().filter_map(|(column, cell)| Some((*column, cell.as_deref()?))));
    let refused = |error: PipelineError| -> Ended {
        let mut diagnostic = report::pipeline(&error);
        if let PipelineError::Subscriber(SubscriberError::Roster(_)) = error {
            diagnostic.error = format!("Subscriber `{}` cannot be added", typed.id);
            diagnostic.hint = Some("Run contrabrief subscribers add --help".to_owned());
        }
        diagnostic.into()
    };
    let row = read_entry(&cells, pipeline.config())
        .map_err(|faults| refused(SubscriberError::Roster(faults).into()))?;
    let enrolment = pipeline.plan_enrolment(vec![row], EnrolMode::Add).map_err(refused)?;
    pipeline.enrol(&enrolment).map_err(refused)?;
    let gets = if typed.briefs.is_empty() { "no brief" } else { &briefs };
    let address = pipeline.mask().address(&typed.address);
    console.say(format!("added {} ({address}): {gets}", typed.id))?;
    if typed.briefs.is_empty() {
        console.tell(Talk::note("it gets no brief yet: import a row with briefs to change that"));
    }
    console.json(&Answer { id: &typed.id, done: "added", brief: None, lifted: None })?;
    Ok(ExitCode::Done)
}

pub(super) fn remove(console: &mut Console<'_>, file: &Path, id: &str) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    pipeline
        .remove_subscriber(&SubscriberId(id.to_owned()))
        .map_err(|error| report::pipeline(&error))?;
    console.say(format!("removed {id}"))?;
    console.tell(Talk::note(format!("the ledger keeps what was sent, with the address; contrabrief subscribers forget {id} erases that too"
    )));
    console.json(&Answer { id, done: "removed", brief: None, lifted: None })?;
    Ok(ExitCode::Done)
}

pub(super) fn suppress(
    console: &mut Console<'_>,
    file: &Path,
    id: &str,
    brief: Option<&str>,
    reason: &str,
) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let of = brief_of(pipeline.config(), brief)?;
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
        let error = format!("A reason has 1 to {REASON_CHARS_MAX} characters");
        return Err(Diagnostic::new(ExitCode::Usage, error)
            .hint("Write --reason 'on leave until May'")
            .into());
    }
    let new = pipeline
        .suppress(&SubscriberId(id.to_owned()), of.as_ref(), &reason)
        .map_err(|error| report::pipeline(&error))?;
    let what = what(of.as_ref());
    if new {
        console.say(format!("{id} gets no edition of {what} from now on"))?;
        let only = of.as_ref().map(|brief| format!(" --brief {brief}")).unwrap_or_default();
        console.tell(Talk::note(format!(
            "contrabrief subscribers suppress {id}{only} --lift ends that"
        )));
    } else {
        console.say(format!("{id} got no edition of {what} already: nothing was changed"))?;
    }
    let done = if new { "suppressed" } else { "was suppressed" };
    console.json(&Answer { id, done, brief, lifted: None })?;
    Ok(ExitCode::Done)
}

pub(super) fn lift(
    console: &mut Console<'_>,
    file: &Path,
    id: &str,
    brief: Option<&str>,
) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let of = brief_of(pipeline.config(), brief)?;
    let subscriber = SubscriberId(id.to_owned());
    let lifted = pipeline
        .lift_suppressions(&subscriber, of.as_ref())
        .map_err(|error| report::pipeline(&error))?;
    let left = pipeline.enrolled().map_err(|error| report::pipeline(&error))?;
    let left = left.into_iter().filter(|one| one.id == subscriber);
    console.say(match lifted {
        0 => format!("nothing kept {id} from {}", what(of.as_ref())),
        many => format!("lifted {many} suppression(s) of {id} for {}", what(of.as_ref())),
    })?;
    for one in left.flat_map(|one| one.suppressions) {
        let what = what(one.brief.as_ref());
        console.tell(Talk::note(format!("{id} still gets no edition of {what}: {}", one.detail)));
    }
    console.json(&Answer { id, done: "lifted", brief, lifted: Some(lifted) })?;
    Ok(ExitCode::Done)
}

pub(super) fn forget(console: &mut Console<'_>, file: &Path, id: &str, yes: bool) -> Outcome {
    if !yes {
        let mut diagnostic =
            Diagnostic::new(ExitCode::Usage, format!("Forgetting `{id}` cannot be undone"));
        diagnostic.because = vec![
            "It erases address, name, owner and wishes from the database, and the address from every delivery; id, hash and the ledger's rows stay".to_owned(),
        ];
        return Err(diagnostic
            .hint(format!("To do it: contrabrief subscribers forget {id} --yes"))
            .into());
    }
    let pipeline = setup::pipeline(console, file)?;
    let forgotten = pipeline
        .forget_subscriber(&SubscriberId(id.to_owned()))
        .map_err(|error| report::pipeline(&error))?;
    console.say(format!(
        "forgot {id}: {} row(s) of the ledger stay without the address, {} reply text(s) were cleaned",
        forgotten.ledger_rows, forgotten.texts
    ))?;
    tell_what_is_left(console, file, id, &forgotten);
    console.json(&ForgottenLine {
        id,
        done: "forgotten",
        ledger_rows: forgotten.ledger_rows,
        texts: forgotten.texts,
        config_line: forgotten.configured.flatten(),
        mail_folder: forgotten.folder.as_ref().map(|folder| folder.display().to_string()),
        messages: &forgotten.messages,
    })?;
    Ok(ExitCode::Done)
}

/// What the database cannot reach is named, or people would think it done.
fn tell_what_is_left(console: &mut Console<'_>, file: &Path, id: &str, forgotten: &Forgotten) {
    if let Some(line) = forgotten.configured {
        let place = line.map(|line| format!(":{line}")).unwrap_or_default();
        console.tell(Talk::note(format!("{}{place} still holds the address: take the [[subscriber]] {id} out by hand, and {id} out of recipients",
            file.display()
        )));
    }
    if let Some(folder) = &forgotten.folder {
        let folder = folder.display();
        match forgotten.messages.as_slice() {
            [] => console.tell(Talk::note(format!("no message in {folder} holds the address"))),
            names => console.tell(Talk::note(format!(
                "{} message(s) in {folder} hold the address, delete them by hand: {}",
                names.len(),
                names.join(", ")
            ))),
        }
    }
    console.tell(Talk::note("backups of the database, mail servers and mailboxes are out of reach; archived editions hold no address",
    ));
}

fn brief_of(config: &Config, brief: Option<&str>) -> Result<Option<BriefId>, Ended> {
    brief.map(|id| edition::subscribable(config, id)).transpose()
}

fn what(brief: Option<&BriefId>) -> String {
    brief.map_or_else(|| "any brief".to_owned(), BriefId::to_string)
}
