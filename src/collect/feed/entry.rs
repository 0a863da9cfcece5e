//! Takes an entry's element; gives what it says about an article. RSS, RDF and Atom of every
//! version call the same things by different names.

use url::Url;

use super::element::Element;
use super::names::Vocabulary::{
    self, Burner, Content, DublinCore, Feed, Itunes, Media, Other, Tombstone,
};
use crate::collect::gather::Draft;
use crate::collect::{dates, symbols};
use crate::model::{Instant, Ticker};

type Name = (Vocabulary, &'static str);

const TITLES: [Name; 4] =
    [(Feed, "title"), (DublinCore, "title"), (Media, "title"), (Itunes, "title")];

/// The longest of these is the text.
const TEXTS: [Name; 12] = [
    (Feed, "description"),
    (Feed, "summary"),
    (Feed, "content"),
    (Feed, "fullitem"),
    (Feed, "body"),
    (Content, "encoded"),
    (DublinCore, "description"),
    (DublinCore, "abstract"),
    (Media, "description"),
    (Itunes, "summary"),
    (Itunes, "subtitle"),
    (Other, "body"),
];

/// The first of these that can be read is the date of publication; those of change stand
/// after those of publication.
const DATES: [Name; 13] = [
    (Feed, "pubdate"),
    (Feed, "published"),
    (Feed, "issued"),
    (DublinCore, "issued"),
    (DublinCore, "available"),
    (DublinCore, "date"),
    (DublinCore, "created"),
    (Feed, "created"),
    (Feed, "date"),
    (Feed, "updated"),
    (Feed, "modified"),
    (DublinCore, "modified"),
    (Media, "pubdate"),
];

/// What an entry says. `base` is where relative links start from, if the entry does not say.
pub(super) fn draft(entry: &Element, base: Option<&str>) -> Draft {
    let (id, url, text) = (identity(entry), link(entry, base), text(entry));
    let title = first(entry, &TITLES).map(markup).unwrap_or_default();
    let is_nameless = title.is_empty() && text.is_empty();
    Draft {
        title: if is_nameless { name(entry, url.as_ref(), id.as_ref()) } else { title },
        id,
        url,
        publisher: publisher(entry),
        text,
        published_at: published_at(entry),
        tickers: tickers(entry),
        withdrawn: false,
    }
}

/// What a tombstone says of the entry it stands for (RFC 6721).
pub(super) fn withdrawal(tombstone: &Element) -> Option<Draft> {
    let id = tombstone.attribute("ref").filter(|id| !id.is_empty())?;
    let comment = tombstone.child(Tombstone, "comment").map(markup);
    Some(Draft {
        id: Some(id.to_owned()),
        title: "Withdrawn by its publisher".to_owned(),
        text: comment.unwrap_or_default(),
        published_at: tombstone.attribute("when").and_then(dates::parse),
        withdrawn: true,
        ..Draft::default()
    })
}

/// An address, made absolute by what it starts from (RFC 3986, 5).
pub(super) fn resolved(link: &str, base: Option<&str>) -> Option<String> {
    let link = link.trim();
    match Url::parse(link) {
        Ok(url) => Some(url.into()),
        Err(_) => Some(Url::parse(base?.trim()).ok()?.join(link).ok()?.into()),
    }
}

fn first<'e>(entry: &'e Element, names: &[Name]) -> Option<&'e Element> {
    names.iter().find_map(|(vocabulary, name)| {
        entry.children().find(|child| child.is(*vocabulary, name) && !child.text().is_empty())
    })
}

/// What to call an entry without title and text: its address, its id, or whatever it holds.
fn name(entry: &Element, url: Option<&String>, id: Option<&String>) -> String {
    let enclosure = || entry.child(Feed, "enclosure")?.attribute("url").map(ToOwned::to_owned);
    let told = url.or(id).cloned().or_else(enclosure);
    told.unwrap_or_else(|| entry.data_lines())
}

fn identity(entry: &Element) -> Option<String> {
    let told = first(entry, &[(Feed, "guid"), (Feed, "id"), (DublinCore, "identifier")]);
    let told = told.map(Element::text).filter(|id| !id.is_empty());
    told.or_else(|| entry.attribute("rdf:about").map(ToOwned::to_owned))
}

/// Its page: where `FeedBurner` says it was before, the link to it, or an id that is one.
fn link(entry: &Element, base: Option<&str>) -> Option<String> {
    let base = entry.base.as_deref().or(base);
    let origin = entry.child(Burner, "origlink").map(Element::text);
    let written = origin
        .or_else(|| links(entry).next())
        .or_else(|| permalink(entry))
        .or_else(|| entry.attribute("rdf:about").map(ToOwned::to_owned))?;
    resolved(&written, base)
}

/// Links of RSS, then those of Atom that lead to the entry itself.
fn links(entry: &Element) -> impl Iterator<Item = String> {
    let rss = entry.children().filter(|child| child.is(Feed, "link")).map(Element::text);
    let is_own = |child: &&Element| {
        let relation = child.attribute("rel");
        child.is(Feed, "link") && relation.is_none_or(|relation| relation == "alternate")
    };
    let atom = entry.children().filter(is_own).filter_map(|child| child.attribute("href"));
    rss.filter(|link| !link.is_empty()).chain(atom.map(ToOwned::to_owned))
}

fn permalink(entry: &Element) -> Option<String> {
    let guid = entry.child(Feed, "guid").filter(|guid| {
        guid.attribute("ispermalink").is_none_or(|word| !word.eq_ignore_ascii_case("false"))
    });
    let id = guid.or_else(|| entry.child(Feed, "id"))?.text();
    (id.starts_with("http://") || id.starts_with("https://")).then_some(id)
}

/// Who published it, where a feed carries the entries of others: the feed it came from, or
/// the author Atom names for it. A byline of RSS is a person, not a publisher.
fn publisher(entry: &Element) -> Option<String> {
    let source = entry.child(Feed, "source");
    let titled = source.map(|source| source.child(Feed, "title").map_or(source.text(), markup));
    let named = entry.child(Feed, "author").and_then(|author| author.child(Feed, "name"));
    let dublin_core = entry.child(DublinCore, "publisher");
    titled
        .filter(|title| !title.is_empty())
        .or_else(|| dublin_core.map(Element::text))
        .or_else(|| named.map(Element::text))
        .filter(|publisher| !publisher.is_empty())
}

fn text(entry: &Element) -> String {
    let texts = entry
        .children()
        .filter(|child| TEXTS.iter().any(|(vocabulary, name)| child.is(*vocabulary, name)))
        .map(markup);
    // Media RSS may hold the description inside a group.
    let group = entry.child(Media, "group").and_then(|group| group.child(Media, "description"));
    texts.chain(group.map(markup)).max_by_key(String::len).unwrap_or_default()
}

/// The content of a text construct as markup (RFC 4287, 3.1 and 4.1.3).
fn markup(element: &Element) -> String {
    let kind = element.attribute("type").unwrap_or_default();
    let is_data = kind.ends_with("/xml") || kind.ends_with("+xml") && !kind.contains("xhtml");
    if element.attribute("mode") == Some("base64") {
        return String::new();
    }
    if is_data && element.children().next().is_some() {
        return element.data_lines();
    }
    element.markup()
}

fn published_at(entry: &Element) -> Option<Instant> {
    DATES.iter().find_map(|(vocabulary, name)| {
        let mut told = entry.children().filter(|child| child.is(*vocabulary, name));
        told.find_map(|child| dates::parse(&child.text()))
    })
}

/// Categories whose scheme says that they are symbols, as newswires and vendors attach them.
fn tickers(entry: &Element) -> Vec<Ticker> {
    const SCHEMES: [&str; 3] = ["ticker", "symbol", "stock"];
    entry
        .children()
        .filter(|child| child.name == "category")
        .filter(|child| {
            let scheme = ["scheme", "domain", "type"].iter().find_map(|name| child.attribute(name));
            scheme.is_some_and(|scheme| {
                let scheme = scheme.to_ascii_lowercase();
                SCHEMES.iter().any(|word| scheme.contains(word))
            })
        })
        .filter_map(|child| {
            let term = child.attribute("term").map_or_else(|| child.text(), ToOwned::to_owned);
            symbols::ticker(&term)
        })
        .collect()
}
