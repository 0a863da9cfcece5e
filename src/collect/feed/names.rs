//! Takes the names of elements as feeds write them, with whatever prefixes; gives what they
//! mean: a vocabulary and a local name. A prefix nobody declared means what it usually means.

/// The vocabularies that say something about an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// RSS of any version, RDF and Atom; also elements without a namespace.
    Feed,
    /// Dublin Core, elements and terms.
    DublinCore,
    /// RSS content module.
    Content,
    /// Media RSS.
    Media,
    /// Apple's podcast elements.
    Itunes,
    /// `FeedBurner`.
    Burner,
    /// Atom tombstones (RFC 6721).
    Tombstone,
    /// Anything else.
    Other,
}

/// A part of a namespace's address and the vocabulary it means.
const ADDRESSES: [(&str, Vocabulary); 14] = [
    ("www.w3.org/2005/atom", Vocabulary::Feed),
    ("purl.org/atom/ns", Vocabulary::Feed),
    ("purl.org/rss/1.0/modules/content", Vocabulary::Content),
    ("purl.org/rss/1.0/modules", Vocabulary::Other),
    ("purl.org/rss/1.0", Vocabulary::Feed),
    ("my.netscape.com/rdf/simple", Vocabulary::Feed),
    ("channel.netscape.com/rdf/simple", Vocabulary::Feed),
    ("www.w3.org/1999/02/22-rdf-syntax-ns", Vocabulary::Feed),
    ("purl.org/dc/", Vocabulary::DublinCore),
    ("search.yahoo.com/mrss", Vocabulary::Media),
    ("www.itunes.com/dtds", Vocabulary::Itunes),
    ("rssnamespace.org/feedburner", Vocabulary::Burner),
    ("purl.org/atompub/tombstones", Vocabulary::Tombstone),
    ("backend.userland.com/rss", Vocabulary::Feed),
];

/// What prefixes mean where nobody declared them.
const PREFIXES: [(&str, Vocabulary); 13] = [
    ("atom", Vocabulary::Feed),
    ("atom10", Vocabulary::Feed),
    ("a10", Vocabulary::Feed),
    ("rss", Vocabulary::Feed),
    ("rdf", Vocabulary::Feed),
    ("dc", Vocabulary::DublinCore),
    ("dcterms", Vocabulary::DublinCore),
    ("content", Vocabulary::Content),
    ("media", Vocabulary::Media),
    ("itunes", Vocabulary::Itunes),
    ("feedburner", Vocabulary::Burner),
    ("at", Vocabulary::Tombstone),
    ("xhtml", Vocabulary::Other),
];

/// The prefixes declared by the open elements.
#[derive(Debug, Default)]
pub(super) struct Namespaces {
    /// Depth of the declaring element, prefix (empty for the default), meaning.
    declared: Vec<(usize, String, Vocabulary)>,
}

impl Namespaces {
    /// Takes in the attribute of an element at `depth` if it declares a namespace.
    pub(super) fn declare(&mut self, depth: usize, attribute: &str, address: &str) {
        let prefix = match attribute.split_once(':') {
            None if attribute == "xmlns" => "",
            Some(("xmlns", prefix)) => prefix,
            _ => return,
        };
        self.declared.push((depth, prefix.to_ascii_lowercase(), meaning(address)));
    }

    /// Forgets what elements at `depth` and deeper declared.
    pub(super) fn close(&mut self, depth: usize) {
        while self.declared.last().is_some_and(|(declared_at, ..)| *declared_at >= depth) {
            self.declared.pop();
        }
    }

    /// The meaning of a name such as `dc:date`: its vocabulary and `date`.
    pub(super) fn resolve(&self, name: &str) -> (Vocabulary, String) {
        let lower = name.to_ascii_lowercase();
        let (prefix, local) = lower.split_once(':').unwrap_or(("", &lower));
        let declared = self.declared.iter().rev().find(|(_, known, _)| known == prefix);
        let vocabulary = match declared {
            Some((_, _, vocabulary)) => *vocabulary,
            None if prefix.is_empty() => Vocabulary::Feed,
            None => usual(prefix),
        };
        (vocabulary, local.to_owned())
    }
}

fn meaning(address: &str) -> Vocabulary {
    let address = address.trim().to_ascii_lowercase();
    if address.is_empty() {
        return Vocabulary::Feed;
    }
    let bare = address.split_once("://").map_or(address.as_str(), |(_, bare)| bare);
    ADDRESSES
        .iter()
        .find(|(known, _)| bare.starts_with(known))
        .map_or(Vocabulary::Other, |(_, vocabulary)| *vocabulary)
}

fn usual(prefix: &str) -> Vocabulary {
    let known = PREFIXES.iter().find(|(known, _)| *known == prefix);
    known.map_or(Vocabulary::Other, |(_, vocabulary)| *vocabulary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declared_prefix_means_its_address_and_an_undeclared_one_what_is_usual() {
        let mut names = Namespaces::default();
        names.declare(0, "xmlns", "http://purl.org/rss/1.0/");
        names.declare(1, "xmlns:x", "http://purl.org/dc/elements/1.1/");
        assert_eq!(names.resolve("x:Date"), (Vocabulary::DublinCore, "date".to_owned()));
        assert_eq!(names.resolve("dc:date"), (Vocabulary::DublinCore, "date".to_owned()));
        assert_eq!(names.resolve("title"), (Vocabulary::Feed, "title".to_owned()));
        names.close(1);
        assert_eq!(names.resolve("x:date").0, Vocabulary::Other);
    }

    #[test]
    fn an_unknown_default_namespace_is_no_vocabulary_of_ours() {
        let mut names = Namespaces::default();
        names.declare(0, "xmlns", "http://www.w3.org/1999/xhtml");
        assert_eq!(names.resolve("title").0, Vocabulary::Other);
    }
}
