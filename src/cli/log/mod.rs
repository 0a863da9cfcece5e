//! Takes talk, failures and what the stages log; gives each as one line, for a person or as one
//! JSON object, with every address masked. Never decides what is worth saying.

mod events;
mod talk;

use std::sync::{Arc, OnceLock};

use chrono::SecondsFormat;

use crate::clock::Clock;
use crate::config::{Config, LogFormat};
use crate::diagnostic::Diagnostic;
use crate::pipeline::Mask;

pub(super) use events::listen;
pub(super) use talk::{About, Talk};

use talk::{Level, Line};

/// How all of a process is logged; the console and the threads at work share it.
#[derive(Clone)]
pub(super) struct Log(Arc<Shared>);

struct Shared {
    typed: Option<LogFormat>,
    configured: OnceLock<LogFormat>,
    clock: Clock,
    masks: bool,
    mask: OnceLock<Mask>,
}

impl Log {
    /// As the command line says; `masks` is whether addresses are put out of sight.
    pub(super) fn new(typed: Option<LogFormat>, clock: Clock, masks: bool) -> Self {
        let (configured, mask) = (OnceLock::new(), OnceLock::new());
        Self(Arc::new(Shared { typed, configured, clock, masks, mask }))
    }

    /// As the configuration says too, from now on. The first one counts.
    pub(super) fn goes_by(&self, config: &Config) {
        self.0.configured.get_or_init(|| config.log);
        self.0.mask.get_or_init(|| Mask::of(&config.data_dir));
    }

    pub(super) fn is_json(&self) -> bool {
        self.0.typed.or(self.0.configured.get().copied()) == Some(LogFormat::Json)
    }

    /// One line of talk, ending in a line feed.
    pub(super) fn talk(&self, talk: Talk, target: &str, about: &About) -> String {
        if !self.is_json() {
            return self.masked(&format!("{talk}\n"));
        }
        let Talk { level, words, target: own, about: of, fields, .. } = talk;
        let target = own.unwrap_or(target).to_owned();
        let mut line = Line::new(level, target, words.trim().to_owned());
        line.about(&of.or(about));
        line.fields.extend(fields.into_iter().map(|(name, value)| (name.to_owned(), value)));
        self.line(line)
    }

    /// A failure: three lines for a person, one object for a machine.
    pub(super) fn failure(&self, failure: &Diagnostic, target: &str, about: &About) -> String {
        if !self.is_json() {
            return self.masked(&failure.render());
        }
        let mut line = Line::new(Level::Error, target.to_owned(), failure.error.clone());
        line.about(about);
        line.because.clone_from(&failure.because);
        line.hint.clone_from(&failure.hint);
        self.line(line)
    }

    /// A line as JSON, stamped now.
    fn line(&self, mut line: Line) -> String {
        line.at = self.0.clock.now().to_rfc3339_opts(SecondsFormat::Millis, true);
        line.mask(|text| self.masked(text));
        let mut json = serde_json::to_string(&line).expect("texts and numbers are JSON");
        json.push('\n');
        json
    }

    /// A text with its addresses out of sight, where they are to be.
    fn masked(&self, text: &str) -> String {
        if !self.0.masks || !text.contains('@') {
            return text.to_owned();
        }
        self.0.mask.get().cloned().unwrap_or_default().text(text)
    }
}
