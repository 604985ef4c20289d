//! 僵尸网站: it opens, but what opens is no living site of the unit.

use crate::checks::names::holds_any;
use crate::checks::observe::{Found, chinese_day, finding, today, undecided};
use crate::checks::{columns, params};
use crate::model::evidence::{DatedFact, HomeFact, SiteEvidence};
use crate::model::page::{Emptiness, Mark, MarkState, NoticeKind, PageKind};
use crate::model::rule::{Level, Rule, Sureness};
use crate::model::site::{SiteStatus, bare_host};
use crate::model::time::{Window, days_between};
use crate::model::verdict::Observation;
use crate::model::visit::Reach;
use serde::{Deserialize, Serialize};

const ABANDONED: &str = "zombie_site.abandoned";
const PLACEHOLDER: &str = "zombie_site.placeholder";
const HIJACKED: &str = "zombie_site.hijacked";
const NOT_CLOSED: &str = "zombie_site.not_closed";
pub(super) const MOVED: &str = "zombie_site.moved";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub abandoned_days: u32,
    pub abandoned_days_sureness: Sureness,
    /// A page of fewer characters with neither links nor entries is an empty shell.
    pub shell_characters: usize,
    /// A page has to hold this many characters before it can be somebody else's.
    pub foreign_characters: usize,
    /// Words that a title of a public body holds.
    pub public_words: Vec<String>,
    pub sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[ABANDONED, PLACEHOLDER, HIJACKED, NOT_CLOSED, MOVED];

    fn thresholds(&self) -> Vec<String> {
        vec![
            format!(
                "全站最新信息超过{}天为长期停更（{}）",
                self.abandoned_days, self.abandoned_days_sureness
            ),
            format!(
                "首页不足{}字且没有链接和信息为空壳（{}）",
                self.shell_characters, self.sureness
            ),
        ]
    }
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let Some(home) = &evidence.home else { return Vec::new() };
    if evidence.barrier.is_some() || home.kind == PageKind::Blocked {
        return Vec::new();
    }
    let found = match evidence.site.status {
        SiteStatus::Suspended => None,
        SiteStatus::Closed => not_closed(evidence, home, rule),
        SiteStatus::Moved if leads_elsewhere(evidence, home) => None,
        SiteStatus::Running | SiteStatus::Moved => hijacked(evidence, home, rule)
            .or_else(|| moved(evidence, home, rule))
            .or_else(|| placeholder(evidence, home, rule))
            .or_else(|| abandoned(evidence, home, rule)),
    };
    found.into_iter().collect()
}

/// Whether a finding stands for all that is wrong with a site.
pub(super) fn is_the_one_cause(observation: &Observation) -> bool {
    observation.level != Level::NotJudged
        && [PLACEHOLDER, HIJACKED, NOT_CLOSED, MOVED].contains(&observation.code.as_str())
}

/// Whether the registered address still shows a page of its own host.
pub(super) fn serves_itself(evidence: &SiteEvidence) -> bool {
    let Some(home) = &evidence.home else { return false };
    !leads_elsewhere(evidence, home) && has_content(home)
}

fn not_closed(
    evidence: &SiteEvidence,
    home: &HomeFact,
    rule: &Rule<Params>,
) -> Option<Observation> {
    let tells_so = home
        .notice
        .as_ref()
        .is_some_and(|(kind, _)| matches!(kind, NoticeKind::Closed | NoticeKind::Moved));
    // After closing, an address may lead to the portal; a section that leads out of its own scope has gone.
    let left = leads_elsewhere(evidence, home) || evidence.site.scope.fit(&home.landed).is_none();
    if tells_so || left || !is_answering(evidence) {
        return None;
    }
    if home.kind == PageKind::Shell || home.emptiness == Emptiness::Undecided && home.entries == 0 {
        let text = "登记为关停，首页仍有应答，但内容需浏览器才能显示，未判定是否仍在运行。";
        return Some(on_home(evidence, home, undecided(NOT_CLOSED, text.to_owned())));
    }
    has_content(home).then(|| {
        let text = format!(
            "网站登记为关停，但仍可打开，首页标题为“{}”，有{}个站内链接、{}条信息。",
            home.title, home.inner_links, home.entries
        );
        on_home(evidence, home, finding(rule, NOT_CLOSED, text))
    })
}

fn hijacked(evidence: &SiteEvidence, home: &HomeFact, rule: &Rule<Params>) -> Option<Observation> {
    if let Some((NoticeKind::Hijacked, phrase)) = &home.notice {
        let text = format!("首页标题为“{}”，出现“{phrase}”等内容", home.title);
        let found = if home.names_itself || shows_any_mark(home) {
            undecided(HIJACKED, format!("{text}，同时仍有本单位名称或标识，需人工核实。"))
        } else {
            finding(
                rule,
                HIJACKED,
                format!("{text}，且没有本单位名称和政府网站标识，已不是本单位网站。"),
            )
        };
        return Some(on_home(evidence, home, found));
    }
    is_foreign(evidence, home, &rule.params).then(|| {
        let text = format!(
            "域名现显示他人内容：首页标题为“{}”，全页没有本单位名称，也没有任何政府网站标识。",
            home.title
        );
        on_home(evidence, home, finding(rule, HIJACKED, text))
    })
}

fn moved(evidence: &SiteEvidence, home: &HomeFact, rule: &Rule<Params>) -> Option<Observation> {
    if !leads_elsewhere(evidence, home) {
        return moved_by_notice(evidence, home, rule);
    }
    let text = format!(
        "首页跳转到另一主机 {}，与登记的网站地址不符。",
        home.landed.host_str().unwrap_or_default()
    );
    let row = on_home(evidence, home, finding(rule, MOVED, text));
    Some(Observation { link: Some(home.landed.to_string()), ..row })
}

/// More links to its own pages than this, and the notice stands on a living site.
const NOTICE_LINKS: usize = 3;

/// The registered address shows nothing but a notice that the site has moved, or has been closed.
fn moved_by_notice(
    evidence: &SiteEvidence,
    home: &HomeFact,
    rule: &Rule<Params>,
) -> Option<Observation> {
    let (kind, phrase) = home.notice.as_ref()?;
    if 0 < home.entries || home.newest.is_some() || NOTICE_LINKS < home.inner_links {
        return None;
    }
    let what = match kind {
        NoticeKind::Moved => "迁移",
        NoticeKind::Closed => "关停",
        _ => return None,
    };
    let notice = evidence.facts.publication.notice.as_ref();
    let address = notice.and_then(|it| it.address.as_ref());
    let where_now = match (notice, address) {
        (_, Some(address)) => format!("给出的新网址为 {address}，"),
        (Some(_), None) => "没有给出新网址，".to_owned(),
        (None, None) => String::new(),
    };
    let text = format!(
        "首页只有{what}公告（“{phrase}”），{where_now}登记状态仍为{}。",
        evidence.site.status
    );
    let row = on_home(evidence, home, finding(rule, MOVED, text));
    Some(Observation { link: address.map(ToString::to_string), ..row })
}

fn placeholder(
    evidence: &SiteEvidence,
    home: &HomeFact,
    rule: &Rule<Params>,
) -> Option<Observation> {
    if 0 < home.dated_entries || home.newest.is_some() {
        return None;
    }
    let phrase = home.notice.as_ref().map(|(_, phrase)| format!("，页面显示“{phrase}”"));
    let phrase = phrase.unwrap_or_default();
    let text = match home.kind {
        PageKind::Placeholder => {
            format!("首页为建设中页面或服务器默认页面{phrase}，没有实际内容。")
        }
        PageKind::NotFound => format!("首页提示内容不存在{phrase}，没有实际内容。"),
        _ if is_empty_shell(home, &rule.params) => {
            format!("首页为空壳，可见文字{}个，没有链接和信息。", home.text_chars)
        }
        _ => return None,
    };
    Some(on_home(evidence, home, finding(rule, PLACEHOLDER, text)))
}

fn abandoned(evidence: &SiteEvidence, home: &HomeFact, rule: &Rule<Params>) -> Option<Observation> {
    let newest = site_newest(evidence, home)?;
    let limit = Window::Days(rule.params.abandoned_days);
    let today = today(evidence);
    if !limit.is_late(newest.date, today) || home.kind == PageKind::Shell {
        return None;
    }
    let days = days_between(newest.date, today);
    let seen = format!(
        "全站最新信息“{}”发布于{}，截至{}已{days}天未更新",
        newest.title,
        chinese_day(newest.date),
        chinese_day(today)
    );
    let found = if let Some(why) = unseen_parts(evidence, home) {
        undecided(ABANDONED, format!("已读到的{seen}，但{why}，未判定是否长期停更。"))
    } else {
        finding(rule, ABANDONED, format!("{seen}，超过{}。", limit.chinese()))
    };
    let row = on_home(evidence, home, found);
    let mut visits = row.evidence.clone();
    if !visits.contains(&newest.visit) {
        visits.push(newest.visit.clone());
    }
    Some(Observation {
        evidence: visits,
        link: Some(newest.page.to_string()),
        last_update: Some(newest.date),
        days_late: Some(limit.days_late(newest.date, today)),
        ..row
    })
}

/// What may hold something newer than was seen.
fn unseen_parts(evidence: &SiteEvidence, home: &HomeFact) -> Option<&'static str> {
    let open = |it: &&crate::model::evidence::ColumnFact| {
        !it.external && (columns::needs_browser(it) || columns::unread(it).is_some())
    };
    if !evidence.complete {
        Some("本次检查未完成")
    } else if home.emptiness == Emptiness::Undecided
        || 0 < evidence.counts.columns_need_browser
        || evidence.columns.iter().any(|it| open(&it))
    {
        Some("有栏目未能读到内容")
    } else {
        None
    }
}

fn site_newest<'a>(evidence: &'a SiteEvidence, home: &'a HomeFact) -> Option<&'a DatedFact> {
    let of_columns = evidence.columns.iter().filter_map(|it| it.newest.as_ref());
    [&evidence.newest, &home.newest, &home.second_level_newest]
        .into_iter()
        .flatten()
        .chain(of_columns)
        .max_by_key(|it| it.date)
}

fn leads_elsewhere(evidence: &SiteEvidence, home: &HomeFact) -> bool {
    bare_host(&home.landed) != bare_host(&evidence.site.home)
}

fn is_answering(evidence: &SiteEvidence) -> bool {
    evidence.home_visits.iter().any(|it| it.reach == Reach::Ok)
}

fn has_content(home: &HomeFact) -> bool {
    !matches!(home.kind, PageKind::Placeholder | PageKind::NotFound | PageKind::Blocked)
        && (0 < home.entries || 0 < home.inner_links)
}

fn is_empty_shell(home: &HomeFact, params: &Params) -> bool {
    home.kind != PageKind::Shell
        && home.emptiness == Emptiness::Empty
        && home.text_chars < params.shell_characters
        && home.inner_links == 0
        && home.entries == 0
}

/// In the title of what looks like an entrance: a firm's shop window, not an office's.
const BUSINESS: [&str; 5] = ["公司", "集团", "商城", "工厂", "批发"];

/// Somebody else's page without telltale words. Asks for much, since it takes a site away from its unit.
fn is_foreign(evidence: &SiteEvidence, home: &HomeFact, params: &Params) -> bool {
    let marks = [
        &home.identity.site_code,
        &home.identity.badge,
        &home.identity.error_report,
        &home.identity.host_unit,
        &home.identity.police,
    ];
    let is_business = BUSINESS.iter().any(|it| home.title.contains(it));
    let is_absent =
        |it: &&Mark| it.state == MarkState::Missing || is_business && it.state == MarkState::Unseen;
    !evidence.site.is_section()
        && !home.names_itself
        && (!home.is_entrance || is_business)
        && !matches!(home.kind, PageKind::Shell | PageKind::Placeholder | PageKind::NotFound)
        && params.foreign_characters <= home.text_chars
        && !home.title.trim().is_empty()
        && !holds_any(&home.title, &params.public_words)
        && marks.iter().all(is_absent)
        && home.metas.site_code.is_none()
}

fn shows_any_mark(home: &HomeFact) -> bool {
    [&home.identity.site_code, &home.identity.badge, &home.identity.error_report]
        .iter()
        .any(|it| it.state == MarkState::Present)
}

fn on_home(evidence: &SiteEvidence, home: &HomeFact, found: Found) -> Observation {
    Observation {
        page: Some(evidence.site.home.to_string()),
        ..found.on("", home.seen_at, &[&home.visit])
    }
}
