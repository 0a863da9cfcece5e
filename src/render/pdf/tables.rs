//! Takes a page; writes its tables: scoreboard, portfolio, effects and calendar.

use super::band::{Role, Shape};
use super::lines::{Span, Style};
use super::styles::Styles;
use super::table::{Column, Content};
use super::writer::Writer;
use crate::render::chart::Spark;
use crate::render::figure::{Bar, Figure};
use crate::render::page::Page;
use crate::render::shape::{Portfolio, Row};

/// From the page's pixels to points.
const SCALE: f32 = 0.72;

impl Writer<'_> {
    fn note(&mut self, text: &str, space: f32) {
        let spans = [self.styles.small.span(text)];
        self.paragraph(Role::Paragraph, &spans, 11.2, space);
    }

    pub(super) fn scoreboard(&mut self, page: &Page) {
        self.heading("Scoreboard");
        self.note(&page.scoreboard_note, 1.0);
        self.stick();
        if let Some(tones) = &page.charts.tones {
            self.drawing(tones);
        }
        let columns = [
            Column::left("Ticker", 100.0),
            Column::right("Last", 58.0),
            Column::right("1 day", 50.0),
            Column::right("3 months", 55.0),
            Column::left("30 sessions", 62.0),
            Column::left("−1 … +1", 58.0),
            Column::right("Score", 36.0),
            Column::right("Change", 42.0),
        ];
        let styles = self.styles;
        let rows = page.rows.iter().map(|row| score_row(&styles, row)).collect();
        self.table(&columns, rows);
    }

    pub(super) fn portfolio(&mut self, page: &Page) {
        let Some(portfolio) = &page.portfolio else { return };
        let styles = self.styles;
        self.heading("Your portfolio");
        self.note(&portfolio.basis, 1.0);
        self.stick();
        let facts: Vec<(Span, Vec<Span>)> = portfolio
            .facts
            .iter()
            .map(|fact| (styles.muted.span(&fact.label), styles.cited(styles.body, &fact.body)))
            .collect();
        self.labelled(&facts, 104.0, 2.0);
        self.positions(portfolio);
        if !portfolio.stakes.is_empty() {
            let title = "Takeaways that touch it";
            self.paragraph(
                Role::Heading(3, title.to_owned()),
                &[styles.bold.span(title)],
                styles.leading,
                10.0,
            );
            self.stick();
            self.stakes(portfolio);
        }
        self.note(&portfolio.stakes_note, 5.0);
    }

    fn positions(&mut self, portfolio: &Portfolio) {
        let styles = self.styles;
        let value = if portfolio.has_value { "Value" } else { "Last" };
        let columns = [
            Column::left("Holding", 112.0),
            Column::right("Held", 66.0),
            Column::right(value, 74.0),
            Column::right("Share", 56.0),
            Column::right("1 day", 56.0),
            Column::right("Contribution", 68.0),
            Column::right("Tone", 42.0),
        ];
        let rows = portfolio
            .rows
            .iter()
            .map(|row| {
                vec![
                    named(&styles, &row.ticker, &row.name),
                    Content::plain(styles.muted, &row.held),
                    Content::plain(styles.body, &row.value),
                    Content::plain(styles.bold, &row.share),
                    Content::line(styles.signed(styles.body, &row.day)),
                    Content::line(styles.signed(styles.body, &row.contribution)),
                    Content::line(vec![toned(&styles, &row.score)]),
                ]
            })
            .collect();
        self.table(&columns, rows);
    }

    fn stakes(&mut self, portfolio: &Portfolio) {
        let styles = self.styles;
        let columns = [
            Column::left("Holding", 60.0),
            Column::left("Takeaway", 250.0),
            Column::left("At stake", 190.0),
        ];
        let rows = portfolio
            .stakes
            .iter()
            .map(|stake| {
                let mut takeaway = styles.cited(styles.body, &stake.takeaway);
                takeaway.push(styles.body.span(" "));
                takeaway.extend(arrow(&styles, &stake.sign));
                let tone = Style { colour: styles.tone(stake.sign.tone), ..styles.body };
                takeaway.push(tone.span(&stake.bearing));
                vec![
                    Content::plain(styles.bold, &stake.ticker),
                    Content::line(takeaway),
                    Content::plain(styles.body, &stake.size),
                ]
            })
            .collect();
        self.table(&columns, rows);
    }

    pub(super) fn effects(&mut self, page: &Page) {
        if page.effects.is_empty() {
            return;
        }
        let styles = self.styles;
        self.heading("Who else wins or loses");
        let columns =
            [Column::left("Name", 60.0), Column::left("When", 80.0), Column::left("Why", 360.0)];
        let rows = page
            .effects
            .iter()
            .map(|effect| {
                let mut why = arrow(&styles, &effect.sign);
                why.extend(styles.cited(styles.body, &effect.reason));
                if !effect.catalyst.text.is_empty() {
                    why.push(styles.muted.span(" Catalyst: "));
                    why.extend(styles.cited(styles.muted, &effect.catalyst));
                }
                vec![
                    Content::plain(styles.bold, &effect.ticker),
                    Content::plain(styles.muted, &effect.when),
                    Content::line(why),
                ]
            })
            .collect();
        self.table(&columns, rows);
    }

    pub(super) fn calendar(&mut self, page: &Page) {
        if page.calendar.is_empty() {
            return;
        }
        let styles = self.styles;
        self.heading("What could move it");
        let columns = [Column::left("When", 92.0), Column::left("What", 408.0)];
        let rows = page
            .calendar
            .iter()
            .map(|outlook| {
                let mut what = arrow(&styles, &outlook.sign);
                what.extend(styles.cited(styles.body, &outlook.event));
                what.push(styles.muted.span(&format!(" · {}", outlook.tickers)));
                vec![Content::plain(styles.bold, &outlook.when), Content::line(what)]
            })
            .collect();
        self.table(&columns, rows);
    }
}

fn score_row(styles: &Styles, row: &Row) -> Vec<Content> {
    let spark = if row.spark.path.is_empty() {
        Content::Text(Vec::new())
    } else {
        Content::Picture { shapes: spark(styles, &row.spark), alt: row.spark.title.clone() }
    };
    let bar = if row.bar.known {
        let alt = format!("{} on a scale from −1 to +1", row.score.text);
        Content::Picture { shapes: bar(styles, &row.bar), alt }
    } else {
        Content::plain(Style { size: 7.2, ..styles.small }, "too thin to say")
    };
    vec![
        named(styles, &row.ticker, &row.name),
        Content::plain(styles.body, &row.last),
        Content::line(styles.signed(styles.body, &row.day)),
        Content::line(styles.signed(styles.body, &row.quarter)),
        spark,
        bar,
        Content::line(vec![toned(styles, &row.score)]),
        Content::plain(styles.muted, &row.change.text),
    ]
}

fn named(styles: &Styles, ticker: &str, name: &str) -> Content {
    let small = Style { size: 7.6, ..styles.small };
    Content::Text(vec![vec![styles.bold.span(ticker)], vec![small.span(name)]])
}

fn toned(styles: &Styles, figure: &Figure) -> Span {
    Style { colour: styles.tone(figure.tone), ..styles.bold }.span(&figure.text)
}

/// The arrow of a sign, and the space behind it; nothing for what points nowhere.
fn arrow(styles: &Styles, figure: &Figure) -> Vec<Span> {
    if figure.arrow.is_empty() {
        return Vec::new();
    }
    let style = Style { size: 7.4, colour: styles.tone(figure.tone), ..styles.body };
    vec![style.span(figure.arrow), styles.body.span("\u{A0}")]
}

/// The page's own line.
fn spark(styles: &Styles, spark: &Spark) -> Vec<Shape> {
    let colour = styles.tone(spark.tone);
    let scaled = |pixels: u16| f32::from(pixels) * SCALE;
    let points: Vec<(f32, f32)> =
        spark.path.iter().map(|(x, y)| (scaled(*x), scaled(*y))).collect();
    let mut shapes = Vec::new();
    if let Some((x, y)) = points.last() {
        let (x, y) = (x - 1.5, y - 1.5);
        shapes.push(Shape::Fill { x, y, width: 3.0, height: 3.0, colour });
    }
    shapes.insert(0, Shape::Stroke { points, width: 0.9, colour });
    shapes
}

fn bar(styles: &Styles, bar: &Bar) -> Vec<Shape> {
    let colours = styles.colours;
    let (y, height) = (5.5, 6.0);
    let mut x = 0.0;
    let mut shapes = Vec::new();
    let mut part = |pixels: u16, colour: &'static str| {
        let width = f32::from(pixels) * SCALE;
        if pixels > 0 {
            shapes.push(Shape::Fill { x, y, width, height, colour });
        }
        x += width;
        x
    };
    part(bar.before, colours.off);
    let middle = part(bar.negative, colours.down);
    part(bar.positive, colours.up);
    part(bar.after, colours.off);
    shapes.push(Shape::Fill {
        x: middle - 0.6,
        y: y - 1.0,
        width: 1.2,
        height: height + 2.0,
        colour: colours.ink,
    });
    shapes
}
