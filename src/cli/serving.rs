//! Takes the pipeline and a runtime; serves readers' pages beside the daemon's beat, and tells
//! accounts' owners who left. Serves nothing without `[web]`.

use std::collections::BTreeMap;

use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::console::{Console, Ended, Voice};
use super::report;
use crate::config::{Config, WebConfig};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::pipeline::{DATABASE, Pipeline, PipelineError};
use crate::store::Store;
use crate::web::{Desk, Server, WebLimits};

/// A server at work.
pub(super) struct Serving {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Serving {
    /// Lets open connections end and stops.
    pub(super) async fn stop(self) {
        let _ = self.stop.send(());
        let _ = self.task.await;
    }
}

/// Starts serving where `[web]` says so; `None` without it.
pub(super) fn start(
    console: &mut Console<'_>,
    pipeline: &Pipeline,
    runtime: &Runtime,
) -> Result<Option<Serving>, Ended> {
    let config = pipeline.config();
    let Some(WebConfig { listen, public_url }) = config.web.clone() else { return Ok(None) };
    let key = pipeline.token_key().map_err(|error| report::pipeline(&error))?;
    let store =
        Store::open(&config.data_dir.join(DATABASE)).map_err(|error| report::store(&error))?;
    let briefs = config.briefs.iter();
    let titles: BTreeMap<_, _> =
        briefs.map(|brief| (brief.scope.brief.clone(), brief.title.clone())).collect();
    let desk = Desk { titles, key, mailto: mailto(config), clock: console.world.clock };
    let bound = runtime.block_on(Server::bind(listen, desk, store, WebLimits::default()));
    let server = bound.map_err(|error| {
        Diagnostic::new(ExitCode::Unexpected, format!("Address `{listen}` cannot be listened on"))
            .because(&error)
            .hint("Set listen under [web] to a free address of this machine, or stop what listens there")
    })?;
    console.tell(format!(
        "daemon: readers' pages on http://{}, known as {public_url}",
        server.address()
    ));
    let (stop, stopped) = oneshot::channel();
    let task = runtime.spawn(server.serve(async {
        let _ = stopped.await;
    }));
    Ok(Some(Serving { stop, task }))
}

/// Where a reader whose link does not work writes to.
fn mailto(config: &Config) -> Option<String> {
    let link = config.mail.as_ref()?.unsubscribe.as_deref()?.strip_prefix("mailto:")?;
    link.split('?').next().map(ToOwned::to_owned)
}

/// Tells accounts' owners who left or came back, and says so.
pub(super) async fn tell_owners(
    voice: &mut impl Voice,
    pipeline: &mut Pipeline,
) -> Result<(), PipelineError> {
    let report = pipeline.send_notices().await?;
    if report.sent > 0 {
        voice.line(report.to_string());
    }
    for fault in &report.faults {
        voice.line(format!("note: {fault}"));
    }
    Ok(())
}
