//! `pucha init`: what it writes works, and what is there stays.

use pucha::cli::{init, register};
use pucha::config::load;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.insert(entry.path(), fs::read(entry.path()).expect("a file"));
        }
    }
    found
}

#[test]
fn what_init_writes_loads_and_passes_the_register_check() {
    let folder = TempDir::new().expect("a temporary folder");
    let dir = folder.path().join("new/county");
    let text = init::run(&dir).expect("init");
    for name in ["config/pucha.toml", "config/sites.csv", "config/columns.csv", "说明.txt"] {
        assert!(text.contains(name), "{text}");
    }
    let settings = load(&dir.join("config/pucha.toml"), std::iter::empty()).expect("settings");
    let (report, code) = register::check(&settings).expect("a register");
    assert_eq!((report.as_str(), code), ("4 个站点，4 个栏目，0 处错误，0 处提示\n", 0));
    pucha::config::rules::tables(&settings.root, "2019").expect("rules beside the note");
}

#[test]
fn tables_open_in_excel() {
    for (name, text) in pucha::config::starter::starter_files() {
        if name.contains(".csv") {
            assert!(text.starts_with('\u{feff}') && text.contains("\r\n"), "{name}");
        }
    }
}

#[test]
fn nothing_is_ever_overwritten() {
    let folder = TempDir::new().expect("a temporary folder");
    fs::create_dir(folder.path().join("config")).expect("a folder");
    let own = folder.path().join("config/sites.csv");
    fs::write(&own, "mine").expect("a file");
    let text = init::run(folder.path()).expect("init");
    assert!(text.contains(&format!("已存在，未改动  {}", own.display())), "{text}");
    assert_eq!(fs::read(&own).expect("a file"), b"mine");
    let before = files(folder.path());
    assert_eq!(before.len(), pucha::config::starter::starter_files().len());
    let text = init::run(folder.path()).expect("init again");
    assert!(text.contains("什么也没有改动"), "{text}");
    assert_eq!(files(folder.path()), before);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("config"), "a file where the folder should be").expect("a file");
    let message = format!("{:#}", init::run(folder.path()).expect_err("no folder"));
    assert!(message.contains("config") && message.contains("建不了文件夹"), "{message}");
}
