//! Which family made a page: tell-tales in its source, tags and addresses.

use crate::reference::cms::{Family, families};
use crate::reference::grams::Indexed;
use regex::{Regex, RegexSet};
use std::sync::LazyLock;

/// A tell-tale in the source.
struct Sign {
    /// Stands wherever the sign does.
    letters: String,
    expression: Regex,
    family: usize,
}

/// The signs of all families; those of addresses in one set, so that an address is gone through once, and whose each is.
struct Signs {
    html: Vec<Sign>,
    address: RegexSet,
    address_of: Vec<usize>,
}

static SIGNS: LazyLock<Signs> = LazyLock::new(|| {
    let html = families().iter().enumerate().flat_map(|(family, it)| {
        let metas = it
            .recognise
            .meta
            .iter()
            .map(|it| (it.name.to_ascii_lowercase(), meta(&it.name, it.content.as_deref())));
        let html = it.recognise.html.iter().map(|it| (letters_of(it), it.clone()));
        html.chain(metas).map(move |(letters, sign)| {
            let expression = Regex::new(&sign).expect("the embedded expressions are valid");
            Sign { letters, expression, family }
        })
    });
    let addresses = families().iter().enumerate();
    let (address_of, address): (Vec<usize>, Vec<&String>) = addresses
        .flat_map(|(at, it)| it.recognise.address.iter().map(move |sign| (at, sign)))
        .unzip();
    let address = RegexSet::new(address).expect("the embedded expressions are valid");
    Signs { html: html.collect(), address, address_of }
});

/// The family with the most tell-tales in source and addresses, the page's own first; `None` where none is clear.
pub fn recognise<'a>(
    html: &Indexed<'_>,
    addresses: impl Iterator<Item = &'a str>,
) -> Option<&'static Family> {
    let signs = &*SIGNS;
    let mut scores = vec![0; families().len()];
    for it in &signs.html {
        if html.grams.may_hold(&it.letters) && it.expression.is_match(html) {
            scores[it.family] += 3;
        }
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

/// The longest run of plain letters in an expression outside of any choice: it stands wherever the expression matches.
fn letters_of(sign: &str) -> String {
    let mut runs = vec![String::new()];
    let (mut depth, mut escaped) = (0_usize, false);
    for letter in sign.chars() {
        match letter {
            '|' if depth == 0 => return String::new(),
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            '?' | '*' | '{' if !escaped && depth == 0 => {
                // What stands before may be missing.
                runs.last_mut().expect("at least one").pop();
                runs.push(String::new());
                depth += usize::from(letter == '{');
            }
            '(' | '[' if !escaped => {
                depth += 1;
                runs.push(String::new());
            }
            ')' | ']' | '}' if !escaped => depth -= 1,
            '.' | '^' | '$' | '+' if !escaped => runs.push(String::new()),
            _ if depth != 0 => {}
            'a'..='z' | 'A'..='Z' | '0'..='9' if escaped => runs.push(String::new()),
            _ => runs.last_mut().expect("at least one").push(letter),
        }
        escaped = false;
    }
    runs.into_iter().max_by_key(String::len).unwrap_or_default()
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
    use proptest::strategy::{Strategy, ValueTree};
    use proptest::string::string_regex;
    use proptest::test_runner::TestRunner;

    #[test]
    fn the_letters_of_a_sign_stand_wherever_it_does() {
        let mut runner = TestRunner::deterministic();
        for it in &SIGNS.html {
            assert!(
                2 < it.letters.chars().count(),
                "{} is looked for on every page",
                it.expression
            );
            let made = string_regex(it.expression.as_str()).expect("an expression");
            for _ in 0..20 {
                let text = made.new_tree(&mut runner).expect("a text").current();
                // Two letters that no page writes fold into Latin ones.
                let small = text.replace('ſ', "s").replace('K', "k").to_ascii_lowercase();
                assert!(it.expression.is_match(&text), "{} {text}", it.expression);
                assert!(small.contains(&it.letters.to_ascii_lowercase()), "{} {text}", it.letters);
            }
        }
    }

    #[test]
    fn families_are_told_by_source_tags_and_links() {
        let none: [&str; 0] = [];
        let told = |html: &str, links: &[&str]| {
            recognise(&Indexed::new(html), links.iter().copied()).map(|it| it.name)
        };
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
    fn no_sign_takes_the_search_off_its_fast_path() {
        // At a letter beyond ASCII a Unicode word boundary makes an expression many times slower, on every page.
        let html = SIGNS.html.iter().map(|it| it.expression.as_str());
        for sign in html.chain(SIGNS.address.patterns().iter().map(String::as_str)) {
            assert!(!sign.replace(r"(?-u:\b)", "").contains(r"\b"), "{sign}");
        }
    }
}
