//! Takes a reader who asked to be forgotten; has the store erase it, and says what no store can
//! reach: the line of the configuration, and messages that lie in a mail folder.

use std::fs;
use std::path::{Path, PathBuf};

use crate::config::{MailTransport, address_sha256};
use crate::deliver::MailAddress;
use crate::model::{Sha256Hash, SubscriberId};
use crate::pipeline::{Pipeline, PipelineError};

/// What was erased, and what is left to do by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forgotten {
    /// Rows of the ledger that lost their address and stay.
    pub ledger_rows: usize,
    /// Replies and notes out of which an address was taken.
    pub texts: usize,
    /// The line of the configuration, where the reader stands in it; the inner one is `None`
    /// where the environment set it.
    pub configured: Option<Option<usize>>,
    /// The mail folder, where mail goes into one.
    pub folder: Option<PathBuf>,
    /// Messages in it that hold an address of the reader.
    pub messages: Vec<String>,
}

impl Pipeline {
    /// Forgets a reader. May be done again: what is left over is then erased.
    ///
    /// # Errors
    /// [`PipelineError::Subscriber`], [`PipelineError::Store`].
    pub fn forget_subscriber(&self, id: &SubscriberId) -> Result<Forgotten, PipelineError> {
        self.known(id)?;
        let configured = self.configured(id);
        let mut known: Vec<String> =
            configured.map(|one| one.subscriber.address.clone()).into_iter().collect();
        known.extend(self.ledger_addresses(id)?);
        let managed = self.store.managed_subscribers()?;
        known.extend(managed.into_iter().filter(|one| one.id == *id).filter_map(|one| one.address));
        let hash = known.iter().find_map(|address| address_sha256(address));
        // Servers answer with the domain in A-labels.
        let on_wire: Vec<String> = known.iter().filter_map(|address| on_wire(address)).collect();
        known.extend(on_wire);
        let hash = hash.unwrap_or_else(|| Sha256Hash::of(&id.0));
        let erased = self.store.forget(id, &known, hash, self.clock.now())?;
        self.store.scrub()?;
        let folder = match self.config.mail.as_ref().map(|mail| &mail.transport) {
            Some(MailTransport::Folder(folder)) => Some(folder.clone()),
            _ => None,
        };
        Ok(Forgotten {
            ledger_rows: erased.ledger_rows,
            texts: erased.texts,
            configured: configured.map(|one| one.line),
            messages: folder
                .as_deref()
                .map(|folder| messages_with(folder, &erased.addresses))
                .unwrap_or_default(),
            folder,
        })
    }

    /// Every address of a subscriber's deliveries, the newest first.
    fn ledger_addresses(&self, id: &SubscriberId) -> Result<Vec<String>, PipelineError> {
        let ledger = self.store.deliveries(None)?.into_iter().rev();
        let own = ledger.filter(|row| row.key.subscriber == *id && !row.address.is_empty());
        Ok(own.map(|row| row.address).collect())
    }
}

fn on_wire(address: &str) -> Option<String> {
    let (local, _) = address.rsplit_once('@')?;
    let parsed = MailAddress::parse(address, None).ok()?;
    Some(format!("{local}@{}", parsed.domain()))
}

/// The messages of a folder that hold one of some addresses, by name. One that cannot be read is
/// named as well: it may.
fn messages_with(folder: &Path, addresses: &[String]) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .filter(|path| fs::read(path).map_or(true, |bytes| holds(&bytes, addresses)))
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    names.sort_unstable();
    names
}

fn holds(bytes: &[u8], addresses: &[String]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    addresses.iter().any(|address| text.contains(&address.to_lowercase()))
}
