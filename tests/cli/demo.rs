//! `pucha demo` as its user runs it: months in folders of their own, the comparison, the folders that it leaves alone.

use crate::cli::world::{Ran, command, rows};
use std::fs;
use std::path::Path;

fn demo(folder: &Path, words: &[&str]) -> Ran {
    let words = [&["demo", "--out", "d", "--progress", "never"], words].concat();
    Ran(command(folder, &words).output().expect("the binary runs"))
}

#[test]
fn two_months_are_played_into_one_store_and_their_own_folders() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = demo(folder.path(), &["--months", "2", "--sites", "5"]).ends(0);
    ran.says(&["2026年10月（监测时间点 2026-10-20）", "2026年11月（监测时间点 2026-11-20）"]);
    let out = folder.path().join("d");
    let ledger =
        |place: &str| rows(&fs::read_to_string(out.join(place)).expect("a ledger of the month"));
    let first = ledger("2026-10/整改台账-2026-10.csv");
    let second = ledger("2026-11/整改台账-2026-11.csv");
    assert_eq!(second, ledger("整改台账-2026-11.csv"), "the last month also stands at the top");
    assert!(!out.join("整改台账-2026-10.csv").exists());
    assert!(
        first.iter().all(|it| it["连续期数"] == "1" && it["发现时间"].starts_with("2026-10-20"))
    );
    assert!(second.iter().any(|it| it["连续期数"] == "2" && it["整改情况"] == "已通知"));
    for row in &second {
        let due = if row["连续期数"] == "2" { "2026-10" } else { "2026-11" };
        let carried = row["复核结果"] == "本期未能复核" || row["整改情况"] == "已整改";
        assert!(carried || row["整改时限"].starts_with(due), "{row:?}");
    }
    let outbox = out.join("整改通知");
    assert!(outbox.join("2026-10").is_dir() && outbox.join("2026-11").is_dir());
}

#[test]
fn a_folder_of_somebody_else_is_left_alone_and_too_many_months_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("d")).expect("a folder");
    fs::write(folder.path().join("d/台账.xlsx"), "真的").expect("a file");
    demo(folder.path(), &[]).ends(1).says(&["已有其他文件", "--out"]);
    assert_eq!(fs::read_dir(folder.path().join("d")).expect("a folder").count(), 1);
    demo(folder.path(), &["--months", "13"]).ends(2);
    demo(folder.path(), &["--months", "0"]).ends(2);
}
