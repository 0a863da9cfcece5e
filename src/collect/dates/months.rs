//! Takes the names of months, days and halves of the day in the languages that feeds are
//! written in; gives what they mean.

/// Beginnings of month names that mean one month, in lower case, longest first where one
/// begins another: English, German, French, Spanish, Portuguese, Italian, Dutch, Greek,
/// Russian, Hungarian, Polish.
const MONTHS: [(&str, u32); 67] = [
    ("jan", 1),
    ("jän", 1),
    ("ene", 1),
    ("gen", 1),
    ("ιαν", 1),
    ("янв", 1),
    ("sty", 1),
    ("feb", 2),
    ("fév", 2),
    ("fev", 2),
    ("φεβ", 2),
    ("фев", 2),
    ("lut", 2),
    ("mar", 3),
    ("mär", 3),
    ("mrt", 3),
    ("maa", 3),
    ("már", 3),
    ("μάρ", 3),
    ("μαρ", 3),
    ("мар", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("ápr", 4),
    ("απρ", 4),
    ("апр", 4),
    ("kwi", 4),
    ("may", 5),
    ("mai", 5),
    ("mei", 5),
    ("mag", 5),
    ("máj", 5),
    ("μάι", 5),
    ("μαϊ", 5),
    ("мая", 5),
    ("май", 5),
    ("jun", 6),
    ("juin", 6),
    ("giu", 6),
    ("jún", 6),
    ("ιού", 0),
    ("июн", 6),
    ("cze", 6),
    ("jul", 7),
    ("juil", 7),
    ("lug", 7),
    ("júl", 7),
    ("июл", 7),
    ("lip", 7),
    ("aug", 8),
    ("aoû", 8),
    ("aou", 8),
    ("ago", 8),
    ("αύγ", 8),
    ("авг", 8),
    ("sep", 9),
    ("set", 9),
    ("sze", 9),
    ("σεπ", 9),
    ("сен", 9),
    ("wrz", 9),
    ("oct", 10),
    ("okt", 10),
    ("ott", 10),
    ("out", 10),
    ("οκτ", 10),
];

/// The rest, by the same rule.
const LATE_MONTHS: [(&str, u32); 14] = [
    ("окт", 10),
    ("paź", 10),
    ("nov", 11),
    ("νοέ", 11),
    ("νοε", 11),
    ("ноя", 11),
    ("lis", 11),
    ("dec", 12),
    ("dez", 12),
    ("déc", 12),
    ("dic", 12),
    ("δεκ", 12),
    ("дек", 12),
    ("gru", 12),
];

/// The month a word names, 1 to 12.
pub(super) fn month(word: &str) -> Option<u32> {
    let word = word.trim_matches(['.', ',']).to_lowercase();
    // June and July of Greek part only in their fourth letter.
    match word.as_str() {
        june if june.starts_with("ιούν") || june.starts_with("ιουν") => return Some(6),
        july if july.starts_with("ιούλ") || july.starts_with("ιουλ") => return Some(7),
        _ => {}
    }
    if word.chars().count() < 3 {
        return None;
    }
    let known = MONTHS.iter().chain(&LATE_MONTHS);
    known
        .filter(|(beginning, month)| *month > 0 && word.starts_with(beginning))
        .max_by_key(|(beginning, _)| beginning.len())
        .map(|(_, month)| *month)
}

/// Whether a word is the name of a day, which a date does not need.
pub(super) fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 58] = [
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "mo", "di", "mi", "do", "fr", "sa", "so",
        "lun", "mer", "jeu", "ven", "sam", "dim", "mie", "mié", "jue", "vie", "sab", "sáb", "dom",
        "gio", "seg", "ter", "qua", "qui", "sex", "maa", "din", "woe", "don", "vri", "zat", "zon",
        "δευ", "τρί", "τρι", "τετ", "πέμ", "πεμ", "παρ", "σάβ", "σαβ", "κυρ", "пн", "вт", "ср",
        "чт", "пт", "сб", "вс", "pon",
    ];
    let word = word.trim_matches(['.', ',']).to_lowercase();
    let beginning: String = word.chars().take(3).collect();
    DAYS.contains(&word.as_str()) || DAYS.contains(&beginning.as_str()) && month(&word).is_none()
}

/// Whether the name of a month is one of a day as well: French, Spanish and Italian Tuesdays,
/// Dutch Mondays.
pub(super) fn is_weekday_too(word: &str) -> bool {
    let word = word.trim_matches(['.', ',']).to_lowercase();
    ["mar", "mardi", "martes", "martedì", "maa", "maandag"].contains(&word.as_str())
}

/// Whether a word says afternoon (`true`) or morning (`false`).
pub(super) fn is_afternoon(word: &str) -> Option<bool> {
    match word.trim_matches(['.', ',']).to_lowercase().as_str() {
        "pm" | "p.m" | "오후" | "午後" | "下午" => Some(true),
        "am" | "a.m" | "오전" | "午前" | "上午" => Some(false),
        _ => None,
    }
}
