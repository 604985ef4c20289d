//! The families' selectors and expressions, made ready once, and what they say of an article's page.

use crate::parse::dates;
use crate::parse::day::AuditDay;
use crate::parse::doc::Doc;
use crate::parse::select::Selector;
use crate::reference::cms::{self, Family};
use chrono::NaiveDate;
use regex::Regex;
use std::sync::LazyLock;

/// In longer texts a day without a label may be any.
const ALONE: usize = 60;

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
        let title = printed(&self.article.title, doc).find(|it| 1 < it.chars().count());
        title.map(str::to_owned)
    }

    /// Where the article came from, without the label.
    pub(super) fn source(&self, doc: &Doc) -> Option<String> {
        printed(&self.article.source, doc).find_map(|text| {
            let mut rest = text;
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
    pub(super) fn published(&self, doc: &Doc, as_of: AuditDay) -> Option<NaiveDate> {
        printed(&self.article.date, doc).find_map(|text| day(&dates::plain(text), as_of))
    }
}

/// The day after 发布日期 or the like; in a short text any day.
fn day(text: &str, as_of: AuditDay) -> Option<NaiveDate> {
    let spots = dates::whole(text);
    let good = |it: &&dates::Spot| {
        !dates::is_other_day(&text[..it.start], &text[it.end..])
            && !dates::is_future(it.date, as_of)
    };
    let is_sure = |it: &&dates::Spot| {
        let before = text[..it.start].trim_end_matches([':', ' ']);
        ["发布时间", "发布日期", "公开日期", "公开时间"].iter().any(|it| before.ends_with(it))
    };
    let sure = spots.iter().filter(good).find(is_sure);
    let any = || spots.iter().find(good).filter(|_| text.chars().count() <= ALONE);
    sure.or_else(any).map(|it| it.date)
}

/// Shown texts of all that the selectors find, selector by selector.
fn printed<'a>(selectors: &'a [Selector], doc: &'a Doc) -> impl Iterator<Item = &'a str> + 'a {
    selectors.iter().flat_map(|it| {
        let found = it.find(doc, 0..doc.nodes.len()).into_iter();
        let shown = found.filter(|it| doc.nodes[*it].is_shown());
        shown.map(|it| doc.text_of(doc.range(it), 600)).take(8)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::charset;
    use url::Url;

    /// A made page of a family.
    struct Made {
        family: String,
        address: Url,
        html: String,
        doc: Doc,
    }

    fn made() -> Vec<Made> {
        let files = std::fs::read_dir("tests/fixtures/pages").unwrap().map(|it| it.unwrap().path());
        files
            .filter(|it| it.extension().is_some_and(|it| it == "toml"))
            .filter_map(|file| {
                let table: toml::Table =
                    toml::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
                let family = table.get("family")?.as_str()?.to_owned();
                let address = Url::parse(table["address"].as_str()?).unwrap();
                let html =
                    charset::decode(&std::fs::read(file.with_extension("html")).unwrap(), &[]).text;
                let doc = Doc::new(&html);
                Some(Made { family, address, html, doc })
            })
            .collect()
    }

    fn hrefs(page: &Made) -> Vec<String> {
        let written = page.doc.all("a").filter_map(|it| page.doc.nodes[it].attr("href"));
        written
            .map(|it| page.address.join(it).map_or(it.to_owned(), String::from))
            .chain(
                page.doc
                    .all("a")
                    .filter_map(|it| page.doc.nodes[it].attr("href"))
                    .map(str::to_owned),
            )
            .chain([page.address.to_string()])
            .collect()
    }

    #[test]
    fn every_family_s_selectors_and_expressions_compile() {
        assert_eq!(all().len(), cms::families().len());
        for (known, family) in all().iter().zip(cms::families()) {
            assert_eq!(of(family).unwrap().data.name, known.data.name);
        }
    }

    /// What a family's file says, each line held against the made pages of the family.
    struct Claims<'a> {
        data: &'static Family,
        own: Vec<&'a Made>,
        unmet: Vec<String>,
    }

    impl Claims<'_> {
        fn hold(&mut self, what: &str, texts: &[String], met: &dyn Fn(usize, &Made) -> bool) {
            for (at, text) in texts.iter().enumerate() {
                if !self.own.iter().any(|it| met(at, it)) {
                    self.unmet.push(format!("{} {what}: {text}", self.data.name));
                }
            }
        }

        fn selectors(&mut self, what: &str, texts: &[String]) {
            let all = selectors(texts);
            self.hold(what, texts, &|at, page| {
                !all[at].find(&page.doc, 0..page.doc.nodes.len()).is_empty()
            });
        }

        fn links(&mut self, what: &str, texts: &[String]) {
            let all = expressions(texts.iter());
            self.hold(what, texts, &|at, page| hrefs(page).iter().any(|it| all[at].is_match(it)));
        }

        fn source(&mut self, what: &str, texts: &[String]) {
            let all = expressions(texts.iter());
            self.hold(what, texts, &|at, page| all[at].is_match(&page.html));
        }

        fn address<'a>(&mut self, what: &str, texts: impl Iterator<Item = &'a String>) {
            let texts: Vec<String> = texts.cloned().collect();
            let all = expressions(texts.iter());
            self.hold(what, &texts, &|at, page| {
                all[at]
                    .is_match(&page.address[url::Position::BeforePath..url::Position::AfterQuery])
                    || all[at].is_match(page.address.path())
            });
        }

        fn metas(&mut self) {
            let names: Vec<String> =
                self.data.recognise.meta.iter().map(|it| it.name.clone()).collect();
            self.hold("recognise.meta", &names, &|at, page| {
                page.doc
                    .all("meta")
                    .filter_map(|it| page.doc.nodes[it].attr("name"))
                    .any(|it| it.eq_ignore_ascii_case(&names[at]))
            });
        }

        fn all(&mut self) {
            let Family { recognise, list, pager, article, .. } = self.data;
            self.source("recognise.html", &recognise.html);
            self.metas();
            self.links("recognise.address", &recognise.address);
            self.selectors("list.holder", &list.holder);
            self.selectors("list.entry", &list.entry);
            self.links("list.address", &list.address);
            self.selectors("list.link", &list.link);
            self.selectors("list.title", &list.title);
            self.selectors("list.date", &list.date);
            self.selectors("list.skip", &list.skip);
            self.selectors("list.aside", &list.aside);
            self.selectors("pager.holder", &pager.holder);
            self.selectors("pager.encoded", &pager.encoded);
            self.links("pager.no_address", &pager.no_address);
            for form in &pager.script {
                self.source("pager.script", &form.patterns);
            }
            self.address("pager.step", pager.step.iter().map(|it| &it.path));
            self.address("pager.query", pager.query.iter().map(|it| &it.address));
            self.selectors("article.content", &article.content);
            self.selectors("article.title", &article.title);
            self.selectors("article.date", &article.date);
            self.selectors("article.source", &article.source);
        }
    }

    /// Nothing in a family's file is there on trust.
    #[test]
    fn every_line_of_a_family_is_met_by_a_made_page() {
        let pages = made();
        let mut unmet = Vec::new();
        for data in cms::families() {
            let own: Vec<&Made> = pages.iter().filter(|it| it.family == data.name).collect();
            assert!(5 <= own.len(), "{}: {} made pages", data.name, own.len());
            let mut claims = Claims { data, own, unmet: Vec::new() };
            claims.all();
            unmet.extend(claims.unmet);
        }
        assert!(unmet.is_empty(), "\n{}\n", unmet.join("\n"));
    }
}
