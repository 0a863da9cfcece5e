//! Takes texts on their way into a rendition; gives them safe for it: Markdown escaped, lines
//! wrapped, the operator's Markdown as clean HTML.

use pulldown_cmark::{Options, Parser, html};
use tera::{Kwargs, State, Tera};
use unicode_segmentation::UnicodeSegmentation as _;

/// The width of the text rendition, in columns.
const COLUMNS: usize = 72;

pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("md", |text: &str, _: Kwargs, _: &State| escape_markdown(text));
    tera.register_filter("yaml", |text: &str, _: Kwargs, _: &State| yaml(text));
    tera.register_filter("markdown", |text: &str, _: Kwargs, _: &State| {
        tera::Value::safe_string(&markdown(text))
    });
    tera.register_filter("wrap", |text: &str, options: Kwargs, _: &State| {
        let first = options.get::<&str>("first")?.unwrap_or_default();
        let rest = options.get::<&str>("rest")?.unwrap_or(first);
        tera::TeraResult::Ok(wrap(text, first, rest))
    });
    tera.register_filter("pad", |text: &str, options: Kwargs, _: &State| {
        let width = options.must_get::<i64>("width")?;
        tera::TeraResult::Ok(pad(text, width))
    });
}

/// Marks that mean something in Markdown get a backslash; line ends become blanks, so that a
/// title cannot leave its table or list.
fn escape_markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for mark in text.chars() {
        match mark {
            '\n' | '\r' => escaped.push(' '),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' | '^' => {
                escaped.push('\\');
                escaped.push(mark);
            }
            _ => escaped.push(mark),
        }
    }
    escaped
}

/// A double-quoted YAML scalar.
fn yaml(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace(['\n', '\r'], " ");
    format!("\"{escaped}\"")
}

/// Markdown to HTML, then cleaned: pulldown-cmark lets raw HTML and script links through.
fn markdown(text: &str) -> String {
    let mut unsafe_html = String::new();
    html::push_html(&mut unsafe_html, Parser::new_ext(text, Options::ENABLE_TABLES));
    ammonia::Builder::default()
        .url_schemes(["http", "https", "mailto"].into_iter().collect())
        .rm_tags(["img"])
        .clean(&unsafe_html)
        .to_string()
}

/// Breaks a text into lines of at most [`COLUMNS`] columns with an indent of their own.
fn wrap(text: &str, first: &str, rest: &str) -> String {
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut is_empty = true;
    for word in text.split_whitespace() {
        if !is_empty && columns(&line) + 1 + columns(word) > COLUMNS {
            lines.push(std::mem::replace(&mut line, rest.to_owned()));
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    lines.push(line);
    lines.join("\n")
}

/// Fills with blanks: on the right for a positive width, on the left for a negative one.
fn pad(text: &str, width: i64) -> String {
    let wanted = usize::try_from(width.unsigned_abs()).unwrap_or(0);
    let text: String = text.graphemes(true).take(wanted).collect();
    let blanks = " ".repeat(wanted.saturating_sub(columns(&text)));
    if width < 0 { blanks + &text } else { text + &blanks }
}

fn columns(text: &str) -> usize {
    text.graphemes(true).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_leave_its_table_or_become_markup() {
        assert_eq!(escape_markdown("a|b\nc <script> [x](y)"), "a\\|b c &lt;script&gt; \\[x\\](y)");
    }

    #[test]
    fn operators_markdown_cannot_run_code() {
        let html = markdown("**Desk** [x](javascript:alert(1)) <script>alert(1)</script>");
        assert!(html.contains("<strong>Desk</strong>"), "{html}");
        assert!(!html.contains("script"), "{html}");
    }

    #[test]
    fn lines_are_wrapped_with_a_hanging_indent() {
        let text = "word ".repeat(30);
        let wrapped = wrap(&text, "* ", "  ");
        assert!(wrapped.lines().all(|line| line.len() <= COLUMNS), "{wrapped}");
        assert!(wrapped.lines().nth(1).unwrap().starts_with("  word"), "{wrapped}");
    }
}
