//! The daily market brief that shows the other side.
//!
//! The modules stand in the order in which a day goes through them.

#![forbid(unsafe_code)]

pub mod model;

pub mod calendar;

pub mod collect;

pub mod store;

pub mod analyse;

pub mod archive;

pub mod clock;
pub mod diagnostic;
pub mod exit_code;
