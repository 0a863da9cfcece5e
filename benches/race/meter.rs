//! What a benchmark measures with: seconds of the clock and of the processor, the peak of memory,
//! and the instants at which the stages of a run tell that they begin.

use std::fs;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};

/// An instant at which something was logged.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// The module that logged it.
    pub target: &'static str,
    pub at: Instant,
    pub cpu: f64,
}

impl Mark {
    pub fn now(target: &'static str) -> Self {
        Self { target, at: Instant::now(), cpu: cpu_seconds() }
    }
}

/// Processor seconds of all threads of this process.
#[expect(clippy::cast_precision_loss, reason = "seconds, to the microsecond")]
pub fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// The most memory that this process has had at once, in 1,000,000 bytes.
pub fn peak_megabytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|peak| peak.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024 / 1_000_000
}

static MARKS: Mutex<Vec<Mark>> = Mutex::new(Vec::new());

/// Everything that was logged since this was asked last.
pub fn take_marks() -> Vec<Mark> {
    std::mem::take(&mut *MARKS.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Begins to listen to `targets`.
pub fn listen(targets: &'static [&'static str]) {
    tracing::subscriber::set_global_default(Listener(targets)).expect("nobody else listens");
}

struct Listener(&'static [&'static str]);

impl tracing::Subscriber for Listener {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.is_span() || self.0.contains(&metadata.target())
    }

    fn event(&self, event: &tracing::Event<'_>) {
        let mark = Mark::now(event.metadata().target());
        MARKS.lock().unwrap_or_else(PoisonError::into_inner).push(mark);
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}
