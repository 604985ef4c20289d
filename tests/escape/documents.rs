//! Every file that the commands write, the letters to who blocks us among them.

use crate::cli::world::World;
use crate::escape::look::Look;
use crate::escape::{PERIOD, shown, site};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

pub(super) fn all(world: &World, look: &Look) {
    for words in [
        &["bulletin", "--period", PERIOD, "--format", "docx,html,md"][..],
        &["ledger", "--period", PERIOD, "--format", "csv,xlsx"],
        &["results", "--period", PERIOD, "--format", "csv,xlsx,json"],
        &["columns", "--period", PERIOD, "--format", "csv,json"],
        &["annual", "--year", "2026", "--format", "docx,xlsx,csv,html,md"],
        &["notify", "--period", PERIOD],
    ] {
        shown(world, look, words, &[0]);
    }
    let mut said = String::new();
    let mut kinds = BTreeSet::new();
    for (name, file) in files(world) {
        look.line("a file's name", &name);
        kinds.insert(file.extension().unwrap_or_default().to_string_lossy().into_owned());
        let text = look.file(&name, &fs::read(&file).expect("a readable file"));
        if name.contains("栏目情况") {
            look.holds(&name, &text, &site::COLUMNS);
        }
        said += &text;
    }
    for kind in ["docx", "html", "md", "csv", "xlsx", "json", "txt"] {
        if !kinds.contains(kind) {
            look.wrong(format!("no {kind} among {kinds:?}"));
        }
    }
    look.holds("a document", &said, &["毒单位", "毒链接", "毒接口", "毒网站"]);
    letters(world, look);
}

/// All that stands in the folders of outputs, by its path there.
pub(super) fn files(world: &World) -> Vec<(String, PathBuf)> {
    let mut files = Vec::new();
    collect(&world.path("var/out"), &mut files);
    collect(&world.path("var/outbox"), &mut files);
    let root = world.path("var");
    let name = |it: &Path| it.strip_prefix(&root).expect("a part").display().to_string();
    files.into_iter().map(|it| (name(&it), it)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

/// 放行申请: whoever reads it acts on it, so that none of its lines may be the register's.
fn letters(world: &World, look: &Look) {
    let path = world.path(&format!("var/out/{PERIOD}/放行申请-{PERIOD}.txt"));
    let text = fs::read_to_string(path).expect("letters");
    look.holds("the letters", &text, &["毒单位二", "毒单位三", "毒网站二", "robots.txt", "加速乐"]);
    let text = text.trim_start_matches('\u{feff}');
    for line in text.lines().filter(|it| !it.is_empty()) {
        let ours = ["关于允许", "　　", "―――"].iter().any(|it| line.starts_with(it));
        if !ours && !line.starts_with("=毒单位") {
            look.wrong(format!("a line of the letters that is not ours: {line}"));
        }
    }
    let letters = text.matches("关于允许网站检查程序访问的函").count();
    let asked = text.matches("检查地址：").count();
    if (letters, asked) != (2, 2) {
        look.wrong(format!("{letters} letters, {asked} addresses: {text}"));
    }
}
