//! `page_tags`: which tags a page's source has, and from which share of pages on a site lacks them.

use crate::checks::build::*;
use pucha::model::evidence::SiteEvidence;
use pucha::model::facts::features::{PageSeen, PageTag, TagLack, TagScope, TagTally, TagsOnPage};
use pucha::model::site::UnitClass;
use pucha::parse::{Source, page};
use std::fs;

fn read(file: &str) -> TagsOnPage {
    let body = fs::read(format!("tests/fixtures/checks/page_tags/{file}")).expect("a page");
    let address = url("http://www.a.gov.cn/gzdt/");
    let source = Source {
        address: &address,
        status: 200,
        headers: &[],
        body: &body,
        as_of: today(),
        includes: &[],
    };
    page(&source).extras.features.tags
}

#[test]
fn made_pages_have_the_tags_that_their_table_says() {
    let text = include_str!("../fixtures/checks/page_tags/cases.toml");
    let table: toml::Table = toml::from_str(text).expect("a table");
    assert!(table.len() >= 5);
    for (file, expected) in table {
        let tags = read(&file);
        let names = |it: &[PageTag]| it.iter().map(|it| it.name()).collect::<Vec<_>>();
        let wanted = |key: &str| -> Vec<String> {
            let list = expected[key].as_array().expect("a list");
            list.iter().map(|it| it.as_str().expect("a name").to_owned()).collect()
        };
        assert_eq!(names(&tags.filled), wanted("filled"), "{file}");
        assert_eq!(names(&tags.empty), wanted("empty"), "{file}");
        let misspelt: Vec<String> = tags.misspelt.iter().map(|it| it.1.clone()).collect();
        assert_eq!(misspelt, wanted("misspelt"), "{file}");
        let unread = expected.get("unread").and_then(toml::Value::as_bool).unwrap_or(false);
        assert_eq!(tags.unread, unread, "{file}");
    }
}

fn lacking(scope: TagScope, tag: PageTag, pages: usize, without: usize) -> SiteEvidence {
    let example = |at: usize| PageSeen {
        page: url(&format!("http://www.a.gov.cn/{at}.html")),
        visit: id(&format!("E{at}")),
        seen_at: noon(),
    };
    let lack = TagLack {
        tag,
        pages: without,
        empty: 0,
        misspelt: None,
        examples: (0..without.min(3)).map(example).collect(),
    };
    let tally = TagTally { scope, pages, lacking: without, lacks: vec![lack] };
    with(|it| it.facts.features.tags = vec![tally])
}

fn codes(evidence: &SiteEvidence) -> Vec<String> {
    found(evidence).into_iter().filter(|it| it.starts_with("page_tags")).collect()
}

#[test]
fn a_tenth_of_the_pages_is_a_considerable_share_and_less_is_not() {
    let code =
        |pages, without| codes(&lacking(TagScope::Article, PageTag::PubDate, pages, without)).len();
    assert_eq!(code(20, 2), 1);
    assert_eq!(code(21, 2), 0);
    assert_eq!(code(1, 1), 1);
    assert_eq!(code(5, 0), 0);
}

#[test]
fn each_kind_of_page_has_its_code_and_says_what_is_lacking() {
    for (scope, tag, code) in [
        (TagScope::Site, PageTag::SiteIdCode, "page_tags.site"),
        (TagScope::Column, PageTag::ColumnType, "page_tags.column"),
        (TagScope::Article, PageTag::ContentSource, "page_tags.article"),
    ] {
        let evidence = lacking(scope, tag, 40, 30);
        assert_eq!(codes(&evidence), [code]);
        let rows = judged(&evidence);
        let row = rows.iter().find(|it| it.code == code).expect("a row");
        assert!(row.description.contains(tag.name()) && row.description.contains("40个"));
        assert_eq!(row.evidence.len(), 3);
        assert_eq!(row.page.as_deref(), Some("http://www.a.gov.cn/0.html"));
    }
}

#[test]
fn an_empty_or_misspelt_tag_is_told_as_such() {
    let mut evidence = lacking(TagScope::Column, PageTag::ColumnKeywords, 10, 10);
    let lack = &mut evidence.facts.features.tags[0].lacks[0];
    (lack.empty, lack.misspelt) = (10, Some("ColumnKeywods".into()));
    let rows = judged(&evidence);
    let row = rows.iter().find(|it| it.code == "page_tags.column").expect("a row");
    assert!(row.description.contains("10个的ColumnKeywords内容为空（误写为“ColumnKeywods”）"));
}

#[test]
fn a_section_uses_its_portals_template() {
    let mut evidence = lacking(TagScope::Site, PageTag::SiteName, 40, 40);
    evidence.site = site("http://www.a.gov.cn/public/column/66?type=4", UnitClass::Township);
    assert!(codes(&evidence).is_empty());
}
