//! Takes the configuration; makes each edition when it is due, mails it, keeps the installation
//! healthy, and serves the status page and readers' pages, until the process is told to stop. One instance only. The main thread beats, prints
//! and listens to signals; each kind of work has a hand of its own.

mod hand;
mod keeper;
mod listener;
mod maker;
mod postman;
pub(super) mod signals;
mod troubles;
mod watcher;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sd_notify::NotifyState;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

use super::console::{Console, Outcome};
use super::{report, serving, setup};
use crate::cli::log::Talk;
use crate::config::Config;
use crate::deliver::{Close, Closing};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::schedule::{Heartbeat, HeartbeatError};
use crate::web::Pulse;

use hand::{Hand, Speaker, Teller, Told, Tools};
use keeper::Keeper;
use listener::Listener;
use maker::Maker;
use postman::Postman;
use signals::{Asked, Signals};
use watcher::Watcher;

/// How long work that was begun may go on once the daemon is told to stop.
const DRAIN_MAX: Duration = Duration::from_secs(30);

pub(super) fn daemon(console: &mut Console<'_>, file: &Path) -> Outcome {
    let (pipeline, _lock) = setup::locked_pipeline(console, file)?;
    let config = pipeline.config().clone();
    let runtime = setup::runtime()?;
    let serving = serving::start(console, &pipeline, &runtime)?;
    drop(pipeline);
    let mut daemon = Daemon::start(console, file, config, serving.pulse());
    let stopped = runtime.block_on(async {
        let stopped = daemon.live().await;
        serving.stop().await;
        stopped
    });
    let unexpected = |words: &str| Diagnostic::new(ExitCode::Unexpected, words);
    match stopped {
        Ok(None) => Ok(ExitCode::Done),
        Ok(Some(name)) => Err(unexpected(&format!("The {name} broke down"))
            .hint("Start the daemon again: nothing is lost, and please report the lines above")
            .into()),
        Err(error) => Err(unexpected("The daemon stopped").because(&error).into()),
    }
}

struct Daemon<'c, 'w> {
    console: &'c mut Console<'w>,
    file: PathBuf,
    config: Config,
    hands: Vec<Hand>,
    told: UnboundedReceiver<Told>,
    close: Close,
}

impl<'c, 'w> Daemon<'c, 'w> {
    fn start(console: &'c mut Console<'w>, file: &Path, config: Config, pulse: Pulse) -> Self {
        let (sender, told) = unbounded_channel();
        let (close, closing) = Closing::pair();
        let clock = console.world.clock;
        let tools = Tools { config: config.clone(), clock, closing, teller: Teller::new(sender) };
        let postman = Hand::start(Postman, tools.clone());
        let maker = Maker::new(&config, Arc::clone(&postman.orders), pulse, clock.now());
        let watcher = Watcher::new(Arc::clone(&postman.orders));
        let hands = vec![
            Hand::start(maker, tools.clone()),
            Hand::start(watcher, tools.clone()),
            postman,
            Hand::start(Listener::default(), tools.clone()),
            Hand::start(Keeper::default(), tools),
        ];
        Self { console, file: file.to_owned(), config, hands, told, close }
    }

    /// Until it is told to stop; gives the hand that broke down, if one did.
    async fn live(&mut self) -> Result<Option<&'static str>, DaemonError> {
        let mut heartbeat = Heartbeat::start().await?;
        let mut signals = Signals::listen()?;
        self.console.tell(Talk::daemon("started; stop it with Ctrl-C or SIGTERM"));
        notify(&[NotifyState::Ready]);
        self.beat();
        let broken = loop {
            tokio::select! {
                asked = signals.next() => match asked {
                    Asked::Stop => break None,
                    Asked::Reload => self.reload(),
                },
                Some(told) = self.told.recv() => self.print(told),
                () = heartbeat.next() => {
                    if let Some(gone) = self.hands.iter().find(|hand| hand.is_gone()) {
                        break Some(gone.name);
                    }
                    self.beat();
                    notify(&[NotifyState::Watchdog]);
                }
            }
        };
        self.drain(&mut signals).await;
        heartbeat.stop().await?;
        Ok(broken)
    }

    fn beat(&self) {
        self.hands.iter().for_each(|hand| hand.orders.beat());
    }

    /// Reads the configuration again, and keeps the old one where the new one is wrong.
    fn reload(&mut self) {
        match Config::load(&self.file, &self.console.world.environment) {
            Err(faults) => {
                self.console.report(&report::config_faults(&self.file, &faults));
                self.console.tell(Talk::daemon("goes on with the configuration it has"));
            }
            Ok(config) => {
                for key in fixed_keys_that_changed(&self.config, &config) {
                    self.console.tell(Talk::daemon(format!(
                        "`{key}` changed, which takes a restart; all else is taken over"
                    )));
                }
                let config = Config {
                    data_dir: self.config.data_dir.clone(),
                    web: self.config.web.clone(),
                    status: self.config.status.clone(),
                    ..config
                };
                self.hands.iter().for_each(|hand| hand.orders.follow(config.clone()));
                self.config = config;
                self.console.tell(Talk::daemon("goes by the new configuration"));
                self.beat();
            }
        }
    }

    /// Lets begun work end, but not for ever; a second signal ends the wait.
    async fn drain(&mut self, signals: &mut Signals) {
        notify(&[NotifyState::Stopping]);
        self.close.now();
        self.hands.iter().for_each(|hand| hand.orders.close());
        let drained = timeout(DRAIN_MAX, async {
            // The channel ends when the last hand has gone.
            loop {
                tokio::select! {
                    told = self.told.recv() => match told {
                        Some(told) => print(self.console, told),
                        None => break,
                    },
                    asked = signals.next() => if asked == Asked::Stop { break },
                }
            }
        });
        let _ = drained.await;
        let busy = self.hands.iter().filter(|hand| !hand.is_gone()).map(|hand| hand.name);
        let busy: Vec<_> = busy.collect();
        if busy.is_empty() {
            self.console.tell(Talk::daemon("stopped"));
        } else {
            self.console.tell(Talk::daemon(format!(
                "stopped while the {} was at work; the next start goes on from there",
                busy.join(" and the ")
            )));
        }
    }

    fn print(&mut self, told: Told) {
        print(self.console, told);
    }
}

fn print(console: &mut Console<'_>, told: Told) {
    match told {
        Told::Line(talk, Speaker { target, about }) => console.tell_as(talk, target, &about),
        Told::Failure(diagnostic, Speaker { target, about }) => {
            console.report_as(&diagnostic, target, &about);
        }
    }
}

/// What the running process holds open.
fn fixed_keys_that_changed(old: &Config, new: &Config) -> Vec<&'static str> {
    let changed = [
        ("data_dir", old.data_dir != new.data_dir),
        ("[web]", old.web != new.web),
        ("[log]", old.log != new.log),
    ];
    changed.into_iter().filter(|(_, changed)| *changed).map(|(key, _)| key).collect()
}

/// Tells systemd, where it started us.
fn notify(states: &[NotifyState<'_>]) {
    // Without a service manager there is nobody to tell.
    let _ = sd_notify::notify(states);
}

#[derive(Debug, thiserror::Error)]
enum DaemonError {
    #[error(transparent)]
    Heartbeat(#[from] HeartbeatError),
    #[error("Signals cannot be listened to")]
    Signals(#[from] std::io::Error),
}
