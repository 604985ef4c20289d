//! 互动回应差: messages of citizens that were not answered in time.

use crate::checks::names::holds_any;
use crate::checks::observe::{Found, chinese_day, finding, today, undecided};
use crate::checks::params;
use crate::model::evidence::SiteEvidence;
use crate::model::facts::interaction::{Message, Reply};
use crate::model::rule::{Rule, Sureness};
use crate::model::time::{Window, days_between};
use crate::model::verdict::Observation;
use crate::model::visit::VisitId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

const CODE: &str = "slow_replies";
const VETO: &str = "slow_replies.veto";
/// Titles that a row about several messages names.
const NAMED: usize = 3;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub limit_days: u32,
    pub limit_days_sureness: Sureness,
    pub veto_months: u32,
    pub veto_months_sureness: Sureness,
    /// Older messages count for neither.
    pub look_back_months: u32,
    pub look_back_months_sureness: Sureness,
    /// Columns whose name holds one of these need not answer.
    pub not_column_words: Vec<String>,
    pub not_column_words_sureness: Sureness,
    /// A message whose title or beginning holds one of these is not valid, nor one that is one of these altogether.
    pub invalid_words: Vec<String>,
    pub invalid_titles: Vec<String>,
    pub invalid_sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[CODE, VETO];

    fn thresholds(&self) -> Vec<String> {
        vec![
            format!(
                "超过{}天未公开答复的逐条列出（{}）",
                self.limit_days, self.limit_days_sureness
            ),
            format!(
                "单项否决：超过{}个月未答复（满{}个月当天仍算按期）（{}）",
                self.veto_months, self.veto_months, self.veto_months_sureness
            ),
            format!(
                "只看检查前{}个月内的留言（{}）",
                self.look_back_months, self.look_back_months_sureness
            ),
            format!(
                "名称含以下词语的栏目不计：{}（{}）",
                self.not_column_words.join("、"),
                self.not_column_words_sureness
            ),
            format!(
                "无实质内容、广告、测试、重复的留言不计；标题或内容含以下词语的视为此类：{}（{}）",
                self.invalid_words.join("、"),
                self.invalid_sureness
            ),
        ]
    }

    fn faults(&self) -> Vec<String> {
        if self.look_back_months <= self.veto_months {
            return vec!["look_back_months 应大于 veto_months".to_owned()];
        }
        Vec::new()
    }
}

/// What the evidence says of a message that is not answered.
enum Standing {
    Unanswered,
    Open,
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let today = today(evidence);
    let params = &rule.params;
    let oldest = Window::Months(params.look_back_months);
    let limit = Window::Days(params.limit_days);
    let mut rows = Vec::new();
    let mut vetoed: Vec<&Message> = Vec::new();
    let mut open: Vec<&Message> = Vec::new();
    for message in evidence.facts.interaction.messages.iter().filter(|it| counts(it, params)) {
        let late = message.asked.map(|it| (it, limit.is_late(it, today)));
        match (standing(message), late) {
            (_, Some((asked, _))) if oldest.is_late(asked, today) => {}
            (_, Some((_, false))) => {}
            (Standing::Open, _) | (_, None) => open.push(message),
            (Standing::Unanswered, Some((asked, true))) => {
                let row = row(rule, message, asked, today);
                let over = Window::Months(params.veto_months).is_late(asked, today);
                if over && !evidence.is_excused(CODE, &row.subject) {
                    vetoed.push(message);
                }
                rows.push(row);
            }
        }
    }
    rows.extend(veto(evidence, rule, &vetoed));
    rows.extend(left_open(evidence, &open));
    rows
}

/// Whether it is a valid message of a column that must answer.
fn counts(message: &Message, params: &Params) -> bool {
    let words = format!("{} {}", message.title, message.beginning);
    let bare: String = message.title.chars().filter(|it| it.is_alphanumeric()).collect();
    let is_said = |it: &String| *it == bare;
    !holds_any(&message.column, &params.not_column_words)
        && !message.repeated
        && !holds_any(&words, &params.invalid_words)
        && !params.invalid_titles.iter().any(is_said)
        // Neither a word nor a letter of substance: ？？？, 111, aaa.
        && words.chars().any(|it| ('\u{4e00}'..='\u{9fff}').contains(&it))
}

fn standing(message: &Message) -> Standing {
    match (message.by_page, message.by_list) {
        (Some(Reply::Waiting | Reply::Missing), _) | (_, Reply::Waiting) => Standing::Unanswered,
        _ => Standing::Open,
    }
}

fn row(rule: &Rule<Params>, message: &Message, asked: NaiveDate, today: NaiveDate) -> Observation {
    let limit = Window::Days(rule.params.limit_days);
    let seen = match (message.by_page, message.state.as_str()) {
        (Some(Reply::Missing), _) => "来信页面上没有答复".to_owned(),
        (_, "") => "页面上答复一栏为空".to_owned(),
        (_, state) => format!("页面标明“{state}”"),
    };
    let text = format!(
        "“{}”栏目中{}的来信“{}”至{}已{}天未见公开答复（{seen}），超过{}。",
        message.column,
        chinese_day(asked),
        message.title,
        chinese_day(today),
        days_between(asked, today),
        limit.chinese(),
    );
    let list = message.list.to_string();
    let address = message.address.as_ref().map(ToString::to_string);
    let subject = address.clone().unwrap_or_else(|| format!("{list} {}", message.title));
    let visits: Vec<&VisitId> = message.visits.iter().collect();
    Observation {
        column: message.column.clone(),
        page: Some(list),
        link: address,
        days_late: Some(limit.days_late(asked, today)),
        ..finding(rule, CODE, text).on(&subject, message.seen_at, &visits)
    }
}

/// One row a site, with the count and the oldest.
fn veto(evidence: &SiteEvidence, rule: &Rule<Params>, vetoed: &[&Message]) -> Option<Observation> {
    let oldest = vetoed.iter().min_by_key(|it| it.asked)?;
    let asked = oldest.asked?;
    let text = format!(
        "有{}件来信、留言超过{}个月未见公开答复，最早的是“{}”栏目中{}的“{}”，至{}已{}天。",
        vetoed.len(),
        rule.params.veto_months,
        oldest.column,
        chinese_day(asked),
        oldest.title,
        chinese_day(today(evidence)),
        days_between(asked, today(evidence)),
    );
    Some(of_site(evidence, finding(rule, VETO, text), vetoed))
}

fn left_open(evidence: &SiteEvidence, open: &[&Message]) -> Option<Observation> {
    let left_out = evidence.facts.interaction.messages_left_out;
    if open.is_empty() && left_out == 0 {
        return None;
    }
    let named: Vec<String> = open.iter().take(NAMED).map(|it| format!("“{}”", it.title)).collect();
    let named =
        if named.is_empty() { String::new() } else { format!("（如{}）", named.join("、")) };
    let text = format!(
        "有{}件来信、留言{named}是否已答复或何时提出未能从页面上读到，未判定。",
        open.len() + left_out
    );
    // A subject of its own: it leaves open what became of these, not of every message.
    Some(Observation {
        subject: "未能判定的来信".to_owned(),
        ..of_site(evidence, undecided(CODE, text), open)
    })
}

fn of_site(evidence: &SiteEvidence, found: Found, messages: &[&Message]) -> Observation {
    let visits: Vec<&VisitId> = messages.iter().flat_map(|it| &it.visits).collect();
    let at = messages.iter().map(|it| it.seen_at).max().unwrap_or(evidence.as_of);
    Observation { page: Some(evidence.site.home.to_string()), ..found.on("", at, &visits) }
}
