//! 泄露个人信息: identity, telephone and card numbers of private persons in the open. Facts hold them masked only.

use crate::checks::observe::{finding, undecided};
use crate::checks::params;
use crate::model::evidence::SiteEvidence;
use crate::model::facts::content::{PersonalFact, PersonalKind};
use crate::model::rule::{Rule, Sureness};
use crate::model::verdict::Observation;
use serde::{Deserialize, Serialize};

const ID_NUMBER: &str = "personal_data.id_number";
const PHONE: &str = "personal_data.phone";
const BANK_CARD: &str = "personal_data.bank_card";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Numbers of a kind on one page or in one attachment from which on they are reported.
    pub id_numbers_at_least: usize,
    pub phones_at_least: usize,
    pub bank_cards_at_least: usize,
    pub at_least_sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[ID_NUMBER, PHONE, BANK_CARD];

    fn thresholds(&self) -> Vec<String> {
        vec![
            format!(
                "同一页面或附件中，公民身份号码{}个、个人手机号码{}个、个人银行账号{}个以上的计入（{}）",
                self.id_numbers_at_least,
                self.phones_at_least,
                self.bank_cards_at_least,
                self.at_least_sureness
            ),
            "单位自行公布的联系人、咨询、监督、招标、值班等电话和单位账户不计".to_owned(),
        ]
    }

    fn faults(&self) -> Vec<String> {
        let all = [self.id_numbers_at_least, self.phones_at_least, self.bank_cards_at_least];
        if all.contains(&0) {
            return vec!["…_at_least 应大于 0".to_owned()];
        }
        Vec::new()
    }
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    evidence.facts.content.personal.iter().filter_map(|it| one(it, rule)).collect()
}

fn one(fact: &PersonalFact, rule: &Rule<Params>) -> Option<Observation> {
    let (code, least) = match fact.personal.kind {
        PersonalKind::IdNumber => (ID_NUMBER, rule.params.id_numbers_at_least),
        PersonalKind::Phone => (PHONE, rule.params.phones_at_least),
        PersonalKind::BankCard => (BANK_CARD, rule.params.bank_cards_at_least),
    };
    if fact.personal.count < least {
        return None;
    }
    let place = if fact.attachment.is_some() { "附件" } else { "页面" };
    let said = format!(
        "{place}中有未作遮挡的{}{}个，如 {}",
        fact.personal.kind, fact.personal.count, fact.personal.example
    );
    let found = if fact.personal.unclear {
        undecided(code, format!("{said}；是否属于私人的信息，需人工核实。"))
    } else {
        finding(rule, code, format!("{said}。"))
    };
    let page = fact.seen.page.to_string();
    let link = fact.attachment.as_ref().map(ToString::to_string);
    let subject = link.clone().unwrap_or_else(|| page.clone());
    Some(Observation {
        page: Some(page),
        link,
        ..found.on(&subject, fact.seen.seen_at, &[&fact.seen.visit])
    })
}
