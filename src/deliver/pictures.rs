//! Takes a mail's page and its edition's files; gives the parts that hold its pictures. Never
//! sends a picture that the page does not show: clients would list it as an attachment.

use lettre::message::header::{
    ContentDisposition, ContentId, ContentTransferEncoding, ContentType,
};
use lettre::message::{Body, MultiPart, SinglePart};

use crate::model::{EditionKey, Revision, content_id};

/// A picture of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    /// What the page calls it.
    cid: String,
    bytes: Vec<u8>,
}

#[cfg(test)]
impl Picture {
    pub(super) fn new(cid: &str, bytes: &[u8]) -> Self {
        Self { cid: cid.to_owned(), bytes: bytes.to_vec() }
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
        .map(|(file, cid)| Ok(Picture { cid, bytes: read(file)? }))
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
    pictures.iter().fold(related, |related, picture| related.singlepart(part(picture)))
}

fn part(picture: &Picture) -> SinglePart {
    let body = Body::new_with_encoding(picture.bytes.clone(), ContentTransferEncoding::Base64)
        .expect("any bytes can be written in base64");
    SinglePart::builder()
        .header(ContentType::parse("image/png").expect("a media type"))
        .header(ContentDisposition::inline())
        .header(ContentId::from(format!("<{}>", picture.cid)))
        .body(body)
}
