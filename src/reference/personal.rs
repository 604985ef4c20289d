//! Words that tell whose a number is: an office's own, or a private person's.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind, StartKind};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Table {
    office: Vec<String>,
    own: Vec<String>,
    lists: Vec<String>,
    card: Vec<String>,
    corporate: Vec<String>,
    sample: Vec<String>,
}

/// What a word says of the numbers around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Published by an office of its own.
    Office,
    /// A private person's, where it stands right before the number.
    Own,
    /// The text lists people who receive, apply, sit an exam.
    Lists,
    /// What follows is a bank card.
    Card,
    /// What follows is an office's or a firm's account.
    Corporate,
    /// Made up to show the form.
    Sample,
}

struct Lexicon {
    matchers: [(Whose, AhoCorasick); 6],
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let table: Table = toml::from_str(include_str!("../../data/personal.toml"))
        .expect("the embedded table is well-formed");
    let matcher = |whose, words: &[String]| {
        let built = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::DFA))
            .start_kind(StartKind::Unanchored)
            .match_kind(MatchKind::LeftmostLongest)
            .build(words);
        (whose, built.expect("the embedded words are few"))
    };
    Lexicon {
        matchers: [
            matcher(Whose::Office, &table.office),
            matcher(Whose::Own, &table.own),
            matcher(Whose::Lists, &table.lists),
            matcher(Whose::Card, &table.card),
            matcher(Whose::Corporate, &table.corporate),
            matcher(Whose::Sample, &table.sample),
        ],
    }
});

/// Whether a text holds a word that says so.
pub fn says(text: &str, whose: Whose) -> bool {
    LEXICON.matchers.iter().any(|(it, matcher)| *it == whose && matcher.is_match(text))
}
