//! Takes the text of a configuration; gives its sections one by one, each with every fault it
//! has. Never stops at the first fault and never knows what a key means.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::fault::{ConfigFault, did_you_mean};

/// A parsed configuration file and the faults found so far.
pub(super) struct Document<'i> {
    file: String,
    text: &'i str,
    root: DeTable<'i>,
    faults: Vec<ConfigFault>,
}

impl<'i> Document<'i> {
    /// Parses `text`, keeping what can be kept of a file with syntax errors.
    pub(super) fn parse(file: &str, text: &'i str) -> Self {
        let (root, errors) = DeTable::parse_recoverable(text);
        let root = root.into_inner();
        let mut document = Self { file: file.to_owned(), text, root, faults: Vec::new() };
        for error in errors {
            document.fault(error.span(), error.message());
        }
        document
    }

    /// Sets `section.key` as if the file said so: the environment's way in.
    ///
    /// A value that reads as a number, a truth value or a list is one; all else is text.
    pub(super) fn set(&mut self, section: &'i str, key: &'i str, value: &'i str) {
        let parsed = DeValue::parse(value)
            .map(Spanned::into_inner)
            .ok()
            .filter(|parsed| !parsed.is_table() && !parsed.is_datetime())
            .unwrap_or(DeValue::String(value.into()));
        if !self.root.contains_key(section) {
            let empty = DeValue::Table(DeTable::new());
            self.root.insert(Spanned::new(0..0, section.into()), Spanned::new(0..0, empty));
        }
        if let Some(DeValue::Table(table)) = self.root.get_mut(section).map(Spanned::get_mut) {
            table.remove(key);
            table.insert(Spanned::new(0..0, key.into()), Spanned::new(0..0, parsed));
        }
    }

    /// Reports every top-level key that is not one of `known`.
    pub(super) fn know_only(&mut self, known: &[&str]) {
        let unknown: Vec<_> = self
            .root
            .keys()
            .filter(|key| !known.contains(&key.get_ref().as_ref()))
            .map(|key| (key.span(), key.get_ref().to_string()))
            .collect();
        for (span, key) in unknown {
            let near = did_you_mean(&key, known.iter().copied());
            self.fault(Some(span), &format!("Unknown section `{key}`{near}"));
        }
    }

    /// The section `[name]`, or its default when it is absent.
    pub(super) fn section<T: DeserializeOwned + Default>(&mut self, name: &str) -> T {
        let Some(value) = self.root.get(name).cloned() else { return T::default() };
        self.read(name, value).unwrap_or_default()
    }

    /// The section `[name.part]`, taken out of `[name]`; `None` when it is absent.
    pub(super) fn subsection<T: DeserializeOwned>(&mut self, name: &str, part: &str) -> Option<T> {
        let DeValue::Table(table) = self.root.get_mut(name)?.get_mut() else { return None };
        let value = table.remove(part)?;
        self.read(&format!("{name}.{part}"), value)
    }

    /// Whether the section stands in the file or the environment.
    pub(super) fn has(&self, name: &str) -> bool {
        self.root.contains_key(name)
    }

    /// All of `[[name]]`, in order; those that cannot be read are left out and reported.
    pub(super) fn sections<T: DeserializeOwned>(&mut self, name: &str) -> Vec<Spanned<T>> {
        let Some(value) = self.root.get(name).cloned() else { return Vec::new() };
        let span = value.span();
        let DeValue::Array(elements) = value.into_inner() else {
            self.fault(Some(span), &format!("`{name}` is a list: write `[[{name}]]`"));
            return Vec::new();
        };
        elements
            .into_iter()
            .filter_map(|element| {
                let span = element.span();
                self.read(name, element).map(|section| Spanned::new(span, section))
            })
            .collect()
    }

    /// Adds a fault at a place in the file.
    pub(super) fn fault(&mut self, span: Option<Range<usize>>, message: &str) {
        let line = span.and_then(|span| self.line_of(&span));
        let fault = ConfigFault {
            file: self.file.clone(),
            line,
            message: message.trim().replace('\n', " "),
        };
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// The line of a place, from 1; `None` for what the environment set.
    pub(super) fn line_of(&self, span: &Range<usize>) -> Option<usize> {
        let start = span.start.min(self.text.len());
        (span.end > 0).then(|| 1 + self.text[..start].matches('\n').count())
    }

    /// Every fault, in the order of the file.
    pub(super) fn into_faults(mut self) -> Vec<ConfigFault> {
        self.faults.sort_by_key(|fault| fault.line);
        self.faults
    }

    /// Reads one table. After a fault the offending key is taken out and the table read
    /// again, so that all its faults are reported together.
    fn read<T: DeserializeOwned>(
        &mut self,
        name: &str,
        mut value: Spanned<DeValue<'i>>,
    ) -> Option<T> {
        let keys = value.get_ref().as_table().map_or(0, DeTable::len);
        let mut faulty = false;
        for _ in 0..=keys {
            let error = match T::deserialize(ValueDeserializer::from(value.clone())) {
                Ok(_) if faulty => return None,
                Ok(section) => return Some(section),
                Err(error) => error,
            };
            let removed = error.span().and_then(|span| take_key(&mut value, &span));
            let missing = error.message().starts_with("missing field");
            if !(faulty && missing) {
                let span = removed
                    .as_ref()
                    .map(|(span, _)| span.clone())
                    .or_else(|| error.span())
                    .or_else(|| Some(value.span()));
                self.fault(span, &words(name, removed.map(|(_, key)| key), error.message()));
            }
            faulty = true;
            if missing || error.span().is_none() {
                return None;
            }
        }
        None
    }
}

/// Takes out the key that an error points at, with its place.
fn take_key(
    value: &mut Spanned<DeValue<'_>>,
    span: &Range<usize>,
) -> Option<(Range<usize>, String)> {
    let DeValue::Table(table) = value.get_mut() else { return None };
    let (place, key) = table
        .iter()
        .find(|(key, value)| contains(&key.span(), span) || contains(&value.span(), span))
        .map(|(key, _)| (key.span(), key.get_ref().to_string()))?;
    table.remove(key.as_str());
    Some((place, key))
}

fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    !outer.is_empty() && outer.start <= inner.start && inner.end <= outer.end
}

/// The fault in our words: unknown keys with the nearest known one.
fn words(section: &str, key: Option<String>, message: &str) -> String {
    let Some(key) = key else { return format!("In `{section}`: {message}") };
    match message.strip_prefix("unknown field ") {
        Some(rest) => {
            let known: Vec<&str> = rest.split('`').skip(3).step_by(2).collect();
            let near = did_you_mean(&key, known.iter().copied());
            format!("Unknown key `{key}` in `{section}`{near}")
        }
        None => format!("`{key}` in `{section}`: {message}"),
    }
}
