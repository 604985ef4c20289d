//! 安全传输: a certificate that a browser would refuse or that ends soon, a site without https, a portal without IPv6.

use crate::checks::observe::{Found, finding, undecided};
use crate::checks::params;
use crate::model::evidence::{SiteEvidence, TlsFact};
use crate::model::facts::features::{HttpsState, Ipv6State};
use crate::model::rule::{Rule, Sureness};
use crate::model::site::UnitClass;
use crate::model::time::{days_between, shanghai};
use crate::model::verdict::Observation;
use crate::model::visit::{TlsDetour, TlsFault, TlsFaultKind};
use serde::{Deserialize, Serialize};

const CERTIFICATE: &str = "secure_transport.certificate";
const HTTPS: &str = "secure_transport.https";
const IPV6: &str = "secure_transport.ipv6";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Faults that are only remarked by strict clients; switched off where an office does not want them.
    pub report_incomplete_chain: bool,
    /// A certificate with so many days left is told of; 0: never.
    pub ends_soon_days: i64,
    pub ends_soon_days_sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[CERTIFICATE, HTTPS, IPV6];

    fn thresholds(&self) -> Vec<String> {
        let chain = if self.report_incomplete_chain { "计入" } else { "不计入" };
        vec![
            format!("证书链不完整或自签名：{chain}"),
            format!(
                "证书剩余不足（含）{}天时提醒（{}）",
                self.ends_soon_days, self.ends_soon_days_sureness
            ),
        ]
    }

    fn faults(&self) -> Vec<String> {
        if !(0..=3650).contains(&self.ends_soon_days) {
            return vec!["ends_soon_days 应在 0 与 3650 之间".to_owned()];
        }
        Vec::new()
    }
}

/// Certificate and host are the portal's: a section's are judged there.
pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    if evidence.site.is_section() {
        return Vec::new();
    }
    let mut rows = certificates(evidence, rule);
    rows.extend(https(evidence, rule));
    rows.extend(ipv6(evidence, rule));
    rows
}

fn certificates(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let mut said: Vec<&str> = Vec::new();
    let mut rows = Vec::new();
    for fact in evidence.tls.iter().filter(|it| is_own_host(evidence, it)) {
        let text = match &fact.fault {
            Some(fault) if is_wanted(fault.kind, &rule.params) => wrong(fact, fault),
            Some(_) => continue,
            None => match ends_soon(fact, &rule.params) {
                Some(text) => text,
                None => continue,
            },
        };
        if !said.contains(&fact.host.as_str()) {
            said.push(&fact.host);
            let found = finding(rule, CERTIFICATE, text);
            let row = found.on(&fact.host, fact.seen_at, &[&fact.visit]);
            rows.push(Observation { page: Some(evidence.site.home.to_string()), ..row });
        }
    }
    rows
}

fn is_wanted(kind: TlsFaultKind, params: &Params) -> bool {
    kind != TlsFaultKind::IncompleteChain || params.report_incomplete_chain
}

fn is_own_host(evidence: &SiteEvidence, fact: &TlsFact) -> bool {
    let host = fact.host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    host.strip_prefix("www.").unwrap_or(&host) == evidence.site.scope.host
}

fn wrong(fact: &TlsFact, fault: &TlsFault) -> String {
    let ends = fact.certificate_ends.map(|it| format!("，证书有效期至{it}")).unwrap_or_default();
    let how = match fault.read_by {
        TlsDetour::WithoutChecks => "不校验证书时页面可以打开",
        TlsDetour::PlainHttp => "改用http时页面可以打开",
        TlsDetour::Nothing => "改用其他方式也未能打开",
    };
    format!("{} 的{}{ends}；{how}。", fact.host, fault.kind.chinese())
}

/// Counted from the day on which it was seen, whatever day the audit is for.
fn ends_soon(fact: &TlsFact, params: &Params) -> Option<String> {
    let ends = fact.certificate_ends?;
    let seen_on = fact.seen_at.with_timezone(&shanghai()).date_naive();
    let left = days_between(seen_on, ends);
    (0 < params.ends_soon_days && (0..=params.ends_soon_days).contains(&left))
        .then(|| format!("{} 的证书有效期至{ends}，只剩{left}天，请及时续期。", fact.host))
}

fn https(evidence: &SiteEvidence, rule: &Rule<Params>) -> Option<Observation> {
    let fact = evidence.facts.features.https.as_ref()?;
    let address = &fact.seen.page;
    let text = match &fact.state {
        HttpsState::Serves => return None,
        HttpsState::Faulty(kind) if !is_wanted(*kind, &rule.params) => return None,
        HttpsState::Faulty(kind) => {
            format!("首页未正常提供https访问：以 {address} 访问时{}。", kind.chinese())
        }
        HttpsState::LeadsBack => {
            format!("首页未提供https访问：以 {address} 访问时跳回http地址。")
        }
        HttpsState::NotServed => {
            format!("首页未提供https访问：{address} 上没有https服务。")
        }
        HttpsState::Status(status) => {
            format!("首页未正常提供https访问：以 {address} 访问时返回状态码{status}。")
        }
        HttpsState::Unknown => {
            let text = format!("以 {address} 访问未成功，是否提供https访问未判定。");
            return Some(row(evidence, &fact.seen, undecided(HTTPS, text)));
        }
    };
    Some(row(evidence, &fact.seen, finding(rule, HTTPS, text)))
}

/// IPv6 (`IPv6改造`) is asked of portals.
fn ipv6(evidence: &SiteEvidence, rule: &Rule<Params>) -> Option<Observation> {
    if evidence.site.unit_class != UnitClass::County {
        return None;
    }
    let fact = evidence.facts.features.ipv6.as_ref()?;
    let host = &fact.host;
    let found = match fact.state {
        Ipv6State::Answers | Ipv6State::Recorded => return None,
        Ipv6State::Absent => {
            finding(rule, IPV6, format!("网站不支持IPv6访问：域名{host}没有IPv6地址（AAAA记录）。"))
        }
        Ipv6State::Silent => {
            undecided(IPV6, format!("域名{host}有IPv6地址，但从本机未能连通，能否访问未判定。"))
        }
        Ipv6State::LookupFailed => {
            undecided(IPV6, format!("域名{host}的IPv6地址查询未成功，是否支持IPv6未判定。"))
        }
    };
    Some(row(evidence, &fact.seen, found))
}

fn row(
    evidence: &SiteEvidence,
    seen: &crate::model::facts::features::PageSeen,
    found: Found,
) -> Observation {
    Observation {
        page: Some(evidence.site.home.to_string()),
        ..found.on("", seen.seen_at, &[&seen.visit])
    }
}
