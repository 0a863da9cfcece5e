//! The method on markets where the truth is known; the short form of
//! `cargo run --release --example simulate-method`.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "shared with the example, which counts markets and prints all it finds"
)]

#[path = "../../examples/simulate-method/judge.rs"]
mod judge;
#[path = "../../examples/simulate-method/market.rs"]
mod market;

use judge::{NULL, PLANTED, verdict};

const MARKETS: u32 = 3000;

#[test]
fn where_nothing_can_be_known_intervals_cover_and_conviction_stays_even() {
    for design in NULL {
        let found = verdict(design, MARKETS, 7);
        println!("{design:?} {found:?}");
        assert!(found.markets > 0.9 * f64::from(MARKETS), "{design:?} gives too few figures");
        assert!((0.76..=0.84).contains(&found.covers_zero), "{design:?} {found:?}");
        assert!((found.conviction - 0.5).abs() < 0.01, "{design:?} {found:?}");
        assert!(found.medium_or_high < 0.04, "{design:?} {found:?}");
        assert!((found.brier - 0.25).abs() < 0.02, "{design:?} {found:?}");
    }
}

#[test]
fn a_planted_reversal_gets_the_right_sign_and_a_better_brier_score_than_a_coin() {
    let [quarter, half] = PLANTED.map(|design| verdict(design, MARKETS, 7));
    println!("{quarter:?}\n{half:?}");
    assert!(half.right_sign >= 0.9 && half.above_zero >= 0.9, "{half:?}");
    assert!(half.brier < 0.24 && half.conviction > quarter.conviction, "{half:?}");
    assert!(quarter.right_sign >= 0.85, "{quarter:?}");
}
