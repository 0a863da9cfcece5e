//! Takes a text or a page that many readers share; gives it as a body, quoted-printable, with a
//! reader's own lines in it. Never encodes what they share more than once.

use std::borrow::Cow;

use lettre::message::Body;
use lettre::message::header::ContentTransferEncoding::QuotedPrintable;

/// The encoded lines of a text or a page; a reader's own may stand after `before` and after
/// `between`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Readable {
    before: Vec<u8>,
    between: Vec<u8>,
    after: Vec<u8>,
}

impl Readable {
    /// A plain text, with room above and below it.
    pub(super) fn text(text: &str) -> Self {
        Self { before: Vec::new(), between: quoted(text), after: Vec::new() }
    }

    /// A page, with room at the top and the end of its body.
    pub(super) fn page(html: &str) -> Self {
        let opens = html.find("<body").and_then(|at| html[at..].find('>').map(|end| at + end + 1));
        let opens = opens.unwrap_or(0);
        let opens = opens + usize::from(html[opens..].starts_with('\n'));
        let closes = html.rfind("</body>").filter(|at| *at >= opens).unwrap_or(html.len());
        Self {
            before: quoted(&whole_lines(&html[..opens])),
            between: quoted(&whole_lines(&html[opens..closes])),
            after: quoted(&html[closes..]),
        }
    }

    /// With lines of a reader's own, if there are any, at the top and the end.
    pub(super) fn with(&self, top: &str, end: &str) -> Body {
        let Self { before, between, after } = self;
        let mut body = Vec::with_capacity(before.len() + between.len() + after.len() + 1024);
        body.extend_from_slice(before);
        add_lines(&mut body, top);
        body.extend_from_slice(between);
        add_lines(&mut body, end);
        body.extend_from_slice(after);
        Body::dangerous_pre_encoded(body, QuotedPrintable)
    }
}

/// Adds lines of their own: encoding starts afresh with each line, so only lines can be joined.
fn add_lines(body: &mut Vec<u8>, lines: &str) {
    if lines.is_empty() {
        return;
    }
    if !body.is_empty() && !body.ends_with(b"\n") {
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(&quoted(&whole_lines(lines)));
}

fn whole_lines(text: &str) -> Cow<'_, str> {
    if text.is_empty() || text.ends_with('\n') { text.into() } else { format!("{text}\n").into() }
}

/// # Source
/// RFC 2045, 6.7 (quoted-printable).
fn quoted(text: &str) -> Vec<u8> {
    // The library would move all that follows for each CR that is missing.
    let lines = text.replace("\r\n", "\n").replace('\n', "\r\n");
    let body = Body::new_with_encoding(lines, QuotedPrintable);
    body.expect("any text can be quoted-printable").into_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_readers_rows_leave_no_line_of_a_page_too_long() {
        let row = "<p style=\"margin:0\">Kräne ruhen und niemand weiß warum</p>";
        for (break_, page) in [("\n", format!("<body>\n{row}\n</body>")), ("", row.repeat(9))] {
            let page = format!("<html>{break_}{page}</html>");
            let own = Readable::page(&page).with("<p>Mine =</p>", "<p>Bye</p>");
            let lines: Vec<_> = std::str::from_utf8(own.as_ref()).unwrap().split("\r\n").collect();
            assert!(lines.iter().all(|line| line.len() <= 76), "RFC 2045, 6.7");
            assert!(lines.contains(&"<p>Mine =3D</p>"));
        }
    }
}
