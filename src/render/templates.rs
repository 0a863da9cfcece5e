//! Takes the built-in templates and the operator's own; gives the set a brief is laid out
//! with, and its digest. Never reads a file: overrides come in as text.

use std::collections::BTreeMap;

use super::RenderError;
use crate::model::Sha256Hash;

const BUILTIN: [(&str, &str); 7] = [
    ("brief.md.tera", include_str!("../../templates/brief.md.tera")),
    ("brief.html.tera", include_str!("../../templates/brief.html.tera")),
    ("email.html.tera", include_str!("../../templates/email.html.tera")),
    ("brief.txt.tera", include_str!("../../templates/brief.txt.tera")),
    ("parts/page.html.tera", include_str!("../../templates/parts/page.html.tera")),
    ("parts/email.html.tera", include_str!("../../templates/parts/email.html.tera")),
    ("parts/style.html.tera", include_str!("../../templates/parts/style.html.tera")),
];

/// How alike a mistyped name must be to be suggested, from 0 to 1.
const NEAR_MATCH: f64 = 0.7;

/// The templates of one brief: the built-in ones, some of them replaced by the operator's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateSet {
    files: BTreeMap<String, String>,
}

impl TemplateSet {
    /// The templates that come with the program.
    #[must_use]
    pub fn builtin() -> Self {
        let files = BUILTIN.map(|(name, source)| (name.to_owned(), source.replace("\r\n", "\n")));
        Self { files: files.into() }
    }

    /// A page of ours that no operator replaces.
    pub(super) fn of_one(name: &str, source: &str) -> Self {
        Self { files: [(name.to_owned(), source.to_owned())].into() }
    }

    /// The built-in templates with some replaced, by name.
    ///
    /// # Errors
    /// [`RenderError::UnknownTemplate`] for a name that replaces nothing, and
    /// [`RenderError::Template`] for a source that cannot be read as a template.
    pub fn with_overrides(overrides: BTreeMap<String, String>) -> Result<Self, RenderError> {
        let mut set = Self::builtin();
        for (name, source) in overrides {
            let Some(slot) = set.files.get_mut(&name) else {
                return Err(RenderError::unknown_template(&name, set.nearest(&name)));
            };
            *slot = source.replace("\r\n", "\n");
        }
        super::engine::check(&set)?;
        Ok(set)
    }

    /// Name and source of every template, for the archive.
    #[must_use]
    pub fn files(&self) -> &BTreeMap<String, String> {
        &self.files
    }

    /// The digest of the whole set: names, lengths and sources.
    #[must_use]
    pub fn sha256(&self) -> Sha256Hash {
        let file =
            |(name, source): (&String, &String)| format!("{name}\n{}\n{source}\n", source.len());
        let all: Vec<String> = self.files.iter().map(file).collect();
        Sha256Hash::of(all.concat())
    }

    /// Whether mail and text say of a cut that it is one: an operator's own may be older.
    #[must_use]
    pub fn show_cuts(&self) -> bool {
        let shows = |name: &str| self.files.get(name).is_some_and(|text| text.contains("{{ cut"));
        shows("email.html.tera") && shows("brief.txt.tera")
    }

    fn nearest(&self, name: &str) -> Option<&str> {
        let alike = |known: &str| strsim::jaro_winkler(known, name);
        self.files
            .keys()
            .map(String::as_str)
            .filter(|known| alike(known) > NEAR_MATCH)
            .max_by(|one, other| alike(one).total_cmp(&alike(other)))
    }
}
