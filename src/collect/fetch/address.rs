//! Takes addresses; refuses those that lead into the operator's own network. Every address of
//! a name is checked at the moment of connecting, so that a name that changes its answer
//! between check and use gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Resolves names and refuses those with a private address.
pub(super) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            if let Some(private) = found.iter().find(|address| is_private(address.ip())) {
                return Err(
                    format!("`{host}` leads to the private address {}", private.ip()).into()
                );
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Why a URL may not be fetched; `None` when it may.
pub(super) fn refusal(url: &Url, allow_private: bool) -> Option<String> {
    if !matches!(url.scheme(), "http" | "https") {
        return Some(format!("scheme `{}` is neither http nor https", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some("a user name or password stands in the URL".to_owned());
    }
    if allow_private {
        return None;
    }
    let address = match url.host() {
        None => return Some("it names no host".to_owned()),
        Some(url::Host::Domain(_)) => None,
        Some(url::Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Some(url::Host::Ipv6(address)) => Some(IpAddr::V6(address)),
    };
    if let Some(address) = address.filter(|address| is_private(*address)) {
        return Some(format!(
            "{address} is a private address; allow_private_addresses under [limits] lets it in"
        ));
    }
    let port = url.port_or_known_default().unwrap_or(0);
    (!matches!(port, 80 | 443 | 8080 | 8443)).then(|| format!("port {port} is not a web port"))
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
        Url::parse(url).map_or(true, |url| refusal(&url, false).is_some())
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
            "http://172.16.0.1/",
            "http://192.168.1.1/",
            "http://100.64.0.1/",
            "http://0.0.0.0/",
            "http://224.0.0.1/",
            "http://[fc00::1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
        ] {
            assert!(is_refused(url), "{url}");
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
            "http://example.com:6379/",
        ] {
            assert!(is_refused(url), "{url}");
        }
        let told =
            refusal(&Url::parse("https://user:secret@example.com/").unwrap(), false).unwrap();
        assert!(!told.contains("secret"), "{told}");
    }

    #[test]
    fn the_public_web_is_let_in() {
        for url in ["https://example.com/feed", "http://93.184.216.34/", "https://[2606:2800::1]/"]
        {
            assert!(!is_refused(url), "{url}");
        }
    }
}
