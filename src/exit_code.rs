//! Takes the end of a command; gives the number that scripts and schedulers branch on.

/// How a command ended. The numbers are a contract: they never change their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// Done.
    Done = 0,
    /// An unexpected failure.
    Unexpected = 1,
    /// The command line was not understood.
    Usage = 2,
    /// The configuration is invalid.
    Config = 3,
    /// The sources gave nothing usable; nothing was produced.
    NothingUsable = 4,
    /// Produced, but partial: the data notes say what is missing.
    Partial = 5,
    /// The store or the archive failed.
    Storage = 6,
    /// Delivery failed or is unsure for at least one subscriber.
    Delivery = 7,
    /// A verification found a difference.
    Difference = 8,
    /// The date is not a session of the calendar.
    NotASession = 9,
    /// Another instance holds the lock.
    Locked = 75,
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}
