//! What can be seen to be wrong with a template without any month: unknown fields, headings, charts, full-width braces.

use crate::config::nearest;
use crate::config::templates::TemplateText;
use crate::reports::bulletin::charts;
use crate::reports::bulletin::template::TemplateFault;
use crate::reports::bulletin::template::names::{Tag, tags};
use crate::reports::bulletin::template::source::heading;
use serde_json::Value;
use std::collections::BTreeMap;

/// What may stand in a template's heading lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Chapters, sections, charts.
    Text,
    /// Paragraphs only.
    Paragraphs,
}

/// Faults of the source, by line. `known`: every field there is, each with an example of what is below it.
pub(crate) fn faults(template: &TemplateText, kind: Kind, known: &Value) -> Vec<TemplateFault> {
    let mut faults = Vec::new();
    for (index, line) in template.text.lines().enumerate() {
        if line.trim_start().starts_with('#') {
            continue;
        }
        let wrong = line_fault(line, kind);
        faults.extend(wrong.map(|text| TemplateFault::new(&template.place, index + 1, text)));
    }
    faults.extend(field_faults(template, known));
    faults.sort_by_key(|it| it.line);
    faults
}

fn line_fault(line: &str, kind: Kind) -> Option<String> {
    const WIDE: [&str; 6] = ["｛｛", "｛%", "{％", "％}", "}｝", "％｝"];
    if let Some(wide) = WIDE.iter().find(|it| line.contains(**it)) {
        return Some(format!("“{wide}”是全角符号，花括号和百分号要用英文半角"));
    }
    let (letter, name) = heading(line)?;
    match (letter, kind) {
        ('章' | '节' | '图', Kind::Paragraphs) => {
            Some(format!("这个文件里不能有【{letter}：】，只写文字"))
        }
        ('章' | '节', _) if name.is_empty() => Some(format!("【{letter}：】里没有写标题")),
        ('图', _) if !charts::NAMES.contains(&name) => {
            Some(format!("没有叫“{name}”的图，现有 {}", charts::NAMES.join("、")))
        }
        ('章' | '节' | '图', _) => None,
        _ => Some(format!("不认得【{letter}：】，只有【章：】【节：】【图：】")),
    }
}

fn field_faults(template: &TemplateText, known: &Value) -> Vec<TemplateFault> {
    let mut faults = Vec::new();
    let mut locals: BTreeMap<String, Value> = BTreeMap::new();
    // Notes are blanked in place, so that places in the text stay places.
    let source: String = template
        .text
        .lines()
        .map(|it| if it.trim_start().starts_with('#') { " ".repeat(it.len()) } else { it.into() })
        .collect::<Vec<_>>()
        .join("\n");
    for tag in tags(&source) {
        let line = 1 + source[..tag.start].matches('\n').count();
        if let Some((variable, list)) = loop_of(&tag) {
            let of_list = resolved(&list, known, &locals).ok();
            let element = of_list.and_then(|it| it.get(0).cloned()).unwrap_or(Value::Null);
            locals.insert(variable, element);
        }
        for path in paths(tag.text) {
            if let Err(text) = resolved(&path, known, &locals) {
                faults.push(TemplateFault::new(&template.place, line, text));
            }
        }
    }
    faults
}

/// `{% for 项 in 排名 %}`: the variable and what it runs over.
fn loop_of(tag: &Tag<'_>) -> Option<(String, String)> {
    let mut words = tag.text.trim_matches(['-', '+', ' ']).split_whitespace();
    let is_loop = tag.is_statement && words.next() == Some("for");
    let variable = words.next().filter(|_| is_loop)?;
    let list = words.nth(1)?;
    Some((variable.to_owned(), list.to_owned()))
}

/// The Chinese names of a tag with what follows behind dots, without what stands in quotes.
fn paths(tag: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut path = String::new();
    let mut quote = None;
    for letter in tag.chars().chain([' ']) {
        let is_name = letter.is_alphanumeric() || matches!(letter, '_' | '.');
        if quote.is_none() && is_name {
            path.push(letter);
            continue;
        }
        if !path.is_ascii() {
            paths.push(path.clone());
        }
        path.clear();
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            _ => {}
        }
    }
    paths
}

/// What the path leads to in the example, or what is wrong with it.
fn resolved(path: &str, known: &Value, locals: &BTreeMap<String, Value>) -> Result<Value, String> {
    let mut parts = path.split('.');
    let first = parts.next().unwrap_or_default();
    let mut below = match locals.get(first) {
        Some(local) => local.clone(),
        None => step(known, first, "")?,
    };
    let mut above = first.to_owned();
    for part in parts {
        // What is below an unknown one was complained of where it was made.
        if below.is_null() {
            return Ok(below);
        }
        below = step(&below, part, &above)?;
        part.clone_into(&mut above);
    }
    Ok(below)
}

fn step(at: &Value, name: &str, above: &str) -> Result<Value, String> {
    let Value::Object(fields) = at else {
        return Err(match at {
            Value::Array(_) => format!("“{above}”是一组，要用 {{% for 项 in {above} %}} 逐个写"),
            _ => format!("“{above}”下面没有“{name}”，直接写“{above}”"),
        });
    };
    if let Some(value) = fields.get(name) {
        return Ok(value.clone());
    }
    let of = if above.is_empty() { String::new() } else { format!("“{above}”下面") };
    let names = fields.keys().map(String::as_str);
    if let Some(near) = nearest(name, names.clone()).filter(|it| shares_a_letter(it, name)) {
        return Err(format!("{of}没有“{name}”这一项，是不是“{near}”？"));
    }
    let all: Vec<&str> = names.collect();
    Err(format!("{of}没有“{name}”这一项，现有 {}", all.join("、")))
}

/// Two short Chinese words of which every letter differs are no slip of the hand.
fn shares_a_letter(one: &str, other: &str) -> bool {
    one.chars().any(|it| other.contains(it))
}
