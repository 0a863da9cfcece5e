//! Takes the bytes of a feed; gives its entries as articles. RSS 0.9x to 2.0, RDF, Atom 0.3
//! and 1.0, and JSON Feed, well formed or not: what is broken is mended, what cannot be read
//! costs only its own entry, and both are said.

mod element;
mod encoding;
mod entry;
mod json_feed;
mod names;
mod reader;

#[cfg(test)]
mod tests;

use super::gather::Gathering;
use super::{ArticleHarvest, CollectError, Fault, Limits, Source, text};
use crate::model::Instant;
use element::Element;
use reader::Document;

/// What a document may be called that holds entries.
const ROOTS: [&str; 5] = ["rss", "rdf", "feed", "channel", "entry"];

/// Reads a feed.
///
/// # Errors
/// [`CollectError::Empty`], [`CollectError::Html`] for a web page, [`CollectError::Feed`] for
/// what is no feed or could do harm.
pub fn parse_feed(
    bytes: &[u8],
    source: &Source,
    limits: &Limits,
    now: Instant,
) -> Result<ArticleHarvest, CollectError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(CollectError::Empty);
    }
    if looks_like_html(bytes) {
        return Err(CollectError::Html { due: "a feed" });
    }
    let decoded = encoding::decode(bytes);
    let mut gathering = Gathering::new(source, limits, now);
    if decoded.text.starts_with('{') {
        read_json(&decoded.text, &mut gathering, limits)?;
    } else {
        let mut document =
            reader::read(&decoded.text, limits.items_per_feed_max).map_err(CollectError::Feed)?;
        if decoded.had_errors {
            document.mended.insert("bytes outside its encoding");
        }
        read_xml(&document, &mut gathering, limits)?;
    }
    Ok(gathering.finish())
}

fn read_xml(
    document: &Document,
    gathering: &mut Gathering<'_>,
    limits: &Limits,
) -> Result<(), CollectError> {
    if document.found == 0 && !ROOTS.contains(&document.root.as_str()) {
        return Err(CollectError::Feed(match document.root.as_str() {
            "" => "it holds no XML and no JSON".to_owned(),
            root => format!("it is a document of <{root}>, not of <rss>, <rdf> or <feed>"),
        }));
    }
    let title = document.head.iter().find(|element| element.name == "title");
    gathering.set_publisher(title.map(|title| text::line(&title.markup(), limits.title_chars_max)));
    if !document.mended.is_empty() {
        let what = document.mended.iter().copied().collect::<Vec<_>>().join(", ");
        gathering.fault(|source| Fault::Repaired { source, what });
    }
    let base = base_of(&document.head);
    gathering.expect(document.found);
    for (place, entry) in document.entries.iter().enumerate() {
        gathering.add(place + 1, Ok(entry::draft(entry, base.as_deref())));
    }
    gathering.expect(document.tombstones_found);
    for (place, tombstone) in document.tombstones.iter().enumerate() {
        let draft = entry::withdrawal(tombstone);
        gathering.add(
            document.found + place + 1,
            draft.ok_or_else(|| "it is a withdrawal of nothing".to_owned()),
        );
    }
    if document.found == 0 && document.tombstones.is_empty() {
        gathering.fault(|source| Fault::NoEntries { source });
    }
    Ok(())
}

/// Where relative links start from: the page of the feed.
fn base_of(head: &[Element]) -> Option<String> {
    let links = head.iter().filter(|element| element.name == "link");
    let is_own = |link: &&Element| link.attribute("rel").is_none_or(|word| word == "alternate");
    links.filter(is_own).find_map(|link| {
        let written = link.attribute("href").map_or_else(|| link.text(), ToOwned::to_owned);
        entry::resolved(&written, link.base.as_deref())
    })
}

fn read_json(
    text: &str,
    gathering: &mut Gathering<'_>,
    limits: &Limits,
) -> Result<(), CollectError> {
    let feed = json_feed::read(text)?;
    gathering.set_publisher(feed.title.map(|title| text::line(&title, limits.title_chars_max)));
    if feed.items.is_empty() {
        gathering.fault(|source| Fault::NoEntries { source });
    }
    gathering.expect(feed.items.len());
    for (place, item) in feed.items.into_iter().take(limits.items_per_feed_max).enumerate() {
        let resolve = |url: String| entry::resolved(&url, feed.link.as_deref());
        let item =
            item.map(|draft| super::gather::Draft { url: draft.url.and_then(resolve), ..draft });
        gathering.add(place + 1, item);
    }
    Ok(())
}

/// Whether a document is a web page, whatever its media type says.
pub(super) fn looks_like_html(bytes: &[u8]) -> bool {
    const START_BYTES: usize = 512;
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(START_BYTES)]);
    let start = start.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}
