//! Takes price sources; asks each ticker's chain in its order and records what came.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use tokio::task::JoinSet;

use super::{Collected, CollectedSource, chain};
use crate::calendar;
use crate::clock::Clock;
use crate::collect::{self, CollectError, Fetcher, PriceHarvest, PriceSource};
use crate::model::{
    DataNote, Finality, HISTORY_DAYS_MAX, Instant, PriceBar, SourceHealth, SourceId, TickerProfile,
};
use crate::pipeline::{Pipeline, PipelineError};
use crate::store::Recorded;

impl Pipeline {
    pub(super) async fn collect_prices(
        &mut self,
        fetcher: &Arc<Fetcher>,
        only: Option<&str>,
        collected: &mut Collected,
    ) -> Result<(), PipelineError> {
        let chain: Vec<PriceSource> = self
            .config
            .prices
            .iter()
            .filter(|source| only.is_none_or(|id| source.id.as_str() == id))
            .cloned()
            .collect();
        let health = self.store.all_source_health()?;
        let by_name = only.is_some();
        let mut asked = JoinSet::new();
        for (place, profile) in self.config.tickers.iter().cloned().enumerate() {
            let (fetcher, clock) = (fetcher.clone(), self.clock);
            let chain: Vec<(PriceSource, SourceHealth)> = chain
                .iter()
                .map(|source| {
                    let known = health.get(&source.id.about(&profile.ticker));
                    (source.clone(), known.cloned().unwrap_or_default())
                })
                .collect();
            asked.spawn(async move {
                let harvest = ask_chain(&fetcher, &chain, &profile, by_name, clock).await;
                (place, clock.now(), harvest)
            });
        }
        let mut answers = asked.join_all().await;
        answers.sort_by_key(|(place, ..)| *place);
        for (_, known_at, answer) in answers {
            for ask in answer {
                self.record_prices(&ask, known_at, collected)?;
            }
        }
        Ok(())
    }

    fn record_prices(
        &mut self,
        ask: &Ask,
        known_at: Instant,
        collected: &mut Collected,
    ) -> Result<(), PipelineError> {
        let ticker = &ask.profile.ticker;
        let label = ask.source.about(ticker);
        let (recorded, notes) = match &ask.answer {
            None => {
                if let Some(wait) = ask.health.wait {
                    collected.sources.push(CollectedSource::waiting(&label, &ask.health, wait));
                }
                return Ok(());
            }
            Some(Ok(harvest)) => {
                let recorded = self.store.record_bars(&harvest.bars, known_at)?;
                self.store.record_actions(&harvest.actions, known_at)?;
                self.store.set_source_health(&label, &collect::after_answer(None, known_at))?;
                (recorded, harvest.faults.iter().map(collect::Fault::note).collect())
            }
            Some(Err(error)) => {
                let words = chain(error);
                let health = collect::after_failure(&ask.health, error, &words, known_at);
                self.store.set_source_health(&label, &health)?;
                let text = format!("Prices of {ticker} from {}: {words}.", ask.source);
                (Recorded::default(), vec![DataNote::missing(text)])
            }
        };
        self.store.record_faults(&label, &notes, known_at)?;
        let failed = matches!(ask.answer, Some(Err(_)));
        let line = CollectedSource::answered(&label, &recorded, notes, failed);
        self.record_answer(&label, ask.asked_at, ask.answered_at, &line)?;
        collected.sources.push(line);
        Ok(())
    }
}

/// One price source asked about one ticker.
struct Ask {
    source: SourceId,
    profile: TickerProfile,
    health: SourceHealth,
    asked_at: Instant,
    answered_at: Instant,
    /// `None` where it was left alone.
    answer: Option<Result<PriceHarvest, CollectError>>,
}

/// Asks the chain in its order until one source has the last closed session. After that only
/// those are asked that are there to compare.
async fn ask_chain(
    fetcher: &Fetcher,
    chain: &[(PriceSource, SourceHealth)],
    profile: &TickerProfile,
    by_name: bool,
    clock: Clock,
) -> Vec<Ask> {
    let now = clock.now();
    let today = now.date_naive();
    let from = today.checked_sub_days(Days::new(HISTORY_DAYS_MAX.into())).unwrap_or(NaiveDate::MIN);
    let mut asks = Vec::new();
    let mut is_served = false;
    let is_asked = |source: &PriceSource| source.serves(&profile.ticker);
    for (source, health) in chain.iter().filter(|(source, _)| is_asked(source)) {
        if is_served && !source.cross_check {
            continue;
        }
        let asked_at = clock.now();
        let answer = match collect::waits(health, by_name, now) {
            Some(_) => None,
            None => Some(collect::collect_bars(fetcher, source, profile, from, today, now).await),
        };
        is_served |= matches!(&answer, Some(Ok(harvest)) if is_current(harvest, profile, now));
        let (source, health, profile) = (source.id.clone(), health.clone(), profile.clone());
        let answered_at = clock.now();
        asks.push(Ask { source, profile, health, asked_at, answered_at, answer });
    }
    asks
}

/// Whether a harvest reaches the last closed session: one that lags sends us on to the next
/// source, and what it has is kept all the same.
fn is_current(harvest: &PriceHarvest, profile: &TickerProfile, now: Instant) -> bool {
    let last = calendar::last_closed_session(&profile.calendar, now);
    let is_closed = |bar: &PriceBar| bar.finality == Finality::Closed && bar.session >= last;
    harvest.bars.iter().any(is_closed)
}
