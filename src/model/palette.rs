//! Takes nothing; gives which colours stand for up and down. Which colours those are is
//! `render`'s business.

/// Which colours stand for up and down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Palette {
    /// Teal and orange: apart for every kind of colour vision.
    #[default]
    Default,
    /// Green and red, for desks that insist.
    Classic,
    /// Red is up and green is down, as in East Asia.
    Asia,
}

impl Palette {
    /// Every palette and its word in the configuration.
    pub const ALL: [(&'static str, Self); 3] =
        [("default", Self::Default), ("classic", Self::Classic), ("asia", Self::Asia)];

    /// The word of the configuration.
    #[must_use]
    pub fn word(self) -> &'static str {
        let own = Self::ALL.into_iter().find(|(_, palette)| *palette == self);
        own.expect("every palette is listed").0
    }
}
