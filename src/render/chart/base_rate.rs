//! Takes the outcomes after similar moments; gives each as a dot on one axis: filled and right of
//! zero where the stance was right, hollow and left where it was wrong.

use super::Canvas;
use super::drawing::{Anchor, Area, Drawing, Ink, PX, Paint, width_of};
use super::scale::{Scale, multiples, round_step};
use crate::model::{BaseRateChart, BasisPoints, PastOutcome};

/// Between a plot and what stands beside it.
const GAP: i64 = 6 * PX;
/// The widest and the narrowest column of dots.
const COLUMN: (i64, i64) = (11 * PX, 5 * PX);

/// The picture; `None` without outcomes.
pub(in crate::render) fn base_rate(
    chart: &BaseRateChart,
    canvas: Canvas,
    paint: Paint<'_>,
) -> Option<String> {
    if chart.outcomes.is_empty() {
        return None;
    }
    let width = canvas.width * PX;
    let row = (canvas.text + 5) * PX;
    let columns = Columns::fitting(&chart.outcomes, width / 2 - 2 * PX, canvas.panel * PX);
    let mut plot = Plot { drawing: Drawing::new(paint, width, canvas.text), width, canvas };
    plot.heads(chart);
    let top = 2 * row + GAP;
    let axis = top + columns.height();
    plot.outcomes(&columns, axis);
    let scale = Scale::new(
        (-columns.end, columns.end),
        (plot.x(-columns.reach()), plot.x(columns.reach())),
    );
    plot.axis(&columns, scale, (2 * row, axis));
    plot.median(chart.median, scale, (row, axis));
    let bottom = plot.interval(chart.interval, scale, axis + row + GAP);
    Some(plot.drawing.finish(bottom, &chart.words))
}

/// Outcomes sorted into columns on either side of zero.
struct Columns {
    /// Dots in each column, from zero outwards.
    right: Vec<usize>,
    wrong: Vec<usize>,
    /// The width of a column.
    pitch: i64,
    /// The height of a dot in its column.
    rise: i64,
    /// The largest size on the axis, in basis points.
    end: i64,
    /// Whether outcomes beyond the end stand in the last columns.
    clipped: bool,
}

impl Columns {
    /// The widest columns that are no higher than `height`; the narrowest are squeezed.
    fn fitting(outcomes: &[PastOutcome], half: i64, height: i64) -> Self {
        let (widest, narrowest) = COLUMN;
        let mut pitch = widest;
        loop {
            let mut columns = Self::new(outcomes, half, pitch);
            let most = i64::try_from(columns.most()).unwrap_or(i64::MAX).max(1);
            if most.saturating_mul(pitch) <= height {
                return columns;
            }
            if pitch <= narrowest {
                columns.rise = (height / most).max(1);
                return columns;
            }
            pitch -= PX;
        }
    }

    fn new(outcomes: &[PastOutcome], half: i64, pitch: i64) -> Self {
        let count = (half / pitch).max(1);
        let mut sizes: Vec<i64> = outcomes.iter().map(size).collect();
        sizes.sort_unstable();
        // One wild outcome in twenty must not press the others together.
        let usual = sizes[(sizes.len() * 19 / 20).min(sizes.len() - 1)];
        let most = sizes[sizes.len() - 1];
        let reach = if most / 2 > usual { usual.saturating_mul(5) / 4 } else { most };
        let bin = (reach / count + 1).max(1);
        let end = bin * count;
        let mut columns = Self {
            right: vec![0; usize::try_from(count).unwrap_or(1)],
            wrong: vec![0; usize::try_from(count).unwrap_or(1)],
            pitch,
            rise: pitch,
            end,
            clipped: most > end,
        };
        for outcome in outcomes {
            let place = (size(outcome) - 1).max(0) / bin;
            let side = if outcome.right { &mut columns.right } else { &mut columns.wrong };
            let place = usize::try_from(place).unwrap_or(usize::MAX).min(side.len() - 1);
            side[place] += 1;
        }
        columns
    }

    fn most(&self) -> usize {
        self.right.iter().chain(&self.wrong).copied().max().unwrap_or(0)
    }

    fn height(&self) -> i64 {
        i64::try_from(self.most()).unwrap_or(0) * self.rise
    }

    /// From zero to the end of the axis.
    fn reach(&self) -> i64 {
        i64::try_from(self.right.len()).unwrap_or(0) * self.pitch
    }
}

fn size(outcome: &PastOutcome) -> i64 {
    outcome.outcome.0.saturating_abs().min(1_000_000_000)
}

struct Plot<'c> {
    drawing: Drawing<'c>,
    width: i64,
    canvas: Canvas,
}

impl Plot<'_> {
    fn x(&self, from_zero: i64) -> i64 {
        self.width / 2 + from_zero
    }

    fn baseline(&self, top: i64) -> i64 {
        top + self.canvas.text * PX
    }

    /// The middle of a label, so that no end of it is cut off.
    fn held(&self, x: i64, half: i64) -> i64 {
        x.clamp(half, (self.width - half).max(half))
    }

    /// What each side means, and how many stand on it.
    fn heads(&mut self, chart: &BaseRateChart) {
        let n = chart.outcomes.len();
        let wrong = n - usize::try_from(chart.right).unwrap_or(0).min(n);
        let baseline = self.baseline(0);
        let (left, right) =
            (format!("Wrong {wrong} of {n}"), format!("Right {} of {n}", chart.right));
        self.drawing.strong((0, baseline), Anchor::Start, Ink::Down, &left);
        self.drawing.strong((self.width, baseline), Anchor::End, Ink::Up, &right);
    }

    fn outcomes(&mut self, columns: &Columns, axis: i64) {
        let radius = columns.pitch * 42 / 100;
        for (dots, way, area) in [
            (&columns.right, 1, Area::Filled(Ink::Up)),
            (&columns.wrong, -1, Area::Hollow(Ink::Down)),
        ] {
            for (place, count) in dots.iter().enumerate() {
                let from_zero =
                    i64::try_from(place).unwrap_or(0) * columns.pitch + columns.pitch / 2;
                let x = self.x(way * from_zero);
                if columns.rise < columns.pitch {
                    let high = i64::try_from(*count).unwrap_or(0) * columns.rise;
                    if high > 0 {
                        let corner = (x - radius, axis - high);
                        self.drawing.rect(corner, (2 * radius, high), area);
                    }
                    continue;
                }
                for dot in 0..i64::try_from(*count).unwrap_or(0) {
                    let y = axis - columns.pitch / 2 - dot * columns.pitch;
                    self.drawing.dot((x, y), radius, area);
                }
            }
        }
    }

    fn axis(&mut self, columns: &Columns, scale: Scale, (top, axis): (i64, i64)) {
        self.drawing.line((0, axis), (self.width, axis), Ink::Muted, PX);
        self.drawing.line((self.x(0), top), (self.x(0), axis + 4 * PX), Ink::Text, PX);
        let baseline = self.baseline(axis + GAP);
        for points in multiples(round_step(columns.end * 2 / 5), -columns.end, columns.end) {
            let (x, label) = (scale.place(points), BasisPoints(points).to_string());
            let half = width_of(&label, self.canvas.text) / 2;
            self.drawing.line((x, axis), (x, axis + 4 * PX), Ink::Muted, PX);
            let x = self.held(x, half);
            self.drawing.text((x, baseline), Anchor::Middle, Ink::Muted, &label);
        }
        if columns.clipped {
            // Chevrons say that the last columns reach further.
            for way in [-1, 1] {
                let tip = self.x(way * (columns.reach() + 2 * PX));
                let back = tip - way * 5 * PX;
                let points = [(back, axis - 4 * PX), (tip, axis), (back, axis + 4 * PX)];
                self.drawing.lines(&points, Ink::Muted, 15);
            }
        }
    }

    /// A line through the dots, with its label above them.
    fn median(&mut self, median: BasisPoints, scale: Scale, (top, axis): (i64, i64)) {
        let x = scale.place(median.0);
        let label = format!("median {median}");
        let baseline = self.baseline(top);
        self.drawing.line((x, baseline + 3 * PX), (x, axis), Ink::Amber, 18);
        let half = width_of(&label, self.canvas.text) / 2;
        let x = self.held(x, half);
        self.drawing.text((x, baseline), Anchor::Middle, Ink::Amber, &label);
    }

    /// The interval of the mean under the axis; gives where the picture ends.
    fn interval(&mut self, (low, high): (BasisPoints, BasisPoints), scale: Scale, top: i64) -> i64 {
        let (from, to, y) = (scale.place(low.0), scale.place(high.0), top + 6 * PX);
        self.drawing.line((from, y), (to, y), Ink::Amber, 25);
        for x in [from, to] {
            self.drawing.line((x, y - 4 * PX), (x, y + 4 * PX), Ink::Amber, 18);
        }
        let label = format!("80% interval of the mean {low} to {high}");
        let half = width_of(&label, self.canvas.text) / 2;
        let middle = self.held(from + (to - from) / 2, half);
        let baseline = self.baseline(y + 5 * PX);
        self.drawing.text((middle, baseline), Anchor::Middle, Ink::Amber, &label);
        baseline + 4 * PX
    }
}
