//! 非法外链: links whose target advertises gambling, pornography and the like, or whose domain is for sale.

use crate::checks::observe::{finding, undecided};
use crate::checks::params;
use crate::model::evidence::{Look, SiteEvidence};
use crate::model::facts::content::{ForeignFact, SaidIn, SpeakingFact, Trade};
use crate::model::rule::{Rule, Sureness};
use crate::model::time::{Instant, moments};
use crate::model::verdict::Observation;
use crate::reference::hosts;
use serde::{Deserialize, Serialize};
use url::Url;

const CODE: &str = "illegal_links";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Looks, spaced as those at broken links, that must agree.
    pub looks: usize,
    pub looks_sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[CODE];

    fn thresholds(&self) -> Vec<String> {
        vec![format!("隔开时间查看{}次，内容一致才计入（{}）", self.looks, self.looks_sureness)]
    }

    fn faults(&self) -> Vec<String> {
        if !(1..=2).contains(&self.looks) {
            return vec!["looks 应为 1 或 2".to_owned()];
        }
        Vec::new()
    }
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let content = &evidence.facts.content;
    let targets = content.foreign.iter().filter_map(|it| of_target(it, rule));
    let is_told =
        |link: &SpeakingFact| content.foreign.iter().any(|it| it.address == link.link.address);
    let words = content.speaking.iter().filter(|it| !is_told(it)).map(of_words);
    targets.chain(words).collect()
}

fn of_target(fact: &ForeignFact, rule: &Rule<Params>) -> Option<Observation> {
    let last = fact.looks.last()?;
    let is_trusted = is_known(&fact.address) || is_known(&fact.landed);
    // Tags are for search engines: what a visitor sees there may be another thing.
    let is_shown = fact.saying.place != SaidIn::Tags;
    let is_sure =
        !fact.saying.doubtful && is_shown && !is_trusted && rule.params.looks <= fact.looks.len();
    if fact.saying.doubtful && is_trusted {
        return None;
    }
    let found = if is_sure {
        finding(rule, CODE, text(fact))
    } else {
        undecided(CODE, text(fact)).also("所链内容是否属实，需人工核实。")
    };
    let visits: Vec<_> = fact.looks.iter().map(|it: &Look| &it.visit).collect();
    let address = fact.address.to_string();
    Some(Observation {
        page: Some(fact.first_page.to_string()),
        link: Some(address.clone()),
        ..found.on(&address, last.at, &visits)
    })
}

fn is_known(address: &Url) -> bool {
    hosts::is_known(address.host_str().unwrap_or_default())
}

fn text(fact: &ForeignFact) -> String {
    let name = fact.text.trim();
    let name = if name.is_empty() { String::new() } else { format!("“{name}”") };
    let place = if fact.on_home { "首页上的" } else { "" };
    let title = match fact.saying.title.trim() {
        "" => String::new(),
        title => format!("（标题“{title}”）"),
    };
    let led = match (fact.landed.host_str(), fact.address.host_str()) {
        (Some(to), from) if Some(to) != from => format!("已转到 {to}，"),
        _ => String::new(),
    };
    let said: Vec<&str> = fact.saying.phrases.iter().take(3).map(String::as_str).collect();
    let said = format!("“{}”", said.join("”“"));
    let what = match fact.saying.trade {
        Trade::Domain => format!("显示{said}，域名已被转卖或停放"),
        trade => format!("有{said}等词语，涉及{trade}"),
    };
    let times: Vec<Instant> = fact.looks.iter().map(|it| it.at).collect();
    let more = match fact.pages.saturating_sub(1) {
        0 => String::new(),
        more => format!("；另有{more}个页面也含此链接"),
    };
    format!(
        "{place}站外链接{name}{led}打开的页面{title}{what}；{}查看{}次{more}。",
        moments(&times),
        fact.looks.len()
    )
}

/// Words alone do not prove what stands behind them.
fn of_words(fact: &SpeakingFact) -> Observation {
    let SpeakingFact { link, seen } = fact;
    let text = format!(
        "页面上有文字为“{}”的站外链接，文字涉及{}，所链页面未能确认，需人工核实。",
        link.text, link.trade
    );
    let address = link.address.to_string();
    Observation {
        page: Some(seen.page.to_string()),
        link: Some(address.clone()),
        ..undecided(CODE, text).on(&address, seen.seen_at, &[&seen.visit])
    }
}
