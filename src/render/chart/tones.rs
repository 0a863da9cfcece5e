//! Takes the day's scores; gives every name on one axis from -1 to +1, with flags that never
//! cross. Above zero a filled triangle points up, below a hollow one points down.

use super::Canvas;
use super::drawing::{Anchor, Area, Drawing, Ink, PX, Paint, width_of};
use super::scale::Scale;
use crate::model::{Score, TonePlace, TonesChart};

/// Up to so many names each has its flag; beyond it the ends and the takeaway's name alone.
const FLAGS_MAX: usize = 12;
/// Names with a flag at either end of a longer list.
const ENDS: usize = 2;
/// Half the size of a mark.
const MARK: i64 = 5 * PX;

/// The picture; `None` without a score.
pub(in crate::render) fn tones(
    chart: &TonesChart,
    canvas: Canvas,
    paint: Paint<'_>,
) -> Option<String> {
    if chart.places.is_empty() {
        return None;
    }
    let width = canvas.width * PX;
    let flags = flags(&chart.places);
    let label_px = canvas.text;
    let widest = flags.iter().map(|place| width_of(&label(place), label_px)).max().unwrap_or(0);
    let across = Scale::new((-100, 100), (8 * PX, width - (widest + 6 * PX).max(24 * PX)));
    let x = |score: Score| across.place(i64::from(score.hundredths()));
    let mut drawing = Drawing::new(paint, width, canvas.text);
    let lanes =
        lanes(&flags.iter().map(|place| x(place.score)).collect::<Vec<_>>(), &flags, canvas);
    let row = (canvas.text + 4) * PX;
    let highest = lanes.iter().copied().max().unwrap_or(0);
    let axis = (highest + 1) * row + 3 * MARK;
    for (place, lane) in flags.iter().zip(&lanes) {
        let (x, top) = (x(place.score), (highest - lane) * row);
        drawing.line((x, top + 2 * PX), (x, axis), Ink::Line, PX);
        let at = (x + 4 * PX, top + canvas.text * PX);
        if place.leads {
            drawing.strong(at, Anchor::Start, Ink::Text, &label(place));
        } else {
            drawing.text(at, Anchor::Start, Ink::Text, &label(place));
        }
    }
    drawing.line((across.place(-100), axis), (across.place(100), axis), Ink::Muted, PX);
    for place in &chart.places {
        mark(&mut drawing, (x(place.score), axis), place.score);
    }
    let bottom = foot(&mut drawing, chart, across, axis, canvas);
    Some(drawing.finish(bottom, &chart.words))
}

fn label(place: &TonePlace) -> String {
    format!("{} {}", place.ticker, place.score)
}

/// The places that have a flag, in the order of the axis.
fn flags(places: &[TonePlace]) -> Vec<&TonePlace> {
    let every = places.len() <= FLAGS_MAX;
    let at_end = |place: usize| place < ENDS || place + ENDS >= places.len();
    let mut flags: Vec<&TonePlace> = places
        .iter()
        .enumerate()
        .filter(|(place, named)| every || named.leads || at_end(*place))
        .map(|(_, named)| named)
        .collect();
    flags.sort_by(|one, other| (one.score, &one.ticker).cmp(&(other.score, &other.ticker)));
    flags
}

/// The lane of each flag, 0 nearest the axis. A flag stands over every one whose pole would
/// cross its text, so that neither poles nor texts ever meet.
fn lanes(xs: &[i64], flags: &[&TonePlace], canvas: Canvas) -> Vec<i64> {
    let mut lanes = vec![0; xs.len()];
    for place in (0..xs.len()).rev() {
        let end = xs[place] + 8 * PX + width_of(&label(flags[place]), canvas.text);
        let beneath = (place + 1..xs.len()).filter(|other| xs[*other] <= end);
        lanes[place] = beneath.map(|other| lanes[other] + 1).max().unwrap_or(0);
    }
    lanes
}

fn mark(drawing: &mut Drawing<'_>, (x, y): (i64, i64), score: Score) {
    match score.hundredths().signum() {
        1 => {
            let points = [(x - MARK, y), (x + MARK, y), (x, y - 2 * MARK)];
            drawing.polygon(&points, Area::Filled(Ink::Up));
        }
        -1 => {
            let points = [(x - MARK, y), (x + MARK, y), (x, y + 2 * MARK)];
            drawing.polygon(&points, Area::Hollow(Ink::Down));
        }
        _ => drawing.dot((x, y), MARK * 2 / 3, Area::Filled(Ink::Muted)),
    }
}

/// The overall score's flag, hung from the axis, and the scale under it; gives where the
/// picture ends.
fn foot(
    drawing: &mut Drawing<'_>,
    chart: &TonesChart,
    across: Scale,
    axis: i64,
    canvas: Canvas,
) -> i64 {
    let row = (canvas.text + 5) * PX;
    let mut baseline = axis + 2 * MARK + row;
    if let Some(overall) = chart.overall {
        let x = across.place(i64::from(overall.hundredths()));
        let words = format!("overall {overall}");
        let diamond = |y| [(x, y - MARK), (x + MARK, y), (x, y + MARK), (x - MARK, y)];
        drawing.line((x, axis), (x, baseline), Ink::Text, 15);
        drawing.polygon(&diamond(axis), Area::Filled(Ink::Text));
        let fits = x + 5 * PX + width_of(&words, canvas.text) <= canvas.width * PX;
        let (x, anchor) =
            if fits { (x + 5 * PX, Anchor::Start) } else { (x - 5 * PX, Anchor::End) };
        drawing.strong((x, baseline), anchor, Ink::Text, &words);
        baseline += row + 4 * PX;
    }
    for hundredths in [-100, -50, 0, 50, 100] {
        let x = across.place(i64::from(hundredths));
        drawing.line((x, axis - 3 * PX), (x, axis + 3 * PX), Ink::Muted, PX);
        let score = Score::from_hundredths(hundredths).to_string();
        let (x, anchor) = if hundredths == -100 { (0, Anchor::Start) } else { (x, Anchor::Middle) };
        drawing.text((x, baseline), anchor, Ink::Muted, &score);
    }
    baseline + 5 * PX
}
