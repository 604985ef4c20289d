//! One name in many places: source, rule file, fixtures, official table, explanation, handbook.

use crate::checks::build::rules;
use pucha::cli::explain::explain;
use pucha::cli::rules::handbook_table;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn each_check_has_its_source_rule_file_and_fixtures() {
    let checks: BTreeSet<&str> =
        rules().codes().into_iter().filter_map(|it| it.split('.').next()).collect();
    let mut missing = Vec::new();
    for check in &checks {
        let places = [
            format!("src/checks/{check}.rs"),
            format!("config/rules/2019/{check}.toml"),
            format!("tests/fixtures/checks/{check}"),
        ];
        missing.extend(places.into_iter().filter(|it| !Path::new(it).exists()));
    }
    assert!(missing.is_empty(), "\n{}\n", missing.join("\n"));
    for folder in fs::read_dir("tests/fixtures/checks").expect("fixtures") {
        let name = folder.expect("a folder").file_name().to_string_lossy().into_owned();
        assert!(checks.contains(name.as_str()), "fixtures of no check: {name}");
    }
}

#[test]
fn each_code_stands_in_the_official_table_and_explains_itself() {
    let book = rules();
    for code in book.codes() {
        let rows = book.indicators.rows.iter().filter(|it| it.codes.iter().any(|it| it == code));
        assert!(0 < rows.count(), "{code}");
        assert!(explain(&book, code).is_ok(), "{code}");
    }
    for row in &book.indicators.rows {
        if let Some(hand) = &row.by_hand {
            let text = explain(&book, &hand.code).expect("an explanation");
            assert!(text.contains(&hand.look_at), "{}", hand.code);
        }
    }
}

#[test]
fn the_handbooks_table_is_the_rules_table() {
    let handbook = fs::read_to_string("README.zh-CN.md").expect("the handbook");
    let (_, rest) = handbook.split_once("<!-- 指标表开始 -->\n").expect("a beginning");
    let (table, _) = rest.split_once("<!-- 指标表结束 -->").expect("an end");
    let expected = handbook_table("2019").expect("a table");
    assert!(
        table == expected,
        "replace the table of the handbook by what `pucha rules list --format md` prints"
    );
}
