//! `tests/fixtures/pages/`: each page beside a table of what must be read; adding a page is adding two files.

use pucha::model::page::{Entry, List, Page, Place};
use pucha::parse::{Source, page};
use serde_json::Value;
use std::fs;
use std::path::Path;
use url::Url;

fn read(address: &str, body: &[u8]) -> Page {
    let address = Url::parse(address).expect("an address");
    let as_of = "2026-11-20".parse().expect("a day");
    page(&Source { address: &address, status: 200, headers: &[], body, as_of, includes: &[] })
}

#[test]
fn made_pages_are_read_as_their_tables_say() {
    let mut wrong = Vec::new();
    let mut files: Vec<_> = fs::read_dir("tests/fixtures/pages")
        .expect("the folder")
        .map(|it| it.expect("a file").path())
        .collect();
    files.sort();
    for file in files.iter().filter(|it| it.extension().is_some_and(|it| it == "toml")) {
        compare(file, &mut wrong);
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    assert!(40 <= files.len());
}

fn compare(file: &Path, wrong: &mut Vec<String>) {
    let table: toml::Table =
        toml::from_str(&fs::read_to_string(file).expect("a table")).expect("a well-formed table");
    let body = fs::read(file.with_extension("html")).expect("a page beside the table");
    let page = read(table["address"].as_str().expect("an address"), &body);
    let json = serde_json::to_value(&page).expect("a page is JSON");
    for (field, expected) in table.iter().filter(|(field, _)| *field != "address") {
        let found = found(field, &page, &json);
        let expected = serde_json::to_value(expected).expect("a value is JSON");
        if found != expected {
            wrong.push(format!("{}: {field} is {found}, should be {expected}", file.display()));
        }
    }
}

/// A field of a table: of the first list, of all lists or entries in order (empty for what is absent), or of the page.
fn found(field: &str, page: &Page, json: &Value) -> Value {
    let first = &json["lists"][0];
    let entries = || page.lists.iter().flat_map(|it| &it.entries);
    let mark = field.strip_suffix("_state").unwrap_or(field);
    let part = if mark == field { "value" } else { "state" };
    match field {
        "name" => first["name"].clone(),
        "first" => first["entries"][0]["title"].clone(),
        "source" => first["entries"][0]["date_source"].clone(),
        "total" | "pages" | "next" => first["pager"][field].clone(),
        "entries" => entries().count().into(),
        "titles" => entries().map(|it| it.title.clone()).collect::<Vec<_>>().into(),
        "addresses" => entries().map(|it| it.address.to_string()).collect::<Vec<_>>().into(),
        "dates" => {
            let day = |it: &Entry| it.date.map(|it| it.to_string()).unwrap_or_default();
            entries().map(day).collect::<Vec<_>>().into()
        }
        "lists" => {
            let name = |it: &List| it.name.clone().unwrap_or_default();
            page.lists.iter().map(name).collect::<Vec<_>>().into()
        }
        "mores" => {
            let more = |it: &List| it.more.as_ref().map(Url::to_string).unwrap_or_default();
            page.lists.iter().map(more).collect::<Vec<_>>().into()
        }
        "option_links" => page.links.iter().filter(|it| it.place == Place::Option).count().into(),
        "hidden_links" => page.links.iter().filter(|it| it.hidden).count().into(),
        "charset" => json["charset"]["label"].clone(),
        "published" => json["published"]["date"].clone(),
        "published_source" => json["published"]["source"].clone(),
        "leads_to" => json["leads_to"]["address"].clone(),
        _ if json["identity"].get(mark).is_some() => json["identity"][mark][part].clone(),
        other => json[other].clone(),
    }
}

#[test]
fn a_page_has_the_fields_of_the_contract() {
    let page = read("http://www.a.gov.cn/", b"<p>x</p>");
    let json: Value = serde_json::from_str(&pucha::cli::inspect::json(&page)).expect("JSON");
    for field in [
        "address",
        "kind",
        "charset",
        "family",
        "title",
        "text_chars",
        "published",
        "lists",
        "newest",
        "identity",
        "links",
        "leads_to",
        "blocked_by",
        "defects",
    ] {
        assert!(json.get(field).is_some(), "{field}");
    }
    assert!(pucha::cli::inspect::render(&page).contains("编码：UTF-8"));
}

#[test]
fn stamps_in_quoted_program_output_are_no_publication_dates() {
    let dated = |tail: &str| {
        let body = format!("<title>网络诊断工具的使用</title><p>{}</p>{tail}", "说明".repeat(200));
        read("http://www.a.gov.cn/sm.html", body.as_bytes()).published.map(|it| it.date.to_string())
    };
    assert_eq!(dated("<pre>Starting Nmap 7.80 at 2022-02-22 20:58 CET</pre>"), None);
    assert_eq!(dated("<pre>root/root 0 2021-08-09 02:02 ./</pre>"), None);
    assert_eq!(dated("<p>甲局办公室</p><p>2022年2月22日</p>").as_deref(), Some("2022-02-22"));
    assert_eq!(dated("<p>电话 0564-6021234</p><p>2022-02-22</p>").as_deref(), Some("2022-02-22"));
}
