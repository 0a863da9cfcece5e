//! Takes addresses; refuses those that lead into the operator's own network. Every address of
//! a name is checked at the moment of connecting, so that a name that changes its answer
//! between check and use gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::collect::Limits;

/// Resolves names and refuses those with a private address.
pub(super) struct PublicOnly {
    allow_hosts: Vec<String>,
}

impl PublicOnly {
    pub(super) fn new(allow_hosts: &[String]) -> Self {
        Self { allow_hosts: allow_hosts.to_vec() }
    }
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let is_allowed = is_listed(&host, &self.allow_hosts);
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            if !is_allowed {
                check(&host, &found)?;
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether every address of a name is public. The connection goes to one of these and no
/// other: a name that changes its answer between check and use gains nothing.
fn check(host: &str, found: &[SocketAddr]) -> Result<(), String> {
    match found.iter().find(|address| is_private(address.ip())) {
        Some(private) => Err(format!("`{host}` leads to the private address {}", private.ip())),
        None => Ok(()),
    }
}

/// Why a URL may not be fetched; `None` when it may.
pub(super) fn refusal(url: &Url, limits: &Limits) -> Option<String> {
    if !matches!(url.scheme(), "http" | "https") {
        return Some(format!("scheme `{}` is neither http nor https", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some("a user name or password stands in the URL".to_owned());
    }
    let Some(host) = url.host() else { return Some("it names no host".to_owned()) };
    let is_allowed = is_listed(&host.to_string(), &limits.allow_hosts);
    let address = match host {
        url::Host::Domain(_) => None,
        url::Host::Ipv4(address) => Some(IpAddr::V4(address)),
        url::Host::Ipv6(address) => Some(IpAddr::V6(address)),
    };
    let private = address.filter(|address| is_private(*address));
    if is_allowed || (limits.allow_private_addresses && private.is_some()) {
        return None;
    }
    if let Some(address) = private {
        return Some(format!(
            "{address} is a private address; allow_hosts = [\"{address}\"] under [limits] lets it in"
        ));
    }
    if url.scheme() == "http" && !limits.allow_http {
        return Some(
            "it is not https; allow_http = true under [limits] lets it in unencrypted".to_owned(),
        );
    }
    let port = url.port_or_known_default().unwrap_or(0);
    let is_open = matches!(port, 80 | 443 | 8080 | 8443) || limits.allow_ports.contains(&port);
    (!is_open).then(|| {
        format!("port {port} is not a web port; allow_ports = [{port}] under [limits] opens it")
    })
}

fn is_listed(host: &str, allow_hosts: &[String]) -> bool {
    let bare = |name: &str| name.trim_matches(['[', ']', '.']).to_ascii_lowercase();
    allow_hosts.iter().any(|allowed| bare(allowed) == bare(host))
}

/// Whether an address is not one of the public Internet (IANA special-purpose registries).
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => is_private_v6(address),
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || address.is_broadcast()
        || first == 0
        || first >= 240
        || (first == 100 && (64..128).contains(&second))
        || (first == 198 && (18..20).contains(&second))
        || (first == 192 && second == 0 && third == 0)
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    let embedded = address.to_ipv4_mapped().or_else(|| translated(address));
    embedded.is_some_and(is_private_v4)
        || address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_unique_local()
        || address.is_unicast_link_local()
        || address.segments()[0] == 0x2001 && address.segments()[1] == 0xdb8
}

/// The IPv4 address inside the NAT64 prefix `64:ff9b::/96` or a 6to4 address `2002::/16`.
fn translated(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let parts = address.segments();
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match parts {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(url: &str) -> bool {
        Url::parse(url).map_or(true, |url| refusal(&url, &Limits::default()).is_some())
    }

    #[test]
    fn addresses_of_the_operators_own_network_are_refused() {
        for url in [
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[fe80::1]/",
            "http://169.254.169.254/latest/meta-data",
            "http://10.1.2.3/",
            "http://10.255.255.255/",
            "http://172.16.0.1/",
            "http://172.31.255.255/",
            "http://192.168.1.1/",
            "http://100.64.0.1/",
            "http://100.127.255.255/",
            "http://0.0.0.0/",
            "http://224.0.0.1/",
            "http://239.255.255.255/",
            "http://[fc00::1]/",
            "http://[fdff::1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
        ] {
            let told = refusal(&Url::parse(url).unwrap(), &Limits::default()).unwrap();
            assert!(told.contains("is a private address; allow_hosts = ["), "{url}: {told}");
        }
        for url in ["http://172.15.0.1/", "http://172.32.0.1/", "http://100.128.0.1/"] {
            assert!(
                !refusal(&Url::parse(url).unwrap(), &Limits::default())
                    .unwrap()
                    .contains("private")
            );
        }
    }

    #[test]
    fn odd_schemes_ports_and_passwords_are_refused() {
        for url in [
            "file:///etc/passwd",
            "ftp://example.com/",
            "gopher://example.com/",
            "data:text/html,x",
            "https://user:secret@example.com/",
            "http://example.com:22/",
            "https://example.com:25/",
            "https://example.com:6379/",
        ] {
            assert!(is_refused(url), "{url}");
        }
        let told =
            refusal(&Url::parse("https://user:secret@example.com/").unwrap(), &Limits::default())
                .unwrap();
        assert!(!told.contains("secret"), "{told}");
    }

    #[test]
    fn the_public_web_is_let_in() {
        for url in ["https://example.com/feed", "https://93.184.216.34/", "https://[2606:2800::1]/"]
        {
            assert!(!is_refused(url), "{url}");
        }
    }

    /// Row 7: a name that answers differently the second time gains nothing, because what is
    /// connected to is what was checked, and each answer is checked whole.
    #[test]
    fn one_private_address_among_public_ones_refuses_the_name() {
        let addresses = |texts: &[&str]| -> Vec<SocketAddr> {
            texts.iter().map(|text| format!("{text}:0").parse().unwrap()).collect()
        };
        assert_eq!(check("wire.example", &addresses(&["93.184.216.34"])), Ok(()));
        let mixed = addresses(&["93.184.216.34", "[2606:2800::1]", "10.0.0.7"]);
        assert!(check("wire.example", &mixed).unwrap_err().contains("10.0.0.7"));
    }
}
