//! Takes a letter and its reader's links; gives the headers of a list. Never gives a value
//! that could end its header.

use super::letter::{Letter, LetterError, LetterSettings};

/// By what a reader leaves.
pub(super) struct ReaderLinks {
    /// Says who leaves what, signed.
    pub(super) token: String,
    /// Where the pages for readers are served, if anywhere.
    pub(super) public_url: Option<String>,
}

impl ReaderLinks {
    /// The page to leave by.
    fn page(&self) -> Option<String> {
        self.public_url.as_ref().map(|url| format!("{url}/unsubscribe/{}", self.token))
    }

    /// The link at a message's end: the page, or a mail.
    pub(super) fn shown(&self, settings: &LetterSettings) -> Option<String> {
        self.page().or_else(|| mailto(settings, Some(self)))
    }
}

fn mailto(settings: &LetterSettings, links: Option<&ReaderLinks>) -> Option<String> {
    let address = settings.unsubscribe.as_ref()?.address();
    // A local part may hold what stands for something else in an address line: RFC 6068, 2.
    let address = address.to_string().replace('%', "%25").replace('?', "%3F").replace('&', "%26");
    let token = links.map(|links| format!("%20{}", links.token)).unwrap_or_default();
    Some(format!("mailto:{address}?subject=unsubscribe{token}"))
}

/// The headers of a list's message, in their order.
pub(super) fn list_headers(
    letter: &Letter,
    links: Option<&ReaderLinks>,
) -> Vec<(&'static str, String)> {
    let Letter { settings, key, revision, edition_sha256, .. } = letter;
    let edition = format!("{} {} {revision} {edition_sha256}", key.date, key.brief);
    let feedback = format!("{}:{revision}:brief:{}", key.date, settings.list_id);
    let mut headers = vec![
        ("List-Id", format!("<{}>", settings.list_id)),
        ("Auto-Submitted", "auto-generated".to_owned()),
        ("Precedence", "list".to_owned()),
        ("Feedback-ID", feedback),
        ("X-Contrabrief-Edition", edition),
        ("Content-Language", settings.language.clone()),
    ];
    let page = links.and_then(ReaderLinks::page);
    let ways: Vec<String> = [page.clone(), mailto(settings, links)]
        .into_iter()
        .flatten()
        .map(|way| format!("<{way}>"))
        .collect();
    if !ways.is_empty() {
        headers.push(("List-Unsubscribe", ways.join(", ")));
    }
    // RFC 8058, 3.1: only beside an https address.
    if page.is_some_and(|page| page.starts_with("https:")) {
        headers.push(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
    }
    headers
}

/// A Message-ID that is one.
pub(super) fn checked_id(header: &'static str, id: &str) -> Result<String, LetterError> {
    let inner = id.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let fine = inner.is_some_and(|inner| {
        let marks = inner.chars().all(|mark| mark.is_ascii_graphic() && !"<>".contains(mark));
        marks && inner.matches('@').count() == 1 && inner.len() <= 250
    });
    if fine { Ok(id.to_owned()) } else { Err(LetterError::Header { header, value: id.to_owned() }) }
}
