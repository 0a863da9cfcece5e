//! Takes a dossier; gives what its news windows before the last come to, so that their articles can
//! be let go. Never looks at their words.

use super::in_order;
use super::policy::Policy;
use super::timeline::{EditionTime, Timeline};
use crate::model::{
    Article, Dossier, EarlierNews, EarlierWindow, Instant, RunningHash, Sha256Hash,
};

/// What stands for a dossier's news before its last window, under this policy; its articles are
/// listed by `listed_sha256`.
#[must_use]
pub fn earlier_news(dossier: &Dossier, policy: &Policy, listed_sha256: Sha256Hash) -> EarlierNews {
    let dossier = in_order(dossier);
    let timeline = Timeline::new(&dossier, policy);
    let (last, earlier) = timeline.editions.split_last().expect("the dossier's own edition");
    EarlierNews {
        windows: earlier.iter().map(|edition| window(&dossier, edition)).collect(),
        versions: dossier.articles.partition_point(|article| article.known_at <= last.from),
        listed_sha256,
    }
}

/// An earlier window of a dossier that holds its articles.
pub(super) fn window(dossier: &Dossier, edition: &EditionTime) -> EarlierWindow {
    let articles = &dossier.articles;
    let until = edition.cut_off.min(dossier.as_of.instant());
    let known_at = |instant: Instant| articles.partition_point(|one| one.known_at <= instant);
    let (first, end) = (known_at(edition.from), known_at(until));
    let number = |count: usize| u32::try_from(count).expect("fewer articles than 2^32");
    EarlierWindow {
        after: edition.from,
        until,
        sha256: facts(articles, edition),
        versions: number(end.saturating_sub(first)),
        told: edition.articles.iter().map(|place| number(place - first)).collect(),
    }
}

/// The hash of one window's own facts.
pub(super) fn facts(articles: &[Article], edition: &EditionTime) -> Sha256Hash {
    let mut all = Sha256Hash::running();
    take_instant(&mut all, edition.from);
    take_instant(&mut all, edition.cut_off);
    for article in edition.articles.iter().map(|place| &articles[*place]) {
        let item = &article.item;
        all.take(item.id.as_bytes());
        all.take(&article.version.to_le_bytes());
        all.take(article.content_sha256.as_bytes());
        take_instant(&mut all, article.known_at);
        all.take(&[u8::from(item.published_at.is_some())]);
        take_instant(&mut all, item.published_at.unwrap_or_default());
        all.take(item.source.as_str().as_bytes());
        for ticker in &item.vendor_tickers {
            all.take(b" ");
            all.take(ticker.as_str().as_bytes());
        }
        all.take(b"\n");
    }
    all.finish()
}

fn take_instant(hash: &mut RunningHash, at: Instant) {
    hash.take(&at.timestamp().to_le_bytes());
    hash.take(&at.timestamp_subsec_nanos().to_le_bytes());
}
