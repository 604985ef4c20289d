//! Words by which pages advertise gambling, pornography and the like, and domains that are for sale.

use crate::model::facts::content::Trade;
use crate::reference::grams::{Grams, Watched};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind, StartKind};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Table {
    trade: Vec<TradeWords>,
    about: Words,
    domain: DomainWords,
    hosts: HostWords,
}

#[derive(Deserialize)]
struct TradeWords {
    trade: Trade,
    sure: Vec<String>,
    some: Vec<String>,
}

#[derive(Deserialize)]
struct Words {
    words: Vec<String>,
}

#[derive(Deserialize)]
struct DomainWords {
    phrases: Vec<String>,
    about: Vec<String>,
}

#[derive(Deserialize)]
struct HostWords {
    gambling: Vec<String>,
}

struct Lexicon {
    table: Table,
    matcher: AhoCorasick,
    watched: Watched,
    /// Trade, and whether one word is enough, of each pattern of the matcher.
    meaning: Vec<(Trade, bool)>,
    about: AhoCorasick,
    domain: AhoCorasick,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let table: Table = toml::from_str(include_str!("../../data/illegal.toml"))
        .expect("the embedded table is well-formed");
    let mut words = Vec::new();
    let mut meaning = Vec::new();
    for trade in &table.trade {
        for (list, is_sure) in [(&trade.sure, true), (&trade.some, false)] {
            words.extend(list.iter().cloned());
            meaning.extend(list.iter().map(|_| (trade.trade, is_sure)));
        }
    }
    Lexicon {
        matcher: matcher(&words),
        watched: Watched::new(words.iter().map(String::as_str)),
        meaning,
        about: matcher(&table.about.words),
        domain: matcher(&table.domain.phrases),
        table,
    }
});

fn matcher(words: &[String]) -> AhoCorasick {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .start_kind(StartKind::Unanchored)
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(words)
        .expect("the embedded words are few")
}

/// What a text advertises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    pub trade: Trade,
    /// Different words, the sure ones first.
    pub phrases: Vec<String>,
    /// How many of them are enough alone.
    pub sure: usize,
    /// The text may be about the trade: prevention, news, a court.
    pub is_about: bool,
}

/// At most so many phrases are told.
const MOST_PHRASES: usize = 6;

/// Whether a text of these pairs may advertise anything: the quick question before [`spoken`].
pub fn may_be_spoken(grams: &Grams) -> bool {
    grams.may_hold_any(&LEXICON.watched)
}

/// `None` where nothing is advertised: not one sure word, nor two others of the same trade.
pub fn spoken(text: &str) -> Option<Spoken> {
    let lexicon = &*LEXICON;
    let mut found: Vec<(Trade, bool, &str)> = Vec::new();
    for hit in lexicon.matcher.find_iter(text) {
        let (trade, is_sure) = lexicon.meaning[hit.pattern().as_usize()];
        let word = &text[hit.range()];
        if !found.iter().any(|it| it.2.eq_ignore_ascii_case(word)) && stands_alone(text, &hit) {
            found.push((trade, is_sure, word));
        }
        if 40 < found.len() {
            break;
        }
    }
    let count =
        |trade: Trade, sure: bool| found.iter().filter(|it| (it.0, it.1) == (trade, sure)).count();
    let trades = lexicon.table.trade.iter().map(|it| it.trade);
    let (trade, sure, _) = trades
        .map(|it| (it, count(it, true), count(it, false)))
        .filter(|(_, sure, some)| 0 < *sure || 2 <= *some)
        .max_by_key(|(_, sure, some)| (*sure, *some))?;
    let of = |wanted: bool| found.iter().filter(move |it| it.0 == trade && it.1 == wanted);
    let phrases = of(true).chain(of(false)).take(MOST_PHRASES).map(|it| it.2.to_owned()).collect();
    Some(Spoken { trade, phrases, sure, is_about: is_about(text) })
}

/// Latin words must not be parts of longer ones.
fn stands_alone(text: &str, hit: &aho_corasick::Match) -> bool {
    let word = &text[hit.range()];
    let joins = |it: Option<char>| it.is_some_and(|it| it.is_ascii_alphabetic());
    let starts = word.starts_with(|it: char| it.is_ascii_alphanumeric());
    let ends = word.ends_with(|it: char| it.is_ascii_alphanumeric());
    !(starts && joins(text[..hit.start()].chars().next_back())
        || ends && joins(text[hit.end()..].chars().next()))
}

fn is_about(text: &str) -> bool {
    LEXICON.about.is_match(text)
}

/// The words by which a page says that its domain is for sale.
pub fn domain_for_sale(text: &str) -> Option<&str> {
    let hit = LEXICON.domain.find(text)?;
    let is_about = LEXICON.table.domain.about.iter().any(|it| text.contains(it.as_str()));
    (!is_about).then(|| &text[hit.range()])
}

/// Whether the name of a host says it.
pub fn host_speaks(host: &str) -> bool {
    LEXICON.table.hosts.gambling.iter().any(|it| host.contains(it.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advertisements_are_told_from_warnings_and_chance() {
        let sure = spoken("澳门新葡京官网入口_百家乐_线上娱乐").unwrap();
        assert_eq!((sure.trade, sure.sure, sure.is_about), (Trade::Gambling, 2, false));
        assert_eq!(sure.phrases[..2], ["澳门新葡京", "百家乐"]);
        assert_eq!(spoken("真人娱乐 注册送 彩金").map(|it| it.sure), Some(0));
        assert_eq!(spoken("BET365中文版").map(|it| it.trade), Some(Trade::Gambling));
        assert!(spoken("警惕“百家乐”网络赌博骗局").unwrap().is_about);
        for text in ["县图书馆棋牌比赛", "企业注册送服务上门", "alphabet365x", "政务公开", ""]
        {
            assert_eq!(spoken(text), None, "{text}");
        }
    }

    #[test]
    fn a_parked_domain_says_so() {
        assert_eq!(domain_for_sale("This Domain is for sale"), Some("Domain is for sale"));
        assert_eq!(domain_for_sale("a.com 域名转让"), Some("域名转让"));
        assert_eq!(domain_for_sale("域名转让争议仲裁规则"), None);
    }
}
