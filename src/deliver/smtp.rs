//! Takes messages; speaks SMTP phase by phase, because only the phase tells whether a message
//! that failed may have arrived. Never falls back to a weaker connection.

use std::error::Error as _;
use std::fmt;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::model::Refusal;

use super::run::LedgerError;
use super::transport::{BeforeBody, Dispatch, SendOutcome};

/// The longest part of a server's reply that is kept, in characters.
const REPLY_CHARS_MAX: usize = 500;

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsMode {
    /// Plain greeting, then TLS or nothing.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// No TLS: loopback relays.
    None,
}

/// A secret that no log shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(pub String);

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

/// Who logs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// User name.
    pub user: String,
    /// Its secret.
    pub password: Password,
}

/// Where the relay is and how long it may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmtpSettings {
    /// Host name, also the name in its certificate.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection.
    pub tls: TlsMode,
    /// Login, if the relay wants one.
    pub login: Option<Login>,
    /// What we call ourselves in EHLO.
    pub hello_name: String,
    /// Limit for connection, greeting and TLS together.
    pub connect_timeout: Duration,
    /// Limit for each command's reply.
    pub command_timeout: Duration,
    /// Limit for the reply after the body; RFC 5321 4.5.3.2.6 asks for ten minutes.
    pub body_timeout: Duration,
}

/// A relay and the connection to it, kept from message to message.
pub struct Smtp {
    settings: SmtpSettings,
    connection: Option<AsyncSmtpConnection>,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Smtp")
            .field("settings", &self.settings)
            .field("connected", &self.connection.is_some())
            .finish()
    }
}

/// Why a phase failed.
enum Fault {
    Network(String),
    Reply { code: u16, text: String },
}

impl Smtp {
    /// A relay, not connected yet.
    #[must_use]
    pub fn new(settings: SmtpSettings) -> Self {
        Self { settings, connection: None }
    }

    /// Where it is.
    #[must_use]
    pub fn settings(&self) -> &SmtpSettings {
        &self.settings
    }

    pub(super) async fn send(
        &mut self,
        dispatch: &Dispatch<'_>,
        before_body: BeforeBody<'_>,
    ) -> Result<SendOutcome, LedgerError> {
        let mut connection = match self.connected().await {
            Ok(connection) => connection,
            Err(reply) => return Ok(SendOutcome::Halted { reply }),
        };
        if let Err(fault) = self.envelope(&mut connection, dispatch).await {
            return Ok(self.refused(connection, fault));
        }
        // From here on a failure without a reply leaves the outcome unknown.
        before_body()?;
        match phase(self.settings.body_timeout, connection.message(dispatch.bytes)).await {
            Ok(response) => {
                self.connection = Some(connection);
                Ok(SendOutcome::Accepted { reply: words(&response) })
            }
            Err(Fault::Network(reply)) => Ok(SendOutcome::Unsure { reply }),
            Err(fault) => Ok(self.refused(connection, fault)),
        }
    }

    /// Connects and logs in as for a message, then leaves.
    ///
    /// # Errors
    /// The server's reply, or what the network did.
    pub async fn greet(&mut self) -> Result<(), String> {
        self.connection = Some(self.connected().await?);
        self.close().await;
        Ok(())
    }

    pub(super) async fn close(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            let _ = timeout(self.settings.command_timeout, connection.quit()).await;
        }
    }

    /// The kept connection if the server still answers on it, or a new one.
    async fn connected(&mut self) -> Result<AsyncSmtpConnection, String> {
        if let Some(mut kept) = self.connection.take() {
            let answers = phase(self.settings.command_timeout, kept.command(Rset)).await;
            if answers.is_ok() {
                return Ok(kept);
            }
        }
        let connecting = connect(&self.settings);
        match timeout(self.settings.connect_timeout, connecting).await {
            Ok(connected) => connected,
            Err(_) => Err(format!("No greeting from `{}` in time", self.settings.host)),
        }
    }

    async fn envelope(
        &self,
        connection: &mut AsyncSmtpConnection,
        dispatch: &Dispatch<'_>,
    ) -> Result<(), Fault> {
        let limit = self.settings.command_timeout;
        let mail = Mail::new(Some(dispatch.from.address().clone()), Vec::new());
        phase(limit, connection.command(mail)).await?;
        let rcpt = Rcpt::new(dispatch.to.address().clone(), Vec::new());
        phase(limit, connection.command(rcpt)).await?;
        phase(limit, connection.command(Data)).await?;
        Ok(())
    }

    /// Classifies a failure before the body, or a reply after it, and keeps the connection
    /// if it still serves.
    fn refused(&mut self, connection: AsyncSmtpConnection, fault: Fault) -> SendOutcome {
        match fault {
            Fault::Network(reply) => SendOutcome::NotSent { reply },
            Fault::Reply { code: 530 | 535, text: reply } => SendOutcome::Halted { reply },
            Fault::Reply { code, text: reply } => {
                // 421 announces that the server closes the connection.
                if code != 421 {
                    self.connection = Some(connection);
                }
                if code >= 500 {
                    SendOutcome::Refused { refusal: Refusal::Other, reply }
                } else {
                    SendOutcome::NotSent { reply }
                }
            }
        }
    }
}

async fn connect(settings: &SmtpSettings) -> Result<AsyncSmtpConnection, String> {
    let host = settings.host.as_str();
    let hello = ClientId::Domain(settings.hello_name.clone());
    let parameters = || TlsParameters::new(host.to_owned()).map_err(|error| chain(&error));
    let mut connection = if settings.tls == TlsMode::Tls {
        let server = (host, settings.port);
        AsyncSmtpConnection::connect_tokio1(server, None, &hello, Some(parameters()?), None).await
    } else {
        let stream = TcpStream::connect((host, settings.port)).await;
        let stream = stream.map_err(|error| format!("Cannot reach `{host}`: {error}"))?;
        // The body and the final dot are separate writes: with Nagle's algorithm each
        // message waits for a delayed acknowledgement, about 44 ms.
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello).await
    }
    .map_err(|error| chain(&error))?;
    if settings.tls == TlsMode::Starttls {
        connection.starttls(parameters()?, &hello).await.map_err(|error| chain(&error))?;
    }
    if let Some(login) = &settings.login {
        if settings.tls == TlsMode::None && !is_loopback(host) {
            return Err(format!("Refused to send a password in clear to `{host}`"));
        }
        let credentials = Credentials::new(login.user.clone(), login.password.0.clone());
        let answer = connection.auth(DEFAULT_MECHANISMS, &credentials).await;
        answer.map_err(|error| chain(&error))?;
    }
    Ok(connection)
}

pub(super) fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Runs one phase within its limit.
async fn phase(
    limit: Duration,
    step: impl Future<Output = Result<Response, Error>>,
) -> Result<Response, Fault> {
    match timeout(limit, step).await {
        Err(_) => Err(Fault::Network(format!("No reply within {} s", limit.as_secs()))),
        Ok(Ok(response)) => Ok(response),
        Ok(Err(error)) => Err(match error.status() {
            Some(code) => {
                let code = code.to_string().parse().unwrap_or(400);
                Fault::Reply { code, text: chain(&error) }
            }
            None => Fault::Network(chain(&error)),
        }),
    }
}

fn words(response: &Response) -> String {
    let text = response.message().collect::<Vec<_>>().join(" ");
    shorten(&format!("{} {text}", response.code()))
}

fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    // lettre prints its cause itself; other layers do not.
    if let Some(deeper) = error.source().and_then(std::error::Error::source) {
        text = format!("{text}: {deeper}");
    }
    shorten(&text)
}

fn shorten(text: &str) -> String {
    super::address::clean(text).chars().take(REPLY_CHARS_MAX).collect()
}
