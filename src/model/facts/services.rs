//! Facts on what citizens can get done: service guides, their forms, statistics.

use crate::model::site::chinese_names;
use crate::model::time::Instant;
use crate::model::visit::VisitId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;
use url::Url;

/// 重点要素类别 of a service guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ElementClass {
    Name,
    Basis,
    Conditions,
    Materials,
    Place,
    Hours,
    Phone,
    Procedure,
}
chinese_names!(ElementClass {
    Name = "事项名称",
    Basis = "设定依据",
    Conditions = "申请条件",
    Materials = "办理材料",
    Place = "办理地点",
    Hours = "办理时间",
    Phone = "联系电话",
    Procedure = "办理流程",
});

/// How an element stands in a guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ElementState {
    /// There is no trace of it.
    Absent,
    /// Its label is there, and nothing beside it.
    Blank,
    /// Only a picture, an attachment or a script may show it: undecided.
    Unseen,
    Filled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Element {
    pub class: ElementClass,
    pub state: ElementState,
}

/// A page that is a service guide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guide {
    /// 事项名称, else the page's title.
    pub item: String,
    /// The page itself says that it is a guide, or its labels leave no doubt; otherwise only a guide when it stands in a
    /// column of guides.
    pub sure: bool,
    /// All eight, in their order.
    pub elements: Vec<Element>,
}

/// A page that shows how many cases were dealt with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statistics {
    /// What it is called.
    pub name: String,
    /// The last day of the newest month, quarter or year that it names, or the newest date; not after the audit.
    pub newest: Option<NaiveDate>,
}

/// On one page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OnPage {
    pub guide: Option<Guide>,
    pub statistics: Option<Statistics>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideFact {
    pub address: Url,
    pub item: String,
    pub visit: VisitId,
    pub seen_at: Instant,
    /// All eight, in their order.
    pub elements: Vec<Element>,
}

impl GuideFact {
    pub fn of_state(&self, states: &[ElementState]) -> Vec<ElementClass> {
        self.elements.iter().filter(|it| states.contains(&it.state)).map(|it| it.class).collect()
    }

    /// Elements that it surely lacks.
    pub fn lacking(&self) -> Vec<ElementClass> {
        self.of_state(&[ElementState::Absent, ElementState::Blank])
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatisticsFact {
    pub name: String,
    pub address: Url,
    pub visit: VisitId,
    pub seen_at: Instant,
    pub newest: Option<NaiveDate>,
}

/// A link to services, by its address, whatever it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entrance {
    pub address: Url,
    pub text: String,
    pub visit: VisitId,
}

/// Of a site, over all its pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OfSite {
    /// In the order of their addresses.
    pub guides: Vec<GuideFact>,
    /// More were there than are kept.
    pub guides_cut: bool,
    pub statistics: Vec<StatisticsFact>,
    pub entrances: Vec<Entrance>,
}
