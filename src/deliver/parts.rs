//! Takes what a message holds; gives its MIME parts, and a reader's own lines in text and page.
//! Never puts a word of an operator or a reader into a page unescaped.

use lettre::message::header::ContentTransferEncoding::Base64;
use lettre::message::header::{ContentDisposition, ContentType};
use lettre::message::{Body as Encoded, MultiPart, SinglePart};

use crate::model::Attachment;

use super::letter::ATTACHABLE;
use super::pictures::{Picture, related};

/// How wide our lines of a plain text are.
const COLUMNS: usize = 72;

/// What a message holds.
pub(super) struct Body<'a> {
    /// The plain text.
    pub(super) text: Encoded,
    /// The page, if any.
    pub(super) html: Option<Encoded>,
    /// What the page shows.
    pub(super) pictures: &'a [Picture],
    /// Files by their names.
    pub(super) files: Vec<(String, &'a File)>,
}

/// A message's content.
pub(super) enum Content {
    /// One part.
    Single(SinglePart),
    /// Several.
    Multi(MultiPart),
}

/// A file that may be attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct File {
    pub(super) kind: Attachment,
    base64: Vec<u8>,
}

impl File {
    pub(super) fn new(kind: Attachment, bytes: Vec<u8>) -> Self {
        Self { kind, base64: base64(bytes) }
    }

    fn part(&self, name: &str) -> SinglePart {
        let media = ATTACHABLE.iter().find(|(attachable, ..)| *attachable == self.kind);
        let media = media.map_or("application/octet-stream", |(.., media)| media);
        SinglePart::builder()
            .header(ContentType::parse(media).expect("a media type"))
            .header(ContentDisposition::attachment(name))
            .body(Encoded::dangerous_pre_encoded(self.base64.clone(), Base64))
    }
}

pub(super) fn base64(bytes: Vec<u8>) -> Vec<u8> {
    let body = Encoded::new_with_encoding(bytes, Base64);
    body.expect("any bytes can be written in base64").into_vec()
}

/// The parts; boundaries are cut from `seed`, 64 hexadecimal digits.
///
/// # Source
/// RFC 2045 to 2047 (MIME), RFC 2387 (multipart/related).
pub(super) fn content(body: Body<'_>, seed: &str) -> Content {
    let text = part(ContentType::TEXT_PLAIN, body.text);
    let readable = match body.html {
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
    let attached =
        |mixed: MultiPart, (name, file): &(String, &File)| mixed.singlepart(file.part(name));
    Content::Multi(body.files.iter().fold(mixed, attached))
}

fn part(content_type: ContentType, body: Encoded) -> SinglePart {
    SinglePart::builder().header(content_type).body(body)
}

/// What a reader is told before anything else.
pub(super) enum Above {
    /// Why it corrects what was sent before.
    Correction(String),
    /// How late it came out.
    Late(String),
}

/// What stands above a text, and below it: how to leave.
pub(super) fn text_lines(above: Option<&Above>, leaving: Option<&str>) -> [String; 2] {
    let top = above.map(|above| match above {
        Above::Correction(reason) => format!("{}\n\n", folded(&format!("Correction: {reason}"))),
        Above::Late(span) => format!("Published {span} late.\n\n"),
    });
    let end = leaving.map(|link| {
        format!("\nYou get this because you are a reader of this brief. To leave:\n{link}\n")
    });
    [top, end].map(Option::unwrap_or_default)
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

/// The same in a page.
pub(super) fn page_rows(above: Option<&Above>, leaving: Option<&str>) -> [String; 2] {
    let top = above.map(|above| {
        let style = "margin:0;padding:12px 16px;background-color:#FFE9B0;font-family:Arial,sans-serif;font-size:14px;line-height:20px;color:#5A3B00";
        let words = match above {
            Above::Correction(reason) => format!("<b>Correction:</b> {}", escaped(reason)),
            Above::Late(span) => format!("Published {} late.", escaped(span)),
        };
        format!("<p style=\"{style}\">{words}</p>\n")
    });
    let end = leaving.map(|link| {
        let style = "margin:0;padding:0 16px 24px 16px;text-align:center;font-family:Arial,sans-serif;font-size:12px;line-height:18px;color:#55616F";
        format!(
            "<p class=\"mu\" style=\"{style}\">You get this because you are a reader of this brief. <a class=\"lk\" href=\"{}\" style=\"color:#0B57A4\">Unsubscribe</a></p>\n",
            escaped(link)
        )
    });
    [top, end].map(Option::unwrap_or_default)
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
