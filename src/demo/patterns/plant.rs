//! Short hands for planting: a late column, an empty one, one that only looks so, and columns beyond the standard set.

use crate::demo::columns;
use crate::demo::plan::{ColumnBody, ColumnPlan, SitePlan};
use crate::demo::truth::Subject;
use crate::model::site::ColumnClass;
use chrono::{Days, Months, NaiveDate};

/// The list's days, so many before the audit.
pub(crate) fn days(site: &mut SitePlan, today: NaiveDate, name: &str, ago: &[u64]) {
    site.column(name).body = ColumnBody::List(columns::ago(today, ago));
}

/// The column is late.
pub(crate) fn late(site: &mut SitePlan, name: &str, why: &str) {
    site.finding("stale_columns", Subject::Column(name.to_owned()), why);
}

/// The column has nothing in it.
pub(crate) fn empty(site: &mut SitePlan, name: &str, why: &str) {
    site.finding("empty_columns", Subject::Column(name.to_owned()), why);
}

/// The column must be called neither late nor empty.
pub(crate) fn kept(site: &mut SitePlan, trap: &str, name: &str, why: &str) {
    for code in ["stale_columns", "empty_columns"] {
        site.trap(trap, code, Subject::Column(name.to_owned()), why);
    }
}

/// A link that leads nowhere, in markup that is already planted.
pub(crate) fn broken(site: &mut SitePlan, path: &str, why: &str) {
    let address = site.at(path);
    site.finding("broken_links.internal", Subject::Link(address), why);
}

/// An address that must not be called a broken link.
pub(crate) fn no_link(site: &mut SitePlan, trap: &str, path: &str, why: &str) {
    let address = site.at(path);
    site.trap(trap, "broken_links.internal", Subject::Link(address), why);
}

/// The columns of which a site of many writings has one for each.
pub(crate) const MOST_COLUMNS: &[&str] = &[
    "工作动态",
    "通知公告",
    "政策文件",
    "政策解读",
    "规划计划",
    "人事信息",
    "回应关切",
    "征集调查",
];

/// Only these columns remain of the standard set, so that a site stays small.
pub(crate) fn keep(site: &mut SitePlan, names: &[&str]) {
    const ALWAYS: &[&str] =
        &["概况信息", "领导信息", "政府信息公开指南", "政府信息公开年报", "政府网站工作年度报表"];
    site.columns
        .retain(|it| names.contains(&it.name.as_str()) || ALWAYS.contains(&it.name.as_str()));
}

/// A further column, like `model` but for its name, folder and days; it does not stand on the home page.
pub(crate) fn add(
    site: &mut SitePlan,
    today: NaiveDate,
    model: &str,
    (name, slug): (&str, &'static str),
    ago: &[u64],
) {
    let id = site.columns.iter().map(|it| it.id).max().unwrap_or_default() + 1;
    let model = site.column(model).clone();
    let body = ColumnBody::List(columns::ago(today, ago));
    let column = ColumnPlan { id, name: name.into(), slug, body, on_home: false, ..model };
    site.columns.push(column);
}

/// The class that the register gives a column, where the lexicon might give another.
pub(crate) fn class(site: &mut SitePlan, name: &str, class: ColumnClass, kind: &'static str) {
    let column = site.column(name);
    column.class = class;
    column.kind = kind;
}

/// So many days before the same day six months ago.
pub(crate) fn half_a_year_and(today: NaiveDate, days: u64) -> NaiveDate {
    today.checked_sub_months(Months::new(6)).unwrap_or(today) - Days::new(days)
}
