//! 检查结果汇总表: every site with its conclusion, score and rank.

use crate::model::finding::{Finding, Tally};
use crate::model::verdict::Conclusion;
use crate::reports::bulletin::annexes::numbered;
use crate::reports::bulletin::charts;
use crate::reports::bulletin::classes::check_of;
use crate::reports::bulletin::words::{is_pending, problems, veto_names};
use crate::reports::clean::one_line;
use crate::reports::document::{Annex, Column, Field, Table};
use crate::reports::ranks::{change, ranks};
use crate::reports::results::{VISITS_OF_A_WEEK, in_order, notes};
use crate::reports::{Month, SiteResult, percent, plain_number};

const CHARTS: &[&str] = &["问题较多的单位", "得分"];

pub(super) fn annex(month: &Month, number: usize, notes: &[String]) -> Annex {
    let columns = Column::all(&[
        ("序号", 3, true),
        ("单位名称", 11, false),
        ("单位类别", 5, true),
        ("网站名称", 11, false),
        ("站点状态", 6, true),
        ("结论", 6, true),
        ("得分", 4, true),
        ("排名", 4, true),
        ("排名变化", 4, true),
        ("问题总数", 4, true),
        ("本期新增", 4, true),
        ("上期未改", 4, true),
        ("已整改", 4, true),
        ("可用率", 5, true),
        ("备注", 25, false),
    ]);
    let now = ranks(&month.results);
    let then = month.previous.as_ref().map(|it| ranks(&it.results));
    let rows = in_order(month)
        .into_iter()
        .enumerate()
        .map(|(index, it)| {
            let rank = now.get(it.site.key.0.as_str()).copied();
            let moved = change(rank, then.as_ref(), &it.site.key.0);
            result_row(index + 1, it, rank, moved)
        })
        .collect();
    Annex {
        number,
        title: format!("{}政府网站检查结果汇总表", month.period.chinese()),
        wide: true,
        charts: CHARTS.iter().filter_map(|it| charts::chart(it, month)).collect(),
        tables: vec![Table { heading: String::new(), columns, rows }],
        notes: numbered(notes),
    }
}

fn result_row(number: usize, it: &SiteResult, rank: Option<usize>, moved: String) -> Vec<Field> {
    let (site, verdict) = (&it.site, &it.verdict);
    let tally = tally(it);
    let count = |count: usize| {
        let told = verdict.conclusion != Conclusion::NotJudged;
        Field::new(if told { count.to_string() } else { String::new() })
    };
    let vetoes = veto_names(it);
    let mut remarks = Vec::new();
    if !vetoes.is_empty() {
        remarks.push(format!("单项否决：{}", vetoes.join("、")));
    }
    remarks.push(notes(it));
    remarks.retain(|it| !it.is_empty());
    vec![
        Field::new(number.to_string()),
        Field::new(&site.unit),
        Field::new(site.unit_class.chinese()),
        Field::new(&site.name),
        Field::new(verdict.state.chinese()),
        Field::new(verdict.conclusion.chinese()),
        Field::new(verdict.score.map(plain_number).unwrap_or_default()),
        Field::new(rank.map(|it| it.to_string()).unwrap_or_default()),
        Field::new(moved),
        count(tally.total),
        count(tally.new),
        count(tally.repeated),
        count(tally.mended),
        Field::new(verdict.availability.map(|(share, _)| percent(share)).unwrap_or_default()),
        Field::new(remarks.join("；")),
    ]
}

/// Without what a person has yet to confirm.
fn tally(result: &SiteResult) -> Tally {
    let told: Vec<Finding> =
        result.ledger_findings().filter(|it| !is_pending(it)).cloned().collect();
    Tally::of(&told)
}

/// Whether any availability comes from fewer visits than the rule asks for.
pub(crate) fn has_samples(month: &Month) -> bool {
    let few = |it: &SiteResult| it.verdict.availability.is_some_and(|it| it.1 < VISITS_OF_A_WEEK);
    month.results.iter().any(few)
}

/// Points, clauses and limits behind this month's problems that nobody has confirmed yet.
pub(crate) fn unconfirmed(month: &Month) -> String {
    let used = |check: &str| problems(month).any(|(_, it)| check_of(&it.observation.code) == check);
    let texts: Vec<String> = month
        .basis
        .unconfirmed
        .iter()
        .filter(|it| used(&it.check))
        .map(|it| one_line(&it.text))
        .collect();
    texts.join("；")
}
