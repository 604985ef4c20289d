//! One hop of a visit: name, guard, robots, gate, request, and the ways round a TLS fault.

use crate::fetch::Inner;
use crate::fetch::client::{Reply, Request, Way};
use crate::fetch::follow::Walk;
use crate::fetch::host_gate::HostGate;
use crate::fetch::names::NameFault;
use crate::fetch::redirect::target;
use crate::fetch::robots::RobotsState;
use crate::fetch::tls::TlsTrouble;
use crate::fetch::trouble::Trouble;
use crate::model::time;
use crate::model::time::in_shanghai;
use crate::model::visit::{Barrier, Failure, Outcome, Purpose, TlsDetour, TlsFault};
use chrono::{DateTime, Utc};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::time::Instant;
use url::Url;

/// The client takes no longer ones, and no server known to us does. A browser might ask for them.
const LONGEST_ADDRESS: usize = 60_000;

impl Inner {
    /// Asks for the address at which the walk stands.
    pub(in crate::fetch) async fn hop(&self, walk: &mut Walk) -> Result<Reply, Outcome> {
        if !matches!(walk.address.scheme(), "http" | "https") {
            return Err(Outcome::Failed(Failure::BadRedirect));
        }
        if LONGEST_ADDRESS < walk.address.as_str().len() {
            return Err(Outcome::Barred(Barrier::NotReached));
        }
        let places = self.names.places(&walk.address).await.map_err(NameFault::outcome)?;
        let gate = self.gate(&walk.address, &places);
        if !matches!(walk.purpose, Purpose::Robots | Purpose::Sentinel) {
            let view = self.robots(&walk.address).await;
            if view.state == RobotsState::Unavailable {
                return Err(Outcome::Barred(Barrier::RobotsUnavailable));
            }
            if !view.allows(&walk.address) {
                return Err(Outcome::Barred(Barrier::Robots));
            }
            if let Some(delay) = view.crawl_delay {
                gate.slow_down(delay.min(self.limits.crawl_delay_cap));
            }
        }
        let asked = walk.address.clone();
        if let Some(fault) = self.detours.known(&asked) {
            return self.known_detour(walk, &gate, fault).await;
        }
        let answer = match self.gated(walk, &gate, &asked, self.way(&asked)).await {
            Err(trouble) if trouble.may_want_http2(&asked) => {
                self.by_http2(walk, &gate, trouble).await
            }
            other => other,
        };
        match answer {
            Err(Trouble { tls: Some(tls), .. }) => self.detour(walk, &gate, tls).await,
            other => other.map_err(|trouble| trouble.outcome),
        }
    }

    fn way(&self, address: &Url) -> Way {
        if self.detours.is_http2(address) { Way::Http2 } else { Way::Checked }
    }

    /// Once more, as the browsers that all speak it would have asked at first; else the trouble that was met.
    async fn by_http2(
        &self,
        walk: &mut Walk,
        gate: &HostGate,
        met: Trouble,
    ) -> Result<Reply, Trouble> {
        let asked = walk.address.clone();
        if self.detours.is_http2(&asked) {
            return Err(met);
        }
        match self.gated(walk, gate, &asked, Way::Http2).await {
            Ok(reply) => {
                self.detours.remember_http2(&asked);
                Ok(reply)
            }
            // It took this way, and broke off on it.
            Err(other) if met.tls.is_some() && other.tls.is_none() => Err(other),
            Err(_) => Err(met),
        }
    }

    fn gate(&self, address: &Url, places: &[SocketAddr]) -> Arc<HostGate> {
        let host = address.host_str().unwrap_or_default().trim_end_matches('.');
        let places = if self.limits.share_by_address { places } else { &[] };
        self.gates.shared_gate(host, places)
    }

    /// One request behind the gate. A connection that ended before any answer gets one more try, which passes the gate
    /// again.
    async fn gated(
        &self,
        walk: &mut Walk,
        gate: &HostGate,
        address: &Url,
        way: Way,
    ) -> Result<Reply, Trouble> {
        let mut tried = false;
        loop {
            let Some(pass) = gate.pass(walk.urgency).await else {
                return Err(Trouble::not_asked());
            };
            let places = self.names.places(address).await.map_err(Trouble::by_name)?;
            let request = Request {
                address,
                dialled: self.names.dialled(address, &places),
                places,
                method: walk.method,
                cookies: walk.jar.header(address),
                unless: walk.unless(address).cloned(),
                cap: walk.cap(),
                way,
            };
            let begun = Instant::now();
            walk.sent_at.get_or_insert_with(|| self.now());
            // Boxed, for most of those that wait at a gate are not on the way yet.
            let answer = Box::pin(self.clients.ask(&request)).await;
            drop(pass);
            if let Ok(reply) = &answer {
                gate.note(reply.status, reply.retry_after(now()));
                walk.first_byte = Some(walk.spent + reply.head_after);
            }
            walk.spent += begun.elapsed();
            match answer {
                Err(trouble) if trouble.ended_early && !tried => tried = true,
                answer => return answer,
            }
        }
    }

    /// Without checks where only the certificate is at fault, else over http; what serves is remembered.
    async fn detour(
        &self,
        walk: &mut Walk,
        gate: &HostGate,
        tls: TlsTrouble,
    ) -> Result<Reply, Outcome> {
        let asked = walk.address.clone();
        let TlsTrouble { kind, detail, only_certificate, .. } = tls;
        let mut fault = TlsFault { kind, detail, read_by: TlsDetour::WithoutChecks };
        if only_certificate {
            match self.without_checks(walk, gate, &fault).await {
                Err(trouble) if trouble.tls.is_some() => {}
                Ok(reply) => {
                    self.detours.remember(&asked, &fault);
                    return Ok(reply);
                }
                Err(trouble) if trouble.outcome == Outcome::Failed(Failure::TimeOut) => {
                    return Err(trouble.outcome);
                }
                Err(_) => {}
            }
        }
        fault.read_by = TlsDetour::PlainHttp;
        if let Some(reply) = self.over_http(walk, gate, &fault).await {
            self.detours.remember(&asked, &fault);
            return Ok(reply);
        }
        fault.read_by = TlsDetour::Nothing;
        walk.fault.get_or_insert(fault);
        Err(Outcome::Failed(Failure::Tls))
    }

    /// The way that served before. When it no longer does, the next look begins anew.
    async fn known_detour(
        &self,
        walk: &mut Walk,
        gate: &HostGate,
        fault: TlsFault,
    ) -> Result<Reply, Outcome> {
        let asked = walk.address.clone();
        let reply = match fault.read_by {
            TlsDetour::PlainHttp => {
                self.over_http(walk, gate, &fault).await.ok_or(Outcome::Failed(Failure::Tls))
            }
            _ => self.without_checks(walk, gate, &fault).await.map_err(|trouble| trouble.outcome),
        };
        if matches!(reply, Err(Outcome::Failed(Failure::Tls))) {
            self.detours.forget(&asked);
            walk.fault.get_or_insert(TlsFault { read_by: TlsDetour::Nothing, ..fault });
        }
        reply
    }

    async fn without_checks(
        &self,
        walk: &mut Walk,
        gate: &HostGate,
        fault: &TlsFault,
    ) -> Result<Reply, Trouble> {
        let asked = walk.address.clone();
        let mut reply = self.gated(walk, gate, &asked, Way::WithoutChecks).await?;
        reply.fault = Some(fault.clone());
        Ok(reply)
    }

    /// The same host, port setting and path without TLS. A server that only sends back to https does not serve.
    async fn over_http(&self, walk: &mut Walk, gate: &HostGate, fault: &TlsFault) -> Option<Reply> {
        let mut plain = walk.address.clone();
        plain.set_scheme("http").ok()?;
        let mut reply = self.gated(walk, gate, &plain, Way::Checked).await.ok()?;
        if let Some(Ok((to, _))) = target(&plain, &reply)
            && to.scheme() == "https"
            && to.host_str() == plain.host_str()
        {
            return None;
        }
        reply.fault = Some(fault.clone());
        walk.address = plain;
        Some(reply)
    }
}

impl Inner {
    /// What is noted as the time of a visit.
    pub(in crate::fetch) fn now(&self) -> time::Instant {
        in_shanghai(now() + self.limits.clock_ahead)
    }
}

#[expect(clippy::disallowed_methods, reason = "a visit records when it was made")]
fn now() -> DateTime<Utc> {
    Utc::now()
}
