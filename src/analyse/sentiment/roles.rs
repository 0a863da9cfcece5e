//! Takes a word in lower case; gives what it does in a sentence, beside what it means for the tone.

/// What a word does; a word may do several things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Roles(u16);

/// Opens a clause.
pub(super) const CLAUSE: u16 = 1;
/// Stands between two figures that are compared.
pub(super) const COMPARES: u16 = 2;
/// What follows is no object.
pub(super) const ENDS_OBJECT: u16 = 4;
/// Moves what follows it.
pub(super) const TRANSITIVE: u16 = 8;
/// Somebody denies.
pub(super) const DENIES: u16 = 16;
/// What is denied.
pub(super) const CLAIM: u16 = 32;
/// Does good to the name behind it.
pub(super) const DOES_GOOD: u16 = 64;
/// Does harm to the name behind it.
pub(super) const DOES_HARM: u16 = 128;
/// Takes something from somebody.
pub(super) const TAKES: u16 = 256;

const WORDS: [(u16, &[&str]); 7] = [
    (
        CLAUSE,
        &[
            "but", "while", "whereas", "though", "although", "despite", "after", "as", "amid",
            "however", "even", "yet",
        ],
    ),
    (COMPARES, &["from", "against", "versus", "vs", "compared"]),
    (
        ENDS_OBJECT,
        &["before", "ahead", "with", "following", "until", "when", "since", "because", "due"],
    ),
    (
        DENIES,
        &[
            "denies",
            "denied",
            "deny",
            "denying",
            "rejects",
            "rejected",
            "refutes",
            "refuted",
            "dismisses",
            "dismissed",
            "rebuts",
            "rebuffs",
            "disputes",
            "disputed",
        ],
    ),
    (
        DOES_GOOD,
        &[
            "helps",
            "helping",
            "helped",
            "benefits",
            "benefiting",
            "lifts",
            "lifting",
            "boosts",
            "boosting",
            "boost",
            "gift",
            "favours",
        ],
    ),
    (
        DOES_HARM,
        &[
            "hurts",
            "hurting",
            "harms",
            "threatens",
            "threatening",
            "threat",
            "hits",
            "hitting",
            "squeezes",
            "squeezing",
            "pressures",
            "dents",
            "blow",
        ],
    ),
    (
        TAKES,
        &[
            "wins", "won", "takes", "took", "taking", "winning", "steals", "stole", "lures",
            "lured", "poaches", "grabs", "snatches", "gains",
        ],
    ),
];

/// Every word that begins so.
const STEMS: [(u16, &[&str]); 2] = [
    (TRANSITIVE, &["lift", "boost", "cut", "trim", "rais", "reduc", "slash", "hik", "lower"]),
    (CLAIM, &["claim", "report", "rumor", "rumour", "alleg", "talk", "specul", "suggest", "accus"]),
];

impl Roles {
    pub(super) fn of(lower: &str) -> Self {
        let words = WORDS.iter().filter(|(_, words)| words.contains(&lower));
        let begins = |stems: &[&str]| stems.iter().any(|stem| lower.starts_with(stem));
        let stems = STEMS.iter().filter(|(_, stems)| begins(stems)).map(|(role, _)| role);
        Self(words.map(|(role, _)| role).chain(stems).fold(0, |roles, role| roles | role))
    }

    pub(super) fn any(self, roles: u16) -> bool {
        self.0 & roles != 0
    }
}
