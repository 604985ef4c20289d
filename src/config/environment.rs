//! `PUCHA_SECTION__KEY`: every key of the settings from the environment, on top of the file.
//!
//! A value is read as TOML where the key wants a number, a list or a table, and as it stands where it wants text.
//! Lists and tables are given whole (`PUCHA_CRAWL__HOSTS='{"www.a.gov.cn"="127.0.0.5:1"}'`); a name such as
//! `PUCHA_CRAWL__HOSTS__…` would be ambiguous, since host names hold dots, and is refused.

use crate::config::error::Complaint;
use crate::config::load::{Places, holds_numbers, right_kind, unknown_key};
use crate::config::notices;
use toml::{Table, Value};

const PREFIX: &str = "PUCHA_";

/// The process's environment as [`load`](crate::config::load) wants it.
pub fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(name, value)| {
        let name = name.into_string().ok()?;
        name.starts_with(PREFIX).then(|| (name, value.to_string_lossy().into_owned()))
    })
}

pub(crate) fn overlay(
    table: &mut Table,
    known: &Table,
    env: impl Iterator<Item = (String, String)>,
    (places, complaints): (&mut Places, &mut Vec<Complaint>),
) {
    let mut given: Vec<(String, String)> =
        env.filter(|(name, _)| name.starts_with(PREFIX) && !is_secret(name)).collect();
    given.sort();
    for (name, text) in given {
        let place = format!("环境变量 {name}");
        let (section, key) = match target(&name, known) {
            Ok(Some(target)) => target,
            Ok(None) => continue,
            Err(why) => {
                complaints.push(Complaint::new(place, why));
                continue;
            }
        };
        match value(&known[&section][&key], &text) {
            Ok(value) => {
                let keys = table.entry(section.clone()).or_insert_with(|| Table::new().into());
                if let Value::Table(keys) = keys {
                    keys.insert(key.clone(), value);
                }
                // A bad value in the file no longer counts once the environment replaces it.
                let replaced = places.insert((section, key), place);
                complaints.retain(|it| Some(&it.place) != replaced.as_ref());
            }
            Err(why) => complaints.push(Complaint::new(place, format!("[{section}] {key} {why}"))),
        }
    }
}

/// Read where the secret is needed, and kept out of the settings.
fn is_secret(name: &str) -> bool {
    notices::SECRETS.contains(&name)
}

/// Section and key that a variable names; `None` for a variable that is none of the settings' business.
fn target(name: &str, known: &Table) -> Result<Option<(String, String)>, String> {
    let rest = name[PREFIX.len()..].to_lowercase();
    let parts: Vec<&str> = rest.split("__").collect();
    match parts[..] {
        [single] => {
            let forgotten = known.keys().find(|it| single.starts_with(&format!("{it}_")));
            match forgotten {
                Some(section) => Err(format!(
                    "节名和项名之间要写两条下划线：PUCHA_{}__{}",
                    section.to_uppercase(),
                    single[section.len() + 1..].to_uppercase()
                )),
                None => Ok(None),
            }
        }
        [section, key] => match known.get(section).and_then(|it| it.get(key)) {
            Some(_) => Ok(Some((section.to_owned(), key.to_owned()))),
            None => Err(unknown_key(section, key, known)),
        },
        [section, key, ..] => Err(format!(
            "名称只能是 PUCHA_节__项；一组值要整体给出，例如 PUCHA_{}__{}='{{\"www.a.gov.cn\"=\"10.0.0.5\"}}'",
            section.to_uppercase(),
            key.to_uppercase()
        )),
        [] => Ok(None),
    }
}

/// `text` as a value of the same kind as `default`.
fn value(default: &Value, text: &str) -> Result<Value, String> {
    let parsed = parse(text);
    let wrong = || Err(format!("的值“{text}”不对，应为{}", right_kind(default)));
    match (default, parsed) {
        (Value::String(_), Some(Value::String(it))) => Ok(Value::String(it)),
        (Value::String(_), _) => Ok(Value::String(text.to_owned())),
        (Value::Integer(_), Some(Value::Integer(it))) if 0 <= it => Ok(Value::Integer(it)),
        (Value::Float(_), Some(it @ (Value::Float(_) | Value::Integer(_))))
        | (Value::Boolean(_), Some(it @ Value::Boolean(_))) => Ok(it),
        (Value::Array(of), Some(Value::Array(it))) if holds_numbers(of) => {
            let is_count = |it: &Value| it.as_integer().is_some_and(|it| u32::try_from(it).is_ok());
            if it.iter().all(is_count) { Ok(it.into()) } else { wrong() }
        }
        (Value::Array(_), Some(Value::Array(it))) if it.iter().all(Value::is_str) => Ok(it.into()),
        (Value::Table(_), Some(Value::Table(it))) if it.values().all(Value::is_str) => {
            Ok(it.into())
        }
        (Value::Array(_), None) if text.trim().is_empty() => Ok(Value::Array(vec![])),
        (Value::Table(_), None) if text.trim().is_empty() => Ok(Table::new().into()),
        _ => wrong(),
    }
}

fn parse(text: &str) -> Option<Value> {
    // A line break could smuggle in a second key; then it is no single value.
    if text.trim().is_empty() {
        return None;
    }
    let mut table: Table = toml::from_str(&format!("value = {}", text.trim())).ok()?;
    (table.len() == 1).then(|| table.remove("value")).flatten()
}
