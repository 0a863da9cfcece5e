//! contrabrief's laps of `benches/race.sh`: the input that the peer's `generate.py` wrote, by
//! stage, as a whole day, and as a span filled in. Each lap is a process of its own, and prints a
//! line of JSON for each stage: wall and processor seconds, items, and the peak of memory so far.
//!
//!     cargo bench --bench race -- stages INPUT
//!     cargo bench --bench race -- day INPUT [PORT]      # PORT: of an SMTP server on loopback
//!     cargo bench --bench race -- backfill INPUT
//!     cargo bench --bench race -- stored INPUT          # all days but the last are in the store

#![expect(
    unreachable_pub,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a benchmark measures time and prints it"
)]

mod desk;
mod laps;
mod meter;
mod stages;

use std::path::Path;
use std::time::Duration;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    meter::listen(laps::TARGETS);
    match words[..] {
        ["stages", input] => stages::stages(Path::new(input)),
        ["day", input] => laps::day(Path::new(input), None),
        ["day", input, port] => laps::day(Path::new(input), Some(port.parse().expect("a port"))),
        ["backfill", input] => laps::backfill(Path::new(input)),
        ["stored", input] => laps::stored(Path::new(input)),
        ["stored-day", input, folder, day] => {
            laps::stored_day(Path::new(input), Path::new(folder), day.parse().expect("a date"));
        }
        _ => eprintln!("benches/race.sh calls this; see the head of benches/race/main.rs"),
    }
}

/// Tells what a stage took.
fn tell(stage: &str, wall: Duration, cpu: f64, items: usize) {
    let line = serde_json::json!({
        "stage": stage,
        "wall_s": wall.as_secs_f64(),
        "cpu_s": cpu,
        "items": items,
        "peak_mb": meter::peak_megabytes(),
    });
    println!("{line}");
}
