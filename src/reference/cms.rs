//! How the families of content management systems are told: `data/cms/<family>.toml`.

use regex::{Regex, RegexSet};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct File {
    /// Regular expressions over the page's source.
    html: Vec<String>,
    /// Regular expressions over the page's own address and its links.
    address: Vec<String>,
    /// Identifiers or classes of the element that holds an article's text.
    content: Vec<String>,
}

#[derive(Debug)]
pub struct Family {
    pub name: &'static str,
    html: RegexSet,
    address: Vec<Regex>,
}

macro_rules! families {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../data/cms/", $name, ".toml")))),+]
    };
}
const FILES: [(&str, &str); 17] = families!(
    "trs",
    "hanweb",
    "jpaas",
    "ucap",
    "vsb",
    "lonsun",
    "openness",
    "gkmlpt",
    "powereasy",
    "enorth",
    "jyhcms",
    "xinhua",
    "dedecms",
    "ecms",
    "turbocms",
    "thinkcmf",
    "aspnet",
);

static FAMILIES: LazyLock<Vec<Family>> =
    LazyLock::new(|| FILES.iter().map(|(name, text)| family(name, text)).collect());
static CONTAINERS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let named = FILES.iter().flat_map(|(_, text)| read(text).content);
    let mut all: Vec<String> = named.map(|it| it.to_ascii_lowercase()).collect();
    all.sort();
    all.dedup();
    all
});

/// The family with the most tell-tales in source and addresses, the page's own first; `None` where none is clear.
pub fn recognise<'a>(html: &str, addresses: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    let addresses: Vec<&str> = addresses.take(400).collect();
    let mut best = (1, None);
    for family in FAMILIES.iter() {
        let in_source = family.html.matches(html).iter().count() * 3;
        let in_links: usize = family
            .address
            .iter()
            .map(|sign| addresses.iter().filter(|it| sign.is_match(it)).count().min(2))
            .sum();
        // The page's own address comes first, and says more than that of a link.
        let by_own =
            addresses.first().is_some_and(|own| family.address.iter().any(|it| it.is_match(own)));
        let score = in_source + in_links + usize::from(by_own);
        if best.0 < score {
            best = (score, Some(family.name));
        }
    }
    best.1
}

/// Lower-case identifiers and classes that hold an article's text in some family.
pub fn content_containers() -> &'static [String] {
    &CONTAINERS
}

fn read(text: &str) -> File {
    toml::from_str(text).expect("the embedded family is well-formed")
}

fn family(name: &'static str, text: &str) -> Family {
    let file = read(text);
    let html = RegexSet::new(&file.html).expect("the embedded expressions are valid");
    let address = file
        .address
        .iter()
        .map(|it| Regex::new(it).expect("the embedded expressions are valid"))
        .collect();
    Family { name, html, address }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_told_by_source_and_links() {
        let none: [&str; 0] = [];
        let told = |html: &str, links: &[&str]| recognise(html, links.iter().copied());
        assert_eq!(told("createPageHTML(12, 0, \"index\", \"html\")", &none), Some("trs"));
        assert_eq!(told("createPageHTML('paging',29, 1,'list','html',289)", &none), Some("ucap"));
        assert_eq!(
            told("", &["http://a/art/2026/6/1/art_1_2.html", "http://a/art/2026/6/1/art_1_3.html"]),
            Some("hanweb")
        );
        assert_eq!(told("<p>plain", &["http://a/b.html"]), None);
    }
}
