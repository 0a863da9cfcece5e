//! Takes a question; gives the figures of its editions as four CSV files for researchers, each
//! row as it was published, with the cut-off that it knew up to. Reads the archived `brief.json`,
//! checked against its hash, and no database; how takeaways ended is handed in.

mod page;
mod sheet;

use std::collections::BTreeMap;
use std::fs;

use super::audit::Deed;
use super::error::ArchiveError;
use super::export::{ExportQuestion, ExportTarget, failed_on};
use super::open::revision_folders;
use super::{Archive, Archived};
use crate::model::{BriefId, ClosedTakeaway, Instant};

use page::{Page, Row, Takeaway, page};
use sheet::{Sheet, maybe, plain, text};

const EDITIONS: [&str; 18] = [
    "date",
    "brief",
    "revision",
    "as_of",
    "produced_at",
    "reason",
    "headline",
    "overall_hundredths",
    "overall_previous_hundredths",
    "overall_band",
    "lead",
    "edition_sha256",
    "manifest_sha256",
    "inputs_sha256",
    "config_sha256",
    "templates_sha256",
    "version",
    "engine",
];
const SENTIMENT: [&str; 17] = [
    "date",
    "brief",
    "revision",
    "as_of",
    "ticker",
    "name",
    "score_hundredths",
    "previous_hundredths",
    "band",
    "articles",
    "stories",
    "publishers",
    "gap",
    "close_e8",
    "currency",
    "day_basis_points",
    "quarter_basis_points",
];
const TAKEAWAYS: [&str; 23] = [
    "date",
    "brief",
    "revision",
    "as_of",
    "ticker",
    "setup",
    "also",
    "stance",
    "conviction_pct",
    "conviction_level",
    "horizon_sessions",
    "until",
    "leads",
    "record_disagrees",
    "cases",
    "case_tickers",
    "cases_since",
    "hit_pct",
    "all_days_hit_pct",
    "median_basis_points",
    "mean_basis_points",
    "interval_low_basis_points",
    "interval_high_basis_points",
];
const OUTCOMES: [&str; 11] = [
    "date",
    "brief",
    "revision",
    "ticker",
    "setup",
    "stance",
    "conviction_pct",
    "until",
    "outcome_basis_points",
    "right",
    "known_as_of",
];

/// How the takeaways of a brief ended, as known at a cut-off.
#[derive(Clone, Debug)]
pub struct Closings {
    /// Whose.
    pub brief: BriefId,
    /// The cut-off.
    pub as_of: Instant,
    /// By date and ticker.
    pub takeaways: Vec<ClosedTakeaway>,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tabled {
    /// Each file's name and its rows.
    pub tables: Vec<(String, usize)>,
}

/// A takeaway's horizon, by date, brief, ticker and setup.
type Horizons = BTreeMap<[String; 4], (String, String)>;

impl Archive {
    /// The newest revision-bearing edition of each brief that a question asks for.
    ///
    /// # Errors
    /// As [`Archive::get`].
    pub fn newest_of_each(&self, question: &ExportQuestion) -> Result<Vec<Archived>, ArchiveError> {
        let mut newest = BTreeMap::new();
        for (key, revision) in revision_folders(&self.root)? {
            if question.asks_for(&key, revision) {
                newest.insert(key.brief.clone(), (key, revision));
            }
        }
        let found = newest.values().map(|(key, revision)| self.get(key, Some(*revision)));
        found.filter_map(Result::transpose).collect()
    }

    /// Writes `editions.csv`, `sentiment.csv`, `takeaways.csv` and `outcomes.csv` into a folder,
    /// and leaves an audit line.
    ///
    /// # Errors
    /// [`ArchiveError::NothingAsked`] when there is no such edition, [`ArchiveError::Altered`]
    /// or [`ArchiveError::PageUnreadable`] for one that cannot be believed or read,
    /// [`ArchiveError::TargetExists`] or [`ArchiveError::Target`] for the files.
    pub fn tables(
        &self,
        question: &ExportQuestion,
        folder: ExportTarget<'_>,
        closings: &[Closings],
        (at, who): (Instant, &str),
    ) -> Result<Tabled, ArchiveError> {
        self.refuse_inside(folder.path)?;
        fs::create_dir_all(folder.path).map_err(failed_on(folder.path))?;
        let mut tables = Tables::begin(folder)?;
        for (key, revision) in revision_folders(&self.root)? {
            if question.asks_for(&key, revision)
                && let Some(archived) = self.get(&key, Some(revision))?
            {
                tables.edition(&archived, &page(&archived)?)?;
            }
        }
        if tables.editions.rows == 0 {
            return Err(match self.stones_of(question)?.first() {
                Some(stone) => ArchiveError::Pruned { path: stone.path.clone() },
                None => ArchiveError::NothingAsked { question: question.words() },
            });
        }
        closings.iter().try_for_each(|closings| tables.closings(closings))?;
        self.record(&Deed {
            at,
            who,
            what: "export",
            path: &question.words(),
            why: &format!("{} revisions as tables", tables.editions.rows),
        })?;
        tables.finish()
    }
}

struct Tables {
    editions: Sheet,
    sentiment: Sheet,
    takeaways: Sheet,
    outcomes: Sheet,
    horizons: Horizons,
}

impl Tables {
    fn begin(folder: ExportTarget<'_>) -> Result<Self, ArchiveError> {
        Ok(Self {
            editions: Sheet::begin(folder, "editions.csv", &EDITIONS)?,
            sentiment: Sheet::begin(folder, "sentiment.csv", &SENTIMENT)?,
            takeaways: Sheet::begin(folder, "takeaways.csv", &TAKEAWAYS)?,
            outcomes: Sheet::begin(folder, "outcomes.csv", &OUTCOMES)?,
            horizons: Horizons::new(),
        })
    }

    fn edition(&mut self, archived: &Archived, page: &Page) -> Result<(), ArchiveError> {
        self.editions.row(&edition_row(archived, page))?;
        for name in &page.scoreboard {
            self.sentiment.row(&name_row(archived, name))?;
        }
        for takeaway in &page.takeaways {
            let leads = page.takeaway.ticker.as_ref() == Some(&takeaway.ticker);
            self.takeaways.row(&takeaway_row(archived, takeaway, leads))?;
            let key = archived.key();
            let [date, brief] = [key.date.to_string(), key.brief.to_string()];
            let place = [date, brief, takeaway.ticker.clone(), takeaway.setup.clone()];
            let horizon = (archived.revision().0.to_string(), takeaway.until.clone());
            // The first revision comes first, and it is the one that is judged.
            self.horizons.entry(place).or_insert(horizon);
        }
        Ok(())
    }

    fn closings(&mut self, closings: &Closings) -> Result<(), ArchiveError> {
        for closed in &closings.takeaways {
            let [date, brief] = [closed.date.to_string(), closings.brief.to_string()];
            let setup = closed.setup.key();
            let place = [date, brief, closed.ticker.to_string(), setup.to_owned()];
            // Takeaways of editions that were not asked for are not told of.
            let Some((revision, until)) = self.horizons.get(&place) else { continue };
            let [date, brief, ticker, setup] = &place;
            self.outcomes.row(&[
                plain(date),
                plain(brief),
                plain(revision),
                text(ticker),
                plain(setup),
                plain(closed.stance.key()),
                maybe(closed.conviction_pct),
                plain(until),
                plain(closed.outcome.0),
                plain(closed.right),
                instant(closings.as_of),
            ])?;
        }
        Ok(())
    }

    fn finish(self) -> Result<Tabled, ArchiveError> {
        let mut tables = Vec::new();
        for sheet in [self.editions, self.sentiment, self.takeaways, self.outcomes] {
            let (path, rows) = sheet.finish()?;
            tables.push((super::disk::file_name(&path), rows));
        }
        Ok(Tabled { tables })
    }
}

fn instant(at: Instant) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The columns that every row begins with.
fn place(archived: &Archived) -> Vec<String> {
    let key = archived.key();
    vec![
        plain(key.date),
        plain(&key.brief),
        plain(archived.revision().0),
        instant(archived.as_of()),
    ]
}

fn edition_row(archived: &Archived, page: &Page) -> Vec<String> {
    let manifest = archived.manifest();
    let mut cells = place(archived);
    cells.extend([
        instant(manifest.produced_at),
        text(&manifest.reason),
        text(&manifest.headline),
        maybe(page.overall.as_ref().map(|tone| tone.hundredths)),
        maybe(page.overall_previous_hundredths),
        text(page.overall.as_ref().map(|tone| tone.band.as_str()).unwrap_or_default()),
        text(page.takeaway.ticker.as_deref().unwrap_or_default()),
        text(&manifest.edition_sha256),
        plain(archived.manifest_sha256()),
        text(&manifest.inputs_sha256),
        text(&manifest.config_sha256),
        text(&manifest.templates_sha256),
        text(&manifest.version),
        text(&manifest.engine),
    ]);
    cells
}

fn name_row(archived: &Archived, name: &Row) -> Vec<String> {
    let tone = name.sentiment.as_ref();
    let change = name.change.as_ref().map(|change| change.hundredths);
    let previous = tone.zip(change).map(|(tone, change)| tone.hundredths - change);
    let mut cells = place(archived);
    cells.extend([
        text(&name.ticker),
        text(&name.name),
        maybe(tone.map(|tone| tone.hundredths)),
        maybe(previous),
        text(tone.map(|tone| tone.band.as_str()).unwrap_or_default()),
        plain(name.articles),
        plain(name.stories),
        plain(name.publishers),
        text(&name.gap),
        maybe(name.last.as_ref().map(|close| close.e8)),
        text(name.last.as_ref().map(|close| close.currency.as_str()).unwrap_or_default()),
        maybe(name.day.as_ref().map(|day| day.basis_points)),
        maybe(name.quarter.as_ref().map(|quarter| quarter.basis_points)),
    ]);
    cells
}

fn takeaway_row(archived: &Archived, takeaway: &Takeaway, leads: bool) -> Vec<String> {
    let conviction = takeaway.conviction.as_ref();
    let rate = &takeaway.base_rate;
    let figures = rate.figures.as_ref();
    let mut cells = place(archived);
    cells.extend([
        text(&takeaway.ticker),
        text(&takeaway.setup),
        text(takeaway.also.join(" ")),
        text(&takeaway.stance),
        maybe(conviction.map(|conviction| conviction.pct)),
        text(conviction.map(|conviction| conviction.level.as_str()).unwrap_or_default()),
        plain(takeaway.horizon_sessions),
        text(&takeaway.until),
        plain(leads),
        plain(takeaway.record_disagrees),
        plain(rate.n),
        plain(rate.tickers),
        text(rate.since.as_deref().unwrap_or_default()),
        maybe(figures.map(|figures| figures.hit_pct)),
        maybe(figures.map(|figures| figures.all_days_hit_pct)),
        maybe(figures.map(|figures| figures.median.basis_points)),
        maybe(figures.map(|figures| figures.mean.basis_points)),
        maybe(figures.map(|figures| figures.interval_low.basis_points)),
        maybe(figures.map(|figures| figures.interval_high.basis_points)),
    ]);
    cells
}
