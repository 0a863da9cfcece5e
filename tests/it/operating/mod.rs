//! What keeps an installation healthy, through the command line.

mod backups;
mod heartbeat;
mod incidents;
mod prunes;
