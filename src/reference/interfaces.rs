//! How lists look that only a script asks for: `[interface]` of `data/cms/<family>.toml`, and `data/interfaces.toml`.

use crate::reference::cms;
use serde::Deserialize;
use std::sync::LazyLock;

/// How pages of one family name their list interfaces.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Interface {
    /// Regular expressions over path and query, percent signs undone: addresses that are the page's own list.
    pub names: Vec<String>,
    pub attributes: Option<Attributes>,
    pub tree: Option<Tree>,
    /// The element of a record island that holds addresses of further records.
    pub group: Option<String>,
}

/// An element that names an interface by its attributes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attributes {
    pub address: String,
    /// An object literal that becomes the query.
    pub query: String,
    /// What asks for page one, under its name in the query.
    pub page: String,
    pub page_name: String,
}

/// Columns that stand as an object in a script.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tree {
    pub variable: String,
    /// The variable's field that holds the columns, or a part of the variable's name after a dot.
    pub columns: String,
    /// `{id}` is the column's; other braces are fields of the variable, the first that is there. What stands before it
    /// in the page's own path goes before.
    pub address: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    pub title: Vec<String>,
    pub address: Vec<String>,
    pub date: Vec<String>,
    pub id: Vec<String>,
    pub total: Vec<String>,
    pub pages: Vec<String>,
    pub rows: Vec<String>,
    pub never: Never,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Never {
    pub words: Vec<String>,
}

static FIELDS: LazyLock<Fields> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/interfaces.toml"))
        .expect("the embedded names of fields are well-formed")
});

pub fn fields() -> &'static Fields {
    &FIELDS
}

/// The families that have interfaces, by what their files say.
pub fn families() -> impl Iterator<Item = &'static Interface> {
    cms::families().iter().map(|it| &it.interface)
}
