//! What the integration tests stand on: a desk in a temporary folder, a real HTTP server and a
//! real SMTP server on loopback, and the shared sample data where it is present.

pub mod demo;
pub mod desk;
pub mod feeds;
pub mod files;
pub mod hostile;
pub mod life;
pub mod log;
pub mod mail;
pub mod model;
pub mod shared_data;
pub mod web;
