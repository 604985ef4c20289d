//! 留言公开: whether replies to citizens are still being made public.

use crate::checks::names::holds_any;
use crate::checks::observe::{Found, chinese_day, finding, today, undecided};
use crate::checks::params;
use crate::model::evidence::{ColumnFact, SiteEvidence};
use crate::model::facts::interaction::{Board, Reply, ReplySeen};
use crate::model::page::Emptiness;
use crate::model::rule::{Rule, Sureness};
use crate::model::site::{ColumnClass, UnitClass, bare_host};
use crate::model::time::Window;
use crate::model::verdict::Observation;
use crate::model::visit::VisitId;
use serde::{Deserialize, Serialize};
use url::Url;

const CODE: &str = "public_replies";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub months: u32,
    pub months_sureness: Sureness,
    /// Columns whose name holds one of these are no columns of messages.
    pub not_column_words: Vec<String>,
    pub not_column_words_sureness: Sureness,
    /// Links to other hosts whose names hold one of these lead to a platform of consultation.
    pub channel_words: Vec<String>,
    pub channel_words_sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[CODE];

    fn thresholds(&self) -> Vec<String> {
        vec![
            format!("{}个月内应有新公开的答复（{}）", self.months, self.months_sureness),
            format!(
                "名称含以下词语的栏目不计：{}（{}）",
                self.not_column_words.join("、"),
                self.not_column_words_sureness
            ),
            format!(
                "链接到其他主机、名称含以下词语的，视为咨询平台，不判定：{}（{}）",
                self.channel_words.join("、"),
                self.channel_words_sureness
            ),
        ]
    }

    fn faults(&self) -> Vec<String> {
        if self.months == 0 {
            return vec!["months 应大于 0".to_owned()];
        }
        Vec::new()
    }
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let site = &evidence.site;
    if site.unit_class != UnitClass::County || site.is_section() || evidence.home.is_none() {
        return Vec::new();
    }
    let counts = |it: &&Board| {
        it.class == ColumnClass::Consultation && !holds_any(&it.name, &rule.params.not_column_words)
    };
    let boards: Vec<&Board> = evidence.facts.interaction.boards.iter().filter(counts).collect();
    replies(evidence, rule, &boards).into_iter().collect()
}

fn replies(evidence: &SiteEvidence, rule: &Rule<Params>, boards: &[&Board]) -> Option<Observation> {
    let today = today(evidence);
    let window = Window::Months(rule.params.months);
    let newest = boards.iter().filter_map(|it| it.newest_reply.as_ref()).max_by_key(|it| it.date);
    if newest.is_some_and(|it| !window.is_late(it.date, today)) {
        return None;
    }
    // A site without any such column has no channel, which is another indicator's question.
    let elsewhere = leads_elsewhere(evidence, &rule.params);
    if boards.is_empty() && !elsewhere {
        return None;
    }
    let open = |why: &str| {
        let text = format!("近{}个月有无新公开的留言答复未判定：{why}。", rule.params.months);
        Some(row(evidence, undecided(CODE, text), boards, newest))
    };
    if elsewhere {
        return open("咨询留言平台在其他主机上，须人工核实");
    }
    if !evidence.complete {
        return open("本次检查未完成");
    }
    if boards.iter().any(|it| it.cut) {
        return open("有留言栏目的内容未能全部读到");
    }
    if boards.iter().any(|it| 0 < it.answered_undated) {
        return open("有的答复未标明时间");
    }
    if boards.iter().any(|it| it.answered < it.lines) && has_open(evidence, boards) {
        return open("有的来信是否已答复未能读到");
    }
    let text = match newest {
        Some(newest) => format!(
            "公开的留言答复最新一件为{}的“{}”，截至{}已超过{}未更新。",
            chinese_day(newest.date),
            newest.title,
            chinese_day(today),
            window.chinese()
        ),
        None if boards.iter().all(|it| it.emptiness == Emptiness::Empty) => {
            format!(
                "各留言栏目均没有公开任何来信和答复，截至{}近{}无更新。",
                chinese_day(today),
                window.chinese()
            )
        }
        None if boards.iter().any(|it| 0 < it.lines) => {
            format!(
                "各留言栏目公开的来信均没有答复，截至{}近{}无更新。",
                chinese_day(today),
                window.chinese()
            )
        }
        None => return open("留言栏目中未读到公开的来信列表"),
    };
    Some(Observation {
        days_late: newest.map(|it| window.days_late(it.date, today)),
        ..row(evidence, finding(rule, CODE, text), boards, newest)
    })
}

/// Whether a platform of consultation stands on another host.
fn leads_elsewhere(evidence: &SiteEvidence, params: &Params) -> bool {
    let is_foreign = |address: &Url| bare_host(address) != evidence.site.scope.host;
    let is_external = |it: &ColumnFact| it.external && it.class == ColumnClass::Consultation;
    evidence.columns.iter().any(is_external)
        || evidence.sections.iter().any(|it| {
            is_foreign(&it.address)
                && holds_any(&it.name, &params.channel_words)
                && !holds_any(&it.name, &params.not_column_words)
        })
}

/// Whether a message young enough may have been answered without our having read it.
fn has_open(evidence: &SiteEvidence, boards: &[&Board]) -> bool {
    let facts = &evidence.facts.interaction;
    let of_boards = |name: &str| boards.iter().any(|it| it.name == name);
    let is_open = |reply: Option<Reply>| !matches!(reply, Some(Reply::Waiting | Reply::Missing));
    0 < facts.messages_left_out
        || facts
            .messages
            .iter()
            .any(|it| of_boards(&it.column) && is_open(it.by_page) && it.by_list != Reply::Waiting)
}

fn row(
    evidence: &SiteEvidence,
    found: Found,
    boards: &[&Board],
    newest: Option<&ReplySeen>,
) -> Observation {
    let visits: Vec<&VisitId> =
        boards.iter().map(|it| &it.visit).chain(newest.map(|it| &it.visit)).collect();
    let at = boards.iter().map(|it| it.seen_at).max().unwrap_or(evidence.as_of);
    Observation {
        column: boards.first().map(|it| it.name.clone()).unwrap_or_default(),
        page: boards.first().map(|it| it.address.to_string()),
        link: newest.map(|it| it.page.to_string()),
        last_update: newest.map(|it| it.date),
        ..found.on("", at, &visits)
    }
}
