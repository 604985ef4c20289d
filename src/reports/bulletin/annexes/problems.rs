//! 问题清单: every problem, by unit, then clause and remedy of each indicator.

use crate::model::finding::Finding;
use crate::reports::Month;
use crate::reports::bulletin::classes::place;
use crate::reports::bulletin::words::{problems, problems_of};
use crate::reports::clean::one_line;
use crate::reports::document::{Address, Annex, Column, Field, Table};
use crate::reports::results::in_order;

pub(super) fn annex(month: &Month, number: usize) -> Annex {
    let mut groups = Vec::new();
    for result in in_order(month) {
        let mut found: Vec<&Finding> = problems_of(result).collect();
        if found.is_empty() {
            continue;
        }
        found.sort_by_key(|it| {
            let seen = &it.observation;
            (it.level, place(&seen.code), &seen.code, &seen.column, &seen.subject)
        });
        let name = one_line(&result.site.name);
        let heading = format!("{}（{name}，{}个问题）", one_line(&result.site.unit), found.len());
        let rows = found.iter().enumerate().map(|(index, it)| problem_row(index + 1, it)).collect();
        groups.push(Table { heading, columns: problem_columns(), rows });
    }
    groups.push(remedies(month));
    Annex {
        number,
        title: format!("{}政府网站问题清单", month.period.chinese()),
        wide: true,
        charts: Vec::new(),
        tables: groups,
        notes: Vec::new(),
    }
}

fn problem_columns() -> Vec<Column> {
    Column::all(&[
        ("序号", 4, true),
        ("指标", 12, false),
        ("等级", 6, true),
        ("问题描述", 30, false),
        ("问题页面和链接", 23, false),
        ("整改时限", 9, true),
        ("连续期数", 5, true),
        ("证据编号", 11, true),
    ])
}

/// Clause and remedy of each indicator once, in place of a copy in each row.
fn remedies(month: &Month) -> Table {
    let mut kinds: Vec<(usize, [&str; 3])> = Vec::new();
    for (_, it) in problems(month) {
        let kind = [&*it.indicator, &*it.clause, &*it.remedy];
        if kinds.iter().all(|(_, known)| *known != kind) {
            kinds.push((place(&it.observation.code), kind));
        }
    }
    kinds.sort_unstable();
    let rows = kinds
        .iter()
        .enumerate()
        .map(|(index, (_, kind))| {
            let number = Field::new((index + 1).to_string());
            [number].into_iter().chain(kind.iter().map(Field::new)).collect()
        })
        .collect();
    let columns = Column::all(&[
        ("序号", 4, true),
        ("指标", 20, false),
        ("依据条款", 30, false),
        ("整改要求", 46, false),
    ]);
    Table { heading: "所列问题的依据条款和整改要求".into(), columns, rows }
}

fn problem_row(number: usize, it: &Finding) -> Vec<Field> {
    let seen = &it.observation;
    let mut addresses: Vec<Address> = Vec::new();
    for text in [&seen.link, &seen.page].into_iter().flatten() {
        if !text.is_empty() && addresses.iter().all(|known| known.text != *text) {
            addresses.push(Address::new(text));
        }
    }
    let evidence = seen.evidence.first().map(|it| it.0.clone()).unwrap_or_default();
    vec![
        Field::new(number.to_string()),
        Field::new(&it.indicator),
        Field::new(it.level.chinese()),
        Field::new(&seen.description),
        Field { text: String::new(), addresses },
        Field::new(it.deadline.map(|it| it.to_string()).unwrap_or_default()),
        Field::new(it.periods_in_row.to_string()),
        Field::new(evidence),
    ]
}
