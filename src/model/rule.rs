//! The shape of a rule file: clause, texts and numbers of one indicator. The numbers' types belong to the checks.

use crate::model::site::chinese_names;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// 问题等级, and the third answer beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Veto,
    Deduct,
    Remind,
    /// Undecided: told in the annex of the bulletin, never in the ledger.
    NotJudged,
}
chinese_names!(Level { Veto = "单项否决", Deduct = "扣分", Remind = "提醒", NotJudged = "无法判定" });

/// How sure a number or clause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sureness {
    /// Read in a government page.
    Confirmed,
    /// Vendor programs, articles, restatements.
    SecondHand,
    /// A working default that a person must confirm.
    Unconfirmed,
}
chinese_names!(Sureness { Confirmed = "已核实", SecondHand = "转引", Unconfirmed = "待核实" });

/// `config/rules/<profile>/<check>.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule<P> {
    /// 指标.
    pub title: String,
    /// How it is found, in the operator's words.
    pub found_by: String,
    /// 整改要求, how to put it right.
    pub remedy: String,
    pub clause: Clause,
    /// Codes that the check reports, each with its level and points; the keys are whole codes (`site_identity.icp`).
    pub codes: BTreeMap<String, CodeRule>,
    pub params: P,
}

/// 依据条款.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// `国办秘函〔2019〕19号`.
    pub document: String,
    /// The row of the table: `单项否决指标“首页不更新”`.
    pub item: String,
    pub sureness: Sureness,
    /// Where the clause was read.
    pub source: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeRule {
    pub title: String,
    pub level: Level,
    /// Item of the score sheet (`score.toml`) that the points come off; only for `deduct`.
    pub item: Option<String>,
    /// Points for each finding; only for `deduct`.
    pub points: Option<f64>,
    /// How sure the level and points are.
    pub sureness: Sureness,
    /// Own remedy, where the rule's does not fit.
    pub remedy: Option<String>,
    /// Own clause item, where the rule's does not fit.
    pub clause_item: Option<String>,
    /// `false`: the profile does not hold this indicator, and nothing is said of it.
    #[serde(default = "yes")]
    pub enabled: bool,
}

fn yes() -> bool {
    true
}

/// `score.toml` of a profile: what the deductions add up to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreSheet {
    pub full: f64,
    /// Below this: 不合格.
    pub pass: f64,
    pub document: String,
    pub sureness: Sureness,
    /// 加分, where the document has it.
    #[serde(default)]
    pub bonus: Option<BonusRule>,
    /// Units whose sites need not offer services.
    #[serde(default)]
    pub without_services: Option<WithoutServices>,
    pub groups: Vec<ScoreGroup>,
}

/// 加分: given by hand, and only to those who score well without it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BonusRule {
    /// Only a score above this goes on to the bonus.
    pub above: f64,
    /// The most that all bonuses together give.
    pub cap: f64,
    pub sureness: Sureness,
}

/// 没有对外服务职责的部门: a group is left out, and the rest is stretched to the full score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithoutServices {
    /// Name of the group that is left out.
    pub group: String,
    /// 单位类别 whose sites are taken to have no outward services where they show none.
    pub units: Vec<String>,
    pub sureness: Sureness,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreGroup {
    pub name: String,
    /// `None`: the document gives the group no total.
    #[serde(default)]
    pub points: Option<f64>,
    pub items: Vec<ScoreItem>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreItem {
    pub name: String,
    /// Deductions inside the item never exceed this; `None`: no cap.
    #[serde(default)]
    pub points: Option<f64>,
    pub sureness: Sureness,
}
