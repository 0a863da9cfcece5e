//! Takes thirty closes between 0 and 1000; gives a line of 84 by 26 pixels that ends in a dot.

use serde::Serialize;

use super::drawing::{Area, Drawing, Ink, PX, Paint};

/// The picture's size in pixels.
const SIZE: (u16, u16) = (84, 26);

/// A sparkline as a template draws it.
#[derive(Serialize)]
pub(in crate::render) struct Spark {
    /// The line in whole pixels; empty when there are fewer than two closes.
    #[serde(skip)]
    pub(in crate::render) path: Vec<(u16, u16)>,
    /// The same as `x,y` pairs.
    pub(in crate::render) points: String,
    /// The last point.
    pub(in crate::render) last_x: u16,
    pub(in crate::render) last_y: u16,
    /// `up`, `dn` or `mu`, first close against last.
    pub(in crate::render) tone: &'static str,
    /// For a screen reader.
    pub(in crate::render) title: String,
}

impl Spark {
    pub(in crate::render) fn of(ticker: &str, closes: &[u16]) -> Self {
        let path = points(closes);
        let Some((last_x, last_y)) = path.last().copied() else { return Self::empty() };
        let (tone, title) = way(ticker, closes);
        let pairs: Vec<String> = path.iter().map(|(x, y)| format!("{x},{y}")).collect();
        Self { path, points: pairs.join(" "), last_x, last_y, tone, title }
    }

    fn empty() -> Self {
        let (path, points, title) = (Vec::new(), String::new(), String::new());
        Self { path, points, last_x: 0, last_y: 0, tone: "mu", title }
    }
}

/// The same with its colours in it; `None` below two closes.
pub(in crate::render) fn spark(ticker: &str, closes: &[u16], paint: Paint<'_>) -> Option<String> {
    let tenths = |(x, y): (u16, u16)| (i64::from(x) * PX, i64::from(y) * PX);
    let points: Vec<(i64, i64)> = points(closes).into_iter().map(tenths).collect();
    let last = *points.last()?;
    let (tone, title) = way(ticker, closes);
    let ink = match tone {
        "up" => Ink::Up,
        "dn" => Ink::Down,
        _ => Ink::Muted,
    };
    let (width, height) = tenths(SIZE);
    let mut drawing = Drawing::new(paint, width, 12);
    drawing.lines(&points, ink, 15);
    drawing.dot(last, 25, Area::Filled(ink));
    Some(drawing.finish(height, &title))
}

/// Whole pixels; empty below two closes.
fn points(closes: &[u16]) -> Vec<(u16, u16)> {
    if closes.len() < 2 {
        return Vec::new();
    }
    let across = |place: usize| u16::try_from(2 + place * 78 / (closes.len() - 1)).unwrap_or(80);
    let down = |close: u16| 23 - close.min(1000) / 50;
    closes.iter().enumerate().map(|(place, close)| (across(place), down(*close))).collect()
}

/// The tone and the words of a way from the first close to the last.
fn way(ticker: &str, closes: &[u16]) -> (&'static str, String) {
    let (tone, way) = match closes.last().cmp(&closes.first()) {
        std::cmp::Ordering::Greater => ("up", "higher"),
        std::cmp::Ordering::Less => ("dn", "lower"),
        std::cmp::Ordering::Equal => ("mu", "level"),
    };
    (tone, format!("{ticker}, {} sessions: {way} at the end", closes.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_close_draws_no_line() {
        assert_eq!(Spark::of("HELX", &[500]).points, "");
        assert_eq!(Spark::of("HELX", &[0, 1000]).points, "2,23 80,3");
        assert_eq!(spark("HELX", &[500], Paint::Classes), None);
    }
}
