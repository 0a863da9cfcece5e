//! Takes revisions; gives the table of contents: `index.html` with the newest ones, a shard of
//! each year for it and for machines, and `index.json`. Never fetches anything, never names a
//! clock, and adding an edition rewrites no other year.

mod entry;
mod page;

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::model::Sha256Hash;

use super::Listed;
use super::audit::Checked;
use super::disk::{create_folders, replace};
use super::error::ArchiveError;
use super::links;

/// How many revisions the page itself holds; older ones are read from the shards when asked for.
const EMBEDDED_MAX: usize = 1_000;

/// The folder of the shards.
pub(super) const FOLDER: &str = "index";

/// `index.json`: what the archive holds, by year.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Summary {
    pub(super) banner: Option<String>,
    pub(super) chain_head: Option<String>,
    pub(super) checked: Option<Checked>,
    schema: u32,
    version: String,
    years: Vec<Year>,
}

/// One year of the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the fields are the file's own words")]
struct Year {
    briefs: Vec<String>,
    editions: usize,
    first: String,
    last: String,
    path: String,
    revisions: usize,
    year: i32,
}

impl Summary {
    /// How many editions and revisions it tells of.
    pub(super) fn counts(&self) -> (usize, usize) {
        let years = self.years.iter();
        years.fold((0, 0), |(editions, revisions), year| {
            (editions + year.editions, revisions + year.revisions)
        })
    }
}

/// The version of the index's format.
const SCHEMA: u32 = 3;
/// The program whose pages these are: another one writes them anew.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Reads what an earlier writer left; `None` when there is none of this format.
pub(super) fn read(root: &Path) -> Option<Summary> {
    let bytes = links::read(&root.join("index.json")).ok()?;
    serde_json::from_slice(&bytes).ok().filter(|summary: &Summary| summary.schema == SCHEMA)
}

impl Summary {
    /// Whether it stands for a chain with this head, as this program would write it.
    pub(super) fn is_of(&self, head: Option<Sha256Hash>) -> bool {
        self.version == VERSION && self.chain_head == head.map(|head| head.to_string())
    }
}

/// What every page says beside the editions.
pub(super) struct Facts<'facts> {
    pub(super) banner: Option<&'facts str>,
    pub(super) chain_head: Option<Sha256Hash>,
    pub(super) checked: Option<Checked>,
}

/// The revisions of a year, oldest first.
pub(super) trait Years {
    /// All years that the archive has, oldest first.
    fn years(&self) -> Result<Vec<i32>, ArchiveError>;
    /// One of them.
    fn year(&mut self, year: i32) -> Result<&[Listed], ArchiveError>;
}

/// Writes the index anew after `changed`; every year when `before` does not stand for the rest.
pub(super) fn write(
    root: &Path,
    facts: &Facts<'_>,
    before: Option<&Summary>,
    changed: Option<i32>,
    source: &mut impl Years,
) -> Result<(), ArchiveError> {
    create_folders(&root.join(FOLDER))?;
    let files = files(facts, before, changed, source)?;
    files.iter().try_for_each(|(path, text)| replace(&root.join(path), text.as_bytes()))
}

/// What [`write()`] writes: paths and texts, in their order.
pub(super) fn files(
    facts: &Facts<'_>,
    before: Option<&Summary>,
    changed: Option<i32>,
    source: &mut impl Years,
) -> Result<Vec<(String, String)>, ArchiveError> {
    let mut files = Vec::new();
    let known: BTreeMap<i32, Year> = before
        .map(|before| before.years.iter().map(|year| (year.year, year.clone())).collect())
        .unwrap_or_default();
    let mut years = Vec::new();
    for year in source.years()? {
        match known.get(&year).filter(|_| changed != Some(year)) {
            Some(as_before) => years.push(as_before.clone()),
            None => years.push(shard(&mut files, year, source.year(year)?)),
        }
    }
    years.retain(|year| year.revisions > 0);
    let summary = Summary {
        banner: facts.banner.map(str::to_owned),
        chain_head: facts.chain_head.map(|head| head.to_string()),
        checked: facts.checked.clone(),
        schema: SCHEMA,
        version: VERSION.to_owned(),
        years,
    };
    let newest = newest(&summary, source)?;
    // The page comes last but one: what it names is there before it. `index.json` comes last,
    // because a head that is not the chain's tells the next writer to write everything anew.
    files.push(("index.html".to_owned(), page::html(&summary, &newest)));
    let json = serde_json::to_string(&summary).expect("the index is plain data") + "\n";
    files.push(("index.json".to_owned(), json));
    Ok(files)
}

/// Adds the two files of a year.
fn shard(files: &mut Vec<(String, String)>, year: i32, listed: &[Listed]) -> Year {
    let path = format!("{FOLDER}/{year:04}.json");
    files.push((path.clone(), entry::json(listed)));
    files.push((format!("{FOLDER}/{year:04}.js"), entry::script(year, listed)));
    let mut keys: Vec<_> = listed.iter().map(|listed| &listed.key).collect();
    keys.dedup();
    let mut briefs: Vec<String> = keys.iter().map(|key| key.brief.to_string()).collect();
    briefs.sort();
    briefs.dedup();
    let date = |listed: Option<&Listed>| listed.map(|it| it.key.date.to_string());
    Year {
        briefs,
        editions: keys.len(),
        first: date(listed.first()).unwrap_or_default(),
        last: date(listed.last()).unwrap_or_default(),
        path,
        revisions: listed.len(),
        year,
    }
}

/// The newest revisions of the archive, oldest first.
fn newest(summary: &Summary, source: &mut impl Years) -> Result<Vec<Listed>, ArchiveError> {
    let mut newest: Vec<Listed> = Vec::new();
    for year in summary.years.iter().rev() {
        let missing = EMBEDDED_MAX.saturating_sub(newest.len());
        if missing == 0 {
            break;
        }
        let listed = source.year(year.year)?;
        let from = listed.len().saturating_sub(missing);
        newest.splice(0..0, listed[from..].iter().cloned());
    }
    Ok(newest)
}
