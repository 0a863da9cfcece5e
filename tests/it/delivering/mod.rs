//! Attacks on delivery as a whole: a server that fails at every step in every way, and a
//! process that is killed at any instant.

mod faults;
mod kills;
mod operator;
