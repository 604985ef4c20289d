//! 安全传输: a site whose certificate or protocol a browser would refuse, though its pages can be read.

use crate::checks::observe::finding;
use crate::checks::params;
use crate::model::evidence::{SiteEvidence, TlsFact};
use crate::model::rule::Rule;
use crate::model::verdict::Observation;
use crate::model::visit::{TlsDetour, TlsFault, TlsFaultKind};
use serde::{Deserialize, Serialize};

const CERTIFICATE: &str = "secure_transport.certificate";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Faults that are only remarked by strict clients; switched off where an office does not want them.
    pub report_incomplete_chain: bool,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[CERTIFICATE];

    fn thresholds(&self) -> Vec<String> {
        let chain = if self.report_incomplete_chain { "计入" } else { "不计入" };
        vec![format!("证书链不完整或自签名：{chain}")]
    }
}

/// The certificate is the host's: a section's is judged with its portal.
pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    if evidence.site.is_section() {
        return Vec::new();
    }
    let mut said: Vec<&str> = Vec::new();
    let mut rows = Vec::new();
    for fact in &evidence.tls {
        let Some(fault) = &fact.fault else { continue };
        let is_wanted =
            fault.kind != TlsFaultKind::IncompleteChain || rule.params.report_incomplete_chain;
        if is_wanted && is_own_host(evidence, fact) && !said.contains(&fact.host.as_str()) {
            said.push(&fact.host);
            rows.push(row(evidence, fact, fault, rule));
        }
    }
    rows
}

fn is_own_host(evidence: &SiteEvidence, fact: &TlsFact) -> bool {
    let host = fact.host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    host.strip_prefix("www.").unwrap_or(&host) == evidence.site.scope.host
}

fn row(
    evidence: &SiteEvidence,
    fact: &TlsFact,
    fault: &TlsFault,
    rule: &Rule<Params>,
) -> Observation {
    let ends = fact.certificate_ends.map(|it| format!("，证书有效期至{it}")).unwrap_or_default();
    let how = match fault.read_by {
        TlsDetour::WithoutChecks => "不校验证书时页面可以打开",
        TlsDetour::PlainHttp => "改用http时页面可以打开",
        TlsDetour::Nothing => "改用其他方式也未能打开",
    };
    let text = format!("{} 的{}{ends}；{how}。", fact.host, fault.kind.chinese());
    Observation {
        page: Some(evidence.site.home.to_string()),
        ..finding(rule, CERTIFICATE, text).on(&fact.host, fact.seen_at, &[&fact.visit])
    }
}
