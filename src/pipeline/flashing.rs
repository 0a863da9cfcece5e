//! Takes the rules of flashes and what became known since the last edition; raises a flash
//! where a rule holds, its readers in the ledger with it. Never tells one cause twice between two
//! editions, never in quiet time, and never sends: [`Pipeline::deliver_due`] does.

use chrono::NaiveDate;

use super::narrating::Asking;
use super::recipe::Recipe;
use super::{Pipeline, PipelineError};
use crate::analyse;
use crate::calendar;
use crate::compose::{self, FlashContext};
use crate::config::FlashConfig;
use crate::model::{
    AsOf, Batch, BriefId, DayView, Dossier, EditionKey, Flash, FlashTrigger, Instant, Plan,
    Revision,
};
use crate::render;

/// A flash that was raised now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raised {
    /// Its id and day.
    pub key: EditionKey,
    /// Which of the day's.
    pub n: Revision,
    /// What happened.
    pub headline: String,
    /// How many readers stand in the ledger.
    pub readers: usize,
}

/// What a flash would say now, and why it would not go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: BriefId,
    /// The flash; `None` where no rule holds that was not told.
    pub flash: Option<Flash>,
    /// Why it does not go out now though a rule may hold.
    pub withheld: Option<String>,
}

impl Pipeline {
    /// Raises a flash where its rules hold and its readers may be disturbed.
    ///
    /// # Errors
    /// [`PipelineError::Store`], or what a stage could not do.
    pub fn look_out(&mut self, flash: &FlashConfig) -> Result<Option<Raised>, PipelineError> {
        let now = self.clock.now();
        if self.config.mail.is_none() || self.withheld(flash, now)?.is_some() {
            return Ok(None);
        }
        let drawn = self.drawn(flash, now)?;
        drawn.map(|drawn| self.raise_flash(&drawn, now)).transpose()
    }

    /// What a flash would say at an instant, also in quiet time; nothing is raised.
    ///
    /// # Errors
    /// As [`Pipeline::look_out`].
    pub fn flash_draft(&self, flash: &FlashConfig, at: Instant) -> Result<Draft, PipelineError> {
        Ok(Draft {
            id: flash.id.clone(),
            flash: self.drawn(flash, at)?,
            withheld: self.withheld(flash, at)?,
        })
    }

    /// The newest flashes that were raised, newest first.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn flashes(&self, limit: u32) -> Result<Vec<Flash>, PipelineError> {
        Ok(self.store.newest_flashes(limit)?)
    }

    /// The last batch of facts: nothing new is known while it stays.
    ///
    /// # Errors
    /// [`PipelineError::Store`].
    pub fn last_batch(&self) -> Result<Option<Batch>, PipelineError> {
        Ok(self.store.last_batch()?)
    }

    /// Whether it is quiet time for a flash.
    ///
    /// # Errors
    /// [`PipelineError::UnknownBrief`].
    pub fn is_quiet(&self, flash: &FlashConfig, now: Instant) -> Result<bool, PipelineError> {
        let civil = now.with_timezone(&self.plan_of(flash)?.timezone);
        Ok(flash.quiet.is_some_and(|quiet| quiet.covers(civil.time())))
    }

    /// Why a flash must not go out now, whatever happened.
    fn withheld(&self, flash: &FlashConfig, now: Instant) -> Result<Option<String>, PipelineError> {
        if self.is_quiet(flash, now)? {
            return Ok(Some("it is quiet time".to_owned()));
        }
        let key = self.key_of(flash, now)?;
        let raised = self.store.flashes_of_day(&key)?.len();
        if raised >= flash.per_day_max as usize {
            return Ok(Some(format!("{raised} went out today, and no more do")));
        }
        if self.readers(&flash.id, key.date)?.is_empty() {
            return Ok(Some("nobody asked for it".to_owned()));
        }
        Ok(None)
    }

    /// The brief's next edition as far as it is known now. Nothing is kept of it: every look
    /// sees another part of the day.
    fn so_far(
        &self,
        flash: &FlashConfig,
        now: Instant,
    ) -> Result<(Dossier, DayView), PipelineError> {
        let date = upcoming(self.plan_of(flash)?, now);
        let brief = self.brief(&EditionKey { brief: flash.brief.clone(), date })?;
        let recipe = Recipe::current(&self.config, brief)?;
        let dossier = self.recent_dossier(&recipe, date, AsOf::at(now))?;
        let day = self.analysed(&dossier, &recipe, Asking::Unrecorded)?;
        Ok((dossier, day))
    }

    /// The flash that what holds now makes, without what was told since the last edition.
    fn drawn(&self, flash: &FlashConfig, now: Instant) -> Result<Option<Flash>, PipelineError> {
        let (dossier, day) = self.so_far(flash, now)?;
        let Some(last) = &dossier.previous else { return Ok(None) };
        let told = self.store.flash_causes(&flash.id, last.date)?;
        let is_new =
            |trigger: &FlashTrigger| !told.contains(&(trigger.ticker.clone(), trigger.cause.key()));
        let mut triggers = analyse::flash_triggers(&dossier, &day, &flash.rules, &flash.tickers);
        triggers.retain(is_new);
        if triggers.is_empty() {
            return Ok(None);
        }
        let key = self.key_of(flash, now)?;
        let raised = self.store.flashes_of_day(&key)?;
        let n = raised.first().map_or(Revision::FIRST, |newest| newest.n.next());
        let context = FlashContext {
            title: flash.title.clone(),
            brief: self.config.title(&flash.brief),
            quiet: flash.quiet,
            n: u32::from(n.0),
            per_day_max: flash.per_day_max,
        };
        let page = compose::compose_flash(&dossier, &day, &triggers, &context);
        let (text, html) = render::render_flash(&page)?;
        Ok(Some(Flash {
            key,
            n,
            at: now,
            since: last.date,
            recorded_through: dossier.as_of.recorded_through().unwrap_or(Batch(0)),
            headline: page.headline,
            text,
            html,
            causes: triggers
                .into_iter()
                .map(|trigger| (trigger.ticker, trigger.cause.key()))
                .collect(),
        }))
    }

    fn raise_flash(&mut self, flash: &Flash, now: Instant) -> Result<Raised, PipelineError> {
        let run = self.store.begin_run("flash", Some(&flash.key), now)?;
        let intents = self.flash_intents(flash);
        let raised = intents.and_then(|intents| {
            self.store.raise_flash(flash, &intents)?;
            Ok(intents.len())
        });
        let (outcome, detail) = match &raised {
            Ok(readers) => {
                ("done", format!("{}: {}, {readers} reader(s)", flash.n, flash.headline))
            }
            Err(error) => ("failed", super::collecting::chain(error)),
        };
        self.store.finish_run(run, outcome, &detail, self.clock.now())?;
        let readers = raised?;
        Ok(Raised { key: flash.key.clone(), n: flash.n, headline: flash.headline.clone(), readers })
    }

    fn plan_of(&self, flash: &FlashConfig) -> Result<&Plan, PipelineError> {
        let key = EditionKey { brief: flash.brief.clone(), date: NaiveDate::default() };
        Ok(&self.brief(&key)?.scope.plan)
    }

    fn key_of(&self, flash: &FlashConfig, now: Instant) -> Result<EditionKey, PipelineError> {
        let date = now.with_timezone(&self.plan_of(flash)?.timezone).date_naive();
        Ok(EditionKey { brief: flash.id.clone(), date })
    }
}

/// The date of the first edition that is still to be cut off.
fn upcoming(plan: &Plan, now: Instant) -> NaiveDate {
    let today = now.with_timezone(&plan.timezone).date_naive();
    if calendar::has_edition(plan, today) && calendar::cut_off(plan, today) > now {
        today
    } else {
        calendar::next_edition(plan, today)
    }
}
