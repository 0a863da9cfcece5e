//! Takes markup; gives it without what a reader would never see: hidden elements are where
//! instructions and keywords for machines are put. Markup nested without end loses its tags
//! first, because every parser of HTML that keeps a tree can be sunk by depth.

use std::borrow::Cow;

use dom_query::Document;

/// Deeper markup than this is no text that a person wrote.
const NESTING_MAX: usize = 256;

/// Elements whose content is not text, or is not shown.
const UNSHOWN: &str = "script, style, template, noscript, iframe, object, embed, svg, math, head, \
    form button, select, [hidden], [aria-hidden='true'], [type='hidden']";

/// Words in a style that hide what they style.
const HIDING_STYLES: [&str; 9] = [
    "display:none",
    "visibility:hidden",
    "opacity:0;",
    "font-size:0",
    "font-size:1px",
    "left:-9",
    "top:-9",
    "text-indent:-9",
    "clip:rect(0",
];

/// Colours of text that vanish on a white page.
const WHITE: [&str; 5] = ["#fff", "#ffffff", "white", "rgb(255,255,255)", "transparent"];

/// Markup with only what is shown.
pub(in crate::collect) fn visible(html: &str) -> Cow<'_, str> {
    if nests_too_deep(html) {
        return Cow::Owned(without_tags(html));
    }
    if !may_hide(html) {
        return Cow::Borrowed(html);
    }
    let document = Document::fragment(html);
    document.select(UNSHOWN).remove();
    for node in document.select("[style]").nodes() {
        if node.attr("style").is_some_and(|style| hides(&style)) {
            node.remove_from_parent();
        }
    }
    Cow::Owned(document.html().to_string())
}

/// Whether parsing could find anything to hide: most summaries hold nothing of the kind.
fn may_hide(html: &str) -> bool {
    const SIGNS: [&str; 12] = [
        "style",
        "hidden",
        "<script",
        "<template",
        "<noscript",
        "<iframe",
        "<object",
        "<embed",
        "<svg",
        "<math",
        "<select",
        "<form",
    ];
    let lower = html.to_ascii_lowercase();
    SIGNS.iter().any(|sign| lower.contains(sign))
}

fn hides(style: &str) -> bool {
    let style: String =
        style.chars().filter(|mark| !mark.is_whitespace()).collect::<String>().to_ascii_lowercase();
    let style = format!("{};", style.trim_end_matches(';'));
    let is_white = |declaration: &str| {
        let colour = declaration.strip_prefix("color:");
        colour.is_some_and(|colour| WHITE.contains(&colour.trim_end_matches("!important")))
    };
    HIDING_STYLES.iter().any(|hiding| style.contains(hiding))
        || style.split(';').any(|declaration| declaration == "opacity:0")
        || (style.split(';').any(is_white) && !style.contains("background"))
}

/// Whether tags are opened far more often than closed. Elements that never have an end do not
/// count.
fn nests_too_deep(html: &str) -> bool {
    const VOID: [&str; 10] =
        ["br", "img", "hr", "input", "meta", "link", "wbr", "col", "source", "area"];
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    for tag in html.split('<').skip(1) {
        let name: &str = tag.split(|mark: char| !mark.is_ascii_alphanumeric()).next().unwrap_or("");
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !name.is_empty() && !VOID.contains(&name.to_ascii_lowercase().as_str()) {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest > NESTING_MAX
}

/// The text between tags, without a parser.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut parts = html.split('<');
    text.extend(parts.next());
    for part in parts {
        if let Some((_, after)) = part.split_once('>') {
            text.push(' ');
            text.push_str(after);
        }
    }
    text
}
