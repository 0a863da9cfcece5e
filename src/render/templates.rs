//! Takes the operator's templates; lays them over the built-in ones. Built-in templates are
//! compiled in, so that the program runs from one file.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, Tera};

use super::{RenderError, filters};
use crate::model::Sha256Hash;

/// The built-in templates.
const BUILTIN: [(&str, &str); 4] = [
    ("brief.md.tera", include_str!("../../templates/brief.md.tera")),
    ("brief.html.tera", include_str!("../../templates/brief.html.tera")),
    ("email.html.tera", include_str!("../../templates/email.html.tera")),
    ("brief.txt.tera", include_str!("../../templates/brief.txt.tera")),
];

/// A complete set of templates, parsed.
#[derive(Clone)]
pub struct TemplateSet {
    sources: BTreeMap<String, String>,
    tera: Tera,
}

impl TemplateSet {
    /// The templates as they come with the program.
    ///
    /// # Panics
    /// Never: a test parses them.
    #[must_use]
    pub fn builtin() -> Self {
        Self::with_overrides(BTreeMap::new()).expect("the built-in templates parse")
    }

    /// The built-in templates with the operator's in place of those that they name.
    ///
    /// # Errors
    /// [`RenderError::UnknownTemplate`] for a name that no rendition uses,
    /// [`RenderError::Template`] for one that cannot be parsed.
    pub fn with_overrides(overrides: BTreeMap<String, String>) -> Result<Self, RenderError> {
        let mut sources: BTreeMap<String, String> = BUILTIN
            .iter()
            .map(|(name, source)| ((*name).to_owned(), (*source).to_owned()))
            .collect();
        for (name, source) in overrides {
            if !sources.contains_key(&name) {
                return Err(RenderError::UnknownTemplate { hint: near(&name), name });
            }
            sources.insert(name, source);
        }
        let mut tera = Tera::default();
        tera.autoescape_on(["html.tera"]);
        filters::register(&mut tera);
        tera.add_raw_templates(sources.iter()).map_err(|error| RenderError::of(&error))?;
        Ok(Self { sources, tera })
    }

    /// Name and source of each template.
    #[must_use]
    pub fn files(&self) -> &BTreeMap<String, String> {
        &self.sources
    }

    /// SHA-256 over the lines `sha256  name`, sorted by name.
    #[must_use]
    pub fn sha256(&self) -> Sha256Hash {
        let lines: Vec<String> = self
            .sources
            .iter()
            .map(|(name, source)| format!("{}  {name}\n", Sha256Hash::of(source)))
            .collect();
        Sha256Hash::of(lines.concat())
    }

    pub(super) fn render(&self, name: &str, page: &impl Serialize) -> Result<String, RenderError> {
        let mut context = Context::new();
        context.insert("page", page);
        self.tera.render(name, &context).map_err(|error| RenderError::of(&error))
    }
}

fn near(name: &str) -> String {
    BUILTIN
        .iter()
        .map(|(known, _)| (strsim::jaro_winkler(name, known), known))
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, known)| format!("; did you mean `{known}`?"))
        .unwrap_or_default()
}
