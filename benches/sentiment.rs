//! Takes our own headlines; gives the sentences per second that one thread scores.

use contrabrief::analyse::sentiment::Engine;
use divan::Bencher;
use divan::counter::ItemsCount;

const HEADLINES: [&str; 4] = [
    "Northlight shares surge 12% after quarterly profit beats estimates, Plumtree slips",
    "Plumtree cut its debt to 1.2 bn from 1.9 bn, but warns of weak demand for heaters",
    "Aironaut overtakes Northlight as orders double; analysts raise their price targets",
    "Should you buy Plumtree before its results next week?",
];

fn main() {
    divan::main();
}

#[divan::bench]
fn score_four_headlines(bencher: Bencher) {
    bencher.counter(ItemsCount::new(HEADLINES.len())).bench(|| {
        HEADLINES.map(|line| Engine::Rules.score(line, Some("Plumtree"), &["Northlight"]).score)
    });
}
