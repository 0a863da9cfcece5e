//! Takes strings from the brief; gives them wrapped, padded, quoted or escaped for one
//! format. Never lets data become markup: what is not known to be harmless is escaped.

#![expect(clippy::needless_pass_by_value, reason = "tera fixes the signature of a filter")]

use std::io::{self, Write};

use pulldown_cmark::{Event, Options, Parser, html};
use tera::{Kwargs, State, TeraResult, Value};
use unicode_segmentation::UnicodeSegmentation;

/// The width of the text rendition, in columns.
pub(super) const TEXT_COLUMNS: usize = 72;

/// How deep an operator's Markdown may nest, and how many tags of HTML it may have.
const NESTING_MAX: usize = 1_000;

/// Escapes every character that Markdown, or HTML inside Markdown, could read as markup.
pub(super) fn escape_markdown(text: &str, output: &mut dyn Write) -> io::Result<()> {
    let (number, text) = text.split_at(block_number_length(text));
    output.write_all(number.as_bytes())?;
    if !number.is_empty() || opens_block(text) {
        output.write_all(b"\\")?;
    }
    for mark in text.chars() {
        match mark {
            '&' => output.write_all(b"&amp;")?,
            '<' => output.write_all(b"&lt;")?,
            '>' => output.write_all(b"&gt;")?,
            '\n' | '\r' => output.write_all(b" ")?,
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' => {
                write!(output, "\\{mark}")?;
            }
            _ => write!(output, "{mark}")?,
        }
    }
    Ok(())
}

/// Whether a text that happens to begin a line would be a list item, a rule or the underline of
/// a heading. Figures such as `+0.25` are none of them.
fn opens_block(text: &str) -> bool {
    let is_rule = |mark: char| !text.is_empty() && text.chars().all(|other| other == mark);
    text.starts_with("- ") || text.starts_with("+ ") || is_rule('-') || is_rule('=')
}

/// The length of the digits of `1. ` or `1) ` at the start of a text; else 0.
fn block_number_length(text: &str) -> usize {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let rest = &text[digits..];
    if rest.starts_with(". ") || rest.starts_with(") ") { digits } else { 0 }
}

/// Text has no markup; it passes as it is.
pub(super) fn escape_nothing(text: &str, output: &mut dyn Write) -> io::Result<()> {
    output.write_all(text.as_bytes())
}

/// `{{ text | wrap(hang=2) }}`: lines of at most 72 columns, the first one `first` columns
/// shorter, the others indented by `hang`.
pub(super) fn wrap(text: &str, kwargs: Kwargs, _: &State) -> TeraResult<String> {
    let hang = kwargs.get::<usize>("hang")?.unwrap_or(0);
    let first = kwargs.get::<usize>("first")?.unwrap_or(hang);
    Ok(wrap_text(text, first, hang))
}

fn wrap_text(text: &str, first: usize, hang: usize) -> String {
    let mut wrapped = String::new();
    let mut column = first;
    for word in text.split_whitespace() {
        let width = columns(word);
        let starts_line = column == if wrapped.contains('\n') { hang } else { first };
        if !starts_line && column + 1 + width > TEXT_COLUMNS {
            wrapped.push('\n');
            wrapped.push_str(&" ".repeat(hang));
            column = hang;
        } else if !starts_line {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(word);
        column += width;
    }
    wrapped
}

/// `{{ text | left(width=8) }}`: padded on the right.
pub(super) fn left(text: &str, kwargs: Kwargs, _: &State) -> TeraResult<String> {
    let width = kwargs.must_get::<usize>("width")?;
    Ok(format!("{text}{}", " ".repeat(width.saturating_sub(columns(text)))))
}

/// `{{ text | right(width=8) }}`: padded on the left.
pub(super) fn right(text: &str, kwargs: Kwargs, _: &State) -> TeraResult<String> {
    let width = kwargs.must_get::<usize>("width")?;
    Ok(format!("{}{text}", " ".repeat(width.saturating_sub(columns(text)))))
}

/// `{{ text | quoted }}`: a JSON string, which is a YAML string too.
pub(super) fn quoted(text: &str, _: Kwargs, _: &State) -> Value {
    Value::safe_string(&serde_json::Value::from(text).to_string())
}

/// `{{ text | code }}`: a Markdown code span that its own text cannot end.
pub(super) fn code(text: &str, _: Kwargs, _: &State) -> Value {
    Value::safe_string(&format!("`{}`", text.replace('`', "'")))
}

/// `{{ text | markdown }}`: HTML from the operator's own Markdown, through an allow-list.
pub(super) fn markdown(text: &str, _: Kwargs, _: &State) -> Value {
    Value::safe_string(clean_page(text).trim_end())
}

fn clean_page(text: &str) -> String {
    let mut page = String::new();
    html::push_html(&mut page, bounded(Parser::new_ext(text, Options::empty())));
    ammonia::Builder::new()
        .tags(["p", "em", "strong", "a", "ul", "ol", "li", "code", "br"].into())
        .url_schemes(["http", "https", "mailto"].into())
        .link_rel(Some("noopener noreferrer"))
        .clean(&page)
        .to_string()
}

/// The text within markup that nests deeper, without it, and tags of HTML beyond this number as
/// text: whatever reads a page looks through all that is open at each tag.
fn bounded<'text>(
    events: impl Iterator<Item = Event<'text>>,
) -> impl Iterator<Item = Event<'text>> {
    let (mut depth, mut tags) = (0_usize, 0_usize);
    events.filter_map(move |event| match event {
        Event::Start(_) => {
            depth += 1;
            (depth <= NESTING_MAX).then_some(event)
        }
        Event::End(_) => {
            depth = depth.saturating_sub(1);
            (depth < NESTING_MAX).then_some(event)
        }
        Event::Html(ref text) | Event::InlineHtml(ref text) => {
            tags += text.matches('<').count();
            Some(if tags <= NESTING_MAX { event } else { Event::Text(text.clone()) })
        }
        other => Some(other),
    })
}

fn columns(text: &str) -> usize {
    text.graphemes(true).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn markdown_of(text: &str) -> String {
        let mut output = Vec::new();
        escape_markdown(text, &mut output).expect("a vector takes all bytes");
        String::from_utf8(output).expect("text stays text")
    }

    #[test]
    fn markup_in_data_is_escaped_in_markdown() {
        assert_eq!(markdown_of("a|b <b> [x](y)"), "a\\|b &lt;b&gt; \\[x\\](y)");
        assert_eq!(markdown_of("# one\r\ntwo"), "\\# one  two");
        assert_eq!(markdown_of("- one"), "\\- one");
        assert_eq!(markdown_of("2024. a year"), "2024\\. a year");
        assert_eq!(markdown_of("==="), "\\===");
        assert_eq!(markdown_of("+0.25"), "+0.25");
        assert_eq!(markdown_of("9 of 10 stories"), "9 of 10 stories");
    }

    /// Row 37 of `docs/security.md`.
    #[test]
    fn an_operators_markdown_runs_nothing_and_shows_no_markup_of_its_own() {
        for (text, due) in [
            ("[x](javascript:alert(1))", "<p><a rel=\"noopener noreferrer\">x</a></p>"),
            ("[x](JaVaScRiPt:alert(1))", "<p><a rel=\"noopener noreferrer\">x</a></p>"),
            ("[x](data:text/html,y)", "<p><a rel=\"noopener noreferrer\">x</a></p>"),
            ("![x](https://pixel.example/1.gif)", "<p></p>"),
            ("a <script>alert(1)</script> b", "<p>a  b</p>"),
            ("<iframe src=x></iframe>\n\nb", "<p>b</p>"),
            ("<p onclick=x()>b</p>", "<p>b</p>"),
            ("> **b**", "<p><strong>b</strong></p>"),
        ] {
            assert_eq!(clean_page(text).trim(), due, "{text}");
        }
    }

    /// Row 37: a page of so few levels is cleaned in a time that grows with its length.
    #[test]
    fn markup_that_nests_without_end_is_open_a_thousand_levels_deep_at_most() {
        for mark in [">", "> ", "[", "![", "*", "**a ", "`", "<b>", "<div>\n", "[a](", "1. "] {
            let text = mark.repeat(60_000);
            let (mut open, mut deepest, mut tags) = (0_usize, 0, 0);
            for event in bounded(Parser::new_ext(&text, Options::empty())) {
                match event {
                    Event::Start(_) => open += 1,
                    Event::End(_) => open -= 1,
                    Event::Html(html) | Event::InlineHtml(html) => {
                        tags += html.matches('<').count();
                    }
                    _ => {}
                }
                deepest = deepest.max(open);
            }
            assert!(deepest <= NESTING_MAX && tags <= NESTING_MAX, "{mark}: {deepest}, {tags}");
            assert_eq!(open, 0, "{mark}");
            assert!(clean_page(&text).len() <= 64 * text.len());
        }
    }

    #[test]
    fn no_wrapped_line_is_wider_than_the_page() {
        let text = "word ".repeat(60);
        let wrapped = wrap_text(&text, 10, 4);
        assert!(wrapped.lines().all(|line| columns(line) <= TEXT_COLUMNS));
        assert!(wrapped.lines().skip(1).all(|line| line.starts_with("    word")));
    }
}
