//! 问题清单 as a workbook: one row a problem, with empty cells for the unit's answer.

use crate::model::finding::Finding;
use crate::reports::clean::one_line;
use crate::reports::table::{Cell, Table};
use crate::reports::unit::Own;
use crate::reports::xlsx::{Choice, Sheet, sheets};
use crate::reports::{ReportError, SiteResult, plain_number};

/// Name of the sheet.
pub const SHEET: &str = "问题清单";

/// The last three are the unit's.
pub const HEADINGS: &[&str] = &[
    "序号",
    "问题编号",
    "期次",
    "单位名称",
    "网站名称",
    "问题等级",
    "指标",
    "栏目名称",
    "问题描述",
    "在哪里",
    "问题页面",
    "问题链接",
    "整改要求",
    "依据条款",
    "整改时限",
    "连续期数",
    "扣分",
    "证据编号",
    "整改情况",
    "整改完成日期",
    "说明",
];

/// What a unit may answer.
pub const ANSWERS: &[&str] = &["已整改", "整改中", "有异议"];

pub(crate) fn workbook(own: &Own<'_>) -> Result<Vec<u8>, ReportError> {
    let list = table(own);
    let about = explanations(own);
    let answer = column("整改情况");
    sheets(
        &[
            Sheet {
                choices: vec![Choice { column: answer, words: ANSWERS }],
                open_from: Some(answer),
                ..Sheet::of(&list)
            },
            Sheet::of(&about),
        ],
        own.month.as_of,
    )
}

fn column(heading: &str) -> u16 {
    HEADINGS.iter().position(|it| *it == heading).and_then(|it| u16::try_from(it).ok()).unwrap_or(0)
}

fn table(own: &Own<'_>) -> Table {
    let rows = own.problems.iter().enumerate().map(|(index, (site, it))| row(index + 1, site, it));
    Table { name: SHEET, headings: HEADINGS, rows: rows.collect() }
}

fn row(number: usize, result: &SiteResult, finding: &Finding) -> Vec<Cell> {
    let (site, seen) = (&result.site, &finding.observation);
    let evidence: Vec<&str> = seen.evidence.iter().map(|it| it.0.as_str()).collect();
    vec![
        Cell::count(number),
        Cell::text(&finding.id.0),
        Cell::text(finding.period.to_string()),
        Cell::text(&site.unit),
        Cell::text(&site.name),
        Cell::text(finding.level.chinese()),
        Cell::text(&*finding.indicator),
        Cell::text(&seen.column),
        Cell::text(&seen.description),
        Cell::text(place(result, finding)),
        Cell::link(seen.page.as_deref()),
        Cell::link(seen.link.as_deref()),
        Cell::text(&*finding.remedy),
        Cell::text(&*finding.clause),
        Cell::date(finding.deadline),
        Cell::Number(f64::from(finding.periods_in_row)),
        Cell::number(Some(seen.points).filter(|it| 0.005 <= *it)),
        Cell::text(evidence.join(";")),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
    ]
}

/// The way there in words: from the home page over the column to the page.
pub(crate) fn place(result: &SiteResult, finding: &Finding) -> String {
    let seen = &finding.observation;
    let home = format!("“{}”首页", one_line(&result.site.name));
    let column = one_line(&seen.column);
    let way = if column.is_empty() { home } else { format!("{home}→“{column}”栏目") };
    match (&seen.page, &seen.link) {
        (Some(_), Some(_)) => format!("{way}→问题页面，页面上的这个链接有问题"),
        (Some(page), None) if *page != result.site.home.as_str() && column.is_empty() => {
            format!("{way}→问题页面")
        }
        _ => way,
    }
}

fn explanations(own: &Own<'_>) -> Table {
    let month = own.month;
    let contact = [one_line(&month.office.contact), one_line(&month.office.phone)];
    let contact: Vec<String> = contact.into_iter().filter(|it| !it.is_empty()).collect();
    let mut rows: Vec<(&str, String)> = vec![
        ("怎样填", "只填最后三栏。“整改情况”从下拉框中选：已整改、整改中、有异议；“整改完成日期”填改好的那一天，如 2026-11-25；“说明”写做了什么，或为什么有异议".into()),
        ("不要改动", "“问题编号”用来对上每一条问题，请不要改动或删除".into()),
        ("在哪里", "按所写的路径点过去，或直接点“问题页面”“问题链接”里的网址".into()),
        ("整改要求", "怎样改才算改好".into()),
        ("问题等级", "单项否决：网站直接判定为不合格；扣分：计入得分；提醒：不扣分，也请整改".into()),
        ("整改时限", "到这一天为止；按工作日计算，节假日不计".into()),
        ("连续期数", "连续几期检查都存在这个问题".into()),
        ("证据编号", "我办留存的当时页面的编号，有疑问时可据此调阅".into()),
        ("填完以后", format!("把这个文件发回{}", one_line(&month.office.name))),
    ];
    if !contact.is_empty() {
        rows.push(("联系", contact.join("，")));
    }
    let points: f64 = own.problems.iter().map(|(_, it)| it.observation.points).sum();
    if 0.005 <= points {
        rows.push((
            "扣分",
            format!(
                "各问题扣分之和为{}分，同一项目封顶，实际扣分见检查结果汇总表",
                plain_number(points)
            ),
        ));
    }
    let rows = rows.into_iter().map(|(what, it)| vec![Cell::text(what), Cell::text(it)]).collect();
    Table { name: "说明", headings: &["项目", "说明"], rows }
}
