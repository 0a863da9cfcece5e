//! Takes the list of editions; gives `index.json` and `index.html`, one static page that
//! works from a share without a server. Never fetches anything and never names a clock.

use serde::Serialize;

use crate::model::{Sha256Hash, edition_path};

use super::Listed;

const PAGE: &str = include_str!("../../templates/archive.html");

#[derive(Serialize)]
struct Index<'list> {
    banner: Option<&'list str>,
    chain_head: Option<String>,
    editions: Vec<Entry<'list>>,
}

#[derive(Serialize)]
struct Entry<'list> {
    brief: &'list str,
    checks: u32,
    date: String,
    files: &'list [String],
    headline: &'list str,
    manifest_sha256: String,
    overall_hundredths: Option<i16>,
    path: String,
    revision: u16,
    tickers: &'list [String],
}

fn entry(listed: &Listed) -> Entry<'_> {
    Entry {
        brief: listed.key.brief.as_str(),
        checks: listed.checks,
        date: listed.key.date.to_string(),
        files: &listed.files,
        headline: &listed.headline,
        manifest_sha256: listed.manifest_sha256.to_string(),
        overall_hundredths: listed.overall_hundredths,
        path: edition_path(&listed.key, listed.revision),
        revision: listed.revision.0,
        tickers: &listed.tickers,
    }
}

/// The list for machines, oldest first.
pub(super) fn json(listed: &[Listed], head: Option<Sha256Hash>) -> String {
    island(listed, head, None) + "\n"
}

/// The page for people.
pub(super) fn html(listed: &[Listed], head: Option<Sha256Hash>, banner: Option<&str>) -> String {
    // Inside a script element only `<` can end it early; JSON may write it as an escape.
    PAGE.replace("@DATA@", &island(listed, head, banner).replace('<', "\\u003c"))
}

fn island(listed: &[Listed], head: Option<Sha256Hash>, banner: Option<&str>) -> String {
    let index = Index {
        banner,
        chain_head: head.map(|head| head.to_string()),
        editions: listed.iter().map(entry).collect(),
    };
    serde_json::to_string(&index).expect("the index is plain data")
}
