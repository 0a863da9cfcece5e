//! Takes the newest revisions and a summary of all; gives `index.html`, one file with its style,
//! its script and its data. Only this script and the shards beside it may run.

use serde::Serialize;

use super::entry::{Packed, inert};
use super::{Summary, Year};
use crate::archive::Listed;
use crate::archive::audit::Checked;
use crate::model::{Score, Sha256Hash, edition_path};

const PAGE: &str = include_str!("../../../templates/archive.html");
const STYLE: &str = include_str!("../../../templates/archive.css");
const SCRIPT: &str = include_str!("../../../templates/archive.js");

/// How many editions are listed where scripts do not run.
const PLAIN_MAX: usize = 30;

#[derive(Serialize)]
struct Data<'facts> {
    banner: Option<&'facts str>,
    chain_head: Option<&'facts str>,
    checked: Option<&'facts Checked>,
    newest: Packed<'facts>,
    years: &'facts [Year],
}

pub(super) fn html(summary: &Summary, newest: &[Listed]) -> String {
    let data = Data {
        banner: summary.banner.as_deref(),
        chain_head: summary.chain_head.as_deref(),
        checked: summary.checked.as_ref(),
        newest: Packed::of(newest),
        years: &summary.years,
    };
    let script = SCRIPT.replace("\r\n", "\n");
    let style = STYLE.replace("\r\n", "\n");
    let filled = [
        ("policy", policy(&style, &script)),
        ("style", style),
        ("banner", summary.banner.as_deref().map(banner).unwrap_or_default()),
        ("plain", plain(newest)),
        ("data", inert(&data)),
        ("script", script),
    ];
    fill(PAGE, &filled)
}

/// Fills `@name@` in one pass: what is filled in is never looked at again.
fn fill(template: &str, filled: &[(&str, String)]) -> String {
    let mut parts = template.split('@');
    let mut page = parts.next().unwrap_or_default().to_owned();
    while let (Some(name), Some(text)) = (parts.next(), parts.next()) {
        let value = filled.iter().find(|(known, _)| *known == name);
        page += value.map_or("", |(_, value)| value);
        page += text;
    }
    page
}

/// The page's own style and script by their hashes; shards by where they lie. From a share the
/// page's origin is `file:`, which not every browser counts as `'self'`.
fn policy(style: &str, script: &str) -> String {
    format!(
        "default-src 'none'; style-src '{}'; script-src '{}' 'self' file:; base-uri 'none'; form-action 'none'",
        source(style),
        source(script)
    )
}

fn source(text: &str) -> String {
    format!("sha256-{}", base64(Sha256Hash::of(text).as_bytes()))
}

fn base64(bytes: &[u8]) -> String {
    const MARKS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |place: usize| u32::from(group.get(place).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let mark = MARKS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= group.len() { char::from(mark) } else { '=' });
        }
    }
    text
}

fn banner(text: &str) -> String {
    format!("<p class=\"banner\">{}</p>\n", escaped(text))
}

/// The newest editions as plain links, for readers without scripts.
fn plain(newest: &[Listed]) -> String {
    let mut shown: Vec<&Listed> = Vec::new();
    for listed in newest.iter().rev() {
        if shown.len() == PLAIN_MAX {
            break;
        }
        if !shown.iter().any(|other| other.key == listed.key) {
            shown.push(listed);
        }
    }
    let line = |listed: &&Listed| {
        let score = listed
            .overall_hundredths
            .map_or_else(|| "n/a".to_owned(), |score| Score::from_hundredths(score).to_string());
        let revised = if listed.revision.0 > 1 {
            format!(", revision {}", listed.revision.0)
        } else {
            String::new()
        };
        format!(
            "<li>{} <a href=\"{}/{}\">{}</a> ({}, {score}{revised})</li>\n",
            listed.key.date,
            edition_path(&listed.key, listed.revision),
            opening_file(&listed.files),
            escaped(&listed.headline),
            listed.key.brief
        )
    };
    shown.iter().map(line).collect()
}

/// What a link to an edition opens.
fn opening_file(files: &[String]) -> &str {
    let page = files.iter().find(|file| *file == "brief.html");
    page.or(files.first()).map_or("manifest.json", String::as_str)
}

fn escaped(text: &str) -> String {
    let marks = [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;")];
    let mut escaped = String::with_capacity(text.len());
    for mark in text.chars() {
        match marks.iter().find(|(plain, _)| *plain == mark) {
            Some((_, entity)) => escaped += entity,
            None => escaped.push(mark),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_written_as_the_policy_wants_it() {
        // The hash of the empty text, as browsers state it.
        assert_eq!(source(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert_eq!([base64(b"f"), base64(b"fo"), base64(b"foo")], ["Zg==", "Zm8=", "Zm9v"]);
    }

    #[test]
    fn what_is_filled_in_is_never_filled_again() {
        let filled = [("one", "@two@".to_owned()), ("two", "no".to_owned())];
        assert_eq!(fill("a @one@ b", &filled), "a @two@ b");
    }
}
