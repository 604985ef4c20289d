//! From a month to the bulletin as a document.

use crate::reports::bulletin::annexes;
use crate::reports::bulletin::charts;
use crate::reports::bulletin::figures::Figures;
use crate::reports::bulletin::pending;
use crate::reports::bulletin::template::{Piece, Templates};
use crate::reports::bulletin::words::chinese_number;
use crate::reports::clean::one_line;
use crate::reports::document::{Block, Chapter, Colophon, Document, Section};
use crate::reports::{Month, ReportError};
use serde::Serialize;

/// Which number each annex has; `None` where there is nothing to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct AnnexNumbers {
    #[serde(rename = "检查结果")]
    pub results: usize,
    #[serde(rename = "问题清单")]
    pub problems: Option<usize>,
    #[serde(rename = "未判定")]
    pub undecided: Option<usize>,
    #[serde(rename = "豁免")]
    pub exempt: Option<usize>,
}

/// A draft: without number, its day left blank.
///
/// # Errors
/// A template that this month's figures do not fit.
pub fn bulletin(month: &Month, templates: &Templates) -> Result<Document, ReportError> {
    let month = &pending::told(month);
    let numbers = annexes::numbers(month);
    let figures = Figures::of(month, numbers, templates)?;
    let filled = templates.filled(&figures)?;
    let date = format!("{}年{}月　日", month.as_of.format("%Y"), month.as_of.format("%-m"));
    let mut opening = filled.opening()?;
    let (before, chapters) = chapters(filled.chapters()?, month);
    opening.extend(before);
    Ok(Document {
        draft_note: "草稿　本稿由系统根据检查记录自动生成，请复核后印发".into(),
        head: one_line(&month.office.head),
        title: filled.title()?,
        addressees: format!(
            "{}：",
            one_line(&month.office.addressees).trim_end_matches(['：', ':'])
        ),
        opening,
        chapters,
        closing: filled.closing()?,
        annexes: annexes::annexes(month, numbers, &filled)?,
        signature: one_line(&month.office.name),
        notes: public_note(month).into_iter().chain(contact(month)).collect(),
        colophon: colophon(month, &date),
        date,
        ..Document::default()
    })
}

/// The pieces as chapters and sections, numbered; what has no content is left out. Paragraphs before the first chapter come
/// first.
fn chapters(pieces: Vec<Piece>, month: &Month) -> (Vec<String>, Vec<Chapter>) {
    let mut before = Vec::new();
    let mut chapters: Vec<Chapter> = Vec::new();
    for piece in pieces {
        let block = match piece {
            Piece::Chapter(heading) => {
                chapters.push(Chapter { heading, ..Chapter::default() });
                continue;
            }
            Piece::Section(heading) => {
                if let Some(chapter) = chapters.last_mut() {
                    chapter.sections.push(Section { heading, blocks: Vec::new() });
                }
                continue;
            }
            Piece::Chart(name) => charts::chart(&name, month).map(Block::Chart),
            Piece::Paragraph(text) => Some(Block::Paragraph(text)),
        };
        let Some(block) = block else { continue };
        match (chapters.last_mut(), block) {
            (Some(chapter), block) => match chapter.sections.last_mut() {
                Some(section) => section.blocks.push(block),
                None => chapter.blocks.push(block),
            },
            (None, Block::Paragraph(text)) => before.push(text),
            (None, _) => {}
        }
    }
    for chapter in &mut chapters {
        chapter.sections.retain(|it| !it.blocks.is_empty());
    }
    chapters.retain(|it| !it.blocks.is_empty() || !it.sections.is_empty());
    number(&mut chapters);
    (before, chapters)
}

fn number(chapters: &mut [Chapter]) {
    for (index, chapter) in chapters.iter_mut().enumerate() {
        chapter.heading = format!("{}、{}", chinese_number(index + 1), chapter.heading);
        for (index, section) in chapter.sections.iter_mut().enumerate() {
            section.heading = format!("（{}）{}", chinese_number(index + 1), section.heading);
        }
    }
}

fn public_note(month: &Month) -> Option<String> {
    let note = one_line(&month.office.public_note);
    let bare = note.trim_matches(['（', '）', '(', ')']);
    (!bare.is_empty()).then(|| format!("（{bare}）"))
}

fn contact(month: &Month) -> Option<String> {
    let (contact, phone) = (one_line(&month.office.contact), one_line(&month.office.phone));
    match (contact.is_empty(), phone.is_empty()) {
        (true, true) => None,
        (false, true) => Some(format!("（联系人：{contact}）")),
        (true, false) => Some(format!("（联系电话：{phone}）")),
        (false, false) => Some(format!("（联系人：{contact}，联系电话：{phone}）")),
    }
}

fn colophon(month: &Month, date: &str) -> Option<Colophon> {
    let copies = one_line(&month.office.copies);
    let printer = one_line(&month.office.printer);
    if copies.is_empty() && printer.is_empty() {
        return None;
    }
    let printer = if printer.is_empty() { one_line(&month.office.name) } else { printer };
    let copies = copies.trim_start_matches("抄送：").trim_end_matches(['。', '.']);
    let copies = if copies.is_empty() { String::new() } else { format!("{copies}。") };
    Some(Colophon { copies, printer, printed_on: date.to_owned() })
}
