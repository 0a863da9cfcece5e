//! Takes the fields of a form; gives what a reader asks for, or nothing where it asks for
//! something else. Nothing is guessed: a POST that says nothing changes nothing.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::form::value;
use crate::model::{Attachment, MailForm, Preference, SubscriberId};

/// The longest pause.
pub(super) const PAUSE_DAYS_MAX: u64 = 366;

/// What a reader leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaving {
    /// One brief, with the button of its mail program (RFC 8058).
    OneClick,
    /// One brief, with the page's button.
    Brief,
    /// Every brief: the page alone offers it.
    All,
}

impl Leaving {
    pub(super) fn of(fields: &[(String, String)]) -> Option<Self> {
        if value(fields, "List-Unsubscribe") == Some("One-Click") {
            return Some(Self::OneClick);
        }
        match value(fields, "leave")? {
            "brief" => Some(Self::Brief),
            "all" => Some(Self::All),
            _ => None,
        }
    }

    /// How, in the words that the owner reads after "with".
    pub(super) fn detail(self) -> &'static str {
        match self {
            Self::OneClick => "the one-click button of the mail program",
            Self::Brief | Self::All => "the page behind the link in the mail",
        }
    }
}

/// Whether the page's button to come back was pressed.
pub(super) fn returns(fields: &[(String, String)]) -> bool {
    value(fields, "return") == Some("yes")
}

/// The forms of a mail, by their words.
pub(super) const FORMS: [(&str, Option<MailForm>); 4] = [
    ("arranged", None),
    ("full", Some(MailForm::Full)),
    ("short", Some(MailForm::Short)),
    ("text", Some(MailForm::Text)),
];

/// The files that may come with a mail, by their words.
pub(super) const FILES: [(&str, Option<&[Attachment]>); 5] = [
    ("arranged", None),
    ("none", Some(&[])),
    ("pdf", Some(&[Attachment::Pdf])),
    ("json", Some(&[Attachment::Json])),
    ("both", Some(&[Attachment::Pdf, Attachment::Json])),
];

/// The word of a set of files.
pub(super) fn files_word(set: Option<&BTreeSet<Attachment>>) -> &'static str {
    let is = |files: Option<&[Attachment]>| {
        files.map(|files| files.iter().copied().collect::<BTreeSet<_>>()).as_ref() == set
    };
    FILES.iter().find_map(|(word, files)| is(*files).then_some(*word)).unwrap_or("arranged")
}

/// What a reader chose on a day, or what is wrong with it, in a sentence for the page.
pub(super) fn preference(
    fields: &[(String, String)],
    subscriber: &SubscriberId,
    today: NaiveDate,
) -> Result<Preference, String> {
    let word = |name: &str| value(fields, name).unwrap_or_default();
    let form = FORMS.iter().find(|(known, _)| *known == word("form"));
    let files = FILES.iter().find(|(known, _)| *known == word("files"));
    let (Some((_, form)), Some((_, files))) = (form, files) else {
        return Err("The form was not whole. Nothing was changed: please choose again.".to_owned());
    };
    let until = match word("until") {
        "" => None,
        typed => Some(until(typed, today)?),
    };
    Ok(Preference {
        subscriber: subscriber.clone(),
        form: *form,
        attachments: files.map(|files| files.iter().copied().collect()),
        until,
    })
}

fn until(typed: &str, today: NaiveDate) -> Result<NaiveDate, String> {
    let last = today + Days::new(PAUSE_DAYS_MAX);
    let date = NaiveDate::parse_from_str(typed, "%Y-%m-%d").ok();
    date.filter(|date| *date > today && *date <= last).ok_or_else(|| {
        format!(
            "A pause ends between tomorrow and {last}. Nothing was changed: please choose again."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Vec<(String, String)> {
        super::super::form::fields("application/x-www-form-urlencoded", text.as_bytes())
    }

    fn chosen(text: &str) -> Result<Preference, String> {
        let today = NaiveDate::from_ymd_opt(2026, 3, 24).unwrap();
        preference(&fields(text), &SubscriberId("ana".to_owned()), today)
    }

    #[test]
    fn one_click_never_leaves_every_brief() {
        let of = |text: &str| Leaving::of(&fields(text));
        assert_eq!(of("List-Unsubscribe=One-Click"), Some(Leaving::OneClick));
        assert_eq!(of("List-Unsubscribe=One-Click&leave=all"), Some(Leaving::OneClick));
        assert_eq!(of("leave=brief"), Some(Leaving::Brief));
        assert_eq!(of("leave=all"), Some(Leaving::All));
        for nothing in ["", "leave=", "leave=everything", "List-Unsubscribe=one-click", "leave"] {
            assert_eq!(of(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_choice_is_whole_or_nothing() {
        let all = chosen("form=text&files=both&until=2026-04-06").unwrap();
        assert_eq!(all.form, Some(MailForm::Text));
        assert_eq!(files_word(all.attachments.as_ref()), "both");
        assert_eq!(all.until, NaiveDate::from_ymd_opt(2026, 4, 6));
        let arranged = chosen("form=arranged&files=arranged&until=").unwrap();
        assert_eq!(arranged, Preference::as_arranged(SubscriberId("ana".to_owned())));
        for wrong in ["", "form=full", "files=pdf", "form=loud&files=pdf", "form=full&files=exe"] {
            chosen(wrong).unwrap_err();
        }
        for until in ["2026-03-24", "2027-03-26", "soon", "2026-02-30", "-1"] {
            let told = chosen(&format!("form=full&files=pdf&until={until}")).unwrap_err();
            assert!(told.contains("tomorrow and 2027-03-25"), "{until}: {told}");
        }
    }
}
