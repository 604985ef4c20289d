//! What could not be judged, and why; what a person has yet to confirm.

use crate::model::verdict::{Conclusion, Observation};
use crate::reports::bulletin::annexes::numbered;
use crate::reports::bulletin::classes::place;
use crate::reports::bulletin::words::{did_not_open, is_pending};
use crate::reports::clean::one_line;
use crate::reports::document::{Address, Annex, Column, Field, Table};
use crate::reports::results::{in_order, notes as notes_of};
use crate::reports::{Month, SiteResult};

/// Undecided matters of one site and code are one row with so many examples.
const EXAMPLES: usize = 3;

pub(super) fn annex(month: &Month, number: usize, notes: &[String]) -> Annex {
    let mut groups = Vec::new();
    let sites = unjudged(month);
    if !sites.is_empty() {
        let rows =
            sites.iter().enumerate().map(|(index, it)| unjudged_row(index + 1, it)).collect();
        groups.push(Table {
            heading: "未能判定的网站".into(),
            columns: Column::all(&[
                ("序号", 6, true),
                ("单位名称", 18, false),
                ("网站名称", 20, false),
                ("网站地址", 22, false),
                ("站点状态", 10, true),
                ("原因", 24, false),
            ]),
            rows,
        });
    }
    let rows = matters(month);
    if !rows.is_empty() {
        groups.push(Table {
            heading: "未能判定的事项".into(),
            columns: Column::all(&[
                ("序号", 6, true),
                ("单位名称", 18, false),
                ("网站名称", 20, false),
                ("事项", 56, false),
            ]),
            rows,
        });
    }
    Annex {
        number,
        title: "未能判定的网站和事项".into(),
        wide: false,
        charts: Vec::new(),
        tables: groups,
        notes: numbered(notes),
    }
}

pub(super) fn unjudged(month: &Month) -> Vec<&SiteResult> {
    in_order(month)
        .into_iter()
        .filter(|it| it.verdict.conclusion == Conclusion::NotJudged)
        .collect()
}

fn unjudged_row(number: usize, it: &SiteResult) -> Vec<Field> {
    let told = notes_of(it);
    let mut reasons: Vec<String> = Vec::new();
    if !told.contains("抽测") && did_not_open(it) {
        reasons.push("抽测时首页未能打开，提请核实".into());
    }
    reasons.push(told);
    reasons.retain(|it| !it.is_empty());
    if reasons.is_empty() {
        reasons.push("本期未取得足以判定的检查记录".into());
    }
    vec![
        Field::new(number.to_string()),
        Field::new(&it.site.unit),
        Field::new(&it.site.name),
        Field { text: String::new(), addresses: vec![Address::new(it.site.home.as_str())] },
        Field::new(it.verdict.state.chinese()),
        Field::new(reasons.join("；")),
    ]
}

/// What stayed undecided on sites that were judged: one row a site and code.
pub(super) fn matters(month: &Month) -> Vec<Vec<Field>> {
    let mut rows = Vec::new();
    for result in in_order(month) {
        let mut texts: Vec<String> = pending_text(result).into_iter().collect();
        if result.verdict.conclusion != Conclusion::NotJudged {
            texts.extend(undecided_texts(result));
        }
        for text in texts {
            rows.push(vec![
                Field::new((rows.len() + 1).to_string()),
                Field::new(&result.site.unit),
                Field::new(&result.site.name),
                Field::new(text),
            ]);
        }
    }
    rows
}

/// 待核, told as what it is.
fn pending_text(result: &SiteResult) -> Option<String> {
    let own: Vec<&Observation> = result
        .ledger_findings()
        .filter(|it| is_pending(it) && !it.is_unchecked())
        .map(|it| &*it.observation)
        .collect();
    (!own.is_empty()).then(|| format!("疑似问题，待人工核实：{}", told(&own)))
}

fn undecided_texts(result: &SiteResult) -> Vec<String> {
    let mut kinds: Vec<(&str, Vec<&Observation>)> = Vec::new();
    for seen in result.undecided() {
        match kinds.iter_mut().find(|(code, _)| *code == seen.code) {
            Some((_, all)) => all.push(seen),
            None => kinds.push((&seen.code, vec![seen])),
        }
    }
    kinds.sort_by_key(|(code, _)| place(code));
    let mut texts: Vec<String> = kinds.iter().map(|(_, all)| told(all)).collect();
    let unchecked = result.tally().unchecked;
    if unchecked != 0 {
        texts.push(format!("此前记录的{unchecked}个问题本期未能复核"));
    }
    texts
}

fn told(all: &[&Observation]) -> String {
    let texts: Vec<String> = all
        .iter()
        .take(EXAMPLES)
        .map(|it| one_line(&it.description).trim_end_matches('。').to_owned())
        .filter(|it| !it.is_empty())
        .collect();
    if all.len() <= EXAMPLES {
        texts.join("；")
    } else {
        format!("共{}项，例如：{}", all.len(), texts.join("；"))
    }
}
