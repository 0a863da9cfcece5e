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
pub mod bounce;
mod canonical;
mod clerk;
mod dial;
mod dkim;
mod due;
mod headers;
mod heard;
mod incident_mail;
mod leave_mail;
mod letter;
pub mod mailbox;
mod message;
mod notice;
mod pace;
mod parts;
mod pictures;
mod policy;
mod readable;
mod reply;
mod retry;
mod run;
mod smtp;
mod throttle;
mod tls;
mod token;
mod transport;
mod wire;
mod worker;

#[cfg(test)]
mod message_tests;
#[cfg(test)]
mod tests;

pub use address::{InvalidAddress, MailAddress};
pub use dkim::{DkimError, DkimSigner};
pub use due::{Due, due, first_due};
pub use incident_mail::{OperatorSettings, incident_message, test_message};
pub use leave_mail::read_leave_mail;
pub use letter::{Letter, LetterError, LetterSettings, Sending};
pub use message::{
    Outgoing, compose_message, flash_message_id, list_message, message_id, message_of,
};
pub use notice::{NoticeSettings, notice_message, send_plain};
pub use pace::{Close, Closing, Pace};
pub use policy::DeliveryPolicy;
pub use run::{DeliverError, Ledger, LedgerError, Parcel, Report, deliver, deliver_at};
pub use smtp::{Login, Password, Patience, SmtpSettings, TlsMode};
pub use throttle::DomainRate;
pub use tls::Trust;
pub use token::TokenKey;
pub use transport::{SentMessage, Transport};
