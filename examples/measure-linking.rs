//! Takes a folder of sample data; prints how well the linker finds the demo market's tickers in
//! titles and summaries, against the vendors' tags and against what was judged by eye. Never
//! shows the tags to the linker, but where it asks what they add.
//!
//! `cargo run --release --example measure-linking -- FOLDER [--import FILE.json] [--sample]`

#![expect(clippy::print_stdout, reason = "a measurement prints its table")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use contrabrief::analyse::reading::split_sentences;
use contrabrief::analyse::{Link, LinkReason, Linker};
use contrabrief::model::{
    CalendarId, Currency, ReferenceKind, ReferenceName, Ticker, TickerKind, TickerProfile,
};
use serde_json::Value;

const MARKET: [(&str, &str, TickerKind); 13] = [
    ("NVDA", "Nvidia", TickerKind::Equity),
    ("INTC", "Intel", TickerKind::Equity),
    ("AAPL", "Apple", TickerKind::Equity),
    ("MSFT", "Microsoft", TickerKind::Equity),
    ("AMZN", "Amazon", TickerKind::Equity),
    ("META", "Meta Platforms", TickerKind::Equity),
    ("TSLA", "Tesla", TickerKind::Equity),
    ("JPM", "JPMorgan Chase", TickerKind::Equity),
    ("NFLX", "Netflix", TickerKind::Equity),
    ("BAC", "Bank of America", TickerKind::Equity),
    ("AMD", "AMD", TickerKind::Equity),
    ("BTC", "Bitcoin", TickerKind::Crypto),
    ("XRP", "XRP", TickerKind::Crypto),
];
/// The files, and whether an article in them carries the tags of every ticker or only of the
/// one it was collected for.
const FILES: [(&str, bool); 4] = [
    ("stocknewsapi_2021-10_2023-12.jsonl", true),
    ("seekingalpha_intc_amd_2019_2023.jsonl", false),
    ("cryptotrade_btc_2023.jsonl", false),
    ("cryptotrade_xrp_2023.jsonl", false),
];
const JUDGED: &str = "docs/linking-judged.csv";
/// How many pairs of each side were read.
const SAMPLE: usize = 160;
/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.96;

struct Record {
    id: String,
    title: String,
    summary: String,
    tags: BTreeSet<String>,
    /// Whether a missing tag says anything.
    full: bool,
}

#[derive(Default)]
struct Tally {
    both: u32,
    found_only: u32,
    tagged_only: u32,
}

/// An article and a ticker that the linker found, or the vendor tagged, or both.
struct Pair<'r> {
    record: &'r Record,
    ticker: String,
    side: &'static str,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments.first().map_or("../shared/data", String::as_str);
    let imported = arguments
        .iter()
        .position(|word| word == "--import")
        .and_then(|place| arguments.get(place + 1))
        .map(|file| registered(Path::new(file)))
        .unwrap_or_default();
    let records = records(&Path::new(folder).join("news"));
    let profiles = profiles();
    let linker = Linker::with_reference(&profiles, &imported);
    let [watched, own, more] = linker.counts();
    println!("{} articles; {watched} watched, {own} built in, {more} imported\n", records.len());
    let found: Vec<_> = records.iter().map(|record| links(&linker, record, &[])).collect();
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut reasons: BTreeMap<LinkReason, Tally> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (record, links) in records.iter().zip(&found) {
        for (symbol, ..) in MARKET {
            let link = links.iter().find(|link| link.ticker.as_str() == symbol);
            let is_tagged = record.tags.contains(symbol);
            let side = match (link, is_tagged) {
                (Some(_), false) if record.full => "found",
                (None, true) => "tagged",
                (Some(_), true) => "both",
                _ => "",
            };
            let tally = tallies.entry(symbol.to_owned()).or_default();
            let reason = link.map(|link| reasons.entry(link.reason).or_default());
            for tally in [Some(tally), reason].into_iter().flatten() {
                tally.both += u32::from(side == "both");
                tally.found_only += u32::from(side == "found");
                tally.tagged_only += u32::from(side == "tagged");
            }
            if !side.is_empty() {
                pairs.push(Pair { record, ticker: symbol.to_owned(), side });
            }
        }
    }
    print_table(&tallies);
    print_reasons(&reasons);
    let all = tallies.values().fold(Tally::default(), |sum, one| Tally {
        both: sum.both + one.both,
        found_only: sum.found_only + one.found_only,
        tagged_only: sum.tagged_only + one.tagged_only,
    });
    if arguments.iter().any(|word| word == "--sample") {
        print_sample(&pairs);
    } else {
        print_adjusted(&pairs, &all);
        print_vendor(&linker, &records);
    }
}

fn print_table(tallies: &BTreeMap<String, Tally>) {
    println!("| ticker | tagged | found | both | raw precision | raw recall |");
    println!("|---|---|---|---|---|---|");
    let mut sum = Tally::default();
    for (symbol, tally) in tallies {
        print_row(symbol, tally);
        sum.both += tally.both;
        sum.found_only += tally.found_only;
        sum.tagged_only += tally.tagged_only;
    }
    print_row("all", &sum);
    println!();
}

fn print_row(symbol: &str, tally: &Tally) {
    let (tagged, found) = (tally.both + tally.tagged_only, tally.both + tally.found_only);
    println!(
        "| {symbol} | {tagged} | {found} | {} | {:.3} | {:.3} |",
        tally.both,
        share(tally.both, found),
        share(tally.both, tagged)
    );
}

fn print_reasons(reasons: &BTreeMap<LinkReason, Tally>) {
    println!("| reason | found | of them tagged |");
    println!("|---|---|---|");
    for (reason, tally) in reasons {
        let found = tally.both + tally.found_only;
        println!("| {} | {found} | {:.3} |", reason.words(), share(tally.both, found));
    }
    println!();
}

/// The pairs to read: those whose hash with a fixed seed is smallest, so that a better linker
/// leaves most of the sample as it was.
fn sample<'p, 'r>(pairs: &'p [Pair<'r>], side: &str) -> Vec<&'p Pair<'r>> {
    let mut drawn: Vec<_> = pairs.iter().filter(|pair| pair.side == side).collect();
    drawn.sort_by_key(|pair| {
        fingerprint(&format!("linking 4 {} {} {}", pair.side, pair.record.id, pair.ticker))
    });
    drawn.truncate(SAMPLE);
    drawn
}

/// FNV-1a, then a mixing step, since near texts would else stay near.
fn fingerprint(text: &str) -> u64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    (hash ^ (hash >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn print_sample(pairs: &[Pair<'_>]) {
    for side in ["both", "found", "tagged"] {
        for pair in sample(pairs, side) {
            let Record { id, title, summary, .. } = pair.record;
            println!("{id},{},{side}\t{title}\t{summary}", pair.ticker);
        }
    }
}

/// The figures with the judgements in the vendor's place: of what was found, tagged or not, the
/// share that is named there; of what was tagged and not found, the share that is named all the
/// same.
fn print_adjusted(pairs: &[Pair<'_>], all: &Tally) {
    let judged = judged();
    let rate = |side: &str, good: &[&str]| {
        let drawn = sample(pairs, side);
        let read: Vec<&String> = drawn
            .iter()
            .filter_map(|pair| judged.get(&(pair.record.id.clone(), pair.ticker.clone())))
            .collect();
        let hits = read.iter().filter(|judgement| good.contains(&judgement.as_str())).count();
        println!(
            "{side}: {} drawn, {} read, {hits} {}",
            drawn.len(),
            read.len(),
            good.join(" or ")
        );
        wilson(hits, read.len())
    };
    let agreed = rate("both", &["named", "speaker"]);
    let named = rate("found", &["named", "speaker"]);
    let meant = rate("found", &["named"]);
    let missed = rate("tagged", &["missed"]);
    let found = f64::from(all.both + all.found_only);
    let good =
        |agreed: f64, named: f64| agreed * f64::from(all.both) + named * f64::from(all.found_only);
    for (words, share) in [("precision", named), ("precision without speakers", meant)] {
        let [low, middle, high] = [0, 1, 2].map(|bound| good(agreed[bound], share[bound]) / found);
        println!("adjusted {words} {middle:.3} ({low:.3} to {high:.3})");
    }
    let recall = |right: f64, missed: f64| right / (right + missed * f64::from(all.tagged_only));
    let right = [0, 1, 2].map(|bound| good(agreed[bound], named[bound]));
    let (low, high) = (recall(right[0], missed[2]), recall(right[2], missed[0]));
    println!("adjusted recall {:.3} ({low:.3} to {high:.3})\n", recall(right[1], missed[1]));
}

fn links(linker: &Linker, record: &Record, tags: &[Ticker]) -> Vec<Link> {
    let mut lines = vec![record.title.as_str()];
    lines.extend(split_sentences(&record.summary));
    linker.link(&lines, tags).links
}

/// What the tags add when the linker sees them: a link by tag alone, and names that only the
/// tag makes sure.
fn print_vendor(linker: &Linker, records: &[Record]) {
    let (mut alone, mut named, mut proved) = (0, 0, 0);
    for record in records.iter().filter(|record| record.full) {
        let tags: Vec<Ticker> =
            record.tags.iter().filter_map(|tag| Ticker::parse(tag).ok()).collect();
        let without = links(linker, record, &[]);
        for link in links(linker, record, &tags) {
            match without.iter().any(|one| one.ticker == link.ticker) {
                _ if !record.tags.contains(link.ticker.as_str()) => {}
                true => named += 1,
                false if link.reason == LinkReason::Vendor => alone += 1,
                false => proved += 1,
            }
        }
    }
    println!(
        "tags shown: {named} confirm a name, {proved} prove a doubtful one, {alone} stand alone"
    );
}

/// The share with its 95 % interval by Wilson: low, share, high.
fn wilson(hits: usize, read: usize) -> [f64; 3] {
    let count = |value: usize| f64::from(u32::try_from(value).unwrap_or(u32::MAX));
    let n = count(read.max(1));
    let p = count(hits) / n;
    let middle = p + Z * Z / (2.0 * n);
    let width = Z * libm::sqrt(p * (1.0 - p) / n + Z * Z / (4.0 * n * n));
    let scale = 1.0 + Z * Z / n;
    [(middle - width) / scale, p, (middle + width) / scale]
}

fn share(part: u32, whole: u32) -> f64 {
    f64::from(part) / f64::from(whole.max(1))
}

fn judged() -> BTreeMap<(String, String), String> {
    let text = fs::read_to_string(JUDGED).unwrap_or_default();
    let rows = text.lines().skip(1).filter_map(|line| {
        let mut fields = line.split(',').map(str::to_owned);
        Some(((fields.next()?, fields.next()?), fields.next()?))
    });
    rows.collect()
}

fn profiles() -> Vec<TickerProfile> {
    let usd = Currency::parse("USD").expect("a currency");
    let profile = |(symbol, name, kind): (&str, &str, TickerKind)| TickerProfile {
        ticker: Ticker::parse(symbol).expect("a symbol"),
        name: name.to_owned(),
        aliases: Vec::new(),
        kind,
        calendar: CalendarId::Xnas.into(),
        currency: usd,
        benchmark: None,
        relations: Vec::new(),
    };
    MARKET.into_iter().map(profile).collect()
}

fn records(folder: &Path) -> Vec<Record> {
    let mut records = Vec::new();
    for (name, full) in FILES {
        let text = fs::read_to_string(folder.join(name)).expect("the sample data is there");
        for line in text.lines() {
            let value: Value = serde_json::from_str(line).expect("a JSON line");
            let field = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
            let tags = value["tickers"].as_array().into_iter().flatten();
            records.push(Record {
                id: field("id"),
                title: field("title"),
                summary: field("summary"),
                tags: tags.filter_map(Value::as_str).map(str::to_owned).collect(),
                full,
            });
        }
    }
    records
}

/// The rows of a register in the SEC's shape.
fn registered(file: &Path) -> Vec<ReferenceName> {
    let text = fs::read_to_string(file).expect("the register is there");
    let value: Value = serde_json::from_str(&text).expect("JSON");
    let rows = value.as_object().into_iter().flat_map(|object| object.values());
    rows.filter_map(|row| {
        Some(ReferenceName {
            ticker: Ticker::parse(row["ticker"].as_str()?).ok(),
            name: row["title"].as_str()?.to_owned(),
            aliases: Vec::new(),
            kind: ReferenceKind::Equity,
        })
    })
    .collect()
}
