//! Takes the bytes of a feed; gives its entries as articles. RSS, Atom and JSON Feed through
//! feed-rs, with its traps guarded: random ids, times of 24:00, dates that mean nothing, and a
//! single bare ampersand that would cost the whole feed.

mod encoding;

use chrono::Duration;
use feed_rs::model::{Entry, Feed};
use feed_rs::parser;

use super::{ArticleHarvest, CollectError, Fault, Limits, Source, dates, plain_text, url_identity};
use crate::model::{ArticleId, ArticleItem, Instant, Ticker};

/// How far ahead of our clock a publisher's may run.
const CLOCK_SKEW: Duration = Duration::hours(1);

/// Reads a feed.
///
/// # Errors
/// [`CollectError::Html`] for a web page, [`CollectError::Feed`] for what is no feed.
pub fn parse_feed(
    bytes: &[u8],
    source: &Source,
    limits: &Limits,
    now: Instant,
) -> Result<ArticleHarvest, CollectError> {
    if looks_like_html(bytes) {
        return Err(CollectError::Html { due: "a feed" });
    }
    let mut harvest = ArticleHarvest::default();
    let text = encoding::decode(bytes);
    let feed = match parse(&text) {
        Ok(feed) => feed,
        Err(reason) => {
            let feed = parse(&repaired(&text)).map_err(|_| CollectError::Feed(reason))?;
            harvest.faults.push(Fault::Repaired { source: source.id.to_string() });
            feed
        }
    };
    read_entries(feed, source, limits, now, &mut harvest);
    Ok(harvest)
}

fn parse(text: &str) -> Result<Feed, String> {
    parser::Builder::new()
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(dates::parse)
        .sanitize_content(false)
        .build()
        .parse(text.as_bytes())
        .map_err(|error| error.to_string())
}

fn read_entries(
    feed: Feed,
    source: &Source,
    limits: &Limits,
    now: Instant,
    harvest: &mut ArticleHarvest,
) {
    let name = || source.id.to_string();
    let found = feed.entries.len();
    if found == 0 {
        harvest.faults.push(Fault::NoEntries { source: name() });
    }
    if found > limits.items_per_feed_max {
        let read = limits.items_per_feed_max;
        harvest.faults.push(Fault::TooManyEntries { source: name(), found, read });
    }
    let publisher = source
        .publisher
        .clone()
        .or_else(|| {
            feed.title.map(|title| plain_text::line(&title.content, limits.title_chars_max))
        })
        .unwrap_or_else(name);
    let mut undated = 0;
    for entry in feed.entries.into_iter().take(limits.items_per_feed_max) {
        match article(entry, source, &publisher, limits) {
            None => harvest.faults.push(Fault::EmptyEntry { source: name() }),
            Some(item) => match item.published_at {
                Some(claimed) if claimed > now + CLOCK_SKEW => {
                    harvest.faults.push(Fault::FutureDated {
                        source: name(),
                        title: item.title,
                        claimed: claimed.format("%Y-%m-%d %H:%M UTC").to_string(),
                    });
                }
                date => {
                    undated += usize::from(date.is_none());
                    harvest.items.push(item);
                }
            },
        }
    }
    if undated > 0 {
        harvest.faults.push(Fault::Undated { source: name(), count: undated });
    }
}

fn article(entry: Entry, source: &Source, publisher: &str, limits: &Limits) -> Option<ArticleItem> {
    let title = entry.title.map(|title| title.content).unwrap_or_default();
    let summary = entry.summary.map(|summary| summary.content).unwrap_or_default();
    let body = entry.content.and_then(|content| content.body).unwrap_or_default();
    let longest = if body.len() > summary.len() { body } else { summary };
    let text = plain_text::paragraphs(&longest, limits.text_chars_max);
    let title = match plain_text::line(&title, limits.title_chars_max) {
        empty if empty.is_empty() => first_words(&text, limits.title_chars_max),
        title => title,
    };
    if title.is_empty() {
        return None;
    }
    let url = entry
        .links
        .iter()
        .find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"))
        .and_then(|link| url_identity::canonical(&link.href));
    let identity = match entry.id.trim() {
        "" => url.clone().unwrap_or_else(|| format!("{title}\n{text}")),
        id => id.to_owned(),
    };
    let author = entry
        .authors
        .first()
        .and_then(|author| author.name.as_deref())
        .map(|name| plain_text::line(name, limits.title_chars_max))
        .filter(|name| !name.is_empty() && source.publisher.is_none());
    let vendor_tickers = entry
        .categories
        .iter()
        .filter(|category| {
            category.scheme.as_deref().is_some_and(|scheme| scheme.contains("ticker"))
        })
        .filter_map(|category| Ticker::parse(&category.term).ok())
        .collect();
    Some(ArticleItem {
        id: ArticleId::of(&source.id, &identity),
        source: source.id.clone(),
        publisher: author.unwrap_or_else(|| publisher.to_owned()),
        url,
        text: if text == title { String::new() } else { text },
        title,
        published_at: entry.published.or(entry.updated),
        licence: source.licence,
        vendor_tickers,
        full_text: None,
        withdrawn: false,
    })
}

/// A title for an entry that has only text: its first sentence, or what fits.
fn first_words(text: &str, chars_max: usize) -> String {
    let first_line = text.lines().next().unwrap_or_default();
    let sentence = first_line.split_inclusive(". ").next().unwrap_or_default().trim();
    sentence.chars().take(chars_max.min(160)).collect()
}

/// Whether a document is a web page, whatever its media type says.
pub(super) fn looks_like_html(bytes: &[u8]) -> bool {
    const START_BYTES: usize = 512;
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(START_BYTES)]);
    let start = start.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// Bare ampersands become entities: the fault that real feeds have most.
fn repaired(text: &str) -> String {
    const ENTITY_CHARS_MAX: usize = 10;
    let mut mended = String::with_capacity(text.len());
    let mut parts = text.split('&');
    mended.extend(parts.next());
    for part in parts {
        let name: Option<&str> = part.split_once(';').map(|(name, _)| name);
        let is_entity = name.is_some_and(|name| {
            (1..=ENTITY_CHARS_MAX).contains(&name.len())
                && name.chars().all(|mark| mark.is_ascii_alphanumeric() || mark == '#')
        });
        mended.push_str(if is_entity { "&" } else { "&amp;" });
        mended.push_str(part);
    }
    mended
}
