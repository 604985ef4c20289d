//! The year's figures as tables: by site, by month, by problem, what changed, the ranks, and how it all is counted.

mod course;
mod publishing;
mod summary;

pub(crate) use publishing::CLASSES;
pub use summary::summary;

use crate::model::site::UnitClass;
use crate::reports::annual::figures::{Figures, Rectified};
use crate::reports::annual::problems::Problem;
use crate::reports::annual::{SiteYear, Year, words};
use crate::reports::table::{Cell, Table};
use crate::reports::{percent, plain_number};

/// All tables, in the order of the workbook.
pub fn sheets(year: &Year, figures: &Figures) -> Vec<Table> {
    vec![
        summary(year),
        publishing::by_class(year),
        publishing::by_month(year),
        course::months(year, figures),
        indicators(figures),
        changed(year),
        course::places(year),
        explanations(year),
    ]
}

fn whole(number: usize) -> Cell {
    Cell::count(number)
}

fn rate(share: Option<f64>) -> Cell {
    Cell::text(share.map(percent).unwrap_or_default())
}

fn named(number: usize, site: &SiteYear) -> Vec<Cell> {
    vec![
        whole(number),
        Cell::text(&site.site.unit),
        Cell::text(site.site.unit_class.chinese()),
        Cell::text(&site.site.name),
    ]
}

const INDICATORS: &[&str] = &[
    "指标",
    "上年结转",
    "发现问题",
    "其中反弹",
    "已整改",
    "整改率",
    "年末未整改",
    "待核",
    "误报核减豁免",
    "平均整改天数",
];

fn indicators(figures: &Figures) -> Table {
    let row = |name: &str, it: &Rectified| {
        vec![
            Cell::text(name),
            whole(it.carried),
            whole(it.found),
            whole(it.relapses),
            whole(it.mended),
            rate(it.rate()),
            whole(it.open),
            whole(it.pending),
            whole(it.excused),
            Cell::number(it.mean_days()),
        ]
    };
    let mut rows: Vec<Vec<Cell>> =
        figures.by_indicator.iter().map(|(name, it)| row(name, it)).collect();
    rows.push(row("合计", &figures.problems));
    Table { name: "问题整改按指标", headings: INDICATORS, rows }
}

const CHANGED: &[&str] =
    &["序号", "期次", "变动", "单位名称", "单位类别", "网站名称", "网站地址", "原网址"];

fn changed(year: &Year) -> Table {
    let row = |(number, it): (usize, &crate::reports::annual::Change)| {
        vec![
            whole(number),
            Cell::text(it.period.to_string()),
            Cell::text(it.kind.chinese()),
            Cell::text(&it.site.unit),
            Cell::text(it.site.unit_class.chinese()),
            Cell::text(&it.site.name),
            Cell::link(Some(it.site.home.as_str())),
            Cell::link(it.from.as_deref()),
        ]
    };
    let rows = (1..).zip(&year.changes).map(row).collect();
    Table { name: "网站变动", headings: CHANGED, rows }
}

/// How the numbers came about, a row a number.
pub fn explanations(year: &Year) -> Table {
    let rows = words::explanations(year)
        .into_iter()
        .map(|(name, text)| vec![Cell::text(name), Cell::text(text)])
        .collect();
    Table { name: "统计说明", headings: &["项目", "说明"], rows }
}

/// Classes of unit that the year has, in their order.
pub(crate) fn unit_classes(year: &Year) -> Vec<UnitClass> {
    let has = |class: &&UnitClass| year.sites.iter().any(|it| it.site.unit_class == **class);
    UnitClass::ALL.iter().filter(has).copied().collect()
}

/// Most found problems first.
pub(crate) fn leading(figures: &Figures, most: usize) -> Vec<String> {
    figures
        .by_indicator
        .iter()
        .filter(|it| 0 < it.1.found)
        .take(most)
        .map(|(name, it)| format!("{name}{}个", it.found))
        .collect()
}

/// Of a site: the indicators that came back, each once.
pub(crate) fn relapsed(site: &SiteYear, year: i32) -> Vec<&Problem> {
    site.problems.iter().filter(|it| it.counts() && it.is_relapse && it.is_found_in(year)).collect()
}

pub(crate) fn score(average: f64) -> String {
    format!("{}分", plain_number(average))
}
