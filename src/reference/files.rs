//! What servers say in the place of an attachment that they do not give.

use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
pub struct InPlaceOfFile {
    pub not_there: Vec<String>,
    pub fault: Vec<String>,
    pub login: Vec<String>,
}

static TABLE: LazyLock<InPlaceOfFile> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/files.toml"))
        .expect("the embedded table is well-formed")
});

pub fn in_place_of_file() -> &'static InPlaceOfFile {
    &TABLE
}
