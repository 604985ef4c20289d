//! The document through the embedded templates.

use crate::reports::ReportError;
use crate::reports::clean::{is_unseen, one_line};
use crate::reports::document::Document;
use crate::reports::document::chart::Chart;
use crate::reports::document::svg::svg;
use crate::reports::plain_number;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Deserialize;
use serde_json::Value;

const MARKDOWN: &str = include_str!("templates/document.md.jinja");
const HTML: &str = include_str!("templates/document.html.jinja");

pub(crate) fn markdown(document: &Document) -> Result<Vec<u8>, ReportError> {
    render(MARKDOWN, AutoEscape::None, document)
}

pub(crate) fn html(document: &Document) -> Result<Vec<u8>, ReportError> {
    render(HTML, AutoEscape::Html, document)
}

fn render(template: &str, escape: AutoEscape, document: &Document) -> Result<Vec<u8>, ReportError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.set_auto_escape_callback(move |_| escape.clone());
    environment.add_filter("figure", plain_number);
    environment.add_filter("md", |text: String| marked(&text));
    environment.add_filter("md_address", |text: String| marked_address(&text));
    let text = environment.render_str(template, Serde(drawn(document)?))?;
    Ok(text.into_bytes())
}

/// The document with each chart's drawing beside its figures.
fn drawn(document: &Document) -> Result<Value, ReportError> {
    let fault =
        |error: serde_json::Error| ReportError::Write { file: "通报", reason: error.to_string() };
    let mut json = serde_json::to_value(document).map_err(fault)?;
    clean(&mut json);
    draw(&mut json);
    Ok(json)
}

/// Names of the register and texts of pages come as they are: without what cannot be seen, as the docx writes them too.
fn clean(json: &mut Value) {
    match json {
        Value::String(text) if text.contains(|it| is_unseen(it) || is_separator(it)) => {
            *text = one_line(text);
        }
        Value::Array(all) => all.iter_mut().for_each(clean),
        Value::Object(fields) => fields.values_mut().for_each(clean),
        _ => {}
    }
}

fn is_separator(letter: char) -> bool {
    matches!(letter, '\u{2028}' | '\u{2029}')
}

fn draw(json: &mut Value) {
    if let Ok(chart) = Chart::deserialize(&*json) {
        json["drawing"] = svg(&chart).into();
        return;
    }
    match json {
        Value::Array(all) => all.iter_mut().for_each(draw),
        Value::Object(fields) => fields.values_mut().for_each(draw),
        _ => {}
    }
}

/// What Markdown would take for markup is shown as it is.
fn marked(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '[' | ']' | '|' | '#' | '~' | '!' | '_' => {
                safe.push('\\');
                safe.push(letter);
            }
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            _ => safe.push(letter),
        }
    }
    safe
}

/// An http address as a link of its own; anything else, or with letters that would end the link, as text.
fn marked_address(text: &str) -> String {
    let fits = !text.contains(|it: char| it.is_whitespace() || matches!(it, '<' | '>'));
    if fits && (text.starts_with("http://") || text.starts_with("https://")) {
        format!("<{}>", text.replace('|', "\\|"))
    } else {
        marked(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_in_no_text() {
        let mut json =
            serde_json::json!({"a": ["x\u{1b}[31m\u{202e}y\nz\u{2028}", "　甲 "], "b": 1});
        clean(&mut json);
        assert_eq!(json, serde_json::json!({"a": ["x[31my z", "　甲 "], "b": 1}));
    }

    #[test]
    fn foreign_text_is_no_markup() {
        assert_eq!(marked("<script>|*a*|[x](y)"), "&lt;script&gt;\\|\\*a\\*\\|\\[x\\](y)");
        assert_eq!(marked_address("http://a.gov.cn/?a|b"), "<http://a.gov.cn/?a\\|b>");
        assert_eq!(marked_address("javascript:alert(1)"), "javascript:alert(1)");
        assert_eq!(marked_address("http://a/><img"), "http://a/&gt;&lt;img");
    }
}
