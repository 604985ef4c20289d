//! File and environment to [`Settings`]: what is unknown or of the wrong kind is refused by name, line and way out.

use crate::config::Settings;
use crate::config::environment;
use crate::config::error::{Complaint, ConfigError, line_at};
use crate::config::limits;
use crate::config::near::nearest;
use crate::config::notices;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf, absolute};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::{Table, Value};

/// Where each key's value was written: section and key to `config/pucha.toml:12` or the variable's name.
pub(crate) type Places = BTreeMap<(String, String), String>;

/// Reads `file`, lays the `PUCHA_SECTION__KEY` of `env` over it, and checks every value.
pub fn load(
    file: &Path,
    env: impl Iterator<Item = (String, String)>,
) -> Result<Settings, ConfigError> {
    let text = read(file)?;
    settle(&text, file, root_of(file), env)
}

/// The settings without a file: the defaults and the environment, relative paths from `root`.
pub fn without_file(
    root: &Path,
    env: impl Iterator<Item = (String, String)>,
) -> Result<Settings, ConfigError> {
    settle("", Path::new("config/pucha.toml"), whole(root), env)
}

/// The folder that relative paths start from: the parent of the file's folder when that is called `config`, else the
/// file's own folder.
fn root_of(file: &Path) -> PathBuf {
    let file = whole(file);
    let folder = file.parent().unwrap_or(Path::new("/"));
    match folder.parent() {
        Some(above) if folder.file_name().is_some_and(|it| it == "config") => above.to_owned(),
        _ => folder.to_owned(),
    }
}

fn whole(path: &Path) -> PathBuf {
    absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn read(file: &Path) -> Result<String, ConfigError> {
    let bytes = std::fs::read(file).map_err(|error| match error.kind() {
        ErrorKind::NotFound => ConfigError::Missing { file: file.to_owned() },
        ErrorKind::PermissionDenied => unreadable(file, "没有读取权限"),
        ErrorKind::IsADirectory => unreadable(file, "它是文件夹，不是文件"),
        _ => unreadable(file, &error.to_string()),
    })?;
    let text = String::from_utf8(bytes)
        .map_err(|_| unreadable(file, "不是 UTF-8 编码，请用 UTF-8 另存"))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn unreadable(file: &Path, why: &str) -> ConfigError {
    ConfigError::Unreadable { file: file.to_owned(), why: why.to_owned() }
}

fn settle(
    text: &str,
    file: &Path,
    root: PathBuf,
    env: impl Iterator<Item = (String, String)>,
) -> Result<Settings, ConfigError> {
    let known = Table::try_from(Settings::default()).expect("the defaults are plain tables");
    let mut written = Written {
        file: file.display().to_string(),
        text,
        places: Places::new(),
        complaints: vec![],
    };
    let mut table = written.check(&known)?;
    environment::overlay(&mut table, &known, env, (&mut written.places, &mut written.complaints));
    if !written.complaints.is_empty() {
        return Err(ConfigError::Invalid(written.complaints));
    }
    let mut settings: Settings = table.try_into().map_err(|error: toml::de::Error| {
        ConfigError::Invalid(vec![Complaint::new(&written.file, error.message())])
    })?;
    settings.root = root;
    let complaints = limits::check(&settings, &written.places, &written.file);
    if complaints.is_empty() { Ok(settings) } else { Err(ConfigError::Invalid(complaints)) }
}

/// The file's text while its keys are held against the known ones.
struct Written<'a> {
    file: String,
    text: &'a str,
    places: Places,
    complaints: Vec<Complaint>,
}

impl Written<'_> {
    fn check(&mut self, known: &Table) -> Result<Table, ConfigError> {
        let text = self.text;
        let broken = |error: &toml::de::Error| {
            let line = error.span().map_or(1, |span| line_at(text, span.start));
            let why = format!("写法有误（{}）；请对照同一行的引号、等号和括号", error.message());
            ConfigError::Invalid(vec![Complaint::new(format!("{}:{line}", self.file), why)])
        };
        let document = DeTable::parse(text).map_err(|error| broken(&error))?;
        let table: Table = toml::from_str(text).map_err(|error| broken(&error))?;
        for (name, value) in document.get_ref() {
            self.section(known, name.get_ref(), name.span().start, value);
        }
        self.complaints.sort_by_key(|it| line_of(&it.place));
        Ok(table)
    }

    fn section(&mut self, known: &Table, name: &str, at: usize, value: &Spanned<DeValue<'_>>) {
        let Some(Value::Table(keys)) = known.get(name) else {
            let text = unknown_top(name, known);
            return self.complain(at, text);
        };
        let DeValue::Table(written) = value.get_ref() else {
            return self.complain(at, format!("{name} 是一节，应写作 [{name}] 后另起一行写各项"));
        };
        for (key, value) in written {
            let at = key.span().start;
            let key = key.get_ref().as_ref();
            let Some(default) = keys.get(key) else {
                self.complain(at, unknown_key(name, key, known));
                continue;
            };
            self.places.insert((name.to_owned(), key.to_owned()), self.place(at));
            if let Some(wrong) = kind_fault(default, value.get_ref()) {
                self.complain(at, format!("[{name}] {key} {wrong}"));
            }
        }
    }

    fn place(&self, at: usize) -> String {
        format!("{}:{}", self.file, line_at(self.text, at))
    }

    fn complain(&mut self, at: usize, text: String) {
        let place = self.place(at);
        self.complaints.push(Complaint::new(place, text));
    }
}

fn line_of(place: &str) -> usize {
    place.rsplit(':').next().and_then(|it| it.parse().ok()).unwrap_or(0)
}

fn unknown_top(name: &str, known: &Table) -> String {
    let home = known.iter().find(|(_, keys)| keys.get(name).is_some());
    if let Some((section, _)) = home {
        return format!("{name} 要写在 [{section}] 一节里");
    }
    if let Some(near) = nearest(name, known.keys().map(String::as_str)) {
        return format!("没有 [{name}] 这一节，是不是 [{near}]？");
    }
    let all: Vec<String> = known.keys().map(|it| format!("[{it}]")).collect();
    format!("没有 [{name}] 这一节，现有 {}", all.join("、"))
}

/// What to say of a key that no section, or another one, has.
pub(crate) fn unknown_key(section: &str, key: &str, known: &Table) -> String {
    if let Some(hint) = notices::hint(section, key) {
        return hint;
    }
    let Some(Value::Table(keys)) = known.get(section) else { return unknown_top(section, known) };
    let elsewhere = known.iter().find(|(_, keys)| keys.get(key).is_some());
    if let Some(near) = nearest(key, keys.keys().map(String::as_str)) {
        format!("[{section}] 中没有 {key}，是不是 {near}？")
    } else if let Some((home, _)) = elsewhere {
        format!("[{section}] 中没有 {key}，它属于 [{home}]")
    } else {
        let all: Vec<&str> = keys.keys().map(String::as_str).collect();
        format!("[{section}] 中没有 {key}，现有 {}", all.join("、"))
    }
}

/// What is wrong with the kind of `value`, the default telling which kind is right.
fn kind_fault(default: &Value, value: &DeValue<'_>) -> Option<String> {
    let (right, fits) = match (default, value) {
        (Value::Integer(_), DeValue::Integer(it)) => {
            let positive = i64::from_str_radix(it.as_str(), it.radix()).is_ok_and(|it| 0 <= it);
            ("不能为负的整数", positive)
        }
        (Value::Float(_), DeValue::Integer(_) | DeValue::Float(_))
        | (Value::String(_), DeValue::String(_))
        | (Value::Boolean(_), DeValue::Boolean(_)) => ("", true),
        (Value::Array(of), DeValue::Array(items)) if holds_numbers(of) => {
            let is_count = |it: &Spanned<DeValue<'_>>| match it.get_ref() {
                DeValue::Integer(it) => u32::from_str_radix(it.as_str(), it.radix()).is_ok(),
                _ => false,
            };
            (NUMBER_LIST, items.iter().all(is_count))
        }
        (Value::Array(_), DeValue::Array(items)) => {
            (TEXT_LIST, items.iter().all(|it| matches!(it.get_ref(), DeValue::String(_))))
        }
        (Value::Table(_), DeValue::Table(items)) => {
            (TEXT_TABLE, items.values().all(|it| matches!(it.get_ref(), DeValue::String(_))))
        }
        _ => (right_kind(default), false),
    };
    (!fits).then(|| format!("应为{right}"))
}

pub(crate) const NUMBER_LIST: &str = "方括号里的一组不为负的整数，例如 [1, 3]";
pub(crate) const TEXT_LIST: &str = "方括号里的一组文字，例如 [\"http://www.gov.cn/\"]";
pub(crate) const TEXT_TABLE: &str =
    "一组“主机名 = 地址”，例如 \"www.a.gov.cn\" = \"10.0.0.5:8080\"";

/// Whether a list whose default is `of` is one of whole numbers.
pub(crate) fn holds_numbers(of: &[Value]) -> bool {
    of.first().is_some_and(Value::is_integer)
}

/// The kind that a key's values have, in words.
pub(crate) fn right_kind(default: &Value) -> &'static str {
    match default {
        Value::Integer(_) => "整数，不加引号",
        Value::Float(_) => "数字，不加引号",
        Value::Boolean(_) => "true 或 false，不加引号",
        Value::Array(of) if holds_numbers(of) => NUMBER_LIST,
        Value::Array(_) => TEXT_LIST,
        Value::Table(_) => TEXT_TABLE,
        _ => "文字，两边加英文引号",
    }
}
