//! `pucha rules`: whether the rule files are right, the official table, and what is different between two profiles.

use crate::checks::Rulebook;
use crate::cli::args::{Common, RulesCommand};
use crate::cli::{DONE, FAILED, print, setup, tell};
use crate::config::Settings;
use crate::config::rules::{embedded_only, profiles, tables};
use crate::model::profile::{Indicator, IndicatorTable, Part};
use crate::model::site::Register;
use crate::model::time::Instant;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use toml::{Table, Value};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    #[default]
    Text,
    Md,
    Csv,
}

pub(crate) fn run(common: &Common, command: &RulesCommand) -> Result<u8> {
    let settings =
        if common.config.exists() { setup::settings(common)? } else { Settings::default() };
    match command {
        RulesCommand::Check => check(&settings, setup::now()),
        RulesCommand::List { profile, format } => {
            let profile = profile.as_ref().unwrap_or(&settings.rules.profile);
            print(&list(&book(&settings, profile)?, *format))
        }
        RulesCommand::Diff { from, to } => {
            let (before, after) = match to {
                Some(to) => (tables(&settings.root, from)?, tables(&settings.root, to)?),
                None => (embedded_only(from)?, tables(&settings.root, from)?),
            };
            let lines = differences(&before, &after);
            let (left, right) = match to {
                Some(to) => (from.clone(), to.clone()),
                None => (format!("内置 {from}"), format!("本县 {from}")),
            };
            let mut text = format!("{left} → {right}：{} 处不同\n", lines.len());
            for line in lines {
                let _ = writeln!(text, "  {line}");
            }
            print(&text)
        }
    }
}

fn book(settings: &Settings, profile: &str) -> Result<Rulebook> {
    Ok(Rulebook::from_tables(profile, &tables(&settings.root, profile)?)?)
}

fn check(settings: &Settings, now: Instant) -> Result<u8> {
    let mut text = String::new();
    let mut code = DONE;
    for profile in profiles(&settings.root) {
        let in_use = if profile == settings.rules.profile { "（在用）" } else { "" };
        match book(settings, &profile) {
            Ok(book) => {
                let _ = writeln!(text, "规则集 {profile}{in_use}：写法无误。{}", counts(&book));
                if !in_use.is_empty() {
                    let register = known_sites(settings);
                    text.push_str(&doubts(&book));
                    text.push_str(&exemptions(&book, register.as_ref(), now));
                }
            }
            Err(fault) => {
                tell(&format!("规则集 {profile}{in_use}：{fault:#}"));
                code = FAILED;
            }
        }
    }
    print(&text)?;
    Ok(code)
}

/// `None` where there is no register yet, or none that can be read: its faults are `register check`'s to tell.
fn known_sites(settings: &Settings) -> Option<Register> {
    let path = settings.place(&settings.register.sites);
    path.exists().then(|| setup::register(settings).ok()).flatten()
}

fn counts(book: &Rulebook) -> String {
    let codes = book.codes().into_iter().filter(|it| book.is_enabled(it)).count();
    let hand = book.indicators.rows.iter().filter(|it| it.by_hand.is_some()).count();
    format!(
        "指标表 {} 行，程序检查 {codes} 个代码，人工检查 {hand} 项，豁免 {} 条",
        book.indicators.rows.len(),
        book.exemptions.exemptions.len()
    )
}

/// What nobody has confirmed yet.
fn doubts(book: &Rulebook) -> String {
    let mut lines = BTreeSet::new();
    for it in book.codes().into_iter().filter_map(|it| book.explain(it)).filter(|it| it.enabled) {
        for line in it.thresholds.iter().filter(|it| it.contains("待核实")) {
            lines.insert(format!("  {}.toml  {line}", it.check));
        }
    }
    if lines.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = lines.into_iter().collect();
    format!(
        "  待核实的数字 {} 处（印发通报前请县政府办确认）：\n{}\n",
        lines.len(),
        lines.join("\n")
    )
}

fn exemptions(book: &Rulebook, register: Option<&Register>, now: Instant) -> String {
    let today = now.date_naive();
    let mut text = String::new();
    for it in &book.exemptions.exemptions {
        let known =
            register.is_none_or(|register| register.sites.iter().any(|site| it.is_of(site)));
        let state = if !known {
            "清单中没有这个站点，不起作用"
        } else if it.until < today {
            "已到期，不再起作用"
        } else {
            "有效"
        };
        let _ = writeln!(text, "  豁免 {it}：{state}");
    }
    text
}

/// The official table; as Markdown it is what stands in the handbook.
pub fn list(book: &Rulebook, format: Format) -> String {
    match format {
        Format::Text => as_text(book),
        Format::Md => as_markdown(book),
        Format::Csv => as_csv(book),
    }
}

fn as_text(book: &Rulebook) -> String {
    let about = &book.about;
    let mut text = format!(
        "规则集 {}：{}《{}》（{}）\n",
        book.profile, about.document, about.title, about.sureness
    );
    for part in Part::ALL {
        let rows: Vec<&Indicator> =
            book.indicators.rows.iter().filter(|it| it.part == *part).collect();
        if rows.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n{part}");
        for row in rows {
            let _ = writeln!(text, "  {}  [{}]  {}", row.name, row.how, codes(row).join(" "));
            let _ = writeln!(text, "    {}（{}）", row.standard, row.sureness);
        }
    }
    text
}

fn codes(row: &Indicator) -> Vec<String> {
    row.codes.iter().cloned().chain(row.by_hand.iter().map(|it| it.code.clone())).collect()
}

fn as_markdown(book: &Rulebook) -> String {
    let mut text = String::from(
        "| 部分 | 类别 | 指标 | 判定标准 | 把握程度 | 由谁检查 | 代码 |\n| --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for row in &book.indicators.rows {
        let codes: Vec<String> = codes(row).iter().map(|it| format!("`{it}`")).collect();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} |",
            row.part,
            row.group,
            row.name,
            row.standard,
            row.sureness,
            row.how,
            codes.join(" ")
        );
    }
    text
}

fn as_csv(book: &Rulebook) -> String {
    let mut text = String::from("\u{feff}部分,类别,指标,判定标准,把握程度,来源,由谁检查,代码\r\n");
    for row in &book.indicators.rows {
        let cells = [
            row.part.chinese().to_owned(),
            row.group.clone(),
            row.name.clone(),
            row.standard.clone(),
            row.sureness.chinese().to_owned(),
            row.source.clone(),
            row.how.chinese().to_owned(),
            codes(row).join(";"),
        ];
        let quoted: Vec<String> =
            cells.iter().map(|it| format!("\"{}\"", it.replace('"', "\"\""))).collect();
        text.push_str(&quoted.join(","));
        text.push_str("\r\n");
    }
    text
}

/// Key by key, in the order of the files; rows of the official table by their names.
pub fn differences(
    before: &BTreeMap<String, Table>,
    after: &BTreeMap<String, Table>,
) -> Vec<String> {
    let mut lines = Vec::new();
    let files: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for file in files {
        if file == "indicators" {
            lines.extend(rows_apart(before.get(file), after.get(file)));
            continue;
        }
        let flat = |tables: &BTreeMap<String, Table>| {
            let mut keys = BTreeMap::new();
            if let Some(table) = tables.get(file) {
                flatten("", &Value::Table(table.clone()), &mut keys);
            }
            keys
        };
        let (left, right) = (flat(before), flat(after));
        let keys: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
        for key in keys {
            let (old, new) = (left.get(key), right.get(key));
            // Where a number was read is no difference of the rule.
            if old != new && !key.ends_with("source") {
                let shown = |it: Option<&String>| it.cloned().unwrap_or_else(|| "（无）".into());
                lines.push(format!("{file}.toml  {key}：{} → {}", shown(old), shown(new)));
            }
        }
    }
    lines
}

/// Rows of the official table that only one of two has.
fn rows_apart(before: Option<&Table>, after: Option<&Table>) -> Vec<String> {
    let names = |table: Option<&Table>| -> BTreeSet<String> {
        let table = table.cloned().map(Value::Table);
        let table = table.and_then(|it| it.try_into::<IndicatorTable>().ok());
        let rows = table.map(|it| it.rows).unwrap_or_default();
        rows.iter().map(|it| format!("{}·{}", it.part, it.name)).collect()
    };
    let (left, right) = (names(before), names(after));
    let gone = left.difference(&right).map(|it| format!("indicators.toml  {it}：有 → 无"));
    let new = right.difference(&left).map(|it| format!("indicators.toml  {it}：无 → 有"));
    gone.chain(new).collect()
}

fn flatten(path: &str, value: &Value, keys: &mut BTreeMap<String, String>) {
    let below =
        |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Table(table) => {
            for (name, value) in table {
                flatten(&below(name), value, keys);
            }
        }
        Value::Array(values) if values.iter().any(Value::is_table) => {
            for (place, value) in values.iter().enumerate() {
                let name = ["id", "name", "site"]
                    .iter()
                    .find_map(|it| value.get(it).and_then(Value::as_str))
                    .map_or_else(|| (place + 1).to_string(), str::to_owned);
                let name = format!("[{name}]");
                // Two entries of one name are told apart by their place.
                let name = if keys.keys().any(|it| it.starts_with(&below(&name))) {
                    format!("{name}#{place}")
                } else {
                    name
                };
                flatten(&below(&name), value, keys);
            }
        }
        _ => {
            keys.insert(path.to_owned(), value.to_string());
        }
    }
}

/// The settings' profile, for the handbook's test.
pub fn handbook_table(profile: &str) -> Result<String> {
    let tables = embedded_only(profile)?;
    Ok(list(&Rulebook::from_tables(profile, &tables)?, Format::Md))
}
