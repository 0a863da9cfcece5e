//! The program as a process of its own, told line by line what to do, where, at what time, and at
//! which step to fail or die: a death is a real one, and another process goes on. The processes
//! are this test binary, which runs one test of it alone. They are begun by one between them and
//! this one, a nurse: a process that begins others while tests hold locks of the store hands the
//! locks on for an instant.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use chrono::{DateTime, Utc};
use contrabrief::clock::Clock;
use contrabrief::config::{Config, Environment};
use contrabrief::faults::{self, Act, Fault, Plan, Step};
use contrabrief::model::{EditionKey, Occurrence};
use contrabrief::pipeline::{Attempt, NightlyJob, Pipeline, PipelineError, Timekeeper};
use serde::{Deserialize, Serialize};
use tokio::runtime::{Builder, Runtime};

use super::desk;

/// By this the test that is the nurse or the program knows which.
const ROLE: &str = "CONTRABRIEF_TEST_LIFE";
const TEST: [&str; 3] = ["--exact", "--nocapture", "support::life::a_life_in_a_process_of_its_own"];
/// Begins an answer, wherever in a line the test harness has left off.
const MARK: &str = "\u{1}answer ";
const SIGABRT: i32 = 6;

/// What the process is to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Order {
    /// Where the configuration lies.
    pub folder: PathBuf,
    pub at: DateTime<Utc>,
    /// A step's name, how often it goes well before, and what happens then.
    pub plan: Option<(String, u32, String)>,
    pub task: Task,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Task {
    /// The command line.
    Run(Vec<String>),
    /// A beat of the daemon: what is due is made, what is open is sent; the sources are asked,
    /// and the night's jobs done, where that is said.
    Beat { asks: bool, night: bool },
}

/// What became of it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Answer {
    /// The signal by which the process ended.
    pub died: Option<i32>,
    /// Of a command.
    pub exit_code: u8,
    pub err: String,
    /// Of a beat: what went wrong.
    pub faults: Vec<String>,
    /// Of a beat: whether every source answered and is recorded.
    pub has_collected: bool,
    /// Whether what was planned happened.
    pub fired: bool,
    /// How often each step was reached.
    pub reached: BTreeMap<String, u32>,
}

impl Order {
    pub fn new(folder: PathBuf, at: DateTime<Utc>, task: Task) -> Self {
        Self { folder, at, plan: None, task }
    }

    pub fn command(folder: PathBuf, at: DateTime<Utc>, words: &[&str]) -> Self {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Self::new(folder, at, Task::Run(words))
    }

    pub fn with(self, Plan { step, skip, act }: Plan) -> Self {
        let act = match act {
            Act::Kill => "Kill".to_owned(),
            Act::Fail(fault) => format!("{fault:?}"),
        };
        Self { plan: Some((step.name().to_owned(), skip, act)), ..self }
    }

    fn arm(&self) {
        let Some((step, skip, act)) = &self.plan else { return };
        let step = Step::ALL.into_iter().find(|known| known.name() == step).expect("a step");
        let fault = Fault::ALL.into_iter().find(|fault| format!("{fault:?}") == *act);
        faults::plan(Plan { step, skip: *skip, act: fault.map_or(Act::Kill, Act::Fail) });
    }
}

/// The process, as its parent holds it; it ends when it is dropped.
pub struct Life {
    nurse: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl Life {
    pub fn begin() -> Self {
        let mut nurse = Command::new(std::env::current_exe().expect("this binary has a path"))
            .args(TEST)
            .env(ROLE, "nurse")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this binary starts again");
        let to = nurse.stdin.take();
        let from = BufReader::new(nurse.stdout.take().expect("it is piped"));
        Self { nurse, to, from }
    }

    /// What became of an order; `None` where the process died by its plan, and another is there.
    pub fn follow(&mut self, order: &Order) -> Option<Answer> {
        let line = serde_json::to_string(order).expect("an order is plain data");
        let to = self.to.as_mut().expect("it is piped");
        writeln!(to, "{line}").expect("the process reads");
        let mut lines = self.from.by_ref().lines().map(|line| line.expect("it speaks UTF-8"));
        let answer = lines.find_map(|line| Some(line.split_once(MARK)?.1.to_owned()));
        let answer = answer.expect("the nurse lives");
        let answer: Answer = serde_json::from_str(&answer).expect("an answer");
        let was_to_die = order.plan.as_ref().is_some_and(|(_, _, act)| act == "Kill");
        let died_by_plan = was_to_die && answer.died == Some(SIGABRT);
        assert!(answer.died.is_none() || died_by_plan, "{:?} at {order:?}", answer.died);
        answer.died.is_none().then_some(answer)
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        // No more orders: life and nurse say their last words and end.
        self.to = None;
        let _ = std::io::copy(&mut self.from, &mut std::io::sink());
        let _ = self.nurse.wait();
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how else would a process know what it is")]
fn a_life_in_a_process_of_its_own() {
    match std::env::var(ROLE).as_deref() {
        Err(_) => {}
        Ok("nurse") => nurse(),
        Ok(_) => live(),
    }
}

/// Begins one life after another until no more is asked for.
fn nurse() {
    loop {
        let mut life = Command::new(std::env::current_exe().unwrap());
        let status = life.args(TEST).env(ROLE, "life").status().unwrap();
        if status.success() {
            return;
        }
        say(&Answer { died: Some(status.signal().unwrap_or_default()), ..Answer::default() });
    }
}

/// Follows orders until there are no more.
fn live() {
    let mut daemon = None;
    // The next order comes once this one is answered: nothing is read ahead of a successor.
    let mut line = String::new();
    while std::io::stdin().read_line(&mut line).unwrap() > 0 {
        let order: Order = serde_json::from_str(&line).unwrap();
        line.clear();
        let file = order.folder.join("contrabrief.toml");
        order.arm();
        let mut answer = match &order.task {
            Task::Run(words) => run(&file, order.at, words),
            Task::Beat { asks, night } => {
                let daemon = daemon.get_or_insert_with(|| Daemon::new(file));
                daemon.beat(order.at, *asks, *night)
            }
        };
        answer.fired = faults::disarm();
        let reached = faults::reached().into_iter();
        answer.reached = reached.map(|(step, count)| (step.name().to_owned(), count)).collect();
        say(&answer);
    }
}

#[expect(clippy::print_stdout, reason = "how the process answers")]
fn say(answer: &Answer) {
    println!("{MARK}{}", serde_json::to_string(answer).unwrap());
}

fn run(file: &Path, at: DateTime<Utc>, words: &[String]) -> Answer {
    let words = words.iter().map(Into::into);
    let words = ["-c".into(), file.into()].into_iter().chain(words).collect();
    let ran = desk::run_at(at, words, "", Environment::from_pairs([]));
    Answer { exit_code: ran.exit_code as u8, err: ran.err, ..Answer::default() }
}

/// What the daemon's hands do at a beat, one after another, over one open pipeline.
struct Daemon {
    file: PathBuf,
    runtime: Runtime,
    open: Option<(Pipeline, Timekeeper)>,
}

impl Daemon {
    fn new(file: PathBuf) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        Self { file, runtime, open: None }
    }

    fn beat(&mut self, at: DateTime<Utc>, asks: bool, night: bool) -> Answer {
        let mut answer = Answer::default();
        let opened = match self.open.take() {
            Some(open) => Ok(open),
            None => open(&self.file, at),
        };
        match opened {
            Err(error) => answer.faults.push(format!("open: {error:?}")),
            Ok((mut pipeline, mut keeper)) => {
                pipeline.set_clock(Clock::Fixed(at));
                let work = work(&mut pipeline, &mut keeper, &mut answer, (asks, night));
                self.runtime.block_on(work);
                self.open = Some((pipeline, keeper));
            }
        }
        answer
    }
}

fn open(file: &Path, at: DateTime<Utc>) -> Result<(Pipeline, Timekeeper), PipelineError> {
    let config = Config::load(file, &Environment::from_pairs([])).expect("the config is sound");
    let timetables = config.timetables();
    let pipeline = Pipeline::open(config, Clock::Fixed(at), "daemon")?;
    Ok((pipeline, Timekeeper::new(timetables, at)))
}

async fn work(
    pipeline: &mut Pipeline,
    keeper: &mut Timekeeper,
    answer: &mut Answer,
    (asks, night): (bool, bool),
) {
    if let Err(error) = pipeline.learn_closures() {
        answer.faults.push(format!("learn: {error:?}"));
    }
    if let Err(error) = make(pipeline, keeper).await {
        answer.faults.push(format!("make: {error:?}"));
    }
    if asks {
        match pipeline.collect(None, None).await {
            Ok(collected) => {
                let told = collected.told();
                answer.has_collected = told.iter().all(|(_, _, is_well)| *is_well);
                let ill = told.into_iter().filter(|(_, _, is_well)| !is_well);
                answer.faults.extend(ill.map(|(_, line, _)| format!("collect: {line}")));
            }
            Err(error) => answer.faults.push(format!("collect: {error:?}")),
        }
    }
    if let Err(error) = pipeline.deliver_due(false).await {
        answer.faults.push(format!("deliver: {error:?}"));
    }
    if night {
        for job in [NightlyJob::Verify, NightlyJob::Backup] {
            let done = match job {
                NightlyJob::Verify => pipeline.verify_archive().map(drop),
                NightlyJob::Backup | NightlyJob::Prune => pipeline.back_up().map(drop),
            };
            if let Err(error) = done {
                answer.faults.push(format!("{job:?}: {error:?}"));
            }
        }
    }
}

async fn make(pipeline: &mut Pipeline, keeper: &mut Timekeeper) -> Result<(), PipelineError> {
    let now = pipeline.now();
    let round = pipeline.round(keeper, now)?;
    for made in round.made {
        let archived = pipeline.archived(&made.key, None);
        let intended = archived.and_then(|archived| pipeline.intend(&archived));
        settle(pipeline, keeper, made, intended.map(drop))?;
    }
    for due in round.due {
        let produced = produce(pipeline, &due.key).await;
        settle(pipeline, keeper, due, produced)?;
    }
    Ok(())
}

async fn produce(pipeline: &mut Pipeline, key: &EditionKey) -> Result<(), PipelineError> {
    let produced = pipeline.produce(key).await?;
    pipeline.intend(&produced.archived).map(drop)
}

fn settle(
    pipeline: &Pipeline,
    keeper: &Timekeeper,
    occurrence: Occurrence,
    ended: Result<(), PipelineError>,
) -> Result<(), PipelineError> {
    let attempt = ended.map_or_else(|error| Attempt::Failed(error.to_string()), |()| Attempt::Made);
    pipeline.settle(keeper, occurrence, attempt, pipeline.now())
}
