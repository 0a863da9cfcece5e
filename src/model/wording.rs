//! Takes an identity or a size; gives which of several wordings is used, and how large a move
//! is in words. The same every time, on every machine.

use super::{Hundredths, Sha256Hash};

/// Which of `ways` wordings an identity such as `brief, date, ticker, place` gets.
///
/// # Shape
/// 0 to `ways` − 1; 0 when there are none.
#[must_use]
pub fn choice(identity: &str, ways: usize) -> usize {
    usize::from(Sha256Hash::of(identity).as_bytes()[0]) % ways.max(1)
}

/// A move in words, from its size in standard deviations of its own history.
///
/// # Units
/// `z` in hundredths of a standard deviation; its sign is not looked at.
#[must_use]
pub fn size_words(z: Hundredths, span: &str) -> String {
    match z.0.abs() {
        ..95 => format!("an ordinary {span}"),
        95..150 => format!("somewhat more than its usual {span}"),
        150..250 => format!("about twice its usual {span}"),
        250..350 => format!("about three times its usual {span}"),
        350..450 => format!("about four times its usual {span}"),
        _ => format!("more than four times its usual {span}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_always_gets_the_same_wording() {
        assert_eq!(choice("desk\n2026-03-25", 3), choice("desk\n2026-03-25", 3));
        assert_eq!(choice("anything", 0), 0);
        let chosen: std::collections::BTreeSet<usize> =
            (0..40).map(|day| choice(&format!("desk\n{day}"), 3)).collect();
        assert_eq!(chosen.into_iter().collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn a_size_is_said_by_what_is_usual() {
        assert_eq!(size_words(Hundredths(-40), "day"), "an ordinary day");
        assert_eq!(size_words(Hundredths(-209), "day"), "about twice its usual day");
        assert_eq!(size_words(Hundredths(999), "month"), "more than four times its usual month");
    }
}
