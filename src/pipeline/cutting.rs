//! Takes an archived edition; gives it cut to a reader's wishes: fewer names, dates in another
//! language, times of another zone. It is rebuilt from its own manifest as a re-run does, never
//! from the network or today's configuration, and only what hashes to the archived edition is
//! cut. Never measures a name anew.

use std::collections::BTreeSet;

use chrono_tz::Tz;

use crate::analyse;
use crate::archive::Archived;
use crate::compose::{self, Context, Excerpt};
use crate::model::{
    Cut, DateLanguage, DayView, Dossier, EditionKey, Rendition, Revision, Sha256Hash, Ticker,
};
use crate::render;

use super::making::{context, make};
use super::narrating::{Asking, Replies};
use super::recipe::Recipe;
use super::{Pipeline, PipelineError};

/// An archived edition, rebuilt once, from which any number of cuts is made.
pub struct Prepared {
    key: EditionKey,
    revision: Revision,
    edition_sha256: Sha256Hash,
    dossier: Dossier,
    day: DayView,
    recipe: Recipe,
    context: Context,
}

/// A reader's cut of an archived edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutEdition {
    /// Its own headline.
    pub headline: String,
    /// The date as the reader writes it; `None` where that is the whole edition's way.
    pub date: Option<String>,
    /// Mail, text, JSON, PDF and the pictures of the mail.
    pub renditions: Vec<Rendition>,
}

impl Pipeline {
    /// Rebuilds an archived edition, so that it can be cut.
    ///
    /// # Errors
    /// [`PipelineError::NotRebuilt`] where this program makes other bytes of it, or what a stage
    /// could not do.
    pub async fn prepare(&self, archived: &Archived) -> Result<Prepared, PipelineError> {
        let key = archived.key();
        let recipe = Recipe::archived(archived)?;
        let dossier = self.recent_dossier(&recipe, key.date, archived.knowledge())?;
        let place = self.place_of(archived)?;
        let mut replies = Replies::of(archived, Asking::Kept)?;
        let narrated = self.narrated(&dossier, &recipe, &mut replies).await?;
        let again = make(&dossier, narrated, &recipe, &place)?;
        let edition_sha256 = again.edition.sha256();
        if edition_sha256.to_string() != archived.edition_sha256() {
            return Err(PipelineError::NotRebuilt {
                key: key.clone(),
                revision: archived.revision(),
                made_by: archived.manifest().version.clone(),
            });
        }
        let inputs_sha256 = again.edition.inputs_sha256;
        let context = context(&dossier, &recipe, &place, again.engine.clone(), inputs_sha256)?;
        Ok(Prepared {
            key: key.clone(),
            revision: archived.revision(),
            edition_sha256,
            day: again.day,
            dossier,
            recipe,
            context,
        })
    }
}

/// The zone of an archived edition's times: a wish for the same is none.
pub(super) fn zone_of(archived: &Archived) -> Result<Tz, PipelineError> {
    Ok(Recipe::archived(archived)?.brief()?.scope.plan.timezone)
}

impl Prepared {
    /// The zone of its times: a wish for the same is none.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.dossier.scope.plan.timezone
    }

    /// Cuts it to a reader's wishes. A cut to all of its names is of all of them.
    ///
    /// # Errors
    /// [`PipelineError::NoneOfNames`] where the reader watches none of its names,
    /// [`PipelineError::Render`].
    pub fn cut(&self, cut: &Cut) -> Result<CutEdition, PipelineError> {
        let all: BTreeSet<&Ticker> =
            self.day.tickers.iter().map(|view| &view.profile.ticker).collect();
        let wanted = |one: &&Ticker| cut.watchlist.is_empty() || cut.watchlist.contains(*one);
        let own: BTreeSet<Ticker> = all.iter().copied().filter(wanted).cloned().collect();
        if own.is_empty() {
            return Err(PipelineError::NoneOfNames {
                key: self.key.clone(),
                names: cut.watchlist.iter().map(ToString::to_string).collect(),
            });
        }
        // Other words for a date change nothing else: what is held stays too.
        let is_all = own.len() == all.len();
        let day = if is_all { self.day.clone() } else { analyse::cut(&self.day, &own) };
        let mut context = self.context.clone();
        context.excerpt = Some(Excerpt {
            cut: cut.clone(),
            of_names: all.len(),
            edition_sha256: self.edition_sha256,
        });
        context.reproduce = self.command(cut);
        let mut brief = compose::compose(&self.dossier, &day, &context);
        let templates = &self.recipe.templates;
        if let Some(line) = brief.masthead.cut.as_ref().filter(|_| !templates.show_cuts()) {
            let banner = brief.masthead.banner.take().map(|own| format!("{own} "));
            brief.masthead.banner = Some(format!("{}{}", banner.unwrap_or_default(), line.words));
        }
        let look = &self.recipe.brief()?.look;
        let date = brief.masthead.date_long.clone();
        Ok(CutEdition {
            renditions: render::render_cut(&brief, templates, look)?,
            headline: brief.headline,
            date: (cut.dates != DateLanguage::English).then_some(date),
        })
    }

    /// Whether a reader's wishes leave the edition as it is archived.
    #[must_use]
    pub fn is_whole(&self, cut: &Cut) -> bool {
        let watches = |ticker: &Ticker| cut.watchlist.contains(ticker);
        let has_all = self.day.tickers.iter().all(|view| watches(&view.profile.ticker));
        let other_words = cut.dates != DateLanguage::English || cut.zone.is_some();
        !other_words && (cut.watchlist.is_empty() || has_all)
    }

    /// The command that makes the same cut again, whoever asks.
    fn command(&self, cut: &Cut) -> String {
        let EditionKey { brief, date } = &self.key;
        let mut words = format!(
            "contrabrief archive show --brief {brief} --date {date} --rev {}",
            self.revision.0
        );
        if !cut.watchlist.is_empty() {
            let names: Vec<&str> = cut.watchlist.iter().map(Ticker::as_str).collect();
            words = format!("{words} --names {}", names.join(","));
        }
        if cut.dates != DateLanguage::English {
            words = format!("{words} --dates {}", cut.dates.tag());
        }
        cut.zone.map(Tz::name).map_or(words.clone(), |zone| format!("{words} --zone {zone}"))
    }
}
