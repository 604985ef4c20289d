//! What a bulletin holds, free of any form.

use crate::reports::Month;
use crate::reports::bulletin::annexes;
use crate::reports::bulletin::overview;
use crate::reports::bulletin::problems;
use crate::reports::bulletin::requirements;
use crate::reports::bulletin::words::figures;
use crate::reports::clean::one_line;
use serde::Serialize;

/// Texts are plain: no control characters, no markup.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bulletin {
    /// Shown above the title until a person has issued the bulletin.
    pub draft_note: String,
    /// The issuing office and 关于…的通报; read on as one, a line break between them where they need two lines.
    pub title: [String; 2],
    /// 主送机关, with its colon.
    pub addressees: String,
    /// Why, when and how was checked.
    pub basis: String,
    /// 一、二、三.
    pub chapters: Vec<Chapter>,
    pub annexes: Vec<Annex>,
    /// 署名 and 成文日期.
    pub signature: String,
    pub date: String,
    /// `（联系人：…）`; may be empty.
    pub contact: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chapter {
    /// With its number, `一、总体情况`.
    pub heading: String,
    pub paragraphs: Vec<String>,
    pub sections: Vec<Section>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    /// With its number, `（一）栏目更新不及时`.
    pub heading: String,
    pub paragraphs: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Annex {
    pub number: usize,
    pub title: String,
    /// Printed across.
    pub wide: bool,
    pub groups: Vec<Group>,
    /// Paragraphs below the tables.
    pub notes: Vec<String>,
}

/// A table with a heading of its own, which may be empty.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    pub heading: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Field>>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    pub name: &'static str,
    /// Share of the table's width.
    pub percent: u32,
    pub centred: bool,
}

/// A cell's lines.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    pub text: String,
    /// Addresses below the text, as requested.
    pub addresses: Vec<Address>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Address {
    pub text: String,
    /// http or https: may be a link.
    pub opens: bool,
}

/// Which number each annex has; `None` where there is nothing to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnnexNumbers {
    pub results: usize,
    pub problems: Option<usize>,
    pub undecided: Option<usize>,
    pub exempt: Option<usize>,
}

pub fn bulletin(month: &Month) -> Bulletin {
    let figures = figures(month);
    let numbers = annexes::numbers(month);
    let office = one_line(&month.office.name);
    Bulletin {
        draft_note: "草稿　本稿由系统根据检查记录自动生成，请复核后印发".into(),
        title: [office.clone(), format!("关于{}政府网站检查情况的通报", month.period.chinese())],
        addressees: format!(
            "{}：",
            one_line(&month.office.addressees).trim_end_matches(['：', ':'])
        ),
        basis: overview::basis(month, &figures),
        chapters: vec![
            Chapter {
                heading: "一、总体情况".into(),
                paragraphs: overview::paragraphs(month, &figures, numbers),
                sections: Vec::new(),
            },
            problems::chapter(month, &figures, numbers),
            requirements::chapter(month, &figures, numbers),
        ],
        annexes: annexes::annexes(month, numbers),
        signature: office,
        date: format!("{}年{}月　日", month.as_of.format("%Y"), month.as_of.format("%-m")),
        contact: contact(month),
    }
}

fn contact(month: &Month) -> String {
    let (contact, phone) = (one_line(&month.office.contact), one_line(&month.office.phone));
    match (contact.is_empty(), phone.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("（联系人：{contact}）"),
        (true, false) => format!("（联系电话：{phone}）"),
        (false, false) => format!("（联系人：{contact}，联系电话：{phone}）"),
    }
}
