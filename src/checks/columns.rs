//! What checks of columns share: which columns are judged at all, and how a column is named in a row.

use crate::checks::observe::Found;
use crate::model::evidence::{ColumnFact, FilledBy, SiteEvidence};
use crate::model::page::{Emptiness, PageKind};
use crate::model::site::ColumnClass;
use crate::model::verdict::Observation;
use crate::model::visit::Reach;
use std::borrow::Cow;

/// Columns that are judged by what they hold themselves.
pub(super) fn own_content(column: &ColumnFact) -> bool {
    column.address.is_some()
        && !column.external
        && !column.archived
        && !matches!(column.class, ColumnClass::External | ColumnClass::Archived)
        && column.statement.is_none()
        && column.children.is_empty()
}

/// Why a column's page says nothing about it, in words; `None` when it was read.
pub(super) fn unread(column: &ColumnFact) -> Option<Cow<'static, str>> {
    match &column.reach {
        Some(Reach::NotJudged(barrier)) => Some(barrier.chinese().into()),
        Some(Reach::Ok) if column.kind == PageKind::Blocked => Some("被安全防护设备拦截".into()),
        _ => None,
    }
}

/// Whether a column's page was read and is a page of its own.
pub(super) fn was_read(column: &ColumnFact) -> bool {
    column.reach == Some(Reach::Ok)
        && !matches!(column.kind, PageKind::Blocked | PageKind::NotFound)
}

/// Whether a script may show more than was read.
pub(super) fn needs_browser(column: &ColumnFact) -> bool {
    column.kind == PageKind::Shell || column.emptiness == Emptiness::Undecided
}

/// Neither entries nor a text with a date, nor one text of its own.
pub(super) fn holds_nothing(column: &ColumnFact) -> bool {
    column.entries == 0 && column.newest.is_none() && column.kind != PageKind::Article
}

/// What a finding about the column is about, over the months.
pub(super) fn subject_of(column: &ColumnFact) -> String {
    column.address.as_ref().map_or_else(|| column.name.clone(), ToString::to_string)
}

/// The row of one column.
pub(super) fn row(evidence: &SiteEvidence, column: &ColumnFact, found: Found) -> Observation {
    let address = column.address.as_ref().map(ToString::to_string);
    let subject = subject_of(column);
    let at = column.seen_at.unwrap_or(evidence.as_of);
    let newest = column.newest.as_ref().map(|it| &it.visit);
    let filled = column.filled_by.as_ref().map(|it| match it {
        FilledBy::Interface { visit, .. } | FilledBy::Browser { visit } => visit,
    });
    let visits: Vec<_> = column.visit.iter().chain(filled).chain(newest).collect();
    let found = match source(column) {
        Some(source) => found.also(&source),
        None => found,
    };
    Observation {
        column: column.name.clone(),
        page: address.clone(),
        link: None,
        last_update: column.newest.as_ref().map(|it| it.date),
        ..found.on(&subject, at, &visits)
    }
}

/// Where the content was read, when it does not stand in the page itself.
fn source(column: &ColumnFact) -> Option<String> {
    Some(match column.filled_by.as_ref()? {
        FilledBy::Interface { address, .. } => {
            format!("该栏目内容由页面调用的列表接口提供，已从接口 {address} 读取。")
        }
        FilledBy::Browser { .. } => "该栏目内容由脚本生成，已用浏览器显示后读取。".into(),
    })
}

/// `“通知公告”、“政策文件”`.
pub(super) fn quoted(columns: &[&ColumnFact]) -> String {
    let names: Vec<String> = columns.iter().map(|it| format!("“{}”", it.name)).collect();
    names.join("、")
}

/// The row of a veto that counts columns: one a site, with all evidence of its columns.
pub(super) fn veto_row(
    evidence: &SiteEvidence,
    columns: &[&ColumnFact],
    found: Found,
) -> Observation {
    let visits: Vec<_> = columns.iter().filter_map(|it| it.visit.as_ref()).collect();
    let at = columns.iter().filter_map(|it| it.seen_at).max().unwrap_or(evidence.as_of);
    Observation { page: Some(evidence.site.home.to_string()), ..found.on("", at, &visits) }
}
