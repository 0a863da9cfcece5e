//! Takes each bad link and whose it was; gives whether that client must wait. A good link is
//! never asked: whoever holds one may use it, however many bad ones came out of its network.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use chrono::Duration;

use crate::model::Instant;

/// Bad links that a client may open in one window.
pub(super) const BAD_LINKS_MAX: u32 = 20;
/// How long a client's bad links are counted together.
pub(super) const WINDOW: Duration = Duration::minutes(10);
/// The most clients that are remembered; with more, all wait.
const CLIENTS_MAX: usize = 10_000;

/// Who opened how many bad links.
#[derive(Debug, Default)]
pub(super) struct Guard {
    counts: Mutex<BTreeMap<IpAddr, Counted>>,
}

#[derive(Debug)]
struct Counted {
    since: Instant,
    bad: u32,
}

impl Guard {
    /// Counts a bad link; whether its client opened too many of them.
    pub(super) fn refuses(&self, client: IpAddr, now: Instant) -> bool {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let client = network(client);
        if counts.len() >= CLIENTS_MAX && !counts.contains_key(&client) {
            counts.retain(|_, counted| now - counted.since < WINDOW);
            if counts.len() >= CLIENTS_MAX {
                return true;
            }
        }
        let counted = counts.entry(client).or_insert(Counted { since: now, bad: 0 });
        if now - counted.since >= WINDOW {
            *counted = Counted { since: now, bad: 0 };
        }
        counted.bad = counted.bad.saturating_add(1);
        counted.bad > BAD_LINKS_MAX
    }
}

/// A client is an IPv4 address, or the /64 out of which an IPv6 host draws its addresses.
fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// The client behind a request: the peer, or, where the peer is a proxy on this machine, the
/// last address that it added to X-Forwarded-For. What a client wrote before that is no matter.
pub(super) fn client_of(peer: IpAddr, forwarded: Option<&str>) -> IpAddr {
    if !peer.to_canonical().is_loopback() {
        return peer;
    }
    let last = forwarded.and_then(|list| list.rsplit(',').next());
    last.and_then(|address| address.trim().parse().ok()).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Instant {
        chrono::DateTime::UNIX_EPOCH + Duration::minutes(minute)
    }

    #[test]
    fn a_client_waits_after_its_bad_links_and_nobody_else_does() {
        let guard = Guard::default();
        let [one, two]: [IpAddr; 2] = ["192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap()];
        for _ in 0..BAD_LINKS_MAX {
            assert!(!guard.refuses(one, at(0)));
        }
        assert!(guard.refuses(one, at(9)) && !guard.refuses(two, at(9)));
        assert!(!guard.refuses(one, at(10)), "a new window");
    }

    #[test]
    fn a_host_s_many_addresses_are_one_client() {
        let guard = Guard::default();
        for n in 0..=BAD_LINKS_MAX {
            let address: IpAddr = format!("2001:db8:1:2::{n:x}").parse().unwrap();
            assert_eq!(guard.refuses(address, at(0)), n == BAD_LINKS_MAX);
        }
        assert!(!guard.refuses("2001:db8:1:3::1".parse().unwrap(), at(0)));
    }

    #[test]
    fn more_clients_than_can_be_remembered_wait_until_others_are_forgotten() {
        let guard = Guard::default();
        for n in 0..CLIENTS_MAX {
            assert!(!guard.refuses(IpAddr::from(u32::try_from(n).unwrap().to_be_bytes()), at(0)));
        }
        let late = "203.0.113.9".parse().unwrap();
        assert!(guard.refuses(late, at(1)) && !guard.refuses(late, at(10)));
    }

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        let [own, far, client]: [IpAddr; 3] =
            ["127.0.0.1", "198.51.100.7", "192.0.2.1"].map(|text| text.parse().unwrap());
        assert_eq!(client_of(own, Some("203.0.113.1, 192.0.2.1")), client);
        assert_eq!(client_of(far, Some("192.0.2.1")), far);
        assert_eq!(client_of(own, Some("nonsense")), own);
        assert_eq!(client_of(own, None), own);
    }
}
