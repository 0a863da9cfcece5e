//! Takes a dossier; gives the input set that the archive keeps: what was known, by hash, so
//! that a re-run can show that it used exactly the same facts. Never holds a text.

use std::collections::BTreeSet;

use serde::{Serialize, Serializer};

use crate::model::{
    ActionKind, Article, Closure, CorporateAction, DataNote, Dossier, Instant, KnownBy, Price,
    PriceBar, Rendition, Scope, Sha256Hash, file_names,
};

/// The version of the format of `inputs.json`.
const SCHEMA: u8 = 1;

#[derive(Serialize)]
struct InputsFile<'d> {
    schema: u8,
    brief: &'d str,
    date: String,
    articles_in_window: Vec<ArticleLine<'d>>,
    earlier_articles: Digest,
    bars: Vec<SeriesLine>,
    actions: Digest,
    published_before: Digest,
    /// Absent where no list was imported, as in editions from before there were any.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<Digest>,
    /// What an operator had said of days of the brief's calendars. Absent where nothing was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    closures: Vec<String>,
    notes: Vec<&'d str>,
}

#[derive(Serialize)]
struct ArticleLine<'d> {
    id: String,
    version: u32,
    source: &'d str,
    published_at: Option<String>,
    known_at: String,
    reconstructed: bool,
    content_sha256: String,
}

#[derive(Serialize)]
struct SeriesLine {
    ticker: String,
    first: String,
    last: String,
    rows: Digest,
}

/// Many facts as one hash: SHA-256 over one line per fact, in the dossier's order.
#[derive(Serialize)]
struct Digest {
    count: usize,
    #[serde(serialize_with = "in_digits")]
    sha256: Sha256Hash,
}

impl Digest {
    /// A million lines are hashed one by one and never held together.
    fn of(lines: impl IntoIterator<Item = String>) -> Self {
        let (mut count, mut hash) = (0, Sha256Hash::running());
        for line in lines {
            if count > 0 {
                hash.take(b"\n");
            }
            hash.take(line.as_bytes());
            count += 1;
        }
        Self { count, sha256: hash.finish() }
    }
}

/// The input set as the rendition `inputs.json`. Equal facts give equal bytes.
#[must_use]
pub(super) fn inputs(dossier: &Dossier) -> Rendition {
    let (window_start, _) = crate::calendar::news_window(&dossier.scope.plan, dossier.date);
    let is_recent = |article: &&Article| article.known_at > window_start;
    let file = InputsFile {
        schema: SCHEMA,
        brief: dossier.scope.brief.as_str(),
        date: dossier.date.to_string(),
        articles_in_window: dossier.articles.iter().filter(is_recent).map(article_line).collect(),
        earlier_articles: earlier_articles(dossier),
        bars: dossier
            .bars
            .iter()
            .filter_map(|(ticker, bars)| {
                Some(SeriesLine {
                    ticker: ticker.to_string(),
                    first: bars.first()?.session.to_string(),
                    last: bars.last()?.session.to_string(),
                    rows: Digest::of(bars.iter().map(bar_fact)),
                })
            })
            .collect(),
        actions: Digest::of(dossier.actions.values().flatten().map(action_fact)),
        published_before: Digest::of(published_facts(dossier)),
        reference: (!dossier.reference.is_empty())
            .then(|| Digest::of(dossier.reference.iter().map(|name| format!("{name:?}")))),
        closures: closures(&dossier.scope),
        notes: dossier.notes.iter().map(|note: &DataNote| note.text.as_str()).collect(),
    };
    let mut json = serde_json::to_string_pretty(&file).expect("inputs hold only plain values");
    json.push('\n');
    Rendition::new(file_names::INPUTS, "application/json", json)
}

/// The articles known before the last news window, as an input set lists them.
fn earlier_articles(dossier: &Dossier) -> Digest {
    if let Some(earlier) = &dossier.earlier {
        return Digest { count: earlier.versions, sha256: earlier.listed_sha256 };
    }
    let (window_start, _) = crate::calendar::news_window(&dossier.scope.plan, dossier.date);
    let is_earlier = |article: &&Article| article.known_at <= window_start;
    Digest::of(dossier.articles.iter().filter(is_earlier).map(article_fact))
}

/// The hash by which an input set lists the articles known before the last news window.
pub(super) fn listed_before(dossier: &Dossier) -> Sha256Hash {
    earlier_articles(dossier).sha256
}

/// The closures in force at the cut-off, of the calendars of the plan and of its names.
fn closures(scope: &Scope) -> Vec<String> {
    let mut lines = BTreeSet::new();
    for calendar in scope.calendars() {
        for (date, closure) in calendar.closures() {
            let what = match closure {
                Closure::Closed => "closed".to_owned(),
                Closure::ClosesAt(at) => format!("closes {}", at.format("%H:%M")),
            };
            lines.insert(format!("{} {date} {what}", calendar.id().word()));
        }
    }
    lines.into_iter().collect()
}

fn article_line(article: &Article) -> ArticleLine<'_> {
    ArticleLine {
        id: article.item.id.to_string(),
        version: article.version,
        source: article.item.source.as_str(),
        published_at: article.item.published_at.map(written),
        known_at: written(article.known_at),
        reconstructed: article.known_by == KnownBy::AssumedPublished,
        content_sha256: article.content_sha256.to_string(),
    }
}

fn article_fact(article: &Article) -> String {
    let line = article_line(article);
    format!(
        "{} {} {} {:?} {} {} {}",
        line.id,
        line.version,
        line.source,
        line.published_at,
        line.known_at,
        line.reconstructed,
        line.content_sha256
    )
}

fn bar_fact(bar: &PriceBar) -> String {
    let price = |price: Price| price.e8;
    format!(
        "{} {} {} {} {} {} {:?} {:?} {} {}",
        bar.session,
        price(bar.open),
        price(bar.high),
        price(bar.low),
        price(bar.close),
        bar.close.currency,
        bar.volume,
        bar.adjustment,
        bar.source,
        written(bar.known_at)
    )
}

fn action_fact(action: &CorporateAction) -> String {
    let kind = match action.kind {
        ActionKind::Split { new, old } => format!("split {new}:{old}"),
        ActionKind::Dividend { amount } => format!("dividend {} {}", amount.e8, amount.currency),
    };
    let known_at = written(action.known_at);
    format!("{} {} {kind} {} {known_at}", action.ticker, action.ex_session, action.source)
}

fn published_facts(dossier: &Dossier) -> Vec<String> {
    let previous = dossier.previous.iter().map(|edition| format!("{edition:?}"));
    let record = dossier.record.iter().map(|takeaway| format!("{takeaway:?}"));
    previous.chain(record).collect()
}

fn in_digits<S: Serializer>(hash: &Sha256Hash, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(hash)
}

fn written(at: Instant) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
}
