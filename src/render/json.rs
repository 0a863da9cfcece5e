//! Takes a brief; gives it for machines: every figure as a whole number with its unit in the
//! key and as the words readers see. Never a floating number.

use serde_json::{Value, json};

use super::figure::sign_words;
use super::{page, portfolio, takeaways};
use crate::model::{
    BasisPoints, Brief, Cited, Footnote, Hundredths, NoteLevel, Price, RangeView, Score, ScoreRow,
    Sentiment, Sha256Hash, TakeawayBox, Ticker,
};

mod charts;

/// The version of this format; it grows when a key changes its meaning.
pub(super) const SCHEMA: u16 = 1;

/// The brief as indented JSON with a line feed at the end.
pub(super) fn write(brief: &Brief) -> Result<String, serde_json::Error> {
    let masthead = &brief.masthead;
    let mut document = json!({
        "schema": SCHEMA,
        "brief": masthead.brief.as_str(),
        "title": masthead.title,
        "date": masthead.date.to_string(),
        "date_words": masthead.date_words,
        "revision": masthead.revision.0,
        "as_of": masthead.as_of.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "as_of_words": masthead.as_of_words,
        "banner": masthead.banner,
        "correction": masthead.correction,
        "diff": masthead.diff,
        "headline": brief.headline,
        "deck": cited(&brief.deck),
        "preheader": brief.preheader,
        "overall": brief.overall.map(sentiment),
        "overall_previous_hundredths": brief.overall_previous.map(Score::hundredths),
        "strip": brief.strip.iter().map(|cell| json!({
            "label": cell.label, "value": cell.value, "notes": cell.notes,
            "sign": sign_words(cell.sign).1,
        })).collect::<Vec<_>>(),
        "bullets": brief.bullets.iter().map(|bullet| json!({
            "label": bullet.label, "body": cited(&bullet.body),
        })).collect::<Vec<_>>(),
        "takeaway": takeaway(&brief.takeaway),
        "takeaways": takeaways::json(&brief.takeaways),
        "charts": charts::json(&brief.charts),
        "scoreboard": brief.scoreboard.iter().map(row).collect::<Vec<_>>(),
        "scoreboard_note": brief.scoreboard_note,
        "names": names(brief),
        "effects": brief.effects.iter().map(|effect| json!({
            "ticker": effect.ticker.as_str(), "sign": sign_words(effect.sign).1,
            "when": effect.when, "reason": cited(&effect.reason),
            "catalyst": non_empty(&effect.catalyst),
        })).collect::<Vec<_>>(),
        "calendar": brief.calendar.iter().map(|outlook| json!({
            "when": outlook.when, "sign": sign_words(outlook.sign).1,
            "event": cited(&outlook.event), "tickers": symbols(&outlook.tickers),
        })).collect::<Vec<_>>(),
        "changes": brief.changes.iter().map(|change| json!({
            "ticker": change.ticker.as_str(), "what": change.what, "why": cited(&change.why),
        })).collect::<Vec<_>>(),
        "scorecard": brief.scorecard,
        "notes": brief.notes.iter().map(|note| json!({
            "level": if note.level == NoteLevel::Fine { "ok" } else { "check" },
            "text": note.text, "partial": note.partial,
        })).collect::<Vec<_>>(),
        "sources": brief.sources.iter().map(|note| json!({
            "number": note.number, "title": note.title, "publisher": note.publisher,
            "dated": note.dated, "url": url(note), "sha256": note.sha256.map(hex),
        })).collect::<Vec<_>>(),
        "provenance": provenance(brief),
        "disclosures": brief.disclosures,
    });
    optional(brief, &mut document);
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// What not every brief has.
fn optional(brief: &Brief, document: &mut Value) {
    // Absent rather than null, so that a brief without them is as it was.
    if !brief.disclosure.is_empty() {
        let lines = brief.disclosure.iter().map(|line| {
            json!({
                "key": line.key, "label": line.label, "text": line.text,
            })
        });
        document["disclosure"] = lines.collect();
    }
    if let Some(cut) = &brief.masthead.cut {
        document["cut"] = json!({
            "words": cut.words, "names": symbols(&cut.names), "of_names": cut.of_names,
            "edition_sha256": hex(cut.edition_sha256), "dates": cut.dates, "zone": cut.zone,
        });
    }
    if let Some(section) = &brief.portfolio {
        document["portfolio"] = portfolio::json(section);
    }
}

fn names(brief: &Brief) -> Vec<Value> {
    let card = |card: &crate::model::NameCard| {
        json!({
            "ticker": card.ticker.as_str(),
            "name": card.name,
            "sentiment": card.sentiment.map(sentiment),
            "evidence": card.evidence,
            "gap": card.gap.words(),
            "lines": card.lines.iter().map(cited).collect::<Vec<_>>(),
            "catalyst": card.catalyst.as_ref().map(cited),
            "risk": card.risk.as_ref().map(cited),
            "contrarian": cited(&card.contrarian),
        })
    };
    brief.names.iter().map(card).collect()
}

fn provenance(brief: &Brief) -> Value {
    let provenance = &brief.provenance;
    json!({
        "version": provenance.version,
        "engine": provenance.engine,
        "tzdb": provenance.tzdb,
        "inputs_sha256": hex(provenance.inputs_sha256),
        "config_sha256": hex(provenance.config_sha256),
        "templates_sha256": hex(provenance.templates_sha256),
        "chain_head": provenance.chain_head.map(hex),
        "archive_path": provenance.archive_path,
        "reproduce": provenance.reproduce,
    })
}

fn takeaway(takeaway: &TakeawayBox) -> Value {
    json!({
        "ticker": takeaway.ticker.as_ref().map(Ticker::as_str),
        "title": takeaway.title,
        "crowd": non_empty(&takeaway.crowd),
        "evidence": non_empty(&takeaway.evidence),
        "dissent": non_empty(&takeaway.dissent),
        "record": non_empty(&takeaway.record),
        "call": takeaway.call,
        "wrong_label": takeaway.wrong_label,
        "wrong_if": takeaway.wrong_if.iter().map(cited).collect::<Vec<_>>(),
        "others": takeaway.others.iter().map(cited).collect::<Vec<_>>(),
    })
}

fn row(row: &ScoreRow) -> Value {
    json!({
        "ticker": row.ticker.as_str(),
        "name": row.name,
        "last": row.last.map(price),
        "day": row.day.map(returned),
        "quarter": row.quarter.map(returned),
        "range": range(&row.range),
        "spark_per_mille": row.spark_per_mille,
        "sentiment": row.sentiment.map(sentiment),
        "change": row.change.map(changed),
        "articles": row.articles,
        "stories": row.stories,
        "publishers": row.publishers,
        "gap": row.gap.words(),
    })
}

fn range(range: &RangeView) -> Value {
    json!({
        "below_high": range.below_high.map(returned),
        "above_low": range.above_low.map(returned),
        "drawdown": range.drawdown.map(returned),
        "volatility": range.volatility.map(returned),
        "volatility_to_year": range.volatility_to_year.map(changed),
    })
}

pub(super) fn price(price: Price) -> Value {
    json!({ "e8": price.e8, "currency": price.currency.code(), "text": price.to_string() })
}

pub(super) fn returned(points: BasisPoints) -> Value {
    json!({ "basis_points": points.0, "text": points.to_string() })
}

fn changed(change: Hundredths) -> Value {
    json!({ "hundredths": change.0, "text": change.to_string() })
}

pub(super) fn sentiment(sentiment: Sentiment) -> Value {
    json!({
        "hundredths": sentiment.score.hundredths(),
        "text": sentiment.score.to_string(),
        "band": sentiment.band.words(),
    })
}

pub(super) fn cited(cited: &Cited) -> Value {
    json!({ "text": cited.text, "citations": cited.citations })
}

fn non_empty(body: &Cited) -> Option<Value> {
    (!body.text.is_empty()).then(|| cited(body))
}

fn symbols(tickers: &[Ticker]) -> Vec<&str> {
    tickers.iter().map(Ticker::as_str).collect()
}

fn hex(hash: Sha256Hash) -> String {
    hash.to_string()
}

/// An address that a reader's program may follow; null for any other.
fn url(note: &Footnote) -> Option<String> {
    Some(page::web_address(note.url.as_deref())).filter(|url| !url.is_empty())
}
