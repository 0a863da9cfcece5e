//! The daily market brief that shows the other side.
//!
//! The modules stand in the order in which a day goes through them.

#![forbid(unsafe_code)]

pub mod model;

pub mod calendar;

pub mod collect;

pub mod store;

pub mod analyse;

pub mod narrate;

pub mod compose;

pub mod render;

pub mod archive;

pub mod deliver;

pub mod schedule;

pub mod ping;

pub mod pipeline;

pub mod config;
pub mod demo;
pub mod web;

pub mod cli;

pub mod clock;
pub mod diagnostic;
pub mod exit_code;
pub mod faults;
