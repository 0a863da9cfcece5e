//! Takes one sentence of an answer and the texts it says it rests on; gives whether it may be
//! printed, or the first thing wrong with it. Pure, and never repairs a sentence.
//!
//! What it can and cannot see stands in `docs/narrate.md`.

mod directions;
mod figures;
mod lexicon;
mod names;
mod tokens;

#[cfg(test)]
mod tests;

pub(super) use lexicon::commands;
use tokens::{Token, quoted, tokens};

/// The shortest and the longest sentence, in characters.
const CHARS: std::ops::RangeInclusive<usize> = 12..=320;

/// What is wrong with a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// It belongs to a section that was not asked for.
    Section,
    /// It cites nothing, or what is not a claim of its section.
    Citation,
    /// It has a number that its evidence lacks.
    Figure,
    /// It has a name that its evidence lacks.
    Name,
    /// It turns a direction or a denial around.
    Direction,
    /// It quotes what nobody said.
    Quotation,
    /// It advises, or speaks of us or to the reader.
    Advice,
    /// It has markup, an address, or marks that are no prose.
    Markup,
    /// It is too short, too long, or no whole sentence.
    Length,
    /// It says again what stands there, or its section is full.
    Surplus,
}

impl Fault {
    /// Words after "with" or "that", for notes and the record.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Section => "for a section that was not asked for",
            Self::Citation => "citing what is not a claim of its section",
            Self::Figure => "with a number that its evidence lacks",
            Self::Name => "with a name that its evidence lacks",
            Self::Direction => "with a direction or denial turned around",
            Self::Quotation => "quoting what its evidence does not say",
            Self::Advice => "with advice, or in the first or second person",
            Self::Markup => "with markup, an address or marks that are no prose",
            Self::Length => "too short, too long or no whole sentence",
            Self::Surplus => "more than its section has room for",
        }
    }
}

/// What a sentence may draw on.
pub(super) struct Ground<'g> {
    /// Ticker and name of its section.
    pub(super) subject: &'g [String],
    /// The texts of the claims it cites.
    pub(super) claims: Vec<&'g str>,
    /// The texts that those rest on.
    pub(super) evidence: Vec<&'g str>,
}

/// Whether a sentence stands on its ground.
///
/// # Errors
/// The first [`Fault`].
pub(super) fn check(text: &str, ground: &Ground<'_>) -> Result<(), Fault> {
    if !CHARS.contains(&text.chars().count()) || !text.ends_with(['.', '!', '?', '”', '"']) {
        return Err(Fault::Length);
    }
    let said = tokens(text);
    let texts: Vec<Vec<Token>> =
        ground.claims.iter().chain(&ground.evidence).map(|text| tokens(text)).collect();
    if tokens::is_odd(text, &said, &texts) {
        return Err(Fault::Markup);
    }
    let Some(quotations) = quoted(text) else { return Err(Fault::Quotation) };
    let is_said =
        |words: &str| ground.claims.iter().chain(&ground.evidence).any(|text| text.contains(words));
    if !quotations.inside.iter().all(|words| is_said(words)) {
        return Err(Fault::Quotation);
    }
    if lexicon::advises(&quotations.outside) {
        return Err(Fault::Advice);
    }
    if !figures::are_grounded(&said, &texts) {
        return Err(Fault::Figure);
    }
    let subject: Vec<Vec<Token>> = ground.subject.iter().map(|name| tokens(name)).collect();
    if !names::are_grounded(&said, &texts, &subject) {
        return Err(Fault::Name);
    }
    let claims = &texts[..ground.claims.len()];
    if !directions::are_kept(&said, &texts, claims) {
        return Err(Fault::Direction);
    }
    Ok(())
}
