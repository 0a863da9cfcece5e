//! Takes the words between two names of one sentence; gives whether they set the two on one side
//! or against each other. Never guesses where no cue stands.

/// What a sentence says of two names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// What is good for one is good for the other.
    Shared,
    /// One gains what the other loses.
    Opposed,
}

/// More than this between two names ties nothing together.
const BETWEEN_BYTES_MAX: usize = 80;

const SHARED: [&str; 22] = [
    "benefits",
    "supplier",
    "suppliers",
    "supplies",
    "customer",
    "customer of",
    "boost for",
    "boon for",
    "good for",
    "good news for",
    "helps",
    "lifts",
    "orders from",
    "chips from",
    "partner",
    "partners with",
    "partnership with",
    "teams up with",
    "team up with",
    "invests in",
    "deal with",
    "stake in",
];
const OPPOSED: [&str; 22] = [
    "at the expense of",
    "rival",
    "rivals",
    "competitor",
    "competitors",
    "competes with",
    "compete with",
    "competing with",
    "competition from",
    "takes on",
    "challenges",
    "share from",
    "ground to",
    "overtakes",
    "outsells",
    "displaces",
    "replaces",
    "bad for",
    "bad news for",
    "blow to",
    "threat to",
    "loses to",
];
const DENIED: [&str; 4] = ["not", "no", "never", "without"];

/// What the words between two neighbouring names say.
pub(super) fn said(between: &str) -> Option<Said> {
    if between.len() > BETWEEN_BYTES_MAX {
        return None;
    }
    let lower = between.to_lowercase();
    let words: Vec<&str> =
        lower.split(|mark: char| !mark.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let plain = format!(" {} ", words.join(" "));
    let has = |cues: &[&str]| cues.iter().any(|cue| plain.contains(&format!(" {cue} ")));
    if has(&DENIED) {
        return None;
    }
    match (has(&SHARED), has(&OPPOSED)) {
        (true, false) => Some(Said::Shared),
        (false, true) => Some(Said::Opposed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_between_two_names_set_them_on_one_side_or_against_each_other() {
        assert_eq!(said(" grows at the expense of "), Some(Said::Opposed));
        assert_eq!(said("'s smaller rival "), Some(Said::Opposed));
        assert_eq!(said("'s spending benefits its supplier "), Some(Said::Shared));
        assert_eq!(said(" has a deal with its rival "), None, "both ways");
        assert_eq!(said(" is no rival of "), None, "denied");
        assert_eq!(said(" and "), None);
        assert_eq!(said(" rivalry "), None, "a cue is whole words");
        assert_eq!(said(&format!(" rival {} ", "and so on ".repeat(9))), None, "too far apart");
    }
}
