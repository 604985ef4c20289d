//! The eight elements of a service guide under all their names, and what else a guide holds.

use crate::model::facts::services::ElementClass;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
pub struct Guides {
    pub element: Vec<ElementWords>,
    pub page: PageWords,
    pub blank: BlankWords,
    pub statistics: StatisticsWords,
}

#[derive(Debug, Deserialize)]
pub struct ElementWords {
    pub class: ElementClass,
    names: Vec<String>,
    has: Vec<String>,
    not: Vec<String>,
    pub mention: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct PageWords {
    pub others: Vec<String>,
    pub titles: Vec<String>,
    pub columns: Vec<String>,
    pub never: Vec<String>,
    pub not_titles: Vec<String>,
    pub not_ends: Vec<String>,
    pub forms: Vec<String>,
    pub decoration: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct BlankWords {
    pub words: Vec<String>,
    pub elsewhere: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct StatisticsWords {
    names: Vec<String>,
    not: Vec<String>,
}

/// What a label is sure to be, or may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    Sure(ElementClass),
    /// A label that may name these; enough to say that they are there.
    May(Vec<ElementClass>),
    /// A label of guides that is none of the eight.
    Other,
}

/// A longer text is no label.
const LONGEST: usize = 14;

static TABLE: LazyLock<Guides> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/guides.toml"))
        .expect("the embedded table is well-formed")
});

pub fn guides() -> &'static Guides {
    &TABLE
}

/// What a label without number, brackets and colon names; `None` for what is no label of a guide.
pub fn label(text: &str) -> Option<Label> {
    let length = text.chars().count();
    // A sentence is no label, however short.
    if !(2..=LONGEST).contains(&length) || text.contains(['：', ':', '。', '，', '；', '《', '？'])
    {
        return None;
    }
    let is = |names: &[String]| names.iter().any(|it| it == text);
    if let Some(words) = TABLE.element.iter().find(|it| is(&it.names)) {
        return Some(Label::Sure(words.class));
    }
    if is(&TABLE.page.others) {
        return Some(Label::Other);
    }
    let holds = |parts: &[String]| parts.iter().any(|it| text.contains(it.as_str()));
    let may: Vec<ElementClass> = TABLE
        .element
        .iter()
        .filter(|it| holds(&it.has) && !holds(&it.not))
        .map(|it| it.class)
        .collect();
    (!may.is_empty()).then_some(Label::May(may))
}

/// Whether a column or page of this name shows how many cases were dealt with.
pub fn is_statistics(name: &str) -> bool {
    let holds = |parts: &[String]| parts.iter().any(|it| name.contains(it.as_str()));
    holds(&TABLE.statistics.names) && !holds(&TABLE.statistics.not)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ElementClass::{Basis, Conditions, Hours, Materials, Phone, Place, Procedure};

    #[test]
    fn labels_are_known_under_their_names() {
        for (text, expected) in [
            ("法律依据", Some(Label::Sure(Basis))),
            ("受理条件", Some(Label::Sure(Conditions))),
            ("申报材料", Some(Label::Sure(Materials))),
            ("办公地址", Some(Label::Sure(Place))),
            ("工作时间", Some(Label::Sure(Hours))),
            ("监督电话", Some(Label::Sure(Phone))),
            ("审批流程", Some(Label::Sure(Procedure))),
            ("法定办结时限", Some(Label::Other)),
            ("收费依据", Some(Label::Other)),
            ("办理时间、地点", Some(Label::May(vec![Place, Hours]))),
            ("窗口咨询电话及地址", Some(Label::May(vec![Place, Phone]))),
            ("申请人需提交的材料", Some(Label::May(vec![Materials]))),
            ("网上办理地址", None),
            ("发布时间", None),
            ("传真电话", None),
            ("县政府常务会议", None),
            ("办理材料：身份证", None),
            ("", None),
        ] {
            assert_eq!(label(text), expected, "{text}");
        }
    }

    #[test]
    fn every_class_has_its_words() {
        for class in ElementClass::ALL {
            assert!(TABLE.element.iter().any(|it| it.class == *class), "{class:?}");
        }
        assert!(is_statistics("政务服务办件统计"));
        assert!(!is_statistics("信件办件情况"));
    }
}
