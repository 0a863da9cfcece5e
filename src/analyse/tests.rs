//! The whole analysis on markets of our own.

mod day;
mod earlier;
mod fixture;
mod flashes;
mod holdings;
mod kept;
mod moves;
mod path;
mod point_in_time;
mod prices;
mod real_market;
mod relations;
mod split;
mod summary;
