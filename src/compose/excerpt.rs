//! Takes a reader's cut and the edition that it is cut from; gives the line in which the page
//! says so. Never hides that there is more.

use super::words;
use crate::model::{Cut, CutLine, DateLanguage, DayView, Dossier, Revision, Sha256Hash, Ticker};

/// More names than this are counted, not listed.
const LISTED_MAX: usize = 8;
/// So much of a hash tells two editions apart; the whole hash stands at the foot.
const HASH_CHARS: usize = 12;

/// Which part of which edition is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// What the reader wishes for.
    pub cut: Cut,
    /// How many names the whole edition has.
    pub of_names: usize,
    /// The whole edition's hash.
    pub edition_sha256: Sha256Hash,
}

/// What the page says of itself.
pub(super) fn line(
    excerpt: &Excerpt,
    dossier: &Dossier,
    day: &DayView,
    revision: Revision,
) -> CutLine {
    let Excerpt { cut, of_names, edition_sha256 } = excerpt;
    let names: Vec<_> = day.tickers.iter().map(|view| view.profile.ticker.clone()).collect();
    let zone = cut.zone.unwrap_or(dossier.scope.plan.timezone);
    let hash = edition_sha256.to_string();
    let edition = format!(
        "{} {} {revision}, sha256 {}",
        dossier.scope.brief,
        dossier.date,
        &hash[..HASH_CHARS]
    );
    let words = if names.len() < *of_names {
        let own: Vec<&str> = names.iter().map(Ticker::as_str).collect();
        let own = match own.as_slice() {
            [only] => format!("{only}, one"),
            few if few.len() <= LISTED_MAX => {
                format!("{}, {}", few.join(", "), words::small(few.len()))
            }
            many => many.len().to_string(),
        };
        format!(
            "Cut to your watchlist: {own} of the edition’s {of_names} names. The whole edition is in the archive: {edition}."
        )
    } else {
        let mut ways = Vec::new();
        if cut.dates != DateLanguage::English {
            ways.push(format!("its date in {}", cut.dates.name()));
        }
        if cut.zone.is_some() {
            ways.push(format!("its cut-off in the time of {}", words::city(zone)));
        }
        format!("For you with {}. The edition is in the archive: {edition}.", ways.join(" and "))
    };
    CutLine {
        words,
        names,
        of_names: *of_names,
        edition_sha256: *edition_sha256,
        dates: cut.dates.tag(),
        zone: zone.name(),
    }
}
