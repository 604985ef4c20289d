//! What a page is given for each of its requests: an answer that our own fetcher brought, or a refusal.

use crate::fetch::browser::Shown;
use crate::fetch::host_gate::held;
use crate::fetch::{Ask, Fetched, Fetcher};
use crate::model::visit::{Outcome, Purpose};
use bytes::Bytes;
use chromiumoxide::cdp::browser_protocol::fetch::{EventRequestPaused, HeaderEntry};
use chromiumoxide::cdp::browser_protocol::network::ResourceType;
use std::collections::HashMap;
use std::sync::Mutex;
use url::Url;

/// Scripts kept for the next page of the same site, in bytes.
const KEPT: usize = 32 << 20;
const BODY_CAP: usize = 8 << 20;
/// Hosts that only count visitors; we are none.
const COUNTERS: [&str; 12] = [
    "hm.baidu.com",
    "cnzz.com",
    "umeng.com",
    "ta.trs.cn",
    "google-analytics.com",
    "googletagmanager.com",
    "51.la",
    "zhugeio.com",
    "growingio.com",
    "sensorsdata.cn",
    "stat.gov.kaipuyun.cn",
    "clarity.ms",
];

/// What becomes of one request.
#[derive(Debug)]
pub(in crate::fetch) enum Fate {
    /// The page that was read before.
    Given,
    /// Nothing, as if it were there: style sheets say nothing of the content.
    Nothing,
    Fetch(Url, Kind),
    /// Within the page itself (`data:`, `blob:`).
    Inside,
    /// Does not matter for what the page says.
    Spare,
    /// May matter: what the page shows is only a part.
    Deny,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::fetch) enum Kind {
    Script,
    Data,
    Frame,
}

/// An answer as the browser gets it.
#[derive(Debug, Clone)]
pub(in crate::fetch) struct Given {
    pub(in crate::fetch) status: i64,
    pub(in crate::fetch) headers: Vec<HeaderEntry>,
    pub(in crate::fetch) body: Bytes,
}

/// Scripts that several pages share; by address.
#[derive(Default)]
pub(in crate::fetch) struct Supply {
    scripts: Mutex<(usize, HashMap<String, Given>)>,
}

/// Decides about a request. `is_first`: no document was given to the main frame yet.
pub(in crate::fetch) fn fate(
    event: &EventRequestPaused,
    page: &Shown,
    is_main: bool,
    is_first: bool,
) -> Fate {
    let Ok(mut address) = Url::parse(&event.request.url) else { return Fate::Deny };
    address.set_fragment(None);
    if matches!(address.scheme(), "data" | "blob" | "about") {
        return Fate::Inside;
    }
    let is_plain = event.request.method == "GET" && matches!(address.scheme(), "http" | "https");
    let host = address.host_str().unwrap_or_default();
    let counts = COUNTERS.iter().any(|it| host == *it || host.ends_with(&format!(".{it}")));
    if counts {
        return Fate::Spare;
    }
    match event.resource_type {
        ResourceType::Document if is_main && is_first && is_same(&address, &page.base) => {
            Fate::Given
        }
        ResourceType::Document if is_main => Fate::Deny,
        ResourceType::Document if is_plain && same_site(&address, &page.base) => {
            Fate::Fetch(address, Kind::Frame)
        }
        ResourceType::Script if is_plain => Fate::Fetch(address, Kind::Script),
        ResourceType::Xhr | ResourceType::Fetch if is_plain => Fate::Fetch(address, Kind::Data),
        ResourceType::Stylesheet => Fate::Nothing,
        ResourceType::Document
        | ResourceType::Image
        | ResourceType::Media
        | ResourceType::Font
        | ResourceType::TextTrack
        | ResourceType::Ping
        | ResourceType::CspViolationReport
        | ResourceType::Prefetch
        | ResourceType::Manifest
        | ResourceType::SignedExchange
        // The icon of the tab.
        | ResourceType::Other => Fate::Spare,
        // Forms sent, sockets, streams, questions before a request.
        _ => Fate::Deny,
    }
}

fn is_same(address: &Url, base: &Url) -> bool {
    let mut base = base.clone();
    base.set_fragment(None);
    *address == base
}

fn same_site(one: &Url, other: &Url) -> bool {
    let site = |it: &Url| {
        let host = it.host_str().unwrap_or_default().to_owned();
        psl::domain_str(&host).map_or(host.clone(), str::to_owned)
    };
    site(one) == site(other)
}

impl Supply {
    /// The answer to one request and how it is noted; `Err` where there is none.
    pub(in crate::fetch) async fn get(
        &self,
        fetcher: &Fetcher,
        address: Url,
        kind: Kind,
    ) -> Result<Given, String> {
        let key = address.to_string();
        if let Some(known) = held(&self.scripts).1.get(&key).filter(|_| kind == Kind::Script) {
            return Ok(known.clone());
        }
        let ask =
            Ask { purpose: Purpose::Rendered, body_cap: Some(BODY_CAP), ..Ask::page(address) };
        let fetched = fetcher.fetch(ask).await;
        let given = match &fetched.visit.outcome {
            Outcome::Answered(status) if !fetched.visit.truncated => given(*status, &fetched),
            Outcome::Answered(_) => return Err("应答过大".into()),
            Outcome::Failed(failure) => return Err(failure.chinese().into()),
            Outcome::Barred(barrier) => return Err(barrier.chinese()),
        };
        if kind == Kind::Script && fetched.visit.is_ok() {
            self.keep(key, &given);
        }
        Ok(given)
    }

    fn keep(&self, key: String, given: &Given) {
        let mut scripts = held(&self.scripts);
        if KEPT < scripts.0 + given.body.len() {
            *scripts = Default::default();
        }
        scripts.0 += given.body.len();
        scripts.1.insert(key, given.clone());
    }
}

fn given(status: u16, fetched: &Fetched) -> Given {
    let visit = &fetched.visit;
    Given { status: status.into(), headers: passed_on(&visit.headers), body: fetched.body.clone() }
}

/// Headers that tell how to read the body and who may; the rest was for us.
pub(in crate::fetch) fn passed_on(headers: &[(String, String)]) -> Vec<HeaderEntry> {
    headers
        .iter()
        .filter(|(name, _)| name == "content-type" || name.starts_with("access-control-"))
        .map(|(name, value)| HeaderEntry { name: name.clone(), value: value.clone() })
        .collect()
}
