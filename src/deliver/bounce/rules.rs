//! Takes what is known of a bounce; gives what is done about it. A pure table: it never reads
//! the message again, and what it does not know it does not act on.

use chrono::Duration;

use crate::model::{BounceDeed, BounceFault, BounceKind, MatchedBy};

/// How many letters come back from a missing mailbox before no more are sent to it.
pub const FAILURES_TO_SUPPRESS: u32 = 2;

/// Within which time they were sent.
pub const FAILURES_WITHIN: Duration = Duration::days(7);

/// What is known of a bounce once its delivery was looked up.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What it says.
    pub kind: BounceKind,
    /// What is at fault.
    pub fault: BounceFault,
    /// How its delivery was found; `None` where it is about none of ours.
    pub matched_by: Option<MatchedBy>,
    /// Whether the report names the address that the letter went to.
    pub names_reader: bool,
    /// Whether the subscriber still has that address.
    pub is_current: bool,
    /// Other letters to that address that came back so, sent within [`FAILURES_WITHIN`].
    pub failed_before: u32,
    /// Whether only the signed token is believed.
    pub token_only: bool,
}

/// What is done about a bounce, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What is done.
    pub deed: BounceDeed,
    /// Whether a suppression is of every brief.
    pub every_brief: bool,
    /// Why, in words for the operator.
    pub why: &'static str,
}

/// Decides.
#[must_use]
pub fn judge(case: &Case) -> Verdict {
    let verdict = |deed, why| Verdict { deed, every_brief: false, why };
    let Some(matched_by) = case.matched_by else {
        return verdict(BounceDeed::Ignored, "about no letter of ours: left where it is");
    };
    let is_believed = matched_by == MatchedBy::Token || !case.token_only;
    match (case.kind, case.fault) {
        (BounceKind::AutoReply, _) => verdict(BounceDeed::Ignored, "a machine's answer"),
        (BounceKind::Delivered, _) => verdict(BounceDeed::Ignored, "the letter arrived"),
        (BounceKind::Delayed, _) => verdict(BounceDeed::Told, "the letter is still on its way"),
        (BounceKind::Unclassified, _) => {
            verdict(BounceDeed::Told, "not understood: left for somebody to read")
        }
        (BounceKind::Complaint | BounceKind::Failed, _) if !is_believed => {
            verdict(BounceDeed::Told, "without a signed token, which `require_token` asks for")
        }
        (BounceKind::Complaint, _) if matched_by == MatchedBy::Token || case.names_reader => {
            verdict(BounceDeed::Suppressed, "the reader called it spam")
        }
        (BounceKind::Complaint, _) | (BounceKind::Failed, BounceFault::Mailbox)
            if !case.names_reader =>
        {
            verdict(BounceDeed::Told, "the report does not name the reader's address")
        }
        (BounceKind::Failed, BounceFault::Mailbox) if !case.is_current => {
            verdict(BounceDeed::Told, "the subscriber has another address by now")
        }
        (BounceKind::Failed, BounceFault::Mailbox)
            if case.failed_before + 1 >= FAILURES_TO_SUPPRESS =>
        {
            let why = "no such mailbox, for the second letter within 7 days";
            Verdict { deed: BounceDeed::Suppressed, every_brief: true, why }
        }
        (BounceKind::Failed, BounceFault::Mailbox) => verdict(
            BounceDeed::Counted,
            "no such mailbox: a second letter within 7 days suppresses",
        ),
        (BounceKind::Failed, BounceFault::Policy) => {
            verdict(BounceDeed::Told, "refused by policy, which says nothing about the address")
        }
        (BounceKind::Failed, BounceFault::Full) => verdict(BounceDeed::Told, "the mailbox is full"),
        (BounceKind::Failed, BounceFault::Other) | (BounceKind::Complaint, _) => {
            verdict(BounceDeed::Told, "failed for another reason")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HARD: Case = Case {
        kind: BounceKind::Failed,
        fault: BounceFault::Mailbox,
        matched_by: Some(MatchedBy::Token),
        names_reader: true,
        is_current: true,
        failed_before: 1,
        token_only: false,
    };

    fn deed(case: &Case) -> BounceDeed {
        judge(case).deed
    }

    #[test]
    fn the_second_hard_bounce_suppresses_every_brief_and_the_first_counts() {
        assert_eq!(deed(&Case { failed_before: 0, ..HARD }), BounceDeed::Counted);
        let verdict = judge(&HARD);
        assert_eq!((verdict.deed, verdict.every_brief), (BounceDeed::Suppressed, true));
        let by_id = Case { matched_by: Some(MatchedBy::MessageId), ..HARD };
        assert_eq!(deed(&by_id), BounceDeed::Suppressed);
        assert_eq!(deed(&Case { token_only: true, ..by_id }), BounceDeed::Told);
        assert_eq!(deed(&Case { token_only: true, ..HARD }), BounceDeed::Suppressed);
    }

    #[test]
    fn a_complaint_suppresses_its_brief_at_once() {
        let case = Case { kind: BounceKind::Complaint, failed_before: 0, ..HARD };
        let verdict = judge(&case);
        assert_eq!((verdict.deed, verdict.every_brief), (BounceDeed::Suppressed, false));
        // Reports are often redacted: the token tells who it was.
        assert_eq!(deed(&Case { names_reader: false, ..case }), BounceDeed::Suppressed);
        let by_id = Case { matched_by: Some(MatchedBy::MessageId), ..case };
        assert_eq!(deed(&by_id), BounceDeed::Suppressed);
        assert_eq!(deed(&Case { names_reader: false, ..by_id }), BounceDeed::Told);
        assert_eq!(deed(&Case { token_only: true, ..by_id }), BounceDeed::Told);
    }

    #[test]
    fn nothing_else_ever_suppresses_or_counts() {
        for kind in BounceKind::ALL {
            for fault in BounceFault::ALL {
                for matched_by in [None, Some(MatchedBy::Token), Some(MatchedBy::MessageId)] {
                    let case = Case { kind, fault, matched_by, failed_before: 99, ..HARD };
                    let acts = kind == BounceKind::Complaint
                        || (kind, fault) == (BounceKind::Failed, BounceFault::Mailbox);
                    let expected = acts && matched_by.is_some();
                    let acted =
                        [BounceDeed::Suppressed, BounceDeed::Counted].contains(&deed(&case));
                    assert_eq!(acted, expected, "{case:?}");
                }
            }
        }
        for case in [Case { names_reader: false, ..HARD }, Case { is_current: false, ..HARD }] {
            assert_eq!(deed(&case), BounceDeed::Told, "{case:?}");
        }
    }
}
