//! The rules of one profile: read strictly, checked against what the checks can report, and explained.

use crate::checks::params::Params;
use crate::checks::{
    broken_links, empty_columns, hidden_links, illegal_links, missing_channel, missing_sections,
    personal_data, secure_transport, site_identity, stale_columns, stale_home, unreachable,
    wording, zombie_site,
};
use crate::model::rule::{Clause, CodeRule, Level, Rule, ScoreSheet, Sureness};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use thiserror::Error;

/// A rule file that cannot be used. `file` is its name below `config/rules/<profile>/`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RuleError {
    #[error("规则集“{profile}”缺少文件 {file}.toml，请补上，或删去自己的规则文件夹改用内置规则")]
    Missing { profile: String, file: String },
    #[error("规则集“{profile}”中不认识文件 {file}.toml，可用的文件名：{known}")]
    Stray { profile: String, file: String, known: String },
    #[error("规则文件 {profile}/{file}.toml：{text}")]
    Wrong { profile: String, file: String, text: String },
}

/// What `pucha explain` says about one code.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    pub check: &'static str,
    pub check_title: String,
    pub code: String,
    pub title: String,
    pub clause: String,
    pub clause_sureness: Sureness,
    pub clause_source: String,
    /// One line a number.
    pub thresholds: Vec<String>,
    pub found_by: String,
    pub level: Level,
    pub level_sureness: Sureness,
    pub item: Option<String>,
    pub points: Option<f64>,
    pub remedy: String,
}

/// A rule without the type of its parameters.
struct View<'a> {
    check: &'static str,
    known: &'static [&'static str],
    title: &'a str,
    found_by: &'a str,
    remedy: &'a str,
    clause: &'a Clause,
    codes: &'a BTreeMap<String, CodeRule>,
    thresholds: Vec<String>,
    items: Vec<&'a str>,
    faults: Vec<String>,
}

macro_rules! rulebook {
    ($($check:ident),+ $(,)?) => {
        /// `config/rules/<profile>/`: one field a file.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Rulebook {
            pub profile: String,
            $(pub $check: Rule<$check::Params>,)+
            pub score: ScoreSheet,
        }

        impl Rulebook {
            /// Names of the rule files, in the order of the bulletin.
            pub const FILES: &'static [&'static str] = &[$(stringify!($check),)+ "score"];

            fn read(profile: &str, mut tables: BTreeMap<String, toml::Table>) -> Result<Self, RuleError> {
                let book = Self {
                    profile: profile.to_owned(),
                    $($check: take(profile, &mut tables, stringify!($check))?,)+
                    score: take(profile, &mut tables, "score")?,
                };
                Ok(book)
            }

            fn views(&self) -> Vec<View<'_>> {
                vec![$(view(stringify!($check), &self.$check),)+]
            }
        }
    };
}
rulebook!(
    unreachable,
    zombie_site,
    stale_home,
    stale_columns,
    empty_columns,
    missing_sections,
    missing_channel,
    broken_links,
    hidden_links,
    illegal_links,
    personal_data,
    wording,
    site_identity,
    secure_transport,
);

impl Rulebook {
    /// `tables`: file name without `.toml` → its content. Every file must be there, and no other.
    pub fn from_tables(
        profile: &str,
        tables: &BTreeMap<String, toml::Table>,
    ) -> Result<Self, RuleError> {
        for file in tables.keys() {
            if !Self::FILES.contains(&file.as_str()) {
                return Err(RuleError::Stray {
                    profile: profile.to_owned(),
                    file: file.clone(),
                    known: Self::FILES.join("、"),
                });
            }
        }
        let book = Self::read(profile, tables.clone())?;
        book.proved()
    }

    /// All codes, in the order of the bulletin.
    pub fn codes(&self) -> Vec<&'static str> {
        self.views().iter().flat_map(|it| it.known.iter().copied()).collect()
    }

    /// Whether the profile holds the indicator of the code; a whole check's name stands for any of its codes.
    pub fn is_enabled(&self, code: &str) -> bool {
        let of_check = |it: &View<'_>| it.check == code && it.codes.values().any(|it| it.enabled);
        let views = self.views();
        match views.iter().find_map(|it| it.codes.get(code)) {
            Some(rated) => rated.enabled,
            None => views.iter().any(of_check),
        }
    }

    /// `None` for a code that no check reports.
    pub fn explain(&self, code: &str) -> Option<Explanation> {
        let view = self.views().into_iter().find(|it| it.codes.contains_key(code))?;
        let rated = &view.codes[code];
        Some(Explanation {
            check: view.check,
            check_title: view.title.to_owned(),
            code: code.to_owned(),
            title: rated.title.clone(),
            clause: clause_text(view.clause, rated),
            clause_sureness: clause_sureness(view.clause, rated),
            clause_source: view.clause.source.clone(),
            thresholds: view.thresholds,
            found_by: view.found_by.to_owned(),
            level: rated.level,
            level_sureness: rated.sureness,
            item: rated.item.clone(),
            points: rated.points,
            remedy: rated.remedy.clone().unwrap_or_else(|| view.remedy.to_owned()),
        })
    }

    /// 指标, 依据条款 and 整改要求 of a code.
    pub fn finding_texts(&self, code: &str) -> Option<(String, String, String)> {
        self.explain(code).map(|it| (it.title, it.clause, it.remedy))
    }

    fn proved(self) -> Result<Self, RuleError> {
        let wrong = |file: &str, text: String| RuleError::Wrong {
            profile: self.profile.clone(),
            file: file.to_owned(),
            text,
        };
        if let Some(text) = sheet_fault(&self.score) {
            return Err(wrong("score", text));
        }
        for view in self.views() {
            if let Some(text) = view_fault(&view, &self.score) {
                return Err(wrong(view.check, text));
            }
        }
        Ok(self)
    }
}

fn take<T: DeserializeOwned>(
    profile: &str,
    tables: &mut BTreeMap<String, toml::Table>,
    file: &str,
) -> Result<T, RuleError> {
    let table = tables
        .remove(file)
        .ok_or_else(|| RuleError::Missing { profile: profile.to_owned(), file: file.to_owned() })?;
    table.try_into().map_err(|error| RuleError::Wrong {
        profile: profile.to_owned(),
        file: file.to_owned(),
        text: in_chinese(&error),
    })
}

fn view<'a, P: Params>(check: &'static str, rule: &'a Rule<P>) -> View<'a> {
    View {
        check,
        known: P::CODES,
        title: &rule.title,
        found_by: &rule.found_by,
        remedy: &rule.remedy,
        clause: &rule.clause,
        codes: &rule.codes,
        thresholds: rule.params.thresholds(),
        items: rule.params.items(),
        faults: rule.params.faults(),
    }
}

/// `国办秘函〔2019〕19号 单项否决指标“首页不更新”`.
fn clause_text(clause: &Clause, rated: &CodeRule) -> String {
    let item = rated.clause_item.as_deref().unwrap_or(&clause.item);
    format!("{} {item}", clause.document)
}

/// An item of a code's own is no surer than the code's level.
fn clause_sureness(clause: &Clause, rated: &CodeRule) -> Sureness {
    match rated.clause_item {
        Some(_) => clause.sureness.max(rated.sureness),
        None => clause.sureness,
    }
}

fn sheet_fault(sheet: &ScoreSheet) -> Option<String> {
    let items = || sheet.groups.iter().flat_map(|it| &it.items);
    for group in &sheet.groups {
        let sum: f64 = group.items.iter().map(|it| it.points).sum();
        if 0.001 < (sum - group.points).abs() {
            return Some(format!(
                "“{}”各项合计 {sum} 分，与该组的 {} 分不符",
                group.name, group.points
            ));
        }
    }
    let sum: f64 = sheet.groups.iter().map(|it| it.points).sum();
    if 0.001 < (sum - sheet.full).abs() {
        return Some(format!("各组合计 {sum} 分，与满分 full = {} 不符", sheet.full));
    }
    if !(0.0..=sheet.full).contains(&sheet.pass) {
        return Some(format!("合格线 pass = {} 应在 0 与满分之间", sheet.pass));
    }
    items()
        .find(|one| 1 < items().filter(|it| it.name == one.name).count())
        .map(|twice| format!("评分项“{}”出现了两次", twice.name))
}

fn view_fault(view: &View<'_>, sheet: &ScoreSheet) -> Option<String> {
    if let Some(code) = view.codes.keys().find(|it| !view.known.contains(&it.as_str())) {
        return Some(format!("codes 中不认识指标代码“{code}”，应为：{}", view.known.join("、")));
    }
    if let Some(code) = view.known.iter().find(|it| !view.codes.contains_key(**it)) {
        return Some(format!("codes 中缺少指标代码“{code}”"));
    }
    for (code, rated) in view.codes {
        let has_points = rated.points.is_some_and(|it| 0.0 < it) && rated.item.is_some();
        let has_none = rated.points.is_none() && rated.item.is_none();
        match rated.level {
            Level::Deduct if !has_points => {
                return Some(format!("“{code}”为扣分项，应写明 item（评分项）和 points（分值）"));
            }
            Level::Veto | Level::Remind if !has_none => {
                return Some(format!("“{code}”不是扣分项，不应写 item 或 points"));
            }
            Level::NotJudged => {
                return Some(format!("“{code}”的 level 应为 veto、deduct 或 remind"));
            }
            _ => {}
        }
    }
    let known = |name: &str| sheet.groups.iter().flat_map(|it| &it.items).any(|it| it.name == name);
    let of_codes = view.codes.values().filter_map(|it| it.item.as_deref());
    of_codes
        .chain(view.items.iter().copied())
        .find(|it| !known(it))
        .map(|item| format!("评分表 score.toml 中没有评分项“{item}”"))
        .or_else(|| view.faults.first().cloned())
}

/// What the TOML library says about a key, in the operator's words.
fn in_chinese(error: &toml::de::Error) -> String {
    let text = error.to_string();
    let text = text.trim();
    let (message, place) = text.rsplit_once("in `").unwrap_or((text, ""));
    let place = place.trim_end_matches('`');
    let at = if place.is_empty() { String::new() } else { format!("（位于 {place}）") };
    let mut quoted = message.split('`').skip(1).step_by(2);
    let first = quoted.next().unwrap_or_default();
    let rest = quoted.collect::<Vec<_>>().join("、");
    if message.contains("unknown field") {
        format!("不认识的键“{first}”{at}，可用的键：{rest}")
    } else if message.contains("missing field") {
        format!("缺少键“{first}”{at}")
    } else if message.contains("unknown variant") {
        format!("不认识的取值“{first}”{at}，可用的取值：{rest}")
    } else {
        format!("取值类型不对{at}，应为{}", kind_of_value(message))
    }
}

fn kind_of_value(message: &str) -> &'static str {
    let wanted = message.rsplit("expected ").next().unwrap_or_default();
    let starts = |kinds: &[&str]| kinds.iter().any(|it| wanted.starts_with(it));
    if starts(&["u", "i"]) {
        "不小于 0 的整数"
    } else if starts(&["f"]) {
        "数字，例如 5.0"
    } else if starts(&["a bool"]) {
        "true 或 false"
    } else if starts(&["a seq"]) {
        "用方括号括起的一组值"
    } else if starts(&["a str"]) {
        "用引号括起的文字"
    } else {
        "一节设置"
    }
}
