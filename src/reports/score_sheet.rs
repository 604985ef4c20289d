//! 评分明细: the official table row by row for one site: what the program found, what only a person can fill in, and the
//! arithmetic from the full score to the score.

use crate::model::finding::Finding;
use crate::model::profile::{How, Indicator, IndicatorTable, Part, Profile};
use crate::model::rule::{Level, ScoreSheet, Sureness};
use crate::model::verdict::{Conclusion, Deduction, Verdict};
use crate::reports::table::{Cell, Table};
use crate::reports::{Month, SiteResult, plain_number};
use std::fmt::Write;

/// What a sheet is read against.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    pub about: &'a Profile,
    pub sheet: &'a ScoreSheet,
    pub indicators: &'a IndicatorTable,
}

/// How a row of the official table stands for one site.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetRow<'a> {
    pub indicator: &'a Indicator,
    /// 通过, 发现N个, 未能判定, 待人工检查, 不参评 …
    pub state: RowState,
    /// What was found, excused findings apart.
    pub found: usize,
    pub excused: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowState {
    Passed,
    Found,
    NotJudged,
    /// Nothing that the program could say, and nobody has filled it in.
    ByHand,
    /// The site or its group is not scored.
    NotRated,
}

impl RowState {
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Passed => "未发现问题",
            Self::Found => "有问题",
            Self::NotJudged => "未能判定",
            Self::ByHand => "待人工填写",
            Self::NotRated => "不检查",
        }
    }
}

pub const HEADINGS: &[&str] = &[
    "单位名称",
    "网站名称",
    "部分",
    "类别",
    "指标",
    "判定标准",
    "标准把握程度",
    "由谁检查",
    "情况",
    "问题数",
    "豁免等",
    "扣分合计",
    "本项封顶",
    "实际扣分",
    "人工检查代码",
    "人工检查内容",
];

/// The rows of one site, in the order of the official table.
pub fn rows<'a>(result: &SiteResult, rules: Rules<'a>) -> Vec<SheetRow<'a>> {
    rules.indicators.rows.iter().map(|it| row(result, it)).collect()
}

fn row<'a>(result: &SiteResult, indicator: &'a Indicator) -> SheetRow<'a> {
    let of_row = |it: &&Finding| speaks_of(indicator, &it.observation.code);
    let at_level = |it: &&Finding| match indicator.part {
        Part::Veto => it.level == Level::Veto,
        Part::Deduction => {
            it.level == Level::Deduct && of_item(indicator, it.observation.item.as_deref())
        }
        _ => true,
    };
    let found = result.open_findings().filter(of_row).filter(at_level).count();
    let excused = result
        .ledger_findings()
        .filter(|it| it.state.is_excused())
        .filter(of_row)
        .filter(at_level)
        .count();
    let is_open = result.undecided().any(|it| speaks_of(indicator, &it.code));
    let left_out = result.verdict.arithmetic.stretch.as_ref();
    let state = if 0 < found {
        RowState::Found
    } else if result.verdict.conclusion == Conclusion::NotRated
        || left_out.is_some_and(|it| it.group == indicator.group)
    {
        RowState::NotRated
    } else if indicator.how == How::ByHand && !is_in_order(result, indicator) {
        RowState::ByHand
    } else if is_open || result.verdict.conclusion == Conclusion::NotJudged {
        RowState::NotJudged
    } else {
        RowState::Passed
    };
    SheetRow { indicator, state, found, excused }
}

/// Whether a finding of `code` answers the row; an undecided one may bear its whole check's name.
fn speaks_of(indicator: &Indicator, code: &str) -> bool {
    let of_check = |it: &String| it.split('.').next() == Some(code);
    indicator.codes.iter().any(|it| it == code || of_check(it))
        || indicator.by_hand.as_ref().is_some_and(|it| it.code == code)
}

fn is_in_order(result: &SiteResult, indicator: &Indicator) -> bool {
    let hand = indicator.by_hand.as_ref();
    hand.is_some_and(|it| result.verdict.in_order_by_hand.contains(&it.code))
}

/// Rows of one code may stand for several items of the sheet; the row then bears the item's name.
fn of_item(indicator: &Indicator, item: Option<&str>) -> bool {
    let Some(item) = item else { return false };
    let own = indicator.by_hand.as_ref().and_then(|it| it.item.as_deref());
    item == indicator.name || own == Some(item) || indicator.items.iter().any(|it| it == item)
}

/// One row a site and indicator, for the workbook of the results.
pub fn table(month: &Month, rules: Rules<'_>) -> Table {
    let mut all = Vec::new();
    for result in &month.results {
        for row in rows(result, rules) {
            all.push(cells(result, &row));
        }
    }
    Table { name: "评分明细", headings: HEADINGS, rows: all }
}

fn cells(result: &SiteResult, row: &SheetRow<'_>) -> Vec<Cell> {
    let it = row.indicator;
    let deduction = deduction_of(&result.verdict, it);
    let hand = it.by_hand.as_ref();
    vec![
        Cell::text(&result.site.unit),
        Cell::text(&result.site.name),
        Cell::text(it.part.chinese()),
        Cell::text(&it.group),
        Cell::text(&it.name),
        Cell::text(&it.standard),
        Cell::text(it.sureness.chinese()),
        Cell::text(it.how.chinese()),
        Cell::text(row.state.chinese()),
        Cell::number((0 < row.found).then(|| count(row.found))),
        Cell::number((0 < row.excused).then(|| count(row.excused))),
        Cell::number(deduction.map(|it| it.sum)),
        Cell::number(deduction.and_then(|it| it.cap)),
        Cell::number(deduction.map(Deduction::taken)),
        Cell::text(hand.map(|it| it.code.clone()).unwrap_or_default()),
        Cell::text(hand.map(|it| it.look_at.clone()).unwrap_or_default()),
    ]
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// What the row's item loses. The official table may give one item several rows: the first bears its name.
fn deduction_of<'a>(verdict: &'a Verdict, indicator: &Indicator) -> Option<&'a Deduction> {
    let is_it = |it: &&Deduction| indicator.part == Part::Deduction && it.item == indicator.name;
    verdict.deductions.iter().find(is_it)
}

/// For the terminal: vetoes, each item with its lines, the sum, and what waits for a person.
pub fn text(result: &SiteResult, rules: Rules<'_>, clause: &dyn Fn(&str) -> String) -> String {
    let verdict = &result.verdict;
    let mut text = String::new();
    let score = verdict.score.map_or("无".to_owned(), plain_number);
    let _ = writeln!(text, "{}  {}  {}", result.site.unit, result.site.name, result.site.home);
    let _ = writeln!(
        text,
        "结论：{}    得分：{score}    规则集：{}《{}》（{}）",
        verdict.conclusion, rules.about.document, rules.about.title, rules.about.sureness
    );
    let all = rows(result, rules);
    vetoes(&mut text, &all);
    if verdict.score.is_some() {
        deductions(&mut text, verdict, rules, clause);
        sum(&mut text, verdict, rules);
    } else if !verdict.vetoes.is_empty() {
        text.push_str("\n有单项否决，不再评分。\n");
    } else {
        let _ = writeln!(text, "\n{}，不评分。", verdict.conclusion);
    }
    by_hand(&mut text, &all);
    text
}

fn vetoes(text: &mut String, all: &[SheetRow<'_>]) {
    text.push_str("\n一、单项否决\n");
    for row in all.iter().filter(|it| it.indicator.part == Part::Veto) {
        let excused = match row.excused {
            0 => String::new(),
            excused => format!("（另有{excused}个已豁免、核减或认定误报）"),
        };
        let _ = writeln!(text, "  [{}] {}{excused}", row.state.chinese(), row.indicator.name);
    }
}

fn deductions(
    text: &mut String,
    verdict: &Verdict,
    rules: Rules<'_>,
    clause: &dyn Fn(&str) -> String,
) {
    text.push_str("\n二、扣分\n");
    for group in &rules.sheet.groups {
        let of_group: Vec<_> =
            verdict.deductions.iter().filter(|it| it.group == group.name).collect();
        let worth = group.points.map(|it| format!("（{}分）", plain_number(it)));
        let left_out = verdict.arithmetic.stretch.as_ref().is_some_and(|it| it.group == group.name);
        let said = match (left_out, of_group.is_empty()) {
            (true, _) => "：没有对外服务职责，不检查",
            (false, true) => "：不扣分",
            _ => "",
        };
        let _ = writeln!(text, "  {}{}{said}", group.name, worth.unwrap_or_default());
        for item in of_group {
            item_lines(text, item, rules, clause);
        }
    }
}

fn item_lines(
    text: &mut String,
    item: &Deduction,
    rules: Rules<'_>,
    clause: &dyn Fn(&str) -> String,
) {
    let cap = item.cap.map_or("不封顶".to_owned(), |it| format!("封顶{}分", plain_number(it)));
    let sure = rules.sheet.groups.iter().flat_map(|it| &it.items).find(|it| it.name == item.item);
    let doubt = match sure.map(|it| it.sureness) {
        Some(Sureness::Confirmed) | None => String::new(),
        Some(other) => format!("，分值{other}"),
    };
    let _ = writeln!(
        text,
        "    {}：{}个问题，合计{}分，{cap}{doubt}，扣{}分",
        item.item,
        item.count,
        plain_number(item.sum),
        plain_number(item.taken())
    );
    for line in &item.lines {
        let twice = match line.not_twice {
            0 => String::new(),
            repeated => format!("；另有{repeated}个已在其他项扣分，不重复扣"),
        };
        let _ = writeln!(
            text,
            "      {} {}个，{}分{twice}    {}",
            line.code,
            line.count,
            plain_number(line.points),
            clause(&line.code)
        );
    }
}

fn sum(text: &mut String, verdict: &Verdict, rules: Rules<'_>) {
    let arithmetic = &verdict.arithmetic;
    let taken: f64 = verdict.deductions.iter().map(Deduction::taken).sum();
    let full = plain_number(arithmetic.full);
    text.push_str("\n三、得分\n");
    let _ = match &arithmetic.stretch {
        None => writeln!(
            text,
            "  {full} - {} = {}",
            plain_number(taken),
            plain_number(arithmetic.deducted)
        ),
        Some(it) => writeln!(
            text,
            "  {}（不含{}）- {} = {}；折算 {} × {full} ÷ {} = {}",
            plain_number(it.worth),
            it.group,
            plain_number(taken),
            plain_number(it.left),
            plain_number(it.left),
            plain_number(it.worth),
            plain_number(arithmetic.deducted)
        ),
    };
    if !arithmetic.bonuses.is_empty() {
        let names: Vec<String> = arithmetic
            .bonuses
            .iter()
            .map(|it| format!("{} {}", it.name, plain_number(it.points)))
            .collect();
        let why = match &rules.sheet.bonus {
            None => "本规则集没有加分".to_owned(),
            Some(rule) if arithmetic.deducted <= rule.above => {
                format!("得分未超过{}，不加分", plain_number(rule.above))
            }
            Some(rule) => format!(
                "封顶{}分，加{}分",
                plain_number(rule.cap),
                plain_number(arithmetic.bonus_taken)
            ),
        };
        let _ = writeln!(text, "  加分：{}；{why}", names.join("，"));
    }
    let score = verdict.score.map(plain_number).unwrap_or_default();
    let _ = writeln!(text, "  得分 {score}（低于{}分为不合格）", plain_number(rules.sheet.pass));
}

fn by_hand(text: &mut String, all: &[SheetRow<'_>]) {
    let open: Vec<_> = all.iter().filter(|it| it.state == RowState::ByHand).collect();
    if open.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "\n待人工填写 {} 项（有问题的用 pucha findings add --code 代码 记入，没有问题的留空）",
        open.len()
    );
    for row in open {
        if let Some(hand) = &row.indicator.by_hand {
            let _ = writeln!(
                text,
                "  {}  {}·{}：{}",
                hand.code, row.indicator.part, row.indicator.name, hand.look_at
            );
        }
    }
}
