//! Takes a server's reply and the phase it answered; gives what it means for the message, the
//! connection and the address. Pure. What a server's policy says is never held against an
//! address.
//!
//! Codes: RFC 5321, 4.2; enhanced codes: RFC 3463 and RFC 7372.

use std::time::Duration;

use crate::model::Refusal;

/// A server that asks for more patience than this is asked again after it.
const WAIT_MAX: Duration = Duration::from_hours(6);
/// Added to the wait that a server asks for: its clock and ours differ.
const WAIT_MARGIN: Duration = Duration::from_secs(10);

/// Which step of the dialogue a reply answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// The connection, its greeting, EHLO, TLS and login.
    Connect,
    /// MAIL FROM.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// DATA, before the body.
    Data,
    /// The reply after the final dot.
    Body,
}

/// A refusal in the server's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) phase: Phase,
    pub(super) code: u16,
    pub(super) text: String,
}

/// What a refusal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Try again, no sooner than the server asks for.
    Later(Option<Duration>),
    /// The server closes the connection and wants to be left alone.
    Pause,
    /// Too large for this recipient: the short form may pass.
    TooLarge,
    /// Never.
    Never(Refusal),
    /// Every message would meet it: our login, our TLS.
    Halt,
}

/// Reads a reply that refuses.
pub(super) fn judge(reply: &Reply) -> Verdict {
    let enhanced = enhanced_code(&reply.text);
    match (reply.code, enhanced) {
        (530 | 534 | 535 | 538, _) => Verdict::Halt,
        (421, _) => Verdict::Pause,
        (_, _) if reply.phase == Phase::Connect => Verdict::Pause,
        (_, Some((4 | 5, 3, 4) | (5, 2, 3))) | (552, None) => Verdict::TooLarge,
        (400..=499, _) => Verdict::Later(asked_wait(&reply.text)),
        (_, Some((5, 2 | 7, _))) => Verdict::Never(Refusal::Policy),
        (_, Some((5, 1, 1 | 6 | 10))) if reply.phase == Phase::Rcpt => {
            Verdict::Never(Refusal::Mailbox)
        }
        // A refused sender says nothing about the recipient.
        _ if reply.phase == Phase::Mail => Verdict::Never(Refusal::Policy),
        _ => Verdict::Never(Refusal::Other),
    }
}

/// The first `X.Y.Z` after the reply's code, as RFC 2034 places it.
pub(super) fn enhanced_code(text: &str) -> Option<(u8, u16, u16)> {
    text.split_whitespace().take(ENHANCED_WITHIN_WORDS).find_map(|word| {
        let mut parts = word.trim_matches(|mark: char| !mark.is_ascii_digit()).split('.');
        let class = parts.next()?.parse().ok().filter(|class| matches!(class, 2 | 4 | 5))?;
        let code = (class, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        parts.next().is_none().then_some(code)
    })
}

/// An enhanced code stands first, or after the code; later ones are quotes or addresses.
const ENHANCED_WITHIN_WORDS: usize = 2;

/// The wait that greylisting servers name: `try again in 300 seconds`, `retry in 5 minutes`.
pub(super) fn asked_wait(text: &str) -> Option<Duration> {
    let lower = text.to_ascii_lowercase();
    let words: Vec<&str> = lower
        .split(|mark: char| !mark.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let wait = words.iter().enumerate().find_map(|(at, word)| {
        let digits = word.len() - word.trim_start_matches(|mark: char| mark.is_ascii_digit()).len();
        let (number, glued) = word.split_at(digits);
        let number: u64 = number.parse().ok()?;
        let unit = if glued.is_empty() { *words.get(at + 1)? } else { glued };
        let follows = at.checked_sub(1).is_some_and(|before| {
            matches!(words[before], "in" | "after" | "for" | "wait" | "retry" | "least" | "within")
        });
        follows.then(|| unit_seconds(unit)).flatten().map(|seconds| number.saturating_mul(seconds))
    })?;
    Some((Duration::from_secs(wait).saturating_add(WAIT_MARGIN)).min(WAIT_MAX))
}

fn unit_seconds(unit: &str) -> Option<u64> {
    match unit {
        "s" | "sec" | "secs" | "second" | "seconds" => Some(1),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(60),
        "h" | "hour" | "hours" => Some(3600),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn verdict(phase: Phase, reply: &str) -> Verdict {
        let code = reply[..3].parse().unwrap();
        judge(&Reply { phase, code, text: reply.to_owned() })
    }

    #[test]
    fn replies_mean_what_they_say() {
        use Phase::{Body, Connect, Data, Mail, Rcpt};
        use Refusal::{Mailbox, Other, Policy};
        let later = |seconds: u64| Verdict::Later(Some(Duration::from_secs(seconds + 10)));
        for (phase, reply, expected) in [
            (Rcpt, "550 5.1.1 <ana@x.example>: no such user", Verdict::Never(Mailbox)),
            (Rcpt, "550 5.1.10 recipient not found", Verdict::Never(Mailbox)),
            (Body, "550 5.1.1 no such user", Verdict::Never(Other)),
            (Rcpt, "550 5.7.1 relaying denied", Verdict::Never(Policy)),
            (Rcpt, "554 5.7.26 unauthenticated mail", Verdict::Never(Policy)),
            (Rcpt, "552 5.2.2 mailbox full", Verdict::Never(Policy)),
            (Rcpt, "550 mailbox unavailable", Verdict::Never(Other)),
            (Rcpt, "550 blocked, see 5.1.1 in our list", Verdict::Never(Other)),
            (Mail, "550 sender refused", Verdict::Never(Policy)),
            (Mail, "552 5.3.4 message too big", Verdict::TooLarge),
            (Body, "552 message exceeds limit", Verdict::TooLarge),
            (Body, "554 5.2.3 message too long", Verdict::TooLarge),
            (Mail, "452 4.3.4 too big for now", Verdict::TooLarge),
            (Rcpt, "450 4.2.0 greylisted, try again in 300 seconds", later(300)),
            (Rcpt, "451 4.7.1 please retry in 5 minutes", later(300)),
            (Rcpt, "450 wait 45s", later(45)),
            (Rcpt, "450 4.2.2 mailbox full", Verdict::Later(None)),
            (Rcpt, "451 temporary failure 4711 seconds ago", Verdict::Later(None)),
            (Data, "421 4.7.0 too many connections", Verdict::Pause),
            (Connect, "421 4.3.2 shutting down", Verdict::Pause),
            (Connect, "535 5.7.8 bad credentials", Verdict::Halt),
            (Connect, "554 no service here", Verdict::Pause),
            (Mail, "530 5.7.0 must issue a STARTTLS command first", Verdict::Halt),
        ] {
            assert_eq!(verdict(phase, reply), expected, "{phase:?} {reply}");
        }
    }

    #[test]
    fn a_server_may_not_ask_for_days() {
        assert_eq!(asked_wait("try again in 900 hours"), Some(WAIT_MAX));
        assert_eq!(asked_wait("retry after 99999999999999999999 seconds"), None);
        assert_eq!(asked_wait(&format!("retry after {} hours", u64::MAX)), Some(WAIT_MAX));
    }

    proptest! {
        #[test]
        fn no_reply_makes_the_reader_fail(code in 0_u16..1000, text in "\\PC{0,80}") {
            for phase in [Phase::Connect, Phase::Mail, Phase::Rcpt, Phase::Data, Phase::Body] {
                let verdict = judge(&Reply { phase, code, text: text.clone() });
                let blames = verdict == Verdict::Never(Refusal::Mailbox);
                prop_assert!(!blames || (phase == Phase::Rcpt && code >= 500));
            }
        }
    }
}
