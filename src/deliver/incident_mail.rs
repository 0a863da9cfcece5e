//! Takes incidents; gives the mail that tells the operator, the same on every attempt: what is
//! wrong, since when, what the next brief notices of it, and the command that helps. Never for a
//! subscriber.

use std::fmt::Write as _;

use chrono::TimeDelta;

use crate::model::{IncidentEvent, IncidentRecord, Instant, Sha256Hash};

use super::address::{MailAddress, clean};
use super::letter::LetterError;
use super::notice::{Plain, plain_message};

/// The longest subject, in characters.
const SUBJECT_CHARS_MAX: usize = 120;

/// The most incidents that one mail spells out.
const SPELLED_OUT_MAX: usize = 20;

const FOOT: &str = "-- \nYou get this mail because your address stands under [alerts] of contrabrief. Subscribers get none of them. Nobody reads answers to it.\n";

/// Who tells whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorSettings {
    /// Who sends; its domain stands in the Message-ID.
    pub from: MailAddress,
    /// The operator.
    pub to: MailAddress,
}

/// The mail about one incident, or the digest of several. `None` of none.
///
/// # Errors
/// [`LetterError::Build`] when the library refuses.
pub fn incident_message(
    told: &[(IncidentRecord, IncidentEvent)],
    settings: &OperatorSettings,
) -> Result<Option<Vec<u8>>, LetterError> {
    let Some(at) = told.iter().map(|(record, event)| record.told_at(*event)).max() else {
        return Ok(None);
    };
    let (id, answers, subject, text) = match told {
        [(record, event)] => single(record, *event, settings),
        several => digest(several, settings),
    };
    let OperatorSettings { from, to } = settings;
    plain_message(&Plain { from, to, at, id, answers, subject, text }).map(Some)
}

/// A mail that only shows that mail arrives.
///
/// # Errors
/// As [`incident_message`].
pub fn test_message(at: Instant, settings: &OperatorSettings) -> Result<Vec<u8>, LetterError> {
    let OperatorSettings { from, to } = settings;
    let hash = Sha256Hash::of(format!("test\n{}", at.timestamp_micros()));
    let text = format!(
        "This is what contrabrief incidents test sends. Nothing is wrong: when something is, you get one mail when it begins and one when it is over.\n\n{FOOT}"
    );
    plain_message(&Plain {
        from,
        to,
        at,
        id: format!("<incident.test.{}@{}>", &hash.to_string()[..16], from.domain()),
        answers: None,
        subject: "Test: mail to the operator arrives".to_owned(),
        text,
    })
}

type Parts = (String, Option<String>, String, String);

fn single(record: &IncidentRecord, event: IncidentEvent, settings: &OperatorSettings) -> Parts {
    let (id, answers) = match event {
        IncidentEvent::Opened => (message_id(record, event, settings), None),
        // Under the mail that told of its beginning.
        IncidentEvent::Resolved => (
            message_id(record, event, settings),
            Some(message_id(record, IncidentEvent::Opened, settings)),
        ),
    };
    let text = format!(
        "{}\nIncident {}. One mail when it begins, one when it is over; contrabrief incidents list shows all that are open.\n\n{FOOT}",
        paragraph(record, event),
        clean(&record.incident.key)
    );
    (id, answers, subject(record, event), text)
}

fn digest(told: &[(IncidentRecord, IncidentEvent)], settings: &OperatorSettings) -> Parts {
    let names: Vec<String> =
        told.iter().map(|(record, event)| format!("{}.{}", record.n, event.key())).collect();
    let hash = Sha256Hash::of(names.join("\n"));
    let id = format!("<incidents.{}@{}>", &hash.to_string()[..16], settings.from.domain());
    let opened = told.iter().filter(|(_, event)| *event == IncidentEvent::Opened).count();
    let subject = match (opened, told.len() - opened) {
        (opened, 0) => format!("Open: {opened} incidents"),
        (0, resolved) => format!("Resolved: {resolved} incidents"),
        (opened, resolved) => format!("Open: {opened}, resolved: {resolved} incidents"),
    };
    let mut text =
        "Much happened at once: this mail gathers it. contrabrief incidents list shows all that are open.\n\n"
            .to_owned();
    for (record, event) in told.iter().take(SPELLED_OUT_MAX) {
        let _ = writeln!(text, "{}\n{}", clean(&record.incident.key), paragraph(record, *event));
    }
    if told.len() > SPELLED_OUT_MAX {
        let _ = writeln!(text, "And {} more.\n", told.len() - SPELLED_OUT_MAX);
    }
    (id, None, subject, text + FOOT)
}

fn subject(record: &IncidentRecord, event: IncidentEvent) -> String {
    let word = match event {
        IncidentEvent::Opened => "Open",
        IncidentEvent::Resolved => "Resolved",
    };
    let whole = format!("{word}: {}", clean(&record.incident.cause).trim_end_matches('.'));
    if whole.chars().count() <= SUBJECT_CHARS_MAX {
        return whole;
    }
    whole.chars().take(SUBJECT_CHARS_MAX - 1).chain(['…']).collect()
}

/// One incident, spelled out.
fn paragraph(record: &IncidentRecord, event: IncidentEvent) -> String {
    let incident = &record.incident;
    let mut text = format!("{}\n\n", clean(&incident.cause));
    let mut row = |name: &str, value: &str| {
        let _ = writeln!(text, "    {name:<9}{value}");
    };
    row("Since:", &when(record.opened_at));
    if let (IncidentEvent::Resolved, Some(at)) = (event, record.resolved_at) {
        let lasted = lasted(whole_minutes(at) - whole_minutes(record.opened_at));
        row("Over:", &format!("{}, after {lasted}", when(at)));
        if !record.resolution.is_empty() {
            row("How:", &clean(&record.resolution));
        }
    } else {
        row("Effect:", &clean(&incident.effect));
        row("To do:", &clean(&incident.fix));
    }
    text
}

/// As a mail prints an instant, so that what is printed adds up.
fn whole_minutes(at: Instant) -> TimeDelta {
    TimeDelta::minutes(at.timestamp().div_euclid(60))
}

fn when(at: Instant) -> String {
    at.format("%A %-d %B %Y at %H:%M UTC").to_string()
}

fn lasted(time: TimeDelta) -> String {
    match (time.num_days(), time.num_hours() % 24, time.num_minutes() % 60) {
        (0, 0, 0) => "less than a minute".to_owned(),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

fn message_id(
    record: &IncidentRecord,
    event: IncidentEvent,
    settings: &OperatorSettings,
) -> String {
    let IncidentRecord { n, opened_at, .. } = record;
    let (key, opened) = (&record.incident.key, opened_at.timestamp_micros());
    let hash = Sha256Hash::of(format!("{n}\n{key}\n{opened}\n{}", event.key()));
    let hash = &hash.to_string()[..16];
    format!("<incident.{n}.{}.{hash}@{}>", event.key(), settings.from.domain())
}

#[cfg(test)]
mod tests {
    use mail_parser::MessageParser;

    use super::*;
    use crate::model::Incident;

    fn record() -> IncidentRecord {
        let at = "2026-03-25T10:02:11Z".parse().unwrap();
        IncidentRecord {
            n: 7,
            incident: Incident {
                key: "source:yahoo".to_owned(),
                cause: "The source `yahoo` has not answered for three hours: status 503.".to_owned(),
                effect: "US large caps of 25 March (06:15 America/New_York) goes out without what it has, and says so.".to_owned(),
                fix: "contrabrief sources test yahoo".to_owned(),
            },
            opened_at: at,
            last_seen_at: at,
            times_seen: 3,
            resolved_at: None,
            resolution: String::new(),
            to_tell: Some(IncidentEvent::Opened),
            due_at: at,
            attempts: 0,
            reply: String::new(),
        }
    }

    fn resolved() -> IncidentRecord {
        let at = "2026-03-25T12:07:00Z".parse().ok();
        let resolution = "It answered again.".to_owned();
        IncidentRecord { resolved_at: at, resolution, ..record() }
    }

    fn settings() -> OperatorSettings {
        OperatorSettings {
            from: MailAddress::parse_mailbox("Desk <brief@desk.example>").unwrap(),
            to: MailAddress::parse("ops@desk.example", None).unwrap(),
        }
    }

    fn mail(told: &[(IncidentRecord, IncidentEvent)]) -> (String, String, String) {
        let bytes = incident_message(told, &settings()).unwrap().unwrap();
        assert_eq!(Some(&bytes), incident_message(told, &settings()).unwrap().as_ref());
        let mail = MessageParser::default().parse(&bytes).unwrap();
        let id = mail.message_id().unwrap().to_owned();
        (id, mail.subject().unwrap().to_owned(), mail.body_text(0).unwrap().into_owned())
    }

    #[test]
    fn an_operator_reads_what_is_wrong_since_when_what_it_does_and_what_to_do() {
        let (_, subject, text) = mail(&[(record(), IncidentEvent::Opened)]);
        insta::assert_snapshot!(format!("{subject}\n\n{text}"));
    }

    #[test]
    fn the_end_stands_under_the_beginning_and_says_how_long_it_took() {
        let (began, ..) = mail(&[(record(), IncidentEvent::Opened)]);
        let told = [(resolved(), IncidentEvent::Resolved)];
        let bytes = incident_message(&told, &settings()).unwrap().unwrap();
        let parsed = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(parsed.in_reply_to().as_text(), Some(began.as_str()));
        let (_, subject, text) = mail(&told);
        insta::assert_snapshot!(format!("{subject}\n\n{text}"));
    }

    #[test]
    fn much_at_once_is_one_mail() {
        let told = [(record(), IncidentEvent::Opened), (resolved(), IncidentEvent::Resolved)];
        let (_, subject, text) = mail(&told);
        insta::assert_snapshot!(format!("{subject}\n\n{text}"));
    }

    #[test]
    fn causes_that_would_add_headers_or_lines_do_not() {
        let mut hostile = record();
        hostile.incident.cause = "550 no\r\nBcc: all@desk.example\r\n.\r\nQUIT".to_owned();
        let bytes =
            incident_message(&[(hostile, IncidentEvent::Opened)], &settings()).unwrap().unwrap();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        assert!(mail.bcc().is_none());
        assert_eq!(mail.subject(), Some("Open: 550 no Bcc: all@desk.example . QUIT"));
    }
}
