//! Takes an [`Archived`](crate::archive::Archived) edition and parcels; gives one message per
//! subscriber to a mail server and each outcome to the ledger. Never mails what is not
//! archived: an edition that is only rendered is no argument for it.
//!
//! ```compile_fail
//! fn mail(edition: &contrabrief::model::Edition, settings: &contrabrief::deliver::LetterSettings) {
//!     contrabrief::deliver::Letter::of(edition, settings);
//! }
//! ```
//!
//! ```
//! fn mail(edition: &contrabrief::archive::Archived, settings: &contrabrief::deliver::LetterSettings) {
//!     let _ = contrabrief::deliver::Letter::of(edition, settings);
//! }
//! ```

mod address;
mod canonical;
mod dkim;
mod headers;
mod letter;
mod message;
mod parts;
mod pictures;
mod run;
mod smtp;
mod token;
mod transport;

#[cfg(test)]
mod message_tests;
#[cfg(test)]
mod tests;

pub use address::{InvalidAddress, MailAddress};
pub use dkim::{DkimError, DkimSigner};
pub use letter::{Letter, LetterError, LetterSettings, Sending};
pub use message::{Outgoing, compose_message, list_message, message_id, message_of};
pub use run::{DeliverError, Ledger, LedgerError, Parcel, Report, deliver};
pub use smtp::{Login, Password, Smtp, SmtpSettings, TlsMode};
pub use token::TokenKey;
pub use transport::{SentMessage, Transport};
