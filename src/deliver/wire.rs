//! Takes a connected socket; gives the stream that SMTP is spoken over, plain or TLS, and
//! counts what is written: only that tells whether a body that failed can have arrived. What
//! is read comes in short lines of plain characters, however the server says it.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio_rustls::client::TlsStream;

use super::heard::Heard;

/// The stream beneath the dialogue.
#[derive(Debug)]
pub(super) enum Line {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A line that counts what was written, and that can be given words to be read first.
#[derive(Debug)]
pub(super) struct Wire {
    line: Line,
    /// Read before anything from the line: the greeting, when it was read already.
    first: Vec<u8>,
    heard: Heard,
    meter: Arc<Meter>,
}

/// How much was written since it was last reset.
#[derive(Debug, Default)]
pub(super) struct Meter {
    written: AtomicUsize,
    goal: AtomicUsize,
    reached: Notify,
}

impl Meter {
    /// Counts from here to a goal.
    pub(super) fn begin(&self, goal: usize) {
        self.goal.store(goal, Ordering::SeqCst);
        self.written.store(0, Ordering::SeqCst);
    }

    pub(super) fn written(&self) -> usize {
        self.written.load(Ordering::SeqCst)
    }

    /// Returns once as much was written as the goal says.
    pub(super) async fn goal_reached(&self) {
        while self.written() < self.goal.load(Ordering::SeqCst) {
            self.reached.notified().await;
        }
    }

    fn count(&self, bytes: usize) {
        let before = self.written.fetch_add(bytes, Ordering::SeqCst);
        if before + bytes >= self.goal.load(Ordering::SeqCst) {
            self.reached.notify_one();
        }
    }
}

impl Wire {
    pub(super) fn new(line: Line, first: &[u8]) -> Self {
        Self { line, first: first.to_vec(), heard: Heard::default(), meter: Arc::default() }
    }

    pub(super) fn meter(&self) -> Arc<Meter> {
        Arc::clone(&self.meter)
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        match &self.line {
            Line::Plain(stream) => stream.peer_addr(),
            Line::Tls(stream) => stream.get_ref().0.peer_addr(),
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.first.is_empty() {
            let length = self.first.len().min(buffer.remaining());
            buffer.put_slice(&self.first[..length]);
            self.first.drain(..length);
            return Poll::Ready(Ok(()));
        }
        let wire = &mut *self;
        // Where all of a part was cut off, nothing would read as the end of the connection.
        loop {
            let before = buffer.filled().len();
            let read = match &mut wire.line {
                Line::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
                Line::Tls(stream) => Pin::new(stream).poll_read(context, buffer),
            };
            ready!(read)?;
            let said = &mut buffer.filled_mut()[before..];
            let is_end = said.is_empty();
            let kept = wire.heard.take(said)?;
            buffer.set_filled(before + kept);
            if is_end || kept > 0 {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = match &mut self.line {
            Line::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Line::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        };
        if let Poll::Ready(Ok(length)) = written {
            self.meter.count(length);
            self.heard.begin();
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.line {
            Line::Plain(stream) => Pin::new(stream).poll_flush(context),
            Line::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.line {
            Line::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Line::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}
