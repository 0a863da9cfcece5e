//! Takes nothing; gives the shape of what templates see and of the JSON rendition: texts,
//! integers with their unit in the key, and nothing else.

use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Page {
    pub(super) schema: u8,
    pub(super) title: String,
    pub(super) brief: String,
    pub(super) date: String,
    pub(super) date_words: String,
    pub(super) revision: u16,
    pub(super) revision_words: String,
    pub(super) as_of: String,
    pub(super) as_of_words: String,
    pub(super) banner: Option<String>,
    pub(super) correction: Option<String>,
    pub(super) headline: String,
    pub(super) deck: CitedOut,
    pub(super) preheader: String,
    pub(super) overall: Option<ScoreOut>,
    pub(super) overall_previous: Option<String>,
    pub(super) articles: u32,
    pub(super) strip: Vec<CellOut>,
    pub(super) bullets: Vec<BulletOut>,
    pub(super) takeaway: TakeawayOut,
    pub(super) scoreboard: Vec<RowOut>,
    pub(super) scoreboard_note: String,
    pub(super) names: Vec<NameOut>,
    pub(super) mail_names: Vec<String>,
    pub(super) effects: Vec<EffectOut>,
    pub(super) calendar: Vec<OutlookOut>,
    pub(super) changes: Vec<ChangeOut>,
    pub(super) scorecard: Vec<String>,
    pub(super) notes: Vec<NoteOut>,
    pub(super) sources: Vec<SourceOut>,
    pub(super) provenance: ProvenanceOut,
    pub(super) disclosures: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct CitedOut {
    pub(super) text: String,
    pub(super) citations: Vec<CitationOut>,
}

#[derive(Serialize)]
pub(super) struct CitationOut {
    pub(super) number: u16,
    pub(super) url: Option<String>,
}

#[derive(Serialize)]
pub(super) struct ScoreOut {
    pub(super) hundredths: i16,
    pub(super) words: String,
    pub(super) band: &'static str,
    pub(super) sign: &'static str,
    pub(super) bar: BarOut,
    pub(super) bar_text: String,
}

/// A bar around zero as four parts that sum to 100 per cent of its width.
#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "units stand last in the keys of the JSON")]
pub(super) struct BarOut {
    pub(super) before_pct: u16,
    pub(super) negative_pct: u16,
    pub(super) positive_pct: u16,
    pub(super) after_pct: u16,
}

#[derive(Serialize)]
pub(super) struct FigureOut {
    pub(super) basis_points: i64,
    pub(super) words: String,
    pub(super) sign: &'static str,
}

#[derive(Serialize)]
pub(super) struct CellOut {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) notes: Vec<String>,
    pub(super) sign: &'static str,
}

#[derive(Serialize)]
pub(super) struct BulletOut {
    pub(super) label: String,
    pub(super) body: CitedOut,
}

#[derive(Serialize)]
pub(super) struct TakeawayOut {
    pub(super) ticker: Option<String>,
    pub(super) title: String,
    pub(super) crowd: CitedOut,
    pub(super) evidence: CitedOut,
    pub(super) dissent: CitedOut,
    pub(super) record: CitedOut,
    pub(super) call: String,
    pub(super) wrong_if: Vec<CitedOut>,
    pub(super) others: Vec<CitedOut>,
}

#[derive(Serialize)]
pub(super) struct RowOut {
    pub(super) ticker: String,
    pub(super) name: String,
    pub(super) last: Option<PriceOut>,
    pub(super) day: Option<FigureOut>,
    pub(super) quarter: Option<FigureOut>,
    pub(super) spark_per_mille: Vec<u16>,
    pub(super) spark_points: String,
    pub(super) spark_words: String,
    pub(super) score: Option<ScoreOut>,
    pub(super) change_hundredths: Option<i64>,
    pub(super) change: String,
    pub(super) articles: u32,
    pub(super) stories: u32,
    pub(super) publishers: u32,
    pub(super) gap: &'static str,
    pub(super) gap_sign: &'static str,
}

#[derive(Serialize)]
pub(super) struct PriceOut {
    pub(super) e8: i64,
    pub(super) currency: String,
    pub(super) words: String,
}

#[derive(Serialize)]
pub(super) struct NameOut {
    pub(super) ticker: String,
    pub(super) name: String,
    pub(super) score: Option<ScoreOut>,
    pub(super) evidence: String,
    pub(super) gap: &'static str,
    pub(super) gap_sign: &'static str,
    pub(super) lines: Vec<CitedOut>,
    pub(super) catalyst: Option<CitedOut>,
    pub(super) risk: Option<CitedOut>,
    pub(super) contrarian: CitedOut,
}

#[derive(Serialize)]
pub(super) struct EffectOut {
    pub(super) ticker: String,
    pub(super) sign: &'static str,
    pub(super) when: String,
    pub(super) reason: CitedOut,
    pub(super) catalyst: CitedOut,
}

#[derive(Serialize)]
pub(super) struct OutlookOut {
    pub(super) when: String,
    pub(super) sign: &'static str,
    pub(super) event: CitedOut,
    pub(super) tickers: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct ChangeOut {
    pub(super) ticker: String,
    pub(super) what: String,
    pub(super) why: CitedOut,
}

#[derive(Serialize)]
pub(super) struct NoteOut {
    pub(super) level: &'static str,
    pub(super) text: String,
    pub(super) partial: bool,
}

#[derive(Serialize)]
pub(super) struct SourceOut {
    pub(super) number: u16,
    pub(super) title: String,
    pub(super) publisher: String,
    pub(super) dated: String,
    pub(super) url: Option<String>,
    pub(super) sha256: Option<String>,
    pub(super) sha256_short: Option<String>,
}

#[derive(Serialize)]
pub(super) struct ProvenanceOut {
    pub(super) version: String,
    pub(super) engine: String,
    pub(super) tzdb: String,
    pub(super) inputs_sha256: String,
    pub(super) inputs_short: String,
    pub(super) config_sha256: String,
    pub(super) config_short: String,
    pub(super) templates_sha256: String,
    pub(super) templates_short: String,
    pub(super) chain_head: Option<String>,
    pub(super) archive_path: String,
    pub(super) reproduce: String,
}
