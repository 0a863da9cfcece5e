//! Takes the pipeline and a runtime; serves readers' pages and the operator's status page beside
//! the daemon's beat, and tells accounts' owners who left. Serves nothing without `[web]` and
//! `[status]`.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::console::{Console, Ended, Voice};
use super::report;
use crate::cli::log::Talk;
use crate::config::{Config, StatusConfig, WebConfig};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::pipeline::{DATABASE, Pipeline, PipelineError, overview};
use crate::store::Store;
use crate::web::{Credential, Desk, Pulse, Server, StatusDesk, WebLimits};

/// Every server at work, and the pulse that the status page tells of.
pub(super) struct Serving {
    servers: Vec<(oneshot::Sender<()>, JoinHandle<()>)>,
    pulse: Pulse,
}

impl Serving {
    /// The daemon's pulse: each beat says when it begins and when it ends.
    pub(super) fn pulse(&self) -> Pulse {
        self.pulse.clone()
    }

    fn serve(&mut self, runtime: &Runtime, server: Server) {
        let (stop, stopped) = oneshot::channel();
        let task = runtime.spawn(server.serve(async {
            let _ = stopped.await;
        }));
        self.servers.push((stop, task));
    }

    /// Lets open connections end and stops.
    pub(super) async fn stop(self) {
        let (stops, tasks): (Vec<_>, Vec<_>) = self.servers.into_iter().unzip();
        for stop in stops {
            let _ = stop.send(());
        }
        for task in tasks {
            let _ = task.await;
        }
    }
}

/// Starts serving what `[web]` and `[status]` say.
pub(super) fn start(
    console: &mut Console<'_>,
    pipeline: &Pipeline,
    runtime: &Runtime,
) -> Result<Serving, Ended> {
    let pulse = Pulse::started(console.world.clock.now());
    let mut serving = Serving { servers: Vec::new(), pulse };
    if let Some(web) = pipeline.config().web.clone() {
        let server = readers(console, pipeline, runtime, &web)?;
        serving.serve(runtime, server);
    }
    if let Some(status) = pipeline.config().status.clone() {
        let server = status_page(console, pipeline.config(), runtime, &status, serving.pulse())?;
        serving.serve(runtime, server);
    }
    Ok(serving)
}

fn readers(
    console: &mut Console<'_>,
    pipeline: &Pipeline,
    runtime: &Runtime,
    WebConfig { listen, public_url }: &WebConfig,
) -> Result<Server, Ended> {
    let config = pipeline.config();
    let key = pipeline.token_key().map_err(|error| report::pipeline(&error))?;
    let store =
        Store::open(&config.data_dir.join(DATABASE)).map_err(|error| report::store(&error))?;
    let briefs = config.briefs.iter().map(|brief| (brief.scope.brief.clone(), brief.title.clone()));
    let flashes = config.flashes.iter().map(|flash| (flash.id.clone(), flash.title.clone()));
    let titles: BTreeMap<_, _> = briefs.chain(flashes).collect();
    let desk = Desk { titles, key, mailto: mailto(config), clock: console.world.clock };
    let bound = runtime.block_on(Server::bind(*listen, desk, store, WebLimits::default()));
    let server = bound.map_err(|error| unbound("web", *listen, &error))?;
    console.tell(Talk::daemon(format!(
        "readers' pages on http://{}, known as {public_url}",
        server.address()
    )));
    Ok(server)
}

fn status_page(
    console: &mut Console<'_>,
    config: &Config,
    runtime: &Runtime,
    status: &StatusConfig,
    pulse: Pulse,
) -> Result<Server, Ended> {
    let clock = console.world.clock;
    let looked_at = Arc::new(config.clone());
    let desk = StatusDesk {
        look: Arc::new(move |beat_at| overview(&looked_at, clock, beat_at)),
        pulse,
        archive: config.archive_root.clone(),
        credential: status.token.as_ref().map(|token| Credential::new(token.expose())),
        clock,
    };
    let bound = runtime.block_on(Server::bind_status(status.listen, desk, WebLimits::default()));
    let server = bound.map_err(|error| unbound("status", status.listen, &error))?;
    let opened = if status.token.is_some() { ", opened by its token" } else { "" };
    console.tell(Talk::daemon(format!("status on http://{}{opened}", server.address())));
    Ok(server)
}

fn unbound(section: &str, listen: SocketAddr, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(ExitCode::Unexpected, format!("Address `{listen}` cannot be listened on"))
        .because(error)
        .hint(format!("Set listen under [{section}] to a free address of this machine, or stop what listens there"))
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
        voice.line(report.to_string().into());
    }
    for fault in &report.faults {
        voice.line(Talk::note(fault));
    }
    Ok(())
}
