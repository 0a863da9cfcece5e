//! Takes a dossier and a recipe; gives the day analysed and in prose, by the engine that the
//! recipe names. An answer is looked for beside the archived edition, then in the store; only
//! then is the endpoint asked, and never by a plain re-run.

use std::collections::BTreeMap;

use super::cores::side_by_side;
use super::recipe::Recipe;
use super::{Pipeline, PipelineError, VERSION};
use crate::analyse::{self, Teller, Windows};
use crate::archive::Archived;
use crate::model::{
    DayView, Dossier, Instant, KeptWindows, Rendition, Reply, ReplyOutcome, Sha256Hash, file_names,
};
use crate::narrate::{self, Endpoint, Engine, Question, Writer};

/// The day as it will be printed.
pub(super) struct Narrated {
    pub(super) day: DayView,
    /// Who wrote prose of it, when it was not the embedded engine alone.
    pub(super) by: Option<String>,
    /// What was asked and answered, when an engine outside was chosen.
    pub(super) record: Option<Rendition>,
}

/// What one command may use instead of asking, and whether it may ask. It remembers what it was
/// told: one command asks the same thing once.
pub(super) struct Replies {
    known: BTreeMap<Sha256Hash, Reply>,
    asking: Asking,
    /// The day, where it was analysed beforehand, and what it knew.
    day: Option<(Instant, DayView)>,
}

/// Whether the endpoint may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asking {
    /// Never: what was is made again.
    Never,
    /// Never, and what was measured once is not measured again: whoever does so compares hashes.
    Kept,
    /// Yes, and nothing is written down.
    Unrecorded,
    /// Yes, and what it replies goes into the store.
    Recorded,
}

impl Asking {
    fn may_ask(self) -> bool {
        matches!(self, Self::Unrecorded | Self::Recorded)
    }
}

impl Replies {
    /// Nothing is known beforehand.
    pub(super) fn none(asking: Asking) -> Self {
        Self { known: BTreeMap::new(), asking, day: None }
    }

    /// What an archived edition was told, its failure too: it stays as it was.
    pub(super) fn of(archived: &Archived, asking: Asking) -> Result<Self, PipelineError> {
        let mut replies = Self::none(asking);
        let outputs = &archived.manifest().outputs;
        if outputs.iter().any(|output| output.path == file_names::NARRATION) {
            let bytes = archived.rendition(file_names::NARRATION)?;
            let reply =
                narrate::recorded_reply(&bytes).map_err(|source| PipelineError::Narration {
                    path: archived.folder().join(file_names::NARRATION),
                    source,
                })?;
            replies.known.insert(reply.request_sha256, reply);
        }
        Ok(replies)
    }

    /// The day that was analysed from the facts of this dossier, whatever it is known by.
    pub(super) fn having(mut self, dossier: &Dossier, day: Option<DayView>) -> Self {
        self.day = day.map(|day| (dossier.as_of.instant(), day));
        self
    }

    /// Without failures: what failed may be asked again.
    pub(super) fn answers_only(mut self) -> Self {
        self.known.retain(|_, reply| matches!(reply.outcome, ReplyOutcome::Answered(_)));
        self
    }
}

impl Pipeline {
    /// Analyses a dossier and has its prose written.
    pub(super) async fn narrated(
        &self,
        dossier: &Dossier,
        recipe: &Recipe,
        replies: &mut Replies,
    ) -> Result<Narrated, PipelineError> {
        let ahead = replies.day.as_ref().filter(|(at, _)| *at == dossier.as_of.instant());
        let day = match ahead {
            Some((_, day)) => day.clone(),
            None => self.analysed(dossier, recipe, replies.asking)?,
        };
        let ours = |day| Narrated { day, by: None, record: None };
        let Engine::OpenAiCompatible(writer) = &recipe.config.narrate else {
            return Ok(ours(day));
        };
        let Some(question) = narrate::question(&day, writer) else { return Ok(ours(day)) };
        let reply = self.reply(&question, writer, replies).await?;
        let told = narrate::tell(day, &question, &reply, writer);
        Ok(Narrated { day: told.day, by: told.by, record: Some(told.record) })
    }

    /// A plain re-run measures everything again, so that it proves what was kept; any other
    /// command measures what nobody has measured before.
    pub(super) fn analysed(
        &self,
        dossier: &Dossier,
        recipe: &Recipe,
        asking: Asking,
    ) -> Result<DayView, PipelineError> {
        tracing::info!(target: "analyse", date = %dossier.date, "Analysing");
        let windows = Windows::new(dossier, &recipe.config.policy);
        let kept = match asking {
            Asking::Never => KeptWindows::new(),
            _ => self.store.kept_windows(windows.keys(), windows.recent())?,
        };
        let mut teller = Teller::new(&windows, kept);
        while let Some(window) = teller.wants() {
            teller.tell(&self.store.articles_of(dossier, &window)?, &side_by_side);
            if asking == Asking::Recorded {
                self.store.keep_windows(&teller.hand_over(), self.clock.now())?;
            }
        }
        let (day, fresh) = analyse::analyse_told(teller, &side_by_side);
        if asking == Asking::Recorded {
            self.store.keep_windows(&fresh, self.clock.now())?;
        }
        Ok(day)
    }

    async fn reply(
        &self,
        question: &Question,
        writer: &Writer,
        replies: &mut Replies,
    ) -> Result<Reply, PipelineError> {
        if let Some(known) = replies.known.get(&question.sha256()) {
            return Ok(known.clone());
        }
        let reply = match (self.store.answered(question.sha256())?, self.endpoint(writer)) {
            (Some(stored), _) => stored,
            (None, Some(endpoint)) if replies.asking.may_ask() => {
                self.ask(question, writer, endpoint, replies.asking).await?
            }
            _ => unanswered(question, writer),
        };
        replies.known.insert(reply.request_sha256, reply.clone());
        Ok(reply)
    }

    async fn ask(
        &self,
        question: &Question,
        writer: &Writer,
        endpoint: &Endpoint,
        asking: Asking,
    ) -> Result<Reply, PipelineError> {
        tracing::info!(target: "narrate", host = endpoint.host, "Asking for prose");
        let user_agent = format!("contrabrief/{VERSION}");
        let reply = narrate::ask(question, writer, endpoint, &user_agent).await;
        if asking == Asking::Recorded {
            self.store.record_reply(&reply, self.clock.now())?;
        }
        Ok(reply)
    }

    /// Where today's configuration asks the model that a recipe names: a recipe holds no
    /// address.
    fn endpoint(&self, writer: &Writer) -> Option<&Endpoint> {
        match &self.config.narrate {
            Engine::OpenAiCompatible(today) if today.model == writer.model => {
                today.endpoint.as_ref()
            }
            _ => None,
        }
    }
}

fn unanswered(question: &Question, writer: &Writer) -> Reply {
    let why = "no answer to this request is stored, and nobody was asked";
    Reply {
        request_sha256: question.sha256(),
        model: writer.model.clone(),
        host: String::new(),
        outcome: ReplyOutcome::Failed(why.to_owned()),
    }
}
