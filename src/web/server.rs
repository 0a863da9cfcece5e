//! Takes an address; serves the pages there until told to stop, each connection within its
//! bounds. Speaks plain HTTP: a proxy before it speaks TLS.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use super::pages::{Peer, router};
use super::{Desk, StatusDesk, status};
use crate::store::Store;

/// The longest head of a request, in bytes.
const HEAD_BYTES_MAX: usize = 16 * 1024;
/// How long nothing is accepted after the system refused a connection: it may be out of files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How long and how many.
#[derive(Clone, Copy, Debug)]
pub struct WebLimits {
    /// Connections at once; further ones wait.
    pub connections_max: usize,
    /// The time in which a request's head must be there.
    pub head_time: Duration,
    /// The time in which a request's body must be there.
    pub body_time: Duration,
    /// The time of a whole connection, which carries one request.
    pub whole_time: Duration,
    /// How long open connections are waited for at the end.
    pub stop_time: Duration,
}

impl Default for WebLimits {
    fn default() -> Self {
        Self {
            connections_max: 128,
            head_time: Duration::from_secs(10),
            body_time: Duration::from_secs(10),
            whole_time: Duration::from_secs(30),
            stop_time: Duration::from_secs(5),
        }
    }
}

/// A server that listens already.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
    limits: WebLimits,
}

impl Server {
    /// Listens; nothing is answered before [`Server::serve`].
    ///
    /// # Errors
    /// What the system says: the address is in use, or not of this machine.
    pub async fn bind(
        listen: SocketAddr,
        desk: Desk,
        store: Store,
        limits: WebLimits,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address, router: router(desk, store, limits.body_time), limits })
    }

    /// Listens for the operator; nothing is answered before [`Server::serve`].
    ///
    /// # Errors
    /// As [`Server::bind`].
    pub async fn bind_status(
        listen: SocketAddr,
        desk: StatusDesk,
        limits: WebLimits,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address, router: status::router(address, desk), limits })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` is ready, then lets open connections end within their time.
    pub async fn serve(self, stop: impl Future<Output = ()>) {
        let graceful = GracefulShutdown::new();
        let seats = Arc::new(Semaphore::new(self.limits.connections_max));
        tokio::pin!(stop);
        loop {
            let next = async {
                let seat = Arc::clone(&seats).acquire_owned().await.expect("never closed");
                (seat, self.listener.accept().await)
            };
            let (seat, accepted) = tokio::select! {
                () = &mut stop => break,
                next = next => next,
            };
            match accepted {
                Ok((stream, peer)) => {
                    let served = self.connection(stream, peer, graceful.watcher());
                    let whole_time = self.limits.whole_time;
                    tokio::spawn(async move {
                        let _ = timeout(whole_time, served).await;
                        drop(seat);
                    });
                }
                Err(error) => {
                    tracing::warn!(target: "web", %error, "A connection was not accepted");
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        let _ = timeout(self.limits.stop_time, graceful.shutdown()).await;
    }

    fn connection(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        watcher: Watcher,
    ) -> impl Future<Output = ()> + use<> {
        let service = self.router.clone().layer(Extension(Peer(peer.ip())));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.head_time)
            .max_buf_size(HEAD_BYTES_MAX)
            .keep_alive(false)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        async move {
            if let Err(error) = watcher.watch(connection).await {
                tracing::debug!(target: "web", %error, "A connection broke");
            }
        }
    }
}
