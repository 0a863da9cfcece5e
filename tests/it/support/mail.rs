//! The scriptable mail server of `tests/support`, on a runtime of its own, for tests that run
//! the command line in this thread.

use tokio::runtime::Runtime;

use crate::smtp_server::{Rule, SmtpServer, Taken};

/// A running mail server; it stops when it is dropped.
pub struct Mail {
    server: SmtpServer,
    _runtime: Runtime,
}

impl Mail {
    /// Starts a server that consents to everything but what the rules say.
    pub fn start(rules: &[Rule]) -> Self {
        let runtime = Runtime::new().expect("a runtime starts");
        let server = runtime.block_on(SmtpServer::start(rules));
        Self { server, _runtime: runtime }
    }

    /// Its port on loopback.
    pub fn port(&self) -> u16 {
        self.server.address.port()
    }

    /// Has the server follow other rules from its next answer on.
    pub fn follow(&self, rules: &[Rule]) {
        self.server.follow(rules);
    }

    /// How many lines it has read.
    pub fn lines(&self) -> usize {
        self.server.seen.lock().expect("no test panics here").lines.len()
    }

    /// Every message it took, with the envelope's recipient, in order.
    pub fn received(&self) -> Vec<Taken> {
        self.server.seen.lock().expect("no test panics here").taken.clone()
    }
}
