//! 互动回应差: a portal without any way to ask a question.

use crate::checks::names::holds_any;
use crate::checks::observe::{finding, undecided};
use crate::checks::params;
use crate::model::evidence::{ColumnFact, SiteEvidence};
use crate::model::page::{Emptiness, PageKind};
use crate::model::rule::{Rule, Sureness};
use crate::model::site::{ColumnClass, UnitClass};
use crate::model::verdict::Observation;
use crate::model::visit::Reach;
use serde::{Deserialize, Serialize};

const CODE: &str = "missing_channel";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// A name that holds one of these is a channel.
    pub channel_words: Vec<String>,
    /// Likewise, unless its sub-columns are known and none of them is a channel.
    pub hub_words: Vec<String>,
    /// A name that holds one of these never is.
    pub not_channel_words: Vec<String>,
    pub words_sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[CODE];

    fn thresholds(&self) -> Vec<String> {
        vec![
            format!(
                "名称含以下词语的栏目或链接算咨询渠道：{}、{}（{}）",
                self.channel_words.join("、"),
                self.hub_words.join("、"),
                self.words_sureness
            ),
            format!("名称含以下词语的不算：{}（已核实）", self.not_channel_words.join("、")),
        ]
    }

    fn faults(&self) -> Vec<String> {
        if self.channel_words.is_empty() {
            return vec!["channel_words 不能为空".to_owned()];
        }
        Vec::new()
    }
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let Some(home) = &evidence.home else { return Vec::new() };
    let site = &evidence.site;
    if site.unit_class != UnitClass::County || site.is_section() {
        return Vec::new();
    }
    let channels: Vec<_> = channels(evidence, &rule.params);
    if channels.iter().any(|reach| !matches!(reach, Some(Reach::Bad(_)))) {
        return Vec::new();
    }
    let dead = !channels.is_empty();
    let found = if home.kind == PageKind::Shell || home.emptiness == Emptiness::Undecided {
        undecided(CODE, "首页内容需浏览器才能显示，有无咨询渠道未判定。".to_owned())
    } else if home.menu_unseen {
        undecided(CODE, "首页导航由脚本显示，未能读到，有无咨询渠道未判定。".to_owned())
    } else if !evidence.complete {
        undecided(CODE, "本次检查未完成，有无咨询渠道未判定。".to_owned())
    } else if dead {
        undecided(CODE, "有咨询渠道的入口，但本次未能打开，是否有效需人工核实。".to_owned())
    } else {
        let text = "未提供网上有效咨询建言渠道：首页和各栏目中没有咨询、留言、信箱一类入口\
                    （网上信访、纪检举报不计）。";
        finding(rule, CODE, text.to_owned())
    };
    vec![Observation {
        page: Some(site.home.to_string()),
        ..found.on("", home.seen_at, &[&home.visit])
    }]
}

/// How each channel's address answered.
fn channels(evidence: &SiteEvidence, params: &Params) -> Vec<Option<Reach>> {
    let of_columns = evidence
        .columns
        .iter()
        .filter(|it| it.address.is_some() && is_channel(evidence, it, params));
    let leads = evidence.sections.iter().filter(|lead| {
        let is_judged_hub = evidence.columns.iter().any(|it| {
            it.address.as_ref() == Some(&lead.address) && !is_channel(evidence, it, params)
        });
        !is_judged_hub && is_channel_name(&lead.name, params)
    });
    of_columns.map(|it| it.reach.clone()).chain(leads.map(|it| it.reach.clone())).collect()
}

fn is_channel(evidence: &SiteEvidence, column: &ColumnFact, params: &Params) -> bool {
    if holds_any(&column.name, &params.not_channel_words) {
        return false;
    }
    let is_hub = holds_any(&column.name, &params.hub_words)
        && !holds_any(&column.name, &params.channel_words);
    if is_hub && !column.children.is_empty() {
        // Its sub-columns stand in the same list and speak for themselves.
        return column
            .children
            .iter()
            .filter_map(|it| evidence.columns.get(*it))
            .any(|it| it.children.is_empty() && is_channel(evidence, it, params));
    }
    column.class == ColumnClass::Consultation || is_channel_name(&column.name, params)
}

fn is_channel_name(name: &str, params: &Params) -> bool {
    !holds_any(name, &params.not_channel_words)
        && (holds_any(name, &params.channel_words) || holds_any(name, &params.hub_words))
}
