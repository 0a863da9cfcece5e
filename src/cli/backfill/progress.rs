//! Takes editions as they are done; shows a bar with the time that is left on a terminal, and one
//! line a month elsewhere.

use chrono::Datelike as _;
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::console::Console;
use crate::pipeline::Backfilled;

/// How far a backfill is.
pub(super) struct Progress<'c, 'w> {
    console: &'c mut Console<'w>,
    total: usize,
    done: usize,
    month: Option<(i32, u32)>,
    bar: Option<ProgressBar>,
}

impl<'c, 'w> Progress<'c, 'w> {
    pub(super) fn new(console: &'c mut Console<'w>, total: usize) -> Self {
        let bar = console.draws().then(|| bar(total));
        Self { console, total, done: 0, month: None, bar }
    }

    pub(super) fn tell(&mut self, filled: &Backfilled) {
        let date = filled.key.date;
        if let Some(bar) = &self.bar {
            bar.set_message(date.to_string());
            bar.inc(1);
        } else {
            let month = (date.year(), date.month());
            if self.month.is_some_and(|before| before != month) {
                self.month_ends();
            }
            self.month = Some(month);
        }
        self.done += 1;
    }

    fn month_ends(&mut self) {
        if let Some((year, month)) = self.month {
            let (done, total) = (self.done, self.total);
            self.console.tell(format!("backfill: {year}-{month:02}: {done} of {total} editions"));
        }
    }

    pub(super) fn end(mut self) {
        self.month_ends();
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(total: usize) -> ProgressBar {
    let template = "backfill {msg} {wide_bar} {human_pos}/{human_len}, {eta} left";
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(total as u64).with_style(style)
}
