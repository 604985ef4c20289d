//! The draft of the work summary: sentences with the year's figures, and the tables behind them.

mod chapters;
mod charts;
mod problems;
mod ranking;

pub use charts::charts;

use crate::model::time::chinese_date;
use crate::reports::annual::document::chapters::chapters;
use crate::reports::annual::figures::Figures;
use crate::reports::annual::{Year, tables, words};
use crate::reports::clean::one_line;
use crate::reports::document::{Annex, Column, Document, Field, Table};
use crate::reports::table;

/// 草稿 always: it is for a person to complete.
pub fn document(year: &Year, figures: &Figures) -> Document {
    let office = one_line(&year.office.name);
    let mut title = vec![format!("{}年政府网站工作总结", year.year)];
    if year.is_running {
        title.push(format!("（截至{}）", chinese_date(year.until)));
    }
    if !office.is_empty() {
        title.insert(0, office.clone());
    }
    Document {
        draft_note: "草稿　本稿由系统根据历次检查记录自动生成，请复核并补充后使用".into(),
        title,
        opening: vec![opening(year)],
        chapters: chapters(year, figures),
        closing: vec!["【请补充：主要做法和成效、存在的不足、下一步工作打算】".into()],
        annexes: annexes(year, figures),
        signature: office,
        date: chinese_date(year.until),
        ..Document::default()
    }
}

fn opening(year: &Year) -> String {
    let held: Vec<u32> = year.periods.iter().map(|it| it.month).collect();
    let missing = words::missing(year);
    let without = if missing.is_empty() {
        String::new()
    } else {
        format!("{}没有检查记录，", words::months(&missing))
    };
    let scope = if year.only.is_empty() {
        "全县政府网站".to_owned()
    } else {
        words::named(&year.only.iter().map(|it| one_line(it)).collect::<Vec<_>>(), 3, "单位")
    };
    let whole = if year.is_running { "截至目前" } else { "全年" };
    format!(
        "{}年，对{scope}{whole}共开展{}期检查（{}），{without}数据截至{}。现将有关情况总结如下：",
        year.year,
        held.len(),
        words::months(&held),
        chinese_date(year.until)
    )
}

fn annexes(year: &Year, figures: &Figures) -> Vec<Annex> {
    let sheets = tables::sheets(year, figures);
    let find = |name: &str| sheets.iter().find(|it| it.name == name);
    let mut annexes = Vec::new();
    for (name, columns) in ANNEXES {
        let Some(sheet) = find(name).filter(|it| !it.rows.is_empty()) else { continue };
        annexes.push(Annex {
            number: annexes.len() + 1,
            title: (*name).into(),
            wide: *name != "统计说明" && *name != "问题整改按指标",
            tables: vec![printed(sheet, columns)],
            ..Annex::default()
        });
    }
    annexes
}

/// A table, and its headings that fit onto a page with their shares of the width, centred or not.
type Printed = (&'static str, &'static [(&'static str, u32, bool)]);

const ANNEXES: &[Printed] = &[
    (
        "年度汇总表",
        &[
            ("序号", 4, true),
            ("单位名称", 16, false),
            ("年末状态", 6, true),
            ("可判定期数", 6, true),
            ("合格期数", 6, true),
            ("平均得分", 7, true),
            ("年度排名", 6, true),
            ("可用率", 7, true),
            ("信息发布数", 8, true),
            ("答复率", 7, true),
            ("发现问题", 6, true),
            ("已整改", 6, true),
            ("整改率", 8, true),
            ("年末未整改", 7, true),
        ],
    ),
    (
        "各月情况",
        &[
            ("月份", 11, true),
            ("网站数", 8, true),
            ("合格", 8, true),
            ("不合格", 8, true),
            ("无法判定", 9, true),
            ("不参评", 8, true),
            ("合格率", 9, true),
            ("发现问题", 8, true),
            ("其中反弹", 8, true),
            ("已整改", 8, true),
            ("说明", 15, false),
        ],
    ),
    (
        "信息发布按栏目类别",
        &[
            ("序号", 5, true),
            ("单位名称", 18, false),
            ("合计", 7, true),
            ("动态要闻", 7, true),
            ("通知公告", 7, true),
            ("政策文件", 7, true),
            ("政策解读", 7, true),
            ("人事信息", 7, true),
            ("规划计划", 7, true),
            ("应更新", 7, true),
            ("调查征集", 7, true),
            ("在线访谈", 7, true),
            ("办事服务", 7, true),
        ],
    ),
    (
        "问题整改按指标",
        &[
            ("指标", 28, false),
            ("上年结转", 9, true),
            ("发现问题", 9, true),
            ("其中反弹", 9, true),
            ("已整改", 9, true),
            ("整改率", 12, true),
            ("年末未整改", 11, true),
            ("平均整改天数", 13, true),
        ],
    ),
    (
        "全年排名",
        &[
            ("单位类别", 8, true),
            ("年度排名", 5, true),
            ("单位名称", 17, false),
            ("1月", 5, true),
            ("2月", 5, true),
            ("3月", 5, true),
            ("4月", 5, true),
            ("5月", 5, true),
            ("6月", 5, true),
            ("7月", 5, true),
            ("8月", 5, true),
            ("9月", 5, true),
            ("10月", 5, true),
            ("11月", 5, true),
            ("12月", 5, true),
            ("平均得分", 10, true),
        ],
    ),
    ("统计说明", &[("项目", 20, false), ("说明", 80, false)]),
];

fn printed(sheet: &table::Table, columns: &[(&str, u32, bool)]) -> Table {
    let places: Vec<Option<usize>> = columns
        .iter()
        .map(|(name, _, _)| sheet.headings.iter().position(|it| it == name))
        .collect();
    let rows = sheet
        .rows
        .iter()
        .map(|row| {
            places
                .iter()
                .map(|at| {
                    Field::new(
                        at.and_then(|it| row.get(it)).map(table::Cell::shown).unwrap_or_default(),
                    )
                })
                .collect()
        })
        .collect();
    Table { heading: String::new(), columns: Column::all(columns), rows }
}
