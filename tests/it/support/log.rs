//! All that the program logs while the tests run, each source and message: for tests that prove
//! what a log never holds.

use std::io::{self, Write};
use std::sync::{Mutex, Once, PoisonError};

static LISTENING: Once = Once::new();
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Listens from now on; a command's own `-v` finds the place taken.
pub fn listen() {
    LISTENING.call_once(|| {
        tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
            .with_ansi(false)
            .with_writer(|| Line)
            .init();
    });
}

/// What has been logged until now.
pub fn logged() -> Vec<u8> {
    LOG.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

struct Line;

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
