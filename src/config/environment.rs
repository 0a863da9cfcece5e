//! Takes the process's environment; gives the overrides and folders that the product heeds.
//! The only file that reads the environment.

use std::collections::BTreeMap;

/// The part of the environment that the product heeds, read once at the start.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `CONTRABRIEF_SECTION__KEY=value` as `(section, key, value)`, sorted.
    overrides: Vec<(String, String, String)>,
    credentials_directory: Option<String>,
    no_color: bool,
}

const PREFIX: &str = "CONTRABRIEF_";

impl Environment {
    /// Reads the process's environment.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one room where the environment is read")]
    pub fn of_process() -> Self {
        Self::from_pairs(std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        }))
    }

    /// Builds an environment from pairs, for tests and embedding.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let pairs: BTreeMap<String, String> = pairs.into_iter().collect();
        let overrides = pairs
            .iter()
            .filter_map(|(name, value)| {
                let (section, key) = name.strip_prefix(PREFIX)?.split_once("__")?;
                Some((section.to_ascii_lowercase(), key.to_ascii_lowercase(), value.clone()))
            })
            .collect();
        Self {
            overrides,
            credentials_directory: pairs.get("CREDENTIALS_DIRECTORY").cloned(),
            no_color: pairs.get("NO_COLOR").is_some_and(|value| !value.is_empty()),
        }
    }

    /// `(section, key, value)` for every override.
    #[must_use]
    pub fn overrides(&self) -> &[(String, String, String)] {
        &self.overrides
    }

    /// The folder in which a service manager lays credentials.
    #[must_use]
    pub fn credentials_directory(&self) -> Option<&str> {
        self.credentials_directory.as_deref()
    }

    /// Whether `NO_COLOR` asks for plain output.
    #[must_use]
    pub fn no_color(&self) -> bool {
        self.no_color
    }
}
