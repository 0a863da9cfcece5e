//! Takes text as sources write it, with markup, entities and control marks; gives plain text.

mod hidden;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

pub(super) use hidden::visible;

/// Plain text on one line: markup out, entities decoded, control and direction marks out,
/// white space folded.
pub(super) fn line(text: &str, chars_max: usize) -> String {
    let plain = without_markup(&with_line_breaks(&visible(text)));
    let folded = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    cut(&without_control(&folded), chars_max)
}

/// Plain text in paragraphs, parted by one line feed.
pub(super) fn paragraphs(text: &str, chars_max: usize) -> String {
    let shown = visible(text);
    let broken = with_line_breaks(&shown);
    let plain = without_markup(&broken);
    let lines: Vec<String> = plain
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .map(|line| without_control(&line))
        .collect();
    cut(&lines.join("\n"), chars_max)
}

/// Ends of blocks become line feeds, so that paragraphs survive the loss of markup.
fn with_line_breaks(text: &str) -> Cow<'_, str> {
    const BLOCK_ENDS: [&str; 10] =
        ["</p>", "<br>", "<br/>", "<br />", "</li>", "</div>", "</h1>", "</h2>", "</h3>", "</tr>"];
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut broken = text.replace(['\r', '\n'], " ");
    for end in BLOCK_ENDS {
        broken = broken.replace(end, &format!("{end}\n"));
        let upper = end.to_ascii_uppercase();
        broken = broken.replace(&upper, &format!("{upper}\n"));
    }
    Cow::Owned(broken)
}

/// ammonia drops every tag and the content of script and style; what is left are entities.
fn without_markup(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return text.to_owned();
    }
    let clean = ammonia::Builder::empty()
        .clean_content_tags(["script", "style", "template", "noscript"].into_iter().collect())
        .clean(text)
        .to_string();
    decode_entities(&clean)
}

/// After cleaning only these are left; `&amp;` comes last, so that nothing is decoded twice.
fn decode_entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
}

fn without_control(text: &str) -> String {
    text.chars().filter(|mark| !is_hidden(*mark)).collect()
}

/// Control, direction and zero-width marks: they carry no meaning, and can hide or turn text.
fn is_hidden(mark: char) -> bool {
    mark.is_control()
        || matches!(mark,
            '\u{00ad}' | '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

fn cut(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        None => text.to_owned(),
        Some((end, _)) => text[..end].trim_end().to_owned(),
    }
}
