//! Takes profiles and lists; gives every entity that is known and every form of its name, each
//! form with what must show before it counts. Never looks at a sentence.

use std::collections::BTreeMap;

use super::LinkReason;
use super::context::has_other_meanings;
use super::names::{forms_of, reading_name};
use super::reference::{self, MarkedForm};
use crate::model::{ReferenceKind, ReferenceName, Ticker, TickerProfile};

/// Names up to this length are taken only as written.
pub(super) const SHORT_CHARS: usize = 4;
/// How much of two names must agree for one symbol to mean one company.
const SAME_CHARS: usize = 4;
/// Longer lists of forms are cut: the automaton has a limit.
const FORMS_MAX: usize = 1_000_000;

/// What must show in a sentence before a form counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Proof {
    /// The form itself, given its capitals.
    Nothing,
    /// A capital that the sentence would not write anyway, or a company's words.
    Capital,
    /// A company's words.
    Company,
}

/// Where knowledge of an entity comes from, the most trusted first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    Profile,
    BuiltIn,
    Imported,
}

/// One thing that is known.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    pub(super) ticker: Option<Ticker>,
    pub(super) name: String,
    pub(super) kind: ReferenceKind,
    pub(super) origin: Origin,
}

/// One form of a name, in whatever case it is written. Small: a hundred thousand of them are
/// looked up at random.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    pub(super) entity: u32,
    /// One bit a word: whether it must begin with a capital.
    pub(super) capitals: u32,
    pub(super) proof: Proof,
    pub(super) reason: LinkReason,
    /// Whether one of the writings begins small, so that any case is right.
    pub(super) any_case: bool,
    /// Whether it is taken only as written.
    pub(super) exact: bool,
    /// Whether other things are known to be called so.
    pub(super) other_meanings: bool,
}

/// A form with the ways it is written.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) form: Form,
    pub(super) written: Vec<String>,
}

/// All that is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Book {
    pub(super) entities: Vec<Entity>,
    pub(super) entries: BTreeMap<String, Entry>,
    pub(super) symbols: BTreeMap<String, usize>,
}

impl Book {
    /// The profiles, then the compiled list, then what was imported: of two that claim a form
    /// the first keeps it.
    pub(super) fn of<'p>(
        profiles: impl IntoIterator<Item = &'p TickerProfile>,
        imported: &[ReferenceName],
    ) -> Self {
        let mut book = Self::default();
        for profile in profiles {
            book.add_profile(profile);
        }
        let watched = book.entities.len();
        for row in reference::rows() {
            book.add_row(row, watched);
        }
        for name in imported {
            book.add_imported(name);
        }
        book
    }

    fn add_profile(&mut self, profile: &TickerProfile) {
        let entity = self.add_entity(Entity {
            ticker: Some(profile.ticker.clone()),
            name: profile.name.trim().to_owned(),
            kind: profile.kind.into(),
            origin: Origin::Profile,
        });
        for written in forms_of(&profile.name) {
            self.add_form(entity, plain(written, LinkReason::Name), Origin::Profile);
        }
        for alias in profile.aliases.iter().filter(|alias| alias.trim().chars().count() > 1) {
            let form = plain(alias.trim().to_owned(), LinkReason::Alias);
            self.add_form(entity, form, Origin::Profile);
        }
    }

    /// A row that shares symbol and a name with a profile, or its very name, tells more of it.
    fn add_row(&mut self, row: reference::Row, watched: usize) {
        let names_of = |form: &MarkedForm| self.entity_called(&form.written);
        let claimed =
            |entity: usize| row.forms.iter().filter_map(names_of).any(|found| found == entity);
        let by_symbol = row
            .ticker
            .as_ref()
            .and_then(|ticker| self.symbols.get(ticker.as_str()).copied())
            .filter(|entity| *entity < watched && claimed(*entity));
        let by_name = row.forms.first().and_then(names_of);
        let known = by_symbol.or(by_name.filter(|entity| *entity < watched));
        let name = row.forms.first().map(|form| form.written.clone()).unwrap_or_default();
        let entity = known.unwrap_or_else(|| {
            self.add_entity(Entity {
                ticker: row.ticker.clone(),
                name,
                kind: row.kind,
                origin: Origin::BuiltIn,
            })
        });
        for form in row.forms {
            self.add_form(entity, form, Origin::BuiltIn);
        }
    }

    /// What a register gives needs more proof than our own list: one word, or two words in a
    /// headline, may be any.
    fn add_imported(&mut self, row: &ReferenceName) {
        let name = reading_name(&row.name);
        if name.chars().count() < 2 {
            return;
        }
        let start = |name: &str| -> String {
            let letters = name.chars().filter(|mark| mark.is_alphanumeric());
            letters.take(SAME_CHARS).flat_map(char::to_lowercase).collect()
        };
        let same = row.ticker.as_ref().and_then(|ticker| {
            let entity = *self.symbols.get(ticker.as_str())?;
            (start(&self.entities[entity].name) == start(&name)).then_some(entity)
        });
        let entity = same.unwrap_or_else(|| {
            self.add_entity(Entity {
                ticker: row.ticker.clone(),
                name: name.clone(),
                kind: row.kind,
                origin: Origin::Imported,
            })
        });
        let full = row.name.split(['/', '\\']).next().unwrap_or_default().trim().to_owned();
        let aliases = row.aliases.iter().map(|alias| (alias.trim().to_owned(), LinkReason::Alias));
        let own = [(name, LinkReason::Name), (full, LinkReason::Name)];
        for (written, reason) in own.into_iter().chain(aliases) {
            let words = written.split_whitespace().count();
            let proof = match words {
                0 | 1 => Proof::Company,
                2 => Proof::Capital,
                _ => Proof::Nothing,
            };
            if written.chars().count() > 1 {
                self.add_form(entity, MarkedForm { written, proof, reason }, Origin::Imported);
            }
        }
    }

    fn add_entity(&mut self, entity: Entity) -> usize {
        let place = self.entities.len();
        if let Some(ticker) = &entity.ticker {
            self.symbols.entry(ticker.as_str().to_owned()).or_insert(place);
        }
        self.entities.push(entity);
        place
    }

    /// Adds a form as it is written and as others write it.
    fn add_form(&mut self, entity: usize, form: MarkedForm, from: Origin) {
        if self.entries.len() >= FORMS_MAX {
            return;
        }
        let variants = [('\'', "’"), ('-', " "), ('é', "e"), ('&', "and")];
        for (mark, other) in variants {
            let spaced = mark != '&' || form.written.contains(" & ");
            if form.written.contains(mark) && spaced {
                let written = form.written.replace(mark, other);
                self.add_writing(entity, MarkedForm { written, ..form.clone() }, from);
            }
        }
        self.add_writing(entity, form, from);
    }

    fn add_writing(&mut self, entity: usize, form: MarkedForm, from: Origin) {
        let key = form.written.to_ascii_lowercase();
        let begins_small = form.written.starts_with(char::is_lowercase);
        let is_short = form.written.chars().count() <= SHORT_CHARS;
        let known = self.entries.entry(key).or_insert_with_key(|key| Entry {
            form: Form {
                entity: u32::try_from(entity).unwrap_or(u32::MAX),
                capitals: u32::MAX,
                proof: form.proof,
                reason: form.reason,
                any_case: false,
                exact: is_short,
                other_meanings: has_other_meanings(key),
            },
            written: Vec::new(),
        });
        if from == Origin::BuiltIn {
            // What our list warns of is no less a trap for being on the watchlist.
            known.form.proof = known.form.proof.max(form.proof);
        }
        if whole(known.form.entity) == entity && !known.written.contains(&form.written) {
            known.form.any_case |= begins_small && !is_short;
            known.form.capitals &= capitals(&form.written);
            known.written.push(form.written);
        }
    }

    fn entity_called(&self, name: &str) -> Option<usize> {
        self.entries.get(&name.to_ascii_lowercase()).map(|entry| whole(entry.form.entity))
    }
}

/// Which words of a name begin with a capital.
pub(super) fn capitals(written: &str) -> u32 {
    let words = written.split(' ').take(32).enumerate();
    words
        .filter(|(_, word)| word.starts_with(char::is_uppercase))
        .fold(0, |bits, (place, _)| bits | 1 << place)
}

/// A place as the numbers of forms hold it.
pub(super) fn whole(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

fn plain(written: String, reason: LinkReason) -> MarkedForm {
    MarkedForm { written, proof: Proof::Nothing, reason }
}
