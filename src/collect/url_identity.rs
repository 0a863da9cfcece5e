//! Takes a link; gives its canonical form, by which the same article under two links is one.

use url::Url;

/// Parameters that only say how a reader came: exact names and beginnings.
const TRACKING: [&str; 22] = [
    "utm_",
    "fbclid",
    "gclid",
    "mc_cid",
    "mc_eid",
    "cmpid",
    "ref",
    "ref_src",
    "ocid",
    "smid",
    "ncid",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "msclkid",
    "yclid",
    "igshid",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "soc_src",
    "soc_trk",
];

/// The link without fragment and tracking parameters; `None` when it is not http or https.
pub(super) fn canonical(link: &str) -> Option<String> {
    let mut url = Url::parse(link.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return None;
    }
    url.set_fragment(None);
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !is_tracking(name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    if kept.is_empty() {
        url.set_query(None);
    } else if kept.len() < url.query_pairs().count() {
        url.query_pairs_mut().clear().extend_pairs(kept);
    }
    Some(url.into())
}

fn is_tracking(name: &str) -> bool {
    TRACKING.iter().any(
        |known| {
            if known.ends_with('_') { name.starts_with(known) } else { name == *known }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn tracking_goes_and_meaning_stays() {
        assert_eq!(
            canonical("https://x.example/a?id=7&utm_source=rss&fbclid=z#top").as_deref(),
            Some("https://x.example/a?id=7")
        );
        assert_eq!(
            canonical("HTTPS://X.example:443/a?mkt_tok=x&soc_src=y&msclkid=z").as_deref(),
            Some("https://x.example/a")
        );
        assert_eq!(
            canonical("https://x.example/a?utm_medium=x").as_deref(),
            Some("https://x.example/a")
        );
    }

    #[test]
    fn a_link_that_runs_code_is_no_link() {
        for link in ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "/relative", ""] {
            assert_eq!(canonical(link), None, "{link}");
        }
    }
}
