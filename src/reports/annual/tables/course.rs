//! How the year went from month to month: the county, and each site's place.

use crate::reports::annual::figures::Figures;
use crate::reports::annual::tables::{rate, whole};
use crate::reports::annual::{SiteYear, Year, words};
use crate::reports::table::{Cell, Table};

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

pub(super) fn months(year: &Year, figures: &Figures) -> Table {
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
pub(super) fn places(year: &Year) -> Table {
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
