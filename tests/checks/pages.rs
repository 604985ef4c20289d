//! The fixture pages of a check: their folder, the table of what is expected of each, and each read by the parser.

use crate::checks::build::{today, url};
use pucha::model::facts::PageExtras;
use pucha::parse::{Source, page};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

pub(super) fn folder(check: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/checks").join(check)
}

pub(super) fn cases<T: for<'de> Deserialize<'de>>(check: &str, file: &str) -> Vec<T> {
    #[derive(Deserialize)]
    struct File<T> {
        case: Vec<T>,
    }
    let text = fs::read_to_string(folder(check).join(file)).expect("a table of cases");
    toml::from_str::<File<T>>(&text).expect("well-formed cases").case
}

/// Every page of the folder has its case.
pub(super) fn all_listed(check: &str, named: &BTreeSet<String>) {
    let there: BTreeSet<String> = fs::read_dir(folder(check))
        .expect("a folder")
        .map(|it| it.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|it| it != "cases.toml")
        .collect();
    assert_eq!(there, *named);
}

/// What the parser reads in a page that stands at `address`.
pub(super) fn read(check: &str, file: &str, address: &str) -> PageExtras {
    let body = fs::read(folder(check).join(file)).expect("a page");
    let address = url(address);
    let source = Source {
        address: &address,
        status: 200,
        headers: &[],
        body: &body,
        as_of: today(),
        includes: &[],
    };
    page(&source).extras
}
