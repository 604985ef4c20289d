//! Tells the failures of a request apart: each says something else about who is at fault.

use crate::fetch::names::NameFault;
use crate::fetch::tls::TlsTrouble;
use crate::model::visit::{Barrier, Failure, Outcome};
use std::error::Error;
use std::io;
use std::io::ErrorKind;
use url::Url;

/// Why a request brought no head of an answer.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::fetch) struct Trouble {
    pub(in crate::fetch) outcome: Outcome,
    pub(in crate::fetch) tls: Option<TlsTrouble>,
    /// The connection ended before any answer. It may have been an idle one that the server had just closed, which is
    /// nobody's fault: worth one more try.
    pub(in crate::fetch) ended_early: bool,
}

impl Trouble {
    pub(in crate::fetch) fn plain(failure: Failure) -> Self {
        Self { outcome: Outcome::Failed(failure), tls: None, ended_early: false }
    }

    pub(in crate::fetch) fn by_name(fault: NameFault) -> Self {
        Self { outcome: fault.outcome(), tls: None, ended_early: false }
    }

    /// The host refuses us for now and was not asked.
    pub(in crate::fetch) fn not_asked() -> Self {
        let outcome = Outcome::Barred(Barrier::NotReached);
        Self { outcome, tls: None, ended_early: false }
    }

    /// Whether a browser, which offers HTTP/2 first, may have got an answer where HTTP/1.1 got none.
    pub(in crate::fetch) fn may_want_http2(&self, address: &Url) -> bool {
        let is_no_http = self.outcome == Outcome::Failed(Failure::BrokenAnswer);
        let is_refused = self.tls.as_ref().is_some_and(|it| it.no_protocol);
        address.scheme() == "https" && (is_no_http || is_refused)
    }

    /// From the client's error before the head of the answer came.
    pub(in crate::fetch) fn of(error: &reqwest::Error, address: &Url) -> Self {
        if let Some(fault) = chain(error).find_map(<dyn Error>::downcast_ref::<NameFault>) {
            return Self::by_name(*fault);
        }
        let cut = || {
            let in_handshake = address.scheme() == "https" && error.is_connect();
            let kind = io_kind(error).filter(|kind| in_handshake && ended(*kind))?;
            Some(TlsTrouble::cut(format!("handshake broken off: {kind}")))
        };
        if let Some(tls) = TlsTrouble::within(error).or_else(cut) {
            let outcome = Outcome::Failed(Failure::Tls);
            return Self { outcome, tls: Some(tls), ended_early: false };
        }
        let failure = failure_of(error);
        let closed = || chain(error).any(|it| it.to_string().contains("connection closed before"));
        let ended_early = !error.is_connect() && (failure == Failure::Reset || closed());
        Self { outcome: Outcome::Failed(failure), tls: None, ended_early }
    }
}

/// Also for errors while the body is read.
pub(in crate::fetch) fn failure_of(error: &reqwest::Error) -> Failure {
    if error.is_timeout() {
        return Failure::TimeOut;
    }
    match io_kind(error) {
        Some(ErrorKind::ConnectionRefused) => Failure::Refused,
        Some(ErrorKind::TimedOut) => Failure::TimeOut,
        Some(ErrorKind::UnexpectedEof) => Failure::BrokenAnswer,
        Some(kind) if ended(kind) => Failure::Reset,
        _ if error.is_connect() => Failure::Unreachable,
        _ => Failure::BrokenAnswer,
    }
}

/// The server closed a TLS connection without saying so, as many old ones do and all browsers forgive.
pub(in crate::fetch) fn ended_without_notice(error: &reqwest::Error) -> bool {
    chain(error).any(|it| it.to_string().contains("close_notify"))
}

fn ended(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::NotConnected
            | ErrorKind::UnexpectedEof
    )
}

fn chain<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let first: &'a (dyn Error + 'static) = error;
    std::iter::successors(Some(first), |it: &&'a (dyn Error + 'static)| (*it).source())
}

/// The kind that the innermost I/O error tells.
fn io_kind(error: &(dyn Error + 'static)) -> Option<ErrorKind> {
    let here = error.downcast_ref::<io::Error>();
    let wrapped = here.and_then(|io| io.get_ref()).and_then(|inner| io_kind(inner));
    let deeper = wrapped.or_else(|| error.source().and_then(io_kind));
    deeper.or_else(|| here.map(io::Error::kind).filter(|kind| *kind != ErrorKind::Other))
}
