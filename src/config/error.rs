//! What can be wrong with the settings, in the operator's words.

use std::fmt;
use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// No such file: the first run in a folder, or a wrong `--config`.
    #[error("找不到配置文件 {}：请先运行 pucha init 生成，或用 --config 指出它在哪里", .file.display())]
    Missing { file: PathBuf },
    #[error("配置文件 {} 读不出来：{why}", .file.display())]
    Unreadable { file: PathBuf, why: String },
    /// Everything that is wrong, at once, so that one round of editing is enough.
    #[error("{}", lines(.0))]
    Invalid(Vec<Complaint>),
    #[error("没有规则集“{profile}”：现有 {}；请改 [rules] profile，或在 {} 下建立这个文件夹", .known.join("、"), .folder.display())]
    UnknownProfile { profile: String, known: Vec<String>, folder: PathBuf },
    #[error("{place}：{text}")]
    Rule { place: String, text: String },
}

/// One thing that is wrong, and where: `config/pucha.toml:12` or `环境变量 PUCHA_CRAWL__…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    pub place: String,
    pub text: String,
}

impl Complaint {
    pub(crate) fn new(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self { place: place.into(), text: text.into() }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{}", self.place, self.text)
    }
}

fn lines(complaints: &[Complaint]) -> String {
    let lines: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// The number of the line that holds byte `at`, from 1.
pub(crate) fn line_at(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|it| *it == b'\n').count()
}
