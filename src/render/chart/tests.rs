//! What a reader sees in the pictures, and that no data can spoil them.

use std::fs;

use super::raster::Raster;
use super::{Canvas, Paint, base_rate, price_tone, spark, tones};
use crate::model::Charts;
use crate::render::fixture;
use crate::render::palette::Palette;

const CANVASES: [(&str, Canvas); 3] =
    [("wide", Canvas::WIDE), ("narrow", Canvas::NARROW), ("mail", Canvas::MAIL)];

fn charts() -> Charts {
    fixture::full_day().charts
}

/// Every picture of a brief, by name.
fn pictures(charts: &Charts, canvas: Canvas, paint: Paint<'_>) -> Vec<(&'static str, String)> {
    let price = charts.price_tone.as_ref().and_then(|chart| price_tone(chart, canvas, paint));
    let record = charts.base_rate.as_ref().and_then(|chart| base_rate(chart, canvas, paint));
    let scores = charts.tones.as_ref().and_then(|chart| tones(chart, canvas, paint));
    [("price-tone", price), ("base-rate", record), ("tones", scores)]
        .into_iter()
        .filter_map(|(name, svg)| Some((name, svg?)))
        .collect()
}

/// Leaves the pictures where a person can look at them.
#[test]
fn every_picture_is_drawn_in_every_size() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target/look/charts");
    fs::create_dir_all(folder).expect("target can be written");
    let (light, raster) = (Palette::Default.light(), Raster::new());
    for (size, canvas) in CANVASES {
        let all = pictures(&charts(), canvas, Paint::Colours(&light));
        assert_eq!(all.len(), 3, "{size}");
        for (name, svg) in all {
            let png = raster.png(&svg).expect("it is a picture");
            fs::write(format!("{folder}/{name}-{size}.svg"), &svg).expect("written");
            fs::write(format!("{folder}/{name}-{size}.png"), &png.bytes).expect("written");
        }
    }
    let closes: Vec<u16> = (0..30).map(|place| place * 31).collect();
    let svg = spark("HELX", &closes, Paint::Colours(&light)).expect("a line");
    fs::write(format!("{folder}/spark.png"), raster.png(&svg).expect("a picture").bytes)
        .expect("written");
}
