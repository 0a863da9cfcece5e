//! Takes text as sources write it, with markup, entities and control marks; gives plain text.

mod hidden;
mod prose;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

pub(super) use hidden::visible;

/// Plain text on one line: markup out, entities decoded, control and direction marks out,
/// white space folded.
pub(super) fn line(text: &str, chars_max: usize) -> String {
    let mut line = String::new();
    fold(&plain(text), &mut line);
    cut(line, chars_max)
}

/// Plain text in paragraphs, parted by one line feed.
pub(super) fn paragraphs(text: &str, chars_max: usize) -> String {
    let plain = plain(text);
    let mut paragraphs = String::with_capacity(plain.len());
    let told = plain.lines().filter(|line| !line.trim().is_empty());
    for (place, line) in told.enumerate() {
        if place > 0 {
            paragraphs.push('\n');
        }
        fold(line, &mut paragraphs);
    }
    cut(paragraphs, chars_max)
}

/// Most text is prose, which needs no parser.
fn plain(text: &str) -> String {
    prose::plain(text).unwrap_or_else(|| parsed(text))
}

fn parsed(text: &str) -> String {
    without_markup(&with_line_breaks(&visible(text)))
}

/// Appends `line` with its white space folded and without marks that nobody sees.
fn fold(line: &str, folded: &mut String) {
    let is_plain = line.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    if is_plain && !line.contains("  ") {
        return folded.push_str(line.trim_matches(' '));
    }
    for (place, word) in line.split_whitespace().enumerate() {
        if place > 0 {
            folded.push(' ');
        }
        if word.bytes().all(|byte| byte.is_ascii_graphic()) {
            folded.push_str(word);
        } else {
            folded.extend(word.chars().filter(|mark| !is_hidden(*mark)));
        }
    }
}

const BLOCK_ENDS: [&str; 10] =
    ["</p>", "<br>", "<br/>", "<br />", "</li>", "</div>", "</h1>", "</h2>", "</h3>", "</tr>"];

/// Ends of blocks become line feeds, so that paragraphs survive the loss of markup.
fn with_line_breaks(text: &str) -> Cow<'_, str> {
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

/// Control, direction and zero-width marks: they carry no meaning, and can hide or turn text.
fn is_hidden(mark: char) -> bool {
    mark.is_control()
        || matches!(mark,
            '\u{00ad}' | '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

fn cut(mut text: String, chars_max: usize) -> String {
    // No text has more characters than bytes.
    if text.len() > chars_max
        && let Some((end, _)) = text.char_indices().nth(chars_max)
    {
        text.truncate(text[..end].trim_end().len());
    }
    text
}
