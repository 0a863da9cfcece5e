//! Gives the colours of pages, mails, charts and printed sheets. Every pair of ink and ground
//! has a contrast of at least 4.5 to 1, and no meaning rests on a colour alone.

/// Which colours stand for up and down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Palette {
    /// Teal and orange: apart for every kind of colour vision.
    #[default]
    Default,
    /// Green and red, for desks that insist.
    Classic,
    /// Red is up and green is down, as in East Asia.
    Asia,
}

/// The colours of one ground, light or dark, as `#RRGGBB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
