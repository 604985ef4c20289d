//! The families' selectors and expressions, made ready once, and what they say of an article's page.

use crate::model::page::{DateSource, Published};
use crate::parse::dates;
use crate::parse::doc::Doc;
use crate::parse::head::is_other_day;
use crate::parse::select::{Selector, first_of};
use crate::reference::cms::{self, Family};
use chrono::NaiveDate;
use regex::Regex;
use std::sync::LazyLock;

/// A family as the readers use it.
pub(super) struct Known {
    pub(super) data: &'static Family,
    pub(super) list: ListSelectors,
    pub(super) pager: PagerExpressions,
    article: ArticleSelectors,
}

pub(super) struct ListSelectors {
    pub(super) holder: Vec<Selector>,
    pub(super) entry: Vec<Selector>,
    pub(super) address: Vec<Regex>,
    pub(super) link: Vec<Selector>,
    pub(super) title: Vec<Selector>,
    pub(super) date: Vec<Selector>,
    pub(super) skip: Vec<Selector>,
    pub(super) aside: Vec<Selector>,
}

pub(super) struct PagerExpressions {
    pub(super) holder: Vec<Selector>,
    pub(super) encoded: Vec<Selector>,
    pub(super) no_address: Vec<Regex>,
    /// The patterns of each form of script, each path of a step and each address of a query, in the order of the data.
    pub(super) script: Vec<Vec<Regex>>,
    pub(super) step: Vec<Regex>,
    pub(super) query: Vec<Regex>,
}

struct ArticleSelectors {
    title: Vec<Selector>,
    date: Vec<Selector>,
    source: Vec<Selector>,
}

static KNOWN: LazyLock<Vec<Known>> =
    LazyLock::new(|| cms::families().iter().map(Known::new).collect());

pub(super) fn all() -> &'static [Known] {
    &KNOWN
}

/// The readers' view of a recognised family.
pub(super) fn of(family: &Family) -> Option<&'static Known> {
    all().iter().find(|it| it.data.name == family.name)
}

fn selectors(texts: &[String]) -> Vec<Selector> {
    texts.iter().map(|it| Selector::new(it).expect("the embedded selectors are valid")).collect()
}

fn expressions<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<Regex> {
    texts.map(|it| Regex::new(it).expect("the embedded expressions are valid")).collect()
}

impl Known {
    fn new(data: &'static Family) -> Self {
        let Family { list, pager, article, .. } = data;
        Self {
            data,
            list: ListSelectors {
                holder: selectors(&list.holder),
                entry: selectors(&list.entry),
                address: expressions(list.address.iter()),
                link: selectors(&list.link),
                title: selectors(&list.title),
                date: selectors(&list.date),
                skip: selectors(&list.skip),
                aside: selectors(&list.aside),
            },
            pager: PagerExpressions {
                holder: selectors(&pager.holder),
                encoded: selectors(&pager.encoded),
                no_address: expressions(pager.no_address.iter()),
                script: pager.script.iter().map(|it| expressions(it.patterns.iter())).collect(),
                step: expressions(pager.step.iter().map(|it| &it.path)),
                query: expressions(pager.query.iter().map(|it| &it.address)),
            },
            article: ArticleSelectors {
                title: selectors(&article.title),
                date: selectors(&article.date),
                source: selectors(&article.source),
            },
        }
    }

    /// The title as the article prints it.
    pub(super) fn title(&self, doc: &Doc) -> Option<String> {
        printed(&self.article.title, doc).find(|it| 1 < it.chars().count())
    }

    /// Where the article came from, without the label.
    pub(super) fn source(&self, doc: &Doc) -> Option<String> {
        printed(&self.article.source, doc).find_map(|text| {
            let mut rest = text.as_str();
            for label in ["信息来源", "文章来源", "稿件来源", "来源"] {
                if let Some((_, after)) = rest.split_once(label) {
                    rest = after.trim_start_matches([':', '：', ' ']);
                    break;
                }
            }
            let end = rest.find([' ', '|', '【', '[']).unwrap_or(rest.len());
            let source = rest[..end].trim();
            (2..=40).contains(&source.chars().count()).then(|| source.to_owned())
        })
    }

    /// The day that stands where the family prints the day of publication.
    pub(super) fn published(&self, doc: &Doc, as_of: NaiveDate) -> Option<Published> {
        let days = printed(&self.article.date, doc).flat_map(|text| {
            let text = dates::plain(&text);
            let good = |it: &dates::Spot| {
                !is_other_day(&text[..it.start]) && !dates::is_future(it.date, as_of)
            };
            let (mut sure, mut other) = (Vec::new(), Vec::new());
            for spot in dates::whole(&text).into_iter().filter(good) {
                let before = text[..spot.start].trim_end_matches([':', ' ']);
                let is_sure = ["发布时间", "发布日期"].iter().any(|it| before.ends_with(it));
                if is_sure { &mut sure } else { &mut other }.push(spot.date);
            }
            sure.into_iter().chain(other)
        });
        days.map(|date| Published { date, source: DateSource::Label }).next()
    }
}

/// Shown texts of what the first selector finds that finds anything.
fn printed<'a>(selectors: &[Selector], doc: &'a Doc) -> impl Iterator<Item = String> + 'a {
    first_of(selectors, doc, &(0..doc.nodes.len()))
        .into_iter()
        .filter(|it| doc.nodes[*it].is_shown())
        .map(|it| doc.text_of(doc.range(it), 600))
        .take(8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_s_selectors_and_expressions_compile() {
        assert_eq!(all().len(), cms::families().len());
        for (known, family) in all().iter().zip(cms::families()) {
            assert_eq!(of(family).unwrap().data.name, known.data.name);
        }
    }
}
