//! Takes an archived edition and its readers; gives each reader's letter: the whole edition, or
//! the cut that its wishes ask for, made once for all who ask for the same. Where no cut can be
//! made, its reader gets the whole edition, and it is said.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::collecting::chain;
use super::cutting::{CutEdition, Prepared, zone_of};
use super::{Pipeline, PipelineError};
use crate::archive::Archived;
use crate::deliver::{Letter, LetterSettings};
use crate::model::{Cut, Subscriber, SubscriberId};

/// Each reader's letter.
pub(super) struct Letters {
    whole: Arc<Letter>,
    own: BTreeMap<SubscriberId, Arc<Letter>>,
    /// Who gets the whole edition instead of a cut, and why.
    pub(super) notes: Vec<String>,
}

impl Letters {
    /// The same letter for everybody.
    pub(super) fn for_all(letter: Letter) -> Self {
        Self { whole: Arc::new(letter), own: BTreeMap::new(), notes: Vec::new() }
    }

    /// What a reader gets.
    pub(super) fn of(&self, reader: &SubscriberId) -> Arc<Letter> {
        Arc::clone(self.own.get(reader).unwrap_or(&self.whole))
    }
}

impl Pipeline {
    /// The letters of an edition. It is rebuilt only where somebody wishes for a cut.
    pub(super) async fn letters(
        &self,
        archived: &Archived,
        readers: impl Iterator<Item = &Subscriber>,
        settings: &LetterSettings,
    ) -> Result<Letters, PipelineError> {
        let mut letters = Letters::for_all(Letter::of(archived, settings)?);
        // Where nobody wishes for anything, the archived recipe need not be readable.
        let wishing: Vec<&Subscriber> =
            readers.filter(|reader| !Cut::of(&reader.wishes, None).is_whole()).collect();
        if wishing.is_empty() {
            return Ok(letters);
        }
        let zone = zone_of(archived).ok();
        let mut circles: BTreeMap<String, (Cut, Vec<&SubscriberId>)> = BTreeMap::new();
        for reader in wishing {
            let cut = Cut::of(&reader.wishes, zone);
            if !cut.is_whole() {
                let circle = circles.entry(cut.key()).or_insert_with(|| (cut, Vec::new()));
                circle.1.push(&reader.id);
            }
        }
        if circles.is_empty() {
            return Ok(letters);
        }
        let prepared = self.prepare(archived).await;
        for (cut, readers) in circles.into_values() {
            let made = match &prepared {
                Ok(prepared) => letter_of(prepared, archived, &cut, settings),
                Err(error) => Err(chain(error)),
            };
            match made {
                Ok(None) => {}
                Ok(Some(letter)) => {
                    let letter = Arc::new(letter);
                    let own = readers.iter().map(|id| ((*id).clone(), Arc::clone(&letter)));
                    letters.own.extend(own);
                }
                Err(why) => letters.notes.extend(
                    readers.iter().map(|id| format!("{id}: gets the whole edition: {why}")),
                ),
            }
        }
        Ok(letters)
    }
}

/// `None` where the reader's wishes leave the edition as it is.
fn letter_of(
    prepared: &Prepared,
    archived: &Archived,
    cut: &Cut,
    settings: &LetterSettings,
) -> Result<Option<Letter>, String> {
    if prepared.is_whole(cut) {
        return Ok(None);
    }
    let CutEdition { headline, date, renditions } =
        prepared.cut(cut).map_err(|error| chain(&error))?;
    Letter::of_cut(archived, (&headline, date.as_deref()), &renditions, settings)
        .map(Some)
        .map_err(|error| error.to_string())
}
