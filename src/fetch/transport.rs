//! What a host offers besides the one way by which it was read: TLS at its other places, IPv6.

use crate::fetch::Fetcher;
use crate::fetch::host_gate::Urgency;
use crate::fetch::names::NameFault;
use crate::model::facts::features::Ipv6State;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

/// What the settings say of where a host is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// Nothing: DNS knows.
    Unlisted,
    /// One place; there may be others.
    One,
    /// All of its places.
    Whole,
}

impl Fetcher {
    pub fn listing(&self, address: &Url) -> Listing {
        match self.inner.names.all_listed(address.host_str().unwrap_or_default()) {
            None => Listing::Unlisted,
            Some(places) if places.is_empty() => Listing::One,
            Some(_) => Listing::Whole,
        }
    }

    /// Whether any of the places that the settings name for a host speaks TLS; a certificate that a browser would refuse
    /// is TLS all the same.
    pub async fn listed_speak_tls(&self, address: &Url) -> bool {
        let host = address.host_str().unwrap_or_default();
        let Some(places) = self.inner.names.all_listed(host) else { return false };
        let places = places.iter().map(|it| with_port(*it, 443));
        for place in places.filter(|it| self.inner.names.may_visit(*it)) {
            if self.gated(host, speaks_tls(host, place)).await {
                return true;
            }
        }
        false
    }

    /// Whether the host of `address` has an IPv6 address, and whether that takes connections. `None` where the settings
    /// name one place only, so that nobody knows.
    pub async fn ipv6(&self, address: &Url) -> Option<Ipv6State> {
        let Some(Host::Domain(name)) = address.host() else { return None };
        let places = match self.inner.names.all_listed(name) {
            Some(places) if places.is_empty() => return None,
            Some(places) => Ok(places),
            None => self.inner.names.ipv6(name).await,
        };
        let places = match places {
            Ok(places) => places,
            Err(NameFault::Unknown) => return Some(Ipv6State::Absent),
            Err(_) => return Some(Ipv6State::LookupFailed),
        };
        let port = address.port_or_known_default().unwrap_or(80);
        let place = places.iter().find(|it| it.is_ipv6()).map(|it| with_port(*it, port));
        let Some(place) = place else { return Some(Ipv6State::Absent) };
        if !self.inner.names.may_visit(place) || self.inner.clients.local(place).is_none() {
            return Some(Ipv6State::Recorded);
        }
        let answers = self.gated(name, async move { TcpStream::connect(place).await.is_ok() });
        Some(if answers.await { Ipv6State::Answers } else { Ipv6State::Silent })
    }

    /// Within the gate of the host and the limit of time; no where the gate lets nothing through.
    async fn gated(&self, host: &str, asking: impl Future<Output = bool>) -> bool {
        let gate = self.inner.gates.gate(host);
        let Some(_pass) = gate.pass(Urgency::Rest).await else { return false };
        timeout(self.inner.limits.time, asking).await.unwrap_or(false)
    }
}

fn with_port(place: SocketAddr, port: u16) -> SocketAddr {
    if place.port() == 0 { SocketAddr::new(place.ip(), port) } else { place }
}

async fn speaks_tls(host: &str, place: SocketAddr) -> bool {
    let Ok(name) = ServerName::try_from(host.to_owned()) else { return false };
    // No root is trusted: the certificate is not what is asked about.
    let config = ClientConfig::builder()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let Ok(stream) = TcpStream::connect(place).await else { return false };
    match TlsConnector::from(Arc::new(config)).connect(name, stream).await {
        Ok(_) => true,
        Err(error) => {
            let inner = error.get_ref().and_then(|it| it.downcast_ref::<rustls::Error>());
            matches!(inner, Some(rustls::Error::InvalidCertificate(_)))
        }
    }
}
