//! Takes results and talk; writes results to standard output and talk to standard error.

use std::fmt::Display;
use std::io::{self, IsTerminal as _, Read, Write};

use serde::Serialize;

use crate::clock::Clock;
use crate::config::Environment;
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;

use super::log::{About, Log, Talk};

/// The world around a command: the streams, the clock and the environment. Tests bring their
/// own.
pub struct World {
    /// Results.
    pub out: Box<dyn Write>,
    /// Talk.
    pub err: Box<dyn Write>,
    /// What `-` and `score` read.
    pub input: Box<dyn Read>,
    /// The time.
    pub clock: Clock,
    /// Overrides and credentials.
    pub environment: Environment,
    /// Whether talk is read on a terminal, where a bar may be drawn.
    pub draws: bool,
}

impl World {
    /// The world of this process.
    #[must_use]
    pub fn of_process() -> Self {
        Self {
            out: Box::new(io::stdout()),
            err: Box::new(io::stderr()),
            input: Box::new(io::stdin()),
            clock: Clock::System,
            environment: Environment::of_process(),
            draws: io::stderr().is_terminal(),
        }
    }
}

/// A command that ended early, by a failure or because the reader of its output went away.
pub(super) enum Ended {
    /// A failure to report.
    Failed(Box<Diagnostic>),
    /// The pipe behind standard output was closed: not a failure of ours.
    PipeClosed,
}

impl From<Diagnostic> for Ended {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Failed(Box::new(diagnostic))
    }
}

impl From<io::Error> for Ended {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::PipeClosed;
        }
        Diagnostic::new(ExitCode::Unexpected, "Standard output cannot be written")
            .because(&error)
            .into()
    }
}

/// What a verb gives back.
pub(super) type Outcome = Result<ExitCode, Ended>;

/// How a verb speaks.
pub(super) struct Console<'w> {
    pub(super) world: &'w mut World,
    pub(super) json: bool,
    pub(super) quiet: bool,
    pub(super) log: Log,
    /// The verb, as the log names who speaks.
    pub(super) target: &'static str,
    /// Which run and edition it is at.
    pub(super) about: About,
}

impl Console<'_> {
    /// One line of result, for people; silent under `--json`.
    pub(super) fn say(&mut self, line: impl Display) -> io::Result<()> {
        if self.json { Ok(()) } else { writeln!(self.world.out, "{line}") }
    }

    /// The one result object, under `--json`.
    pub(super) fn json(&mut self, result: &impl Serialize) -> io::Result<()> {
        if !self.json {
            return Ok(());
        }
        serde_json::to_writer_pretty(&mut self.world.out, result)?;
        writeln!(self.world.out)
    }

    /// Raw bytes of a result.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.world.out.write_all(bytes)
    }

    /// One line of talk; silent under `--quiet`. Talk that cannot be written is not worth a
    /// failure.
    pub(super) fn tell(&mut self, talk: impl Into<Talk>) {
        let about = self.about.clone();
        self.tell_as(talk.into(), self.target, &about);
    }

    /// The same from somebody else.
    pub(super) fn tell_as(&mut self, talk: Talk, target: &str, about: &About) {
        if !self.quiet {
            let line = self.log.talk(talk, target, about);
            let _ = self.world.err.write_all(line.as_bytes());
        }
    }

    /// Whether a bar may be drawn.
    pub(super) fn draws(&self) -> bool {
        self.world.draws && !self.quiet && !self.log.is_json()
    }

    /// A failure in its three lines, also under `--quiet`.
    pub(super) fn report(&mut self, diagnostic: &Diagnostic) {
        let about = self.about.clone();
        self.report_as(diagnostic, self.target, &about);
    }

    /// The same from somebody else.
    pub(super) fn report_as(&mut self, diagnostic: &Diagnostic, target: &str, about: &About) {
        let lines = self.log.failure(diagnostic, target, about);
        let _ = self.world.err.write_all(lines.as_bytes());
    }
}

/// Whoever talk and failures are told to: the console, or the main thread.
pub(super) trait Voice {
    /// One line of talk.
    fn line(&mut self, talk: Talk);

    /// A failure in its three lines.
    fn failure(&mut self, diagnostic: Diagnostic);
}

impl Voice for Console<'_> {
    fn line(&mut self, talk: Talk) {
        self.tell(talk);
    }

    fn failure(&mut self, diagnostic: Diagnostic) {
        self.report(&diagnostic);
    }
}
