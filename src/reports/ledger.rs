//! The rectification list (整改台账): one row a finding, headings as other programs expect them.

use crate::model::finding::{Finding, FindingState};
use crate::reports::table::{Cell, Table};
use crate::reports::{Month, SiteResult};
use std::collections::HashMap;

pub const HEADINGS: &[&str] = &[
    "序号",
    "期次",
    "单位名称",
    "单位类别",
    "网站名称",
    "网站标识码",
    "网站地址",
    "指标代码",
    "指标",
    "问题等级",
    "栏目名称",
    "问题描述",
    "问题页面",
    "问题链接",
    "最后更新日期",
    "超期天数",
    "发现时间",
    "证据编号",
    "依据条款",
    "整改要求",
    "整改时限",
    "连续期数",
    "扣分",
    "整改情况",
    "整改完成日期",
    "复核结果",
    "备注",
];

/// All findings of the period, those put right or taken back with their state: by class of unit, unit in the
/// register's order, level, code, column. What could not be decided is never in it.
pub fn ledger(month: &Month) -> Table {
    let mut rows: Vec<_> = month.findings().collect();
    let order = register_order(month);
    rows.sort_by(|(a_site, a), (b_site, b)| {
        let place = |it: &SiteResult| order[&it.site.key.0];
        let (left, right) = (&a.observation, &b.observation);
        (a_site.site.unit_class, place(a_site), a.level, &left.code, &left.column, &left.subject)
            .cmp(&(
                b_site.site.unit_class,
                place(b_site),
                b.level,
                &right.code,
                &right.column,
                &right.subject,
            ))
    });
    let rows = rows
        .into_iter()
        .enumerate()
        .map(|(index, (result, finding))| row(index + 1, month, result, finding))
        .collect();
    Table { name: "整改台账", headings: HEADINGS, rows }
}

/// The place of each site: of its unit's first site, then its own.
pub(crate) fn register_order(month: &Month) -> HashMap<String, (usize, usize)> {
    let mut units = HashMap::new();
    month
        .results
        .iter()
        .enumerate()
        .map(|(index, it)| {
            let unit = *units.entry(&it.site.unit).or_insert(index);
            (it.site.key.0.clone(), (unit, index))
        })
        .collect()
}

fn row(number: usize, month: &Month, result: &SiteResult, finding: &Finding) -> Vec<Cell> {
    let (site, seen) = (&result.site, &finding.observation);
    let evidence: Vec<&str> = seen.evidence.iter().map(|it| it.0.as_str()).collect();
    vec![
        Cell::count(number),
        Cell::text(month.period.to_string()),
        Cell::text(&site.unit),
        Cell::text(site.unit_class.chinese()),
        Cell::text(&site.name),
        Cell::text(site.site_code.clone().unwrap_or_default()),
        Cell::link(Some(site.home.as_str())),
        Cell::text(&seen.code),
        Cell::text(&*finding.indicator),
        Cell::text(finding.level.chinese()),
        Cell::text(&seen.column),
        Cell::text(&seen.description),
        Cell::link(seen.page.as_deref()),
        Cell::link(seen.link.as_deref()),
        Cell::date(seen.last_update),
        days_late(seen.days_late),
        Cell::Time(seen.found_at),
        Cell::text(evidence.join(";")),
        Cell::text(&*finding.clause),
        Cell::text(&*finding.remedy),
        Cell::date(finding.deadline),
        Cell::Number(f64::from(finding.periods_in_row)),
        points(result, finding),
        Cell::text(finding.state.in_ledger()),
        Cell::date(finding.mended_on),
        Cell::text(&finding.review),
        Cell::text(remark(finding)),
    ]
}

/// 备注, and why and how long a finding is excused.
fn remark(finding: &Finding) -> String {
    let exemption = finding.exemption.as_ref().map(|it| format!("豁免：{it}"));
    let remark = Some(finding.remark.clone()).filter(|it| !it.is_empty());
    let pending = (finding.state == FindingState::Pending).then(|| "待核".to_owned());
    let parts: Vec<String> = pending.into_iter().chain(remark).chain(exemption).collect();
    parts.join("；")
}

fn days_late(days: Option<i64>) -> Cell {
    let days = days.and_then(|it| u32::try_from(it).ok()).filter(|it| 0 < *it);
    Cell::number(days.map(f64::from))
}

/// What the finding itself takes off, before the item's cap; nothing for what was taken back, could not be looked at
/// again, or was put right before this census and so did not count in it.
fn points(result: &SiteResult, finding: &Finding) -> Cell {
    let seen = &finding.observation;
    let mended_before =
        finding.state == FindingState::Mended && seen.found_at < result.run.started_at;
    let counts = !(finding.state.is_excused() || finding.is_unchecked() || mended_before);
    Cell::number(Some(seen.points).filter(|it| counts && 0.005 <= *it))
}
