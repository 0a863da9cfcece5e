//! Gives the colours of pages, mails, charts and printed sheets. Every pair of ink and ground
//! has a contrast of at least 4.5 to 1, and no meaning rests on a colour alone.

use serde::Serialize;

use crate::model::Palette;

/// The colours of one ground, light or dark, as `#RRGGBB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Colours {
    /// Text.
    pub(super) ink: &'static str,
    /// Secondary text.
    pub(super) muted: &'static str,
    /// What the text stands on.
    pub(super) card: &'static str,
    /// Rules and axes.
    pub(super) line: &'static str,
    /// Up, positive.
    pub(super) up: &'static str,
    /// Down, negative.
    pub(super) down: &'static str,
    /// A neutral length in a bar.
    pub(super) off: &'static str,
    /// What stands out without pointing either way.
    pub(super) amber: &'static str,
}

impl Palette {
    /// The colours on a light ground: mail, paper, and pages by day.
    pub(super) fn light(self) -> Colours {
        let (up, down) = match self {
            Self::Default => ("#00695C", "#B23A00"),
            Self::Classic => ("#1B6E20", "#B71C1C"),
            Self::Asia => ("#B71C1C", "#1B6E20"),
        };
        Colours {
            ink: "#14202E",
            muted: "#55616F",
            card: "#FFFFFF",
            line: "#DCE1E8",
            up,
            down,
            off: "#E3E7EC",
            amber: "#8A5A00",
        }
    }

    /// The colours on a dark ground.
    pub(super) fn dark(self) -> Colours {
        let (up, down) = match self {
            Self::Default => ("#4FD1B8", "#FF9A63"),
            Self::Classic => ("#7BD88F", "#FF8A80"),
            Self::Asia => ("#FF8A80", "#7BD88F"),
        };
        Colours {
            ink: "#E8EDF3",
            muted: "#A3AFBD",
            card: "#131B25",
            line: "#263343",
            up,
            down,
            off: "#2A3747",
            amber: "#FFD479",
        }
    }
}

#[cfg(test)]
fn luminance(colour: &str) -> f64 {
    let number = u32::from_str_radix(&colour[1..], 16).expect("#RRGGBB");
    let part = |shift: u32| {
        let part = f64::from(number >> shift & 255) / 255.0;
        if part <= 0.03928 { part / 12.92 } else { libm::pow((part + 0.055) / 1.055, 2.4) }
    };
    0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
}

/// The contrast of WCAG 2.2 between two colours, from 1 to 21.
#[cfg(test)]
pub(super) fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The grounds that text stands on beside the card: soft and amber boxes.
    #[test]
    fn every_ink_of_every_palette_can_be_read_on_every_ground_by_day_and_by_night() {
        for (word, palette) in Palette::ALL {
            for (colours, soft, box_ground) in
                [(palette.light(), "#F6F8FA", "#FFF7E3"), (palette.dark(), "#1A2431", "#2A2310")]
            {
                let Colours { ink, muted, card, up, down, amber, .. } = colours;
                for ground in [card, soft, box_ground] {
                    for text in [ink, muted, up, down, amber] {
                        let ratio = contrast(text, ground);
                        assert!(ratio >= 4.5, "{word}: {text} on {ground} is {ratio:.2}");
                    }
                }
            }
        }
    }

    #[test]
    fn asia_turns_classic_round() {
        let (classic, asia) = (Palette::Classic.light(), Palette::Asia.light());
        assert_eq!((classic.up, classic.down), (asia.down, asia.up));
    }
}
