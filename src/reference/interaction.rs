//! Words by which lists and pages of messages, surveys and interviews say what they are.

use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
pub struct Words {
    pub labels: Labels,
    pub strong: Strong,
    pub states: States,
    pub phrases: Phrases,
    pub columns: Columns,
}

/// Labels by what stands behind them.
#[derive(Debug, Deserialize)]
pub struct Labels {
    pub title: Vec<String>,
    pub asked: Vec<String>,
    pub writer: Vec<String>,
    pub content: Vec<String>,
    pub about: Vec<String>,
    pub state: Vec<String>,
    pub replied: Vec<String>,
    pub reply_unit: Vec<String>,
    pub reply: Vec<String>,
    pub ends: Vec<String>,
    pub result: Vec<String>,
}

/// Beginnings of labels that messages have and nothing else.
#[derive(Debug, Deserialize)]
pub struct Strong {
    pub begins: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct States {
    pub answered: Vec<String>,
    pub waiting: Vec<String>,
    pub closed: Vec<String>,
    /// In place of a reply or result that is not there.
    pub nothing: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Phrases {
    pub reply: Vec<String>,
    pub elsewhere: Vec<String>,
    pub result: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Columns {
    pub messages: Vec<String>,
    pub others: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/interaction.toml"))
        .expect("the embedded words are well-formed")
});

pub fn words() -> &'static Words {
    &WORDS
}

/// Whether a column of this name holds messages of citizens that must be answered.
pub fn holds_messages(name: &str) -> bool {
    let columns = &words().columns;
    let has = |words: &[String]| words.iter().any(|it| name.contains(it.as_str()));
    has(&columns.messages) && !has(&columns.others)
}

/// Whether a column of this name surely holds something else than such messages.
pub fn holds_others(name: &str) -> bool {
    words().columns.others.iter().any(|it| name.contains(it.as_str()))
}

/// Whether a title announces a survey's results.
pub fn names_results(title: &str) -> bool {
    words().phrases.result.iter().any(|it| title.contains(it.as_str()))
}
