//! Takes what a reader chose on the preferences page; gives how it changes what the desk
//! arranged. What a reader did not choose stays as arranged.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Attachment, MailForm, Subscriber, SubscriberId};

/// What a reader chose for itself, for every brief it gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preference {
    /// Who.
    pub subscriber: SubscriberId,
    /// What the message's body holds; `None` as arranged.
    pub form: Option<MailForm>,
    /// The files that come with the message; `None` as arranged.
    pub attachments: Option<BTreeSet<Attachment>>,
    /// The first date whose editions are sent again; `None` without a pause.
    pub until: Option<NaiveDate>,
}

impl Preference {
    /// Everything as the desk arranged it.
    #[must_use]
    pub fn as_arranged(subscriber: SubscriberId) -> Self {
        Self { subscriber, form: None, attachments: None, until: None }
    }

    /// Changes what its own subscriber gets, and nobody else.
    pub fn apply(&self, subscriber: &mut Subscriber) {
        if subscriber.id != self.subscriber {
            return;
        }
        if let Some(form) = self.form {
            subscriber.wishes.form = form;
        }
        if let Some(attachments) = &self.attachments {
            subscriber.wishes.attachments.clone_from(attachments);
        }
    }

    /// Whether the edition of a date falls into the reader's pause.
    #[must_use]
    pub fn pauses(&self, date: NaiveDate) -> bool {
        self.until.is_some_and(|until| date < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Wishes;

    fn subscriber(id: &str) -> Subscriber {
        let wishes = Wishes {
            form: MailForm::Short,
            attachments: BTreeSet::from([Attachment::Pdf]),
            ..Wishes::default()
        };
        let id = SubscriberId(id.to_owned());
        let address = "ana@reader.example".to_owned();
        Subscriber { id, address, name: None, group: None, owner: None, wishes }
    }

    #[test]
    fn only_what_was_chosen_changes_and_only_for_its_reader() {
        let arranged = subscriber("ana");
        let mut reader = arranged.clone();
        let mut preference = Preference::as_arranged(arranged.id.clone());
        preference.apply(&mut reader);
        assert_eq!(reader, arranged);
        preference.form = Some(MailForm::Text);
        preference.apply(&mut reader);
        assert_eq!(reader.wishes.form, MailForm::Text);
        assert_eq!(reader.wishes.attachments, arranged.wishes.attachments);
        preference.attachments = Some(BTreeSet::new());
        preference.apply(&mut reader);
        assert!(reader.wishes.attachments.is_empty());
        let mut other = subscriber("ben");
        preference.apply(&mut other);
        assert_eq!(other, subscriber("ben"));
    }

    #[test]
    fn a_pause_ends_with_the_edition_of_its_day() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        let mut preference = Preference::as_arranged(SubscriberId("ana".to_owned()));
        assert!(!preference.pauses(day(1)));
        preference.until = Some(day(9));
        assert!(preference.pauses(day(8)) && !preference.pauses(day(9)));
    }
}
