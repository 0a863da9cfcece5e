//! Takes nothing; gives the shape of one composed brief: sections in their order, sentences
//! with numbered citations, figures already in words. `render` only lays it out.

use std::fmt;

use chrono::NaiveDate;

use super::{
    BasisPoints, Charts, CutLine, DataNote, DisclosureLine, Gap, Hundredths, Instant,
    PortfolioSection, Price, RangeView, Revision, Score, Sentiment, Sha256Hash, Sign, Takeaway,
    Ticker,
};

/// The id of a configured brief, safe as a folder name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BriefId(String);

/// A text that cannot be a brief's id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{}` is not a brief id: use 1 to 40 of a-z 0-9 and -, start with a letter or digit, and avoid the names Windows reserves",
    .0.escape_debug()
)]
pub struct InvalidBriefId(String);

impl BriefId {
    /// Reads an id.
    ///
    /// # Errors
    /// [`InvalidBriefId`] for anything that could be a path, or a name that some file system
    /// refuses.
    pub fn parse(text: &str) -> Result<Self, InvalidBriefId> {
        const RESERVED: [&str; 8] =
            ["con", "prn", "aux", "nul", "chain", "objects", "audit", "index"];
        let marks_are_fine = text
            .chars()
            .all(|mark| mark.is_ascii_lowercase() || mark.is_ascii_digit() || mark == '-');
        let is_device = text.len() == 4
            && (text.starts_with("com") || text.starts_with("lpt"))
            && text.ends_with(|last: char| last.is_ascii_digit());
        let fine = marks_are_fine
            && (1..=40).contains(&text.len())
            && !text.starts_with('-')
            && !text.ends_with('-')
            && !RESERVED.contains(&text)
            && !is_device;
        if fine { Ok(Self(text.to_owned())) } else { Err(InvalidBriefId(text.to_owned())) }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BriefId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A sentence or two and the numbers of the footnotes behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cited {
    /// Plain text.
    pub text: String,
    /// Footnote numbers, ascending, each in [`Brief::sources`].
    pub citations: Vec<u16>,
}

/// One edition's content, composed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief {
    /// Who, when, which revision.
    pub masthead: Masthead,
    /// At most 60 characters.
    pub headline: String,
    /// One sentence under the headline.
    pub deck: Cited,
    /// At most 110 characters: what a mail client shows beside the subject.
    pub preheader: String,
    /// Overall sentiment, biggest mover, widest gap, amount of evidence.
    pub strip: Vec<StripCell>,
    /// What changed, why it matters, what to watch.
    pub bullets: Vec<Bullet>,
    /// The strongest takeaway, or the honest "no contrarian case".
    pub takeaway: TakeawayBox,
    /// What the charts show.
    pub charts: Charts,
    /// One row per ticker, highest score first; those without a score last.
    pub scoreboard: Vec<ScoreRow>,
    /// Which session the prices are of, and how overall is computed from the table.
    pub scoreboard_note: String,
    /// What the day means for what is held, where a brief has holdings.
    pub portfolio: Option<PortfolioSection>,
    /// Name by name, in the scoreboard's order.
    pub names: Vec<NameCard>,
    /// Second-order effects.
    pub effects: Vec<EffectRow>,
    /// What could move it, nearest first.
    pub calendar: Vec<OutlookRow>,
    /// Since the previous edition.
    pub changes: Vec<ChangeRow>,
    /// The record of earlier takeaways in sentences.
    pub scorecard: Vec<String>,
    /// Never empty.
    pub notes: Vec<DataNote>,
    /// Footnotes, numbered from 1 in this order.
    pub sources: Vec<Footnote>,
    /// How to check and to reproduce.
    pub provenance: Provenance,
    /// Disclosures, as Markdown paragraphs of the operator and the product.
    pub disclosures: Vec<String>,
    /// What a regulated producer states, line by line; empty where nothing is configured.
    pub disclosure: Vec<DisclosureLine>,
    /// Every takeaway of the day with its figures and evidence: in the JSON only.
    pub takeaways: Vec<Takeaway>,
    /// The overall sentiment; `None` when too thin to say.
    pub overall: Option<Sentiment>,
    /// The previous edition's overall score.
    pub overall_previous: Option<Score>,
}

/// Who, when, which revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masthead {
    /// The brief's title, such as `AI infrastructure & tokens`.
    pub title: String,
    /// Its id.
    pub brief: BriefId,
    /// The session the edition is for.
    pub date: NaiveDate,
    /// Its date in words: `Wednesday 25 March 2026`.
    pub date_words: String,
    /// The same without the weekday.
    pub date_long: String,
    /// Which revision this is.
    pub revision: Revision,
    /// The cut-off.
    pub as_of: Instant,
    /// The cut-off in words: `06:15 New York`.
    pub as_of_words: String,
    /// A line that stands on every page, such as "fictional market".
    pub banner: Option<String>,
    /// What changed against the revision before, when there is one.
    pub correction: Option<String>,
    /// The page beside this one that compares it with the revision before.
    pub diff: Option<String>,
    /// What a reader's cut says of itself; `None` for a whole edition.
    pub cut: Option<Box<CutLine>>,
}

/// One cell of the strip under the headline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StripCell {
    /// What it shows.
    pub label: String,
    /// The figure or name.
    pub value: String,
    /// One or two short lines beneath.
    pub notes: Vec<String>,
    /// Which way it points, for colour and arrow.
    pub sign: Sign,
}

/// One of the three bullets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bullet {
    /// `What changed`, `Why it matters`, `What to watch`.
    pub label: String,
    /// The sentence.
    pub body: Cited,
}

/// The contrarian box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakeawayBox {
    /// The ticker it is about; `None` for "no contrarian case".
    pub ticker: Option<Ticker>,
    /// The claim in one line.
    pub title: String,
    /// The crowd says.
    pub crowd: Cited,
    /// The evidence says.
    pub evidence: Cited,
    /// The opposing voice.
    pub dissent: Cited,
    /// What happened after similar moments.
    pub record: Cited,
    /// What follows: stance, conviction and horizon in words.
    pub call: String,
    /// What the lines of `wrong_if` are: `We would be wrong if`, or for a case without a call
    /// `What would settle it`.
    pub wrong_label: String,
    /// Levels and dates that can be checked.
    pub wrong_if: Vec<Cited>,
    /// The takeaways of the other tickers, one line each.
    pub others: Vec<Cited>,
}

/// One row of the scoreboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreRow {
    /// Symbol.
    pub ticker: Ticker,
    /// Name.
    pub name: String,
    /// Last close; `None` when no price is known.
    pub last: Option<Price>,
    /// One session.
    pub day: Option<BasisPoints>,
    /// Three months, 63 sessions.
    pub quarter: Option<BasisPoints>,
    /// Where the close stands within its year: in the JSON only.
    pub range: RangeView,
    /// Closes of the last 30 sessions, oldest first, scaled to 0..=1000 between the lowest
    /// and the highest.
    pub spark_per_mille: Vec<u16>,
    /// Score and band; `None` when too thin to say.
    pub sentiment: Option<Sentiment>,
    /// Change of the score since the previous edition.
    pub change: Option<Hundredths>,
    /// Articles that mention it: the weight in the overall score.
    pub articles: u32,
    /// Stories.
    pub stories: u32,
    /// Publishers.
    pub publishers: u32,
    /// Price against evidence.
    pub gap: Gap,
}

/// One ticker's card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameCard {
    /// Symbol.
    pub ticker: Ticker,
    /// Name.
    pub name: String,
    /// Score and band; `None` when too thin to say.
    pub sentiment: Option<Sentiment>,
    /// Amount of evidence in words: `18 articles, 5 publishers`.
    pub evidence: String,
    /// Price against evidence.
    pub gap: Gap,
    /// What is said of it.
    pub lines: Vec<Cited>,
    /// What could lift it.
    pub catalyst: Option<Cited>,
    /// What could sink it.
    pub risk: Option<Cited>,
    /// Its contrarian line: setup, stance and record, or why there is none.
    pub contrarian: Cited,
}

/// A second-order effect in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectRow {
    /// Who is affected.
    pub ticker: Ticker,
    /// Which way.
    pub sign: Sign,
    /// Over which horizon, in words.
    pub when: String,
    /// Why.
    pub reason: Cited,
    /// By which catalyst; empty text when none is named.
    pub catalyst: Cited,
}

/// A coming event in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlookRow {
    /// When, in words.
    pub when: String,
    /// Which way.
    pub sign: Sign,
    /// What.
    pub event: Cited,
    /// Whom it touches.
    pub tickers: Vec<Ticker>,
}

/// What changed for a ticker since the previous edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    /// Whose.
    pub ticker: Ticker,
    /// What: `sentiment +0.31 → +0.40`, `added`, `dropped`.
    pub what: String,
    /// Why, with the story that moved it.
    pub why: Cited,
}

/// A numbered source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footnote {
    /// 1, 2, 3 …
    pub number: u16,
    /// Title of the article, or what the bars are.
    pub title: String,
    /// Publisher or price source.
    pub publisher: String,
    /// Publication or session, in words, UTC.
    pub dated: String,
    /// http or https address, if it has one.
    pub url: Option<String>,
    /// The content's hash, of an article version.
    pub sha256: Option<Sha256Hash>,
}

/// How to check and to reproduce an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The program's version.
    pub version: String,
    /// The sentiment engine and its version.
    pub engine: String,
    /// The compiled-in time-zone database.
    pub tzdb: String,
    /// Digest of the input set.
    pub inputs_sha256: Sha256Hash,
    /// Digest of the config snapshot.
    pub config_sha256: Sha256Hash,
    /// Digest of the templates.
    pub templates_sha256: Sha256Hash,
    /// The archive's chain head before this edition; `None` for the first one.
    pub chain_head: Option<Sha256Hash>,
    /// The edition's folder, relative to the archive's root.
    pub archive_path: String,
    /// The command that rebuilds it.
    pub reproduce: String,
}
