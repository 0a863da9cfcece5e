//! Takes a server and how it is protected; gives a connection that reads no more than it is
//! allowed to. Never falls back to a weaker connection.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::deliver::tls::{Trust, encrypt};

/// What a connection is made of.
trait Stream: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug> Stream for T {}

/// A connection and how many bytes it may still read: the IMAP library keeps a whole answer in
/// memory and has no bound of its own below 512 MiB.
#[derive(Debug)]
pub(super) struct Wire {
    stream: Box<dyn Stream>,
    allowed: usize,
}

impl Wire {
    pub(super) async fn connect(host: &str, port: u16, allowed: usize) -> io::Result<Self> {
        let stream = TcpStream::connect((host, port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: Box::new(stream), allowed })
    }

    /// The same connection, protected; the server proves to be `host`.
    pub(super) async fn protect(self, host: &str, trust: &Trust) -> io::Result<Self> {
        let stream = encrypt(host, trust, self.stream).await.map_err(io::Error::other)?;
        Ok(Self { stream: Box::new(stream), allowed: self.allowed })
    }

    /// Lets it read so many bytes from now on.
    pub(super) fn allow(&mut self, bytes: usize) {
        self.allowed = bytes;
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let read = buffer.filled().len() - before;
        match self.allowed.checked_sub(read) {
            Some(left) => {
                self.allowed = left;
                Poll::Ready(Ok(()))
            }
            None => Poll::Ready(Err(io::Error::other("the answer is longer than allowed"))),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
