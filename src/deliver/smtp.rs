//! Takes messages; speaks SMTP phase by phase, because only the phase tells whether a message
//! that failed may have arrived. Each phase has its own limit of time.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;
use tokio::time::timeout;

use super::dial::dial;
use super::message::Outgoing;
use super::reply::{Phase, Reply};
use super::tls::Trust;
use super::wire::Meter;

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

/// How long each phase may take.
///
/// # Source
/// RFC 5321, 4.5.3.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Connection, greeting, TLS and login together.
    pub connect: Duration,
    /// MAIL's reply.
    pub mail: Duration,
    /// RCPT's reply.
    pub rcpt: Duration,
    /// DATA's reply.
    pub data: Duration,
    /// Writing the body.
    pub body: Duration,
    /// The reply after the final dot.
    pub reply: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_mins(1),
            mail: Duration::from_mins(5),
            rcpt: Duration::from_mins(5),
            data: Duration::from_mins(2),
            body: Duration::from_mins(5),
            reply: Duration::from_mins(10),
        }
    }
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
    /// Which certificates are believed.
    pub trust: Trust,
    /// Login, if the relay wants one.
    pub login: Option<Login>,
    /// What we call ourselves in EHLO.
    pub hello_name: String,
    /// The limits of time.
    pub patience: Patience,
}

/// Why a message is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The server refused, in its words.
    Refused(Reply),
    /// The connection failed or nothing sensible came back, before the final dot can have gone
    /// out: surely not sent.
    Lost(String),
    /// The same, when the final dot may have gone out: nobody knows.
    Unsure(String),
    /// No server can be had.
    Unreached(String),
    /// The relay cannot carry this address.
    Unable(String),
}

impl Fault {
    /// The server's words, or what the network did.
    pub(super) fn into_words(self) -> String {
        match self {
            Self::Refused(Reply { text, .. })
            | Self::Lost(text)
            | Self::Unsure(text)
            | Self::Unreached(text)
            | Self::Unable(text) => text,
        }
    }
}

/// A connection to a relay.
pub(super) struct Session {
    patience: Patience,
    connection: AsyncSmtpConnection,
    meter: Arc<Meter>,
    /// Whether a transaction is open, which RSET has to end before the next.
    open: bool,
    /// Messages that went over it.
    pub(super) carried: u32,
}

impl Session {
    /// Connects, encrypts and logs in.
    pub(super) async fn open(settings: &SmtpSettings) -> Result<Self, Fault> {
        match timeout(settings.patience.connect, connect(settings)).await {
            Ok(connected) => connected,
            Err(_) => {
                Err(Fault::Unreached(format!("No greeting from `{}` in time", settings.host)))
            }
        }
    }

    /// MAIL, RCPT and DATA: after this the server waits for the body.
    pub(super) async fn envelope(&mut self, outgoing: &Outgoing) -> Result<(), Fault> {
        let Patience { mail, rcpt, data, .. } = self.patience;
        if self.open {
            self.ask(Phase::Mail, mail, Rset, 200..300).await?;
        }
        let from = outgoing.from.address().clone();
        let to = outgoing.to.address().clone();
        let parameters = self.parameters([&from, &to])?;
        self.open = true;
        self.ask(Phase::Mail, mail, Mail::new(Some(from), parameters), 200..300).await?;
        self.ask(Phase::Rcpt, rcpt, Rcpt::new(to, Vec::new()), 200..300).await?;
        self.ask(Phase::Data, data, Data, 354..355).await
    }

    /// The body and the final dot; gives the server's words.
    pub(super) async fn body(&mut self, bytes: &[u8]) -> Result<String, Fault> {
        // The library doubles a dot that begins a line, so that no less than this is written
        // before the final dot is.
        let least = bytes.len();
        self.meter.begin(least + FINAL_DOT_BYTES);
        let meter = Arc::clone(&self.meter);
        let Patience { body, reply, .. } = self.patience;
        let mut answered = pin!(self.connection.message(bytes));
        let early = timeout(body, async {
            tokio::select! {
                biased;
                answer = &mut answered => Some(answer),
                () = meter.goal_reached() => None,
            }
        });
        let answer = match early.await {
            Ok(Some(answer)) => answer,
            Ok(None) => match timeout(reply, answered).await {
                Ok(answer) => answer,
                Err(_) => return Err(Fault::Unsure(silence(reply))),
            },
            Err(_) => return Err(lost(meter.written(), least, silence(body))),
        };
        match answer {
            Ok(response) if number(&response) / 100 == 2 => {
                self.open = false;
                self.carried += 1;
                Ok(words(&response))
            }
            Ok(response) => Err(lost(meter.written(), least, words(&response))),
            Err(error) => Err(match refusal(Phase::Body, &error) {
                Some(reply) => Fault::Refused(reply),
                None => lost(meter.written(), least, chain(&error)),
            }),
        }
    }

    pub(super) async fn close(mut self) {
        let _ = timeout(self.patience.mail.min(GOODBYE), self.connection.quit()).await;
    }

    fn parameters(&self, addresses: [&Address; 2]) -> Result<Vec<MailParameter>, Fault> {
        let Some(address) = addresses.into_iter().find(|address| !address_is_ascii(address)) else {
            return Ok(Vec::new());
        };
        if self.connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Ok(vec![MailParameter::SmtpUtfEight]);
        }
        Err(Fault::Unable(format!(
            "`{address}` needs SMTPUTF8, which the server does not offer: use an address with ASCII before the `@`"
        )))
    }

    /// One command and its reply, whose code has to lie in `expected`.
    async fn ask(
        &mut self,
        phase: Phase,
        limit: Duration,
        command: impl fmt::Display,
        expected: std::ops::Range<u16>,
    ) -> Result<(), Fault> {
        match timeout(limit, self.connection.command(command)).await {
            Err(_) => Err(Fault::Lost(silence(limit))),
            Ok(Ok(response)) if expected.contains(&number(&response)) => Ok(()),
            // A reply that does not fit the question comes from a dialogue out of step.
            Ok(Ok(response)) => Err(Fault::Lost(format!("Unexpected: {}", words(&response)))),
            Ok(Err(error)) => Err(match refusal(phase, &error) {
                Some(reply) => Fault::Refused(reply),
                None => Fault::Lost(chain(&error)),
            }),
        }
    }
}

/// `CR LF . CR LF`
const FINAL_DOT_BYTES: usize = 5;
/// A server that does not answer QUIT is left.
const GOODBYE: Duration = Duration::from_secs(2);

async fn connect(settings: &SmtpSettings) -> Result<Session, Fault> {
    let host = &settings.host;
    if settings.login.is_some() && settings.tls == TlsMode::None && !is_loopback(host) {
        let message = format!("535 Refused to send a password in clear to `{host}`");
        return Err(Fault::Refused(Reply { phase: Phase::Connect, code: 535, text: message }));
    }
    let wire = dial(settings).await.map_err(Fault::Unreached)?;
    let meter = wire.meter();
    let hello = ClientId::Domain(settings.hello_name.clone());
    let fault = |error: &Error| match refusal(Phase::Connect, error) {
        Some(reply) => Fault::Refused(reply),
        None => Fault::Unreached(chain(error)),
    };
    let connected = AsyncSmtpConnection::connect_with_transport(Box::new(wire), &hello).await;
    let mut connection = connected.map_err(|error| fault(&error))?;
    if let Some(login) = &settings.login {
        let credentials = Credentials::new(login.user.clone(), login.password.0.clone());
        let answer = connection.auth(DEFAULT_MECHANISMS, &credentials).await;
        answer.map_err(|error| fault(&error))?;
    }
    Ok(Session { patience: settings.patience, connection, meter, open: false, carried: 0 })
}

pub(super) fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn address_is_ascii(address: &Address) -> bool {
    AsRef::<str>::as_ref(address).is_ascii()
}

/// A failure while the body went out: not sent, where even the body cannot have gone out whole.
fn lost(written: usize, least: usize, why: String) -> Fault {
    if written < least { Fault::Lost(why) } else { Fault::Unsure(why) }
}

fn refusal(phase: Phase, error: &Error) -> Option<Reply> {
    let code = error.status()?.to_string().parse().ok()?;
    Some(Reply { phase, code, text: in_order(code, error) })
}

/// The code and the server's words; the library prints its own words before.
fn in_order(code: u16, error: &Error) -> String {
    let text = chain(error);
    match text.split_once(&format!("({code}): ")) {
        Some((_, words)) => format!("{code} {words}"),
        None => text,
    }
}

fn silence(limit: Duration) -> String {
    format!("No reply within {} s", limit.as_secs_f32())
}

fn number(response: &Response) -> u16 {
    response.code().to_string().parse().unwrap_or(0)
}

fn words(response: &Response) -> String {
    let text = response.message().collect::<Vec<_>>().join(" ");
    shorten(&format!("{} {text}", response.code()))
}

fn chain(error: &Error) -> String {
    use std::error::Error as _;
    let mut text = error.to_string();
    if text.ends_with("incomplete response") {
        return "The server closed the connection".to_owned();
    }
    // lettre prints its cause itself; other layers do not.
    if let Some(deeper) = error.source().and_then(std::error::Error::source) {
        text = format!("{text}: {deeper}");
    }
    shorten(&text)
}

/// A server's words as they are kept and told: of one line, without controls, and not too long.
pub(super) fn shorten(text: &str) -> String {
    super::address::clean(text).chars().take(REPLY_CHARS_MAX).collect()
}
