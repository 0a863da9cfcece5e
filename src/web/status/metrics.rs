//! Takes an overview; gives it in Prometheus' text format 0.0.4. A figure that is not known has
//! no sample. Labels hold ids of the configuration alone, so that their number stays small.

use std::fmt::Write as _;

use crate::model::Instant;
use crate::model::overview::{ConcernKind, Overview, Standing};

/// The type of the answer.
pub(super) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

type Sample<'s> = (Vec<(&'static str, &'s str)>, String);

/// Every metric.
pub(super) fn metrics(overview: &Overview) -> String {
    let mut text = String::new();
    whole(&mut text, overview);
    briefs(&mut text, overview);
    jobs(&mut text, overview);
    sources(&mut text, overview);
    deliveries(&mut text, overview);
    ground(&mut text, overview);
    text
}

fn gauge<'s>(
    text: &mut String,
    name: &str,
    help: &str,
    samples: impl IntoIterator<Item = Sample<'s>>,
) {
    let mut samples = samples.into_iter().peekable();
    if samples.peek().is_none() {
        return;
    }
    let _ = write!(text, "# HELP contrabrief_{name} {help}\n# TYPE contrabrief_{name} gauge\n");
    for (labels, value) in samples {
        let labels: Vec<String> =
            labels.iter().map(|(key, value)| format!("{key}=\"{}\"", escaped(value))).collect();
        let labels =
            if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(text, "contrabrief_{name}{labels} {value}");
    }
}

/// A label's value, by the format's three escapes.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

fn alone<'s>(value: String) -> Sample<'s> {
    (Vec::new(), value)
}

fn seconds(at: Instant) -> String {
    at.timestamp().to_string()
}

/// Milliseconds as seconds, without a float.
fn of_ms(ms: i64) -> String {
    format!("{}.{:03}", ms / 1_000, ms % 1_000)
}

fn is_well(standing: Standing) -> &'static str {
    if standing == Standing::Failing { "0" } else { "1" }
}

fn whole(text: &mut String, overview: &Overview) {
    let version = vec![("version", overview.version.as_str())];
    gauge(text, "build_info", "The program's version.", [(version, "1".to_owned())]);
    let kinds = [
        ("partial", ConcernKind::Partial),
        ("sources", ConcernKind::Sources),
        ("delivery", ConcernKind::Delivery),
        ("storage", ConcernKind::Storage),
    ];
    let concerns = kinds.map(|(word, kind)| {
        let count = overview.concerns.iter().filter(|concern| concern.kind == kind).count();
        (vec![("kind", word)], count.to_string())
    });
    gauge(text, "concerns", "Things to look at, by what they are about.", concerns);
    let open = overview.incidents.len();
    gauge(text, "incidents_open", "Incidents that are not resolved.", [alone(open.to_string())]);
    let beat = overview.machine.beat_at.map(|at| alone(seconds(at)));
    gauge(text, "daemon_beat_timestamp_seconds", "When the daemon last beat.", beat);
}

fn briefs(text: &mut String, overview: &Overview) {
    let brief = |name: &'_ str| name.to_owned();
    let next =
        overview.jobs.iter().filter(|job| job.verb == "run").filter_map(|job| {
            Some((vec![("brief", job.brief.as_deref()?)], seconds(job.next_at?)))
        });
    gauge(text, "brief_next_timestamp_seconds", "When a brief is next due.", next);
    let last = overview.jobs.iter().filter(|job| job.verb == "run").filter_map(|job| {
        let past = job.recent.last()?;
        let is_made = matches!(past.standing, Standing::Well | Standing::Look);
        Some((vec![("brief", job.brief.as_deref()?)], brief(if is_made { "1" } else { "0" })))
    });
    gauge(text, "brief_last_made", "Whether a brief's last due edition was made.", last);
}

fn jobs(text: &mut String, overview: &Overview) {
    let labels = |job: &'_ crate::model::overview::Job| -> (String, String) {
        (job.verb.clone(), job.brief.clone().unwrap_or_default())
    };
    let named: Vec<(String, String)> = overview.jobs.iter().map(labels).collect();
    let each = |value: fn(&crate::model::overview::Job) -> Option<String>| {
        named.iter().zip(&overview.jobs).filter_map(move |((verb, brief), job)| {
            let labels = vec![("job", verb.as_str()), ("brief", brief.as_str())];
            Some((labels, value(job)?))
        })
    };
    gauge(
        text,
        "job_last_begun_timestamp_seconds",
        "When a job last began.",
        each(|job| job.last_at.map(seconds)),
    );
    gauge(
        text,
        "job_last_duration_seconds",
        "How long a job's last run took.",
        each(|job| job.took_ms.map(of_ms)),
    );
    gauge(
        text,
        "job_last_ok",
        "Whether a job's last run did not fail.",
        each(|job| job.last_at.map(|_| is_well(job.standing).to_owned())),
    );
}

fn sources(text: &mut String, overview: &Overview) {
    let each = |value: fn(&crate::model::overview::SourceRow) -> Option<String>| {
        overview.sources.iter().filter_map(move |row| {
            let labels = vec![("source", row.id.as_str()), ("gives", row.gives)];
            Some((labels, value(row)?))
        })
    };
    gauge(
        text,
        "source_up",
        "Whether a source answers; 0 after three failures in a row.",
        each(|row| (row.standing != Standing::Unknown).then(|| is_well(row.standing).to_owned())),
    );
    gauge(
        text,
        "source_answered_timestamp_seconds",
        "When a source last answered well.",
        each(|row| row.answered_at.map(seconds)),
    );
    gauge(
        text,
        "source_items_24h",
        "New and changed facts of the last 24 hours.",
        each(|row| Some(row.items_24h.to_string())),
    );
    gauge(
        text,
        "source_median_seconds",
        "Median time of a source's answers of seven days.",
        each(|row| row.median_ms.map(of_ms)),
    );
    gauge(
        text,
        "source_asked_7d",
        "How often a source was asked in seven days.",
        each(|row| Some(row.asked_7d.to_string())),
    );
    gauge(
        text,
        "source_failed_7d",
        "How often a source failed in seven days.",
        each(|row| Some(row.failed_7d.to_string())),
    );
}

fn deliveries(text: &mut String, overview: &Overview) {
    let mut seen = Vec::new();
    let mut samples = Vec::new();
    for row in &overview.deliveries {
        // The newest edition of each brief.
        if seen.contains(&row.brief.as_str()) {
            continue;
        }
        seen.push(&row.brief);
        let counts = row.counts;
        for (state, count) in [
            ("accepted", counts.accepted),
            ("waiting", counts.waiting),
            ("retrying", counts.retrying),
            ("bounced", counts.bounced),
            ("unsure", counts.unsure),
            ("refused", counts.refused),
        ] {
            let labels = vec![("brief", row.brief.as_str()), ("state", state)];
            samples.push((labels, count.to_string()));
        }
    }
    gauge(text, "deliveries", "Deliveries of each brief's newest edition, by state.", samples);
}

fn ground(text: &mut String, overview: &Overview) {
    let (archive, machine) = (&overview.archive, &overview.machine);
    let intact = (archive.standing != Standing::Unknown)
        .then(|| alone(is_well(archive.standing).to_owned()));
    gauge(text, "archive_intact", "Whether the last check found the archive intact.", intact);
    gauge(
        text,
        "archive_editions",
        "Editions in the archive.",
        [alone(archive.editions.to_string())],
    );
    let checked = archive.checked_at.map(|at| alone(seconds(at)));
    gauge(text, "archive_checked_timestamp_seconds", "When the archive was last checked.", checked);
    let bytes = machine.database_bytes.map(|bytes| alone(bytes.to_string()));
    gauge(text, "database_bytes", "Size of the database with its log.", bytes);
    let free = machine.free_bytes.map(|bytes| alone(bytes.to_string()));
    gauge(text, "disk_free_bytes", "Free room where the database lies.", free);
}
