//! What a profile's rule files say of their documents, and what in them nobody has confirmed.

use crate::model::profile::Profile;
use crate::model::rule::{Rule, Sureness};
use crate::reports::{Basis, Document, Unconfirmed};
use std::collections::BTreeMap;
use toml::Value;

/// Titles of the documents that profiles cite, in the order in which a bulletin names them.
const TITLES: &[(&str, &str)] = &[
    ("国务院令第711号", "中华人民共和国政府信息公开条例"),
    ("国办发〔2017〕47号", "政府网站发展指引"),
    ("国办函〔2018〕55号", "国务院办公厅关于加强政府网站域名管理的通知"),
    ("国办秘函〔2019〕19号", "政府网站与政务新媒体检查指标"),
    ("国办发〔2015〕15号", "国务院办公厅关于开展第一次全国政府网站普查的通知"),
];

/// From the tables of a profile, file stem to content. A file that is no rule (`score`) is passed over: the checks
/// have refused a faulty one before.
pub fn of_profile(profile: &str, tables: &BTreeMap<String, toml::Table>) -> Basis {
    let mut numbers: Vec<String> = Vec::new();
    let mut unconfirmed = Vec::new();
    let about = tables.get("profile").cloned().map(Value::Table);
    let about = about.and_then(|it| it.try_into::<Profile>().ok());
    let without = about.map(|it| it.without).unwrap_or_default();
    for (check, table) in tables.iter().filter(|(check, _)| !without.contains(check)) {
        let Ok(rule) = Value::Table(table.clone()).try_into::<Rule<Value>>() else { continue };
        if !numbers.contains(&rule.clause.document) {
            numbers.push(rule.clause.document.clone());
        }
        let texts = doubts(&rule);
        unconfirmed
            .extend(texts.into_iter().map(|text| Unconfirmed { check: check.clone(), text }));
    }
    numbers.sort_by_key(|it| {
        TITLES.iter().position(|(number, _)| number == it).unwrap_or(TITLES.len())
    });
    let documents = numbers
        .into_iter()
        .map(|number| {
            let title = TITLES.iter().find(|(known, _)| *known == number);
            Document { title: title.map(|(_, it)| (*it).to_owned()).unwrap_or_default(), number }
        })
        .collect();
    Basis { profile: profile.to_owned(), documents, unconfirmed }
}

fn doubts(rule: &Rule<Value>) -> Vec<String> {
    let mut texts = Vec::new();
    if rule.clause.sureness == Sureness::Unconfirmed {
        texts.push(format!("“{}”的依据条款", rule.title));
    }
    let mut titles: Vec<String> = Vec::new();
    for code in rule.codes.values().filter(|it| it.sureness == Sureness::Unconfirmed) {
        let title = format!("“{}”", code.title);
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    if !titles.is_empty() {
        texts.push(format!("{}的等级和分值", titles.concat()));
    }
    if is_doubtful(&rule.params) {
        texts.push(format!("“{}”的期限、数量或分项分值", rule.title));
    }
    texts
}

/// Whether a key that ends in `sureness` says `unconfirmed` anywhere below.
fn is_doubtful(value: &Value) -> bool {
    match value {
        Value::Table(table) => table.iter().any(|(key, value)| {
            (key.ends_with("sureness") && value.as_str() == Some("unconfirmed"))
                || is_doubtful(value)
        }),
        Value::Array(values) => values.iter().any(is_doubtful),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_and_doubts_are_read_off_the_rules() {
        let rule = r#"
            title = "栏目不更新"
            found_by = ""
            remedy = ""
            [clause]
            document = "国办秘函〔2019〕19号"
            item = ""
            sureness = "confirmed"
            source = ""
            [codes.stale_columns]
            title = "栏目不更新"
            level = "deduct"
            sureness = "unconfirmed"
            [params]
            news_days = 14
            [params.news_points]
            points = 5.0
            sureness = "unconfirmed"
        "#;
        let tables = BTreeMap::from([
            ("stale_columns".to_owned(), rule.parse().unwrap()),
            ("score".to_owned(), "full = 100.0".parse().unwrap()),
        ]);
        let basis = of_profile("2019", &tables);
        assert_eq!(basis.documents.len(), 1);
        assert_eq!(basis.documents[0].title, "政府网站与政务新媒体检查指标");
        let texts: Vec<&str> = basis.unconfirmed.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(texts, ["“栏目不更新”的等级和分值", "“栏目不更新”的期限、数量或分项分值"]);
    }
}
