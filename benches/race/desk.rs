//! The market that the peer's `generate.py` wrote, as a desk of contrabrief: its configuration,
//! its files, and the command line over it with a clock that stands.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use contrabrief::cli::{self, World};
use contrabrief::clock::Clock;
use contrabrief::config::Environment;
use contrabrief::exit_code::ExitCode;

/// When an edition's day ends; the generator's last article of a day is from 21:59.
const AT: NaiveTime = NaiveTime::from_hms_opt(23, 0, 0).expect("a time of day");

/// A company of `universe.csv`.
pub struct Company {
    pub symbol: String,
    pub name: String,
    pub aliases: Vec<String>,
}

pub struct Desk {
    input: PathBuf,
    folder: PathBuf,
    /// Removes the folder when the desk goes that made it.
    _made: Option<tempfile::TempDir>,
}

impl Desk {
    /// Lays a desk out that reads the feeds of `day` and sends to the relay at `port`, if any.
    pub fn new(input: &Path, day: NaiveDate, port: Option<u16>) -> Self {
        let made = tempfile::tempdir().expect("a temporary folder can be made");
        let folder = made.path().to_owned();
        // The config stands in another folder, from which its paths are counted.
        let input = input.canonicalize().expect("a folder that generate.py wrote");
        let desk = Self { input, folder, _made: Some(made) };
        fs::write(desk.path("contrabrief.toml"), desk.config(day, port)).expect("a config");
        desk.lay_out_prices();
        desk
    }

    /// A file of bars for each name, as a price source gives them.
    fn lay_out_prices(&self) {
        let mut by_symbol: BTreeMap<String, String> = BTreeMap::new();
        for file in self.prices() {
            let text = fs::read_to_string(file).expect("a file of prices");
            let (head, rows) = text.split_once('\n').expect("a header");
            for row in rows.lines() {
                let symbol = row.split(',').next().expect("a symbol").to_owned();
                let bars = by_symbol.entry(symbol).or_insert_with(|| format!("{head}\n"));
                bars.push_str(row);
                bars.push('\n');
            }
        }
        fs::create_dir(self.path("prices")).expect("a folder can be made");
        for (symbol, bars) in by_symbol {
            fs::write(self.path(&format!("prices/{symbol}.csv")), bars).expect("a file of bars");
        }
    }

    /// A desk that was laid out before.
    pub fn in_folder(input: &Path, folder: &Path) -> Self {
        Self { input: input.to_owned(), folder: folder.to_owned(), _made: None }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The days that were generated, oldest first.
    pub fn days(input: &Path) -> Vec<NaiveDate> {
        let folders = fs::read_dir(input.join("days")).expect("a folder that generate.py wrote");
        let name = |entry: std::io::Result<fs::DirEntry>| {
            entry.expect("an entry").file_name().to_str().and_then(|name| name.parse().ok())
        };
        let mut days: Vec<NaiveDate> = folders.filter_map(name).collect();
        days.sort();
        days
    }

    pub fn companies(input: &Path) -> Vec<Company> {
        let rows = fs::read_to_string(input.join("universe.csv")).expect("universe.csv");
        rows.lines()
            .skip(1)
            .map(|row| {
                let [symbol, name, aliases, _sector] =
                    <[&str; 4]>::try_from(row.split(',').collect::<Vec<_>>()).expect("4 columns");
                let aliases = aliases.split(';').map(str::to_owned).collect();
                Company { symbol: symbol.to_owned(), name: name.to_owned(), aliases }
            })
            .collect()
    }

    /// The files of feeds of a day.
    pub fn feeds(input: &Path, day: NaiveDate) -> Vec<PathBuf> {
        let folder = input.join(format!("days/{day}/feeds"));
        let entries = fs::read_dir(folder).expect("a folder of feeds");
        let mut files: Vec<PathBuf> =
            entries.map(|entry| entry.expect("an entry").path()).collect();
        files.sort();
        files
    }

    /// The files of prices up to the last day generated.
    pub fn prices(&self) -> Vec<PathBuf> {
        let of_days = Self::days(&self.input).into_iter();
        let of_days = of_days.map(|day| self.input.join(format!("days/{day}/prices.csv")));
        std::iter::once(self.input.join("history.csv"))
            .chain(of_days.filter(|file| file.exists()))
            .collect()
    }

    pub fn readers(&self) -> usize {
        let rows = fs::read_to_string(self.input.join("recipients.csv")).expect("recipients.csv");
        rows.lines().count() - 1
    }

    fn config(&self, day: NaiveDate, port: Option<u16>) -> String {
        let mut text = "[limits]\nitems_per_feed_max = 100000\n".to_owned();
        for file in Self::feeds(&self.input, day) {
            let path = file.to_str().expect("a UTF-8 path");
            let id = file.file_stem().and_then(|stem| stem.to_str()).expect("a name");
            let _ = writeln!(
                text,
                "[[source]]\nid = {id:?}\nkind = \"file\"\nlicence = \"full\"\npath = {path:?}"
            );
        }
        let companies = Self::companies(&self.input);
        for Company { symbol, name, aliases } in &companies {
            let _ = writeln!(
                text,
                "[[ticker]]\nsymbol = {symbol:?}\nname = {name:?}\naliases = {aliases:?}"
            );
        }
        text += "[[prices]]\nid = \"daily\"\nkind = \"csv\"\npath = \"prices/{symbol}.csv\"\n";
        let symbols: Vec<&String> = companies.iter().map(|company| &company.symbol).collect();
        let readers: Vec<String> = match port {
            Some(_) => (0..self.readers()).map(|reader| format!("desk{reader:04}")).collect(),
            None => Vec::new(),
        };
        let _ = writeln!(
            text,
            "[[brief]]\nid = \"desk\"\ntitle = \"Desk\"\ntickers = {symbols:?}\nat = \"23:00\"\n\
             timezone = \"UTC\"\non = \"every-day\"\nrecipients = {readers:?}"
        );
        if let Some(port) = port {
            for (place, id) in readers.iter().enumerate() {
                let _ = writeln!(
                    text,
                    "[[subscriber]]\nid = {id:?}\naddress = \"{id}@subscriber{:02}.example.com\"\n\
                     name = \"Desk {place}\"",
                    place % 17
                );
            }
            let _ = writeln!(
                text,
                "[smtp]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\n\
                 from = \"Desk <briefs@research.example.com>\""
            );
        }
        text
    }

    /// Runs the command line at the end of `day`.
    pub fn contrabrief(&self, day: NaiveDate, words: &[&str]) {
        let config = self.path("contrabrief.toml");
        let mut arguments: Vec<OsString> = vec!["contrabrief".into(), "-c".into(), config.into()];
        arguments.extend(words.iter().map(OsString::from));
        let mut world = World {
            out: Box::new(std::io::sink()),
            err: Box::new(std::io::stderr()),
            input: Box::new(std::io::empty()),
            clock: Clock::Fixed(end_of(day)),
            environment: Environment::from_pairs([]),
            draws: false,
        };
        let ended = cli::run(arguments, &mut world);
        assert!(matches!(ended, ExitCode::Done | ExitCode::Partial), "{words:?}: {ended:?}");
    }

    /// How many articles its store has: a lap without any would be no race.
    pub fn articles(&self) -> usize {
        let store = rusqlite::Connection::open(self.path("data/contrabrief.db")).expect("a store");
        let count = store.query_row("SELECT COUNT(*) FROM articles", [], |row| row.get(0));
        let count: i64 = count.expect("a count");
        assert!(count > 0, "nothing was collected");
        usize::try_from(count).expect("a count")
    }

    /// Imports files as facts that were known soon after they were published.
    pub fn import(&self, day: NaiveDate, what: &str, files: &[PathBuf]) {
        let files = files.iter().map(|file| file.to_str().expect("a UTF-8 path"));
        let words = ["import", what, "--assume-published", "15m"].into_iter().chain(files);
        self.contrabrief(day, &words.collect::<Vec<_>>());
    }
}

/// The cut-off of a day's edition.
pub fn end_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(AT).and_utc()
}
