//! Takes price sources; asks each ticker's chain in its order and records what came.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use tokio::task::JoinSet;

use super::{Collected, chain};
use crate::collect::{self, CollectError, Fetcher, PriceHarvest, PriceSource};
use crate::model::{DataNote, HISTORY_DAYS_MAX, Instant, SourceId, TickerProfile};
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
            .filter(|source| only.is_none_or(|id| source.id.0 == id))
            .cloned()
            .collect();
        let mut asked = JoinSet::new();
        for (place, profile) in self.config.tickers.iter().cloned().enumerate() {
            let (fetcher, chain, clock) = (fetcher.clone(), chain.clone(), self.clock);
            asked.spawn(async move {
                let harvest = ask_chain(&fetcher, &chain, &profile, clock.now()).await;
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
        let (recorded, notes) = match &ask.answer {
            Ok(harvest) => {
                let recorded = self.store.record_bars(&harvest.bars, known_at)?;
                self.store.record_actions(&harvest.actions, known_at)?;
                (recorded, harvest.faults.iter().map(collect::Fault::note).collect())
            }
            Err(error) => {
                let text = format!("Prices of {ticker} from {}: {}.", ask.source, chain(error));
                (Recorded::default(), vec![DataNote::missing(text)])
            }
        };
        let label = SourceId(format!("{} {ticker}", ask.source));
        self.store.record_faults(&label, &notes, known_at)?;
        collected.add(&label, &recorded, notes, ask.answer.is_err());
        Ok(())
    }
}

/// One price source asked about one ticker.
struct Ask {
    source: SourceId,
    profile: TickerProfile,
    answer: Result<PriceHarvest, CollectError>,
}

/// Asks the chain in its order until one source has bars.
async fn ask_chain(
    fetcher: &Fetcher,
    chain: &[PriceSource],
    profile: &TickerProfile,
    now: Instant,
) -> Vec<Ask> {
    let today = now.date_naive();
    let from = today.checked_sub_days(Days::new(HISTORY_DAYS_MAX.into())).unwrap_or(NaiveDate::MIN);
    let mut asks = Vec::new();
    let asked =
        |source: &&PriceSource| source.only.is_empty() || source.only.contains(&profile.ticker);
    for source in chain.iter().filter(asked) {
        let answer = collect::collect_bars(fetcher, source, profile, from, today, now).await;
        let has_bars = answer.as_ref().is_ok_and(|harvest| !harvest.bars.is_empty());
        asks.push(Ask { source: source.id.clone(), profile: profile.clone(), answer });
        if has_bars {
            break;
        }
    }
    asks
}
