//! Takes the text of an XML feed, well formed or not; gives its entries as elements, one at a
//! time, and what had to be mended. Entities of a document's own are never expanded, nothing
//! is fetched, and memory holds one entry, not the document.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::element::{Element, Node};
use super::names::{Namespaces, Vocabulary};

/// Deeper elements are taken for their text only.
const DEPTH_MAX: usize = 64;

/// A document nested deeper than this means harm.
const NESTING_MAX: usize = 10_000;

/// More attributes of one element than this are not read.
const ATTRIBUTES_MAX: usize = 256;

/// Syntax errors stepped over before a document is given up.
const ERRORS_MAX: usize = 200;

/// Elements of HTML that never have an end.
const VOID: [&str; 7] = ["br", "hr", "img", "input", "meta", "wbr", "col"];

/// A feed as it was read.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// Its title and link, as elements directly in its channel or feed.
    pub(super) head: Vec<Element>,
    /// Its entries, as many as were wanted.
    pub(super) entries: Vec<Element>,
    /// How many entries there were.
    pub(super) found: usize,
    /// Atom tombstones, at most as many as entries.
    pub(super) tombstones: Vec<Element>,
    /// How many tombstones there were.
    pub(super) tombstones_found: usize,
    /// What was wrong with its XML, in words.
    pub(super) mended: BTreeSet<&'static str>,
    /// Its outermost element, in lower case; empty where there was none.
    pub(super) root: String,
}

/// Reads a feed's XML, keeping at most `entries_max` entries.
///
/// # Errors
/// Why the document is refused, in words.
pub(super) fn read(text: &str, entries_max: usize) -> Result<Document, String> {
    let mut reading = Reading::new(entries_max);
    let mut rest = text;
    for _ in 0..ERRORS_MAX {
        match reading.read(rest)? {
            None => return Ok(reading.finish()),
            Some(position) => {
                // The mark at the error is text; reading goes on behind it.
                let mark = rest[position..].chars().next().map_or(1, char::len_utf8);
                reading.document.mended.insert("stray marks");
                reading.text(&rest[position..(position + mark).min(rest.len())]);
                rest = &rest[(position + mark).min(rest.len())..];
            }
        }
    }
    Err(format!("it has more than {ERRORS_MAX} syntax errors"))
}

struct Reading {
    document: Document,
    entries_max: usize,
    namespaces: Namespaces,
    open: Vec<Element>,
    /// Names as written, of every open element, also those too deep to be kept.
    names: Vec<String>,
}

impl Reading {
    fn new(entries_max: usize) -> Self {
        Self {
            document: Document::default(),
            entries_max,
            namespaces: Namespaces::default(),
            open: Vec::new(),
            names: Vec::new(),
        }
    }

    /// Reads until the end, or gives the place of a syntax error.
    fn read(&mut self, text: &str) -> Result<Option<usize>, String> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        loop {
            match reader.read_event() {
                Err(_) => {
                    let at = usize::try_from(reader.error_position()).unwrap_or(text.len());
                    let at = floor_boundary(text, at.min(text.len()));
                    return Ok((at < text.len()).then_some(at));
                }
                Ok(Event::Eof) => return Ok(None),
                Ok(Event::Start(start)) => self.start(&start)?,
                Ok(Event::Empty(start)) => {
                    self.start(&start)?;
                    self.end(start.name().as_ref());
                }
                Ok(Event::End(end)) => self.end(end.name().as_ref()),
                Ok(Event::Text(part)) => {
                    if part.contains('&') {
                        self.document.mended.insert("bare ampersands");
                    }
                    self.text(&part);
                }
                Ok(Event::CData(part)) => self.text(&part),
                Ok(Event::GeneralRef(reference)) => self.reference(&reference),
                Ok(Event::DocType(declaration)) => refuse_entities(&declaration)?,
                Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_)) => {}
            }
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        let written = start.name().as_ref().to_owned();
        let depth = self.names.len();
        if depth >= NESTING_MAX {
            return Err(format!("its elements are nested deeper than {NESTING_MAX}"));
        }
        let attributes = self.attributes(start);
        for (name, address) in &attributes {
            self.namespaces.declare(depth, name, address);
        }
        let (vocabulary, name) = self.namespaces.resolve(&written);
        if depth == 0 && self.document.root.is_empty() {
            self.document.root.clone_from(&name);
        }
        if is_entry(vocabulary, &name) && self.entry_is_open() {
            self.document.mended.insert("entries without an end");
            self.close_entry();
        }
        if self.open.len() >= DEPTH_MAX {
            self.document.mended.insert("elements nested too deep");
            self.names.push(written);
            return Ok(());
        }
        let base = base_of(&attributes, self.open.last());
        self.names.push(written);
        self.open.push(Element { vocabulary, name, attributes, base, nodes: Vec::new() });
        let is_void = |element: &Element| VOID.contains(&element.name.as_str());
        if self.open.last().is_some_and(is_void) && self.entry_is_open() {
            self.close_last();
        }
        Ok(())
    }

    /// Attributes of HTML without value or quotes are read too; of two with one name the first
    /// counts.
    fn attributes(&mut self, start: &BytesStart<'_>) -> Vec<(String, String)> {
        let mut read: Vec<(String, String)> = Vec::new();
        for attribute in start.html_attributes().with_checks(false).take(ATTRIBUTES_MAX) {
            let Ok(attribute) = attribute else {
                self.document.mended.insert("broken attributes");
                continue;
            };
            let name = attribute.key.as_ref().to_ascii_lowercase();
            if read.iter().all(|(known, _)| *known != name) {
                read.push((name, unescaped(&attribute.value)));
            }
        }
        read
    }

    /// Closes the element of that name and all in it that nobody closed; an end without a
    /// beginning is left out.
    fn end(&mut self, name: &str) {
        let Some(place) = self.names.iter().rposition(|open| open == name) else {
            let is_void = VOID.contains(&name.to_ascii_lowercase().as_str());
            if !is_void {
                self.document.mended.insert("mismatched tags");
            }
            return;
        };
        if place + 1 < self.names.len() {
            self.document.mended.insert("mismatched tags");
        }
        while self.names.len() > place {
            self.close_last();
        }
    }

    /// Closes the innermost element and gives it where it belongs.
    fn close_last(&mut self) {
        let depth = self.names.len().saturating_sub(1);
        self.names.pop();
        self.namespaces.close(depth);
        if self.names.len() >= self.open.len() {
            return;
        }
        let Some(element) = self.open.pop() else { return };
        if is_entry(element.vocabulary, &element.name) {
            self.document.found += 1;
            if self.document.entries.len() < self.entries_max {
                self.document.entries.push(element);
            }
        } else if self.entry_is_open() {
            if let Some(parent) = self.open.last_mut() {
                parent.nodes.push(Node::Element(element));
            }
        } else if element.is(Vocabulary::Tombstone, "deleted-entry") {
            self.document.tombstones_found += 1;
            if self.document.tombstones.len() < self.entries_max {
                self.document.tombstones.push(element);
            }
        } else if self.is_of_head(&element) {
            self.document.head.push(element);
        }
    }

    fn is_of_head(&self, element: &Element) -> bool {
        let is_told = matches!(element.name.as_str(), "title" | "link");
        let in_head = |parent: &Element| matches!(parent.name.as_str(), "channel" | "feed");
        is_told && element.vocabulary == Vocabulary::Feed && self.open.last().is_some_and(in_head)
    }

    fn close_entry(&mut self) {
        while self.entry_is_open() {
            self.close_last();
        }
    }

    fn entry_is_open(&self) -> bool {
        self.open.iter().any(|element| {
            is_entry(element.vocabulary, &element.name)
                || element.is(Vocabulary::Tombstone, "deleted-entry")
        })
    }

    fn text(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.push_text(text);
        }
    }

    /// A reference to a character or to one of HTML's entities; any other stays as written.
    fn reference(&mut self, reference: &BytesRef<'_>) {
        if reference.is_char_ref() {
            if let Ok(Some(character)) = reference.resolve_char_ref() {
                self.text(character.encode_utf8(&mut [0; 4]));
            }
            return;
        }
        if let Some(text) = resolve_html5_entity(reference) {
            return self.text(text);
        }
        self.document.mended.insert("unknown entities");
        self.text(&format!("&{};", &**reference));
    }

    fn finish(mut self) -> Document {
        if !self.names.is_empty() {
            self.document.mended.insert("a missing end");
        }
        while !self.names.is_empty() {
            self.close_last();
        }
        self.document
    }
}

fn is_entry(vocabulary: Vocabulary, name: &str) -> bool {
    // `item` in a namespace nobody knows is an item all the same.
    matches!((vocabulary, name), (Vocabulary::Feed, "item" | "entry") | (Vocabulary::Other, "item"))
}

fn base_of(attributes: &[(String, String)], parent: Option<&Element>) -> Option<String> {
    let outer = parent.and_then(|parent| parent.base.as_deref());
    let own = attributes.iter().find(|(name, _)| name == "xml:base");
    match own {
        None => outer.map(ToOwned::to_owned),
        Some((_, own)) => super::entry::resolved(own, outer).or_else(|| outer.map(Into::into)),
    }
}

fn unescaped(value: &str) -> String {
    quick_xml::escape::unescape_with(value, resolve_html5_entity)
        .map_or_else(|_| value.to_owned(), std::borrow::Cow::into_owned)
}

/// A document type may not define what its references become: entities that hold entities
/// grow without bound, and those of the system read files (CWE-776, CWE-611).
fn refuse_entities(declaration: &str) -> Result<(), String> {
    let defines = |definition: &str| {
        let value = definition.split('>').next().unwrap_or_default();
        value.contains('&') && !value.contains("&#") || is_external(value)
    };
    if declaration.split("<!ENTITY").skip(1).any(defines) {
        return Err("its document type (DTD) defines entities of its own".to_owned());
    }
    Ok(())
}

/// An entity outside the document. One for the document type itself (`%`) is never used.
fn is_external(value: &str) -> bool {
    let mut words = value.split_whitespace();
    let name = words.next();
    name != Some("%") && matches!(words.next(), Some("SYSTEM" | "PUBLIC"))
}

fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|place| text.is_char_boundary(*place)).unwrap_or(0)
}
