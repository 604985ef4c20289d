//! The words of drawn pagers: `data/pager.toml`.

use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Texts of the link to the next page, in lower case.
    pub next: Vec<String>,
    /// Regular expressions whose first group is the number.
    pub total: Vec<String>,
    /// Said so shortly that they count only close behind a list.
    pub total_near: Vec<String>,
    pub pages: Vec<String>,
    pub pages_near: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/pager.toml"))
        .expect("the embedded table is well-formed")
});

pub fn words() -> &'static Words {
    &WORDS
}
