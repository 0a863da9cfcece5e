//! Takes the configuration and the store; lists who gets which brief, how, and who must not.

use std::path::Path;

use chrono::SecondsFormat;
use serde::Serialize;

use crate::cli::console::{Console, Outcome};
use crate::cli::log::Talk;
use crate::cli::{edition, report, setup};
use crate::exit_code::ExitCode;
use crate::model::{BriefId, Subscriber, Suppression};
use crate::pipeline::{Enrolled, Mask, Origin};

/// A subscriber as `--json` prints it. Names and whole addresses only where they were asked for.
#[derive(Serialize)]
struct Listed {
    id: String,
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    kept_in: &'static str,
    config_line: Option<usize>,
    group: Option<String>,
    briefs: Vec<String>,
    wishes: Option<String>,
    suppressed: Vec<SuppressedLine>,
    forgotten_at: Option<String>,
}

#[derive(Serialize)]
struct SuppressedLine {
    brief: Option<String>,
    reason: &'static str,
    detail: String,
    since: String,
}

pub(super) fn list(
    console: &mut Console<'_>,
    file: &Path,
    brief: Option<&str>,
    show_addresses: bool,
) -> Outcome {
    let pipeline = setup::pipeline(console, file)?;
    let brief = match brief {
        Some(id) => Some(edition::subscribable(pipeline.config(), id)?),
        None => None,
    };
    let mut enrolled = pipeline.enrolled().map_err(|error| report::pipeline(&error))?;
    enrolled.retain(|one| brief.as_ref().is_none_or(|brief| one.briefs.contains(brief)));
    let mask = (!show_addresses).then(|| pipeline.mask());
    let lines: Vec<Listed> = enrolled.iter().map(|one| line(one, mask.as_ref())).collect();
    let width = |of: fn(&Listed) -> usize| lines.iter().map(of).max().unwrap_or_default();
    let (ids, addresses, briefs) = (
        width(|line| line.id.chars().count()),
        width(|line| shown_address(line).chars().count()),
        width(|line| shown_briefs(line).chars().count()),
    );
    for one in &lines {
        let Listed { id, .. } = one;
        let (address, to, rest) = (shown_address(one), shown_briefs(one), rest(one));
        let text = format!("{id:<ids$}  {address:<addresses$}  {to:<briefs$}  {rest}");
        console.say(text.trim_end())?;
    }
    say_twice(console, &enrolled);
    let total = |counted: usize, word: &str| (counted > 0).then(|| format!("{counted} {word}"));
    let count = |is: fn(&Listed) -> bool| lines.iter().filter(|line| is(line)).count();
    let parts = [
        total(count(|line| line.kept_in == "configuration"), "in the configuration"),
        total(count(|line| line.kept_in == "store"), "in the store"),
        total(
            count(|line| !line.suppressed.is_empty() && line.forgotten_at.is_none()),
            "suppressed",
        ),
        total(count(|line| line.forgotten_at.is_some()), "forgotten"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    console.say(match lines.len() {
        0 => "no subscriber: add one with contrabrief subscribers add".to_owned(),
        many => format!("{many} subscriber(s): {}", parts.join(", ")),
    })?;
    console.json(&lines)?;
    Ok(ExitCode::Done)
}

/// An id that stands in both places keeps its briefs from going out.
fn say_twice(console: &mut Console<'_>, enrolled: &[Enrolled]) {
    for pair in enrolled.windows(2) {
        if let [one, other] = pair
            && one.id == other.id
        {
            console.tell(Talk::note(format!("{} is in the configuration and in the store: its briefs are not delivered until one of the two is taken out",
                one.id
            )));
        }
    }
}

fn line(one: &Enrolled, mask: Option<&Mask>) -> Listed {
    let shown = |subscriber: &Subscriber| {
        let address = &subscriber.address;
        mask.map_or_else(|| address.clone(), |mask| mask.address(address))
    };
    let subscriber = one.subscriber.as_ref();
    let (kept_in, config_line) = match one.origin {
        Origin::Config { line } => ("configuration", line),
        Origin::Store => ("store", None),
    };
    Listed {
        id: one.id.to_string(),
        address: subscriber.map(shown),
        name: subscriber.filter(|_| mask.is_none()).and_then(|one| one.name.clone()),
        kept_in,
        config_line,
        group: subscriber.and_then(|one| one.group.clone()),
        briefs: one.briefs.iter().map(BriefId::to_string).collect(),
        wishes: subscriber.map(|one| one.wishes.to_string()),
        suppressed: one.suppressions.iter().map(suppressed_line).collect(),
        forgotten_at: one.forgotten_at.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)),
    }
}

fn suppressed_line(one: &Suppression) -> SuppressedLine {
    SuppressedLine {
        brief: one.brief.as_ref().map(BriefId::to_string),
        reason: one.reason.key(),
        detail: one.detail.clone(),
        since: one.since.to_rfc3339_opts(SecondsFormat::Secs, true),
    }
}

fn shown_address(line: &Listed) -> String {
    match (&line.address, &line.name) {
        (Some(address), Some(name)) => format!("{name} <{address}>"),
        (Some(address), None) => address.clone(),
        (None, _) => "forgotten".to_owned(),
    }
}

fn shown_briefs(line: &Listed) -> String {
    match line.briefs.as_slice() {
        _ if line.forgotten_at.is_some() => String::new(),
        [] => "no brief".to_owned(),
        briefs => briefs.join(" "),
    }
}

/// Wishes, group, place and what keeps it from editions.
fn rest(line: &Listed) -> String {
    if let Some(at) = &line.forgotten_at {
        return match line.config_line {
            Some(place) => {
                format!("since {}; take it out of line {place} of the configuration", &at[..10])
            }
            None => format!("since {}", &at[..10]),
        };
    }
    let mut parts: Vec<String> = line.wishes.iter().cloned().collect();
    parts.extend(line.group.as_ref().map(|group| format!("group {group}")));
    parts.extend(line.config_line.map(|place| format!("line {place} of the configuration")));
    parts.extend(line.suppressed.iter().map(|one| {
        let of = one.brief.as_ref().map(|brief| format!(" {brief}")).unwrap_or_default();
        format!("gets no{} edition ({}: {})", of, one.reason, one.detail)
    }));
    parts.join("; ")
}
