//! 网页标签: tags that a considerable share of a site's pages lacks, one row a kind of page.

use crate::checks::observe::finding;
use crate::checks::params;
use crate::model::evidence::SiteEvidence;
use crate::model::facts::features::{PageSeen, TagLack, TagScope, TagTally};
use crate::model::rule::{Level, Rule, Sureness};
use crate::model::site::UnitClass;
use crate::model::verdict::Observation;
use crate::model::visit::VisitId;
use serde::{Deserialize, Serialize};

const SITE: &str = "page_tags.site";
const COLUMN: &str = "page_tags.column";
const ARTICLE: &str = "page_tags.article";
/// Pages that the description names.
const SHOWN: usize = 3;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Of the pages of a kind that were read: from this share on a tag counts as lacking.
    pub min_share: f64,
    pub min_share_sureness: Sureness,
    /// Pages that must lack it at the least.
    pub min_pages: usize,
    pub min_pages_sureness: Sureness,
    /// 单位类别 for which it is what the rule's level says; for others a reminder.
    pub full_units: Vec<String>,
    pub full_units_sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[SITE, COLUMN, ARTICLE];

    fn thresholds(&self) -> Vec<String> {
        vec![
            format!(
                "同类网页中缺少某个标签的达到（含）{}才计入（{}）",
                percent(self.min_share),
                self.min_share_sureness
            ),
            format!("缺少的网页不少于{}个（{}）", self.min_pages, self.min_pages_sureness),
            format!(
                "按本项等级计的单位类别：{}，其余只提醒（{}）",
                self.full_units.join("、"),
                self.full_units_sureness
            ),
        ]
    }

    fn faults(&self) -> Vec<String> {
        let is_wrong = |it: &&String| UnitClass::from_chinese(it).is_none();
        let wrong = self.full_units.iter().filter(is_wrong);
        let mut faults: Vec<String> =
            wrong.map(|it| format!("full_units 中不认识单位类别“{it}”")).collect();
        if !(0.0..=1.0).contains(&self.min_share) {
            faults.push("min_share 应在 0 与 1 之间".to_owned());
        }
        if self.min_pages == 0 {
            faults.push("min_pages 应不小于 1".to_owned());
        }
        faults
    }
}

/// A section's template is its portal's: it is judged there.
pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    if evidence.site.is_section() {
        return Vec::new();
    }
    let class = evidence.site.unit_class.chinese();
    let is_full = rule.params.full_units.iter().any(|it| it == class);
    let mut rows: Vec<Observation> =
        evidence.facts.features.tags.iter().filter_map(|it| one(it, rule)).collect();
    for row in rows.iter_mut().filter(|it| !is_full && it.level == Level::Deduct) {
        (row.level, row.points, row.item) = (Level::Remind, 0.0, None);
    }
    rows
}

fn one(tally: &TagTally, rule: &Rule<Params>) -> Option<Observation> {
    let lacks: Vec<&TagLack> =
        tally.lacks.iter().filter(|it| is_considerable(it, tally, &rule.params)).collect();
    let examples = examples(&lacks);
    let first = *examples.first()?;
    let (code, kind, what) = match tally.scope {
        TagScope::Site => (SITE, "网站标签", "网页"),
        TagScope::Column => (COLUMN, "栏目标签", "栏目页面"),
        TagScope::Article => (ARTICLE, "内容页标签", "内容页面"),
    };
    let tags: Vec<String> = lacks.iter().map(|it| in_words(it)).collect();
    let pages: Vec<&str> = examples.iter().map(|it| it.page.as_str()).collect();
    let text = format!(
        "共读取{what}{}个，{kind}不完整：{}。例如：{}。",
        tally.pages,
        tags.join("；"),
        pages.join(" 、 ")
    );
    let visits: Vec<&VisitId> = examples.iter().map(|it| &it.visit).collect();
    Some(Observation {
        page: Some(first.page.to_string()),
        ..finding(rule, code, text).on("", first.seen_at, &visits)
    })
}

fn is_considerable(lack: &TagLack, tally: &TagTally, params: &Params) -> bool {
    share(lack.pages, tally.pages) >= params.min_share && params.min_pages <= lack.pages
}

/// One page for each tag, then more of the first.
fn examples<'a>(lacks: &[&'a TagLack]) -> Vec<&'a PageSeen> {
    let firsts = lacks.iter().filter_map(|it| it.examples.first());
    let more = lacks.iter().flat_map(|it| it.examples.iter().skip(1));
    let mut pages: Vec<&PageSeen> = Vec::new();
    for page in firsts.chain(more) {
        if pages.iter().all(|it| it.page != page.page) && pages.len() < SHOWN {
            pages.push(page);
        }
    }
    pages
}

fn in_words(lack: &TagLack) -> String {
    let (name, pages) = (lack.tag.name(), lack.pages);
    let said = match lack.empty {
        0 => format!("{pages}个没有{name}"),
        all if all == pages => format!("{pages}个的{name}内容为空"),
        some => format!("{pages}个没有{name}（其中{some}个内容为空）"),
    };
    let wrong = lack.misspelt.as_ref().map(|it| format!("（误写为“{it}”）"));
    said + &wrong.unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "counts of pages are far below 2^52")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn percent(share: f64) -> String {
    format!("{}%", share * 100.0)
}
