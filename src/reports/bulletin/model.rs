//! From a month to the bulletin as a document.

use crate::reports::Month;
use crate::reports::bulletin::annexes;
use crate::reports::bulletin::overview;
use crate::reports::bulletin::problems;
use crate::reports::bulletin::requirements;
use crate::reports::bulletin::words::figures;
use crate::reports::clean::one_line;
use crate::reports::document::{Block, Chapter, Document};

/// Which number each annex has; `None` where there is nothing to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnnexNumbers {
    pub results: usize,
    pub problems: Option<usize>,
    pub undecided: Option<usize>,
    pub exempt: Option<usize>,
}

pub fn bulletin(month: &Month) -> Document {
    let figures = figures(month);
    let numbers = annexes::numbers(month);
    let office = one_line(&month.office.name);
    Document {
        draft_note: "草稿　本稿由系统根据检查记录自动生成，请复核后印发".into(),
        title: vec![
            office.clone(),
            format!("关于{}政府网站检查情况的通报", month.period.chinese()),
        ],
        addressees: format!(
            "{}：",
            one_line(&month.office.addressees).trim_end_matches(['：', ':'])
        ),
        opening: vec![overview::basis(month, &figures)],
        chapters: vec![
            Chapter {
                heading: "一、总体情况".into(),
                blocks: Block::paragraphs(overview::paragraphs(month, &figures, numbers)),
                sections: Vec::new(),
            },
            problems::chapter(month, &figures, numbers),
            requirements::chapter(month, &figures, numbers),
        ],
        annexes: annexes::annexes(month, numbers),
        signature: office,
        date: format!("{}年{}月　日", month.as_of.format("%Y"), month.as_of.format("%-m")),
        notes: contact(month).into_iter().collect(),
        ..Document::default()
    }
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
