//! Takes a mail that came to the unsubscribe address; gives the token that it carries. Never
//! says whose it is, never trusts it, and never reads one out of an automatic answer or a quote.

use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders as _};

use super::token::TOKEN_CHARS_MAX;

/// Nothing of a mail is read beyond.
const MAIL_BYTES_MAX: usize = 256 * 1024;

/// The word before a token.
const WORD: &str = "unsubscribe";

/// The token in a mail whose subject is `unsubscribe TOKEN`, as the mailto link of
/// List-Unsubscribe makes it, or whose first line is, where a mail program lost the subject.
/// [`TokenKey::read_leave`](super::TokenKey::read_leave) says what it is worth.
///
/// # Source
/// RFC 2369 (the link), RFC 3834 (automatic answers).
#[must_use]
pub fn read_leave_mail(bytes: &[u8]) -> Option<String> {
    let mail = MessageParser::default().parse(&bytes[..bytes.len().min(MAIL_BYTES_MAX)])?;
    if is_automatic(&mail) {
        return None;
    }
    let subject = mail.subject().unwrap_or_default().trim();
    if let Some(token) = after_the_word(subject) {
        return Some(token);
    }
    if !subject.is_empty() && !subject.eq_ignore_ascii_case(WORD) {
        return None;
    }
    let text = mail.body_text(0)?;
    after_the_word(text.lines().map(str::trim).find(|line| !line.is_empty())?)
}

/// A report of a mail server, or an answer that no person wrote.
fn is_automatic(mail: &Message<'_>) -> bool {
    let is_report = mail.content_type().is_some_and(|kind| {
        kind.ctype().eq_ignore_ascii_case("multipart")
            && kind.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case("report"))
    });
    let submitted = mail.header("Auto-Submitted").and_then(HeaderValue::as_text);
    is_report || submitted.is_some_and(|how| !how.trim().eq_ignore_ascii_case("no"))
}

fn after_the_word(line: &str) -> Option<String> {
    let (word, token) = line.split_once(char::is_whitespace)?;
    let token = token.trim();
    let is_plain = |mark: char| mark.is_ascii_alphanumeric() || "-_.".contains(mark);
    let is_token = (1..=TOKEN_CHARS_MAX).contains(&token.len()) && token.chars().all(is_plain);
    (word.eq_ignore_ascii_case(WORD) && is_token).then(|| token.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TOKEN: &str = "aGFyYm91cgphbmE.0123456789abcdef0123";

    fn mail(headers: &str, body: &str) -> Option<String> {
        let text = format!(
            "From: Ana <ana@reader.example>\r\nTo: leave@brief.example\r\n{headers}\r\n{body}\r\n"
        );
        read_leave_mail(text.as_bytes())
    }

    #[test]
    fn the_mail_that_the_link_makes_is_understood() {
        let token = Some(TOKEN.to_owned());
        assert_eq!(mail(&format!("Subject: unsubscribe {TOKEN}\r\n"), ""), token);
        assert_eq!(mail(&format!("subject:   UNSUBSCRIBE\r\n\t{TOKEN}  \r\n"), "Bye"), token);
        let (head, tail) = TOKEN.split_at(20);
        let encoded = format!("Subject: =?utf-8?q?unsubscribe_{head}?=\r\n =?utf-8?q?{tail}?=\r\n");
        assert_eq!(mail(&encoded, ""), token);
        assert_eq!(mail("Subject: Unsubscribe\r\n", &format!("\r\nunsubscribe {TOKEN}")), token);
        assert_eq!(mail("", &format!("Unsubscribe  {TOKEN}\r\n-- \r\nAna")), token);
        assert_eq!(
            mail(&format!("Auto-Submitted: no\r\nSubject: unsubscribe {TOKEN}\r\n"), ""),
            token
        );
    }

    #[test]
    fn quotes_answers_and_reports_are_not() {
        let subject = format!("Subject: unsubscribe {TOKEN}\r\n");
        for headers in [
            format!("Auto-Submitted: auto-replied\r\n{subject}"),
            format!(
                "Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n{subject}"
            ),
            format!("Subject: Re: unsubscribe {TOKEN}\r\n"),
            format!("Subject: please do not unsubscribe {TOKEN}\r\n"),
            format!("Subject: unsubscribe {TOKEN} and more\r\n"),
            format!("Subject: unsubscribe {TOKEN}\u{e9}\r\n"),
            format!("Subject: unsubscribe {}\r\n", "a".repeat(401)),
            "Subject: unsubscribe\r\n".to_owned(),
            "Subject: unsubscribe \r\n".to_owned(),
        ] {
            assert_eq!(mail(&headers, "Hello"), None, "{headers}");
        }
        let line = format!("unsubscribe {TOKEN}");
        assert_eq!(mail("Subject: Your brief\r\n", &line), None, "another matter");
        assert_eq!(mail("Subject: unsubscribe\r\n", &format!("> {line}")), None, "a quote");
        assert_eq!(mail("Subject: unsubscribe\r\n", &format!("Hello\r\n{line}")), None);
    }

    #[test]
    fn controls_in_the_subject_do_no_harm() {
        for control in (0..=0x1f_u8).chain([0x7f]).map(char::from) {
            let read = mail(&format!("Subject: unsubscribe {TOKEN}{control}x\r\n"), "");
            assert!(read.is_none() || read.as_deref() == Some(TOKEN), "{control:?}: {read:?}");
        }
        assert_eq!(read_leave_mail(b""), None);
        assert_eq!(read_leave_mail(&vec![b'\n'; 2_000_000]), None);
    }

    proptest! {
        #[test]
        fn no_mail_makes_the_reader_fall_over(
            bytes in proptest::collection::vec(any::<u8>(), 0..600),
            headers in "(Subject|Content-Type|Auto-Submitted): ?.{0,80}\r\n",
        ) {
            let whole = [headers.as_bytes(), b"\r\n", &bytes].concat();
            for text in [&bytes[..], &whole] {
                if let Some(token) = read_leave_mail(text) {
                    prop_assert!(token.is_ascii() && token.len() <= TOKEN_CHARS_MAX);
                }
            }
        }
    }
}
