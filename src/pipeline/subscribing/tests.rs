//! Who gets a brief on which day.
