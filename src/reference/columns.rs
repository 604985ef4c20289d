//! Which update class a column's name or its `ColumnType` is sure to mean.

use crate::model::site::ColumnClass;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct File {
    class: Vec<Words>,
    types: HashMap<String, String>,
}

#[derive(Deserialize)]
struct Words {
    class: String,
    names: Vec<String>,
    #[serde(default)]
    ends: Vec<String>,
    #[serde(default)]
    has: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
}

static TABLE: LazyLock<File> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/columns.toml"))
        .expect("the embedded table is well-formed")
});

/// The class that a column of this name has, where the name leaves no doubt.
pub fn column_class(name: &str) -> Option<ColumnClass> {
    let name = bare(name);
    if let Some(words) = TABLE.class.iter().find(|words| words.names.contains(&name)) {
        return ColumnClass::from_chinese(&words.class);
    }
    longest(&name, |words| &words.ends, |name, part| name.ends_with(part))
        .or_else(|| longest(&name, |words| &words.has, |name, part| name.contains(part)))
}

/// The class for a value of the page tag `ColumnType`, which may hold several with commas between.
pub fn column_type_class(column_type: &str) -> Option<ColumnClass> {
    column_type
        .split([',', '，', ';', '；', '、', '|'])
        .find_map(|value| TABLE.types.get(&bare(value)))
        .and_then(|class| ColumnClass::from_chinese(class))
}

fn longest(
    name: &str,
    parts: impl Fn(&'static Words) -> &'static Vec<String>,
    fits: impl Fn(&str, &str) -> bool,
) -> Option<ColumnClass> {
    TABLE
        .class
        .iter()
        .filter(|words| !words.not.iter().any(|it| name.contains(it.as_str())))
        .flat_map(|words| parts(words).iter().map(move |part| (part, words)))
        .filter(|(part, _)| fits(name, part))
        .max_by_key(|(part, _)| part.len())
        .and_then(|(_, words)| ColumnClass::from_chinese(&words.class))
}

/// Without blanks, brackets round it, arrows, the word 更多, a count of its entries and a catalogue's number.
fn bare(name: &str) -> String {
    let text: String = name.chars().filter(|it| !it.is_whitespace()).collect();
    let text = text.trim_end_matches("更多");
    let text = without_number(text);
    text.trim_matches([
        '>', '»', '›', '·', '【', '】', '[', ']', ':', '：', '|', '/', '《', '》', '＞',
    ])
    .to_owned()
}

/// `政策法规010000` and `通知公告（12）` without what follows the name.
fn without_number(text: &str) -> &str {
    let digit = |it: char| it.is_ascii_digit();
    if let Some((name, count)) = text
        .strip_suffix([')', '）', ']', '】'])
        .and_then(|it| it.rsplit_once(['(', '（', '[', '【']))
        && !count.is_empty()
        && count.chars().all(digit)
    {
        return name;
    }
    let name = text.trim_end_matches(digit);
    // Shorter ones are years or part of the name.
    if 6 <= text.len() - name.len() { name } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sure_names_have_their_class_and_others_none() {
        for (name, class) in [
            ("工作动态", Some(ColumnClass::News)),
            (" 政务要闻 >>", Some(ColumnClass::News)),
            ("城关镇工作动态", Some(ColumnClass::News)),
            ("公示公告", Some(ColumnClass::Notices)),
            ("部门文件", Some(ColumnClass::PolicyFiles)),
            ("规范性文件清理", Some(ColumnClass::Event)),
            ("规范性文件立改废", None),
            ("政策解读", Some(ColumnClass::Interpretation)),
            ("人事任免", Some(ColumnClass::Personnel)),
            ("政府信息公开年报", Some(ColumnClass::Yearly)),
            ("政府信息公开指南", Some(ColumnClass::Static)),
            ("县长信箱", Some(ColumnClass::Consultation)),
            ("新闻发布会", Some(ColumnClass::Event)),
            ("历史专题", Some(ColumnClass::Archived)),
            ("美丽乡村", None),
            ("政策法规010000", Some(ColumnClass::PolicyFiles)),
            ("通知公告（12）", Some(ColumnClass::Notices)),
            ("通知公告[3]", Some(ColumnClass::Notices)),
            ("内设机构及岗位责任人", Some(ColumnClass::Static)),
            ("街道概况", Some(ColumnClass::Static)),
            ("行政权力运行", Some(ColumnClass::Event)),
            ("惠民惠农补贴", Some(ColumnClass::ShouldUpdate)),
            ("农村危房改造", Some(ColumnClass::ShouldUpdate)),
            ("决策部署落实情况", Some(ColumnClass::ShouldUpdate)),
            ("财政预决算", Some(ColumnClass::Yearly)),
            ("乡镇文件", Some(ColumnClass::PolicyFiles)),
            ("新闻发布", None),
            ("公共资源交易", None),
            ("城市综合执法", None),
            ("重点领域", None),
            ("", None),
        ] {
            assert_eq!(column_class(name), class, "{name}");
        }
    }

    #[test]
    fn a_column_type_may_hold_several_values() {
        assert_eq!(column_type_class("信息公开，政策文件"), Some(ColumnClass::PolicyFiles));
        assert_eq!(column_type_class("矿业市场"), None);
    }

    #[test]
    fn every_class_of_the_table_is_one_of_the_contract() {
        for name in TABLE.class.iter().map(|it| &it.class).chain(TABLE.types.values()) {
            assert!(ColumnClass::from_chinese(name).is_some(), "{name}");
        }
    }
}
