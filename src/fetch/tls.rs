//! What a TLS fault is about, and which way round it served before.

use crate::fetch::host_gate::held;
use crate::model::time::shanghai;
use crate::model::visit::{TlsFault, TlsFaultKind};
use chrono::{DateTime, NaiveDate};
use rustls::{AlertDescription, CertificateError};
use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::sync::Mutex;
use std::time::Duration;
use tokio::time::Instant;
use url::Url;
use x509_parser::prelude::{FromDer, X509Certificate};

/// A way round is tried anew after this, so that a long-running program sees a mended certificate.
const REMEMBERED: Duration = Duration::from_mins(10);

/// What went wrong in a handshake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::fetch) struct TlsTrouble {
    pub(in crate::fetch) kind: TlsFaultKind,
    /// What the TLS library said.
    pub(in crate::fetch) detail: String,
    /// Only the check of the certificate failed: without it the handshake may succeed.
    pub(in crate::fetch) only_certificate: bool,
    /// The host speaks TLS, and nothing within it that was offered.
    pub(in crate::fetch) no_protocol: bool,
}

impl TlsTrouble {
    /// The connection broke off in the middle of the handshake.
    pub(in crate::fetch) fn cut(detail: String) -> Self {
        Self { kind: TlsFaultKind::Other, detail, only_certificate: false, no_protocol: false }
    }

    /// Looks for a TLS error anywhere inside `error`.
    pub(in crate::fetch) fn within(error: &(dyn Error + 'static)) -> Option<Self> {
        let error = find(error)?;
        let (kind, only_certificate) = match error {
            rustls::Error::InvalidCertificate(fault) => (kind_of(fault), true),
            rustls::Error::NoCertificatesPresented | rustls::Error::UnsupportedNameType => {
                (TlsFaultKind::Other, true)
            }
            rustls::Error::PeerIncompatible(_)
            | rustls::Error::AlertReceived(
                AlertDescription::ProtocolVersion
                | AlertDescription::HandshakeFailure
                | AlertDescription::InsufficientSecurity,
            ) => (TlsFaultKind::OldProtocol, false),
            _ => (TlsFaultKind::Other, false),
        };
        let refusal = AlertDescription::NoApplicationProtocol;
        let no_protocol = matches!(error, rustls::Error::AlertReceived(it) if *it == refusal);
        Some(Self { kind, detail: error.to_string(), only_certificate, no_protocol })
    }
}

/// The TLS error sits inside nested I/O errors, which `source()` steps over.
fn find<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    if let Some(found) = error.downcast_ref::<rustls::Error>() {
        return Some(found);
    }
    if let Some(inner) = error.downcast_ref::<std::io::Error>().and_then(|io| io.get_ref())
        && let Some(found) = find(inner)
    {
        return Some(found);
    }
    error.source().and_then(find)
}

fn kind_of(fault: &CertificateError) -> TlsFaultKind {
    match fault {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            TlsFaultKind::Expired
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            TlsFaultKind::NotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            TlsFaultKind::WrongName
        }
        CertificateError::UnknownIssuer => TlsFaultKind::IncompleteChain,
        // A self-signed certificate is often its own authority, which the library reports so.
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            TlsFaultKind::IncompleteChain
        }
        _ => TlsFaultKind::Other,
    }
}

/// The last day (in China) on which a DER certificate is valid.
pub(in crate::fetch) fn certificate_ends(der: &[u8]) -> Option<NaiveDate> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let end = DateTime::from_timestamp(certificate.validity().not_after.timestamp(), 0)?;
    Some(end.with_timezone(&shanghai()).date_naive())
}

/// Hosts that served only without checks, without TLS or by HTTP/2, so that each of their pages costs one request, not two.
#[derive(Default)]
pub(in crate::fetch) struct Detours {
    faults: Mutex<HashMap<String, (Instant, TlsFault)>>,
    http2: Mutex<HashSet<String>>,
}

impl Detours {
    pub(in crate::fetch) fn known(&self, address: &Url) -> Option<TlsFault> {
        let detours = held(&self.faults);
        let (since, fault) = detours.get(&key(address))?;
        (since.elapsed() < REMEMBERED).then(|| fault.clone())
    }

    pub(in crate::fetch) fn remember(&self, address: &Url, fault: &TlsFault) {
        held(&self.faults).insert(key(address), (Instant::now(), fault.clone()));
    }

    pub(in crate::fetch) fn forget(&self, address: &Url) {
        held(&self.faults).remove(&key(address));
    }

    /// Whether the host answered by HTTP/2 alone.
    pub(in crate::fetch) fn is_http2(&self, address: &Url) -> bool {
        held(&self.http2).contains(&key(address))
    }

    pub(in crate::fetch) fn remember_http2(&self, address: &Url) {
        held(&self.http2).insert(key(address));
    }
}

fn key(address: &Url) -> String {
    address.origin().ascii_serialization()
}
