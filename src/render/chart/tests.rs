//! What a reader sees in the pictures, and that no data can spoil them.

mod attacks;

use std::fs;

use super::raster::Raster;
use super::{Canvas, Paint, base_rate, pictures, price_tone, spark, tones};
use crate::model::{BasisPoints, Charts, Palette, Score, TonePlace, TonesChart};
use crate::render::fixture::{self, ticker};
use crate::render::palette::contrast;

const CANVASES: [(&str, Canvas); 3] =
    [("wide", Canvas::WIDE), ("narrow", Canvas::NARROW), ("mail", Canvas::MAIL)];

fn charts() -> Charts {
    fixture::full_day().charts
}

/// Every picture of a brief, by name.
fn drawn(charts: &Charts, canvas: Canvas, paint: Paint<'_>) -> Vec<(&'static str, String)> {
    let price = charts.price_tone.as_ref().and_then(|chart| price_tone(chart, canvas, paint));
    let record = charts.base_rate.as_ref().and_then(|chart| base_rate(chart, canvas, paint));
    let scores = charts.tones.as_ref().and_then(|chart| tones(chart, canvas, paint));
    [("price-tone", price), ("base-rate", record), ("tones", scores)]
        .into_iter()
        .filter_map(|(name, svg)| Some((name, svg?)))
        .collect()
}

/// A brief's charts short enough to be read as text.
fn short() -> Charts {
    let mut charts = charts();
    let price = charts.price_tone.as_mut().expect("a chart");
    price.path.sessions.drain(..58);
    let record = charts.base_rate.as_mut().expect("a chart");
    record.outcomes.truncate(9);
    record.right = 6;
    charts
}

#[test]
fn the_pictures_of_a_day_are_as_reviewed() {
    for (name, svg) in drawn(&short(), Canvas::WIDE, Paint::Classes) {
        insta::assert_snapshot!(name.replace('-', "_"), svg);
    }
    let light = Palette::Default.light();
    insta::assert_snapshot!(
        "spark",
        spark("HELX", &[0, 500, 1000, 400], Paint::Colours(&light)).expect("a line")
    );
}

/// Leaves the pictures where a person can look at them.
#[test]
fn every_picture_is_drawn_in_every_size_and_is_not_blank() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target/look/charts");
    fs::create_dir_all(folder).expect("target can be written");
    let (light, raster) = (Palette::Default.light(), Raster::new());
    for (size, canvas) in CANVASES {
        let all = drawn(&charts(), canvas, Paint::Colours(&light));
        assert_eq!(all.len(), 3, "{size}");
        for (name, svg) in all {
            let png = raster.png(&svg).expect("it is a picture");
            fs::write(format!("{folder}/{name}-{size}.svg"), &svg).expect("written");
            fs::write(format!("{folder}/{name}-{size}.png"), &png.bytes).expect("written");
            assert_eq!(i64::from(png.width_px), canvas.width, "{name}");
            let (width, height, painted) = read(&png.bytes);
            assert_eq!((width, height), (2 * png.width_px, 2 * png.height_px), "{name}");
            let share = 1000 * painted / (width * height);
            assert!((8..400).contains(&share), "{name} {size}: {share} of 1000 pixels");
        }
    }
}

/// Width, height and the number of pixels that are not clear.
fn read(png: &[u8]) -> (u32, u32, u32) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let frame = reader.next_frame(&mut pixels).expect("a frame");
    assert_eq!(frame.color_type, png::ColorType::Rgba);
    let painted = pixels.chunks(4).filter(|pixel| pixel[3] > 0).count();
    (frame.width, frame.height, u32::try_from(painted).expect("small"))
}

#[test]
fn a_picture_is_the_same_bytes_whenever_it_is_made() {
    let brief = fixture::full_day();
    let files = || pictures::Pictures::of(&brief, Palette::Default).files;
    let (first, second) = (files(), files());
    assert_eq!(first.len(), 3 + brief.scoreboard.len());
    assert_eq!(first, second);
}

#[test]
fn all_pictures_of_a_mail_weigh_less_than_a_photograph() {
    let files = pictures::Pictures::of(&fixture::crowded_day(24), Palette::Default).files;
    let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
    assert!(bytes < 80_000, "{bytes} bytes");
    assert!(files.iter().filter(|file| file.file_name.starts_with("spark")).count() == 12);
}

#[test]
fn up_and_down_differ_in_shape_where_all_colours_are_one() {
    for (name, svg) in drawn(&charts(), Canvas::WIDE, Paint::Classes) {
        for element in svg.lines().filter(|line| line.contains("class=\"fd\"")) {
            assert!(element.starts_with("<text"), "{name}: a filled mark points down: {element}");
        }
        assert!(svg.contains("class=\"sd\""), "{name}: nothing hollow points down");
        assert!(!svg.contains("class=\"su\""), "{name}: a hollow mark points up");
        assert!(svg.contains("class=\"fu\""), "{name}: nothing filled points up");
    }
}

#[test]
fn a_mails_pictures_can_be_read_on_white_and_on_dark_ground() {
    for palette in [Palette::Default, Palette::Classic, Palette::Asia] {
        let colours = pictures::mail_colours(palette);
        for ink in [colours.ink, colours.muted, colours.up, colours.down, colours.amber] {
            let (light, dark) =
                (contrast(ink, palette.light().card), contrast(ink, palette.dark().card));
            assert!(light >= 4.5 && dark >= 3.5, "{ink}: {light:.2} and {dark:.2}");
        }
    }
}

#[test]
fn a_chart_without_data_is_no_chart() {
    let mut charts = charts();
    let price = charts.price_tone.as_mut().expect("a chart");
    price.path.sessions.truncate(1);
    charts.base_rate.as_mut().expect("a chart").outcomes.clear();
    charts.tones.as_mut().expect("a chart").places.clear();
    assert!(drawn(&charts, Canvas::WIDE, Paint::Classes).is_empty());
    assert!(drawn(&Charts::default(), Canvas::WIDE, Paint::Classes).is_empty());
}

#[test]
fn a_long_list_names_its_ends_and_the_takeaways_name() {
    let place = |number: i16| TonePlace {
        ticker: ticker(&format!("N{number}")),
        score: Score::from_hundredths(50 - number),
        leads: number == 20,
    };
    let chart = TonesChart {
        places: (0..40).map(place).collect(),
        overall: Some(Score::from_hundredths(30)),
        words: "Forty names.".to_owned(),
    };
    let svg = tones(&chart, Canvas::NARROW, Paint::Classes).expect("a picture");
    let named: Vec<&str> = svg.split('>').filter_map(|text| text.strip_suffix("</text")).collect();
    for label in ["N0 +0.50", "N1 +0.49", "N20 +0.30", "N38 +0.12", "N39 +0.11"] {
        assert!(named.contains(&label), "{label} of {named:?}");
    }
    assert_eq!(named.iter().filter(|text| text.starts_with('N')).count(), 5);
    assert_eq!(svg.matches("<polygon").count(), 41, "every name and the overall have a mark");
}

#[test]
fn every_outcome_has_its_dot_on_its_side_and_a_crowd_of_them_becomes_columns() {
    let chart = charts().base_rate.expect("a chart");
    let svg = base_rate(&chart, Canvas::WIDE, Paint::Classes).expect("a picture");
    assert_eq!(svg.matches("<circle").count(), chart.outcomes.len());
    assert_eq!(svg.matches("class=\"fu\"/>").count(), usize::try_from(chart.right).unwrap());
    let mut crowd = chart;
    crowd.outcomes = (0..30).flat_map(|_| crowd.outcomes.clone()).collect();
    let svg = base_rate(&crowd, Canvas::NARROW, Paint::Classes).expect("a picture");
    assert!(!svg.contains("<circle") && svg.contains("<rect"));
}

#[test]
fn one_wild_outcome_does_not_press_the_others_together() {
    let mut chart = charts().base_rate.expect("a chart");
    chart.outcomes[0].outcome = BasisPoints(900_000);
    let svg = base_rate(&chart, Canvas::WIDE, Paint::Classes).expect("a picture");
    assert!(!svg.contains("9000.0%"), "the axis does not reach so far");
    assert_eq!(svg.matches("<circle").count(), chart.outcomes.len());
}
