//! Takes an IMAP server's folder; gives its unseen messages, each asked for without marking it,
//! and marks or moves those that are done with. Never deletes, never sends a password in clear
//! but to this machine.
//!
//! RFC 3501; RFC 6851 for moving.

use std::time::Duration;

use async_imap::error::Error;
use async_imap::{Client, Session};
use futures_util::TryStreamExt as _;
use tokio::time::timeout;

use super::wire::Wire;
use super::{Fate, Found, MESSAGE_BYTES_MAX, MESSAGES_MAX, MailboxError, Stopped};
use crate::deliver::smtp::{Login, TlsMode, is_loopback};
use crate::deliver::tls::Trust;

/// The longest answer but a message, in bytes: a search in a large folder.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Which folder of which server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImapSettings {
    /// Host name, also the name in its certificate.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection.
    pub tls: TlsMode,
    /// Who reads.
    pub login: Login,
    /// The folder, such as `INBOX`.
    pub folder: String,
    /// Where messages that are done with are moved; they are marked as seen when it is `None`.
    pub done_folder: Option<String>,
    /// Which certificates are believed.
    pub trust: Trust,
    /// The longest that one step may take: connecting, TLS, a command, a message.
    pub step_timeout: Duration,
}

/// What went wrong with an IMAP server.
#[derive(Debug, thiserror::Error)]
pub enum ImapError {
    /// It cannot be reached, or the connection broke.
    #[error("While trying to {step}: {source}")]
    Network {
        /// What was being done.
        step: &'static str,
        /// What the network did.
        #[source]
        source: std::io::Error,
    },
    /// It refused, or answered what cannot be read.
    #[error("While trying to {step}: {reply}")]
    Refused {
        /// What was being done.
        step: &'static str,
        /// Its words.
        reply: String,
    },
    /// It did not answer in time.
    #[error("While trying to {step}: no answer in time")]
    Silent {
        /// What was being done.
        step: &'static str,
    },
    /// The password would travel in the open.
    #[error("Refused to send a password in clear: write imap_tls = \"tls\" or \"starttls\"")]
    InClear,
    /// It cannot move messages.
    #[error("The server cannot move messages (RFC 6851): leave `imap_done` out")]
    NoMove,
}

pub(super) async fn read<E>(
    settings: &ImapSettings,
    reader: &mut impl FnMut(Found<'_>) -> Result<Fate, E>,
) -> Result<(), Stopped<E>> {
    let failed = |source| MailboxError::Imap { host: settings.host.clone(), source };
    let mut mailbox = Reading::open(settings).await.map_err(failed)?;
    for uid in mailbox.unseen().await.map_err(failed)? {
        let Some(message) = mailbox.fetch(uid).await.map_err(failed)? else { continue };
        let place = format!("UID {uid}");
        let found = Found { place: &place, bytes: message.as_deref() };
        if reader(found).map_err(Stopped::Reader)? == Fate::Done {
            mailbox.mark(uid).await.map_err(failed)?;
        }
    }
    mailbox.close().await;
    Ok(())
}

/// A folder that is open.
struct Reading<'s> {
    settings: &'s ImapSettings,
    session: Session<Wire>,
}

/// A message as the server gave it: `None` outside when it is gone, inside when it is too large.
type Fetched = Option<Option<Vec<u8>>>;

impl<'s> Reading<'s> {
    async fn open(settings: &'s ImapSettings) -> Result<Self, ImapError> {
        let client = connect(settings).await?;
        let Login { user, password } = &settings.login;
        let login = async { client.login(user, &password.0).await.map_err(|(error, _)| error) };
        let session = step(settings.step_timeout, "log in", login).await?;
        let mut reading = Self { settings, session };
        if settings.done_folder.is_some() {
            let asking = reading.session.capabilities();
            let capabilities = step(settings.step_timeout, "ask what it can do", asking).await?;
            if !capabilities.has_str("MOVE") {
                return Err(ImapError::NoMove);
            }
        }
        step(settings.step_timeout, "open the folder", reading.session.select(&settings.folder))
            .await?;
        Ok(reading)
    }

    /// The newest unseen messages, oldest first.
    async fn unseen(&mut self) -> Result<Vec<u32>, ImapError> {
        self.session.as_mut().allow(ANSWER_BYTES_MAX);
        let found =
            step(self.settings.step_timeout, "search", self.session.uid_search("UNSEEN UNDELETED"))
                .await?;
        let mut uids: Vec<u32> = found.into_iter().collect();
        if uids.is_empty() {
            self.prove("search").await?;
        }
        uids.sort_unstable();
        Ok(uids.split_off(uids.len().saturating_sub(MESSAGES_MAX)))
    }

    async fn fetch(&mut self, uid: u32) -> Result<Fetched, ImapError> {
        self.session.as_mut().allow(ANSWER_BYTES_MAX);
        let size = self.ask(uid, "(UID RFC822.SIZE)", |fetch| fetch.size).await?;
        match size {
            None => Ok(None),
            Some(size) if size as usize > MESSAGE_BYTES_MAX => Ok(Some(None)),
            Some(_) => {
                self.session.as_mut().allow(MESSAGE_BYTES_MAX + ANSWER_BYTES_MAX);
                let body = |fetch: &async_imap::types::Fetch| fetch.body().map(<[u8]>::to_vec);
                let body = self.ask(uid, "(UID BODY.PEEK[])", body).await?;
                Ok(body.map(|body| (body.len() <= MESSAGE_BYTES_MAX).then_some(body)))
            }
        }
    }

    /// Asks about one message; servers send news of others in between.
    async fn ask<T>(
        &mut self,
        uid: u32,
        what: &str,
        answer: impl Fn(&async_imap::types::Fetch) -> Option<T>,
    ) -> Result<Option<T>, ImapError> {
        let asking = async {
            let mut found = None;
            let mut answers = self.session.uid_fetch(uid.to_string(), what).await?;
            while let Some(fetch) = answers.try_next().await? {
                if fetch.uid == Some(uid) {
                    found = answer(&fetch).or(found);
                }
            }
            Ok(found)
        };
        let found = step(self.settings.step_timeout, "fetch a message", asking).await?;
        if found.is_none() {
            self.prove("fetch a message").await?;
        }
        Ok(found)
    }

    /// The library takes a connection that broke for an answer that said nothing.
    async fn prove(&mut self, doing: &'static str) -> Result<(), ImapError> {
        step(self.settings.step_timeout, doing, self.session.noop()).await
    }

    async fn mark(&mut self, uid: u32) -> Result<(), ImapError> {
        self.session.as_mut().allow(ANSWER_BYTES_MAX);
        // Unlike the library's own `uid_store`, this hears the server refuse.
        let command = format!("UID STORE {uid} +FLAGS.SILENT (\\Seen)");
        let marking = self.session.run_command_and_check_ok(command);
        step(self.settings.step_timeout, "mark a message", marking).await?;
        if let Some(folder) = &self.settings.done_folder {
            step(
                self.settings.step_timeout,
                "move a message",
                self.session.uid_mv(uid.to_string(), folder),
            )
            .await?;
        }
        Ok(())
    }

    /// Leaves without `CLOSE`, which would expunge what others have marked.
    async fn close(mut self) {
        let _ = timeout(self.settings.step_timeout, self.session.logout()).await;
    }
}

async fn connect(settings: &ImapSettings) -> Result<Client<Wire>, ImapError> {
    let ImapSettings { host, port, tls, trust, step_timeout, .. } = settings;
    if *tls == TlsMode::None && !is_loopback(host) {
        return Err(ImapError::InClear);
    }
    let connecting = async { Ok(Wire::connect(host, *port, ANSWER_BYTES_MAX).await?) };
    let mut wire = step(*step_timeout, "connect", connecting).await?;
    if *tls == TlsMode::Tls {
        wire = step(*step_timeout, "agree on TLS", async { Ok(wire.protect(host, trust).await?) })
            .await?;
    }
    let mut client = Client::new(wire);
    step(*step_timeout, "read the greeting", async {
        client.read_response().await?.map(drop).ok_or(Error::ConnectionLost)
    })
    .await?;
    if *tls == TlsMode::Starttls {
        step(*step_timeout, "ask for TLS", client.run_command_and_check_ok("STARTTLS", None))
            .await?;
        // What the server said in clear after its consent is dropped with the client.
        let wire = client.into_inner();
        let wire =
            step(*step_timeout, "agree on TLS", async { Ok(wire.protect(host, trust).await?) })
                .await?;
        client = Client::new(wire);
    }
    Ok(client)
}

/// Runs one step within its limit.
async fn step<T>(
    limit: Duration,
    step: &'static str,
    doing: impl Future<Output = Result<T, Error>>,
) -> Result<T, ImapError> {
    match timeout(limit, doing).await {
        Err(_) => Err(ImapError::Silent { step }),
        Ok(Err(Error::Io(source))) => Err(ImapError::Network { step, source }),
        Ok(Err(error)) => {
            let reply = super::super::address::clean(&error.to_string());
            Err(ImapError::Refused { step, reply: reply.chars().take(500).collect() })
        }
        Ok(Ok(done)) => Ok(done),
    }
}
