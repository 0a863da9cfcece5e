//! Takes the article list of GDELT's DOC 2.0 API; gives drafts. It names no tickers, has no
//! texts, and dates an article by when GDELT saw it. Its JSON is not always JSON: a backslash
//! of a page's title may stand there bare.
//!
//! Source: <https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/>.

use serde::Deserialize;
use serde_json::Value;

use super::drafts;
use crate::collect::gather::{Draft, Gathering};
use crate::collect::{CollectError, json, stamps};

const DUE: &str = "GDELT's article list";

#[derive(Deserialize)]
struct Answer {
    /// Left out where nothing was found.
    #[serde(default)]
    articles: Vec<Value>,
}

#[derive(Deserialize)]
struct Row {
    url: Option<String>,
    title: Option<String>,
    /// `20230301T133000Z`.
    seendate: Option<String>,
    domain: Option<String>,
}

pub(super) fn read(bytes: &[u8], gathering: &mut Gathering<'_>) -> Result<(), CollectError> {
    let answer: Answer = match json::read(bytes, DUE) {
        Err(refused @ CollectError::Json { .. }) => {
            let mended = repaired(&String::from_utf8_lossy(bytes));
            let answer = json::read(mended.as_bytes(), DUE).map_err(|_| refused)?;
            gathering.repaired();
            answer
        }
        answer => answer?,
    };
    gathering.add_bounded(drafts(answer.articles, |row: Row| Draft {
        id: None,
        url: row.url,
        publisher: row.domain,
        title: row.title.map(|title| joined(&title)).unwrap_or_default(),
        published_at: row.seendate.as_deref().and_then(stamps::text),
        ..Draft::default()
    }));
    Ok(())
}

/// A title with the spaces taken out again that GDELT sets around marks: `Helix , up 5 %`.
fn joined(title: &str) -> String {
    [" ,", " .", " :", " ;", " !", " ?", " %"]
        .iter()
        .fold(title.to_owned(), |title, mark| title.replace(mark, mark.trim_start()))
}

/// The text with escapes that JSON does not know taken back to the mark they hide, and control
/// marks as spaces.
fn repaired(text: &str) -> String {
    let mut mended = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find(|mark: char| mark == '\\' || mark.is_control()) {
        mended.push_str(&rest[..place]);
        let from = &rest[place..];
        let (read, put) = match from.strip_prefix('\\') {
            Some(after) => escape(after),
            None => (0, " ".to_owned()),
        };
        mended.push_str(&put);
        let mark = from.chars().next().map_or(0, char::len_utf8);
        rest = &from[mark + read..];
    }
    mended + rest
}

/// How many bytes after a backslash belong to it, and what to write for them all.
fn escape(after: &str) -> (usize, String) {
    const LONE_SURROGATE: &str = "\\uFFFD";
    let unit = |text: &str| {
        let digits = text.strip_prefix('u')?.get(..4)?;
        let are_hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        are_hexadecimal.then(|| u16::from_str_radix(digits, 16).ok())?
    };
    match (after.chars().next(), unit(after)) {
        (Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't'), _) => {
            (1, format!("\\{}", &after[..1]))
        }
        (_, Some(0xD800..=0xDBFF)) => {
            let low = after[5..].strip_prefix('\\').and_then(unit);
            match low {
                Some(0xDC00..=0xDFFF) => (11, format!("\\{}", &after[..11])),
                _ => (5, LONE_SURROGATE.to_owned()),
            }
        }
        (_, Some(0xDC00..=0xDFFF)) => (5, LONE_SURROGATE.to_owned()),
        (_, Some(_)) => (5, format!("\\{}", &after[..5])),
        (_, None) => (0, String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(written: &str) -> String {
        let mended = repaired(&format!(r#"{{"title":"{written}"}}"#));
        let value: Value = serde_json::from_str(&mended).unwrap_or_else(|_| panic!("{mended}"));
        value["title"].as_str().unwrap().to_owned()
    }

    #[test]
    fn escapes_that_json_does_not_know_lose_their_backslash() {
        assert_eq!(title(r"Helix\'s R\&D"), "Helix's R&D");
        assert_eq!(
            title(r#"a \"quoted\" word and \u00e9 \\ end"#),
            "a \"quoted\" word and é \\ end"
        );
        assert_eq!(title(r"broken \uZZ and \u+123 and \u12"), "broken uZZ and u+123 and u12");
        assert_eq!(title("tab\tand\u{7f}line"), "tab and line");
    }

    #[test]
    fn half_a_surrogate_pair_becomes_the_replacement_mark() {
        assert_eq!(title(r"rocket \ud83d"), "rocket \u{fffd}");
        assert_eq!(title(r"rocket \ud83d\ude80"), "rocket 🚀");
        assert_eq!(title(r"\ude80 \ud83dx"), "\u{fffd} \u{fffd}x");
    }
}
