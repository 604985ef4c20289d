//! One row a site: the year in a line.

use crate::model::site::ColumnClass;
use crate::reports::annual::ranks::availability;
use crate::reports::annual::tables::{rate, whole};
use crate::reports::annual::{Known, SiteYear, Year, words};
use crate::reports::table::{Cell, Table};

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
