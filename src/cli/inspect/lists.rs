//! The columns of a page in `pucha inspect`: name, class and how it is known, entries with their dates, pager.

use crate::cli::inspect::words;
use crate::model::page::{Entry, List, Page, PageKind, Pager, Witness};
use crate::model::site::ColumnClass;
use crate::reference;
use chrono::NaiveDate;
use std::fmt::Write as _;

/// What the page itself tells of the class of one of its lists.
pub(super) struct Class {
    pub(super) class: ColumnClass,
    /// As a word of the JSON.
    pub(super) from: &'static str,
}

/// By the tag `ColumnType` where the page is one column, else by the name; `None` where neither is sure.
pub(super) fn class(page: &Page, list: &List) -> Option<Class> {
    let tag = page.metas.column_type.as_deref().filter(|_| page.kind == PageKind::List);
    if let Some(class) = tag.and_then(reference::column_type_class) {
        return Some(Class { class, from: "column_type" });
    }
    let class = reference::column_class(list.name.as_deref()?)?;
    Some(Class { class, from: "name" })
}

pub(super) fn column(out: &mut String, page: &Page, number: usize, list: &List) {
    let name = list.name.as_deref().unwrap_or("（未命名）");
    let newest = list.newest.map_or_else(|| "无日期".into(), |it| format!("最新 {it}"));
    let _ = writeln!(out, "\n列表 {number}：{name}，{} 条，{newest}", list.entries.len());
    let class = match class(page, list) {
        Some(it) if it.from == "column_type" => format!("{}（依据：网页标签）", it.class),
        Some(it) => format!("{}（依据：栏目名称）", it.class),
        None => "名称不足以判断；栏目表（columns.csv）里可以写明".into(),
    };
    let _ = writeln!(out, "    栏目类别：{class}");
    if let Some(more) = &list.more {
        let _ = writeln!(out, "    更多：{more}");
    }
    if let Some(pager) = &list.pager {
        turn(out, pager);
    }
    for it in &list.entries {
        entry(out, it);
    }
}

fn turn(out: &mut String, pager: &Pager) {
    let count = |it: Option<u32>| it.map_or_else(|| "不详".into(), |it| it.to_string());
    let next = pager.next.as_ref().map_or("无", |it| it.as_str());
    let _ = writeln!(
        out,
        "    翻页：共 {} 条，{} 页，下一页 {next}",
        count(pager.total),
        count(pager.pages)
    );
}

fn entry(out: &mut String, entry: &Entry) {
    let date = entry.date.map_or_else(|| "无日期    ".into(), |it| it.to_string());
    let from = entry.date_source.map(|it| {
        format!(
            "（{}，{}{}）",
            words::source(it),
            it.certainty().chinese(),
            others(&entry.witnesses, entry.date)
        )
    });
    let _ = writeln!(
        out,
        "    {date} {}  {}\n        {}",
        from.unwrap_or_default(),
        entry.title,
        entry.address
    );
}

/// Witnesses of another day than the one taken.
pub(super) fn others(witnesses: &[Witness], taken: Option<NaiveDate>) -> String {
    let other = |it: &&Witness| Some(it.date) != taken;
    let said = |it: &Witness| format!("；{}为 {}", words::source(it.source), it.date);
    witnesses.iter().filter(other).map(said).collect()
}
