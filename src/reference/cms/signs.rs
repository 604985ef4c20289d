//! Which family made a page: tell-tales in its source, tags and addresses, all families in one pass.

use crate::reference::cms::{Family, families};
use regex::RegexSet;
use std::sync::LazyLock;

/// The signs of all families in one set each, so that a page is gone through once; and whose sign each is.
struct Signs {
    html: RegexSet,
    html_of: Vec<usize>,
    address: RegexSet,
    address_of: Vec<usize>,
}

static SIGNS: LazyLock<Signs> = LazyLock::new(|| {
    let (html, html_of) = set(|it| {
        let metas = it.recognise.meta.iter().map(|it| meta(&it.name, it.content.as_deref()));
        it.recognise.html.iter().cloned().chain(metas).collect()
    });
    let (address, address_of) = set(|it| it.recognise.address.clone());
    Signs { html, html_of, address, address_of }
});

/// The family with the most tell-tales in source and addresses, the page's own first; `None` where none is clear.
pub fn recognise<'a>(
    html: &str,
    addresses: impl Iterator<Item = &'a str>,
) -> Option<&'static Family> {
    let signs = &*SIGNS;
    let mut scores = vec![0; families().len()];
    for sign in &signs.html.matches(html) {
        scores[signs.html_of[sign]] += 3;
    }
    let mut counts = vec![0; signs.address_of.len()];
    for (at, address) in addresses.take(400).enumerate() {
        let mut by_own = vec![0; if at == 0 { scores.len() } else { 0 }];
        for sign in &signs.address.matches(address) {
            counts[sign] += 1;
            if let Some(own) = by_own.get_mut(signs.address_of[sign]) {
                *own = 1;
            }
        }
        // The page's own address comes first, and says more than that of a link.
        for (score, own) in scores.iter_mut().zip(by_own) {
            *score += own;
        }
    }
    for (sign, count) in counts.iter().enumerate() {
        scores[signs.address_of[sign]] += (*count).min(2);
    }
    let mut best = (1, None);
    for (score, family) in scores.into_iter().zip(families()) {
        if best.0 < score {
            best = (score, Some(family));
        }
    }
    best.1
}

fn set(part: impl Fn(&Family) -> Vec<String>) -> (RegexSet, Vec<usize>) {
    let parts: Vec<Vec<String>> = families().iter().map(part).collect();
    let of = parts.iter().enumerate().flat_map(|(at, it)| vec![at; it.len()]).collect();
    (RegexSet::new(parts.concat()).expect("the embedded expressions are valid"), of)
}

/// A tag by its name in any case, its attributes in any order and quoting.
fn meta(name: &str, content: Option<&str>) -> String {
    let name = format!(r#"name\s*=\s*["']?{}["'\s/>]"#, regex::escape(name));
    match content {
        None => format!(r"(?i)<meta\s[^>]*{name}"),
        Some(content) => {
            let content = format!(r#"content\s*=\s*["']?[^"'>]*{content}"#);
            format!(r"(?i)<meta\s[^>]*(?:{name}[^>]*{content}|{content}[^>]*{name})")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sign_asks_for_the_bounds_of_words_in_all_scripts() {
        // One such sign, and the whole set is searched twenty times slower wherever there is a Han letter.
        for sign in SIGNS.html.patterns().iter().chain(SIGNS.address.patterns()) {
            assert!(!sign.replace(r"(?-u:\b)", "").contains(r"\b"), "{sign}");
        }
    }

    #[test]
    fn families_are_told_by_source_tags_and_links() {
        let none: [&str; 0] = [];
        let told =
            |html: &str, links: &[&str]| recognise(html, links.iter().copied()).map(|it| it.name);
        assert_eq!(told("createPageHTML(12, 0, \"index\", \"html\")", &none), Some("trs"));
        assert_eq!(told("createPageHTML('paging',29, 1,'list','html',289)", &none), Some("ucap"));
        assert_eq!(
            told("", &["http://a/art/2026/6/1/art_1_2.html", "http://a/art/2026/6/1/art_1_3.html"]),
            Some("hanweb")
        );
        assert_eq!(told("<META content=x NAME='websiteId' />", &none), Some("ucap"));
        assert_eq!(told("<meta name=websiteIdentity content=x>", &none), None);
        assert_eq!(
            told("<meta content=\"PowerEasy 6.8\" name=generator>", &none),
            Some("powereasy")
        );
        assert_eq!(told("<meta name=generator content=\"WordPress\">", &none), None);
        assert_eq!(told("<p>plain", &["http://a/b.html"]), None);
    }

    #[test]
    fn no_sign_takes_the_set_off_its_fast_path() {
        // At a letter beyond ASCII a Unicode word boundary makes the whole set many times slower, on every page.
        for sign in SIGNS.html.patterns().iter().chain(SIGNS.address.patterns()) {
            assert!(!sign.replace(r"(?-u:\b)", "").contains(r"\b"), "{sign}");
        }
    }
}
