//! 政策解读: policy files of a portal without an interpretation, and those that do not lead to theirs and back.

use crate::checks::observe::{Found, chinese_day, finding, today, undecided};
use crate::checks::params;
use crate::model::evidence::SiteEvidence;
use crate::model::facts::publication::{Interpretation, Interpreting, PolicyFile};
use crate::model::rule::{Rule, Sureness};
use crate::model::site::UnitClass;
use crate::model::time::{Window, days_between};
use crate::model::verdict::Observation;
use crate::model::visit::VisitId;
use serde::{Deserialize, Serialize};

const MISSING: &str = "interpretation.missing";
const UNLINKED: &str = "interpretation.unlinked";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Files published within these months, the newest of them.
    pub window_months: u32,
    pub sample: usize,
    /// Days that a file has for its interpretation.
    pub grace_days: u32,
    pub sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[MISSING, UNLINKED];

    fn thresholds(&self) -> Vec<String> {
        vec![
            format!(
                "抽查最近{}个月发布的政策文件，最多{}件（{}）",
                self.window_months, self.sample, self.sureness
            ),
            format!("发布后{}天内尚无解读的不判定（{}）", self.grace_days, self.sureness),
        ]
    }

    fn faults(&self) -> Vec<String> {
        if self.sample == 0 || self.window_months == 0 {
            return vec!["sample、window_months 应大于 0".to_owned()];
        }
        Vec::new()
    }
}

/// What the facts say of one file.
enum Standing {
    Right,
    /// No interpretation was found.
    Missing,
    /// One may be there: the reason, in words.
    MayBeThere(&'static str),
    Unlinked(&'static str),
    /// The links could not be read.
    LinksUnknown,
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let site = &evidence.site;
    if site.unit_class != UnitClass::County || site.is_section() || evidence.home.is_none() {
        return Vec::new();
    }
    let facts = &evidence.facts.publication;
    let today = today(evidence);
    let window = Window::Months(rule.params.window_months);
    let sampled: Vec<&PolicyFile> = facts
        .policies
        .iter()
        .filter(|it| it.date <= today && !window.is_late(it.date, today))
        .take(rule.params.sample)
        .collect();
    let mut rows = Vec::new();
    let (mut open, mut unknown) = (Vec::new(), Vec::new());
    for file in &sampled {
        match standing(file, evidence, rule) {
            Standing::Right => {}
            Standing::Missing => rows.push(missing(file, rule, &facts.interpreting)),
            Standing::MayBeThere(why) => open.push((*file, why)),
            Standing::Unlinked(way) => rows.push(unlinked(file, rule, way)),
            Standing::LinksUnknown => unknown.push(*file),
        }
    }
    rows.extend(open_row(evidence, sampled.len(), &open));
    rows.extend(unknown_row(evidence, sampled.len(), &unknown));
    rows
}

fn standing(file: &PolicyFile, evidence: &SiteEvidence, rule: &Rule<Params>) -> Standing {
    let sure: Vec<&Interpretation> = file.interpretations.iter().filter(|it| it.is_sure).collect();
    if sure.is_empty() {
        return without(file, evidence, rule);
    }
    // One interpretation that leads back is enough: the others add to it.
    let back: Vec<Option<bool>> = sure.iter().map(|it| it.leads_back).collect();
    let leads_back = if back.contains(&Some(true)) {
        Some(true)
    } else if back.contains(&None) {
        None
    } else {
        Some(false)
    };
    let leads_forth = if file.leads_to_one {
        Some(true)
    } else if file.links_drawn {
        None
    } else {
        Some(false)
    };
    match (leads_forth, leads_back) {
        (Some(true), Some(true)) => Standing::Right,
        (Some(false), Some(false)) => {
            Standing::Unlinked("文件页面没有解读的链接，解读页面也没有文件的链接")
        }
        (Some(false), Some(true)) => Standing::Unlinked("文件页面没有解读的链接"),
        (Some(true), Some(false)) => Standing::Unlinked("解读页面没有文件的链接"),
        // One way that is missing is enough, but the row has to say which.
        (Some(false), None) => Standing::Unlinked("文件页面没有解读的链接（解读页面的链接未判定）"),
        (None, Some(false)) => Standing::Unlinked("解读页面没有文件的链接（文件页面的链接未判定）"),
        (None, _) | (_, None) => Standing::LinksUnknown,
    }
}

/// A file to which no title and no link surely belongs.
fn without(file: &PolicyFile, evidence: &SiteEvidence, rule: &Rule<Params>) -> Standing {
    let known = &evidence.facts.publication.interpreting;
    if file.leads_to_one {
        // It names one that was not read.
        Standing::LinksUnknown
    } else if !file.interpretations.is_empty() {
        Standing::MayBeThere("有标题相近的解读")
    } else if file.links_drawn {
        Standing::MayBeThere("文件页面的相关链接由脚本显示")
    } else if known.followed < known.columns {
        Standing::MayBeThere("解读栏目未能读完")
    } else if known.columns == 0 && !evidence.complete {
        Standing::MayBeThere("本次检查未完成")
    } else if days_between(file.date, today(evidence)) <= i64::from(rule.params.grace_days) {
        Standing::MayBeThere("文件刚发布不久")
    } else {
        Standing::Missing
    }
}

fn missing(file: &PolicyFile, rule: &Rule<Params>, known: &Interpreting) -> Observation {
    let searched = match known.columns {
        0 => "全站没有解读栏目".to_owned(),
        columns => format!("{columns}个解读栏目的{}条信息中没有这一文件的解读", known.titles),
    };
    let text = format!(
        "政策文件《{}》（{}发布）没有解读：文件页面没有解读的链接，{searched}。",
        file.title.trim_matches(['《', '》']),
        chinese_day(file.date)
    );
    row(file, finding(rule, MISSING, text), &[])
}

fn unlinked(file: &PolicyFile, rule: &Rule<Params>, way: &str) -> Observation {
    let sure: Vec<&Interpretation> = file.interpretations.iter().filter(|it| it.is_sure).collect();
    let text = format!(
        "政策文件《{}》与解读“{}”未相互链接：{way}。",
        file.title.trim_matches(['《', '》']),
        sure.first().map_or("", |it| it.title.as_str())
    );
    let visits: Vec<&VisitId> = sure.iter().map(|it| &it.visit).collect();
    let link = sure.first().map(|it| it.address.to_string());
    Observation { link, ..row(file, finding(rule, UNLINKED, text), &visits) }
}

fn row(file: &PolicyFile, found: Found, visits: &[&VisitId]) -> Observation {
    let visits: Vec<&VisitId> =
        std::iter::once(&file.visit).chain(visits.iter().copied()).collect();
    let address = file.address.to_string();
    Observation {
        page: Some(address.clone()),
        link: Some(address.clone()),
        last_update: Some(file.date),
        ..found.on(&address, file.seen_at, &visits)
    }
}

fn open_row(
    evidence: &SiteEvidence,
    sampled: usize,
    open: &[(&PolicyFile, &'static str)],
) -> Option<Observation> {
    let (first, why) = open.first()?;
    let text = format!(
        "抽查的{sampled}件政策文件中，有{}件未找到确定的解读，如《{}》，但{why}，有无解读未判定。",
        open.len(),
        first.title
    );
    Some(on_site(evidence, undecided(MISSING, text), first))
}

fn unknown_row(
    evidence: &SiteEvidence,
    sampled: usize,
    unknown: &[&PolicyFile],
) -> Option<Observation> {
    let first = unknown.first()?;
    let text = format!(
        "抽查的{sampled}件政策文件中，有{}件与解读的链接由脚本显示或未能读到，如《{}》，是否相互链接未判定。",
        unknown.len(),
        first.title
    );
    Some(on_site(evidence, undecided(UNLINKED, text), first))
}

fn on_site(evidence: &SiteEvidence, found: Found, file: &PolicyFile) -> Observation {
    Observation {
        page: Some(evidence.site.home.to_string()),
        ..found.on("", file.seen_at, &[&file.visit])
    }
}
