//! How the families of content management systems are told: `data/cms/<family>.toml`.

use regex::RegexSet;
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

/// The signs of all families in one set each, so that a page is gone through once; and whose sign each is.
struct Signs {
    html: RegexSet,
    html_of: Vec<usize>,
    address: RegexSet,
    address_of: Vec<usize>,
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

static SIGNS: LazyLock<Signs> = LazyLock::new(signs);
static CONTAINERS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let named = FILES.iter().flat_map(|(_, text)| read(text).content);
    let mut all: Vec<String> = named.map(|it| it.to_ascii_lowercase()).collect();
    all.sort();
    all.dedup();
    all
});

/// The family with the most tell-tales in source and addresses, the page's own first; `None` where none is clear.
pub fn recognise<'a>(html: &str, addresses: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    let signs = &*SIGNS;
    let mut scores = [0; FILES.len()];
    for sign in &signs.html.matches(html) {
        scores[signs.html_of[sign]] += 3;
    }
    let mut counts = vec![0; signs.address_of.len()];
    for (at, address) in addresses.take(400).enumerate() {
        let mut by_own = [0; FILES.len()];
        for sign in &signs.address.matches(address) {
            counts[sign] += 1;
            by_own[signs.address_of[sign]] = 1;
        }
        // The page's own address comes first, and says more than that of a link.
        if at == 0 {
            for (score, own) in scores.iter_mut().zip(by_own) {
                *score += own;
            }
        }
    }
    for (sign, count) in counts.iter().enumerate() {
        scores[signs.address_of[sign]] += (*count).min(2);
    }
    let mut best = (1, None);
    for (score, (name, _)) in scores.into_iter().zip(FILES) {
        if best.0 < score {
            best = (score, Some(name));
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

fn signs() -> Signs {
    let files: Vec<File> = FILES.iter().map(|(_, text)| read(text)).collect();
    let set = |part: fn(&File) -> &Vec<String>| {
        let all = files.iter().flat_map(part);
        let of = files.iter().enumerate().flat_map(|(at, it)| vec![at; part(it).len()]).collect();
        (RegexSet::new(all).expect("the embedded expressions are valid"), of)
    };
    let (html, html_of) = set(|it| &it.html);
    let (address, address_of) = set(|it| &it.address);
    Signs { html, html_of, address, address_of }
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
