//! Signatures: challenge pages, notices, empty columns, statements of nothing to publish.

use crate::model::page::NoticeKind;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
pub struct Challenges {
    pub product: Vec<Product>,
    pub phrases: Phrases,
    pub statuses: Statuses,
}

#[derive(Debug, Deserialize)]
pub struct Product {
    pub name: String,
    pub body: Vec<String>,
    /// `name: part of the value`, in lower case.
    pub header: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Phrases {
    pub any: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Statuses {
    pub refuse: Vec<u16>,
}

#[derive(Debug, Deserialize)]
pub struct Notices {
    pub notice: Vec<NoticePhrases>,
    pub hijacked: Hijacked,
    pub empty: EmptyPhrases,
    pub statement: StatementWords,
}

#[derive(Debug, Deserialize)]
pub struct NoticePhrases {
    pub kind: NoticeKind,
    pub phrases: Vec<String>,
    /// Parts of the page's source that say the same.
    #[serde(default)]
    pub bodies: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Hijacked {
    pub sure: Vec<String>,
    pub some: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct EmptyPhrases {
    pub phrases: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct StatementWords {
    pub sure: Vec<String>,
    pub say: Vec<String>,
    pub nothing: Vec<String>,
}

static CHALLENGES: LazyLock<Challenges> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/challenges.toml"))
        .expect("the embedded table is well-formed")
});
static NOTICES: LazyLock<Notices> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/notices.toml"))
        .expect("the embedded table is well-formed")
});

pub fn challenges() -> &'static Challenges {
    &CHALLENGES
}

pub fn notices() -> &'static Notices {
    &NOTICES
}

/// Whether a title states that there was nothing to publish (standards §4.5).
pub fn is_statement(title: &str) -> bool {
    let words = &NOTICES.statement;
    let has = |list: &[String]| list.iter().any(|it| title.contains(it.as_str()));
    title.contains("情况说明")
        || has(&words.sure)
        || title.chars().count() <= 40 && has(&words.say) && has(&words.nothing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_told_from_other_titles() {
        assert!(is_statement("关于本年度无规范性文件的情况说明"));
        assert!(is_statement("2026年三季度未产生行政处罚信息的说明"));
        assert!(!is_statement("关于印发实施方案的通知"));
        assert!(!is_statement("预算编制说明"));
    }
}
