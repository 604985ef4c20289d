//! The results (检查结果汇总表): one row a site, headings as other programs expect them.

use crate::reports::ledger::register_order;
use crate::reports::ranks::{change, ranks};
use crate::reports::table::{Cell, Table};
use crate::reports::{Month, SiteResult, percent};
use std::collections::HashMap;

pub const HEADINGS: &[&str] = &[
    "序号",
    "期次",
    "单位名称",
    "单位类别",
    "网站名称",
    "网站标识码",
    "网站地址",
    "站点状态",
    "结论",
    "得分",
    "否决项",
    "问题总数",
    "本期新增",
    "上期未改",
    "已整改",
    "页面数",
    "链接数",
    "首页最新更新",
    "可用率",
    "排名",
    "排名变化",
    "备注",
];

/// Fewer visits than the rule of one week asks for (20 a day) are a sample.
pub(crate) const VISITS_OF_A_WEEK: usize = 140;

/// All sites of the period, by class of unit, then unit and site in the register's order.
pub fn results(month: &Month) -> Table {
    let now = ranks(&month.results);
    let then = month.previous.as_ref().map(|it| ranks(&it.results));
    let rows = in_order(month)
        .into_iter()
        .enumerate()
        .map(|(index, result)| row(index + 1, month, result, (&now, then.as_ref())))
        .collect();
    Table { name: "检查结果汇总表", headings: HEADINGS, rows }
}

/// The sites as the tables list them.
pub(crate) fn in_order(month: &Month) -> Vec<&SiteResult> {
    let order = register_order(month);
    let mut sites: Vec<&SiteResult> = month.results.iter().collect();
    sites.sort_by_key(|it| (it.site.unit_class, order[&it.site.key.0]));
    sites
}

type Ranks<'a> = (&'a HashMap<&'a str, usize>, Option<&'a HashMap<&'a str, usize>>);

fn row(number: usize, month: &Month, result: &SiteResult, (now, then): Ranks<'_>) -> Vec<Cell> {
    let (site, verdict) = (&result.site, &result.verdict);
    let tally = result.tally();
    let rank = now.get(site.key.0.as_str()).copied();
    vec![
        Cell::count(number),
        Cell::text(month.period.to_string()),
        Cell::text(&site.unit),
        Cell::text(site.unit_class.chinese()),
        Cell::text(&site.name),
        Cell::text(site.site_code.clone().unwrap_or_default()),
        Cell::link(Some(site.home.as_str())),
        Cell::text(verdict.state.chinese()),
        Cell::text(verdict.conclusion.chinese()),
        Cell::number(verdict.score),
        Cell::text(verdict.vetoes.join(";")),
        Cell::count(tally.total),
        Cell::count(tally.new),
        Cell::count(tally.repeated),
        Cell::count(tally.mended),
        Cell::count(verdict.pages),
        Cell::count(verdict.links),
        Cell::date(verdict.home_newest),
        Cell::text(verdict.availability.map(|(share, _)| percent(share)).unwrap_or_default()),
        rank.map_or(Cell::Empty, Cell::count),
        Cell::text(change(rank, then, &site.key.0)),
        Cell::text(remark(result)),
    ]
}

/// The verdict's notes, the sample behind the availability unless a note tells it, and what was not looked at again.
fn remark(result: &SiteResult) -> String {
    let mut text = notes(result);
    if let Some((_, visits)) = result.verdict.availability
        && visits < VISITS_OF_A_WEEK
        && !text.contains("抽测")
    {
        let gap = if text.is_empty() { "" } else { "；" };
        text = format!("{text}{gap}可用率为抽测结果（访问{visits}次）");
    }
    text
}

/// The verdict's notes, and what was not looked at again.
pub(crate) fn notes(result: &SiteResult) -> String {
    let mut notes = result.verdict.notes.clone();
    let unchecked = result.tally().unchecked;
    if unchecked != 0 {
        notes.push(format!("此前记录的{unchecked}个问题本期未能复核"));
    }
    notes.iter().map(|it| it.trim_end_matches('。')).collect::<Vec<_>>().join("；")
}
