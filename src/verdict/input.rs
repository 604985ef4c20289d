//! What a verdict rests on, and the notes that go with it.

use crate::model::evidence::{HomeVisit, SiteEvidence};
use crate::model::rule::{Level, ScoreSheet};
use crate::model::site::{ColumnClass, SiteStatus, UnitClass};
use crate::model::time::{ended_days, shanghai};
use crate::model::verdict::{Bonus, Conclusion, Observation, SiteState};
use crate::model::visit::{Barrier, Reach};
use crate::verdict::is_open_question;
use chrono::NaiveDate;
use std::sync::Arc;

/// Whole days before the audit whose probes make up 可用率.
const WEEK: u32 = 7;

pub struct VerdictInput<'a> {
    pub observations: &'a [Arc<Observation>],
    pub state: SiteState,
    /// 状态 of the register.
    pub status: SiteStatus,
    pub sheet: &'a ScoreSheet,
    /// All that the run meant to read was read.
    pub complete: bool,
    pub home_read: bool,
    pub home_newest: Option<NaiveDate>,
    pub availability: Option<(f64, usize)>,
    pub pages: usize,
    pub links: usize,
    /// Notes of the evidence itself: limits, what could not be read.
    pub remarks: Vec<String>,
    pub unit_class: UnitClass,
    /// The site shows that its unit has outward services.
    pub has_services: bool,
    /// 加分 that persons gave.
    pub bonuses: Vec<Bonus>,
}

impl<'a> VerdictInput<'a> {
    pub fn of(
        evidence: &SiteEvidence,
        state: SiteState,
        observations: &'a [Arc<Observation>],
        sheet: &'a ScoreSheet,
    ) -> Self {
        let home = evidence.home.as_ref();
        let newest = home.and_then(|it| {
            let second = it.second_level_newest.as_ref().filter(|_| it.is_entrance);
            it.newest.iter().chain(second).map(|it| it.date).max()
        });
        Self {
            observations,
            state,
            status: evidence.site.status,
            sheet,
            complete: evidence.complete,
            home_read: home.is_some(),
            home_newest: newest,
            availability: availability(evidence),
            pages: evidence.counts.pages,
            links: evidence.counts.links,
            remarks: remarks(evidence),
            unit_class: evidence.site.unit_class,
            has_services: has_services(evidence),
            bonuses: Vec::new(),
        }
    }

    #[must_use]
    pub fn with_bonuses(self, bonuses: Vec<Bonus>) -> Self {
        Self { bonuses, ..self }
    }

    /// The group of the sheet that the unit is not scored by, having no outward services. What was found wrong with its
    /// services shows that it has some.
    pub(super) fn left_out(&self) -> Option<&str> {
        let rule = self.sheet.without_services.as_ref()?;
        let group = self.sheet.groups.iter().find(|it| it.name == rule.group)?;
        let is_of_group = |it: &Arc<Observation>| {
            it.item.as_ref().is_some_and(|item| group.items.iter().any(|it| it.name == *item))
        };
        let may_lack = rule.units.iter().any(|it| it == self.unit_class.chinese());
        (may_lack && !self.has_services && !self.observations.iter().any(is_of_group))
            .then_some(rule.group.as_str())
    }

    /// 备注: why nothing was concluded, then what was left open, then the evidence's own.
    pub(super) fn notes(&self, conclusion: Conclusion) -> Vec<String> {
        let mut notes = Vec::new();
        if conclusion == Conclusion::NotRated {
            notes.push(format!("登记状态为{}，不参评", self.status));
        }
        let sample = |it: &&Arc<Observation>| it.code == "unreachable" && it.level == Level::Remind;
        if let Some(sample) = self.observations.iter().find(sample) {
            notes.push(sample.description.clone());
        }
        if conclusion == Conclusion::NotJudged && !self.complete {
            notes.push("本次检查未完成，未检查的部分不作判定".to_owned());
        }
        let open = || self.observations.iter().filter(|it| it.level == Level::NotJudged);
        if conclusion == Conclusion::NotJudged {
            notes.extend(open().filter(|it| is_open_question(it)).map(|it| it.description.clone()));
        }
        match open().count() {
            0 => {}
            count => notes.push(format!("{count}项未能判定，不计入问题")),
        }
        notes.extend(self.remarks.iter().cloned());
        notes
    }
}

fn remarks(evidence: &SiteEvidence) -> Vec<String> {
    let counts = &evidence.counts;
    let mut remarks = Vec::new();
    if let Some(barrier) = &evidence.barrier {
        remarks.push(format!("未能检查：{}", barrier.chinese()));
    }
    let own_network = Reach::NotJudged(Barrier::OwnNetwork);
    match of_week(evidence).filter(|it| it.reach == own_network).count() {
        0 => {}
        count => remarks.push(format!("本机网络中断的{count}次访问不计入")),
    }
    if 0 < counts.links_not_judged {
        remarks.push(format!("{}条链接因对方拒绝访问等原因未判定", counts.links_not_judged));
    }
    if 0 < counts.columns_need_browser {
        remarks.push(format!("{}个栏目需浏览器才能显示，未判定", counts.columns_need_browser));
    }
    if evidence.site.status == SiteStatus::Moved && evidence.home.is_some() {
        remarks.push("登记状态为迁移，请核对登记的网站地址".to_owned());
    }
    if evidence.site.status == SiteStatus::Suspended {
        let text = "登记状态为临时下线，登记表没有起始日期，是否超过30天需人工核实";
        remarks.push(text.to_owned());
    }
    remarks.extend(evidence.remarks.iter().cloned());
    remarks
}

/// Probes of the week before the audit where there are any, else today's, else the census's own visits.
#[expect(clippy::cast_precision_loss, reason = "visits of a week are far below 2^52")]
fn availability(evidence: &SiteEvidence) -> Option<(f64, usize)> {
    let judged = |visits: Vec<&HomeVisit>| {
        let of = |wanted: fn(&Reach) -> bool| visits.iter().filter(|it| wanted(&it.reach)).count();
        (of(|it| *it == Reach::Ok), of(|it| !matches!(it, Reach::NotJudged(_))))
    };
    let (opened, all) = [
        of_week(evidence).collect(),
        evidence.probes.iter().collect(),
        evidence.home_visits.iter().collect(),
    ]
    .into_iter()
    .map(judged)
    .find(|(_, all)| 0 < *all)?;
    Some((opened as f64 / all as f64, all))
}

fn of_week(evidence: &SiteEvidence) -> impl Iterator<Item = &HomeVisit> {
    let (first, last) = ended_days(evidence.as_of, WEEK);
    let day = |it: &HomeVisit| it.at.with_timezone(&shanghai()).date_naive();
    evidence.probes.iter().filter(move |it| (first..=last).contains(&day(it)))
}

/// Whether a column or entrance of its own offers services. The menu of a portal speaks for the portal, not for its
/// sections.
fn has_services(evidence: &SiteEvidence) -> bool {
    let by_column = evidence.columns.iter().any(|it| it.class == ColumnClass::Services);
    let named = |name: &str| ["办事", "服务指南", "政务服务"].iter().any(|it| name.contains(it));
    let leads = evidence.sections.iter().any(|it| named(&it.name));
    let by_name = evidence.columns.iter().any(|it| named(&it.name));
    by_column || by_name || (leads && !evidence.site.is_section())
}
