//! The rule files of a profile: embedded in the binary, overlaid file by file and key by key from the county's folder.
//!
//! In: the root and the profile's name. Out: file stem to table. Never: what a rule means; that is the checks' part.

pub(crate) mod embedded;

use crate::config::error::{ConfigError, line_at};
use crate::config::near::nearest;
use crate::config::rules::embedded::PROFILES;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// The file that says what a profile is: its document, what it is based on, what it leaves out.
const ABOUT: &str = "profile";

/// Files that an embedded profile says whole, though it has a base: another document's table has nothing of the base's.
const WHOLE: &[&str] = &["score", "indicators"];

/// The tables of `profile`, file stem to content. The folder `<root>/config/rules/<profile>/`, or `rules/<profile>/`
/// in the root where `pucha.toml` itself lies there, is laid over the embedded ones. Where `profile.toml` names a `base`,
/// what the profile itself does not say is that embedded profile's; a county's own changes to the base are the base's.
pub fn tables(root: &Path, profile: &str) -> Result<BTreeMap<String, Table>, ConfigError> {
    if !profiles(root).iter().any(|it| it == profile) {
        return Err(ConfigError::UnknownProfile {
            profile: profile.to_owned(),
            known: profiles(root),
            folder: folder(root, profile).parent().map(Path::to_owned).unwrap_or_default(),
        });
    }
    assemble(profile, overlay_tables(root, profile)?)
}

/// The embedded rules as they are without any folder of the county's.
pub fn embedded_only(profile: &str) -> Result<BTreeMap<String, Table>, ConfigError> {
    assemble(profile, Vec::new())
}

fn assemble(
    profile: &str,
    over: Vec<(String, String, Table)>,
) -> Result<BTreeMap<String, Table>, ConfigError> {
    let own = embedded_tables(profile)?;
    let about = over.iter().find(|(stem, ..)| stem == ABOUT).map(|(_, _, table)| table);
    let base = about.or(own.get(ABOUT)).and_then(|it| it.get("base"));
    let mut tables = match base {
        Some(base) => base_tables(profile, base)?,
        None => BTreeMap::new(),
    };
    for (stem, table) in own {
        let place = format!("内置规则 {profile}/{stem}.toml");
        if WHOLE.contains(&stem.as_str()) {
            tables.insert(stem, table);
        } else {
            merge(tables.entry(stem).or_default(), table, "", &place)?;
        }
    }
    for (stem, place, table) in over {
        merge(tables.entry(stem).or_default(), table, "", &place)?;
    }
    Ok(tables)
}

fn overlay_tables(root: &Path, profile: &str) -> Result<Vec<(String, String, Table)>, ConfigError> {
    let mut tables = Vec::new();
    for (stem, file) in overlay_files(root, profile)? {
        let place = file.display().to_string();
        let text = fs::read_to_string(&file).map_err(|error| {
            fault(&place, format!("读不出来（{error}），请检查权限和 UTF-8 编码"))
        })?;
        let table = parse(&place, text.strip_prefix('\u{feff}').unwrap_or(&text))?;
        tables.push((stem, place, table));
    }
    Ok(tables)
}

fn base_tables(profile: &str, base: &Value) -> Result<BTreeMap<String, Table>, ConfigError> {
    let names: Vec<&str> = PROFILES.iter().map(|(name, _)| *name).collect();
    let known = base.as_str().filter(|it| *it != profile && names.contains(it));
    let mut tables = known.map_or(Ok(BTreeMap::new()), embedded_tables)?;
    let about = tables.remove(ABOUT).unwrap_or_default();
    if tables.is_empty() || about.contains_key("base") {
        let place = format!("规则集 {profile} 的 {ABOUT}.toml");
        let why = format!("base 应为一个完整的内置规则集（如 \"2019\"），现在是 {base}");
        return Err(fault(&place, why));
    }
    Ok(tables)
}

fn embedded_tables(profile: &str) -> Result<BTreeMap<String, Table>, ConfigError> {
    let mut tables = BTreeMap::new();
    for (stem, text) in embedded(profile).unwrap_or_default() {
        let place = format!("内置规则 {profile}/{stem}.toml");
        tables.insert((*stem).to_owned(), parse(&place, text)?);
    }
    Ok(tables)
}

/// The profiles there are: the embedded ones and the county's own folders.
pub fn profiles(root: &Path) -> Vec<String> {
    let mut names: BTreeSet<String> = PROFILES.iter().map(|(name, _)| (*name).to_owned()).collect();
    for entry in places(root).iter().filter_map(|it| fs::read_dir(it).ok()).flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && !name.starts_with('.') {
            names.insert(name);
        }
    }
    names.into_iter().collect()
}

/// The county's own folder of a profile; it need not be there.
pub fn folder(root: &Path, profile: &str) -> PathBuf {
    let [usual, beside] = places(root).map(|it| it.join(profile));
    if !usual.is_dir() && beside.is_dir() { beside } else { usual }
}

fn places(root: &Path) -> [PathBuf; 2] {
    [root.join("config/rules"), root.join("rules")]
}

fn embedded(profile: &str) -> Option<&'static [(&'static str, &'static str)]> {
    PROFILES.iter().find(|(name, _)| *name == profile).map(|(_, files)| *files)
}

fn overlay_files(root: &Path, profile: &str) -> Result<Vec<(String, PathBuf)>, ConfigError> {
    let folder = folder(root, profile);
    if !folder.is_dir() {
        return Ok(vec![]);
    }
    let known = stems();
    let shown = folder.display().to_string();
    let entries = fs::read_dir(&folder)
        .map_err(|error| fault(&shown, format!("文件夹读不出来（{error}），请检查权限")))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|it| it.path()).collect();
    paths.sort();
    let mut files = vec![];
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if is_aside(&name) {
            continue;
        }
        match name.strip_suffix(".toml") {
            Some(stem) if known.contains(stem) => files.push((stem.to_owned(), path)),
            _ => return Err(fault(&path.display().to_string(), stray(&name, &known))),
        }
    }
    Ok(files)
}

/// The file names that a profile may have: any that an embedded one has.
fn stems() -> BTreeSet<&'static str> {
    PROFILES.iter().flat_map(|(_, files)| files.iter().map(|(stem, _)| *stem)).collect()
}

/// Notes, backups and what editors leave behind. `x.toml.txt` is none of them: Windows hides the last ending, and a
/// rule that silently does nothing would be worse than a message.
fn is_aside(name: &str) -> bool {
    let ends = |ending: &str| name.to_ascii_lowercase().ends_with(ending);
    let note = (ends(".txt") && !ends(".toml.txt")) || ends(".md");
    name.starts_with(['.', '~', '#']) || note || ends(".bak") || ends("~") || ends(".swp")
}

fn stray(name: &str, known: &BTreeSet<&'static str>) -> String {
    let stem = name.split('.').next().unwrap_or_default();
    if let Some(near) = nearest(stem, known.iter().copied()) {
        return format!("规则集里没有叫这个名字的规则，应为 {near}.toml；不用的文件请移走");
    }
    let all: Vec<String> = known.iter().map(|it| format!("{it}.toml")).collect();
    format!("规则集里没有叫这个名字的规则，只能是 {}；不用的文件请移走", all.join("、"))
}

fn parse(place: &str, text: &str) -> Result<Table, ConfigError> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| line_at(text, span.start));
        let why = format!("写法有误（{}）；请对照同一行的引号、等号和括号", error.message());
        fault(&format!("{place}:{line}"), why)
    })
}

/// Key by key, tables into tables; a list is replaced whole.
fn merge(under: &mut Table, over: Table, path: &str, place: &str) -> Result<(), ConfigError> {
    for (key, value) in over {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match (under.get_mut(&key), value) {
            (Some(Value::Table(under)), Value::Table(over)) => merge(under, over, &path, place)?,
            (Some(there), value) if !same_kind(there, &value) => {
                let kinds = (there.type_str(), value.type_str());
                let why = format!("{path} 的类型应为 {}，现在是 {}", kinds.0, kinds.1);
                return Err(fault(place, why));
            }
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
    Ok(())
}

fn same_kind(a: &Value, b: &Value) -> bool {
    let number = |it: &Value| it.is_integer() || it.is_float();
    a.same_type(b) || number(a) && number(b)
}

fn fault(place: &str, text: String) -> ConfigError {
    ConfigError::Rule { place: place.to_owned(), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(under: &str, over: &str) -> Result<Table, ConfigError> {
        let mut under: Table = toml::from_str(under).unwrap();
        merge(&mut under, toml::from_str(over).unwrap(), "", "x.toml").map(|()| under)
    }

    #[test]
    fn tables_merge_key_by_key_and_lists_are_replaced() {
        let table = merged("a = 1\n[p]\nx = [1, 2]\ny = 2", "[p]\nx = [3]\nz = 4").unwrap();
        let expected: Table = toml::from_str("a = 1\n[p]\nx = [3]\ny = 2\nz = 4").unwrap();
        assert_eq!(table, expected);
        assert_eq!(merged("points = 5.0", "points = 3").unwrap()["points"], 3.into());
    }

    #[test]
    fn a_value_of_another_kind_is_refused_by_its_path() {
        for (under, over) in [("[p]\nx = 1", "[p]\nx = \"1\""), ("[p.x]\ny = 1", "p.x = 3")] {
            let message = merged(under, over).unwrap_err().to_string();
            assert!(message.contains("x.toml") && message.contains("p.x"), "{message}");
        }
    }
}
