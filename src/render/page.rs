//! Takes a brief; gives what templates see: strings, whole numbers and booleans. Never hands
//! a control character or an address that is not http or https to a template.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::chart::{Pictures, Spark};
use super::figure::{Bar, Figure, UNKNOWN, sign_words};
use super::head::{Foot, Head};
use super::mail::{self, Mailed, Plan};
use super::portfolio;
use super::shape::{
    Card, Cell, Change, Effect, Grounds, Labelled, Mark, Note, Outlook, Portfolio, Reference, Row,
    Sentence, Source, Takeaway,
};
use crate::model::{
    Brief, Cited, EffectRow, Gap, Look, NameCard, NoteLevel, OutlookRow, ScoreRow, Sha256Hash,
    TakeawayBox, Ticker,
};

/// Everything a template may use. Texts that are absent are empty.
#[derive(Serialize)]
pub(super) struct Page {
    #[serde(flatten)]
    pub(super) head: Head,
    pub(super) deck: Sentence,
    pub(super) overall: Figure,
    pub(super) strip: Vec<Cell>,
    pub(super) bullets: Vec<Labelled>,
    pub(super) takeaway: Takeaway,
    pub(super) charts: Pictures,
    pub(super) rows: Vec<Row>,
    pub(super) rows_width: usize,
    pub(super) scoreboard_note: String,
    pub(super) portfolio: Option<Portfolio>,
    pub(super) names: Vec<Card>,
    pub(super) mail_cards: usize,
    mail: Mailed,
    pub(super) effects: Vec<Effect>,
    pub(super) calendar: Vec<Outlook>,
    pub(super) changes: Vec<Change>,
    pub(super) scorecard: Vec<String>,
    pub(super) notes: Vec<Note>,
    pub(super) sources: Vec<Source>,
    #[serde(flatten)]
    pub(super) foot: Foot,
    palette: Grounds,
    logo: Option<Mark>,
}

impl Page {
    pub(super) fn of(brief: &Brief, look: &Look) -> Self {
        let cite = Citer::of(brief);
        let charts = Pictures::of(brief, look.palette);
        let plan = Plan::FULLEST;
        let mailed = mail::cards(brief, plan);
        Self {
            head: Head::of(brief),
            deck: cite.sentence(&brief.deck),
            overall: Figure::score(brief.overall.map(|overall| overall.score)),
            strip: brief
                .strip
                .iter()
                .map(|cell| Cell {
                    label: plain(&cell.label),
                    value: Figure::signed(&plain(&cell.value), cell.sign),
                    notes: cell.notes.iter().map(|note| plain(note)).collect(),
                })
                .collect(),
            bullets: brief
                .bullets
                .iter()
                .map(|bullet| Labelled {
                    label: plain(&bullet.label),
                    body: cite.sentence(&bullet.body),
                })
                .collect(),
            takeaway: cite.takeaway(&brief.takeaway),
            rows: brief.scoreboard.iter().zip(&charts.spark_cids).map(row).collect(),
            rows_width: brief.scoreboard.iter().map(symbol_width).max().unwrap_or(0).max(6),
            scoreboard_note: plain(&brief.scoreboard_note),
            portfolio: brief.portfolio.as_ref().map(|section| portfolio::page(section, &cite)),
            names: brief
                .names
                .iter()
                .map(|card| cite.card(card, mailed.contains(&card.ticker)))
                .collect(),
            mail_cards: mailed.len(),
            mail: Mailed::of(brief, plan, mailed.len()),
            effects: brief.effects.iter().map(|effect| cite.effect(effect)).collect(),
            calendar: brief.calendar.iter().map(|outlook| cite.outlook(outlook)).collect(),
            changes: brief
                .changes
                .iter()
                .map(|change| Change {
                    ticker: change.ticker.to_string(),
                    what: plain(&change.what),
                    why: cite.sentence(&change.why),
                })
                .collect(),
            scorecard: brief.scorecard.iter().map(|line| plain(line)).collect(),
            notes: brief
                .notes
                .iter()
                .map(|note| Note { fine: note.level == NoteLevel::Fine, text: plain(&note.text) })
                .collect(),
            charts,
            sources: sources(brief, &mail::cited(brief, plan, &mailed)),
            foot: Foot::of(brief),
            palette: Grounds::of(look.palette),
            logo: look.logo.as_ref().map(Mark::of),
        }
    }

    /// Shows as much in the mail as `plan` says.
    pub(super) fn mail_by(&mut self, brief: &Brief, plan: Plan) {
        let cards = mail::cards(brief, plan);
        for (card, shown) in self.names.iter_mut().zip(&brief.names) {
            card.in_mail = cards.contains(&shown.ticker);
        }
        let cited = mail::cited(brief, plan, &cards);
        for source in &mut self.sources {
            source.in_mail = cited.contains(&source.number);
        }
        self.mail = Mailed::of(brief, plan, cards.len());
        self.mail_cards = cards.len();
    }
}

/// Knows the address of every footnote.
pub(super) struct Citer {
    urls: BTreeMap<u16, String>,
}

impl Citer {
    fn of(brief: &Brief) -> Self {
        let address = |url: &Option<String>| web_address(url.as_deref());
        Self { urls: brief.sources.iter().map(|note| (note.number, address(&note.url))).collect() }
    }

    pub(super) fn sentence(&self, cited: &Cited) -> Sentence {
        let refs: Vec<Reference> = cited
            .citations
            .iter()
            .map(|number| Reference {
                number: *number,
                url: self.urls.get(number).cloned().unwrap_or_default(),
            })
            .collect();
        let marks: Vec<String> = refs.iter().map(|mark| format!("[{}]", mark.number)).collect();
        let marks = marks.concat();
        let gap = if marks.is_empty() { "" } else { " " };
        Sentence { text: plain(&cited.text), refs, marks: format!("{gap}{marks}") }
    }

    fn labelled(&self, parts: &[(&str, Option<&Cited>)]) -> Vec<Labelled> {
        parts
            .iter()
            .filter_map(|(label, cited)| {
                let body = self.sentence((*cited)?);
                (!body.text.is_empty()).then(|| Labelled { label: (*label).to_owned(), body })
            })
            .collect()
    }

    fn takeaway(&self, takeaway: &TakeawayBox) -> Takeaway {
        Takeaway {
            has_case: takeaway.ticker.is_some(),
            ticker: takeaway.ticker.as_ref().map(Ticker::to_string).unwrap_or_default(),
            title: plain(&takeaway.title),
            parts: self.labelled(&[
                ("The crowd says", Some(&takeaway.crowd)),
                ("The evidence says", Some(&takeaway.evidence)),
                ("The other voice", Some(&takeaway.dissent)),
                ("The record", Some(&takeaway.record)),
            ]),
            call: plain(&takeaway.call),
            wrong_label: plain(&takeaway.wrong_label),
            wrong_if: takeaway.wrong_if.iter().map(|cited| self.sentence(cited)).collect(),
            others: takeaway.others.iter().map(|cited| self.sentence(cited)).collect(),
        }
    }

    fn card(&self, card: &NameCard, in_mail: bool) -> Card {
        Card {
            ticker: card.ticker.to_string(),
            name: plain(&card.name),
            score: Figure::score(card.sentiment.map(|sentiment| sentiment.score)),
            band: card
                .sentiment
                .map_or("too thin to say", |sentiment| sentiment.band.words())
                .to_owned(),
            known: card.sentiment.is_some(),
            evidence: plain(&card.evidence),
            gap: if card.gap == Gap::Unknown { "" } else { card.gap.words() },
            has_gap: matches!(card.gap, Gap::PriceAhead | Gap::EvidenceAhead),
            lines: card.lines.iter().map(|line| self.sentence(line)).collect(),
            parts: self.labelled(&[
                ("Catalyst", card.catalyst.as_ref()),
                ("Risk", card.risk.as_ref()),
                ("Contrarian", Some(&card.contrarian)),
            ]),
            in_mail,
        }
    }

    fn effect(&self, effect: &EffectRow) -> Effect {
        Effect {
            ticker: effect.ticker.to_string(),
            sign: Figure::signed("", effect.sign),
            mark: sign_words(effect.sign).0,
            sign_words: sign_words(effect.sign).1,
            when: plain(&effect.when),
            reason: self.sentence(&effect.reason),
            catalyst: self.sentence(&effect.catalyst),
        }
    }

    fn outlook(&self, outlook: &OutlookRow) -> Outlook {
        let tickers: Vec<&str> = outlook.tickers.iter().map(Ticker::as_str).collect();
        Outlook {
            when: plain(&outlook.when),
            sign: Figure::signed("", outlook.sign),
            mark: sign_words(outlook.sign).0,
            sign_words: sign_words(outlook.sign).1,
            event: self.sentence(&outlook.event),
            tickers: tickers.join(", "),
        }
    }
}

fn row((row, cid): (&ScoreRow, &String)) -> Row {
    let score = row.sentiment.map(|sentiment| sentiment.score);
    Row {
        ticker: row.ticker.to_string(),
        name: plain(&row.name),
        last: row.last.map_or_else(|| UNKNOWN.to_owned(), |last| last.to_string()),
        day: Figure::returned(row.day),
        quarter: Figure::returned(row.quarter),
        score: Figure::score(score),
        band: row.sentiment.map_or("too thin to say", |s| s.band.words()).to_owned(),
        change: Figure::change(row.change),
        bar: Bar::of(score),
        spark: Spark::of(row.ticker.as_str(), &row.spark_per_mille),
        spark_cid: cid.to_owned(),
        articles: row.articles,
        gap: row.gap.words(),
    }
}

fn symbol_width(row: &ScoreRow) -> usize {
    row.ticker.as_str().len()
}

fn sources(brief: &Brief, mailed: &BTreeSet<u16>) -> Vec<Source> {
    brief
        .sources
        .iter()
        .map(|note| Source {
            number: note.number,
            title: plain(&note.title),
            publisher: plain(&note.publisher),
            dated: plain(&note.dated),
            url: web_address(note.url.as_deref()),
            hash: note.sha256.as_ref().map(Sha256Hash::short).unwrap_or_default(),
            in_mail: mailed.contains(&note.number),
        })
        .collect()
}

/// The address as it may stand in a link; empty for any scheme but http and https.
pub(super) fn web_address(url: Option<&str>) -> String {
    let parsed = url.and_then(|url| url::Url::parse(url).ok());
    parsed
        .filter(|url| matches!(url.scheme(), "http" | "https"))
        .map(|url| String::from(url).replace('(', "%28").replace(')', "%29").replace('|', "%7C"))
        .unwrap_or_default()
}

/// One line without control characters or marks that turn the writing direction.
pub(super) fn plain(text: &str) -> String {
    let visible = text.replace(
        |mark: char| {
            (mark.is_control() && !mark.is_whitespace())
                || matches!(mark, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}')
        },
        "",
    );
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn optional(text: Option<&str>) -> String {
    text.map(plain).unwrap_or_default()
}
