//! A profile as a whole: the document it stands for, what it leaves out, its official table of indicators, and what a
//! county has excused for a time.

use crate::model::rule::Sureness;
use crate::model::site::{Site, chinese_names, site_key};
use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::fmt;

/// `profile.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// 《政府网站与政务新媒体检查指标》.
    pub title: String,
    /// `国办秘函〔2019〕19号`.
    pub document: String,
    pub sureness: Sureness,
    pub source: String,
    /// The embedded profile from which comes what this one does not say.
    #[serde(default)]
    pub base: Option<String>,
    /// Checks and codes that this profile does not hold.
    #[serde(default)]
    pub without: Vec<String>,
}

/// `indicators.toml`: the official table, row by row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorTable {
    pub rows: Vec<Indicator>,
}

/// One row of the official table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// `2019.veto.home_stale`; stays the same for ever.
    pub id: String,
    pub part: Part,
    /// 发布解读, 办事服务 …; for vetoes the name of their group.
    pub group: String,
    pub name: String,
    /// What the table asks, with its window and number, in our words.
    pub standard: String,
    pub sureness: Sureness,
    /// Where it was read.
    pub source: String,
    /// The document, where it is not the profile's own.
    #[serde(default)]
    pub document: Option<String>,
    pub how: How,
    /// Finding codes by which the program answers it.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Items of the score sheet that the row stands for, where its name is not the item's.
    #[serde(default)]
    pub items: Vec<String>,
    /// What is left to a person.
    #[serde(default)]
    pub by_hand: Option<ByHand>,
}

/// What a person looks at, and how it counts when it is added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByHand {
    /// `by_hand.security`.
    pub code: String,
    /// What to look at, in the operator's words.
    pub look_at: String,
    /// 整改要求.
    pub remedy: String,
    /// Item of the score sheet, for a deduction.
    #[serde(default)]
    pub item: Option<String>,
    /// Points of one finding, unless the person gives others; for a bonus the most that can be given.
    #[serde(default)]
    pub points: Option<f64>,
}

/// Which part of the table a row stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Veto,
    Deduction,
    Bonus,
    /// 政务新媒体: accounts, not sites.
    NewMedia,
    /// 政府网站发展指引.
    Guideline,
    /// 政府信息公开.
    Disclosure,
}
chinese_names!(Part {
    Veto = "单项否决",
    Deduction = "扣分",
    Bonus = "加分",
    NewMedia = "政务新媒体",
    Guideline = "网站建设规范",
    Disclosure = "政府信息公开",
});

/// Who answers a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    Machine,
    Partly,
    ByHand,
}
chinese_names!(How { Machine = "程序检查", Partly = "部分由程序检查", ByHand = "人工检查" });

/// `exemptions.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exemptions {
    #[serde(default)]
    pub exemptions: Vec<Exemption>,
}

/// `holidays.toml`: years that the calendars in the binary do not have, or have otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HolidayTable {
    #[serde(default)]
    pub years: Vec<HolidayYear>,
}

/// A year's 放假安排, as the State Council's general office announces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HolidayYear {
    pub year: i32,
    pub days_off: Vec<DaysOff>,
    /// Weekends on which people work.
    #[serde(default)]
    pub workdays: Vec<NaiveDate>,
}

/// From the first day to the last, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DaysOff {
    pub from: NaiveDate,
    pub to: NaiveDate,
    #[serde(default)]
    pub name: String,
}

impl HolidayYear {
    /// What cannot be right in it, in the operator's words.
    pub fn fault(&self) -> Option<String> {
        let year = self.year;
        if let Some(it) = self.days_off.iter().find(|it| it.to < it.from) {
            return Some(format!(
                "{}“{}”的 to（{}）早于 from（{}）",
                year, it.name, it.to, it.from
            ));
        }
        let days = self.days_off.iter().flat_map(|it| [it.from, it.to]);
        if let Some(day) = days.chain(self.workdays.iter().copied()).find(|it| it.year() != year) {
            return Some(format!("{day} 不是 {year} 年的日子，请写在它自己的年份里"));
        }
        let is_weekend = |it: &&NaiveDate| matches!(it.weekday(), Weekday::Sat | Weekday::Sun);
        if let Some(day) = self.workdays.iter().find(|it| !is_weekend(it)) {
            return Some(format!("{day} 不是周末，不必写在 workdays 里"));
        }
        let first = NaiveDate::from_ymd_opt(year, 1, 1);
        let is_off = |day| self.days_off.iter().any(|it| (it.from..=it.to).contains(&day));
        if !first.is_some_and(is_off) {
            return Some(format!("{year} 年没有写元旦，放假安排可能没有写全"));
        }
        None
    }
}

/// 豁免: what a county has excused one site from, by whom and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    /// 单位名称, 网站名称, 网站标识码 or 网站地址.
    pub site: String,
    /// A finding code, or a check's name for all of its codes.
    pub code: String,
    /// 栏目名称 or address; empty: every finding of that code.
    #[serde(default)]
    pub column: String,
    pub reason: String,
    pub approved_by: String,
    /// The last day on which it holds.
    pub until: NaiveDate,
}

impl Exemption {
    pub fn is_of(&self, site: &Site) -> bool {
        let named = self.site.trim();
        [site.unit.as_str(), site.name.as_str()].contains(&named)
            || site.site_code.as_deref() == Some(named)
            || url::Url::parse(named).is_ok_and(|it| site_key(&it) == site.key)
    }

    /// Whether it speaks of the finding, on `day`.
    pub fn covers(&self, code: &str, (column, subject): (&str, &str), day: NaiveDate) -> bool {
        let wanted = self.column.trim();
        let of_code = self.code == code || code.split('.').next() == Some(self.code.as_str());
        of_code
            && day <= self.until
            && (wanted.is_empty() || wanted == column.trim() || wanted == subject)
    }

    /// 豁免理由, as it stands in the ledger and the annex.
    pub fn chinese(&self) -> String {
        format!("{}（{}批准，有效期至{}）", self.reason, self.approved_by, self.until)
    }
}

impl fmt::Display for Exemption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column =
            if self.column.is_empty() { String::new() } else { format!(" “{}”", self.column) };
        write!(f, "{} {}{column}：{}", self.site, self.code, self.chinese())
    }
}
