//! What must not stand raw in a file, by its kind.

use crate::escape::look::Look;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{Cursor, Read};
use zip::ZipArchive;

impl Look {
    /// Looks at the file by its kind; what it says, as a reader sees it.
    pub(super) fn file(&self, name: &str, bytes: &[u8]) -> String {
        let kind = name.rsplit('.').next().unwrap_or_default();
        match kind {
            "docx" | "xlsx" | "zip" => self.archive(name, kind, bytes),
            "xml" | "rels" | "svg" | "vml" => self.xml(name, bytes),
            "html" => self.html(name, &utf8(name, bytes)),
            "md" => self.markdown(name, &utf8(name, bytes)),
            "csv" => self.csv(name, &utf8(name, bytes)),
            "json" => self.json(name, &utf8(name, bytes)),
            "png" | "jpg" | "bin" => String::new(),
            _ => {
                let text = utf8(name, bytes);
                self.terminal(name, &text);
                text
            }
        }
    }

    fn archive(&self, name: &str, kind: &str, bytes: &[u8]) -> String {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
        let mut said = String::new();
        for index in 0..zip.len() {
            let mut part = zip.by_index(index).expect("a part");
            let own = part.name().expect("a name").into_owned();
            let path = format!("{name}/{own}");
            self.line("a part's name", &path);
            assert!(!own.contains("..") && !own.starts_with('/'), "{path}");
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("a readable part");
            if bytes.is_empty() {
                continue;
            }
            if kind == "xlsx" && path.contains("/worksheets/") {
                self.formulas(&path, &utf8(&path, &bytes));
            }
            said += &self.file(&path, &bytes);
        }
        said
    }

    /// Formulas of our own sum cells; none is a text of the page.
    fn formulas(&self, path: &str, text: &str) {
        for formula in text.split("<f>").skip(1) {
            let formula = formula.split("</f>").next().unwrap_or_default();
            if formula.contains('毒') || formula.contains("cmd") {
                self.wrong(format!("{path}: a formula: {formula}"));
            }
        }
    }

    /// Well-formed, and its texts.
    fn xml(&self, name: &str, bytes: &[u8]) -> String {
        let text = utf8(name, bytes);
        self.terminal(name, &text);
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

    pub(super) fn html(&self, name: &str, text: &str) -> String {
        self.terminal(name, text);
        let page = text.to_lowercase();
        for code in [
            "<script>alert",
            "<img src=x",
            "<b onclick",
            "onerror=alert(2)>\n",
            "=javascript:",
            "\"javascript:",
        ] {
            if page.contains(code) {
                self.wrong(format!("{name} holds {code}"));
            }
        }
        text.to_owned()
    }

    /// Renderers pass HTML through: a tag of the page must not be one.
    fn markdown(&self, name: &str, text: &str) -> String {
        self.terminal(name, text);
        let chars: Vec<char> = text.chars().collect();
        for (at, _) in chars.iter().enumerate().filter(|(_, it)| **it == '<') {
            let rest: String = chars[at..].iter().take(8).collect();
            let is_escaped = at > 0 && chars[at - 1] == '\\';
            let is_tag = ["<script", "<img", "<b onc"].iter().any(|it| rest.starts_with(it));
            if is_tag && !is_escaped {
                self.wrong(format!("{name} holds {rest}"));
            }
        }
        text.to_owned()
    }

    fn csv(&self, name: &str, text: &str) -> String {
        self.terminal(name, text);
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut said = String::new();
        for row in reader.records() {
            for cell in &row.unwrap_or_else(|fault| panic!("{name}: {fault}")) {
                let is_number = cell.parse::<f64>().is_ok();
                let begins = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
                if !is_number && cell.starts_with(begins) || cell.contains(['\n', '\r']) {
                    self.wrong(format!("{name}: a formula or two lines: {cell:?}"));
                }
                said += cell;
            }
        }
        said
    }

    pub(super) fn json(&self, name: &str, text: &str) -> String {
        self.terminal(name, text);
        let value: serde_json::Value =
            serde_json::from_str(text).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        value.to_string()
    }
}

fn utf8(name: &str, bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| panic!("{name} is not UTF-8"))
}
