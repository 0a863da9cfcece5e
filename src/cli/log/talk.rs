//! Takes a sentence, how grave it is and what it is about; gives it as a person reads it and as
//! the fields of a log. Never writes.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::archive::Archived;
use crate::model::{EditionKey, Revision};
use crate::store::RunId;

/// How grave a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::cli) enum Level {
    Trace,
    Debug,
    Info,
    Warn,
    Error,
}

/// Which run and which edition a line is about, as far as there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::cli) struct About {
    pub(in crate::cli) run: Option<i64>,
    pub(in crate::cli) edition: Option<String>,
}

impl About {
    /// An edition that is not there yet.
    pub(in crate::cli) fn edition(key: &EditionKey) -> Self {
        Self { run: None, edition: Some(format!("{}/{}", key.date, key.brief)) }
    }

    /// A revision of an edition.
    pub(in crate::cli) fn revision(key: &EditionKey, revision: Revision) -> Self {
        let EditionKey { brief, date } = key;
        Self { run: None, edition: Some(format!("{date}/{brief}/{revision}")) }
    }

    /// An edition in the archive.
    pub(in crate::cli) fn archived(archived: &Archived) -> Self {
        Self::revision(archived.key(), archived.revision())
    }

    /// In a run, if there is one.
    pub(in crate::cli) fn in_run(self, run: Option<RunId>) -> Self {
        Self { run: run.map(|run| run.0), ..self }
    }

    /// What is missing here, from there.
    pub(super) fn or(self, other: &Self) -> Self {
        let edition = self.edition.or_else(|| other.edition.clone());
        Self { run: self.run.or(other.run), edition }
    }
}

/// One line of talk.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Talk {
    pub(super) level: Level,
    /// What a person reads before the sentence, such as `note: `.
    pub(super) lead: &'static str,
    pub(super) words: String,
    pub(super) target: Option<&'static str>,
    pub(super) about: About,
    pub(super) fields: BTreeMap<&'static str, Value>,
}

impl Talk {
    fn led(level: Level, lead: &'static str, words: impl fmt::Display) -> Self {
        let (about, fields) = (About::default(), BTreeMap::new());
        Self { level, lead, words: words.to_string(), target: None, about, fields }
    }

    /// What happened.
    pub(in crate::cli) fn new(words: impl fmt::Display) -> Self {
        Self::led(Level::Info, "", words)
    }

    /// What somebody should look at.
    pub(in crate::cli) fn note(words: impl fmt::Display) -> Self {
        Self::led(Level::Warn, "note: ", words)
    }

    /// What is allowed and may not be meant.
    pub(in crate::cli) fn warning(words: impl fmt::Display) -> Self {
        Self::led(Level::Warn, "warning: ", words)
    }

    /// What helps.
    pub(in crate::cli) fn hint(words: impl fmt::Display) -> Self {
        Self::led(Level::Info, "hint: ", words)
    }

    /// What the daemon says of itself.
    pub(in crate::cli) fn daemon(words: impl fmt::Display) -> Self {
        Self::led(Level::Info, "daemon: ", words).of("daemon")
    }

    /// What went wrong, told in passing.
    pub(in crate::cli) fn grave(mut self) -> Self {
        self.level = Level::Warn;
        self
    }

    /// The part of the program that it comes from, if not the one that speaks.
    pub(in crate::cli) fn of(mut self, target: &'static str) -> Self {
        self.target = Some(target);
        self
    }

    /// What it is about, if not what the one who speaks is at.
    pub(in crate::cli) fn about(mut self, about: About) -> Self {
        self.about = about;
        self
    }

    /// One more field of the log.
    pub(in crate::cli) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.fields.insert(name, value.into());
        self
    }
}

impl fmt::Display for Talk {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.lead, self.words)
    }
}

impl From<String> for Talk {
    fn from(words: String) -> Self {
        Self::new(words)
    }
}

impl From<&String> for Talk {
    fn from(words: &String) -> Self {
        Self::new(words)
    }
}

impl From<&str> for Talk {
    fn from(words: &str) -> Self {
        Self::new(words)
    }
}

/// One line of the log, in the order in which its fields are written.
#[derive(Serialize)]
pub(super) struct Line {
    pub(super) at: String,
    pub(super) level: Level,
    pub(super) target: String,
    pub(super) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) run: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) edition: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) because: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hint: Option<String>,
    #[serde(flatten)]
    pub(super) fields: BTreeMap<String, Value>,
}

impl Line {
    pub(super) fn new(level: Level, target: String, message: String) -> Self {
        Self {
            at: String::new(),
            level,
            target,
            message,
            run: None,
            edition: None,
            because: Vec::new(),
            hint: None,
            fields: BTreeMap::new(),
        }
    }

    pub(super) fn about(&mut self, about: &About) {
        self.run = about.run.map(Value::from);
        self.edition = about.edition.clone().map(Value::from);
    }

    /// Every text changed as a mask says.
    pub(super) fn mask(&mut self, mask: impl Fn(&str) -> String) {
        for text in [&mut self.message].into_iter().chain(&mut self.because).chain(&mut self.hint) {
            *text = mask(text);
        }
        for value in self.fields.values_mut() {
            if let Value::String(text) = value {
                *text = mask(text);
            }
        }
    }
}
