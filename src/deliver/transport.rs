//! Takes a finished message and its envelope; gives it to a server, a folder or a list.
//! Never looks into the message.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::{DeliveryKey, Sha256Hash};

use super::message::Outgoing;
use super::smtp::{Fault, Session, SmtpSettings};

impl Transport {
    /// Connects and logs in as for a message, then leaves.
    ///
    /// # Errors
    /// The server's reply, or what the network did.
    pub async fn greet(&self) -> Result<(), String> {
        let Self::Smtp(settings) = self else { return Ok(()) };
        match Session::open(settings).await {
            Ok(session) => {
                session.close().await;
                Ok(())
            }
            Err(fault) => Err(fault.into_words()),
        }
    }
}

/// A message as a memory transport keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentMessage {
    /// Which delivery.
    pub key: DeliveryKey,
    /// The whole message.
    pub bytes: Vec<u8>,
}

/// Where messages go.
#[derive(Clone, Debug)]
pub enum Transport {
    /// To a relay.
    Smtp(Box<SmtpSettings>),
    /// As `.eml` files into a folder.
    Folder(PathBuf),
    /// Into a list, for tests.
    Memory(Arc<Mutex<Vec<SentMessage>>>),
}

/// What one worker sends over: its own connection, or the folder or list that all share.
pub(super) enum Courier {
    Smtp { settings: Box<SmtpSettings>, messages_max: u32, session: Option<Box<Session>> },
    Folder(PathBuf),
    Memory(Arc<Mutex<Vec<SentMessage>>>),
}

impl Courier {
    pub(super) fn of(transport: &Transport, messages_max: u32) -> Self {
        match transport {
            Transport::Smtp(settings) => {
                Self::Smtp { settings: settings.clone(), messages_max, session: None }
            }
            Transport::Folder(folder) => Self::Folder(folder.clone()),
            Transport::Memory(list) => Self::Memory(Arc::clone(list)),
        }
    }

    /// Everything up to the moment when the body may go out.
    pub(super) async fn envelope(&mut self, outgoing: &Outgoing) -> Result<(), Fault> {
        let Self::Smtp { settings, messages_max, session } = self else { return Ok(()) };
        if session.as_ref().is_some_and(|session| session.carried >= *messages_max)
            && let Some(worn) = session.take()
        {
            worn.close().await;
        }
        let kept = session.is_some();
        let fresh = match session.take() {
            Some(kept) => kept,
            None => Box::new(Session::open(settings).await?),
        };
        match session.insert(fresh).envelope(outgoing).await {
            // A server may have closed a connection that lay idle: nothing was sent yet.
            Err(Fault::Lost(_)) if kept => {
                let fresh = session.insert(Box::new(Session::open(settings).await?));
                fresh.envelope(outgoing).await
            }
            other => other,
        }
    }

    /// The body; gives the words with which it was taken.
    pub(super) async fn body(
        &mut self,
        key: &DeliveryKey,
        outgoing: Outgoing,
    ) -> Result<String, Fault> {
        match self {
            Self::Smtp { session, .. } => match session {
                Some(session) => session.body(&outgoing.bytes).await,
                None => Err(Fault::Lost("There is no connection".to_owned())),
            },
            Self::Folder(folder) => {
                let name = file_name(key);
                put(folder, &name, &outgoing.bytes)
                    .map(|()| format!("Written to `{name}`"))
                    .map_err(|error| Fault::Lost(error.to_string()))
            }
            Self::Memory(list) => {
                let mut list = list.lock().unwrap_or_else(PoisonError::into_inner);
                list.push(SentMessage { key: key.clone(), bytes: outgoing.bytes });
                Ok("Kept in memory".to_owned())
            }
        }
    }

    /// Drops a connection that is of no use any more.
    pub(super) fn abandon(&mut self) {
        if let Self::Smtp { session, .. } = self {
            *session = None;
        }
    }

    /// Says goodbye to a server, if there is one.
    pub(super) async fn close(&mut self) {
        if let Self::Smtp { session, .. } = self
            && let Some(session) = session.take()
        {
            session.close().await;
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
