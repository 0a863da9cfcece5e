//! A desk in a temporary folder: its config, its data, its archive, and the command line run
//! in this process with a clock that the test sets.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use contrabrief::cli::{self, World};
use contrabrief::clock::Clock;
use contrabrief::config::Environment;
use contrabrief::exit_code::ExitCode;
use tempfile::TempDir;

/// The desk; its folder goes when it is dropped.
pub struct Desk {
    folder: TempDir,
    now: DateTime<Utc>,
    environment: Vec<(String, String)>,
}

/// What one command printed and how it ended.
#[derive(Debug)]
pub struct Ran {
    /// The exit code.
    pub exit_code: ExitCode,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// Fails the test unless the command ended so.
    #[track_caller]
    pub fn ends_with(self, exit_code: ExitCode) -> Self {
        assert_eq!(self.exit_code, exit_code, "\nout: {}\nerr: {}", self.out, self.err);
        self
    }

    /// Fails the test unless standard error holds every one of these.
    #[track_caller]
    pub fn tells(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.err.contains(part), "`{part}` is not in:\n{}", self.err);
        }
        self
    }
}

impl Desk {
    /// A desk with this config at this time.
    pub fn new(config: &str, now: DateTime<Utc>) -> Self {
        super::log::listen();
        Self::in_folder(tempfile::tempdir().expect("a temporary folder can be made"), config, now)
    }

    /// The same in memory, where there is such a folder: flushes cost nothing there.
    pub fn in_memory(config: &str, now: DateTime<Utc>) -> Self {
        let memory = Path::new("/dev/shm");
        let folder =
            if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        Self::in_folder(folder.expect("a temporary folder can be made"), config, now)
    }

    fn in_folder(folder: TempDir, config: &str, now: DateTime<Utc>) -> Self {
        let desk = Self { folder, now, environment: Vec::new() };
        fs::write(desk.path("contrabrief.toml"), config).expect("the config can be written");
        desk
    }

    /// A path in the desk's folder.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    /// Sets the clock.
    pub fn at(&mut self, now: DateTime<Utc>) -> &mut Self {
        self.now = now;
        self
    }

    /// Sets a variable of the environment.
    pub fn with_environment(&mut self, name: &str, value: &str) -> &mut Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs `contrabrief WORDS…`.
    pub fn run(&self, words: &[&str]) -> Ran {
        self.run_with_input(words, "")
    }

    /// Runs `contrabrief WORDS…` with something on standard input.
    pub fn run_with_input(&self, words: &[&str], input: &str) -> Ran {
        let config = self.path("contrabrief.toml");
        let mut arguments: Vec<OsString> = vec!["-c".into(), config.into()];
        arguments.extend(words.iter().map(OsString::from));
        self.run_whole(arguments, input)
    }

    /// Runs `contrabrief WORDS…` on whatever configuration the words name.
    pub fn run_as(&self, words: &[&str]) -> Ran {
        self.run_whole(words.iter().map(OsString::from).collect(), "")
    }

    fn run_whole(&self, arguments: Vec<OsString>, input: &str) -> Ran {
        run_at(
            self.now,
            arguments,
            input,
            Environment::from_pairs(self.environment.iter().cloned()),
        )
    }
}

/// Runs `contrabrief ARGUMENTS…` in this thread by a clock that stands still.
pub fn run_at(
    now: DateTime<Utc>,
    mut arguments: Vec<OsString>,
    input: &str,
    environment: Environment,
) -> Ran {
    let (out, err) = (Stream::default(), Stream::default());
    arguments.insert(0, "contrabrief".into());
    let mut world = World {
        out: Box::new(out.clone()),
        err: Box::new(err.clone()),
        input: Box::new(Cursor::new(input.to_owned())),
        clock: Clock::Fixed(now),
        environment,
        draws: false,
    };
    let exit_code = cli::run(arguments, &mut world);
    Ran { exit_code, out: out.text(), err: err.text() }
}

/// A stream that keeps what is written to it.
#[derive(Clone, Default)]
struct Stream(Arc<Mutex<Vec<u8>>>);

impl Stream {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("no test panics here").clone())
            .expect("the command line prints UTF-8")
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no test panics here").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
