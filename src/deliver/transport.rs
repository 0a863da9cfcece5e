//! Takes a finished message and its envelope; gives it to a server, a folder or a list.
//! Never looks into the message.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::{DeliveryKey, Refusal, Sha256Hash};

use super::address::MailAddress;
use super::run::LedgerError;
use super::smtp::Smtp;

/// A message as a memory transport keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentMessage {
    /// Which delivery.
    pub key: DeliveryKey,
    /// The whole message.
    pub bytes: Vec<u8>,
}

/// Where messages go.
#[derive(Debug)]
pub enum Transport {
    /// To a relay.
    Smtp(Box<Smtp>),
    /// As `.eml` files into a folder.
    Folder(PathBuf),
    /// Into a list, for tests.
    Memory(Arc<Mutex<Vec<SentMessage>>>),
}

/// What became of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SendOutcome {
    /// Surely not sent, to be tried again.
    NotSent {
        /// The server's reply or the network's fault.
        reply: String,
    },
    /// Surely not sent, for a reason that every other message would meet too: no connection,
    /// no TLS, no login.
    Halted {
        /// The server's reply or the network's fault.
        reply: String,
    },
    /// Taken by the server.
    Accepted {
        /// Its reply, with the queue id.
        reply: String,
    },
    /// Refused for good.
    Refused {
        /// What is at fault.
        refusal: Refusal,
        /// The server's reply.
        reply: String,
    },
    /// The body went out and no answer came back: nobody knows.
    Unsure {
        /// The network's fault.
        reply: String,
    },
}

/// One message on its way.
pub(super) struct Dispatch<'send> {
    pub(super) key: &'send DeliveryKey,
    pub(super) from: &'send MailAddress,
    pub(super) to: &'send MailAddress,
    pub(super) bytes: &'send [u8],
}

/// Called when the next thing that happens is the body going out.
pub(super) type BeforeBody<'call> = &'call mut (dyn FnMut() -> Result<(), LedgerError> + Send);

impl Transport {
    pub(super) async fn send(
        &mut self,
        dispatch: &Dispatch<'_>,
        before_body: BeforeBody<'_>,
    ) -> Result<SendOutcome, LedgerError> {
        match self {
            Self::Smtp(smtp) => smtp.send(dispatch, before_body).await,
            Self::Folder(folder) => {
                before_body()?;
                let name = file_name(dispatch.key);
                Ok(match put(folder, &name, dispatch.bytes) {
                    Ok(()) => SendOutcome::Accepted { reply: format!("Written to `{name}`") },
                    Err(error) => SendOutcome::NotSent { reply: error.to_string() },
                })
            }
            Self::Memory(list) => {
                before_body()?;
                let mut list = list.lock().unwrap_or_else(PoisonError::into_inner);
                let sent =
                    SentMessage { key: dispatch.key.clone(), bytes: dispatch.bytes.to_vec() };
                list.push(sent);
                Ok(SendOutcome::Accepted { reply: "Kept in memory".to_owned() })
            }
        }
    }

    /// Says goodbye to a server, if there is one.
    pub(super) async fn close(&mut self) {
        if let Self::Smtp(smtp) = self {
            smtp.close().await;
        }
    }
}

/// A file name from a delivery: what is not plain in a subscriber's id becomes a hash.
fn file_name(key: &DeliveryKey) -> String {
    let id = &key.subscriber.0;
    let is_plain = (1..=60).contains(&id.len())
        && id.chars().all(|mark| mark.is_ascii_lowercase() || mark.is_ascii_digit() || mark == '-');
    let subscriber =
        if is_plain { id.clone() } else { Sha256Hash::of(id).to_string()[..16].to_owned() };
    format!("{}.{}.{}.{subscriber}.eml", key.edition.date, key.edition.brief, key.revision)
}

/// Writes aside, flushes and renames. A message that is there already is the same one.
pub(super) fn put(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let target = folder.join(name);
    match fs::read(&target) {
        Ok(there) if there == bytes => return Ok(()),
        Ok(_) => {
            let message = format!("`{name}` exists with another content");
            return Err(io::Error::new(ErrorKind::AlreadyExists, message));
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let aside = folder.join(format!(".tmp-{name}"));
    match fs::remove_file(&aside) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(&aside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&aside, &target)?;
    File::open(folder)?.sync_all()
}
