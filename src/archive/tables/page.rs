//! Takes an archived `brief.json`; gives the figures that the tables have. Reads what it knows
//! and passes over the rest: later versions add keys.

use serde::Deserialize;

use crate::archive::{ArchiveError, Archived};
use crate::model::file_names;

#[derive(Deserialize)]
pub(super) struct Page {
    pub(super) overall: Option<Tone>,
    pub(super) overall_previous_hundredths: Option<i16>,
    pub(super) takeaway: Lead,
    pub(super) takeaways: Vec<Takeaway>,
    pub(super) scoreboard: Vec<Row>,
}

#[derive(Deserialize)]
pub(super) struct Tone {
    pub(super) hundredths: i16,
    pub(super) band: String,
}

#[derive(Deserialize)]
pub(super) struct Lead {
    pub(super) ticker: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Row {
    pub(super) ticker: String,
    pub(super) name: String,
    pub(super) last: Option<Close>,
    pub(super) day: Option<Returned>,
    pub(super) quarter: Option<Returned>,
    pub(super) sentiment: Option<Tone>,
    pub(super) change: Option<Change>,
    pub(super) articles: u32,
    pub(super) stories: u32,
    pub(super) publishers: u32,
    pub(super) gap: String,
}

#[derive(Deserialize)]
pub(super) struct Close {
    pub(super) e8: i64,
    pub(super) currency: String,
}

#[derive(Deserialize)]
pub(super) struct Returned {
    pub(super) basis_points: i64,
}

#[derive(Deserialize)]
pub(super) struct Change {
    pub(super) hundredths: i16,
}

#[derive(Deserialize)]
pub(super) struct Takeaway {
    pub(super) ticker: String,
    pub(super) setup: String,
    pub(super) also: Vec<String>,
    pub(super) stance: String,
    pub(super) conviction: Option<Conviction>,
    pub(super) horizon_sessions: u32,
    pub(super) until: String,
    pub(super) record_disagrees: bool,
    pub(super) base_rate: BaseRate,
}

#[derive(Deserialize)]
pub(super) struct Conviction {
    pub(super) pct: u8,
    pub(super) level: String,
}

#[derive(Deserialize)]
pub(super) struct BaseRate {
    pub(super) n: u32,
    pub(super) tickers: u32,
    pub(super) since: Option<String>,
    pub(super) figures: Option<Figures>,
}

#[derive(Deserialize)]
pub(super) struct Figures {
    pub(super) hit_pct: u8,
    pub(super) all_days_hit_pct: u8,
    pub(super) median: Returned,
    pub(super) mean: Returned,
    pub(super) interval_low: Returned,
    pub(super) interval_high: Returned,
}

/// The page of an edition, checked against its hash.
pub(super) fn page(archived: &Archived) -> Result<Page, ArchiveError> {
    let bytes = archived.rendition(file_names::JSON)?;
    serde_json::from_slice(&bytes).map_err(|source| ArchiveError::PageUnreadable {
        path: format!("{}/{}", archived.path(), file_names::JSON),
        source,
    })
}
