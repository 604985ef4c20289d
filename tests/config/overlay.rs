//! A county's own numbers over the embedded rules.

use pucha::config::rules::{profiles, tables};
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use toml::Value;

fn overlay(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a rules folder");
        fs::write(path, text).expect("a rule file");
    }
    folder
}

fn refusal(root: &Path, profile: &str) -> String {
    tables(root, profile).expect_err("a wrong overlay").to_string()
}

#[test]
fn the_embedded_profile_needs_no_folder() {
    let folder = overlay(&[]);
    let tables = tables(folder.path(), "2019").expect("the embedded rules");
    for stem in ["unreachable", "stale_home", "site_identity", "score"] {
        assert!(tables.contains_key(stem), "{stem}");
    }
    assert_eq!(profiles(folder.path()), ["2015", "2019"]);
}

#[test]
fn own_files_change_only_the_keys_that_they_name() {
    // Keys that no rule has show the merge without leaning on the numbers of a rule.
    let folder =
        overlay(&[("config/rules/2019/stale_home.toml", "[own]\na = 1\n[own.deep]\nb = [1, 2]\n")]);
    let before = tables(overlay(&[]).path(), "2019").expect("the embedded rules");
    let after = tables(folder.path(), "2019").expect("the overlaid rules");
    assert_eq!(after["stale_home"]["own"]["deep"]["b"], Value::Array(vec![1.into(), 2.into()]));
    for (key, value) in &before["stale_home"] {
        assert_eq!(&after["stale_home"][key], value, "{key} must stay");
    }
    for (stem, table) in before.iter().filter(|(stem, _)| *stem != "stale_home") {
        assert_eq!(&after[stem], table, "{stem} must stay");
    }
}

#[test]
fn own_files_may_lie_beside_a_settings_file_outside_of_config() {
    let folder = overlay(&[("rules/2019/score.toml", "own = 1\n")]);
    assert_eq!(tables(folder.path(), "2019").expect("rules")["score"]["own"], 1.into());
}

#[test]
fn a_profile_of_the_countys_own_is_its_folder() {
    let folder = overlay(&[("config/rules/2026-huoqiu/stale_home.toml", "a = 1\n")]);
    assert_eq!(profiles(folder.path()), ["2015", "2019", "2026-huoqiu"]);
    let tables = tables(folder.path(), "2026-huoqiu").expect("own rules");
    assert_eq!(tables.keys().collect::<Vec<_>>(), ["stale_home"]);
}

#[test]
fn stray_files_are_refused_by_name() {
    for (name, words) in [
        ("stael_home.toml", "stale_home.toml"),
        ("stale_home.toml.txt", "stale_home.toml"),
        ("stale_home.ini", "stale_home.toml"),
        ("zzzzzzzzzz.toml", "只能是"),
    ] {
        let folder = overlay(&[(&format!("config/rules/2019/{name}"), "")]);
        let message = refusal(folder.path(), "2019");
        assert!(message.contains(name) && message.contains(words), "{name}: {message}");
    }
}

#[test]
fn notes_and_backups_are_left_alone() {
    let names = ["说明.txt", "README.md", "score.toml.bak", ".score.toml.swp", "score.toml~"];
    let names = names.map(|it| (format!("config/rules/2019/{it}"), "not toml at all ["));
    let files: Vec<(&str, &str)> = names.iter().map(|(a, b)| (a.as_str(), *b)).collect();
    tables(overlay(&files).path(), "2019").expect("rules");
}

#[test]
fn broken_overlays_name_file_and_line() {
    let folder = overlay(&[("config/rules/2019/score.toml", "a = 1\nb = \n")]);
    let message = refusal(folder.path(), "2019");
    assert!(message.contains("score.toml:2") && message.contains("写法有误"), "{message}");
    let message = refusal(folder.path(), "1999");
    assert!(message.contains("没有规则集“1999”") && message.contains("2019"), "{message}");
}

#[test]
fn a_profile_with_a_base_says_only_what_is_different() {
    let folder = overlay(&[
        ("config/rules/huoqiu/profile.toml", "base = \"2019\"\ntitle = \"霍邱县指标\"\n"),
        ("config/rules/huoqiu/stale_home.toml", "[params]\nlimit_days = 10\n"),
        ("config/rules/2019/stale_home.toml", "[params]\nlimit_days = 7\n"),
    ]);
    let own = tables(folder.path(), "huoqiu").expect("own rules");
    let base = tables(overlay(&[]).path(), "2019").expect("the embedded rules");
    assert_eq!(own.keys().collect::<Vec<_>>(), base.keys().collect::<Vec<_>>());
    assert_eq!(own["stale_home"]["params"]["limit_days"], 10.into());
    assert_eq!(own["stale_home"]["clause"], base["stale_home"]["clause"]);
    assert_eq!(own["profile"]["title"], "霍邱县指标".into());
}

#[test]
fn a_base_is_a_whole_embedded_profile() {
    for base in ["1999", "huoqiu", "2015"] {
        let text = format!("base = \"{base}\"\n");
        let folder = overlay(&[("config/rules/huoqiu/profile.toml", &text)]);
        let message = refusal(folder.path(), "huoqiu");
        assert!(message.contains("profile.toml") && message.contains(base), "{message}");
    }
}
