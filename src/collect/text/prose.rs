//! Takes text with the few tags that prose is written with; gives it without them, in one pass.
//! Gives nothing for anything else: a parser of HTML reads that, and would read this the same.

use memchr::memchr3;
use quick_xml::escape::resolve_html5_entity;

/// Tags that change nothing about the text in them, wherever they stand.
const TAGS: [&str; 18] = [
    "a", "b", "br", "div", "em", "h1", "h2", "h3", "hr", "i", "img", "li", "ol", "p", "span",
    "strong", "u", "ul",
];
/// Attributes that hide nothing and show nothing.
const ATTRIBUTES: [&str; 8] = ["alt", "class", "height", "href", "rel", "src", "target", "width"];
/// Text that holds one of these may hide something.
const HIDING: [&str; 2] = ["style", "hidden"];
/// More tags than this may be nested without end.
const TAGS_MAX: usize = 256;

/// The text with ends of blocks as line feeds, or nothing.
pub(super) fn plain(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let tags = text.matches('<').count();
    let is_odd = |byte: u8| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\t');
    if tags > TAGS_MAX || text.bytes().any(is_odd) || HIDING.iter().any(|word| lower.contains(word))
    {
        return None;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr3(b'<', b'&', b'\n', rest.as_bytes()) {
        let (before, marked) = rest.split_at(at);
        plain.push_str(before);
        rest = match marked.as_bytes()[0] {
            b'<' => tag(marked, &mut plain)?,
            b'&' => entity(marked, &mut plain)?,
            _ => {
                plain.push(if tags > 0 { ' ' } else { '\n' });
                &marked[1..]
            }
        };
    }
    plain.push_str(rest);
    Some(plain)
}

/// Reads a tag of prose; gives what stands behind it.
fn tag<'t>(text: &'t str, plain: &mut String) -> Option<&'t str> {
    let end = text.find('>')?;
    let (tag, rest) = text.split_at(end + 1);
    let inner = &tag[1..end];
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let name = inner.split(' ').next()?;
    if !TAGS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return None;
    }
    attributes(&inner[name.len()..])?;
    if super::BLOCK_ENDS.iter().any(|known| *known == tag || known.to_ascii_uppercase() == tag) {
        plain.push('\n');
    }
    Some(rest)
}

/// Whether these are attributes in double quotes that do nothing.
fn attributes(text: &str) -> Option<()> {
    let mut rest = text.trim_start_matches(' ');
    while !rest.is_empty() {
        let (name, value) = rest.split_once("=\"")?;
        if !ATTRIBUTES.contains(&name) {
            return None;
        }
        let (value, behind) = value.split_once('"')?;
        if value.contains('<') || !(behind.is_empty() || behind.starts_with(' ')) {
            return None;
        }
        rest = behind.trim_start_matches(' ');
    }
    Some(())
}

/// Reads a named entity, or an ampersand that begins none; gives what stands behind it.
fn entity<'t>(text: &'t str, plain: &mut String) -> Option<&'t str> {
    let behind = &text[1..];
    if behind.starts_with(' ') {
        plain.push('&');
        return Some(behind);
    }
    let end = behind.find(|mark: char| !mark.is_ascii_alphanumeric())?;
    let (name, rest) = behind.split_at(end);
    let rest = rest.strip_prefix(';')?;
    match name {
        "nbsp" => plain.push(' '),
        name => plain.push_str(resolve_html5_entity(name)?),
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::parsed;
    use super::*;

    /// What a newspaper's system writes, and what spoils it.
    fn piece() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => "[a-zA-Z’é.!? ]{0,12}",
            2 => proptest::sample::select(vec![
                "<p>", "</p>", "<br>", "<br/>", "<BR />", "</P>", "</Div>", "<b>", "</b>", "<i>", "</em>",
                "<li>", "</li>", "<ul>", "<a href=\"https://x.example/a?b=1&c=2\">", "</a>", "<a>", "<hr/>",
                "<h1>", "</h2>", "<img src=\"x\" alt=\"a > b\">", "<span class=\"x\">", "</span>", "<div>",
            ]).prop_map(str::to_owned),
            1 => proptest::sample::select(vec![
                "&amp;", "&lt;", "&gt;", "&nbsp;", "&quot;", "&eacute;", "& ", "&amp;lt;", "&mdash;",
                "&#37;", "&copy", "&", "&;", "&x;", "\n", "\t", "\r\n", "\u{7}", "<", ">", "< ", "<!-- x -->",
                "<table>", "<td>", "<script>", "</script>", "<p onclick=\"x\">", "style", "hidden", "<p hidden>",
                "<a href='x'>", "<p\n>", "<br / >", "</ p>", "<p/>", "</p class=\"x\">", "\u{a0}", "<select>",
            ]).prop_map(str::to_owned),
        ]
    }

    proptest! {
        #[test]
        fn prose_reads_as_a_parser_of_html_reads_it(
            pieces in proptest::collection::vec(piece(), 0..12)
        ) {
            let text = pieces.concat();
            if let Some(plain) = plain(&text) {
                // All white space is folded in the end.
                let read = |text: &str| text.replace(['\u{a0}', '\t'], " ");
                prop_assert_eq!(read(&plain), read(&parsed(&text)));
            }
        }
    }

    #[test]
    fn prose_is_known_as_prose() {
        for text in [
            "Helix & Orrery rise",
            "<p>One.</p><p>Two<br>three &mdash; <b>four</b>.</p>",
            "See <a href=\"https://x.example/\" target=\"_blank\">this</a>.",
        ] {
            assert!(plain(text).is_some(), "{text}");
        }
        let nested = "<p>".repeat(TAGS_MAX + 1);
        for text in [nested.as_str(), "<p style=\"x\">", "<table>", "a\u{7}", "&#37;", "<p"] {
            assert!(plain(text).is_none(), "{text}");
        }
    }
}
