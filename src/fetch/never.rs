//! Places that are never visited, whatever else is allowed: where our own programs listen, and what else the settings name.

use crate::config::Crawl;
use crate::fetch::FetchError;
use crate::fetch::names::single;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

/// With a port of 0: all ports.
#[derive(Debug, Default)]
pub(in crate::fetch) struct Never(Vec<SocketAddr>);

impl Never {
    pub(in crate::fetch) fn of(crawl: &Crawl) -> Result<Self, FetchError> {
        let place = |text: &String| {
            let fault = || FetchError::Setting {
                key: "never_visit",
                value: text.clone(),
                mend: "应为 IP 地址，可以带端口，例如 \"127.0.0.1:8080\"",
            };
            let place = single(text.trim()).ok_or_else(fault)?;
            Ok(SocketAddr::new(place.ip().to_canonical(), place.port()))
        };
        crawl.never_visit.iter().map(place).collect::<Result<_, _>>().map(Self)
    }

    /// `place` is what would be dialled.
    pub(in crate::fetch) fn holds(&self, place: SocketAddr) -> bool {
        let ip = reached(place.ip());
        self.0.iter().any(|it| {
            let is_there = || if it.ip().is_unspecified() { is_here(ip) } else { it.ip() == ip };
            (it.port() == 0 || it.port() == place.port()) && is_there()
        })
    }
}

/// What a connection reaches: the kernel leads the unspecified address to this machine.
fn reached(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        other => other,
    }
}

/// Whether the address is one of this machine: only to those can a socket be bound.
fn is_here(ip: IpAddr) -> bool {
    ip.is_loopback() || UdpSocket::bind((ip, 0)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_known_by_what_a_connection_reaches() {
        for (never, place, holds) in [
            ("127.0.0.1:8080", "127.0.0.1:8080", true),
            ("127.0.0.1:8080", "[::ffff:127.0.0.1]:8080", true),
            ("127.0.0.1:8080", "0.0.0.0:8080", true),
            ("127.0.0.1:8080", "127.0.0.1:80", false),
            ("127.0.0.1:8080", "10.0.0.1:8080", false),
            ("0.0.0.0:8080", "127.0.0.9:8080", true),
            ("0.0.0.0:8080", "[::1]:8080", true),
            ("[::]:8080", "127.0.0.1:8080", true),
            ("[::]:8080", "61.191.1.2:8080", false),
            ("[::1]:8080", "[::]:8080", true),
            ("10.0.0.1", "10.0.0.1:443", true),
            ("10.0.0.1", "10.0.0.2:443", false),
        ] {
            let crawl = Crawl { never_visit: vec![never.to_owned()], ..Crawl::default() };
            let never_visited = Never::of(&crawl).expect("a good setting");
            let place = place.parse().expect("a place");
            assert_eq!(never_visited.holds(place), holds, "{never} {place}");
        }
    }

    #[test]
    fn what_is_no_place_is_refused() {
        let crawl = Crawl { never_visit: vec!["dashboard".to_owned()], ..Crawl::default() };
        let fault = Never::of(&crawl).expect_err("no address").to_string();
        assert!(fault.contains("never_visit") && fault.contains("dashboard"), "{fault}");
    }
}
