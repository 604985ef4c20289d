//! `columns.csv` to listed columns, each led to its site.

use crate::model::site::{ColumnClass, ListedColumn, Site, SiteKey, bare_host, site_key};
use crate::model::time::Window;
use crate::register::address;
use crate::register::fault::Fault;
use crate::register::row::{Row, heading_faults};
use crate::register::sites::Sites;
use crate::register::table::{Shape, Table, half_width};
use std::collections::HashMap;
use url::Url;

pub(crate) const SHAPE: Shape = Shape {
    headings: &["网站地址", "栏目名称", "栏目地址", "栏目类别", "更新期限", "必设", "备注"],
    needed: &["网站地址", "栏目名称"],
};

const LONGEST_LIMIT: u32 = 3650;

pub(crate) struct Columns<'a> {
    sites: &'a Sites,
    classify: &'a dyn Fn(&str) -> Option<ColumnClass>,
    /// Site and address, or site and name where there is no address, to the line.
    seen: HashMap<(SiteKey, String), usize>,
}

impl<'a> Columns<'a> {
    pub(crate) fn new(sites: &'a Sites, classify: &'a dyn Fn(&str) -> Option<ColumnClass>) -> Self {
        Self { sites, classify, seen: HashMap::new() }
    }

    pub(crate) fn read(mut self, table: &Table, faults: &mut Vec<Fault>) -> Vec<ListedColumn> {
        faults.extend(heading_faults(table));
        let mut good = vec![];
        for line in &table.rows {
            let mut row = Row::new(table, line);
            if !line.broken {
                good.extend(self.column(&mut row));
            }
            faults.append(&mut row.faults);
        }
        good
    }

    fn column(&mut self, row: &mut Row<'_>) -> Option<ListedColumn> {
        row.refuse_unreadable_letters();
        let site = self.site(row);
        let name = row.get("栏目名称");
        if name.is_empty() {
            row.severe("栏目名称", "是空的", "填写网页上显示的栏目名称");
        }
        let required = required(row);
        let address = address_of(row, required);
        let class = self.class(row, name);
        let limit = limit(row);
        let site = site?;
        if let Some(address) = &address {
            note_other_host(row, site, address, class);
        }
        if row.is_bad() {
            return None;
        }
        self.refuse_double(row, site, name, address.as_ref());
        (!row.is_bad()).then(|| ListedColumn {
            site: site.key.clone(),
            name: name.to_owned(),
            address,
            class,
            limit,
            required,
            remark: row.get("备注").to_owned(),
        })
    }

    /// The site that 网站地址 names; it may differ by scheme, `www.` or the slash at the end.
    fn site(&self, row: &mut Row<'_>) -> Option<&'a Site> {
        let field = "网站地址";
        let home = address::read(row, field)?;
        let key = site_key(&home);
        if let Some(site) = self.sites.site(&key) {
            return Some(site);
        }
        let file = &self.sites.file;
        if let Some(line) = self.sites.bad_line(&key) {
            let text = format!("这个网站在 {file} 第 {line} 行，那一行有错，没有读入");
            row.severe(field, text, format!("先改好 {file} 第 {line} 行"));
            return None;
        }
        let mend = match self.sites.good.iter().find(|it| bare_host(&it.home) == bare_host(&home)) {
            Some(near) => {
                format!("改为登记的地址，同一主机上有 {}；或在 {file} 里补上这个网站", near.home)
            }
            None => format!("改正网址，或先在 {file} 里登记这个网站"),
        };
        row.severe(field, format!("没有在 {file} 里登记"), mend);
        None
    }

    fn class(&self, row: &mut Row<'_>, name: &str) -> ColumnClass {
        let field = "栏目类别";
        if !row.get(field).is_empty() {
            let class = row.choice(field, ColumnClass::ALL, ColumnClass::chinese);
            return class.unwrap_or(ColumnClass::ShouldUpdate);
        }
        let class = (self.classify)(name).unwrap_or_else(|| plain_class(name));
        row.mild(field, format!("是空的，按栏目名称当作“{class}”"), "填写栏目类别，更新期限按它定");
        class
    }

    fn refuse_double(&mut self, row: &mut Row<'_>, site: &Site, name: &str, address: Option<&Url>) {
        let what = address.map_or_else(|| name.to_owned(), |it| site_key(it).0);
        let line = *self.seen.entry((site.key.clone(), what)).or_insert(row.line.number);
        if line != row.line.number {
            let field = if address.is_some() { "栏目地址" } else { "栏目名称" };
            row.severe(field, format!("与第 {line} 行重复"), "同一个栏目只登记一次，删去一行");
        }
    }
}

fn address_of(row: &mut Row<'_>, required: bool) -> Option<Url> {
    let field = "栏目地址";
    if !row.get(field).is_empty() {
        return address::read(row, field);
    }
    if !required {
        row.severe(field, "是空的", "填写栏目页的网址；要按名称去找的，“必设”写“是”");
    }
    None
}

fn note_other_host(row: &mut Row<'_>, site: &Site, address: &Url, class: ColumnClass) {
    if class != ColumnClass::External && bare_host(address) != bare_host(&site.home) {
        let text = format!("不在网站 {} 的主机上", site.home);
        row.mild("栏目地址", text, "核对网址；确是别的网站的，“栏目类别”写“外链”");
    }
}

fn required(row: &mut Row<'_>) -> bool {
    row.choice("必设", &[true, false], |it| if it { "是" } else { "否" }).unwrap_or(false)
}

/// 更新期限: whole days, with or without the word.
fn limit(row: &mut Row<'_>) -> Option<Window> {
    let field = "更新期限";
    let written: String = half_width(row.get(field)).split_whitespace().collect();
    if written.is_empty() {
        return None;
    }
    let days = written.strip_suffix(['天', '日']).unwrap_or(&written);
    let mend = format!("写天数，1 到 {LONGEST_LIMIT} 之间的整数，例如 14；空着就按规则");
    let digits = days.bytes().all(|it| it.is_ascii_digit()) && !days.is_empty();
    if digits && let Ok(days @ 1..=LONGEST_LIMIT) = days.parse() {
        return Some(Window::Days(days));
    }
    let text = match written.split(['-', '/', '.', '年', '月']).collect::<Vec<_>>()[..] {
        [year, month, day] if year.len() == 4 => {
            let day = day.trim_end_matches(['日', '号']);
            let parts = (year.parse().ok(), month.parse().ok(), day.parse().ok());
            match parts {
                (Some(year), Some(month), Some(day)) => {
                    match chrono::NaiveDate::from_ymd_opt(year, month, day) {
                        Some(_) => "是日期，不是天数",
                        None => "像日期，但没有这一天；这里也不该写日期",
                    }
                }
                _ => "不是天数",
            }
        }
        _ if written.contains(['月', '周', '年']) => "要换算成天数",
        _ if digits => "超出范围",
        _ => "不是天数",
    };
    row.severe(field, text, mend);
    None
}

/// A last resort for an empty 栏目类别: the names of the classes themselves, and words of pages that never change.
fn plain_class(name: &str) -> ColumnClass {
    const STATIC: &[&str] =
        &["概况", "简介", "介绍", "领导", "机构", "职能", "职责", "联系", "指南", "地图"];
    if let Some(class) = ColumnClass::ALL.iter().find(|it| name.contains(it.chinese())) {
        return *class;
    }
    if STATIC.iter().any(|it| name.contains(it)) {
        return ColumnClass::Static;
    }
    ColumnClass::ShouldUpdate
}
