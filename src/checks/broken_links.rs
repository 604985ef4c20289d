//! 错链断链: links that failed twice in the same way.

use crate::checks::observe::finding;
use crate::checks::params;
use crate::model::evidence::{LinkFact, Look, SiteEvidence};
use crate::model::page::LinkKind;
use crate::model::rule::{Level, Rule, Sureness};
use crate::model::time::{Instant, moments};
use crate::model::verdict::Observation;
use crate::model::visit::{Fault, Reach};
use serde::{Deserialize, Serialize};

const INTERNAL: &str = "broken_links.internal";
const EXTERNAL: &str = "broken_links.external";
const IMAGE: &str = "broken_links.image";
const ATTACHMENT: &str = "broken_links.attachment";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// For a link on the home page; the codes' own points are for other pages.
    pub home_points: f64,
    pub home_points_sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[INTERNAL, EXTERNAL, IMAGE, ATTACHMENT];

    fn thresholds(&self) -> Vec<String> {
        vec![
            format!("首页上的链接每个扣{}分（{}）", self.home_points, self.home_points_sureness),
            "隔开时间检查至少两次，以同样方式打不开才计入".to_owned(),
        ]
    }

    fn faults(&self) -> Vec<String> {
        if !(0.0..=100.0).contains(&self.home_points) {
            return vec!["home_points 应在 0 与 100 之间".to_owned()];
        }
        Vec::new()
    }
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    evidence.links.iter().filter_map(|link| one(link, rule)).collect()
}

/// At least two looks, all failed, the last two alike, the last of them by GET.
pub(super) fn is_proved_broken(link: &LinkFact) -> bool {
    last_fault(link).is_some()
}

fn one(link: &LinkFact, rule: &Rule<Params>) -> Option<Observation> {
    let code = match link.kind {
        LinkKind::Image => IMAGE,
        LinkKind::Attachment => ATTACHMENT,
        LinkKind::Page | LinkKind::Frame if link.internal => INTERNAL,
        LinkKind::Page | LinkKind::Frame => EXTERNAL,
        LinkKind::Script | LinkKind::Style => return None,
    };
    let (fault, last) = last_fault(link)?;
    let visits: Vec<_> = link.looks.iter().map(|it| &it.visit).collect();
    let address = link.address.to_string();
    let mut found = finding(rule, code, text(link, fault)).on(&address, last.at, &visits);
    if found.level == Level::Deduct && link.on_home {
        found.points = rule.params.home_points;
    }
    found.page = Some(link.first_page.to_string());
    found.link = Some(address);
    Some(found)
}

fn last_fault(link: &LinkFact) -> Option<(Fault, &Look)> {
    let faults: Option<Vec<Fault>> = link
        .looks
        .iter()
        .map(|look| match look.reach {
            Reach::Bad(fault) => Some(fault),
            _ => None,
        })
        .collect();
    let faults = faults?;
    let [.., before, last] = faults.as_slice() else { return None };
    let look = link.looks.last()?;
    (look.by_get && before.alike(*last)).then_some((*last, look))
}

fn text(link: &LinkFact, fault: Fault) -> String {
    let kind = match link.kind {
        LinkKind::Image => "图片",
        LinkKind::Attachment => "附件",
        _ if !link.internal => "站外链接",
        _ => "链接",
    };
    let name = link.text.trim();
    let name = if name.is_empty() { String::new() } else { format!("“{name}”") };
    let place = if link.on_home { "首页上的" } else { "" };
    let more = match link.pages.saturating_sub(1) {
        0 => String::new(),
        more => format!("；另有{more}个页面也含此链接"),
    };
    let times: Vec<Instant> = link.looks.iter().map(|it| it.at).collect();
    let alike = |look: &Look| matches!(look.reach, Reach::Bad(other) if other.alike(fault));
    let same = if link.looks.iter().all(alike) {
        "结果一致"
    } else {
        "均打不开，最后两次结果一致"
    };
    format!(
        "{place}{kind}{name}打不开：{}；{}共{}次检查{same}{more}。",
        fault.chinese(),
        moments(&times),
        link.looks.len()
    )
}
