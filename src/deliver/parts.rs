//! Takes what a message holds; gives its MIME parts, and a reader's own lines in text and page.
//! Never puts a word of an operator or a reader into a page unescaped.

use lettre::message::header::{ContentDisposition, ContentTransferEncoding, ContentType};
use lettre::message::{Body as Encoded, MultiPart, SinglePart};

use crate::model::Attachment;

use super::letter::ATTACHABLE;
use super::pictures::{Picture, related};

/// How wide our lines of a plain text are.
const COLUMNS: usize = 72;

/// What a message holds.
pub(super) struct Body<'a> {
    /// The plain text.
    pub(super) text: String,
    /// The page, if any.
    pub(super) html: Option<String>,
    /// What the page shows.
    pub(super) pictures: &'a [Picture],
    /// Files by their names.
    pub(super) files: Vec<(String, Attachment, &'a [u8])>,
}

/// A message's content.
pub(super) enum Content {
    /// One part.
    Single(SinglePart),
    /// Several.
    Multi(MultiPart),
}

/// The parts; boundaries are cut from `seed`, 64 hexadecimal digits.
///
/// # Source
/// RFC 2045 to 2047 (MIME), RFC 2387 (multipart/related).
pub(super) fn content(body: &Body<'_>, seed: &str) -> Content {
    let text = part(ContentType::TEXT_PLAIN, &body.text);
    let readable = match &body.html {
        None => Content::Single(text),
        Some(html) => {
            let page = part(ContentType::TEXT_HTML, html);
            let parts = MultiPart::alternative().boundary(&seed[..32]).singlepart(text);
            Content::Multi(if body.pictures.is_empty() {
                parts.singlepart(page)
            } else {
                parts.multipart(related(page, body.pictures, &seed[32..]))
            })
        }
    };
    if body.files.is_empty() {
        return readable;
    }
    let mixed = MultiPart::mixed().boundary(&seed[16..48]);
    let mixed = match readable {
        Content::Single(text) => mixed.singlepart(text),
        Content::Multi(parts) => mixed.multipart(parts),
    };
    Content::Multi(body.files.iter().fold(mixed, |mixed, file| mixed.singlepart(attached(file))))
}

fn part(content_type: ContentType, text: &str) -> SinglePart {
    let encoding = ContentTransferEncoding::QuotedPrintable;
    let body = Encoded::new_with_encoding(text.to_owned(), encoding)
        .expect("any text can be quoted-printable");
    SinglePart::builder().header(content_type).body(body)
}

fn attached((name, kind, bytes): &(String, Attachment, &[u8])) -> SinglePart {
    let media = ATTACHABLE.iter().find(|(attachable, ..)| attachable == kind);
    let media = media.map_or("application/octet-stream", |(.., media)| media);
    let body = Encoded::new_with_encoding(bytes.to_vec(), ContentTransferEncoding::Base64)
        .expect("any bytes can be written in base64");
    SinglePart::builder()
        .header(ContentType::parse(media).expect("a media type"))
        .header(ContentDisposition::attachment(name))
        .body(body)
}

/// The text with why it corrects at its top and how to leave at its end.
pub(super) fn with_lines(text: &str, correction: Option<&str>, leaving: Option<&str>) -> String {
    let mut whole = String::new();
    if let Some(reason) = correction {
        whole.push_str(&folded(&format!("Correction: {reason}")));
        whole.push_str("\n\n");
    }
    whole.push_str(text);
    if let Some(link) = leaving {
        if !whole.ends_with('\n') {
            whole.push('\n');
        }
        whole.push_str("\nYou get this because you are a reader of this brief. To leave:\n");
        whole.push_str(link);
        whole.push('\n');
    }
    whole
}

fn folded(text: &str) -> String {
    let (mut lines, mut width) = (String::new(), 0);
    for word in text.split(' ') {
        let chars = word.chars().count();
        if width > 0 {
            let breaks = width + 1 + chars > COLUMNS;
            lines.push(if breaks { '\n' } else { ' ' });
            width = if breaks { 0 } else { width + 1 };
        }
        lines.push_str(word);
        width += chars;
    }
    lines
}

/// The page with why it corrects at its top and how to leave at its end.
pub(super) fn with_rows(html: &str, correction: Option<&str>, leaving: Option<&str>) -> String {
    let (mut top, mut end) = (String::new(), String::new());
    if let Some(reason) = correction {
        let style = "margin:0;padding:12px 16px;background-color:#FFE9B0;font-family:Arial,sans-serif;font-size:14px;line-height:20px;color:#5A3B00";
        top = format!("<p style=\"{style}\"><b>Correction:</b> {}</p>", escaped(reason));
    }
    if let Some(link) = leaving {
        let style = "margin:0;padding:0 16px 24px 16px;text-align:center;font-family:Arial,sans-serif;font-size:12px;line-height:18px;color:#55616F";
        end = format!(
            "<p class=\"mu\" style=\"{style}\">You get this because you are a reader of this brief. <a class=\"lk\" href=\"{}\" style=\"color:#0B57A4\">Unsubscribe</a></p>\n",
            escaped(link)
        );
    }
    let opens = html.find("<body").and_then(|at| html[at..].find('>').map(|end| at + end + 1));
    let opens = opens.unwrap_or(0);
    let closes = html.rfind("</body>").filter(|at| *at >= opens).unwrap_or(html.len());
    format!("{}{top}{}{end}{}", &html[..opens], &html[opens..closes], &html[closes..])
}

/// The page with each picture's words in its place.
pub(super) fn without_pictures(html: &str) -> String {
    let (mut page, mut rest) = (String::with_capacity(html.len()), html);
    while let Some(at) = rest.find("<img ") {
        let Some(end) = rest[at..].find('>') else { break };
        page.push_str(&rest[..at]);
        let tag = &rest[at..at + end];
        // The words stand escaped as an attribute, which is safe as text too.
        let words = tag.split_once(" alt=\"").and_then(|(_, words)| words.split('"').next());
        page.push_str(words.unwrap_or_default());
        rest = &rest[at + end + 1..];
    }
    page.push_str(rest);
    page
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}
