//! Takes an archived edition or a flash; gives what a delivery has to know of it, so that both go
//! through one ledger.

use std::time::Duration;

use chrono_tz::Tz;

use super::lettering::Letters;
use super::mailing::letter_settings_of;
use super::{Pipeline, PipelineError};
use crate::archive::Archived;
use crate::config::MailConfig;
use crate::deliver::{self, Letter, LetterSettings, TokenKey};
use crate::model::{BriefId, EditionKey, Flash, Revision, Subscriber, SubscriberId};

/// Later than this nobody wants to hear of it any more: the next edition says it better.
const FLASH_WORTH: Duration = Duration::from_hours(6);

/// What is delivered.
#[derive(Clone, Copy)]
pub(super) enum Issue<'i> {
    /// A revision of an edition.
    Edition(&'i Archived),
    /// A flash, numbered within its day as revisions are.
    Flash(&'i Flash),
}

impl<'i> Issue<'i> {
    pub(super) fn key(self) -> &'i EditionKey {
        match self {
            Self::Edition(archived) => archived.key(),
            Self::Flash(flash) => &flash.key,
        }
    }

    pub(super) fn revision(self) -> Revision {
        match self {
            Self::Edition(archived) => archived.revision(),
            Self::Flash(flash) => flash.n,
        }
    }

    /// How long after it is due it is still sent.
    pub(super) fn worth(self, mail: &MailConfig) -> Duration {
        match self {
            Self::Edition(_) => mail.expires_after,
            Self::Flash(_) => mail.expires_after.min(FLASH_WORTH),
        }
    }

    pub(super) fn message_id(
        self,
        reader: &SubscriberId,
        settings: &LetterSettings,
        key: &TokenKey,
    ) -> String {
        match self {
            Self::Edition(archived) => deliver::message_id(archived, reader, settings, key),
            Self::Flash(flash) => deliver::flash_message_id(flash, reader, settings, key),
        }
    }
}

impl Pipeline {
    /// How the letters of a brief or a flash look.
    pub(super) fn settings_of(
        &self,
        mail: &MailConfig,
        id: &BriefId,
    ) -> Result<LetterSettings, PipelineError> {
        letter_settings_of(mail, id, &self.config.title(id))
    }

    /// The zone of the brief whose edition it is, or between whose editions it stands.
    pub(super) fn zone_of_issue(&self, issue: Issue<'_>) -> Result<Tz, PipelineError> {
        let key = issue.key();
        let brief = match self.config.flash(&key.brief) {
            Some(flash) => flash.brief.clone(),
            None => key.brief.clone(),
        };
        Ok(self.brief(&EditionKey { brief, date: key.date })?.scope.plan.timezone)
    }

    /// Each reader's letter.
    pub(super) async fn letters_of(
        &self,
        issue: Issue<'_>,
        readers: impl Iterator<Item = &Subscriber>,
        settings: &LetterSettings,
    ) -> Result<Letters, PipelineError> {
        match issue {
            Issue::Edition(archived) => self.letters(archived, readers, settings).await,
            Issue::Flash(flash) => Ok(Letters::for_all(Letter::of_flash(flash, settings))),
        }
    }
}
