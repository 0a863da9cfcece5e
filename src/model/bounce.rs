//! Takes nothing; gives the nouns of what comes back after a delivery: a bounce, a complaint, an
//! answer by a machine.

use std::fmt;

use super::{DeliveryKey, Instant, Sha256Hash};

/// An enhanced status code.
///
/// # Source
/// RFC 3463, 2: class, subject and detail, of one, at most three and at most three digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusCode {
    /// 2 success, 4 failed for now, 5 failed for good.
    pub class: u8,
    /// What is at fault: 1 the address, 2 the mailbox, 7 policy.
    pub subject: u16,
    /// Which of the subject's faults.
    pub detail: u16,
}

impl StatusCode {
    /// Reads `5.1.1`; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = |digits: &str| -> Option<u16> {
            let is_short = (1..=3).contains(&digits.len());
            let is_plain = digits.bytes().all(|digit| digit.is_ascii_digit());
            if is_short && is_plain { digits.parse().ok() } else { None }
        };
        let mut parts = text.split('.');
        let (class, subject, detail) = (parts.next()?, parts.next()?, parts.next()?);
        let class = match class {
            "2" => 2,
            "4" => 4,
            "5" => 5,
            _ => return None,
        };
        let code = Self { class, subject: number(subject)?, detail: number(detail)? };
        parts.next().is_none().then_some(code)
    }

    /// What the code says is at fault.
    #[must_use]
    pub fn fault(self) -> BounceFault {
        match (self.class, self.subject, self.detail) {
            // No such mailbox; it moved and left no address; its domain takes no mail at all.
            (5, 1, 1 | 6 | 10) => BounceFault::Mailbox,
            (_, 2, 2) => BounceFault::Full,
            (_, 7, _) => BounceFault::Policy,
            _ => BounceFault::Other,
        }
    }

    /// Whether it says no more than its class: `5.0.0`.
    #[must_use]
    pub fn is_unspecific(self) -> bool {
        self.subject == 0 && self.detail == 0
    }
}

impl fmt::Display for StatusCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

/// What a message that came back says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BounceKind {
    /// The letter was not delivered and will not be.
    Failed,
    /// The letter is still on its way.
    Delayed,
    /// The letter was delivered, relayed or expanded.
    Delivered,
    /// The reader called it spam.
    Complaint,
    /// A machine answers for the reader: away, received with thanks.
    AutoReply,
    /// Anything else; it is never acted on.
    Unclassified,
}

impl BounceKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Failed,
        Self::Delayed,
        Self::Delivered,
        Self::Complaint,
        Self::AutoReply,
        Self::Unclassified,
    ];

    /// The word in the store and in lists.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Delayed => "delayed",
            Self::Delivered => "delivered",
            Self::Complaint => "complaint",
            Self::AutoReply => "auto-reply",
            Self::Unclassified => "unclassified",
        }
    }
}

/// What is at fault where a letter came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BounceFault {
    /// There is no such mailbox: RFC 3463's 5.1.1, 5.1.6 and 5.1.10.
    Mailbox,
    /// The mailbox is full.
    Full,
    /// The server's policy: says nothing about the address.
    Policy,
    /// Anything else, or nothing that is known.
    Other,
}

impl BounceFault {
    /// Every fault.
    pub const ALL: [Self; 4] = [Self::Mailbox, Self::Full, Self::Policy, Self::Other];

    /// The word in the store and in lists.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Mailbox => "mailbox",
            Self::Full => "full",
            Self::Policy => "policy",
            Self::Other => "other",
        }
    }
}

/// How a bounce was matched with a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchedBy {
    /// By the signed envelope sender: only who saw the letter's envelope knows it.
    Token,
    /// By the letter's Message-ID, which stands in every copy and answer.
    MessageId,
}

impl MatchedBy {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Token, Self::MessageId];

    /// The word in the store and in lists.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::MessageId => "message-id",
        }
    }
}

/// What was done about a bounce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BounceDeed {
    /// The subscriber gets no more.
    Suppressed,
    /// It counts: the next one of its kind suppresses.
    Counted,
    /// Nothing but telling the operator.
    Told,
    /// Nothing.
    Ignored,
}

impl BounceDeed {
    /// Every deed.
    pub const ALL: [Self; 4] = [Self::Suppressed, Self::Counted, Self::Told, Self::Ignored];

    /// The word in the store and in lists.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Suppressed => "suppressed",
            Self::Counted => "counted",
            Self::Told => "told",
            Self::Ignored => "ignored",
        }
    }
}

/// A message that came back, as it is kept: one for each message, however often it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// Of the whole message.
    pub message: Sha256Hash,
    /// When it was first read.
    pub read_at: Instant,
    /// The delivery that it is about; `None` where it is about none of ours.
    pub delivery: Option<DeliveryKey>,
    /// How that is known.
    pub matched_by: Option<MatchedBy>,
    /// What it says.
    pub kind: BounceKind,
    /// What is at fault.
    pub fault: BounceFault,
    /// The code that says so.
    pub code: Option<StatusCode>,
    /// Whom the report names; empty where it names nobody, or is about none of ours.
    pub recipient: String,
    /// In the server's words.
    pub diagnostic: String,
    /// What was done about it.
    pub deed: BounceDeed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_three_short_numbers_and_nothing_else() {
        for code in ["5.1.1", "4.2.2", "2.0.0", "5.999.999", "5.1.10"] {
            assert_eq!(StatusCode::parse(code).unwrap().to_string(), code);
        }
        for none in
            ["", "5", "5.1", "5.1.1.1", "3.1.1", "5.1.1000", "5..1", "5.1.x", "5.+1.1", " 5.1.1"]
        {
            assert_eq!(StatusCode::parse(none), None, "{none}");
        }
    }

    #[test]
    fn only_a_missing_mailbox_is_the_mailbox_fault() {
        let fault = |code| StatusCode::parse(code).unwrap().fault();
        for code in ["5.1.1", "5.1.6", "5.1.10"] {
            assert_eq!(fault(code), BounceFault::Mailbox, "{code}");
        }
        for code in ["5.7.1", "5.7.26", "4.7.0", "5.7.509"] {
            assert_eq!(fault(code), BounceFault::Policy, "{code}");
        }
        assert_eq!(fault("5.2.2"), BounceFault::Full);
        for code in ["4.1.1", "5.1.2", "5.1.3", "5.2.1", "5.3.4", "5.4.1", "5.0.0", "2.1.1"] {
            assert_eq!(fault(code), BounceFault::Other, "{code}");
        }
    }
}
