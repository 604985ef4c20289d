//! By what a server tells whether a page is still the one that it gave before: `ETag` and `Last-Modified` (RFC 9110 §8.8).

use crate::model::visit::{Method, Outcome, Visit};
use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

/// A page that changes twice within this time may keep its Last-Modified (RFC 9110 §8.8.2.2).
const SURE_AFTER: TimeDelta = TimeDelta::seconds(60);
/// Of a stored answer these stay as they were: they tell how its body is to be read, or are of one transfer only
/// (RFC 9111 §3.1 and §3.2).
const OWN: [&str; 12] = [
    "connection",
    "content-encoding",
    "content-length",
    "content-range",
    "content-type",
    "keep-alive",
    "proxy-authenticate",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// The conditions of a request (RFC 9110 §13.1); at least one is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validators {
    /// The address that gave them.
    pub of: Url,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

impl Validators {
    /// What `visit` was told, where it brought a whole page and was told something that can be relied on.
    pub fn of(visit: &Visit) -> Option<Self> {
        let is_whole = matches!(visit.outcome, Outcome::Answered(200))
            || visit.outcome == Outcome::Answered(304) && visit.unchanged_since.is_some();
        let is_page = is_whole && !visit.truncated && visit.method == Method::Get;
        if !is_page || visit.body_hash.is_none() || !came_straight(visit) {
            return None;
        }
        let etag = visit.header("etag").filter(|it| is_etag(it)).map(str::to_owned);
        let last_modified = visit.header("last-modified").filter(|it| is_settled(visit, it));
        let last_modified = last_modified.map(str::to_owned);
        (etag.is_some() || last_modified.is_some()).then(|| Self {
            of: visit.landed.clone(),
            etag,
            last_modified,
        })
    }

    /// What no page of `of` ever had: whoever answers 304 to these, says so to everything.
    pub fn made_up(of: Url) -> Self {
        let last_modified = Some("Thu, 01 Jan 1970 00:00:01 GMT".into());
        Self { of, etag: Some("\"pucha-0\"".into()), last_modified }
    }

    /// Whether a 304 with these headers speaks of the page that was asked about.
    pub fn are_met_by(&self, headers: &[(String, String)]) -> bool {
        let said = |name: &str| headers.iter().find(|(it, _)| it == name).map(|(_, it)| it);
        if let (Some(own), Some(said)) = (&self.etag, said("etag")) {
            return weak(own) == weak(said);
        }
        match (&self.last_modified, said("last-modified")) {
            (Some(own), Some(said)) => own == said,
            _ => true,
        }
    }
}

/// The headers of an answer that a 304 with `fresh` headers confirms.
pub fn confirmed(stored: &[(String, String)], fresh: &[(String, String)]) -> Vec<(String, String)> {
    let is_new = |name: &str| !OWN.contains(&name) && fresh.iter().any(|(it, _)| it == name);
    let kept = stored.iter().filter(|(name, _)| !is_new(name));
    let new = fresh.iter().filter(|(name, _)| !OWN.contains(&name.as_str()));
    kept.chain(new).cloned().collect()
}

/// From the address that was asked for, or the same place on the same site by another scheme or with `www.`: what a
/// server sends elsewhere may be a page to log in on, or an error.
fn came_straight(visit: &Visit) -> bool {
    let place = |it: &Url| {
        let host = it.host_str().unwrap_or_default();
        let host = host.strip_prefix("www.").unwrap_or(host).to_owned();
        (host, it.path().to_owned(), it.query().map(str::to_owned))
    };
    visit.chain.iter().all(|hop| place(&hop.from) == place(&hop.to))
        && place(&visit.address) == place(&visit.landed)
}

fn is_etag(text: &str) -> bool {
    let opaque = text.strip_prefix("W/").unwrap_or(text);
    let inner = opaque.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    inner.is_some_and(|it| {
        !it.is_empty()
            && it.len() <= 512
            && it.bytes().all(|it| it.is_ascii_graphic() && it != b'"')
    })
}

fn weak(etag: &str) -> &str {
    etag.trim().trim_start_matches("W/")
}

/// Whether the page was old enough when it was sent: by the server's own clock, else by ours.
fn is_settled(visit: &Visit, last_modified: &str) -> bool {
    let sent = visit.header("date").and_then(instant);
    let sent = sent.unwrap_or_else(|| visit.started_at.to_utc());
    instant(last_modified).is_some_and(|it| it + SURE_AFTER <= sent)
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(text.trim()).ok().map(|it| it.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::in_shanghai;
    use crate::model::visit::{Barrier, Hop, HopBy, Purpose, Timing, VisitId};

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn headers(lines: &[(&str, &str)]) -> Vec<(String, String)> {
        lines.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn visit(lines: &[(&str, &str)]) -> Visit {
        let address = url("http://www.a.gov.cn/xw/1.html");
        Visit {
            id: VisitId::new("run", &address, Purpose::Page, 0),
            purpose: Purpose::Page,
            method: Method::Get,
            landed: address.clone(),
            address,
            look: 0,
            started_at: in_shanghai("2026-11-20T00:00:00Z".parse().unwrap()),
            chain: Vec::new(),
            local: None,
            remote: None,
            outcome: Outcome::Answered(200),
            timing: Timing::default(),
            headers: headers(lines),
            body_bytes: 3,
            truncated: false,
            body_hash: Some("00".into()),
            certificate_ends: None,
            tls_fault: None,
            unchanged_since: None,
        }
    }

    #[test]
    fn only_what_can_be_relied_on_becomes_a_condition() {
        let etag = |text: &str| Validators::of(&visit(&[("etag", text)])).and_then(|it| it.etag);
        for good in ["\"5e3-abc\"", "W/\"5e3\"", "\"a-gzip\""] {
            assert_eq!(etag(good).as_deref(), Some(good));
        }
        for bad in
            ["", "5e3", "\"\"", "\"a\"b\"", "\"a", "\"a\r\nx: y\"", "\"\u{fffd}\"", "w/\"a\""]
        {
            assert_eq!(etag(bad), None, "{bad}");
        }
        let of = |lines: &[(&str, &str)]| {
            Validators::of(&visit(lines)).and_then(|it| it.last_modified).is_some()
        };
        let by_us = |text| of(&[("last-modified", text)]);
        assert!(by_us("Thu, 19 Nov 2026 23:59:00 GMT"));
        assert!(!by_us("Thu, 19 Nov 2026 23:59:01 GMT"), "it may have changed in the same minute");
        assert!(!by_us("yesterday"));
        let day = ("last-modified", "Fri, 20 Nov 2026 08:00:00 GMT");
        assert!(of(&[day, ("date", "Fri, 20 Nov 2026 08:01:00 GMT")]), "the server's clock counts");
        assert!(!of(&[day, ("date", "Fri, 20 Nov 2026 08:00:59 GMT")]));
    }

    #[test]
    fn only_a_whole_page_from_its_own_address_gives_conditions() {
        let etag = [("etag", "\"1\"")];
        let asks = |change: fn(&mut Visit)| {
            let mut it = visit(&etag);
            change(&mut it);
            Validators::of(&it).is_some()
        };
        assert!(asks(|_| ()));
        assert!(!asks(|it| it.truncated = true));
        assert!(!asks(|it| it.body_hash = None));
        assert!(!asks(|it| it.method = Method::RangedGet));
        assert!(!asks(|it| it.outcome = Outcome::Answered(404)));
        assert!(!asks(|it| it.outcome = Outcome::Answered(206)));
        assert!(!asks(|it| it.outcome = Outcome::Barred(Barrier::Challenge("x".into()))));
        assert!(!asks(|it| it.outcome = Outcome::Answered(304)), "nobody had asked");
        assert!(asks(|it| {
            it.outcome = Outcome::Answered(304);
            it.unchanged_since = Some(it.id.clone());
        }));
        let led = |to: &str| {
            let mut it = visit(&etag);
            let (from, to) = (it.address.clone(), url(to));
            it.chain.push(Hop { from, status: 302, by: HopBy::Http, to: to.clone() });
            it.landed = to;
            Validators::of(&it).map(|it| it.of.to_string())
        };
        assert_eq!(led("http://www.a.gov.cn/login"), None);
        let secure = "https://a.gov.cn/xw/1.html";
        assert_eq!(led(secure).as_deref(), Some(secure));
    }

    #[test]
    fn a_304_that_speaks_of_another_page_is_not_believed() {
        let own = Validators {
            of: url("http://a.gov.cn/"),
            etag: Some("W/\"1\"".into()),
            last_modified: Some("Thu, 19 Nov 2026 00:00:00 GMT".into()),
        };
        let met = |lines: &[(&str, &str)]| own.are_met_by(&headers(lines));
        assert!(met(&[]));
        assert!(met(&[("etag", "\"1\"")]));
        assert!(!met(&[("etag", "\"2\"")]));
        assert!(met(&[("last-modified", "Thu, 19 Nov 2026 00:00:00 GMT")]));
        assert!(!met(&[("last-modified", "Fri, 20 Nov 2026 00:00:00 GMT")]));
    }

    #[test]
    fn a_304_renews_headers_but_not_how_the_body_is_read() {
        let stored = headers(&[
            ("content-type", "text/html; charset=gbk"),
            ("date", "then"),
            ("x-old", "1"),
            ("set-cookie", "a=1"),
        ]);
        let fresh = headers(&[
            ("date", "now"),
            ("content-type", "text/html"),
            ("content-length", "0"),
            ("set-cookie", "b=1"),
            ("set-cookie", "c=1"),
        ]);
        let expected = headers(&[
            ("content-type", "text/html; charset=gbk"),
            ("x-old", "1"),
            ("date", "now"),
            ("set-cookie", "b=1"),
            ("set-cookie", "c=1"),
        ]);
        assert_eq!(confirmed(&stored, &fresh), expected);
    }
}
