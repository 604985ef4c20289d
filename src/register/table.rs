//! A file as headings and rows: finds the row of headings, names what is missing, cleans the cells.

use crate::register::csv_text;
use crate::register::decode;
use crate::register::fault::RegisterError;
use crate::register::workbook;
use std::io::ErrorKind;
use std::path::Path;

/// Which headings a file has.
pub(crate) struct Shape {
    /// In the order of the documentation.
    pub headings: &'static [&'static str],
    /// Without these a file is refused.
    pub needed: &'static [&'static str],
}

pub(crate) struct Table {
    pub file: String,
    /// Line of the headings.
    pub line: usize,
    /// For each cell of a row its heading; `None` for one that we do not know.
    pub fields: Vec<Option<&'static str>>,
    /// Headings that we do not know, and known ones that come twice.
    pub strange: Vec<String>,
    pub doubled: Vec<String>,
    pub rows: Vec<Line>,
}

pub(crate) struct Line {
    pub number: usize,
    pub cells: Vec<String>,
    /// The quotes of a text file do not pair.
    pub broken: bool,
}

/// A title or two may stand above the headings, as in the lists that offices send round.
const TITLE_ROWS: usize = 10;

/// `None` when there is no such file.
pub(crate) fn read(file: &str, path: &Path, shape: &Shape) -> Result<Option<Table>, RegisterError> {
    let unreadable = |why: String| RegisterError::Unreadable { file: file.to_owned(), why };
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(reason(&error))),
    };
    let mut sheets = if workbook::is_workbook(&bytes) {
        let sheets = workbook::sheets(bytes).map_err(unreadable)?;
        let line = |(number, cells)| Line { number, cells, broken: false };
        sheets.into_iter().map(|rows| rows.into_iter().map(line).collect()).collect()
    } else {
        vec![text_lines(&bytes, shape)]
    };
    for lines in sheets.iter_mut().flatten() {
        lines.cells = lines.cells.iter().map(|it| clean(it)).collect();
    }
    choose(file, sheets, shape).map(Some)
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => "没有读取权限".into(),
        ErrorKind::IsADirectory => "它是文件夹，不是文件".into(),
        _ => error.to_string(),
    }
}

fn text_lines(bytes: &[u8], shape: &Shape) -> Vec<Line> {
    let text = decode::text(bytes, shape.headings);
    let delimiter = csv_text::delimiter(&text, shape.headings);
    csv_text::records(&text, delimiter)
        .into_iter()
        .map(|it| Line { number: it.line, cells: it.cells, broken: it.broken })
        .collect()
}

/// The first sheet whose headings are all there.
fn choose(file: &str, sheets: Vec<Vec<Line>>, shape: &Shape) -> Result<Table, RegisterError> {
    let mut best: Option<Table> = None;
    for mut lines in sheets {
        lines.retain(|it| it.cells.iter().any(|cell| !cell.is_empty()));
        let count = |it: &Line| it.cells.iter().filter(|it| known(it, shape).is_some()).count();
        let top = lines.iter().take(TITLE_ROWS).map(count);
        let Some((at, _)) = top.enumerate().reduce(|a, b| if a.1 < b.1 { b } else { a }) else {
            continue;
        };
        let rows = lines.split_off(at + 1);
        let table = Table::new(file, &lines[at], rows, shape);
        if table.missing(shape).is_empty() {
            return Ok(table);
        }
        best = best.or(Some(table));
    }
    let headings = shape.headings.join(",");
    let Some(table) = best else {
        return Err(RegisterError::Empty { file: file.to_owned(), headings });
    };
    let found: Vec<&str> = table.fields.iter().flatten().copied().collect();
    let found = [&found[..], &table.strange.iter().map(String::as_str).collect::<Vec<_>>()];
    Err(RegisterError::MissingHeading {
        file: format!("{file}:{}", table.line),
        missing: table.missing(shape).join("”“"),
        found: found.concat().join(","),
        headings,
    })
}

impl Table {
    fn new(file: &str, head: &Line, rows: Vec<Line>, shape: &Shape) -> Self {
        let mut table = Self {
            file: file.to_owned(),
            line: head.number,
            fields: vec![],
            strange: vec![],
            doubled: vec![],
            rows,
        };
        for cell in &head.cells {
            let field = known(cell, shape);
            match field {
                Some(it) if table.fields.contains(&field) => table.doubled.push(it.to_owned()),
                None if !cell.is_empty() => table.strange.push(cell.clone()),
                _ => {}
            }
            let again = field.is_some() && table.fields.contains(&field);
            table.fields.push(if again { None } else { field });
        }
        table
    }

    fn missing(&self, shape: &Shape) -> Vec<&'static str> {
        let there = |it: &&str| self.fields.contains(&Some(*it));
        shape.needed.iter().filter(|it| !there(it)).copied().collect()
    }
}

/// The heading that a cell means, whatever marks stand around it: `*网站地址（必填）`.
fn known(cell: &str, shape: &Shape) -> Option<&'static str> {
    let bare = cell.split(['（', '(']).next().unwrap_or_default();
    let bare: String =
        bare.chars().filter(|it| !it.is_whitespace() && !"*＊：:".contains(*it)).collect();
    shape.headings.iter().find(|it| **it == bare).copied()
}

/// A cell without what cannot be seen: outer and doubled blanks, line breaks, zero-width marks, the `="…"` by which
/// text exports keep a number from Excel.
pub(crate) fn clean(cell: &str) -> String {
    let visible =
        cell.chars().filter(|it| !matches!(it, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'));
    let visible: String = visible.collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    let text = words.join(" ");
    match text.strip_prefix("=\"").and_then(|it| it.strip_suffix('"')) {
        Some(inner) if !inner.contains('"') => inner.trim().to_owned(),
        _ => text,
    }
}

/// Full-width letters, digits and punctuation as the plain ones.
pub(crate) fn half_width(text: &str) -> String {
    text.chars()
        .map(|it| match it {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(it as u32 - 0xfee0).unwrap_or(it),
            '。' => '.',
            _ => it,
        })
        .collect()
}
