//! Whatever the data: every mark within its picture, every number finite, no label on another.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::super::drawing::width_of;
use super::super::{Canvas, Paint, base_rate, price_tone, tones};
use super::{CANVASES, charts};
use crate::model::{
    BasisPoints, Currency, PastOutcome, Price, PricePath, PriceToneChart, Score, SessionTone,
    TonePlace, TonesChart,
};
use crate::render::fixture::ticker;

/// An attribute of an element.
fn attribute<'e>(element: &'e str, name: &str) -> Option<&'e str> {
    let (_, rest) = element.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}

fn number(element: &str, name: &str) -> Option<f64> {
    attribute(element, name).map(|text| text.parse().expect("a number"))
}

/// Every point that a picture touches.
fn points(svg: &str) -> Vec<(f64, f64)> {
    let mut found = Vec::new();
    for element in svg.lines().skip(2) {
        let at = |x, y| number(element, x).zip(number(element, y));
        if let Some(((x, y), radius)) = at("cx", "cy").zip(number(element, "r")) {
            found.extend([(x - radius, y - radius), (x + radius, y + radius)]);
        } else if let Some(((x, y), (width, height))) = at("x", "y").zip(at("width", "height")) {
            found.extend([(x, y), (x + width, y + height)]);
        } else if let Some(point) = at("x", "y") {
            found.push(point);
        }
        let pairs = attribute(element, "points").unwrap_or_default();
        let path = attribute(element, "d").unwrap_or_default().replace(['M', 'L'], " ");
        let numbers = |text: &str| -> Vec<f64> {
            let parts = text.split([' ', ',']).filter(|part| !part.is_empty());
            parts.map(|part| part.parse().expect("a number")).collect()
        };
        for list in [numbers(pairs), numbers(&path)] {
            found.extend(list.chunks(2).map(|pair| (pair[0], pair[1])));
        }
    }
    found
}

fn is_within(svg: &str) -> bool {
    let size = attribute(svg, "viewBox").expect("a size").split(' ');
    let size: Vec<f64> = size.map(|part| part.parse().expect("a number")).collect();
    let fits = |(x, y): &(f64, f64)| {
        (-1.0..=size[2] + 1.0).contains(x) && (-1.0..=size[3] + 1.0).contains(y)
    };
    !svg.contains("NaN") && points(svg).iter().all(fits)
}

fn session() -> impl Strategy<Value = SessionTone> {
    let close = prop_oneof![1..400_000_000_000_i64, Just(1), Just(900_000_000_000_000_000)];
    (0..2_000_u64, close, proptest::option::of(-100..=100_i16), any::<u32>()).prop_map(
        |(day, e8, tone, articles)| SessionTone {
            session: NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + Days::new(day),
            close: Price { e8, currency: Currency::USD },
            tone: tone.map(Score::from_hundredths),
            articles,
            stories: 0,
        },
    )
}

fn path_chart(sessions: Vec<SessionTone>) -> PriceToneChart {
    let words = "A price.".to_owned();
    PriceToneChart { ticker: ticker("HELX"), path: PricePath { sessions }, words }
}

proptest! {
    #[test]
    fn any_series_of_prices_and_tones_stays_within_its_picture(
        mut sessions in proptest::collection::vec(session(), 2..64)
    ) {
        sessions.sort_by_key(|session| session.session);
        for (size, canvas) in CANVASES {
            let svg = price_tone(&path_chart(sessions.clone()), canvas, Paint::Classes).unwrap();
            prop_assert!(is_within(&svg), "{}: {}", size, svg);
        }
    }

    #[test]
    fn any_outcomes_stay_within_their_picture(
        sizes in proptest::collection::vec(
            prop_oneof![-3_000..3_000_i64, Just(0), Just(i64::MAX), Just(i64::MIN)], 1..300,
        ),
        median in any::<i64>(),
        interval in (any::<i64>(), any::<i64>()),
    ) {
        let mut chart = charts().base_rate.unwrap();
        chart.outcomes = sizes
            .iter()
            .map(|size| PastOutcome {
                outcome: BasisPoints(*size),
                right: *size > 0,
                ..chart.outcomes[0].clone()
            })
            .collect();
        chart.median = BasisPoints(median);
        chart.interval = (BasisPoints(interval.0), BasisPoints(interval.1));
        for (size, canvas) in CANVASES {
            let svg = base_rate(&chart, canvas, Paint::Classes).unwrap();
            prop_assert!(is_within(&svg), "{}: {}", size, svg);
        }
    }

    #[test]
    fn no_flag_of_the_scores_touches_another_nor_its_pole(
        scores in proptest::collection::vec(-100..=100_i16, 1..13),
        overall in proptest::option::of(-100..=100_i16),
    ) {
        let place = |(number, score): (usize, &i16)| TonePlace {
            ticker: ticker(&format!("NAME{number}")),
            score: Score::from_hundredths(*score),
            leads: number == 0,
        };
        let mut places: Vec<TonePlace> = scores.iter().enumerate().map(place).collect();
        places.sort_by_key(|place| std::cmp::Reverse(place.score));
        let overall = overall.map(Score::from_hundredths);
        let chart = TonesChart { places, overall, words: "Scores.".to_owned() };
        for (size, canvas) in CANVASES {
            let svg = tones(&chart, canvas, Paint::Classes).unwrap();
            prop_assert!(is_within(&svg), "{}: {}", size, svg);
            prop_assert!(flags_are_apart(&svg, canvas), "{}: {}", size, svg);
        }
    }
}

/// Whether the labels of names lie apart from each other, from every pole and within the picture.
fn flags_are_apart(svg: &str, canvas: Canvas) -> bool {
    let text_px = f64::from(u32::try_from(canvas.text).unwrap());
    let label = |line: &&str| line.starts_with("<text") && line.contains(">NAME");
    let boxes: Vec<(f64, f64, f64)> = svg
        .lines()
        .filter(label)
        .map(|line| {
            let text = line.split(['>', '<']).nth(2).expect("a text");
            let width = f64::from(i32::try_from(width_of(text, canvas.text)).unwrap()) / 10.0;
            let (x, y) = (number(line, "x").unwrap(), number(line, "y").unwrap());
            (x, x + width, y)
        })
        .collect();
    let poles: Vec<(f64, f64)> = svg
        .lines()
        .filter(|line| line.starts_with("<path") && line.contains("class=\"sl\""))
        .map(|line| {
            let path = attribute(line, "d").unwrap().trim_start_matches('M').replace('L', " ");
            let parts: Vec<f64> = path.split(' ').map(|part| part.parse().unwrap()).collect();
            (parts[0], parts[1])
        })
        .collect();
    let apart = |one: &(f64, f64, f64), other: &(f64, f64, f64)| {
        one.1 < other.0 || other.1 < one.0 || (one.2 - other.2).abs() >= text_px
    };
    let width = f64::from(u32::try_from(canvas.width).unwrap());
    boxes.iter().enumerate().all(|(place, label)| {
        let free = |(x, top): &(f64, f64)| *x < label.0 || *x > label.1 || *top > label.2 - 4.0;
        label.1 <= width
            && boxes[place + 1..].iter().all(|other| apart(label, other))
            && poles.iter().all(free)
    })
}

#[test]
fn a_flat_price_is_a_level_line_and_a_gap_is_not_filled() {
    let mut sessions = charts().price_tone.unwrap().path.sessions;
    sessions.truncate(5);
    for session in &mut sessions {
        session.close.e8 = 1_000_000_000;
        session.tone = None;
        session.articles = 0;
    }
    let svg = price_tone(&path_chart(sessions), Canvas::WIDE, Paint::Classes).unwrap();
    assert!(is_within(&svg), "{svg}");
    assert!(!svg.contains("<rect"), "no bar stands for a tone or article that is not there");
    let line = svg.lines().find(|line| line.starts_with("<polyline")).expect("a line");
    let heights: Vec<&str> = attribute(line, "points").unwrap().split([' ', ',']).collect();
    assert!(heights.chunks(2).all(|pair| pair[1] == heights[1]), "{line}");
}
