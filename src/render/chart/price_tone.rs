//! Takes a quarter of sessions; gives the price as a line, beneath it the articles as ticks and
//! the tone as bars. Up is filled and above, down is hollow and below: never colour alone.

use chrono::{Datelike, NaiveDate};

use super::Canvas;
use super::drawing::{Anchor, Area, Drawing, Ink, PX, Paint, width_of};
use super::scale::{Scale, multiples, round_step};
use crate::model::{Price, PriceToneChart, Score, SessionTone};

/// Between a plot and what stands beside it.
const GAP: i64 = 6 * PX;
/// The longest tick of the articles.
const TICK: i64 = 16 * PX;

/// The picture; `None` below two sessions, which make no line.
pub(in crate::render) fn price_tone(
    chart: &PriceToneChart,
    canvas: Canvas,
    paint: Paint<'_>,
) -> Option<String> {
    let sessions = &chart.path.sessions[..];
    if sessions.len() < 2 {
        return None;
    }
    let mut plot = Plot::new(sessions, canvas, paint);
    let price_top = plot.titled(0, &close_title(chart));
    let price_bottom = price_top + canvas.panel * PX;
    let articles_top = plot.titled(price_bottom + GAP, &articles_title(sessions));
    let tone_top =
        plot.titled(articles_top + TICK + GAP, "Tone: filled is positive, hollow negative");
    let tone_bottom = tone_top + canvas.panel * PX / 2;
    plot.months((price_top, price_bottom));
    plot.months((articles_top, articles_top + TICK));
    plot.months((tone_top, tone_bottom));
    plot.price((price_top, price_bottom));
    plot.articles(articles_top);
    plot.tone((tone_top, tone_bottom));
    let height = plot.dates(tone_bottom);
    Some(plot.drawing.finish(height, &chart.words))
}

fn close_title(chart: &PriceToneChart) -> String {
    let (Some(first), Some(last)) = (chart.path.sessions.first(), chart.path.sessions.last())
    else {
        return "Close".to_owned();
    };
    format!("Close, from {} to {}", first.close, last.close)
}

fn articles_title(sessions: &[SessionTone]) -> String {
    match sessions.iter().map(|session| session.articles).max().unwrap_or(0) {
        0 => "No articles".to_owned(),
        most => format!("Articles, at most {most} a session"),
    }
}

struct Plot<'s, 'c> {
    sessions: &'s [SessionTone],
    drawing: Drawing<'c>,
    canvas: Canvas,
    across: Scale,
    /// Where the plot ends and its labels begin.
    right: i64,
}

impl<'s, 'c> Plot<'s, 'c> {
    fn new(sessions: &'s [SessionTone], canvas: Canvas, paint: Paint<'c>) -> Self {
        let width = canvas.width * PX;
        let prices = sessions.iter().map(|session| session.close.to_string());
        let labels = prices.chain([Score::from_hundredths(-100).to_string()]);
        let widest = labels.map(|label| width_of(&label, canvas.text)).max().unwrap_or(0);
        let right = width - widest - GAP;
        let last = i64::try_from(sessions.len()).unwrap_or(i64::MAX).max(2) - 1;
        let across = Scale::new((0, last), (4 * PX, right - 4 * PX));
        let drawing = Drawing::new(paint, width, canvas.text);
        Self { sessions, drawing, canvas, across, right }
    }

    fn x(&self, place: usize) -> i64 {
        self.across.place(i64::try_from(place).unwrap_or(i64::MAX))
    }

    /// The width of a bar: two thirds of a session.
    fn bar(&self) -> i64 {
        ((self.x(1) - self.x(0)) * 2 / 3).clamp(2 * PX, 8 * PX)
    }

    /// Writes a title; gives where its panel begins.
    fn titled(&mut self, top: i64, title: &str) -> i64 {
        let baseline = top + self.canvas.text * PX;
        self.drawing.text((0, baseline), Anchor::Start, Ink::Muted, title);
        baseline + GAP
    }

    /// A faint line where a month begins.
    fn months(&mut self, (top, bottom): (i64, i64)) {
        for place in month_starts(self.sessions) {
            let x = self.x(place);
            self.drawing.line((x, top), (x, bottom), Ink::Line, PX);
        }
    }

    fn price(&mut self, (top, bottom): (i64, i64)) {
        let closes = || self.sessions.iter().map(|session| session.close.e8);
        let (low, high) = (closes().min().unwrap_or(0), closes().max().unwrap_or(0));
        let down = Scale::new((low, high), (bottom - 5 * PX, top + 5 * PX));
        let last = self.sessions[self.sessions.len() - 1].close;
        let (last_x, last_y) = (self.x(self.sessions.len() - 1), down.place(last.e8));
        let half = self.canvas.text * PX * 35 / 100;
        let step = round_step(high.saturating_sub(low) / 4);
        for e8 in if low == high { Vec::new() } else { multiples(step, low, high) } {
            let y = down.place(e8);
            self.drawing.line((0, y), (self.right, y), Ink::Line, PX);
            if (y - last_y).abs() > self.canvas.text * PX {
                let label = Price { e8, ..last }.to_string();
                self.label(y + half, Ink::Muted, &label);
            }
        }
        let points: Vec<(i64, i64)> = self
            .sessions
            .iter()
            .enumerate()
            .map(|(place, session)| (self.x(place), down.place(session.close.e8)))
            .collect();
        self.drawing.lines(&points, Ink::Text, 16);
        self.drawing.dot((last_x, last_y), 35, Area::Filled(Ink::Text));
        let at = (self.right + GAP, last_y + half);
        self.drawing.strong(at, Anchor::Start, Ink::Text, &last.to_string());
    }

    /// One tick a session, as long as its articles are many.
    fn articles(&mut self, top: i64) {
        let most = self.sessions.iter().map(|session| session.articles).max().unwrap_or(0);
        let length = Scale::new((0, i64::from(most)), (0, TICK));
        let (bottom, bar) = (top + TICK, self.bar());
        for (place, session) in self.sessions.iter().enumerate() {
            if session.articles > 0 {
                let length = length.place(i64::from(session.articles)).max(2 * PX);
                let corner = (self.x(place) - bar / 2, bottom - length);
                self.drawing.rect(corner, (bar, length), Area::Filled(Ink::Muted));
            }
        }
        self.drawing.line((0, bottom), (self.right, bottom), Ink::Line, PX);
    }

    fn tone(&mut self, (top, bottom): (i64, i64)) {
        let sizes = self.sessions.iter().filter_map(|session| session.tone);
        let most = sizes.map(|tone| tone.hundredths().abs()).max().unwrap_or(0);
        let end = [20, 50].into_iter().find(|end| most <= *end).unwrap_or(100);
        let down = Scale::new((-i64::from(end), i64::from(end)), (bottom, top));
        let (zero, bar) = (down.place(0), self.bar());
        let half = self.canvas.text * PX * 35 / 100;
        for hundredths in [end, 0, -end] {
            let y = down.place(i64::from(hundredths));
            let ink = if hundredths == 0 { Ink::Muted } else { Ink::Line };
            self.drawing.line((0, y), (self.right, y), ink, PX);
            self.label(y + half, Ink::Muted, &Score::from_hundredths(hundredths).to_string());
        }
        for (place, session) in self.sessions.iter().enumerate() {
            let Some(tone) = session.tone.map(|tone| i64::from(tone.hundredths())) else {
                continue;
            };
            let (left, y) = (self.x(place) - bar / 2, down.place(tone));
            let size = (bar, (y - zero).abs().max(15));
            match tone.signum() {
                1 => self.drawing.rect((left, zero - size.1), size, Area::Filled(Ink::Up)),
                -1 => self.drawing.rect((left, zero), size, Area::Hollow(Ink::Down)),
                _ => self.drawing.rect((left, zero - 10), (bar, 20), Area::Filled(Ink::Muted)),
            }
        }
    }

    /// The first and the last session, and the months between where there is room.
    fn dates(&mut self, bottom: i64) -> i64 {
        let baseline = bottom + (self.canvas.text + 5) * PX;
        let last = self.sessions.len() - 1;
        let (from, to) = (self.sessions[0].session, self.sessions[last].session);
        let full = |date: NaiveDate| date.format("%-d %b %Y").to_string();
        self.drawing.text((0, baseline), Anchor::Start, Ink::Muted, &full(from));
        self.drawing.text((self.right, baseline), Anchor::End, Ink::Muted, &full(to));
        let mut free = width_of(&full(from), self.canvas.text) + GAP;
        let end = self.right - width_of(&full(to), self.canvas.text) - GAP;
        for place in month_starts(self.sessions) {
            let name = self.sessions[place].session.format("%b").to_string();
            let half = width_of(&name, self.canvas.text) / 2;
            let x = self.x(place);
            if x - half >= free && x + half <= end {
                self.drawing.text((x, baseline), Anchor::Middle, Ink::Muted, &name);
                free = x + half + GAP;
            }
        }
        baseline + 4 * PX
    }

    fn label(&mut self, baseline: i64, ink: Ink, text: &str) {
        self.drawing.text((self.right + GAP, baseline), Anchor::Start, ink, text);
    }
}

/// Places of the sessions that begin a month, but for the first of all.
fn month_starts(sessions: &[SessionTone]) -> Vec<usize> {
    let month = |place: usize| {
        let date = sessions[place].session;
        (date.year(), date.month())
    };
    (1..sessions.len()).filter(|place| month(*place) != month(*place - 1)).collect()
}
