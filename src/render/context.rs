//! Takes a brief; gives the page that templates lay out.

use super::page::{
    BarOut, BulletOut, CellOut, ChangeOut, CitationOut, CitedOut, EffectOut, FigureOut, NameOut,
    NoteOut, OutlookOut, Page, PriceOut, ProvenanceOut, RowOut, ScoreOut, SourceOut, TakeawayOut,
};
use super::spark;
use crate::model::{
    BasisPoints, Brief, Cited, DataNote, EffectRow, Footnote, Gap, Hundredths, NameCard, NoteLevel,
    OutlookRow, ScoreRow, Sentiment, Sign, StripCell, TakeawayBox,
};

/// The version of the format of `brief.json`.
const SCHEMA: u8 = 1;

/// Half the width of a text bar, in characters.
const BAR_CHARS: usize = 7;

/// Full cards that a mail shows; the other names stand in the scoreboard.
const MAIL_CARDS_MAX: usize = 5;

/// What every template sees.
pub(super) fn page(brief: &Brief) -> Page {
    let cite = |cited: &Cited| cited_out(cited, &brief.sources);
    let masthead = &brief.masthead;
    Page {
        schema: SCHEMA,
        title: masthead.title.clone(),
        brief: masthead.brief.to_string(),
        date: masthead.date.to_string(),
        date_words: masthead.date_words.clone(),
        revision: masthead.revision.0,
        revision_words: masthead.revision.to_string(),
        as_of: masthead.as_of.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        as_of_words: masthead.as_of_words.clone(),
        banner: masthead.banner.clone(),
        correction: masthead.correction.clone(),
        headline: brief.headline.clone(),
        deck: cite(&brief.deck),
        preheader: brief.preheader.clone(),
        overall: brief.overall.map(score_out),
        overall_previous: brief.overall_previous.map(|score| score.to_string()),
        articles: brief.scoreboard.iter().map(|row| row.articles).sum(),
        strip: strip_out(brief),
        bullets: brief
            .bullets
            .iter()
            .map(|bullet| BulletOut { label: bullet.label.clone(), body: cite(&bullet.body) })
            .collect(),
        takeaway: takeaway_out(&brief.takeaway, &cite),
        scoreboard: brief.scoreboard.iter().map(row_out).collect(),
        scoreboard_note: brief.scoreboard_note.clone(),
        names: brief.names.iter().map(|card| name_out(card, &cite)).collect(),
        mail_names: mail_names(brief),
        effects: effects_out(brief, &cite),
        calendar: calendar_out(brief, &cite),
        changes: brief
            .changes
            .iter()
            .map(|row| ChangeOut {
                ticker: row.ticker.to_string(),
                what: row.what.clone(),
                why: cite(&row.why),
            })
            .collect(),
        scorecard: brief.scorecard.clone(),
        notes: brief.notes.iter().map(note_out).collect(),
        sources: brief.sources.iter().map(source_out).collect(),
        provenance: provenance_out(brief),
        disclosures: brief.disclosures.clone(),
    }
}

fn strip_out(brief: &Brief) -> Vec<CellOut> {
    let cell = |cell: &StripCell| CellOut {
        label: cell.label.clone(),
        value: cell.value.clone(),
        notes: cell.notes.clone(),
        sign: sign_word(cell.sign),
    };
    brief.strip.iter().map(cell).collect()
}

fn effects_out(brief: &Brief, cite: &impl Fn(&Cited) -> CitedOut) -> Vec<EffectOut> {
    let effect = |row: &EffectRow| EffectOut {
        ticker: row.ticker.to_string(),
        sign: sign_word(row.sign),
        when: row.when.clone(),
        reason: cite(&row.reason),
        catalyst: cite(&row.catalyst),
    };
    brief.effects.iter().map(effect).collect()
}

fn calendar_out(brief: &Brief, cite: &impl Fn(&Cited) -> CitedOut) -> Vec<OutlookOut> {
    let outlook = |row: &OutlookRow| OutlookOut {
        when: row.when.clone(),
        sign: sign_word(row.sign),
        event: cite(&row.event),
        tickers: row.tickers.iter().map(ToString::to_string).collect(),
    };
    brief.calendar.iter().map(outlook).collect()
}

fn cited_out(cited: &Cited, sources: &[Footnote]) -> CitedOut {
    let url = |number: u16| {
        sources.iter().find(|source| source.number == number).and_then(|source| source.url.clone())
    };
    CitedOut {
        text: cited.text.clone(),
        citations: cited
            .citations
            .iter()
            .map(|number| CitationOut { number: *number, url: url(*number) })
            .collect(),
    }
}

fn score_out(sentiment: Sentiment) -> ScoreOut {
    let hundredths = sentiment.score.hundredths();
    let size = hundredths.unsigned_abs() / 2;
    let (negative_pct, positive_pct) = if hundredths < 0 { (size, 0) } else { (0, size) };
    ScoreOut {
        hundredths,
        words: sentiment.score.to_string(),
        band: sentiment.band.words(),
        sign: sign_of(hundredths.into()),
        bar: BarOut {
            before_pct: 50 - negative_pct,
            negative_pct,
            positive_pct,
            after_pct: 50 - positive_pct,
        },
        bar_text: bar_text(hundredths),
    }
}

/// `.....##|.......` for a score of about -0.30.
fn bar_text(hundredths: i16) -> String {
    let filled = (usize::from(hundredths.unsigned_abs()) * BAR_CHARS + 50) / 100;
    let (marks, blanks) = ("#".repeat(filled), ".".repeat(BAR_CHARS - filled));
    let empty = ".".repeat(BAR_CHARS);
    if hundredths < 0 {
        format!("{blanks}{marks}|{empty}")
    } else {
        format!("{empty}|{marks}{blanks}")
    }
}

fn takeaway_out(takeaway: &TakeawayBox, cite: &impl Fn(&Cited) -> CitedOut) -> TakeawayOut {
    TakeawayOut {
        ticker: takeaway.ticker.as_ref().map(ToString::to_string),
        title: takeaway.title.clone(),
        crowd: cite(&takeaway.crowd),
        evidence: cite(&takeaway.evidence),
        dissent: cite(&takeaway.dissent),
        record: cite(&takeaway.record),
        call: takeaway.call.clone(),
        wrong_if: takeaway.wrong_if.iter().map(cite).collect(),
        others: takeaway.others.iter().map(cite).collect(),
    }
}

fn row_out(row: &ScoreRow) -> RowOut {
    RowOut {
        ticker: row.ticker.to_string(),
        name: row.name.clone(),
        last: row.last.map(|price| PriceOut {
            e8: price.e8,
            currency: price.currency.to_string(),
            words: price.to_string(),
        }),
        day: row.day.map(figure_out),
        quarter: row.quarter.map(figure_out),
        spark_points: spark::points(&row.spark_per_mille),
        spark_words: spark::words(&row.spark_per_mille),
        spark_per_mille: row.spark_per_mille.clone(),
        score: row.sentiment.map(score_out),
        change_hundredths: row.change.map(|change| change.0),
        change: row.change.map(|change: Hundredths| change.to_string()).unwrap_or_default(),
        articles: row.articles,
        stories: row.stories,
        publishers: row.publishers,
        gap: row.gap.words(),
        gap_sign: gap_word(row.gap),
    }
}

fn name_out(card: &NameCard, cite: &impl Fn(&Cited) -> CitedOut) -> NameOut {
    NameOut {
        ticker: card.ticker.to_string(),
        name: card.name.clone(),
        score: card.sentiment.map(score_out),
        evidence: card.evidence.clone(),
        gap: card.gap.words(),
        gap_sign: gap_word(card.gap),
        lines: card.lines.iter().map(cite).collect(),
        catalyst: card.catalyst.as_ref().map(cite),
        risk: card.risk.as_ref().map(cite),
        contrarian: cite(&card.contrarian),
    }
}

/// The names that get a full card in the mail: the lead, gaps, then the largest changes.
fn mail_names(brief: &Brief) -> Vec<String> {
    let mut rows: Vec<&ScoreRow> = brief.scoreboard.iter().collect();
    rows.sort_by_key(|row| {
        let leads = brief.takeaway.ticker.as_ref() == Some(&row.ticker);
        let has_gap = matches!(row.gap, Gap::PriceAhead | Gap::EvidenceAhead);
        let change = row.change.map_or(0, |change| change.0.abs());
        std::cmp::Reverse((leads, has_gap, change, row.articles))
    });
    rows.iter().take(MAIL_CARDS_MAX).map(|row| row.ticker.to_string()).collect()
}

fn note_out(note: &DataNote) -> NoteOut {
    NoteOut {
        level: match note.level {
            NoteLevel::Check => "check",
            NoteLevel::Fine => "ok",
        },
        text: note.text.clone(),
        partial: note.partial,
    }
}

fn source_out(source: &Footnote) -> SourceOut {
    SourceOut {
        number: source.number,
        title: source.title.clone(),
        publisher: source.publisher.clone(),
        dated: source.dated.clone(),
        url: source.url.clone(),
        sha256: source.sha256.map(|sha256| sha256.to_string()),
        sha256_short: source.sha256.map(|sha256| sha256.short()),
    }
}

fn provenance_out(brief: &Brief) -> ProvenanceOut {
    let facts = &brief.provenance;
    ProvenanceOut {
        version: facts.version.clone(),
        engine: facts.engine.clone(),
        tzdb: facts.tzdb.clone(),
        inputs_sha256: facts.inputs_sha256.to_string(),
        inputs_short: facts.inputs_sha256.short(),
        config_sha256: facts.config_sha256.to_string(),
        config_short: facts.config_sha256.short(),
        templates_sha256: facts.templates_sha256.to_string(),
        templates_short: facts.templates_sha256.short(),
        chain_head: facts.chain_head.map(|head| head.to_string()),
        archive_path: facts.archive_path.clone(),
        reproduce: facts.reproduce.clone(),
    }
}

fn figure_out(points: BasisPoints) -> FigureOut {
    FigureOut { basis_points: points.0, words: points.to_string(), sign: sign_of(points.0) }
}

fn sign_of(figure: i64) -> &'static str {
    match figure {
        0 => "flat",
        up if up > 0 => "up",
        _ => "down",
    }
}

fn sign_word(sign: Sign) -> &'static str {
    match sign {
        Sign::Positive => "up",
        Sign::Negative => "down",
        Sign::Mixed => "mixed",
        Sign::Neutral => "flat",
    }
}

fn gap_word(gap: Gap) -> &'static str {
    match gap {
        Gap::EvidenceAhead => "up",
        Gap::PriceAhead => "down",
        Gap::InLine | Gap::Unknown => "flat",
    }
}
