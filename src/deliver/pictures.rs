//! Takes a mail's page and its edition's files; gives the parts that hold its pictures. Never
//! sends a picture that the page does not show: clients would list it as an attachment.

use lettre::message::header::ContentTransferEncoding::Base64;
use lettre::message::header::{ContentDisposition, ContentId, ContentType};
use lettre::message::{Body, MultiPart, SinglePart};

use crate::model::{EditionKey, Revision, content_id};

use super::parts::base64;

/// A picture of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    /// What the page calls it.
    cid: String,
    base64: Vec<u8>,
}

impl Picture {
    pub(super) fn new(cid: String, bytes: Vec<u8>) -> Self {
        Self { cid, base64: base64(bytes) }
    }

    fn part(&self) -> SinglePart {
        SinglePart::builder()
            .header(ContentType::parse("image/png").expect("a media type"))
            .header(ContentDisposition::inline())
            .header(ContentId::from(format!("<{}>", self.cid)))
            .body(Body::dangerous_pre_encoded(self.base64.clone(), Base64))
    }
}

/// The pictures among `files` that `html` shows, in their order.
///
/// # Errors
/// Whatever `read` fails with.
pub(super) fn shown<'f, E>(
    html: &str,
    (key, revision): (&EditionKey, Revision),
    files: impl Iterator<Item = &'f str>,
    mut read: impl FnMut(&str) -> Result<Vec<u8>, E>,
) -> Result<Vec<Picture>, E> {
    files
        .map(|file| (file, content_id(file, key, revision)))
        .filter(|(_, cid)| html.contains(&format!("\"cid:{cid}\"")))
        .map(|(file, cid)| Ok(Picture::new(cid, read(file)?)))
        .collect()
}

/// The page with its pictures.
///
/// # Source
/// RFC 2387 (multipart/related).
pub(super) fn related(page: SinglePart, pictures: &[Picture], boundary: &str) -> MultiPart {
    let kind = format!("multipart/related; type=\"text/html\"; boundary=\"{boundary}\"");
    let kind = ContentType::parse(&kind).expect("a media type");
    let related = MultiPart::builder().header(kind).singlepart(page);
    pictures.iter().fold(related, |related, picture| related.singlepart(picture.part()))
}
