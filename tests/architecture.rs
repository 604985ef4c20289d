//! Keeps the map in `src/lib.rs` true: which layer may use which, and how long a file may grow.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each layer and the layers it may import, lowest first. A layer may name only layers above its own line, so the
/// arrows cannot form a circle.
const ARROWS: &[(&str, &str)] = &[
    ("model", ""),
    ("config", "model"),
    ("reference", "model"),
    ("register", "model config"),
    ("plan", "model config reference"),
    ("fetch", "model config"),
    ("parse", "model reference"),
    ("store", "model"),
    ("checks", "model reference"),
    ("verdict", "model"),
    ("findings", "model reference"),
    ("census", "model config reference register plan fetch parse store checks verdict findings"),
    ("reports", "model config store"),
    ("notices", "model config store"),
    ("demo", "model config"),
];

const LONGEST_FILE: usize = 400;

#[test]
fn arrows_point_one_way() {
    let mut lower = Vec::new();
    for (layer, allowed) in ARROWS {
        for target in allowed.split_whitespace() {
            assert!(lower.contains(&target), "`{layer}` may not use `{target}`: it is not lower");
        }
        lower.push(*layer);
    }
}

#[test]
fn imports_follow_the_arrows() {
    let arrows: BTreeMap<&str, &str> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    for file in rust_files(Path::new("src")) {
        let Some(layer) = layer_of(&file) else { continue };
        let Some(allowed) = arrows.get(layer.as_str()) else {
            if layer != "cli" {
                wrong.push(format!("{}: `{layer}` is not on the map", file.display()));
            }
            continue;
        };
        for (number, line) in code_lines(&file) {
            let place = format!("{}:{number}", file.display());
            if line.contains("use crate::{") || line.contains("super::super") {
                wrong.push(format!("{place}: write one `use crate::layer::…` line per layer"));
            }
            for target in line.split("crate::").skip(1).map(first_word) {
                let known = target == "cli" || arrows.contains_key(target);
                if known && target != layer && !allowed.split(' ').any(|it| it == target) {
                    wrong.push(format!("{place}: `{layer}` must not use `{target}`"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn files_say_what_they_are_for() {
    for file in rust_files(Path::new("src")).into_iter().chain(rust_files(Path::new("tests"))) {
        let text = fs::read_to_string(&file).expect("a readable source file");
        assert!(text.starts_with("//! "), "{}: open with a `//!` line", file.display());
    }
}

#[test]
fn files_stay_short() {
    let long: Vec<String> = rust_files(Path::new("src"))
        .into_iter()
        .map(|file| (code_lines(&file).len(), file))
        .filter(|(length, _)| LONGEST_FILE < *length)
        .map(|(length, file)| format!("{}: {length} lines", file.display()))
        .collect();
    assert!(long.is_empty(), "\n{}\n", long.join("\n"));
}

/// The lines of a file before its unit tests, numbered from 1, without comment lines.
fn code_lines(file: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(file).expect("a readable source file");
    text.lines()
        .map(str::to_owned)
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .take_while(|(_, line)| line != "#[cfg(test)]")
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .collect()
}

fn layer_of(file: &Path) -> Option<String> {
    let mut parts = file.strip_prefix("src").ok()?.components();
    let first = parts.next()?.as_os_str().to_str()?.to_owned();
    parts.next().map(|_| first)
}

fn first_word(rest: &str) -> &str {
    rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a source folder") {
        let path = entry.expect("a folder entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
    files
}
