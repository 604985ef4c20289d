//! `pucha init [DIR]`: writes the files that are missing, and never touches one that is there.

use crate::config::starter::starter_files;
use anyhow::Context;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Writes into `dir`. Returns what to tell the operator: what was written, what was left, what comes next.
pub fn run(dir: &Path) -> anyhow::Result<String> {
    let (mut written, mut left) = (vec![], vec![]);
    for (name, content) in starter_files() {
        let path = dir.join(&name);
        let folder = path.parent().unwrap_or(dir);
        fs::create_dir_all(folder)
            .with_context(|| format!("建不了文件夹 {}：请检查权限和磁盘", folder.display()))?;
        let created = write_new(&path, content)
            .with_context(|| format!("写不了文件 {}：请检查权限和磁盘空间", path.display()))?;
        if created { written.push(path) } else { left.push(path) }
    }
    let mut text: Vec<String> =
        written.iter().map(|path| format!("已写入  {}\n", path.display())).collect();
    text.extend(left.iter().map(|path| format!("已存在，未改动  {}\n", path.display())));
    text.push(next_steps(dir, !written.is_empty()));
    Ok(text.concat())
}

/// Whether the file was made; one that is there, even as a dangling link, stays as it is. A file that could not be
/// written whole is taken away again, or the next run would take it for the operator's.
fn write_new(path: &Path, content: &str) -> std::io::Result<bool> {
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(false),
        Err(error) => return Err(error),
    };
    let done = file.write_all(content.as_bytes()).and_then(|()| file.sync_all());
    if let Err(error) = done {
        drop(file);
        fs::remove_file(path)?;
        return Err(error);
    }
    Ok(true)
}

fn next_steps(dir: &Path, new: bool) -> String {
    if !new {
        return "文件都已齐全，什么也没有改动。\n".into();
    }
    let first = match dir.to_string_lossy() {
        it if it.is_empty() || it == "." => String::new(),
        it => format!("  0. 进入文件夹：cd {it}\n"),
    };
    format!(
        "\n接下来：\n{first}  1. 用 Excel 打开 config/sites.csv，把示例行换成本县的网站；config/columns.csv 可以照样填写，也可以删去\n  2. 在 config/pucha.toml 里填上印发通报的单位\n  3. 运行 pucha register check，检查填写有没有错\n  4. 运行 pucha census，开始本月普查\n"
    )
}
