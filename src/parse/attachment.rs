//! The words of an attachment: spreadsheets, text documents, plain text. Bounded, for a small file may unfold to gigabytes.

use crate::parse::charset;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{Cursor, Read};
use url::Url;
use zip::ZipArchive;

/// Of each part of a container, unfolded.
const PART: u64 = 24 << 20;
/// Of all parts of a container together.
const PARTS: usize = 72 << 20;
/// Of text in all.
const TEXT: usize = 8 << 20;
/// Of the memory that the strings of a workbook take, each with its own overhead.
const STRINGS: usize = 32 << 20;
const SHEETS: usize = 30;

/// What the file says; `None` where it is of a kind that is not read, or is not what its name says.
pub fn attachment_text(address: &Url, body: &[u8]) -> Option<String> {
    let name = address.path().to_ascii_lowercase();
    let query = address.query().unwrap_or_default().to_ascii_lowercase();
    let is = |ending: &str| name.ends_with(ending) || query.ends_with(ending);
    if is(".csv") || is(".txt") {
        let text = charset::decode(&body[..body.len().min(TEXT)], &[]).text;
        return Some(text);
    }
    if !body.starts_with(b"PK") {
        return None;
    }
    let mut archive = ZipArchive::new(Cursor::new(body)).ok()?;
    if let Some(document) = part(&mut archive, "word/document.xml") {
        return Some(words_of(&document));
    }
    workbook(&mut archive)
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

fn part(archive: &mut Archive<'_>, name: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    archive.by_name(name).ok()?.take(PART).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// The text of a document, a blank after each paragraph and cell.
fn words_of(xml: &[u8]) -> String {
    let mut reader = Reader::from_reader(xml);
    let mut text = String::new();
    let mut in_text = false;
    let mut buffer = Vec::new();
    while text.len() < TEXT {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(it)) => in_text = it.local_name().as_ref() == "t",
            Ok(Event::Text(it)) if in_text => push(&mut text, &it),
            Ok(Event::End(it)) => {
                in_text = false;
                if matches!(it.local_name().as_ref(), "p" | "tc" | "tr") {
                    text.push(' ');
                }
            }
            Ok(Event::Empty(it)) if matches!(it.local_name().as_ref(), "tab" | "br") => {
                text.push(' ');
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
        buffer.clear();
    }
    text
}

/// The cells of all sheets, row by row.
fn workbook(archive: &mut Archive<'_>) -> Option<String> {
    let shared = part(archive, "xl/sharedStrings.xml").map(|it| strings(&it)).unwrap_or_default();
    let mut sheets: Vec<String> = archive
        .file_names()
        .flatten()
        .filter(|it| it.starts_with("xl/worksheets/") && it.ends_with(".xml"))
        .map(std::borrow::Cow::into_owned)
        .collect();
    sheets.sort_by_key(|it| (it.len(), it.clone()));
    if sheets.is_empty() {
        return None;
    }
    let mut text = String::new();
    let mut room = PARTS;
    for sheet in sheets.iter().take(SHEETS) {
        let Some(xml) = part(archive, sheet) else { continue };
        let Some(left) = room.checked_sub(xml.len()) else { break };
        room = left;
        cells(&xml, &shared, &mut text);
        text.push('\n');
    }
    Some(text)
}

fn strings(xml: &[u8]) -> Vec<String> {
    let mut reader = Reader::from_reader(xml);
    let mut all = Vec::new();
    let mut current = String::new();
    let mut in_text = false;
    let mut size = 0;
    let mut buffer = Vec::new();
    while size < STRINGS {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(it)) => match it.local_name().as_ref() {
                "si" => current.clear(),
                name => in_text = name == "t",
            },
            Ok(Event::Text(it)) if in_text => push(&mut current, &it),
            Ok(Event::End(it)) => {
                in_text = false;
                if it.local_name().as_ref() == "si" {
                    size += current.len() + size_of::<String>();
                    all.push(std::mem::take(&mut current));
                }
            }
            // An empty string has its number too.
            Ok(Event::Empty(it)) if it.local_name().as_ref() == "si" => {
                size += size_of::<String>();
                all.push(String::new());
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
        buffer.clear();
    }
    all
}

fn cells(xml: &[u8], shared: &[String], text: &mut String) {
    let mut reader = Reader::from_reader(xml);
    let (mut is_shared, mut in_value) = (false, false);
    let mut value = String::new();
    let mut buffer = Vec::new();
    while text.len() < TEXT {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(it)) => match it.local_name().as_ref() {
                "c" => is_shared = kind(&it).as_deref() == Some("s"),
                name => in_value = matches!(name, "v" | "t"),
            },
            Ok(Event::Text(it)) if in_value => push(&mut value, &it),
            Ok(Event::End(it)) => {
                in_value = false;
                match it.local_name().as_ref() {
                    "c" => {
                        let at = if is_shared { value.parse::<usize>().ok() } else { None };
                        let shown = match at {
                            Some(at) => shared.get(at).map_or("", String::as_str),
                            None => value.as_str(),
                        };
                        text.push_str(shown);
                        text.push(' ');
                        value.clear();
                    }
                    "row" => text.push('\n'),
                    _ => {}
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
        buffer.clear();
    }
}

fn kind(cell: &BytesStart<'_>) -> Option<String> {
    let kind = cell.try_get_attribute("t").ok()??;
    Some(kind.value.into_owned())
}

fn push(text: &mut String, more: &str) {
    if text.len() < TEXT {
        text.push_str(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn text(name: &str, body: &[u8]) -> Option<String> {
        let address = Url::parse(&format!("http://a.gov.cn/{name}")).unwrap();
        attachment_text(&address, body)
            .map(|it| it.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn cells_and_paragraphs_are_read_as_words_apart() {
        let book = packed(&[
            (
                "xl/sharedStrings.xml",
                "<sst><si><t>姓名</t></si><si/><si><r><t>张</t></r><r><t>三</t></r></si></sst>",
            ),
            (
                "xl/worksheets/sheet1.xml",
                "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>2</v></c></row><row><c><v>13812345678</v></c><c t=\"inlineStr\"><is><t>乙</t></is></c></row></sheetData></worksheet>",
            ),
        ]);
        assert_eq!(text("a.xlsx", &book).as_deref(), Some("姓名 张三 13812345678 乙"));
        let document = packed(&[(
            "word/document.xml",
            "<w:document><w:p><w:r><w:t>身份</w:t></w:r><w:r><w:t>证号</w:t></w:r></w:p><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:document>",
        )]);
        assert_eq!(text("a.docx", &document).as_deref(), Some("身份证号 甲"));
        assert_eq!(text("a.csv", "姓名,张三".as_bytes()).as_deref(), Some("姓名,张三"));
    }

    #[test]
    fn what_is_no_such_file_says_nothing() {
        assert_eq!(text("a.xlsx", b"PK\x03\x04 broken"), None);
        assert_eq!(text("a.docx", b"<html></html>"), None);
        assert_eq!(text("a.pdf", b"%PDF-1.4"), None);
        assert_eq!(text("a.xlsx", &packed(&[("other.txt", "x")])), None);
    }

    #[test]
    fn a_file_that_unfolds_without_end_is_read_to_a_bound() {
        let many =
            format!("<w:document>{}", "<w:p><w:t>文文文文文文文文文文</w:t></w:p>".repeat(500_000));
        let read = attachment_text(
            &Url::parse("http://a.gov.cn/a.docx").unwrap(),
            &packed(&[("word/document.xml", &many)]),
        );
        assert!(read.unwrap().len() <= TEXT + 100);
    }
}
