//! Takes an archived edition and a subscriber; gives the subscriber's message once more, as it
//! went out or would go out, and whether it is the one that the ledger holds the hash of. Never
//! sends, and records nothing.

use std::sync::Arc;

use super::cutting::zone_of;
use super::issue::Issue;
use super::mailing::letter_settings;
use super::{Pipeline, PipelineError, SubscriberError};
use crate::archive::Archived;
use crate::deliver::{self, LetterSettings, Outgoing, Parcel, message_of};
use crate::model::{
    Cut, Delivery, DeliveryKey, DeliveryState, Rendition, Sha256Hash, Subscriber, SubscriberId,
    Wishes,
};

/// A subscriber's message, made again.
#[derive(Debug)]
pub struct Shown {
    /// The whole message.
    pub message: Vec<u8>,
    /// Its SHA-256.
    pub sha256: Sha256Hash,
    /// The renditions of the subscriber's cut; empty where it gets the whole edition.
    pub cut: Vec<Rendition>,
    /// Why it gets the whole edition where it wished for a cut.
    pub notes: Vec<String>,
    /// How it stands to what went out.
    pub likeness: Likeness,
}

/// How a message made again stands to the one that went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// Byte for byte the same.
    Same,
    /// No body has gone out yet.
    NotSent,
    /// Another: its hash, and what is known of the reason.
    Different {
        /// SHA-256 of the body that went out last, in hexadecimal.
        sent_sha256: String,
        /// Why.
        why: &'static str,
    },
}

impl Pipeline {
    /// Makes a subscriber's message of an edition again, as its wishes are today.
    ///
    /// # Errors
    /// [`PipelineError::NoMail`], [`SubscriberError::Unknown`], or what a stage could not do.
    pub async fn shown(
        &self,
        archived: &Archived,
        subscriber: &SubscriberId,
    ) -> Result<Shown, PipelineError> {
        let mail = self.config.mail.clone().ok_or(PipelineError::NoMail)?;
        let mut settings = letter_settings(&mail, self.brief(archived.key())?)?;
        settings.sending = Some(Arc::new(self.sending(&mail)?));
        let reader = self.known_reader(subscriber)?;
        let key = DeliveryKey {
            edition: archived.key().clone(),
            revision: archived.revision(),
            subscriber: subscriber.clone(),
        };
        let delivery = self.row(archived, &key, &reader, &settings)?;
        let again = self.message_again(archived, &reader, &delivery, &settings).await?;
        let sha256 = Sha256Hash::of(&again.message.bytes);
        let attempts = self.store.attempts(&key)?;
        let sent = attempts.into_iter().filter_map(|attempt| attempt.message_sha256).next_back();
        let likeness = match sent {
            None => Likeness::NotSent,
            Some(sent) if sent == sha256.to_string() => Likeness::Same,
            Some(sent_sha256) => {
                let whole = Subscriber { wishes: Wishes::default(), ..reader.clone() };
                let whole = self.message_again(archived, &whole, &delivery, &settings).await?;
                let was_whole = Sha256Hash::of(&whole.message.bytes).to_string() == sent_sha256;
                let why = if was_whole {
                    "the whole edition went out: the cut was wished for later, or could not be made then"
                } else {
                    "the subscriber's wishes or name, [smtp], or the program changed since"
                };
                Likeness::Different { sent_sha256, why }
            }
        };
        let Again { message, cut, notes } = again;
        Ok(Shown { message: message.bytes, sha256, cut, notes, likeness })
    }

    /// A subscriber whoever keeps it, as it chose itself.
    fn known_reader(&self, id: &SubscriberId) -> Result<Subscriber, PipelineError> {
        let enrolled = self.enrolled()?;
        let found = enrolled.iter().find(|one| one.id == *id);
        let Some(reader) = found.and_then(|one| one.subscriber.clone()) else {
            let known = enrolled.iter().map(|one| one.id.to_string()).collect();
            return Err(SubscriberError::Unknown { asked: id.to_string(), known }.into());
        };
        Ok(self.as_chosen(&[reader])?.remove(0))
    }

    /// Its row in the ledger, or the one that it would have.
    fn row(
        &self,
        archived: &Archived,
        key: &DeliveryKey,
        reader: &Subscriber,
        settings: &LetterSettings,
    ) -> Result<Delivery, PipelineError> {
        let rows = self.store.deliveries(Some(archived.key()))?;
        let (now, token_key) = (self.clock.now(), self.token_key()?);
        Ok(rows.into_iter().find(|row| row.key == *key).unwrap_or_else(|| Delivery {
            key: key.clone(),
            address: reader.address.clone(),
            message_id: deliver::message_id(archived, &reader.id, settings, &token_key),
            state: DeliveryState::Intent,
            attempts: 0,
            changed_at: now,
            due_at: now,
            expires_at: now,
            short: false,
            correction: None,
        }))
    }

    async fn message_again(
        &self,
        archived: &Archived,
        reader: &Subscriber,
        delivery: &Delivery,
        settings: &LetterSettings,
    ) -> Result<Again, PipelineError> {
        let letters = self.letters(archived, std::iter::once(reader), settings).await?;
        let corrected = self.corrected_by(Issue::Edition(archived))?;
        let answers = delivery.correction.as_ref().and_then(|_| corrected.get(&reader.id));
        let parcel = Parcel {
            delivery: delivery.clone(),
            subscriber: reader.clone(),
            in_reply_to: answers.cloned(),
            letter: Arc::clone(&letters.of(&reader.id)),
        };
        let message = message_of(&parcel, settings)?;
        let cut = Cut::of(&reader.wishes, Some(zone_of(archived)?));
        let cut = if cut.is_whole() || !letters.notes.is_empty() {
            Vec::new()
        } else {
            let prepared = self.prepare(archived).await?;
            if prepared.is_whole(&cut) { Vec::new() } else { prepared.cut(&cut)?.renditions }
        };
        Ok(Again { message, cut, notes: letters.notes })
    }
}

/// A message made again.
struct Again {
    message: Outgoing,
    cut: Vec<Rendition>,
    notes: Vec<String>,
}
