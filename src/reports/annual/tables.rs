//! The year's figures as tables: by site, by month, by problem, what changed, the ranks, and how it all is counted.

use crate::model::site::{ColumnClass, UnitClass};
use crate::reports::annual::figures::{Figures, Rectified};
use crate::reports::annual::problems::Problem;
use crate::reports::annual::ranks::availability;
use crate::reports::annual::{Known, SiteYear, Year, words};
use crate::reports::table::{Cell, Table};
use crate::reports::{percent, plain_number};

const SUMMARY: &[&str] = &[
    "序号",
    "年度",
    "单位名称",
    "单位类别",
    "网站名称",
    "网站标识码",
    "网站地址",
    "年末状态",
    "检查期数",
    "可判定期数",
    "合格期数",
    "不合格期数",
    "平均得分",
    "年度排名",
    "可用率",
    "可用率访问次数",
    "信息发布数",
    "发布数说明",
    "收到留言",
    "已答复",
    "未答复",
    "答复情况不明",
    "答复率",
    "按时答复率",
    "在线访谈",
    "调查征集",
    "政策解读",
    "上年结转问题",
    "发现问题",
    "其中反弹",
    "已整改",
    "整改率",
    "年末未整改",
    "其中未到时限",
    "待核",
    "误报核减豁免",
    "平均整改天数",
    "备注",
];

/// One row a site: the table that is written where only one can be.
pub fn summary(year: &Year) -> Table {
    let rows =
        (1..).zip(&year.sites).map(|(number, site)| summary_row(number, year, site)).collect();
    Table { name: "年度汇总表", headings: SUMMARY, rows }
}

/// All tables, in the order of the workbook.
pub fn sheets(year: &Year, figures: &Figures) -> Vec<Table> {
    vec![
        summary(year),
        by_class(year),
        by_month(year),
        months(year, figures),
        indicators(figures),
        changed(year),
        places(year),
        explanations(year),
    ]
}

fn whole(number: usize) -> Cell {
    Cell::count(number)
}

fn rate(share: Option<f64>) -> Cell {
    Cell::text(share.map(percent).unwrap_or_default())
}

fn summary_row(number: usize, year: &Year, site: &SiteYear) -> Vec<Cell> {
    let (course, replies) = (site.course(), &site.replies);
    let rectified = site.rectified(year.year, year.until);
    let opened = availability(&site.months);
    let class = |class| Known::cell(site.publishing.classes.get(&class).copied());
    let answers = |number| replies.received.map_or(Cell::Empty, |_| whole(number));
    let judged = |number| if 0 < course.seen { whole(number) } else { Cell::Empty };
    vec![
        whole(number),
        Cell::text(year.year.to_string()),
        Cell::text(&site.site.unit),
        Cell::text(site.site.unit_class.chinese()),
        Cell::text(&site.site.name),
        Cell::text(site.site.site_code.clone().unwrap_or_default()),
        Cell::link(Some(site.site.home.as_str())),
        Cell::text(site.status.map_or("已移出清单", |it| it.chinese())),
        whole(course.seen),
        judged(course.judged),
        judged(course.qualified),
        judged(course.judged - course.qualified),
        Cell::number(course.average),
        site.rank.map_or(Cell::Empty, whole),
        rate(opened.map(|it| it.0)),
        opened.map_or(Cell::Empty, |it| whole(it.1)),
        Known::cell(site.publishing.total),
        Cell::text(words::bound(site)),
        Known::cell(replies.received),
        answers(replies.answered),
        answers(replies.unanswered),
        answers(replies.unknown),
        rate(replies.rate()),
        rate(replies.rate_in_time()),
        class(ColumnClass::Interview),
        class(ColumnClass::Survey),
        class(ColumnClass::Interpretation),
        whole(rectified.carried),
        whole(rectified.found),
        whole(rectified.relapses),
        whole(rectified.mended),
        rate(rectified.rate()),
        whole(rectified.open),
        whole(rectified.in_time),
        whole(rectified.pending),
        whole(rectified.excused),
        Cell::number(rectified.mean_days()),
        Cell::text(words::remark(year, site)),
    ]
}

/// The classes whose columns publish; the order is that of the headings below.
const CLASSES: [ColumnClass; 12] = [
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

fn by_class(year: &Year) -> Table {
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

fn by_month(year: &Year) -> Table {
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

fn named(number: usize, site: &SiteYear) -> Vec<Cell> {
    vec![
        whole(number),
        Cell::text(&site.site.unit),
        Cell::text(site.site.unit_class.chinese()),
        Cell::text(&site.site.name),
    ]
}

const MONTHS: &[&str] = &[
    "月份",
    "网站数",
    "合格",
    "不合格",
    "无法判定",
    "不参评",
    "合格率",
    "发现问题",
    "其中反弹",
    "已整改",
    "说明",
];

fn months(year: &Year, figures: &Figures) -> Table {
    let row = |month: u32| {
        let name = Cell::text(format!("{}-{month:02}", year.year));
        let Some(it) = figures.months.get(&month) else {
            let mended = figures.mended_between.get(&month).copied();
            let mut row = vec![name];
            row.extend(std::iter::repeat_n(Cell::Empty, 8));
            row.push(mended.map_or(Cell::Empty, whole));
            row.push(Cell::text("本月没有检查"));
            return row;
        };
        vec![
            name,
            whole(it.sites()),
            whole(it.qualified),
            whole(it.unqualified),
            whole(it.not_judged),
            whole(it.not_rated),
            rate(it.pass_rate()),
            whole(it.found),
            whole(it.relapses),
            whole(it.mended),
            Cell::text(if it.pass_rate().is_none() { "没有可判定的网站" } else { "" }),
        ]
    };
    Table { name: "各月情况", headings: MONTHS, rows: (1..=12).map(row).collect() }
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

const PLACES: &[&str] = &[
    "单位类别",
    "年度排名",
    "单位名称",
    "网站名称",
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
    "合格期数",
    "可判定期数",
    "平均得分",
    "说明",
];

/// By class; the ranked first.
fn places(year: &Year) -> Table {
    let mut sites: Vec<&SiteYear> = year.sites.iter().collect();
    sites.sort_by_key(|it| (it.site.unit_class, it.rank.is_none(), it.rank));
    let row = |site: &SiteYear| {
        let course = site.course();
        let mut row = vec![
            Cell::text(site.site.unit_class.chinese()),
            site.rank.map_or(Cell::Empty, whole),
            Cell::text(&site.site.unit),
            Cell::text(&site.site.name),
        ];
        row.extend(site.months.iter().map(|it| Cell::text(words::place(it.as_ref()))));
        row.extend([
            if 0 < course.judged { whole(course.qualified) } else { Cell::Empty },
            whole(course.judged),
            Cell::number(course.average),
            Cell::text(words::unranked(site, year.periods.len())),
        ]);
        row
    };
    Table { name: "全年排名", headings: PLACES, rows: sites.into_iter().map(row).collect() }
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
