//! A problem list that a unit filled in and sent back (反馈): its answers by 问题编号.
//!
//! Units move, rename and merge what they please; what identifies a row is its number, what answers it a known word.

mod sheets;
mod words;

use crate::model::finding::FindingId;
use crate::model::time::Period;
use crate::model::unit_answer::Statement;
use crate::register::answers::sheets::{Row, Sheet};
use crate::register::table::{clean, half_width};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};

/// What a file holds, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    pub given: Vec<Given>,
    /// Where it stands, and what is wrong with it: `“问题清单”第5行`.
    pub faults: Vec<(String, String)>,
    /// Rows that nothing was written into.
    pub blank: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub place: String,
    pub finding: FindingId,
    /// 期次 where the list still has it.
    pub period: Option<Period>,
    pub statement: Statement,
    pub done_on: Option<NaiveDate>,
    pub note: String,
}

/// Fields by their place in a row.
#[derive(Debug, Clone, Copy)]
struct Fields {
    number: usize,
    statement: usize,
    done_on: Option<usize>,
    note: Option<usize>,
    period: Option<usize>,
}

const NUMBER: &[&str] = &["问题编号", "编号"];
const STATEMENT: &[&str] = &["整改情况", "整改结果", "整改状态", "反馈情况", "反馈"];
const DONE_ON: &[&str] =
    &["整改完成日期", "整改完成时间", "完成日期", "完成时间", "整改日期", "整改时间"];
const NOTE: &[&str] = &["说明", "情况说明", "反馈说明", "整改说明", "备注"];
const PERIOD: &[&str] = &["期次"];

/// Reads the answers; `today` is what no answer may be later than.
///
/// # Errors
/// The file is no workbook or text that can be read, or holds no problem list: in Chinese, with what to do.
pub fn read(bytes: &[u8], today: NaiveDate) -> Result<Answers, String> {
    let mut answers = Answers::default();
    let mut lists = 0;
    for sheet in sheets::sheets(bytes)? {
        let Some((head, fields)) = fields(&sheet) else { continue };
        lists += 1;
        for row in &sheet.rows[head + 1..] {
            take(&sheet.name, row, fields, today, &mut answers);
        }
    }
    if lists == 0 {
        return Err("不是问题清单：没有一张工作表同时有“问题编号”和“整改情况”两栏；请使用随整改通知单发出的《问题清单》（xlsx）填写".into());
    }
    once(&mut answers);
    Ok(answers)
}

/// The row of headings and what its columns are, by name, else by what stands in them.
fn fields(sheet: &Sheet) -> Option<(usize, Fields)> {
    let first = sheet.rows.iter().position(|it| it.cells.iter().any(|it| number(it).is_some()))?;
    let body = &sheet.rows[first..];
    let width = sheet.rows.iter().map(|it| it.cells.len()).max()?;
    let most = |fits: &dyn Fn(&str) -> bool| {
        (0..width)
            .map(|at| {
                (body.iter().filter(|it| it.cells.get(at).is_some_and(|it| fits(it))).count(), at)
            })
            .filter(|(count, _)| 0 < *count)
            .max_by_key(|(count, at)| (*count, std::cmp::Reverse(*at)))
            .map(|(_, at)| at)
    };
    let head = first.checked_sub(1)?;
    let named = |names: &[&str]| {
        let top = sheet.rows[..first].iter().rev().take(3);
        names.iter().find_map(|name| {
            top.clone().find_map(|it| it.cells.iter().position(|cell| heading(cell) == *name))
        })
    };
    let fields = Fields {
        number: most(&|it| number(it).is_some())?,
        statement: named(STATEMENT).or_else(|| most(&|it| words::statement(it).is_some()))?,
        done_on: named(DONE_ON),
        note: named(NOTE),
        period: named(PERIOD),
    };
    // A list whose number column is not called so is taken by what it holds, one without any heading of ours is not.
    (named(NUMBER).is_some() || named(STATEMENT).is_some()).then_some((head, fields))
}

/// A heading without blanks, marks and remarks in brackets.
fn heading(cell: &str) -> String {
    let plain = half_width(&clean(cell));
    let bare = plain.split('(').next().unwrap_or_default();
    bare.chars().filter(|it| !it.is_whitespace() && !"*:".contains(*it)).collect()
}

/// `F` and 12 hex digits, however they are written.
fn number(cell: &str) -> Option<FindingId> {
    let plain: String =
        half_width(cell).chars().filter(|it| !it.is_whitespace() && *it != '\'').collect();
    let digits = plain.strip_prefix(['F', 'f'])?;
    let fits = digits.len() == 12 && digits.bytes().all(|it| it.is_ascii_hexdigit());
    fits.then(|| FindingId(format!("F{}", digits.to_ascii_lowercase())))
}

fn take(sheet: &str, row: &Row, fields: Fields, today: NaiveDate, answers: &mut Answers) {
    let cell = |at: Option<usize>| {
        at.and_then(|it| row.cells.get(it)).map(|it| clean(it)).unwrap_or_default()
    };
    let place = if sheet.is_empty() {
        format!("第{}行", row.number)
    } else {
        format!("“{sheet}”第{}行", row.number)
    };
    let (named, stated) = (cell(Some(fields.number)), cell(Some(fields.statement)));
    let (day, note) = (cell(fields.done_on), cell(fields.note));
    let mut fault = |text: String| answers.faults.push((place.clone(), text));
    let Some(finding) = number(&named) else {
        if named.is_empty() && words::statement(&stated).is_some() {
            fault(format!("填了“{stated}”，但没有问题编号，对不上是哪一个问题"));
        } else if named.starts_with(['F', 'f', 'Ｆ']) {
            fault(format!("问题编号“{named}”不完整或被改动；请照原清单填写"));
        }
        return;
    };
    if stated.is_empty() && day.is_empty() && note.is_empty() {
        answers.blank += 1;
        return;
    }
    if stated.is_empty() {
        return fault(
            "填了完成日期或说明，但“整改情况”没有选；请从已整改、整改中、有异议中选".into(),
        );
    }
    let Some(statement) = words::statement(&stated) else {
        return fault(format!("“整改情况”填的是“{stated}”；只能填已整改、整改中或有异议"));
    };
    let done_on = match (day.is_empty(), words::date(&day, today)) {
        (true, _) => None,
        (false, None) => {
            return fault(format!(
                "“整改完成日期”填的是“{day}”，看不出是哪一天；请写成 2026-11-25"
            ));
        }
        (false, Some(day)) if today < day && statement == Statement::Mended => {
            return fault(format!("“整改完成日期”{day} 在今天之后，不能算已整改"));
        }
        (false, day) => day,
    };
    let period = half_width(&cell(fields.period)).parse().ok();
    answers.given.push(Given { place, finding, period, statement, done_on, note });
}

/// A finding that stands twice with different answers is not guessed at.
fn once(answers: &mut Answers) {
    let mut all: BTreeMap<&FindingId, Vec<&Given>> = BTreeMap::new();
    for it in &answers.given {
        all.entry(&it.finding).or_default().push(it);
    }
    let said = |it: &Given| (it.statement, it.done_on, it.note.clone());
    let mut apart: HashMap<FindingId, String> = HashMap::new();
    for (finding, rows) in all {
        if rows.iter().any(|it| said(it) != said(rows[0])) {
            let places: Vec<&str> = rows.iter().map(|it| it.place.as_str()).collect();
            apart.insert(finding.clone(), places.join("、"));
        }
    }
    let mut seen = Vec::new();
    let mut kept = Vec::new();
    for it in std::mem::take(&mut answers.given) {
        if let Some(places) = apart.get(&it.finding) {
            let text = format!("问题编号{}填了不止一次，内容不同（{places}）", it.finding);
            answers.faults.push((it.place, text));
        } else if !seen.contains(&it.finding) {
            seen.push(it.finding.clone());
            kept.push(it);
        }
    }
    answers.given = kept;
}
