//! What the sites published, by class of column and by month.

use crate::model::site::ColumnClass;
use crate::reports::annual::tables::named;
use crate::reports::annual::{Known, SiteYear, Year, words};
use crate::reports::table::{Cell, Table};

/// The classes whose columns publish; the order is that of the headings below.
pub(crate) const CLASSES: [ColumnClass; 12] = [
    ColumnClass::News,
    ColumnClass::Notices,
    ColumnClass::PolicyFiles,
    ColumnClass::Interpretation,
    ColumnClass::Personnel,
    ColumnClass::Plans,
    ColumnClass::ShouldUpdate,
    ColumnClass::Survey,
    ColumnClass::Interview,
    ColumnClass::Services,
    ColumnClass::Yearly,
    ColumnClass::Event,
];

const BY_CLASS: &[&str] = &[
    "序号",
    "单位名称",
    "单位类别",
    "网站名称",
    "合计",
    "动态要闻",
    "通知公告",
    "政策文件",
    "政策解读",
    "人事信息",
    "规划计划",
    "应更新",
    "调查征集",
    "在线访谈",
    "办事服务",
    "年度",
    "事件",
    "说明",
];

pub(super) fn by_class(year: &Year) -> Table {
    let row = |(number, site): (usize, &SiteYear)| {
        let mut row = named(number, site);
        row.push(Known::cell(site.publishing.total));
        let classes =
            CLASSES.iter().map(|it| Known::cell(site.publishing.classes.get(it).copied()));
        row.extend(classes);
        row.push(Cell::text(words::class_bound(site)));
        row
    };
    let rows = (1..).zip(&year.sites).map(row).collect();
    Table { name: "信息发布按栏目类别", headings: BY_CLASS, rows }
}

const BY_MONTH: &[&str] = &[
    "序号",
    "单位名称",
    "单位类别",
    "网站名称",
    "合计",
    "1月",
    "2月",
    "3月",
    "4月",
    "5月",
    "6月",
    "7月",
    "8月",
    "9月",
    "10月",
    "11月",
    "12月",
    "说明",
];

pub(super) fn by_month(year: &Year) -> Table {
    let row = |(number, site): (usize, &SiteYear)| {
        let mut row = named(number, site);
        row.push(Known::cell(site.publishing.total));
        row.extend(site.publishing.months.iter().map(|it| Known::cell(*it)));
        row.push(Cell::text(words::bound(site)));
        row
    };
    let rows = (1..).zip(&year.sites).map(row).collect();
    Table { name: "信息发布按月", headings: BY_MONTH, rows }
}
