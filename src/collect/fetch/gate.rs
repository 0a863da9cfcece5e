//! Takes an address about to be asked; lets it through when its host has had its pause. At
//! most so many requests at once, in all and to one host.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::collect::Limits;

/// The gate all requests of a run go through.
pub(super) struct Gate {
    all: Arc<Semaphore>,
    per_host: usize,
    pause: Duration,
    hosts: Mutex<BTreeMap<String, Arc<Host>>>,
}

struct Host {
    places: Arc<Semaphore>,
    /// When the next request may begin.
    next: Mutex<Instant>,
}

/// A place at the gate, free again when it is dropped.
pub(super) struct Turn {
    _of_all: Option<OwnedSemaphorePermit>,
    _of_host: Option<OwnedSemaphorePermit>,
}

impl Gate {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            all: Arc::new(Semaphore::new(limits.requests_at_once_max.max(1))),
            per_host: limits.requests_per_host_max.max(1),
            pause: Duration::from_millis(limits.host_pause_ms_min),
            hosts: Mutex::new(BTreeMap::new()),
        }
    }

    /// Waits for a turn: first the host's, so that a slow host keeps nobody else waiting.
    pub(super) async fn turn(&self, url: &Url) -> Turn {
        let host = self.host(url).await;
        let of_host = host.places.clone().acquire_owned().await.ok();
        let begin = {
            let mut next = host.next.lock().await;
            let begin = (*next).max(Instant::now());
            *next = begin + self.pause;
            begin
        };
        tokio::time::sleep_until(begin).await;
        let of_all = self.all.clone().acquire_owned().await.ok();
        Turn { _of_all: of_all, _of_host: of_host }
    }

    async fn host(&self, url: &Url) -> Arc<Host> {
        let port = url.port_or_known_default().unwrap_or_default();
        let name = format!("{}:{port}", url.host_str().unwrap_or_default());
        let mut hosts = self.hosts.lock().await;
        let host = hosts.entry(name).or_insert_with(|| {
            Arc::new(Host {
                places: Arc::new(Semaphore::new(self.per_host)),
                next: Mutex::new(Instant::now()),
            })
        });
        host.clone()
    }
}
