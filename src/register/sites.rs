//! `sites.csv` to sites: every cell checked, doubles found, whatever is wrong named.

use crate::model::site::{Site, SiteKey, SiteStatus, UnitClass, site_key};
use crate::register::address;
use crate::register::fault::Fault;
use crate::register::row::{Row, heading_faults};
use crate::register::scopes::{self, Claims};
use crate::register::table::{Shape, Table, half_width};
use std::collections::HashMap;
use url::Url;

pub(crate) const SHAPE: Shape = Shape {
    headings: &[
        "单位名称",
        "单位类别",
        "网站名称",
        "网站地址",
        "网站标识码",
        "范围",
        "状态",
        "联系人",
        "联系电话",
        "邮箱",
        "备注",
    ],
    needed: &["单位名称", "网站地址"],
};

/// The good sites, and where each address stands.
#[derive(Default)]
pub(crate) struct Sites {
    pub good: Vec<Site>,
    pub file: String,
    /// Place in `good` of each site.
    places: HashMap<SiteKey, usize>,
    lines: HashMap<SiteKey, usize>,
    /// Lines of rows that were left out, by the address that they would have had.
    bad: HashMap<SiteKey, usize>,
    claims: Claims,
}

impl Sites {
    pub(crate) fn read(&mut self, table: &Table, faults: &mut Vec<Fault>) {
        self.file.clone_from(&table.file);
        faults.extend(heading_faults(table));
        for line in &table.rows {
            let mut row = Row::new(table, line);
            if !line.broken {
                self.add(&mut row);
            }
            faults.append(&mut row.faults);
        }
    }

    pub(crate) fn site(&self, key: &SiteKey) -> Option<&Site> {
        self.places.get(key).map(|at| &self.good[*at])
    }

    /// The line on which a site stands that was left out.
    pub(crate) fn bad_line(&self, key: &SiteKey) -> Option<usize> {
        self.bad.get(key).copied()
    }

    fn add(&mut self, row: &mut Row<'_>) {
        row.refuse_unreadable_letters();
        let home = address::read(row, "网站地址");
        let unit_class = unit_class(row);
        let status = row.choice("状态", SiteStatus::ALL, SiteStatus::chinese);
        let site_code = site_code(row);
        check_contacts(row);
        let (unit, name) = names(row);
        let Some(home) = home else { return };
        let scope = scopes::read(row, &home);
        let key = site_key(&home);
        self.refuse_double(row, &key, &home);
        if row.is_bad() {
            self.bad.entry(key).or_insert(row.line.number);
            return;
        }
        self.claims.add(row, &scope, &home);
        self.lines.insert(key.clone(), row.line.number);
        self.places.insert(key.clone(), self.good.len());
        self.good.push(Site {
            key,
            unit,
            unit_class,
            name,
            home,
            site_code,
            scope,
            status: status.unwrap_or(SiteStatus::Running),
            contact: row.get("联系人").to_owned(),
            phone: row.get("联系电话").to_owned(),
            mail: row.get("邮箱").to_owned(),
            remark: row.get("备注").to_owned(),
        });
    }

    fn refuse_double(&self, row: &mut Row<'_>, key: &SiteKey, home: &Url) {
        let Some(line) = self.lines.get(key) else { return };
        let same = self.site(key).is_some_and(|it| it.home == *home);
        let how = if same {
            "重复"
        } else {
            "是同一个网站（只差 http/https、www 或末尾）"
        };
        row.severe(
            "网站地址",
            format!("与第 {line} 行{how}"),
            "删去一行；一台主机上的几个单位，要写各自栏目页的地址",
        );
    }
}

fn unit_class(row: &mut Row<'_>) -> UnitClass {
    let class = row.choice("单位类别", UnitClass::ALL, UnitClass::chinese);
    if class.is_none() && row.get("单位类别").is_empty() {
        row.mild("单位类别", "是空的，按“其他”处理", "填写，必设栏目按单位类别检查");
    }
    class.unwrap_or(UnitClass::Other)
}

/// Unit and site name, the one standing in for the other.
fn names(row: &mut Row<'_>) -> (String, String) {
    let (unit, name) = (row.get("单位名称"), row.get("网站名称"));
    match (unit, name) {
        ("", "") => row.severe("单位名称", "是空的", "填写单位全称"),
        ("", _) => row.mild("单位名称", "是空的，用网站名称代替", "填写单位全称，通报里要用"),
        (_, "") => row.mild("网站名称", "是空的，用单位名称代替", "填写网站名称"),
        _ => {}
    }
    let or = |it: &str, other: &str| if it.is_empty() { other } else { it }.to_owned();
    (or(unit, name), or(name, unit))
}

/// 网站标识码: ten digits, or `bm` and eight, or `N` and nine.
fn site_code(row: &mut Row<'_>) -> Option<String> {
    let written: String = half_width(row.get("网站标识码")).split_whitespace().collect();
    if written.is_empty() {
        return None;
    }
    let code = match written.get(..2) {
        Some("BM" | "Bm" | "bM") => written.to_lowercase(),
        Some(start) if start.starts_with('n') => written.to_uppercase(),
        _ => written.clone(),
    };
    let digits = |it: &str, count| it.len() == count && it.bytes().all(|b| b.is_ascii_digit());
    let right = digits(&code, 10)
        || code.strip_prefix("bm").is_some_and(|it| digits(it, 8))
        || code.strip_prefix('N').is_some_and(|it| digits(it, 9));
    if right {
        return Some(code);
    }
    let field = "网站标识码";
    let scientific = |it: char| it.is_ascii_digit() || ".+eE".contains(it);
    if written.contains(['e', 'E']) && written.chars().all(scientific) {
        let mend = "先把这一列设为文本格式，再重新填写十位标识码";
        row.severe(field, "被 Excel 改成了科学记数，原数已丢失", mend);
    } else if digits(&written, written.len()) {
        let text = format!("是 {} 位，应为 10 位", written.len());
        row.severe(field, text, "照网站底部的标识码核对后重填；没有就留空");
    } else {
        let mend = "应为 10 位数字，部门网站为 bm 加 8 位数字；没有就留空";
        row.severe(field, "不是网站标识码", mend);
    }
    None
}

fn check_contacts(row: &mut Row<'_>) {
    let between = [';', '；', ',', '，', '、', ' ', '/'];
    let mails = row.get("邮箱").split(between).filter(|it| !it.is_empty());
    let is_mail = |it: &str| {
        let host = it.split_once('@').map(|(name, host)| (!name.is_empty()).then_some(host));
        host.flatten().is_some_and(|it| {
            it.contains('.') && !it.contains('@') && !it.starts_with('.') && !it.ends_with('.')
        })
    };
    if !mails.into_iter().all(is_mail) {
        row.mild("邮箱", "不像邮箱地址", "改正，通知要发到这里");
    }
    let phone = half_width(row.get("联系电话"));
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let usual = |it: char| it.is_ascii_digit() || "+-()—–－转、,;/. ".contains(it);
    if !phone.is_empty() && (digits < 5 || !phone.chars().all(usual)) {
        row.mild("联系电话", "不像电话号码", "改正，例如 0564-6021234 或手机号");
    }
}
