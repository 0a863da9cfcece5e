//! Takes our own headlines; gives the sentences per second that one thread scores, beside a
//! VADER crate on the same lines and the names that a linker would have to find first.

use contrabrief::analyse::Linker;
use contrabrief::analyse::reading::score_text;
use contrabrief::analyse::sentiment::Engine;
use divan::Bencher;
use divan::counter::ItemsCount;
use vader_sentimental::SentimentIntensityAnalyzer;

const HEADLINES: [&str; 8] = [
    "Northlight shares surge 12% after quarterly profit beats estimates, Plumtree slips",
    "Plumtree cut its debt to 1.2 bn from 1.9 bn, but warns of weak demand for heaters",
    "Aironaut overtakes Northlight as orders double; analysts raise their price targets",
    "Should you buy Plumtree before its results next week?",
    "Plumtree denies report that it recalls heaters after two fires",
    "Northlight to open a research centre in Portmouth",
    "Regulator clears Northlight's purchase of Plumtree's pump unit for 320 million",
    "Plumtree's quarterly loss narrows to 4 million from 9 million a year ago",
];

fn main() {
    divan::main();
}

/// As `score` is asked with a target and the other names given.
#[divan::bench]
fn contrabrief(bencher: Bencher) {
    bencher.counter(ItemsCount::new(HEADLINES.len())).bench(|| {
        HEADLINES.map(|line| Engine::default().score(line, Some("Plumtree"), &["Northlight"]).score)
    });
}

/// As `score` is asked with a text alone: the names are found first.
#[divan::bench]
fn contrabrief_with_linking(bencher: Bencher) {
    let linker = Linker::new([]);
    bencher.counter(ItemsCount::new(HEADLINES.len())).bench(|| {
        HEADLINES.map(|line| score_text(&Engine::default(), &linker, line, None, &[]).score)
    });
}

#[divan::bench]
fn vader(bencher: Bencher) {
    let analyser = SentimentIntensityAnalyzer::new();
    bencher
        .counter(ItemsCount::new(HEADLINES.len()))
        .bench(|| HEADLINES.map(|line| analyser.polarity_scores(line).compound));
}
