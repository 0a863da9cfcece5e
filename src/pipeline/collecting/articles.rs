//! Takes sources of articles; asks them all at the same time and records what they gave.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::{Collected, CollectedSource, chain, pages};
use crate::clock::Clock;
use crate::collect::{self, ArticleHarvest, CollectError, Fetcher, Question};
use crate::model::{DataNote, Instant, SourceHealth, SourceId, Validators};
use crate::pipeline::{Pipeline, PipelineError};
use crate::store::{KnownAtRule, Recorded};

impl Pipeline {
    pub(super) async fn collect_articles(
        &mut self,
        fetcher: &Arc<Fetcher>,
        only: Option<&str>,
        collected: &mut Collected,
    ) -> Result<(), PipelineError> {
        let questions: Vec<Question> = self
            .config
            .sources
            .iter()
            .filter(|source| only.is_none_or(|id| source.profile.id.as_str() == id))
            .flat_map(|source| Question::all(&source.source))
            .collect();
        let mut asked = JoinSet::new();
        let mut lines: BTreeMap<usize, CollectedSource> = BTreeMap::new();
        for (place, question) in questions.iter().cloned().enumerate() {
            let label = question.label();
            let health = self.store.source_health(&label)?;
            if let Some(wait) = collect::waits(&health, only.is_some(), self.clock.now()) {
                lines.insert(place, CollectedSource::waiting(&label, &health, wait));
                continue;
            }
            let validators = self.store.validators(&label)?;
            asked.spawn(ask(fetcher.clone(), question, validators, self.clock, place));
        }
        // Recorded as they arrive, so that memory holds few answers; told in the order of the
        // configuration.
        while let Some(answer) = asked.join_next().await {
            let Ok(mut answer) = answer else { continue };
            let label = questions[answer.place].label();
            if let Some(wanted) = self.wanted_pages(&questions[answer.place], &answer)? {
                answer.has_pages = true;
                asked.spawn(with_pages(fetcher.clone(), label, answer, wanted, self.clock));
                continue;
            }
            let Answer { place, asked_at, known_at, harvest, .. } = answer;
            let line = self.record_articles(&label, known_at, harvest)?;
            self.record_answer(&label, asked_at, known_at, &line)?;
            lines.insert(place, line);
        }
        collected.sources.extend(lines.into_values());
        Ok(())
    }

    /// The places of articles whose pages are to be fetched before they are recorded.
    fn wanted_pages(
        &self,
        question: &Question,
        answer: &Answer,
    ) -> Result<Option<Vec<usize>>, PipelineError> {
        let harvest = match &answer.harvest {
            Ok(harvest) if question.source.full_text && !answer.has_pages => harvest,
            _ => return Ok(None),
        };
        let pages_max = self.config.limits.pages_per_source_max;
        let wanted = pages::wanted(&self.store, &harvest.items, pages_max)?;
        Ok(Some(wanted).filter(|wanted| !wanted.is_empty()))
    }

    fn record_articles(
        &mut self,
        label: &SourceId,
        known_at: Instant,
        harvest: Result<ArticleHarvest, CollectError>,
    ) -> Result<CollectedSource, PipelineError> {
        let (recorded, notes, failed) = match harvest {
            Ok(mut harvest) => {
                harvest.merge_duplicates(label);
                let rule = KnownAtRule::At(known_at);
                let recorded = self.store.record_articles(&harvest.items, rule, known_at)?;
                if let Some(validators) = &harvest.validators {
                    self.store.set_validators(label, validators)?;
                }
                let health = collect::after_answer(harvest.fresh_for, known_at);
                self.store.set_source_health(label, &health)?;
                if harvest.is_unchanged {
                    self.store.record_faults(label, &[], known_at)?;
                    return Ok(CollectedSource::unchanged(label));
                }
                (recorded, harvest.faults.iter().map(collect::Fault::note).collect(), false)
            }
            Err(error) => {
                let words = chain(&error);
                let before = self.store.source_health(label)?;
                let health = collect::after_failure(&before, &error, &words, known_at);
                self.store.set_source_health(label, &health)?;
                let note = DataNote::missing(format!("Source {label}: {words}{}.", since(&health)));
                (Recorded::default(), vec![note], true)
            }
        };
        self.store.record_faults(label, &notes, known_at)?;
        Ok(CollectedSource::answered(label, &recorded, notes, failed))
    }
}

/// What became of one question.
struct Answer {
    place: usize,
    asked_at: Instant,
    known_at: Instant,
    harvest: Result<ArticleHarvest, CollectError>,
    /// Whether the pages behind its articles have been fetched.
    has_pages: bool,
}

async fn with_pages(
    fetcher: Arc<Fetcher>,
    label: SourceId,
    answer: Answer,
    wanted: Vec<usize>,
    clock: Clock,
) -> Answer {
    let harvest = match answer.harvest {
        Ok(harvest) => Ok(pages::fill(fetcher, label, harvest, wanted).await),
        failed => failed,
    };
    Answer { harvest, known_at: clock.now(), ..answer }
}

async fn ask(
    fetcher: Arc<Fetcher>,
    question: Question,
    validators: Option<Validators>,
    clock: Clock,
    place: usize,
) -> Answer {
    let asked_at = clock.now();
    let harvest =
        collect::collect_articles(&fetcher, &question, validators.as_ref(), asked_at).await;
    Answer { place, asked_at, known_at: clock.now(), harvest, has_pages: false }
}

/// How long it has been so, once it is no accident any more.
fn since(health: &SourceHealth) -> String {
    match (health.failing_since, health.failures_in_a_row) {
        (Some(since), times @ 3..) => {
            format!("; it has failed {times} times since {}", since.format("%Y-%m-%d %H:%M UTC"))
        }
        _ => String::new(),
    }
}
