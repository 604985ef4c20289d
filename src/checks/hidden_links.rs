//! 暗链: links to somebody else that no visitor sees, and words for search engines alone.

use crate::checks::observe::{Found, finding, undecided};
use crate::checks::params;
use crate::model::evidence::SiteEvidence;
use crate::model::facts::content::{HiddenBlock, HiddenBy, HiddenFact, SaidIn, StuffedFact, Trade};
use crate::model::rule::{Rule, Sureness};
use crate::model::verdict::Observation;
use serde::{Deserialize, Serialize};

const CODE: &str = "hidden_links";
const SHOWN: usize = 3;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Domains of others to which one block leads from which on it is no friend's link, whatever its words.
    pub unrelated_domains: usize,
    pub unrelated_domains_sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[CODE];

    fn thresholds(&self) -> Vec<String> {
        vec![
            "隐藏的站外链接，文字或域名涉及赌博、色情、代开发票、私服等的，计入".to_owned(),
            format!(
                "文字不涉及上述内容的，用特殊手法隐藏、一处指向{}个以上互不相关的商业域名才计入（{}）；其余不判定",
                self.unrelated_domains, self.unrelated_domains_sureness
            ),
        ]
    }

    fn faults(&self) -> Vec<String> {
        if self.unrelated_domains == 0 {
            return vec!["unrelated_domains 应大于 0".to_owned()];
        }
        Vec::new()
    }
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let content = &evidence.facts.content;
    let hidden = content.hidden.iter().filter_map(|it| of_block(it, rule));
    hidden.chain(stuffed(&content.stuffed, rule)).collect()
}

fn of_block(fact: &HiddenFact, rule: &Rule<Params>) -> Option<Observation> {
    let HiddenFact { block, seen } = fact;
    let first = block.links.first()?;
    let is_many = rule.params.unrelated_domains <= block.domains;
    let is_bare_trick = block.by.is_trick() && !block.may_be_shown;
    // What slides by stands off the screen too, until its turn comes.
    let may_slide = block.may_be_shown && block.by == HiddenBy::OffScreen;
    let found = if block.trade.is_some() || is_many && is_bare_trick {
        finding(rule, CODE, text(block))
    } else if !may_slide && (block.by.is_trick() || !block.may_be_shown) {
        let why = "所链内容是否与本单位有关，需人工核实。";
        undecided(CODE, text(block)).also(why)
    } else {
        return None;
    };
    let found = match seen.pages.saturating_sub(1) {
        0 => found,
        more => found.also(&format!("另有{more}个页面也有。")),
    };
    let address = first.address.to_string();
    Some(Observation {
        page: Some(seen.page.to_string()),
        link: Some(address.clone()),
        ..found.on(&address, seen.seen_at, &[&seen.visit])
    })
}

fn text(block: &HiddenBlock) -> String {
    let hosts: Vec<&str> = block.links.iter().filter_map(|it| it.address.host_str()).collect();
    let mut shown: Vec<&str> = Vec::new();
    for host in hosts {
        if !shown.contains(&host) && shown.len() < SHOWN {
            shown.push(host);
        }
    }
    let etc = if shown.len() < block.domains { "等" } else { "" };
    let about = match block.trade {
        Some(trade) if !block.phrases.is_empty() => {
            format!("，链接文字有{}，涉及{trade}", quoted(&block.phrases))
        }
        Some(trade) => format!("，域名涉及{trade}"),
        None => String::new(),
    };
    format!(
        "页面上有访客看不到的站外链接{}个（{}），指向{}个域名（{}{etc}）{about}。",
        block.count,
        block.by,
        block.domains,
        shown.join("、")
    )
}

fn quoted(phrases: &[String]) -> String {
    let shown: Vec<&str> = phrases.iter().take(SHOWN).map(String::as_str).collect();
    format!("“{}”", shown.join("”“"))
}

/// Pages of the site whose title or tags advertise: one row a trade.
fn stuffed(facts: &[StuffedFact], rule: &Rule<Params>) -> Vec<Observation> {
    let is_sure = |it: &&StuffedFact| {
        !it.saying.doubtful && it.saying.trade != Trade::Domain && it.saying.place != SaidIn::Text
    };
    let sure: Vec<&StuffedFact> = facts.iter().filter(is_sure).collect();
    let of_trade = |trade: &Trade| -> Option<Observation> {
        let all: Vec<&&StuffedFact> = sure.iter().filter(|it| it.saying.trade == *trade).collect();
        let first = all.first()?;
        let found = of_page(first, all.len(), rule);
        let page = first.seen.page.to_string();
        Some(Observation {
            page: Some(page.clone()),
            ..found.on(&page, first.seen.seen_at, &[&first.seen.visit])
        })
    };
    Trade::ALL.iter().filter_map(of_trade).collect()
}

fn of_page(fact: &StuffedFact, pages: usize, rule: &Rule<Params>) -> Found {
    let place = match fact.saying.place {
        SaidIn::Title => "标题",
        SaidIn::Tags | SaidIn::Text => "供搜索引擎读取的标签",
    };
    let more = if 1 < pages { format!("这样的页面共{pages}个。") } else { String::new() };
    finding(
        rule,
        CODE,
        format!(
            "本站页面的{place}中有{}等词语，涉及{}，页面可能已被篡改。{more}",
            quoted(&fact.saying.phrases),
            fact.saying.trade
        ),
    )
}
