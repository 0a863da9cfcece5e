//! Judges intervals and conviction on simulated markets where the truth is known.
//!
//!     cargo run --release --example simulate-method [-- MARKETS [SEED]]
//!
//! `docs/method.md` explains the figures.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "a program for developers: it counts markets and prints its tables"
)]

mod judge;
mod market;

use std::error::Error;

use judge::{NULL, PLANTED, Verdict, verdict};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let count: u32 = arguments.next().map_or(Ok(4000), |given| given.parse())?;
    let seed: u64 = arguments.next().map_or(Ok(7), |given| given.parse())?;
    println!("{count} markets each, seed {seed}\n");
    println!(
        "| horizon | event rate | planted | n | interval holds 0 | wholly above 0 | right sign | \
         conviction | medium or high | Brier |\n|---|---|---|---|---|---|---|---|---|---|"
    );
    for design in NULL.into_iter().chain(PLANTED) {
        let Verdict {
            occurrences,
            covers_zero,
            above_zero,
            right_sign,
            conviction,
            medium_or_high,
            brier,
            ..
        } = verdict(design, count, seed);
        println!(
            "| {} | {} | {} | {occurrences:.0} | {covers_zero:.3} | {above_zero:.3} | \
             {right_sign:.3} | {conviction:.4} | {medium_or_high:.3} | {brier:.4} |",
            design.horizon, design.event_rate, design.planted,
        );
    }
    Ok(())
}
