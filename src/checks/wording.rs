//! 错敏词: wrong words of the lexicon, one row a page and word.

use crate::checks::observe::finding;
use crate::checks::params;
use crate::model::evidence::SiteEvidence;
use crate::model::facts::content::WordFact;
use crate::model::rule::{Level, Rule, Sureness};
use crate::model::verdict::Observation;
use crate::reference::wording::{Entry, entry};
use serde::{Deserialize, Serialize};
use url::Url;

const CODE: &str = "wording";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Level of entries that are serious misstatements (严重表述错误).
    pub serious_level: Level,
    pub serious_level_sureness: Sureness,
    /// Wrong forms of the lexicon that are not reported.
    pub ignored: Vec<String>,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[CODE];

    fn thresholds(&self) -> Vec<String> {
        vec![
            format!("严重表述错误按“{}”计（{}）", self.serious_level, self.serious_level_sureness),
            "引号、书名号中的文字不计；机构旧称只看改革以后发布的文章".to_owned(),
        ]
    }

    fn faults(&self) -> Vec<String> {
        if !matches!(self.serious_level, Level::Veto | Level::Remind) {
            return vec!["serious_level 应为 veto 或 remind".to_owned()];
        }
        let unknown = self.ignored.iter().find(|it| entry(it).is_none());
        unknown.map(|it| format!("ignored 中的“{it}”不在词表里")).into_iter().collect()
    }
}

/// The same wrong word on one page.
struct Row<'a> {
    entry: &'static Entry,
    first: &'a WordFact,
    count: usize,
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for fact in &evidence.facts.content.words {
        if rule.params.ignored.contains(&fact.word.wrong) {
            continue;
        }
        // Without its entry it is no wrong word any more.
        let Some(entry) = entry(&fact.word.wrong) else { continue };
        let same = |it: &&mut Row<'_>| is_same(&it.first.seen.page, it.entry, fact);
        match rows.iter_mut().find(same) {
            Some(row) => row.count += fact.word.count,
            None => rows.push(Row { entry, first: fact, count: fact.word.count }),
        }
    }
    rows.iter().map(|it| one(it, rule)).collect()
}

fn is_same(page: &Url, entry: &Entry, fact: &WordFact) -> bool {
    *page == fact.seen.page && entry.wrong == fact.word.wrong
}

fn one(row: &Row<'_>, rule: &Rule<Params>) -> Observation {
    let Row { entry, first, count } = row;
    let seen = &first.seen;
    let times = if 1 < *count { format!("，共{count}处") } else { String::new() };
    let more = match seen.pages.saturating_sub(1) {
        0 => String::new(),
        more => format!("；另有{more}个页面有同样的文字"),
    };
    let serious = if entry.serious { "，属于严重表述错误" } else { "" };
    let text = format!(
        "页面中的“{}”应为“{}”（{}，依据：{}）{serious}，所在文字为“{}”{times}{more}。",
        entry.wrong, entry.right, entry.kind, entry.source, first.word.context
    );
    let page = seen.page.to_string();
    let subject = format!("{page} {}", entry.wrong);
    let mut found = finding(rule, CODE, text).on(&subject, seen.seen_at, &[&seen.visit]);
    if entry.serious && found.level == Level::Remind {
        found.level = rule.params.serious_level;
    }
    found.page = Some(page);
    found
}
