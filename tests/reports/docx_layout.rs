//! The docx as `LibreOffice` sets it, measured on its pages.

use crate::reports::docx::{full, long, written};
use pucha::reports::document::pdf::pdf;
use pucha::reports::document::{Block, Document};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

/// Pixels of a millimetre, so many that a whole number of them is an inch.
const PER_MM: usize = 5;

struct Printed {
    _folder: TempDir,
    pdf: PathBuf,
}

impl Printed {
    fn new(document: &Document) -> Self {
        let path = std::env::var_os("PATH").expect("a search path");
        let bytes = pdf(&written(document), &path, Duration::from_mins(2)).expect("a PDF");
        let folder = tempfile::tempdir().expect("a folder");
        let pdf = folder.path().join("document.pdf");
        fs::write(&pdf, bytes).expect("a file");
        Self { _folder: folder, pdf }
    }

    fn ask(&self, program: &str, before: &[&str], after: &[&str]) -> Vec<u8> {
        let asked = Command::new(program).args(before).arg(&self.pdf).args(after).output();
        let asked = asked.unwrap_or_else(|fault| panic!("{program} (poppler-utils): {fault}"));
        assert!(asked.status.success(), "{program}: {}", String::from_utf8_lossy(&asked.stderr));
        asked.stdout
    }

    /// The text of each page.
    fn pages(&self) -> Vec<String> {
        let text = String::from_utf8(self.ask("pdftotext", &["-layout"], &["-"])).expect("UTF-8");
        text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect()
    }

    /// Whether each page lies across.
    fn across(&self) -> Vec<bool> {
        let text =
            String::from_utf8(self.ask("pdfinfo", &["-f", "1", "-l", "99"], &[])).expect("UTF-8");
        text.lines()
            .filter(|it| it.starts_with("Page") && it.contains(" size:"))
            .map(|it| {
                let numbers: Vec<f64> =
                    it.split_whitespace().filter_map(|it| it.parse().ok()).collect();
                let [.., width, height] = numbers.as_slice() else { panic!("{it}") };
                let (short, long) = (width.min(*height), width.max(*height));
                assert!((short - 595.3).abs() < 1.0 && (long - 841.9).abs() < 1.0, "A4: {it}");
                height < width
            })
            .collect()
    }

    fn picture(&self, page: usize) -> Picture {
        let resolution = (254 * PER_MM / 10).to_string();
        let page = page.to_string();
        let bytes = self.ask("pdftoppm", &["-r", &resolution, "-f", &page, "-l", &page], &[]);
        Picture::new(&bytes)
    }
}

/// A page in colours.
struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Picture {
    /// Of the format PPM (P6).
    fn new(bytes: &[u8]) -> Self {
        let mut rest = bytes;
        let mut words = Vec::new();
        while words.len() < 4 {
            let end = rest.iter().position(u8::is_ascii_whitespace).expect("a word");
            words.push(String::from_utf8_lossy(&rest[..end]).into_owned());
            rest = &rest[end + 1..];
        }
        let number = |it: usize| words[it].parse().expect("a number");
        Self { width: number(1), height: number(2), pixels: rest.to_vec() }
    }

    /// Column and row of the pixels of a colour, in the order of rows.
    fn places(&self, is_wanted: impl Fn(&[u8]) -> bool) -> Vec<(usize, usize)> {
        assert_eq!(self.pixels.len(), self.width * self.height * 3);
        (0..self.width * self.height)
            .filter(|it| is_wanted(&self.pixels[it * 3..it * 3 + 3]))
            .map(|it| (it % self.width, it / self.width))
            .collect()
    }
}

/// Without spaces, which the typefaces at hand make wide or narrow.
fn dense(text: &str) -> String {
    text.split_whitespace().collect()
}

fn is_red(pixel: &[u8]) -> bool {
    180 < pixel[0] && pixel[1] < 90 && pixel[2] < 90
}

fn is_black(pixel: &[u8]) -> bool {
    pixel.iter().all(|it| *it < 110)
}

#[expect(clippy::cast_precision_loss, reason = "a page has few pixels")]
fn mm(pixels: usize) -> f64 {
    pixels as f64 / PER_MM as f64
}

fn is_near(measured: f64, asked: f64, within: f64) -> bool {
    (measured - asked).abs() <= within
}

#[test]
fn a_page_has_twenty_two_lines_of_twenty_eight_characters() {
    let document =
        Document {
            title: vec!["通报".into()], opening: vec![long(3_000)], ..Document::default()
        };
    let pages = Printed::new(&document).pages();
    let lines: Vec<&str> = pages[1].lines().map(str::trim).filter(|it| !it.is_empty()).collect();
    let (number, lines) = lines.split_last().expect("lines");
    assert_eq!(dense(number), "—2—");
    assert_eq!(lines.len(), 22, "{lines:#?}");
    for line in lines {
        let characters = line.chars().filter(|it| !it.is_whitespace()).count();
        assert_eq!(characters, 28, "{line}");
    }
}

#[test]
fn every_word_is_printed_and_pages_are_numbered_through() {
    let document = full();
    let printed = Printed::new(&document);
    let pages = printed.pages();
    let across = printed.across();
    assert_eq!(pages.len(), across.len());
    let first = across.iter().position(|it| *it).expect("a page across");
    assert!(0 < first && !across[across.len() - 1], "{across:?}");
    for (number, page) in (1..).zip(&pages) {
        assert!(dense(page).ends_with(&format!("—{number}—")), "page {number}: {page}");
        assert!(dense(page).contains("草稿本稿由系统"), "page {number}: {page}");
    }
    let whole = dense(&pages.concat());
    let mut texts = vec![document.head.clone(), document.number.clone(), document.date.clone()];
    texts.extend(document.title.clone());
    for chapter in &document.chapters {
        texts.push(chapter.heading.clone());
        let blocks = chapter.sections.iter().flat_map(|it| &it.blocks).chain(&chapter.blocks);
        texts.extend(blocks.filter_map(|it| match it {
            Block::Paragraph(text) => Some(text.chars().take(20).collect()),
            Block::Chart(chart) => Some(chart.title.clone()),
            Block::Table(_) => None,
        }));
    }
    for text in texts {
        assert!(whole.contains(&dense(&text)), "{text} is not printed");
    }
    let last = pages.last().expect("a page");
    assert!(dense(last).contains("抄送：县委办公室") && dense(last).contains("28日印发"), "{last}");
}

#[test]
fn head_line_and_page_number_are_where_the_standard_has_them() {
    let document = Document { draft_note: String::new(), ..full() };
    let picture = Printed::new(&document).picture(1);
    let red = picture.places(is_red);
    let top = mm(red.first().expect("a red head").1);
    assert!(is_near(top, 37.0 + 35.0, 1.5), "the head begins at {top} mm");
    let line = red.last().expect("a red line").1;
    let row: Vec<usize> = red.iter().filter(|it| it.1 == line).map(|it| it.0).collect();
    let (left, right) = (mm(row[0]), mm(row[row.len() - 1]));
    assert!(
        is_near(left, 28.0, 1.0) && is_near(right, 184.0, 1.0),
        "the line from {left} to {right} mm"
    );
    let black = picture.places(is_black);
    let number = black.iter().filter(|it| it.1 < line).map(|it| it.1).max().expect("a number");
    let gap = mm(line - number);
    assert!(is_near(gap, 4.0, 1.0), "the red line is {gap} mm below the number");
    let below = black.iter().filter(|it| 262.5 < mm(it.1));
    let dash = below.max_by_key(|it| it.0).expect("a page number");
    assert!(is_near(mm(dash.1), 262.0 + 7.0, 1.0), "its dashes are at {} mm", mm(dash.1));
    assert!(is_near(mm(dash.0), 184.0 - 4.9, 1.2), "they end at {} mm", mm(dash.0));
}
