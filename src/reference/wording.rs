//! The lexicon of wrong words, and where it finds them in a text.

use crate::reference::grams::{Indexed, Watched};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind, StartKind};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Table {
    group: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    kind: String,
    source: String,
    #[serde(default)]
    serious: bool,
    #[serde(default)]
    since: Option<NaiveDate>,
    words: Vec<Word>,
}

#[derive(Deserialize)]
struct Word {
    wrong: String,
    right: String,
    #[serde(default)]
    since: Option<NaiveDate>,
    #[serde(default, rename = "except")]
    exceptions: Vec<String>,
}

/// A wrong form with the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub wrong: String,
    pub right: String,
    pub kind: String,
    pub source: String,
    /// 严重表述错误.
    pub serious: bool,
    /// Right in texts before this day.
    pub since: Option<NaiveDate>,
    /// Longer right words that hold the wrong one.
    pub exceptions: Vec<String>,
}

struct Lexicon {
    entries: Vec<Entry>,
    by_form: HashMap<String, usize>,
    matcher: AhoCorasick,
    watched: Watched,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let table: Table = toml::from_str(include_str!("../../data/wording.toml"))
        .expect("the embedded table is well-formed");
    let mut entries = Vec::new();
    for group in table.group {
        entries.extend(group.words.into_iter().map(|word| Entry {
            wrong: word.wrong,
            right: word.right,
            kind: group.kind.clone(),
            source: group.source.clone(),
            serious: group.serious,
            since: word.since.or(group.since),
            exceptions: word.exceptions,
        }));
    }
    let forms = entries.iter().map(|it| &it.wrong);
    let matcher = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .start_kind(StartKind::Unanchored)
        .match_kind(MatchKind::LeftmostLongest)
        .build(forms)
        .expect("the embedded words are few");
    let watched = Watched::new(entries.iter().map(|it| it.wrong.as_str()));
    let by_form = entries.iter().enumerate().map(|(at, it)| (it.wrong.clone(), at)).collect();
    Lexicon { entries, by_form, matcher, watched }
});

/// Where the text has a wrong form that is no part of a right word; quotations and days are for others to judge.
pub fn hits<'a>(text: &Indexed<'a>) -> impl Iterator<Item = (&'static Entry, usize)> + use<'a> {
    let lexicon: &'static Lexicon = &LEXICON;
    let text = if text.grams.may_hold_any(&lexicon.watched) { text.text() } else { "" };
    lexicon.matcher.find_iter(text).filter_map(move |hit| {
        let entry = &lexicon.entries[hit.pattern().as_usize()];
        (!is_excepted(entry, text, hit.start())).then_some((entry, hit.start()))
    })
}

pub fn entry(wrong: &str) -> Option<&'static Entry> {
    let lexicon: &'static Lexicon = &LEXICON;
    lexicon.by_form.get(wrong).map(|at| &lexicon.entries[*at])
}

pub fn entries() -> &'static [Entry] {
    &LEXICON.entries
}

fn is_excepted(entry: &Entry, text: &str, at: usize) -> bool {
    entry.exceptions.iter().any(|longer| {
        longer.find(&entry.wrong).is_some_and(|offset| {
            at.checked_sub(offset)
                .and_then(|start| text.get(start..))
                .is_some_and(|it| it.starts_with(longer.as_str()))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_entry_corrects_one_form_and_names_its_source() {
        let entries = entries();
        assert!(100 <= entries.len(), "{}", entries.len());
        let forms: HashSet<&str> = entries.iter().map(|it| it.wrong.as_str()).collect();
        assert_eq!(forms.len(), entries.len());
        for it in entries {
            assert!(3 <= it.wrong.chars().count() || 2 == it.wrong.chars().count(), "{}", it.wrong);
            assert!(!it.source.is_empty() && !it.kind.is_empty(), "{}", it.wrong);
            assert!(it.exceptions.iter().all(|longer| longer.contains(&it.wrong)), "{}", it.wrong);
            let right = hits(&Indexed::new(&it.right)).filter(|_| it.since.is_none()).count();
            assert_eq!(right, 0, "the right form of {} is called wrong", it.wrong);
            assert_eq!(
                hits(&Indexed::new(&it.wrong)).count(),
                1,
                "{} does not find itself",
                it.wrong
            );
        }
    }

    #[test]
    fn right_words_that_hold_a_wrong_one_are_left_alone() {
        for text in [
            "发布署名文章",
            "台湾等国家和地区",
            "国土资源部门",
            "科学发展关键在人",
            "“一带一路”战略支点城市",
            "调整冶金行业结构",
        ] {
            assert_eq!(hits(&Indexed::new(text)).count(), 0, "{text}");
        }
        let found: Vec<&str> =
            hits(&Indexed::new("全面布署，再接再励")).map(|it| it.0.right.as_str()).collect();
        assert_eq!(found, ["部署", "再接再厉"]);
    }
}
