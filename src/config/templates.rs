//! The sentences of the bulletin: embedded text files, over which the county's own in `config/templates/` are laid.

use crate::config::error::ConfigError;
use crate::config::near::nearest;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder below `config/templates/`.
const BULLETIN: &str = "通报";
const NOTE: &str = "说明";

macro_rules! bulletin {
    ($($stem:literal),+ $(,)?) => {
        &[$((
            $stem,
            include_str!(concat!("../../config/templates/通报/", $stem, ".txt")),
        )),+]
    };
}

/// Every template there is. What its name says is also how the bulletin asks for it.
const EMBEDDED: &[(&str, &str)] = bulletin![
    "标题",
    "依据",
    "总体情况",
    "主要问题",
    "问题类别",
    "工作要求",
    "结尾",
    "检查结果注",
    "未判定注",
    "豁免注",
];
const ABOUT: &str = include_str!("../../config/templates/通报/说明.txt");

/// One template, and where a person finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateText {
    /// `总体情况`.
    pub name: String,
    /// The file's path, or `内置模板 通报/总体情况.txt`.
    pub place: String,
    pub text: String,
}

/// The embedded templates as they are, without any folder of the county's.
pub fn embedded() -> Vec<TemplateText> {
    EMBEDDED
        .iter()
        .map(|(name, text)| TemplateText {
            name: (*name).into(),
            place: format!("内置模板 {BULLETIN}/{name}.txt"),
            text: plain(text),
        })
        .collect()
}

/// The embedded template of that name.
pub fn embedded_text(name: &str) -> Option<String> {
    EMBEDDED.iter().find(|(it, _)| *it == name).map(|(_, text)| plain(text))
}

/// The county's own files from `<root>/config/templates/通报/`, or `templates/通报/` in the root where `pucha.toml` itself lies
/// there; the embedded ones where there is none. Blocks on the disk.
///
/// # Errors
/// A file that cannot be read, is not UTF-8, or has a name that no template has.
pub fn templates(root: &Path) -> Result<Vec<TemplateText>, ConfigError> {
    let mut all = embedded();
    for path in files(&folder(root))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if is_aside(&name) {
            continue;
        }
        let place = path.display().to_string();
        let (stem, is_text) = name.strip_suffix(".txt").map_or((&*name, false), |it| (it, true));
        let Some(template) = all.iter_mut().find(|it| it.name == stem && is_text) else {
            return Err(fault(&place, stray(stem)));
        };
        template.text = plain(&read(&path, &place)?);
        template.place = place;
    }
    Ok(all)
}

/// The county's own folder; it need not be there.
pub fn folder(root: &Path) -> PathBuf {
    let usual = root.join("config/templates").join(BULLETIN);
    let beside = root.join("templates").join(BULLETIN);
    if !usual.is_dir() && beside.is_dir() { beside } else { usual }
}

pub(crate) fn starter_files() -> Vec<(String, &'static str)> {
    let mut files = vec![(path_of(NOTE), ABOUT)];
    files.extend(EMBEDDED.iter().map(|(name, text)| (path_of(name), *text)));
    files
}

fn path_of(name: &str) -> String {
    format!("config/templates/{BULLETIN}/{name}.txt")
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, ConfigError> {
    if !folder.is_dir() {
        return Ok(vec![]);
    }
    let entries = fs::read_dir(folder).map_err(|error| {
        let why = format!("文件夹读不出来（{error}），请检查权限");
        fault(&folder.display().to_string(), why)
    })?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|it| it.path()).collect();
    paths.sort();
    Ok(paths)
}

fn read(path: &Path, place: &str) -> Result<String, ConfigError> {
    let bytes =
        fs::read(path).map_err(|error| fault(place, format!("读不出来（{error}），请检查权限")))?;
    String::from_utf8(bytes)
        .map_err(|_| fault(place, "不是 UTF-8 编码，请在记事本里用“另存为”选 UTF-8".into()))
}

/// Without byte order mark, and with plain line ends.
fn plain(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n")
}

/// Notes, backups, and what editors leave behind.
fn is_aside(name: &str) -> bool {
    let ends = |ending: &str| name.to_ascii_lowercase().ends_with(ending);
    name.strip_suffix(".txt") == Some(NOTE)
        || name.starts_with(['.', '~', '#'])
        || [".md", ".bak", "~", ".swp"].into_iter().any(ends)
}

fn stray(stem: &str) -> String {
    let known = EMBEDDED.iter().map(|(name, _)| *name);
    if let Some(near) = nearest(stem, known.clone()) {
        return format!(
            "没有叫这个名字的模板，应为 {near}.txt；不用的文件请移走，备份请以 .bak 结尾"
        );
    }
    let all: Vec<String> = known.map(|it| format!("{it}.txt")).collect();
    format!("没有叫这个名字的模板，只能是 {}；不用的文件请移走，备份请以 .bak 结尾", all.join("、"))
}

fn fault(place: &str, text: String) -> ConfigError {
    ConfigError::Rule { place: place.to_owned(), text }
}
