//! Takes beats; asks the sources in their rhythm and makes each edition when it is due and
//! ready. Never mails: it writes down who is to get an edition, and the postman is woken.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Duration;

use super::hand::{Orders, Teller, Work};
use super::troubles;
use crate::calendar;
use crate::cli::log::{About, Talk};
use crate::cli::report;
use crate::config::Config;
use crate::model::{EditionKey, Instant, LATE, Occurrence, OccurrenceState, span_words};
use crate::pipeline::{
    Attempt, Pipeline, PipelineError, Produced, Signal, Timekeeper, Trouble, What,
};
use crate::schedule::{Gate, OnMissing};
use crate::web::Pulse;

/// How soon an edition that waits is looked at again.
const LOOK_AGAIN: Duration = Duration::seconds(10);

/// How often sources are asked while an edition waits for what they have.
const ASK_AGAIN: Duration = Duration::minutes(1);

/// What one run of the daemon remembers; all else is in the store and the archive.
pub(super) struct Maker {
    keeper: Timekeeper,
    postman: Arc<Orders>,
    pulse: Pulse,
    asked_articles: Option<Instant>,
    asked_prices: Option<Instant>,
    clock_went_back: bool,
    /// What was last said of an edition that is not made: a reason is told once, not every beat.
    told: BTreeMap<EditionKey, String>,
}

impl Maker {
    pub(super) fn new(config: &Config, postman: Arc<Orders>, pulse: Pulse, now: Instant) -> Self {
        Self {
            keeper: Timekeeper::new(config.timetables(), now),
            postman,
            pulse,
            asked_articles: None,
            asked_prices: None,
            clock_went_back: false,
            told: BTreeMap::new(),
        }
    }

    async fn round(
        &mut self,
        pipeline: &mut Pipeline,
        teller: &Teller,
        now: Instant,
    ) -> Result<(), PipelineError> {
        let round = pipeline.round(&mut self.keeper, now)?;
        self.clock_incident(pipeline, round.stepped_back)?;
        if let Some(back) = round.stepped_back {
            teller.tell(format!(
                "clock: went back by {}; nothing is made twice, see that the time is right",
                span_words(back)
            ));
        }
        for over in round.over {
            teller.at(About::edition(&over.key));
            let reason = over.reason.as_deref().unwrap_or_default();
            let words = format!("{} {}: {reason}", over.key, over.state.word());
            teller.tell(Talk::new(words).grave());
            let cause = troubles::sentence(&format!("It was {}", over.state.word()), reason);
            troubles::set(pipeline, &Trouble::Brief(over.key), Some(cause), "")?;
            ping(pipeline, teller, Signal::Fail).await;
        }
        for made in round.made {
            teller.at(About::edition(&made.key));
            let attempt = take_over(pipeline, &made);
            self.settle(pipeline, teller, made, attempt).await?;
        }
        for due in round.due {
            teller.at(About::edition(&due.key));
            let attempt = self.attempt(pipeline, teller, &due.key, now).await;
            // What fails for one edition keeps no other waiting, and is tried again.
            let attempt =
                attempt.unwrap_or_else(|error| Attempt::Failed(troubles::one_line(&error)));
            self.settle(pipeline, teller, due, attempt).await?;
        }
        teller.at(About::default());
        Ok(())
    }

    /// Tells whom it concerns how an attempt ended, and writes it down.
    async fn settle(
        &mut self,
        pipeline: &Pipeline,
        teller: &Teller,
        occurrence: Occurrence,
        attempt: Attempt,
    ) -> Result<(), PipelineError> {
        self.tell_once(teller, &occurrence, &attempt);
        incident(pipeline, &occurrence.key, &attempt)?;
        match attempt {
            Attempt::Made => ping(pipeline, teller, Signal::Success).await,
            Attempt::Waits(..) => {}
            Attempt::Failed(_) | Attempt::Held(_) | Attempt::Skipped(_) => {
                ping(pipeline, teller, Signal::Fail).await;
            }
        }
        pipeline.settle(&self.keeper, occurrence, attempt, pipeline.now())?;
        self.postman.beat();
        Ok(())
    }

    async fn attempt(
        &mut self,
        pipeline: &mut Pipeline,
        teller: &Teller,
        key: &EditionKey,
        now: Instant,
    ) -> Result<Attempt, PipelineError> {
        let timetable = pipeline.brief(key)?.timetable();
        let known_at = match timetable.rules.gate {
            None => now.min(pipeline.knowledge_end(key)?),
            Some(gate) => match self.wait(pipeline, teller, key, &gate, now).await? {
                Ok(ready_at) => ready_at,
                Err(attempt) => return Ok(attempt),
            },
        };
        ping(pipeline, teller, Signal::Start).await;
        let produced = pipeline.produce_at(key, known_at).await;
        let run = pipeline.take_last_run();
        teller.at(About::edition(key).in_run(run));
        let produced = produced?;
        teller.at(About::archived(&produced.archived).in_run(run));
        teller.tell(told(&produced, pipeline, now)?);
        pipeline.intend(&produced.archived)?;
        Ok(Attempt::Made)
    }

    /// When all that an edition waits for was there, or the deadline; else what becomes of it.
    async fn wait(
        &mut self,
        pipeline: &mut Pipeline,
        teller: &Teller,
        key: &EditionKey,
        gate: &Gate,
        now: Instant,
    ) -> Result<Result<Instant, Attempt>, PipelineError> {
        let end = pipeline.knowledge_end(key)?;
        let cut_off = calendar::cut_off(&pipeline.brief(key)?.scope.plan, key.date);
        if pipeline.readiness(key, cut_off.min(now))?.missing(gate).is_none() {
            return Ok(Ok(cut_off.min(now)));
        }
        if now < end && self.asked_articles.is_none_or(|asked| now - asked >= ASK_AGAIN) {
            self.collect(pipeline, teller, None, now).await;
        }
        let at = pipeline.now().min(end);
        let Some(missing) = pipeline.readiness(key, at)?.missing(gate) else { return Ok(Ok(at)) };
        if at < end {
            return Ok(Err(Attempt::Waits(missing, at + LOOK_AGAIN)));
        }
        Ok(match gate.on_missing {
            OnMissing::Publish => Ok(end),
            OnMissing::Hold => Err(Attempt::Held(missing)),
            OnMissing::Skip => Err(Attempt::Skipped(missing)),
        })
    }

    /// Asks the sources that are due.
    async fn ask_sources(&mut self, pipeline: &mut Pipeline, teller: &Teller, now: Instant) {
        let rhythm = pipeline.config().rhythm;
        let next = self.keeper.next(now).map(|next| next.due_at);
        let articles = rhythm.articles_due(self.asked_articles, next, now);
        let calendars = pipeline.config().tickers.iter().map(|profile| &profile.calendar);
        let what = match (articles, rhythm.prices_due(self.asked_prices, calendars, next, now)) {
            (false, false) => return,
            (true, true) => None,
            (true, false) => Some(What::Articles),
            (false, true) => Some(What::Prices),
        };
        self.collect(pipeline, teller, what, now).await;
    }

    async fn collect(
        &mut self,
        pipeline: &mut Pipeline,
        teller: &Teller,
        what: Option<What>,
        now: Instant,
    ) {
        if what != Some(What::Prices) {
            self.asked_articles = Some(now);
        }
        if what != Some(What::Articles) {
            self.asked_prices = Some(now);
        }
        let collected = pipeline.collect(what, None).await;
        let about = About::default().in_run(pipeline.take_last_run());
        match collected {
            Ok(collected) => collected.told().into_iter().for_each(|(source, line, is_well)| {
                let talk =
                    Talk::new(line).of("collect").about(about.clone()).with("source", source);
                teller.tell(if is_well { talk } else { talk.grave() });
            }),
            Err(error) => teller.report(report::pipeline(&error)),
        }
    }

    /// Open from a step back until the next beat by a clock that goes on.
    fn clock_incident(
        &mut self,
        pipeline: &Pipeline,
        back: Option<Duration>,
    ) -> Result<(), PipelineError> {
        let was_back = std::mem::replace(&mut self.clock_went_back, back.is_some());
        if back.is_none() && !was_back {
            return Ok(());
        }
        let cause = back.map(|back| format!("The clock went back by {}.", span_words(back)));
        troubles::set(pipeline, &Trouble::Clock, cause, "The clock goes on.")
    }

    fn tell_once(&mut self, teller: &Teller, due: &Occurrence, attempt: &Attempt) {
        let (word, why) = match attempt {
            Attempt::Made => {
                self.told.remove(&due.key);
                return;
            }
            Attempt::Failed(why) => ("failed, to be tried again", why),
            Attempt::Waits(why, _) => ("waits", why),
            Attempt::Held(why) => ("held", why),
            Attempt::Skipped(why) => ("skipped", why),
        };
        if self.told.get(&due.key) == Some(why) {
            return;
        }
        let talk = Talk::new(format!("{} {word}: {why}", due.key));
        teller.tell(if matches!(attempt, Attempt::Waits(..)) { talk } else { talk.grave() });
        if matches!(attempt, Attempt::Held(_)) {
            let EditionKey { brief, date } = &due.key;
            teller.tell(Talk::hint(format!("contrabrief run --brief {brief} --date {date}")));
        }
        self.told.insert(due.key.clone(), why.clone());
    }
}

impl Work for Maker {
    const NAME: &'static str = "maker of editions";
    const TARGET: &'static str = "maker";

    async fn beat(&mut self, pipeline: &mut Pipeline, teller: &mut Teller, now: Instant) {
        self.pulse.begins(now);
        if let Err(error) = self.round(pipeline, teller, now).await {
            teller.report(report::pipeline(&error));
        }
        self.ask_sources(pipeline, teller, now).await;
        self.pulse.ends(pipeline.now());
    }
}

fn told(produced: &Produced, pipeline: &Pipeline, now: Instant) -> Result<String, PipelineError> {
    let archived = &produced.archived;
    let key = archived.key();
    let late = now - calendar::cut_off(&pipeline.brief(key)?.scope.plan, key.date);
    let words = if late > LATE { format!(", {} late", span_words(late)) } else { String::new() };
    Ok(format!("archived {key} {}{words}", archived.revision()))
}

/// An edition that is archived already: its readers are written down, but for one that was held,
/// which the operator ran and mailed or not.
fn take_over(pipeline: &mut Pipeline, made: &Occurrence) -> Attempt {
    if made.state == OccurrenceState::Held {
        return Attempt::Made;
    }
    let archived = pipeline.archived(&made.key, None);
    match archived.and_then(|archived| pipeline.intend(&archived)) {
        Ok(_) => Attempt::Made,
        Err(error) => Attempt::Failed(troubles::one_line(&error)),
    }
}

/// An edition that is not out though it was due is told to the operator until it is.
fn incident(pipeline: &Pipeline, key: &EditionKey, attempt: &Attempt) -> Result<(), PipelineError> {
    let cause = match attempt {
        Attempt::Made => None,
        Attempt::Waits(..) => return Ok(()),
        Attempt::Failed(why) => {
            Some(troubles::sentence("It could not be made, and is tried again", why))
        }
        Attempt::Held(why) => {
            Some(troubles::sentence("It is held, because too much is missing", why))
        }
        Attempt::Skipped(why) => {
            Some(troubles::sentence("It was skipped, because too much is missing", why))
        }
    };
    troubles::set(pipeline, &Trouble::Brief(key.clone()), cause, "It is archived.")
}

async fn ping(pipeline: &Pipeline, teller: &Teller, signal: Signal) {
    if let Some(why) = pipeline.ping(signal).await {
        teller.tell(Talk::note(format!("The watchdog could not be told: {why}")));
    }
}
