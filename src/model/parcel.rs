//! What one unit is sent about one period: its notice and its problem list, ready to go.

use crate::model::finding::FindingId;
use crate::model::site::UnitClass;
use crate::model::time::Period;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One unit with all its sites.
#[derive(Debug, Clone, PartialEq)]
pub struct Parcel {
    pub period: Period,
    pub unit: String,
    pub unit_class: UnitClass,
    pub contact: Contact,
    /// What the notice is about, in the order of the problem list; never empty.
    pub findings: Vec<FindingId>,
    /// The earliest and the latest 整改时限 of these.
    pub first_deadline: Option<NaiveDate>,
    pub last_deadline: Option<NaiveDate>,
    /// In the order in which they are listed; the notice comes first.
    pub files: Vec<ParcelFile>,
}

/// Whom the register names for the unit; each may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub name: String,
    pub phone: String,
    pub mail: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelFile {
    /// Without folder: `整改通知单-2026-11-柳河镇人民政府.docx`; fit for any file system.
    pub name: String,
    pub bytes: Vec<u8>,
}
