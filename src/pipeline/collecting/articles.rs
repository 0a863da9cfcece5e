//! Takes sources of articles; asks them all at the same time and records what they gave.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::{Collected, chain};
use crate::collect::{self, ArticleHarvest, CollectError, Fetcher, Question};
use crate::model::{DataNote, Instant, SourceId};
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
            .filter(|source| only.is_none_or(|id| source.profile.id.0 == id))
            .flat_map(|source| Question::all(&source.source))
            .collect();
        let mut asked = JoinSet::new();
        for (place, question) in questions.iter().cloned().enumerate() {
            let validators = self.store.validators(&question.label())?;
            let (fetcher, clock) = (fetcher.clone(), self.clock);
            asked.spawn(async move {
                let harvest = collect::collect_articles(
                    &fetcher,
                    &question,
                    validators.as_ref(),
                    clock.now(),
                )
                .await;
                (place, clock.now(), harvest)
            });
        }
        let mut answers = asked.join_all().await;
        answers.sort_by_key(|(place, ..)| *place);
        for (place, known_at, harvest) in answers {
            let label = questions[place].label();
            self.record_articles(&label, known_at, harvest, collected)?;
        }
        Ok(())
    }

    fn record_articles(
        &mut self,
        id: &SourceId,
        known_at: Instant,
        harvest: Result<ArticleHarvest, CollectError>,
        collected: &mut Collected,
    ) -> Result<(), PipelineError> {
        match harvest {
            Ok(mut harvest) => {
                harvest.merge_duplicates(id);
                let rule = KnownAtRule::At(known_at);
                let recorded = self.store.record_articles(&harvest.items, rule, known_at)?;
                let notes: Vec<DataNote> =
                    harvest.faults.iter().map(collect::Fault::note).collect();
                self.store.record_faults(id, &notes, known_at)?;
                if let Some(validators) = harvest.validators {
                    self.store.set_validators(id, &validators)?;
                }
                collected.add(id, &recorded, notes, false);
            }
            Err(error) => {
                let notes = vec![DataNote::missing(format!("Source {id}: {}.", chain(&error)))];
                self.store.record_faults(id, &notes, known_at)?;
                collected.add(id, &Recorded::default(), notes, true);
            }
        }
        Ok(())
    }
}
