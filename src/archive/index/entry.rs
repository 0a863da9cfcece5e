//! Takes revisions; gives them for machines, field by field, and for the page, packed: what
//! repeats from day to day is named once. Never leaves a `<` that could end a script.

use serde::Serialize;

use crate::archive::Listed;
use crate::model::edition_path;

/// How much of a digest the page shows and holds; `index/2026.json` has all of it.
const DIGEST_SHOWN: usize = 12;

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
    reason: &'list str,
    revision: u16,
    tickers: &'list [String],
    written_at: String,
}

/// A year for machines, oldest first.
pub(super) fn json(listed: &[Listed]) -> String {
    let entries: Vec<Entry<'_>> = listed
        .iter()
        .map(|listed| Entry {
            brief: listed.key.brief.as_str(),
            checks: listed.checks,
            date: listed.key.date.to_string(),
            files: &listed.files,
            headline: &listed.headline,
            manifest_sha256: listed.manifest_sha256.to_string(),
            overall_hundredths: listed.overall_hundredths,
            path: edition_path(&listed.key, listed.revision),
            reason: &listed.reason,
            revision: listed.revision.0,
            tickers: &listed.tickers,
            written_at: written_at(listed),
        })
        .collect();
    serde_json::to_string(&entries).expect("the index is plain data") + "\n"
}

/// Revisions as the page's script reads them.
#[derive(Default, Serialize)]
pub(super) struct Packed<'list> {
    briefs: Vec<&'list str>,
    files: Vec<&'list [String]>,
    rows: Vec<Row<'list>>,
    tickers: Vec<&'list [String]>,
}

/// Date, brief, revision, headline, score, tickers, data notes, files, digest, reason, written.
#[derive(Serialize)]
struct Row<'list>(
    String,
    usize,
    u16,
    &'list str,
    Option<i16>,
    usize,
    u32,
    usize,
    String,
    &'list str,
    String,
);

impl<'list> Packed<'list> {
    pub(super) fn of(listed: &'list [Listed]) -> Self {
        let mut packed = Self::default();
        for listed in listed {
            let brief = place(&mut packed.briefs, listed.key.brief.as_str());
            let tickers = place(&mut packed.tickers, &listed.tickers);
            let files = place(&mut packed.files, &listed.files);
            let mut digest = listed.manifest_sha256.to_string();
            digest.truncate(DIGEST_SHOWN);
            packed.rows.push(Row(
                listed.key.date.to_string(),
                brief,
                listed.revision.0,
                &listed.headline,
                listed.overall_hundredths,
                tickers,
                listed.checks,
                files,
                digest,
                &listed.reason,
                written_at(listed),
            ));
        }
        packed
    }
}

/// A year as a script: what a page opened from a share can load, where it cannot fetch.
pub(super) fn script(year: i32, listed: &[Listed]) -> String {
    format!("contrabriefYear({year},{});\n", inert(&Packed::of(listed)))
}

/// JSON that neither ends a script element nor, as a script, reads as anything but data.
pub(super) fn inert(data: &impl Serialize) -> String {
    let json = serde_json::to_string(data).expect("the index is plain data");
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// Where a value stands in a list that grows by new ones. Looked for from the end: what repeats
/// was said a day ago.
fn place<T: PartialEq>(known: &mut Vec<T>, value: T) -> usize {
    known.iter().rposition(|other| *other == value).unwrap_or_else(|| {
        known.push(value);
        known.len() - 1
    })
}

fn written_at(listed: &Listed) -> String {
    listed.written_at.format("%Y-%m-%dT%H:%MZ").to_string()
}
