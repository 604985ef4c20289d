//! What can be wrong with the rules of a profile beyond their spelling, in the operator's words.

use crate::checks::Rulebook;
use crate::checks::rulebook::View;
use crate::model::profile::{How, Indicator, Part};
use crate::model::rule::{Level, ScoreSheet};
use crate::model::site::UnitClass;
use std::collections::BTreeSet;

/// The file and what is wrong in it; `None` when nothing is.
pub(super) fn fault(book: &Rulebook, views: &[View<'_>]) -> Option<(String, String)> {
    let of = |file: &str, text: Option<String>| text.map(|it| (file.to_owned(), it));
    of("score", sheet_fault(&book.score))
        .or_else(|| views.iter().find_map(|it| of(it.check, view_fault(it, book))))
        .or_else(|| of("profile", stray(book.about.without.iter().map(String::as_str), book)))
        .or_else(|| of("indicators", table_fault(book)))
        .or_else(|| {
            let codes = book.exemptions.exemptions.iter().map(|it| it.code.as_str());
            of("exemptions", stray(codes, book).or_else(|| unfounded(book)))
        })
        .or_else(|| of("holidays", year_fault(book)))
}

fn stray<'a>(mut names: impl Iterator<Item = &'a str>, book: &Rulebook) -> Option<String> {
    names
        .find(|it| !book.is_known(it))
        .map(|it| format!("不认识指标代码“{it}”；用 pucha explain 查看全部代码"))
}

/// An exemption without a reason or a name behind it.
fn unfounded(book: &Rulebook) -> Option<String> {
    let blank = |it: &str| it.trim().is_empty();
    book.exemptions
        .exemptions
        .iter()
        .find(|it| blank(&it.site) || blank(&it.reason) || blank(&it.approved_by))
        .map(|it| format!("豁免“{} {}”应写明 site、reason 和 approved_by", it.site, it.code))
}

fn year_fault(book: &Rulebook) -> Option<String> {
    let mut seen = BTreeSet::new();
    book.holidays.years.iter().find_map(|it| {
        let twice = || format!("{} 年出现了两次", it.year);
        if seen.insert(it.year) { it.fault() } else { Some(twice()) }
    })
}

fn table_fault(book: &Rulebook) -> Option<String> {
    let mut ids = BTreeSet::new();
    let mut hands = BTreeSet::new();
    for row in &book.indicators.rows {
        if !ids.insert(&row.id) {
            return Some(format!("“{}”出现了两次", row.id));
        }
        if let Some(text) = row_fault(row, book) {
            return Some(format!("“{}”{text}", row.id));
        }
        if let Some(hand) = &row.by_hand
            && !hands.insert(&hand.code)
        {
            return Some(format!("人工检查代码“{}”出现了两次", hand.code));
        }
    }
    let told =
        |code: &str| book.indicators.rows.iter().any(|it| it.codes.iter().any(|it| it == code));
    book.codes()
        .into_iter()
        .find(|it| book.is_enabled(it) && !told(it))
        .map(|it| format!("没有一行提到指标代码“{it}”；不检查的请写入 profile.toml 的 without"))
}

fn row_fault(row: &Indicator, book: &Rulebook) -> Option<String> {
    let machine: Vec<&str> = book.codes();
    if let Some(code) = row.codes.iter().find(|it| !machine.contains(&it.as_str())) {
        return Some(format!("的 codes 中不认识指标代码“{code}”"));
    }
    let fits = match row.how {
        How::Machine => !row.codes.is_empty() && row.by_hand.is_none(),
        How::Partly => !row.codes.is_empty() && row.by_hand.is_some(),
        How::ByHand => row.codes.is_empty() && row.by_hand.is_some(),
    };
    if !fits {
        return Some(format!("的 how 为“{}”，与 codes、by_hand 不符", row.how));
    }
    let hand = row.by_hand.as_ref()?;
    if !hand.code.starts_with("by_hand.") {
        return Some(format!("的人工检查代码“{}”应以 by_hand. 开头", hand.code));
    }
    let is_deduction = row.part == Part::Deduction;
    let has_points = hand.points.is_some_and(|it| 0.0 < it);
    if is_deduction && !(has_points && hand.item.is_some()) {
        return Some("为扣分项，by_hand 应写明 item（评分项）和 points（分值）".to_owned());
    }
    let known =
        |name: &str| book.score.groups.iter().flat_map(|it| &it.items).any(|it| it.name == name);
    let item = hand.item.as_deref().filter(|it| !known(it))?;
    Some(format!("的评分项“{item}”不在评分表 score.toml 中"))
}

fn sheet_fault(sheet: &ScoreSheet) -> Option<String> {
    let items = || sheet.groups.iter().flat_map(|it| &it.items);
    for group in &sheet.groups {
        let sum: Option<f64> = group.items.iter().map(|it| it.points).sum();
        if let (Some(sum), Some(points)) = (sum, group.points)
            && 0.001 < (sum - points).abs()
        {
            return Some(format!("“{}”各项合计 {sum} 分，与该组的 {points} 分不符", group.name));
        }
    }
    let sum: Option<f64> = sheet.groups.iter().map(|it| it.points).sum();
    if let Some(sum) = sum
        && 0.001 < (sum - sheet.full).abs()
    {
        return Some(format!("各组合计 {sum} 分，与满分 full = {} 不符", sheet.full));
    }
    if !(0.0..=sheet.full).contains(&sheet.pass) {
        return Some(format!("合格线 pass = {} 应在 0 与满分之间", sheet.pass));
    }
    if let Some(rule) = &sheet.without_services {
        let group = sheet.groups.iter().find(|it| it.name == rule.group);
        if group.is_none_or(|it| it.points.is_none()) {
            return Some(format!("without_services 中的“{}”应为一个写明分值的组", rule.group));
        }
        if let Some(unit) = rule.units.iter().find(|it| UnitClass::from_chinese(it).is_none()) {
            return Some(format!("without_services 中不认识单位类别“{unit}”"));
        }
    }
    items()
        .find(|one| 1 < items().filter(|it| it.name == one.name).count())
        .map(|twice| format!("评分项“{}”出现了两次", twice.name))
}

fn view_fault(view: &View<'_>, book: &Rulebook) -> Option<String> {
    if let Some(code) = view.codes.keys().find(|it| !view.known.contains(&it.as_str())) {
        return Some(format!("codes 中不认识指标代码“{code}”，应为：{}", view.known.join("、")));
    }
    if let Some(code) = view.known.iter().find(|it| !view.codes.contains_key(**it)) {
        return Some(format!("codes 中缺少指标代码“{code}”"));
    }
    for (code, rated) in view.codes {
        let has_points = rated.points.is_some_and(|it| 0.0 < it) && rated.item.is_some();
        match rated.level {
            Level::Deduct if !has_points => {
                return Some(format!("“{code}”为扣分项，应写明 item（评分项）和 points（分值）"));
            }
            Level::NotJudged => {
                return Some(format!("“{code}”的 level 应为 veto、deduct 或 remind"));
            }
            _ => {}
        }
    }
    if !book.is_enabled(view.check) {
        return None;
    }
    let items = || book.score.groups.iter().flat_map(|it| &it.items);
    let in_force = view.codes.iter().filter(|(code, _)| book.is_enabled(code));
    in_force
        .filter_map(|(_, rated)| rated.item.as_deref())
        .chain(view.items.iter().copied())
        .find(|name| items().all(|it| it.name != *name))
        .map(|item| format!("评分表 score.toml 中没有评分项“{item}”"))
        .or_else(|| view.faults.first().cloned())
}

/// What the TOML library says about a key, in the operator's words.
pub(super) fn in_chinese(error: &toml::de::Error) -> String {
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
    } else if message.contains("input contains invalid characters")
        || message.contains("premature end")
    {
        format!("日期写法不对{at}，应写作 \"2026-12-31\"（带引号）")
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
