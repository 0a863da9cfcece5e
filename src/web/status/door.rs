//! Takes a request; says whether it may come in. Without a credential only this machine's own
//! names are answered, so that no other site can read the page through a browser here; with
//! one, every page asks for it.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, Uri, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq as _;

use crate::model::{Instant, Sha256Hash};
use crate::web::guard::{Guard, client_of};

/// What a monitor or a person shows to come in: a bearer token, or the password of any user.
#[derive(Clone)]
pub struct Credential(Sha256Hash);

impl Credential {
    /// Takes the secret; keeps its hash alone.
    #[must_use]
    pub fn new(secret: &str) -> Self {
        Self(Sha256Hash::of(secret))
    }

    /// Whether it is the same, in a time that tells nothing: hashes of one length are compared
    /// whole.
    fn is(&self, given: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(Sha256Hash::of(given).as_bytes()).into()
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

/// Why a request stays outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It names a host that is none of this machine's.
    Host,
    /// A proxy sent it on, and there is no credential.
    Proxied,
    /// It shows no credential, or a wrong one.
    Credential,
    /// Its client showed too many wrong ones.
    TooMany,
}

/// The door of the status page.
#[derive(Debug)]
pub(super) struct Door {
    listen: SocketAddr,
    credential: Option<Credential>,
    guard: Guard,
}

impl Door {
    pub(super) fn new(listen: SocketAddr, credential: Option<Credential>) -> Self {
        Self { listen, credential, guard: Guard::default() }
    }

    /// Whether a request may come in.
    pub(super) fn admits(
        &self,
        (uri, headers): (&Uri, &HeaderMap),
        peer: IpAddr,
        now: Instant,
    ) -> Result<(), Refusal> {
        let Some(credential) = &self.credential else {
            return self.admits_own(uri, headers);
        };
        let shown = shown(headers);
        if shown.as_deref().is_some_and(|shown| credential.is(shown)) {
            return Ok(());
        }
        let forwarded = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
        // Who shows nothing is asked, not counted: every browser begins so.
        if shown.is_some() && self.guard.refuses(client_of(peer, forwarded), now) {
            return Err(Refusal::TooMany);
        }
        Err(Refusal::Credential)
    }

    fn admits_own(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        if headers.contains_key("x-forwarded-for") || headers.contains_key("forwarded") {
            return Err(Refusal::Proxied);
        }
        let mut named = headers.get_all(header::HOST).iter();
        let host = named.next().and_then(|host| host.to_str().ok());
        let is_one = named.next().is_none();
        let is_own = host.is_some_and(|host| self.is_own(host))
            && uri.authority().is_none_or(|authority| self.is_own(authority.as_str()));
        if is_one && is_own { Ok(()) } else { Err(Refusal::Host) }
    }

    /// Whether a `Host` is this machine's loopback.
    fn is_own(&self, host: &str) -> bool {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        if name.eq_ignore_ascii_case("localhost") {
            return true;
        }
        let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        address.is_ok_and(|address| address.is_loopback() || address == self.listen.ip())
    }
}

/// The secret that a request shows, whatever its user is called.
fn shown(headers: &HeaderMap) -> Option<Vec<u8>> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.as_bytes().to_vec());
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let both = STANDARD.decode(rest).ok()?;
    let colon = both.iter().position(|byte| *byte == b':')?;
    Some(both[colon + 1..].to_vec())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    fn asked(door: &Door, pairs: &[(&'static str, &str)]) -> Result<(), Refusal> {
        let peer = IpAddr::from([127, 0, 0, 1]);
        let uri = Uri::from_static("/");
        door.admits((&uri, &headers(pairs)), peer, Instant::default())
    }

    #[test]
    fn only_this_machine_s_own_names_are_answered_without_a_credential() {
        let door = Door::new("127.0.0.1:8026".parse().unwrap(), None);
        for own in ["localhost", "LOCALHOST:8026", "127.0.0.1:8026", "[::1]:8026", "127.0.0.1"] {
            assert_eq!(asked(&door, &[("host", own)]), Ok(()), "{own}");
        }
        for other in
            ["evil.example", "evil.example:8026", "127.0.0.1.evil.example", "192.0.2.1", "", ":"]
        {
            assert_eq!(asked(&door, &[("host", other)]), Err(Refusal::Host), "{other}");
        }
        assert_eq!(asked(&door, &[]), Err(Refusal::Host));
        let two = [("host", "localhost"), ("host", "evil.example")];
        assert_eq!(asked(&door, &two), Err(Refusal::Host));
        let proxied = [("host", "localhost"), ("x-forwarded-for", "192.0.2.1")];
        assert_eq!(asked(&door, &proxied), Err(Refusal::Proxied));
        let absolute = Uri::from_static("http://evil.example/");
        let own = headers(&[("host", "localhost")]);
        let peer = IpAddr::from([127, 0, 0, 1]);
        assert_eq!(door.admits((&absolute, &own), peer, Instant::default()), Err(Refusal::Host));
    }

    #[test]
    fn a_credential_is_a_bearer_token_or_anybody_s_password() {
        let door = Door::new("0.0.0.0:8026".parse().unwrap(), Some(Credential::new("s3:cret")));
        let basic = |pair: &str| format!("Basic {}", STANDARD.encode(pair));
        for right in
            ["Bearer s3:cret", "bearer  s3:cret", &basic("ops:s3:cret"), &basic(":s3:cret")]
        {
            assert_eq!(asked(&door, &[("authorization", right)]), Ok(()), "{right}");
        }
        for wrong in [
            "Bearer s3:cre",
            "Bearer",
            "Basic s3:cret",
            &basic("s3:cret"),
            &basic("ops:S3:cret"),
            "Digest s3:cret",
        ] {
            let refusal = asked(&door, &[("authorization", wrong)]);
            assert_eq!(refusal, Err(Refusal::Credential), "{wrong}");
        }
        assert_eq!(format!("{:?}", Credential::new("s3:cret")), "[redacted]");
    }

    #[test]
    fn who_guesses_waits_and_who_knows_comes_in_all_the_same() {
        let door = Door::new("0.0.0.0:8026".parse().unwrap(), Some(Credential::new("secret")));
        let wrong = [("authorization", "Bearer guess")];
        let refusals: Vec<_> = (0..30).map(|_| asked(&door, &wrong)).collect();
        assert_eq!(refusals.first(), Some(&Err(Refusal::Credential)));
        assert_eq!(refusals.last(), Some(&Err(Refusal::TooMany)));
        assert_eq!(asked(&door, &[("authorization", "Bearer secret")]), Ok(()));
        assert_eq!(asked(&door, &[]), Err(Refusal::Credential));
    }
}
