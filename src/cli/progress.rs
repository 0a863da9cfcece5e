//! Takes how far an import is; shows a bar on a terminal and one line per stage elsewhere.

use indicatif::{ProgressBar, ProgressStyle};

use super::console::Console;
use crate::pipeline::Progress;

/// How the progress of one file is told.
pub(super) struct Teller<'c, 'w> {
    console: &'c mut Console<'w>,
    name: String,
    bar: Option<ProgressBar>,
}

impl<'c, 'w> Teller<'c, 'w> {
    pub(super) fn new(console: &'c mut Console<'w>, name: &str) -> Self {
        Self { console, name: name.to_owned(), bar: None }
    }

    pub(super) fn tell(&mut self, progress: Progress) {
        match progress {
            Progress::Reading { bytes } => {
                self.console.tell(format!("{}: reading {}", self.name, size(bytes)));
            }
            Progress::Recording { total } if self.console.draws() => {
                self.bar = Some(bar(total, &self.name));
            }
            Progress::Recording { total } => {
                self.console.tell(format!("{}: recording {total} fact(s)", self.name));
            }
            Progress::Recorded { done } => {
                if let Some(bar) = &self.bar {
                    bar.set_position(done as u64);
                }
            }
        }
    }
}

impl Drop for Teller<'_, '_> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(total: usize, name: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(total as u64).with_style(style).with_message(name.to_owned())
}

/// Bytes in the largest whole unit, such as `12 MB`.
fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
