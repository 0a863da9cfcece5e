//! Takes the list that is compiled in; gives its rows with what each form of a name asks for.
//! Never reads anything else.
//!
//! The list is our own: symbol, reading name, other names and kind of companies, tokens and
//! other things that headlines name. A mark before a form says what it is:
//!
//! | mark | the form |
//! |---|---|
//! | none | stands for itself, given its capitals |
//! | `?` | is a common word too: a capital inside a sentence or a company's words must show |
//! | `!` | is a person's, a place's or another thing's name too: a company's words must show |
//! | `~` | is a former name |
//! | `+` | is a brand, a product or a person that points to the company |

use super::LinkReason;
use super::book::Proof;
use crate::model::{ReferenceKind, Ticker};

const LIST: &str = include_str!("reference.csv");

/// A row of the compiled list.
pub(super) struct Row {
    pub(super) ticker: Option<Ticker>,
    pub(super) kind: ReferenceKind,
    /// The name first.
    pub(super) forms: Vec<MarkedForm>,
}

/// One way to write a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MarkedForm {
    pub(super) written: String,
    pub(super) proof: Proof,
    pub(super) reason: LinkReason,
}

/// All rows, in the list's order.
pub(super) fn rows() -> impl Iterator<Item = Row> {
    LIST.lines().skip(1).filter_map(row)
}

fn row(line: &str) -> Option<Row> {
    let mut fields = line.split(',');
    let (symbol, name) = (fields.next()?, fields.next()?);
    let aliases = fields.next()?.split(';').filter(|alias| !alias.is_empty());
    let kind = ReferenceKind::parse(fields.next()?)?;
    let own = std::iter::once(MarkedForm::read(name, LinkReason::Name));
    let forms = own.chain(aliases.map(|alias| MarkedForm::read(alias, LinkReason::Alias)));
    Some(Row { ticker: Ticker::parse(symbol).ok(), kind, forms: forms.collect() })
}

impl MarkedForm {
    fn read(text: &str, unmarked: LinkReason) -> Self {
        let (proof, reason) = match text.as_bytes().first() {
            Some(b'?') => (Proof::Capital, unmarked),
            Some(b'!') => (Proof::Company, unmarked),
            Some(b'~') => (Proof::Nothing, LinkReason::FormerName),
            Some(b'+') => (Proof::Nothing, LinkReason::Brand),
            _ => (Proof::Nothing, unmarked),
        };
        let written = text.trim_start_matches(['?', '!', '~', '+']).to_owned();
        Self { written, proof, reason }
    }
}
