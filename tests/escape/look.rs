//! What must not stand raw, place by place.

use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{Cursor, Read};
use std::sync::Mutex;
use zip::ZipArchive;

static WRONG: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Gathers, so that one look tells of every place.
pub(super) fn wrong(text: String) {
    WRONG.lock().expect("no panic while it is held").push(text);
}

pub(super) fn nothing_was_wrong() {
    let all = WRONG.lock().expect("no panic while it is held");
    assert!(all.is_empty(), "\n{}\n", all.join("\n"));
}

/// Control, bidi and invisible characters, but for breaks and tabs.
fn acts(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\r' | '\t')
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}')
}

#[track_caller]
fn shows_only(place: &str, text: &str) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some((at, letter)) = text.char_indices().find(|(_, it)| acts(*it)) {
        let around: String = text[at..].chars().take(60).collect();
        wrong(format!("{place} holds {letter:?}: {around:?}"));
    }
}

#[track_caller]
pub(super) fn terminal(place: &str, text: &str) {
    shows_only(place, text);
}

/// Standard error with a progress bar in it, whose own movements of the cursor are ours.
#[track_caller]
pub(super) fn beside_bar(place: &str, text: &str) {
    let own = regex::Regex::new("\u{1b}\\[[0-9]*[ABGKJ]|\r").expect("a pattern");
    shows_only(place, &own.replace_all(text, ""));
}

/// Looks at the file by its kind; what it says, as a reader sees it.
#[track_caller]
pub(super) fn file(name: &str, bytes: &[u8]) -> String {
    let kind = name.rsplit('.').next().unwrap_or_default();
    match kind {
        "docx" | "xlsx" | "zip" => archive(name, kind, bytes),
        "xml" | "rels" | "svg" | "vml" => xml(name, bytes),
        "html" => html(name, &utf8(name, bytes)),
        "md" => markdown(name, &utf8(name, bytes)),
        "csv" => csv(name, &utf8(name, bytes)),
        "json" => json(name, &utf8(name, bytes)),
        "png" | "jpg" | "bin" => String::new(),
        _ => {
            let text = utf8(name, bytes);
            shows_only(name, &text);
            text
        }
    }
}

#[track_caller]
fn utf8(name: &str, bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| panic!("{name} is not UTF-8"))
}

fn archive(name: &str, kind: &str, bytes: &[u8]) -> String {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut said = String::new();
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).expect("a part");
        let own = part.name().expect("a name").into_owned();
        let path = format!("{name}/{own}");
        shows_only("a part's name", &path);
        assert!(!own.contains("..") && !own.starts_with('/'), "{path}");
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("a readable part");
        if bytes.is_empty() {
            continue;
        }
        if kind == "xlsx" && path.contains("/worksheets/") {
            let text = utf8(&path, &bytes);
            // Formulas of our own sum cells; none is a text of the page.
            for formula in text.split("<f>").skip(1) {
                let formula = formula.split("</f>").next().unwrap_or_default();
                if formula.contains('毒') || formula.contains("cmd") {
                    wrong(format!("{path}: a formula: {formula}"));
                }
            }
        }
        said += &file(&path, &bytes);
    }
    said
}

/// Well-formed, and its texts.
fn xml(name: &str, bytes: &[u8]) -> String {
    let text = utf8(name, bytes);
    shows_only(name, &text);
    let mut reader = Reader::from_str(&text);
    let mut depth = 0_i32;
    loop {
        match reader.read_event().unwrap_or_else(|fault| panic!("{name}: {fault}")) {
            Event::Start(tag) => {
                assert_ne!(tag.name().as_ref(), "script", "{name}");
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{name}");
    text
}

fn html(name: &str, text: &str) -> String {
    shows_only(name, text);
    let page = text.to_lowercase();
    for code in
        ["<script>alert", "<img src=x", "onerror=alert(2)>\n", "=javascript:", "\"javascript:"]
    {
        if page.contains(code) {
            wrong(format!("{name} holds {code}"));
        }
    }
    text.to_owned()
}

/// Renderers pass HTML through: a tag of the page must not be one.
fn markdown(name: &str, text: &str) -> String {
    shows_only(name, text);
    let chars: Vec<char> = text.chars().collect();
    for (at, _) in chars.iter().enumerate().filter(|(_, it)| **it == '<') {
        let rest: String = chars[at..].iter().take(8).collect();
        let is_escaped = at > 0 && chars[at - 1] == '\\';
        let is_tag = rest.starts_with("<script") || rest.starts_with("<img");
        if is_tag && !is_escaped {
            wrong(format!("{name} holds {rest}"));
        }
    }
    text.to_owned()
}

fn csv(name: &str, text: &str) -> String {
    shows_only(name, text);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut said = String::new();
    for row in reader.records() {
        for cell in &row.unwrap_or_else(|fault| panic!("{name}: {fault}")) {
            let is_number = cell.parse::<f64>().is_ok();
            let begins = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
            if !is_number && cell.starts_with(begins) || cell.contains(['\n', '\r']) {
                wrong(format!("{name}: a formula or two lines: {cell:?}"));
            }
            said += cell;
        }
    }
    said
}

fn json(name: &str, text: &str) -> String {
    shows_only(name, text);
    let value: serde_json::Value =
        serde_json::from_str(text).unwrap_or_else(|fault| panic!("{name}: {fault}"));
    value.to_string()
}
