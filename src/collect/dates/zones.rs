//! Takes the names of time zones that feeds write behind a time; gives their offsets.

/// Names with one usual meaning, in minutes east of UTC (RFC 822, 5; tz database
/// abbreviations). `IST` is India's, the most frequent of its three.
const ZONES: [(&str, i32); 55] = [
    ("UT", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("WET", 0),
    ("EST", -300),
    ("EDT", -240),
    ("ET", -300),
    ("CST", -360),
    ("CDT", -300),
    ("CT", -360),
    ("MST", -420),
    ("MDT", -360),
    ("MT", -420),
    ("PST", -480),
    ("PDT", -420),
    ("PT", -480),
    ("AKST", -540),
    ("AKDT", -480),
    ("HST", -600),
    ("HAST", -600),
    ("AST", -240),
    ("ADT", -180),
    ("AT", -240),
    ("NST", -210),
    ("NDT", -150),
    ("BRT", -180),
    ("BRST", -120),
    ("ART", -180),
    ("WEST", 60),
    ("BST", 60),
    ("CET", 60),
    ("MET", 60),
    ("MEZ", 60),
    ("CEST", 120),
    ("MEST", 120),
    ("MESZ", 120),
    ("EET", 120),
    ("SAST", 120),
    ("EEST", 180),
    ("MSK", 180),
    ("MSD", 240),
    ("PKT", 300),
    ("IST", 330),
    ("ICT", 420),
    ("WIB", 420),
    ("HKT", 480),
    ("SGT", 480),
    ("AWST", 480),
    ("JST", 540),
    ("KST", 540),
    ("ACST", 570),
    ("AEST", 600),
    ("AEDT", 660),
    ("NZST", 720),
];

/// The farthest a zone may be from UTC, in minutes.
const OFFSET_MINUTES_MAX: i32 = 15 * 60;

/// The offset of a zone in minutes east of UTC: a name, `+0530`, `-05:00`, `GMT+2`; `None`
/// for what names none.
pub(super) fn offset_minutes(written: &str) -> Option<i32> {
    let zone = written.trim_matches(['(', ')', '[', ']']).to_ascii_uppercase();
    if let Some((_, minutes)) = ZONES.iter().find(|(name, _)| *name == zone) {
        return Some(*minutes);
    }
    if zone == "NZDT" {
        return Some(780);
    }
    let bare = ["GMT", "UTC", "UT"].iter().find_map(|name| zone.strip_prefix(name));
    numeric(bare.unwrap_or(&zone))
}

/// `+0530`, `+05:30`, `+5`, and what is left of `+00:0` when it was cut off.
fn numeric(zone: &str) -> Option<i32> {
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits = &zone[1..];
    let (hours, minutes) = match (digits.split_once(':'), digits.len()) {
        (Some(parts), _) => parts,
        (None, 1 | 2) => (digits, "0"),
        (None, 3) => digits.split_at_checked(1)?,
        (None, 4) => digits.split_at_checked(2)?,
        _ => return None,
    };
    let number = |text: &str| -> Option<i32> {
        let plain = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse().ok()).flatten()
    };
    let total = number(hours)? * 60 + number(minutes).filter(|minutes| *minutes < 60)?;
    (total <= OFFSET_MINUTES_MAX).then_some(sign * total)
}
