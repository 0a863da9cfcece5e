//! Takes nothing; gives who gets editions, how each wants them, and who must not get them.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{NaiveTime, Weekday};
use chrono_tz::Tz;

use super::{BriefId, Instant, SaidWishes, Sha256Hash, Ticker};

/// The id of a subscriber, as configured.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubscriberId(pub String);

impl fmt::Display for SubscriberId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Somebody who gets editions by mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscriber {
    /// Stable id, from which the Message-ID is made.
    pub id: SubscriberId,
    /// Mail address.
    pub address: String,
    /// Display name, if any.
    pub name: Option<String>,
    /// The client or team it belongs to, which may name a watchlist for all of its members.
    pub group: Option<String>,
    /// Who is told when the subscriber leaves or its address dies: the account owner's mailbox.
    pub owner: Option<String>,
    /// How it wants its editions.
    pub wishes: Wishes,
}

/// A client or team whose members share an owner and wishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The id that its members name.
    pub id: String,
    /// The name a reader knows.
    pub name: Option<String>,
    /// Who is told of its members, where they name nobody themselves.
    pub owner: Option<String>,
    /// What its members wish where they say nothing.
    pub wishes: SaidWishes,
}

/// A subscriber that the store keeps, as it was added: what its group says is not filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagedSubscriber {
    /// Stable id.
    pub id: SubscriberId,
    /// Mail address as it was written; `None` once forgotten.
    pub address: Option<String>,
    /// Of the address in its normal form, by which it is found again.
    pub address_sha256: Sha256Hash,
    /// Display name, if any.
    pub name: Option<String>,
    /// The group's id, if any.
    pub group: Option<String>,
    /// Who is told of it.
    pub owner: Option<String>,
    /// What it says of its wishes.
    pub wishes: SaidWishes,
    /// The briefs it is entitled to.
    pub briefs: BTreeSet<BriefId>,
    /// When it was added.
    pub added_at: Instant,
    /// When it was last changed.
    pub changed_at: Instant,
    /// When it was forgotten.
    pub forgotten_at: Option<Instant>,
}

impl ManagedSubscriber {
    /// The subscriber, with what its group says filled in; `None` once it is forgotten.
    #[must_use]
    pub fn subscriber(&self, groups: &[Group]) -> Option<Subscriber> {
        let group = groups.iter().find(|group| Some(&group.id) == self.group.as_ref());
        Some(Subscriber {
            id: self.id.clone(),
            address: self.address.clone()?,
            name: self.name.clone(),
            group: self.group.clone(),
            owner: self.owner.clone().or_else(|| group?.owner.clone()),
            wishes: self.wishes.with_group(group.map(|group| &group.wishes)),
        })
    }
}

/// A text with something else where it held an address, in whatever case. A longer address that
/// begins or ends like it stays.
#[must_use]
pub fn address_replaced(text: &str, address: &str, by: &str) -> String {
    let (lower, address) = (text.to_ascii_lowercase(), address.to_ascii_lowercase());
    if address.is_empty() {
        return text.to_owned();
    }
    let of_address = |mark: char| mark.is_alphanumeric() || "!#$%&*+-/=?^_`{|}~.".contains(mark);
    let mut left = String::new();
    let mut from = 0;
    for (at, _) in lower.match_indices(&address) {
        let end = at + address.len();
        let after = lower[end..].trim_start_matches('.');
        let dots = lower.len() - end - after.len();
        let goes_on =
            after.starts_with(char::is_alphanumeric) || (dots == 0 && after.starts_with('-'));
        if lower[..at].ends_with(of_address) || goes_on {
            continue;
        }
        left.push_str(&text[from..at]);
        left.push_str(by);
        from = end;
    }
    left.push_str(&text[from..]);
    left
}

/// How a subscriber wants editions. The default is the whole brief, in full, when it is out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// The names that the brief is cut to; empty for the whole brief.
    pub watchlist: BTreeSet<Ticker>,
    /// What the message's body holds.
    pub form: MailForm,
    /// Files that come with the message.
    pub attachments: BTreeSet<Attachment>,
    /// In which language dates stand; a BCP 47 tag such as `de`. `None` for the brief's English.
    pub date_language: Option<String>,
    /// The zone in which times stand and `from_time` is meant; `None` for the brief's own.
    pub zone: Option<Tz>,
    /// No delivery begins before this time of the day in the zone.
    pub from_time: Option<NaiveTime>,
    /// The weekdays, in the zone, of the editions it gets; empty for every edition.
    pub weekdays: BTreeSet<WeekdayFromMonday>,
}

/// A weekday in the order of ISO 8601: 0 is Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WeekdayFromMonday(pub u8);

impl From<Weekday> for WeekdayFromMonday {
    fn from(day: Weekday) -> Self {
        Self(u8::try_from(day.num_days_from_monday()).expect("less than seven"))
    }
}

/// What a message's body holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum MailForm {
    /// Page with pictures, and text.
    #[default]
    Full,
    /// The short page without pictures, and text.
    Short,
    /// Text alone.
    Text,
}

/// A rendition that comes as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attachment {
    /// The brief on paper.
    Pdf,
    /// The brief for machines.
    Json,
}

/// Why a subscriber must not get editions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SuppressionReason {
    /// The operator said so.
    Operator,
    /// The reader unsubscribed.
    Unsubscribed,
    /// The mailbox does not exist.
    Bounced,
    /// The reader called it spam.
    Complained,
    /// The reader asked to be forgotten.
    Forgotten,
}

impl SuppressionReason {
    /// Every reason.
    pub const ALL: [Self; 5] =
        [Self::Operator, Self::Unsubscribed, Self::Bounced, Self::Complained, Self::Forgotten];

    /// The word in the store and in lists.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Unsubscribed => "unsubscribed",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
            Self::Forgotten => "forgotten",
        }
    }
}

/// A subscriber gets no editions, of one brief or of any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// Who.
    pub subscriber: SubscriberId,
    /// Of which brief; `None` for all.
    pub brief: Option<BriefId>,
    /// Why.
    pub reason: SuppressionReason,
    /// In whose words: the server's reply, the operator's note.
    pub detail: String,
    /// Since when.
    pub since: Instant,
}

impl Suppression {
    /// Whether it keeps its subscriber from a brief.
    #[must_use]
    pub fn covers(&self, subscriber: &SubscriberId, brief: &BriefId) -> bool {
        self.subscriber == *subscriber && self.brief.as_ref().is_none_or(|own| own == brief)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_out_of_a_text_and_a_longer_one_stays() {
        for (text, left) in [
            (
                "550 5.1.1 <Bo@x.Example>: no such user bo@x.example.",
                "550 5.1.1 <…>: no such user ….",
            ),
            ("jo.bo@x.example and bo@x.example.com", "jo.bo@x.example and bo@x.example.com"),
            ("über bo@x.example", "über …"),
            ("bo@x.example-y bo@x.example", "bo@x.example-y …"),
        ] {
            assert_eq!(address_replaced(text, "bo@X.example", "…"), left);
        }
        assert_eq!(address_replaced("as it was", "", "…"), "as it was");
    }
}
