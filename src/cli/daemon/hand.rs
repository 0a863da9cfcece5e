//! Takes one kind of work; does it on a thread and a pipeline of its own, beat by beat, so that
//! a slow server never keeps an edition waiting. Never prints: it tells the main thread.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::mpsc::UnboundedSender;

use crate::cli::console::Voice;
use crate::cli::log::{About, Talk};
use crate::cli::report;
use crate::clock::Clock;
use crate::config::Config;
use crate::deliver::{Closing, Pace};
use crate::diagnostic::Diagnostic;
use crate::model::Instant;
use crate::pipeline::Pipeline;

/// What the main thread prints.
#[derive(Debug)]
pub(super) enum Told {
    /// One line of talk, and who speaks.
    Line(Talk, Speaker),
    /// A failure in its lines, and who failed.
    Failure(Box<Diagnostic>, Speaker),
}

/// Who speaks, and which run and edition it is at.
#[derive(Clone, Debug, Default)]
pub(super) struct Speaker {
    pub(super) target: &'static str,
    pub(super) about: About,
}

/// The way to the main thread. A failure that stays is told once, not every beat.
#[derive(Clone)]
pub(super) struct Teller {
    to: UnboundedSender<Told>,
    speaker: RefCell<Speaker>,
    /// Failures that were told and have been there at each beat since.
    told: RefCell<BTreeSet<String>>,
    /// Those of this beat.
    seen: RefCell<BTreeSet<String>>,
}

impl Teller {
    pub(super) fn new(to: UnboundedSender<Told>) -> Self {
        let (told, seen) = (RefCell::default(), RefCell::default());
        Self { to, speaker: RefCell::default(), told, seen }
    }

    /// What is told from here on is about this.
    pub(super) fn at(&self, about: About) {
        self.speaker.borrow_mut().about = about;
    }

    pub(super) fn tell(&self, talk: impl Into<Talk>) {
        // Nobody listens any more once the process ends.
        let _ = self.to.send(Told::Line(talk.into(), self.speaker.borrow().clone()));
    }

    pub(super) fn report(&self, diagnostic: Diagnostic) {
        let words = diagnostic.render();
        self.seen.borrow_mut().insert(words.clone());
        if self.told.borrow_mut().insert(words) {
            let speaker = self.speaker.borrow().clone();
            let _ = self.to.send(Told::Failure(Box::new(diagnostic), speaker));
        }
    }

    /// A beat has ended: a failure that it did not have is told anew when it comes again.
    fn beat_ends(&self) {
        self.at(About::default());
        self.told.replace(self.seen.take());
    }
}

impl Voice for Teller {
    fn line(&mut self, talk: Talk) {
        self.tell(talk);
    }

    fn failure(&mut self, diagnostic: Diagnostic) {
        self.report(diagnostic);
    }
}

/// One kind of work.
pub(super) trait Work: Send + 'static {
    /// What it is called when it has to be named.
    const NAME: &'static str;
    /// What the log calls it.
    const TARGET: &'static str;

    /// Does what is due.
    fn beat(
        &mut self,
        pipeline: &mut Pipeline,
        teller: &mut Teller,
        now: Instant,
    ) -> impl Future<Output = ()>;
}

/// What a hand is asked to do; a beat that comes while it is at work waits, a second does not.
#[derive(Default)]
pub(super) struct Orders {
    asked: Mutex<Asked>,
    changed: Condvar,
}

#[derive(Default)]
struct Asked {
    beat: bool,
    follow: Option<Config>,
    close: bool,
}

impl Orders {
    /// Asks for a beat.
    pub(super) fn beat(&self) {
        self.ask(|asked| asked.beat = true);
    }

    /// Asks to go by another configuration.
    pub(super) fn follow(&self, config: Config) {
        self.ask(|asked| asked.follow = Some(config));
    }

    /// Asks to come to an end.
    pub(super) fn close(&self) {
        self.ask(|asked| asked.close = true);
    }

    fn ask(&self, change: impl FnOnce(&mut Asked)) {
        change(&mut self.lock());
        self.changed.notify_one();
    }

    /// Waits for something to do; `None` at the end.
    fn next(&self) -> Option<Asked> {
        let nothing = |asked: &mut Asked| !(asked.beat || asked.close || asked.follow.is_some());
        let asked = self.changed.wait_while(self.lock(), nothing);
        let mut asked = asked.unwrap_or_else(PoisonError::into_inner);
        (!asked.close).then(|| std::mem::take(&mut *asked))
    }

    fn lock(&self) -> MutexGuard<'_, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A thread at work.
pub(super) struct Hand {
    pub(super) name: &'static str,
    pub(super) orders: Arc<Orders>,
    thread: JoinHandle<()>,
}

/// What each hand works with.
#[derive(Clone)]
pub(super) struct Tools {
    pub(super) config: Config,
    pub(super) clock: Clock,
    pub(super) closing: Closing,
    pub(super) teller: Teller,
}

impl Hand {
    pub(super) fn start<W: Work>(work: W, tools: Tools) -> Self {
        let orders = Arc::new(Orders::default());
        let own = Arc::clone(&orders);
        let thread = std::thread::spawn(move || labour(work, tools, &own));
        Self { name: W::NAME, orders, thread }
    }

    /// Whether it came to an end, asked to or not.
    pub(super) fn is_gone(&self) -> bool {
        self.thread.is_finished()
    }
}

/// How long one edition's delivery goes on before others have their turn.
const SLICE: std::time::Duration = std::time::Duration::from_mins(2);

fn labour<W: Work>(mut work: W, tools: Tools, orders: &Orders) {
    let Tools { config, clock, closing, mut teller } = tools;
    teller.speaker.borrow_mut().target = W::TARGET;
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let words = format!("The {} cannot be started", W::NAME);
            let fault = Diagnostic::new(crate::exit_code::ExitCode::Unexpected, words);
            return teller.report(fault.because(&error));
        }
    };
    let open = |config: Config, teller: &Teller| {
        let opened = Pipeline::open(config, clock, "daemon");
        let paced = opened.map(|mut pipeline| {
            pipeline.set_pace(Pace { slice: Some(SLICE), closing: closing.clone() });
            pipeline
        });
        paced.map_err(|error| teller.report(report::pipeline(&error))).ok()
    };
    let mut wanted = config;
    let mut pipeline = open(wanted.clone(), &teller);
    while let Some(asked) = orders.next() {
        if let Some(config) = asked.follow {
            wanted = config;
            pipeline = open(wanted.clone(), &teller).or(pipeline);
        }
        if asked.beat {
            pipeline = pipeline.or_else(|| open(wanted.clone(), &teller));
            if let Some(pipeline) = &mut pipeline {
                if let Err(error) = pipeline.learn_closures() {
                    teller.report(report::pipeline(&error));
                }
                runtime.block_on(work.beat(pipeline, &mut teller, clock.now()));
            }
            teller.beat_ends();
        }
    }
}
