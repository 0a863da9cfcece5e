//! Takes the parts of one element as they are read; gives its text, its markup and its
//! children. Never deeper than the reader lets it become.

use super::names::Vocabulary;

/// One element of a feed.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) vocabulary: Vocabulary,
    /// In lower case, without prefix.
    pub(super) name: String,
    /// Names in lower case as written, prefixes and all.
    pub(super) attributes: Vec<(String, String)>,
    /// What relative links in it start from, as it says itself or as it stands in.
    pub(super) base: Option<String>,
    pub(super) nodes: Vec<Node>,
}

/// What stands in an element.
#[derive(Debug)]
pub(super) enum Node {
    Text(String),
    Element(Element),
}

impl Element {
    pub(super) fn is(&self, vocabulary: Vocabulary, name: &str) -> bool {
        self.vocabulary == vocabulary && self.name == name
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim())
    }

    /// The elements in it, in their order.
    pub(super) fn children(&self) -> impl Iterator<Item = &Self> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub(super) fn child(&self, vocabulary: Vocabulary, name: &str) -> Option<&Self> {
        self.children().find(|child| child.is(vocabulary, name))
    }

    /// Appends text; texts in a row become one.
    pub(super) fn push_text(&mut self, text: &str) {
        match self.nodes.last_mut() {
            Some(Node::Text(last)) => last.push_str(text),
            _ => self.nodes.push(Node::Text(text.to_owned())),
        }
    }

    /// Its content as markup: text as it was decoded where it holds nothing else, and the
    /// elements written out with their text escaped where it holds some.
    pub(super) fn markup(&self) -> String {
        match self.nodes.as_slice() {
            [] => String::new(),
            [Node::Text(text)] => text.trim().to_owned(),
            nodes => {
                let mut markup = String::new();
                write_nodes(nodes, &mut markup);
                markup.trim().to_owned()
            }
        }
    }

    /// The text of it and of all in it, white space trimmed.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        collect_text(&self.nodes, &mut text);
        text.trim().to_owned()
    }

    /// Its content as lines such as `filing type: 8-K`: how a document of data reads.
    pub(super) fn data_lines(&self) -> String {
        let mut lines = Vec::new();
        collect_lines(self, &mut lines);
        lines.join("<br>")
    }
}

fn write_nodes(nodes: &[Node], markup: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => markup.push_str(&quick_xml::escape::escape(text.as_str())),
            Node::Element(element) => {
                markup.push('<');
                markup.push_str(&element.name);
                for (name, value) in &element.attributes {
                    let value = quick_xml::escape::escape(value.as_str());
                    markup.extend([" ", name, "=\"", &value, "\""]);
                }
                markup.push('>');
                write_nodes(&element.nodes, markup);
                markup.extend(["</", &element.name, ">"]);
            }
        }
    }
}

fn collect_text(nodes: &[Node], text: &mut String) {
    for node in nodes {
        match node {
            Node::Text(part) => text.push_str(part),
            Node::Element(element) => collect_text(&element.nodes, text),
        }
    }
}

fn collect_lines(element: &Element, lines: &mut Vec<String>) {
    if element.children().next().is_some() {
        for child in element.children() {
            collect_lines(child, lines);
        }
        return;
    }
    let value = element.text();
    if !value.is_empty() {
        let name = element.name.replace(['-', '_'], " ");
        lines.push(quick_xml::escape::escape(format!("{name}: {value}")).into_owned());
    }
}
