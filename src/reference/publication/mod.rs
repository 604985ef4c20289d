//! How annual reports, policy files and interpretations are called, and whose a report is by its title.

mod names;
mod policies;
mod reports;

pub use policies::{
    core, is_decision, is_disclosure_page, is_entrance, is_from_above, is_interpretation,
    is_policy, is_revision, leads_to_original, resembles,
};
pub use reports::{Named, named, names_a_body, shelf, whose};

use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct File {
    reports: Reports,
    policies: Policies,
    interpretations: Interpretations,
    disclosure: Disclosure,
}

#[derive(Deserialize)]
struct Reports {
    disclosure: Vec<String>,
    report: Vec<String>,
    website: Vec<String>,
    sheet: Vec<String>,
    plain: Vec<String>,
    about: Vec<String>,
    doubtful: Vec<String>,
    others: Vec<String>,
}

#[derive(Deserialize)]
struct Policies {
    kinds: Vec<String>,
    not: Vec<String>,
    above: Vec<String>,
}

#[derive(Deserialize)]
struct Interpretations {
    words: Vec<String>,
    original: Vec<String>,
}

#[derive(Deserialize)]
struct Disclosure {
    pages: Vec<String>,
    entrances: Vec<String>,
}

static WORDS: LazyLock<File> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../data/publication.toml"))
        .expect("the embedded table is well-formed")
});

fn has(text: &str, words: &[String]) -> bool {
    words.iter().any(|it| text.contains(it.as_str()))
}
