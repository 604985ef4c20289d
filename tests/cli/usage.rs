//! What is said when a command is typed wrongly, or too early.

use crate::cli::world::{Ran, command};

fn run(words: &[&str]) -> Ran {
    let folder = tempfile::tempdir().expect("a folder");
    Ran(command(folder.path(), words).output().expect("the binary runs"))
}

#[test]
fn the_command_line_is_sound() {
    use clap::CommandFactory;
    pucha::cli::args::Cli::command().debug_assert();
}

#[test]
fn help_is_chinese() {
    let help =
        run(&["--help"]).ends(0).says(&["用法", "命令", "census", "检查", "第一次使用"]).out();
    for english in ["Usage", "Commands", "Options", "Print help"] {
        assert!(!help.contains(english), "{english} in\n{help}");
    }
    run(&["census", "--help"]).ends(0).says(&["--as-of", "监测时间点"]);
    run(&["columns", "--help"]).ends(0).says(&["--state", "栏目情况", "未更新,空白"]);
}

#[test]
fn wrong_usage_ends_with_two_and_says_what_is_wrong() {
    for (words, said) in [
        (&["cenus"][..], "cenus"),
        (&["census", "--perid", "2026-11"], "--perid"),
        (&["ledger"], "--period"),
        (&["ledger", "--period", "2026-11", "--format", "pdf"], "pdf"),
        (&["census", "--resume", "--anew"], "--anew"),
        (&["columns"], "--period"),
        (&["columns", "--period", "2026-11", "--state", "不新"], "未更新"),
    ] {
        run(words).ends(2).says(&[said, "用法"]);
    }
}

#[test]
fn without_settings_the_way_out_is_named() {
    for words in [&["census"][..], &["ledger", "--period", "2026-11"], &["register", "check"]] {
        run(words).ends(1).says(&["pucha init"]);
    }
}

#[test]
fn what_init_writes_is_accepted() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran =
        |words: &[&str]| Ran(command(folder.path(), words).output().expect("the binary runs"));
    ran(&["init"]).ends(0).says(&["config/pucha.toml", "register check"]);
    ran(&["register", "check"]).ends(0);
    ran(&["init"]).ends(0);
    ran(&["ledger", "--period", "2026-11"]).ends(1).says(&["pucha census"]);
    ran(&["columns", "--period", "2026-11"]).ends(1).says(&["pucha census"]);
    ran(&["explain", "stale_columns"]).ends(0).says(&["国办秘函〔2019〕19号", "14"]);
    ran(&["explain", "stale_colums"]).ends(1).says(&["stale_columns"]);
}

#[test]
fn a_period_or_instant_that_is_none_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran =
        |words: &[&str]| Ran(command(folder.path(), words).output().expect("the binary runs"));
    ran(&["init"]).ends(0);
    ran(&["census", "--period", "2026-13"]).ends(1).says(&["2026-13"]);
    ran(&["census", "--as-of", "昨天"]).ends(1).says(&["昨天", "2026-11-20"]);
    ran(&["census", "--site", "没有这个镇"]).ends(1).says(&["没有这个镇"]);
}
