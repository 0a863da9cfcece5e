//! Takes `[web]`; gives where the pages for readers are served and under which address they
//! are known. A token never travels in the open: beyond this machine the address is https.

use std::net::SocketAddr;

use toml::Spanned;
use url::{Host, Url};

use super::Resolver;
use crate::config::sections::WebSection;
use crate::config::{Purpose, WebConfig};

const LISTEN_FORM: &str = "`listen` is an address and a port, such as \"127.0.0.1:8025\"";
const URL_FORM: &str = "A `public_url` is an address such as \"https://brief.example.com\", without user, query or fragment";

/// Links stand in mail headers: the longest address that leaves room for a token.
const URL_CHARS_MAX: usize = 200;

impl Resolver<'_, '_> {
    /// Where readers leave and choose; `None` when the section is absent.
    pub(super) fn web(&mut self) -> Option<WebConfig> {
        let typed: WebSection = self.document.section("web");
        if self.purpose == Purpose::Snapshot {
            return None;
        }
        let (listen, public_url) = match (&typed.listen, &typed.public_url) {
            (None, None) => return None,
            (Some(listen), Some(url)) => (listen, url),
            (Some(one), None) => {
                self.fault(one, "`[web]` needs `public_url`, under which readers reach it");
                return None;
            }
            (None, Some(one)) => {
                self.fault(one, "`[web]` needs `listen`, such as \"127.0.0.1:8025\"");
                return None;
            }
        };
        let address: Option<SocketAddr> = listen.get_ref().parse().ok();
        if address.is_none() {
            self.fault(listen, &format!("{LISTEN_FORM}, not `{}`", listen.get_ref()));
        }
        let url = checked(public_url).map_err(|why| self.fault(public_url, why)).ok();
        Some(WebConfig { listen: address?, public_url: url? })
    }
}

/// Whether a host is this machine itself, where nobody listens on the way.
pub(super) fn is_own_machine(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// The address, without a slash at its end.
fn checked(typed: &Spanned<String>) -> Result<String, &'static str> {
    let url = Url::parse(typed.get_ref()).map_err(|_| URL_FORM)?;
    let host = url.host().ok_or(URL_FORM)?;
    let is_plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    if !is_plain || url.as_str().len() > URL_CHARS_MAX {
        return Err(URL_FORM);
    }
    match url.scheme() {
        "https" => {}
        "http" if is_own_machine(&host) => {}
        "http" => {
            return Err(
                "It is not https: whoever sees such a link on its way could leave in the reader's name; let a proxy before it speak TLS",
            );
        }
        _ => return Err(URL_FORM),
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use toml::Spanned;

    use super::checked;

    #[test]
    fn a_public_address_is_https_except_on_this_machine() {
        let read = |text: &str| checked(&Spanned::new(0..0, text.to_owned()));
        assert_eq!(read("https://brief.example.com/").unwrap(), "https://brief.example.com");
        assert_eq!(read("https://example.com/brief").unwrap(), "https://example.com/brief");
        assert_eq!(read("http://127.0.0.1:8025").unwrap(), "http://127.0.0.1:8025");
        assert_eq!(read("http://[::1]:8025/").unwrap(), "http://[::1]:8025");
        assert!(read("http://brief.example.com").unwrap_err().contains("not https"));
        assert!(read("http://10.0.0.7:8025").unwrap_err().contains("not https"));
        let long = format!("https://example.com/{}", "a".repeat(200));
        for wrong in [
            "",
            "brief.example.com",
            "ftp://brief.example.com",
            "mailto:brief@example.com",
            "https://user:word@brief.example.com",
            "https://brief.example.com/?a=b",
            "https://brief.example.com/#a",
            &long,
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
