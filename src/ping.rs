//! Takes the operator's own watchdog and a signal; tells it that a run begins, went well or
//! failed. Bounded in time and attempts, follows no redirect and reads no answer. Never says who
//! reads a brief, and its failure is never a failure of the run.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};

/// The longest wait for one attempt.
const SECONDS_MAX: u64 = 5;
/// A lost ping is a false alarm at night: one is tried again at once.
const ATTEMPTS_MAX: u32 = 2;

/// What a watchdog is told.
///
/// # Source
/// <https://healthchecks.io/docs/http_api/>: `/start`, the plain address, `/fail`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// A run begins.
    Start,
    /// It went well.
    Success,
    /// It failed.
    Fail,
}

/// Why a watchdog could not be told. Never repeats its address, by which anybody could ping.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PingError {
    /// The address cannot be used.
    #[error("The watchdog's address cannot be used")]
    Address,
    /// It cannot be reached.
    #[error("The watchdog on {host} cannot be reached")]
    Unreachable {
        /// Its host.
        host: String,
    },
    /// It took too long.
    #[error("The watchdog on {host} did not answer within {SECONDS_MAX} s")]
    TimedOut {
        /// Its host.
        host: String,
    },
    /// It answered, but did not take the ping.
    #[error("The watchdog on {host} answered with status {status}")]
    Refused {
        /// Its host.
        host: String,
        /// The status.
        status: u16,
    },
}

/// Tells a watchdog, with a body that it keeps beside the ping.
///
/// # Errors
/// [`PingError`] for the last attempt.
pub async fn ping(
    address: &str,
    signal: Signal,
    body: &str,
    user_agent: &str,
) -> Result<(), PingError> {
    let url = url_of(address, signal).ok_or(PingError::Address)?;
    // A second installation is refused and does no harm.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder()
        .user_agent(user_agent)
        .no_proxy()
        .redirect(Policy::none())
        .timeout(Duration::from_secs(SECONDS_MAX))
        .build()
        .map_err(|_| PingError::Address)?;
    let mut attempts = 1;
    loop {
        match attempt(&client, url.clone(), body).await {
            Ok(()) => return Ok(()),
            Err(error) if attempts == ATTEMPTS_MAX => return Err(error),
            Err(_) => attempts += 1,
        }
    }
}

async fn attempt(client: &Client, url: Url, body: &str) -> Result<(), PingError> {
    let host = url.host_str().unwrap_or_default().to_owned();
    match client.post(url).body(body.to_owned()).send().await {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) => Err(PingError::Refused { host, status: answer.status().as_u16() }),
        Err(error) if error.is_timeout() => Err(PingError::TimedOut { host }),
        Err(_) => Err(PingError::Unreachable { host }),
    }
}

/// The address of a signal: a query that the operator's address has stays.
fn url_of(address: &str, signal: Signal) -> Option<Url> {
    let mut url = Url::parse(address).ok()?;
    let word = match signal {
        Signal::Start => "start",
        Signal::Fail => "fail",
        Signal::Success => return Some(url),
    };
    url.path_segments_mut().ok()?.pop_if_empty().push(word);
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_is_a_part_of_the_path_whatever_the_address_ends_with() {
        let url = |address, signal| url_of(address, signal).unwrap().to_string();
        for address in ["https://hc.example/ping/1-2-3", "https://hc.example/ping/1-2-3/"] {
            assert_eq!(url(address, Signal::Start), "https://hc.example/ping/1-2-3/start");
            assert_eq!(url(address, Signal::Fail), "https://hc.example/ping/1-2-3/fail");
            assert_eq!(url(address, Signal::Success), address);
        }
        let asked = "https://push.example/api/7?token=t";
        assert_eq!(url(asked, Signal::Fail), "https://push.example/api/7/fail?token=t");
    }

    #[tokio::test]
    async fn an_error_never_repeats_the_address_by_which_anybody_could_ping() {
        let address = "http://127.0.0.1:1/secret-uuid";
        let error = ping(address, Signal::Success, "", "tests").await.unwrap_err();
        assert_eq!(error, PingError::Unreachable { host: "127.0.0.1".to_owned() });
        assert!(!format!("{error} {error:?}").contains("secret-uuid"));
    }
}
