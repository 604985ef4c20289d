//! The simulated county: which sites there are, what is wrong with each, and every page of it.

use crate::demo::answers::{Answer, Writing};
use crate::demo::dialects::Dialect;
use crate::demo::feed::Feed;
use crate::demo::lives::{CountRow, LifeRow};
use crate::demo::patterns::Choice;
use crate::demo::plan::{Badge, Drawn, HomeManner, Marks, SitePlan, Unknown};
use crate::demo::serve::{Door, Host, World};
use crate::demo::truth::{Expect, TruthRow};
use crate::demo::{columns, lists, outside, pages, patterns, register, story};
use crate::model::evidence::HomeVisit;
use crate::model::site::{SiteKey, SiteStatus, UnitClass, site_key};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::sync::Arc;
use url::Url;

/// Host of the county's own portal, which its sections share.
pub const PORTAL: &str = "www.lanqing.gov.cn";

/// The county on one day. Cheap to clone.
#[derive(Clone)]
pub struct County {
    inner: Arc<Inner>,
}

struct Inner {
    as_of: NaiveDate,
    months_back: u32,
    sites: Vec<SitePlan>,
    hosts: BTreeMap<String, HostPages>,
}

struct HostPages {
    door: Door,
    unknown: Unknown,
    robots: Option<String>,
    only: Option<Answer>,
    pages: BTreeMap<String, Answer>,
    feeds: Vec<Feed>,
}

impl County {
    /// The same day and number give the same bytes. Fewer than five sites are made five; past the first round the
    /// patterns repeat under other names.
    pub fn new(as_of: NaiveDate, sites: usize) -> Self {
        Self::of(as_of, Choice::First(sites.max(5)), 0)
    }

    /// The county so many months before the last one of its story, on the audit day of that month.
    pub fn of_month(months_back: u32, sites: usize) -> Self {
        let choice = Choice::First(sites.max(5));
        Self::of(story::audit_day(months_back), choice, months_back)
    }

    /// Only the sites that the story is about.
    pub fn of_story(months_back: u32) -> Self {
        Self::of(story::audit_day(months_back), Choice::OfStory, months_back)
    }

    fn of(as_of: NaiveDate, choice: Choice, months_back: u32) -> Self {
        let plans = patterns::plans(as_of, choice, months_back);
        let mut hosts: BTreeMap<String, HostPages> = BTreeMap::new();
        for plan in &plans {
            let host = hosts.entry(plan.host.clone()).or_insert_with(|| HostPages {
                door: plan.door,
                unknown: plan.unknown,
                robots: plan.robots.clone(),
                only: plan.only.clone(),
                pages: BTreeMap::new(),
                feeds: Vec::new(),
            });
            host.feeds.extend(plan.feeds.iter().cloned());
            host.feeds.extend(plan.columns.iter().filter_map(|it| lists::feed(plan, it)));
            if plan.only.is_none() && plan.door.is_open() {
                for (path, answer) in pages::answers(plan) {
                    host.pages.entry(path).or_insert(answer);
                }
            }
        }
        Self { inner: Arc::new(Inner { as_of, months_back, sites: plans, hosts }) }
    }

    pub fn as_of(&self) -> NaiveDate {
        self.inner.as_of
    }

    /// `sites.csv` as the county keeps it.
    pub fn sites_csv(&self) -> String {
        register::sites(&self.inner.sites)
    }

    /// `columns.csv`, which lists the columns of some sites only.
    pub fn columns_csv(&self) -> String {
        register::columns(&self.inner.sites)
    }

    /// Everything that an audit on that day must report, must not report, and each site's state.
    pub fn truth(&self) -> Vec<TruthRow> {
        let rows = |site: &SitePlan| {
            let (unit, address) = (site.unit.clone(), site.address());
            let rows = site.truth.iter().map(|it| (it, false));
            rows.chain(site.shown.iter().map(|it| (it, true)))
                .map(|((expect, why), by_browser)| TruthRow {
                    unit: unit.clone(),
                    site_address: address.clone(),
                    expect: expect.clone(),
                    why: why.clone(),
                    by_browser,
                })
                .collect::<Vec<_>>()
        };
        self.inner.sites.iter().flat_map(rows).collect()
    }

    /// What the ledger must say of the story's faults, when all months of the story are played up to this one.
    pub fn lives(&self) -> Vec<LifeRow> {
        story::lives(&self.inner.sites, self.inner.months_back)
    }

    /// What the results must then say of the story's sites.
    pub fn counts_of_sites(&self) -> Vec<CountRow> {
        story::counts(&self.inner.sites, self.inner.months_back)
    }

    /// What hourly visits through the week before that day would have found, for the sites that have such a history.
    pub fn probes(&self) -> impl Iterator<Item = (SiteKey, &HomeVisit)> {
        self.inner.sites.iter().flat_map(|site| {
            let key = Url::parse(&site.address()).ok().map(|home| site_key(&home));
            key.into_iter().flat_map(|key| site.probes.iter().map(move |it| (key.clone(), it)))
        })
    }

    /// Planted faults and traps, for a summary.
    pub fn counts(&self) -> (usize, usize) {
        let truth = self.truth();
        let faults = truth.iter().filter(|it| matches!(it.expect, Expect::Finding { .. })).count();
        let traps = truth.iter().filter(|it| matches!(it.expect, Expect::Nothing { .. })).count();
        (faults, traps)
    }

    /// Home addresses in the order of the register.
    pub fn homes(&self) -> Vec<String> {
        self.inner.sites.iter().map(SitePlan::address).collect()
    }

    /// Every prepared address of the county's open hosts with its answer.
    pub fn pages(&self) -> impl Iterator<Item = (&str, &str, &Answer)> {
        self.inner.hosts.iter().flat_map(|(host, it)| {
            it.pages.iter().map(move |(path, answer)| (host.as_str(), path.as_str(), answer))
        })
    }
}

impl World for County {
    fn hosts(&self) -> Vec<Host> {
        let own = self.inner.hosts.iter();
        own.map(|(name, it)| Host { name: name.clone(), door: it.door })
            .chain(outside::hosts())
            .collect()
    }

    fn answer(&self, host: &str, target: &str) -> Answer {
        match self.inner.hosts.get(host) {
            Some(own) => own.answer(target),
            None => outside::answer(host, target).unwrap_or_else(Answer::not_found),
        }
    }
}

impl HostPages {
    fn answer(&self, target: &str) -> Answer {
        if target == "/robots.txt"
            && let Some(robots) = &self.robots
        {
            return Answer::of(200, "text/plain", robots.clone());
        }
        if let Some(only) = &self.only {
            return only.clone();
        }
        let target = without_session(target);
        if let Some(answer) = self.pages.get(&target) {
            return answer.clone();
        }
        if let Some(answer) = patterns::endless(&target) {
            return answer;
        }
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        if let Some(answer) = self.feeds.iter().find_map(|it| it.answer(path, query)) {
            return answer;
        }
        if let Some(search) = target.strip_prefix("/search?").map(|_| "/search")
            && let Some(answer) = self.pages.get(search)
        {
            return answer.clone();
        }
        match self.unknown {
            Unknown::NotFound => Answer::not_found(),
            Unknown::ToHome => Answer::redirect(302, "/"),
            Unknown::ToLogin => Answer::redirect(302, "/login.html"),
            Unknown::Same(path) => self.pages.get(path).cloned().unwrap_or_else(Answer::not_found),
            Unknown::Soft => Answer::html(
                200,
                "<html><head><title>您访问的页面不存在</title></head><body><div class=\"err\"><h2>您访问的页面不存在或已删除！</h2>\
                 <p><a href=\"/\">返回首页</a></p></div></body></html>",
            ),
        }
    }
}

/// `/a.html;jsessionid=1F2?b` as `/a.html?b`.
fn without_session(target: &str) -> String {
    let Some((path, rest)) = target.split_once(";jsessionid=") else { return target.to_owned() };
    match rest.split_once('?') {
        Some((_, query)) => format!("{path}?{query}"),
        None => path.to_owned(),
    }
}

/// 柳河镇, 县教育局, 临江街道, 经济开发区.
fn short_name(unit: &str, class: UnitClass) -> String {
    let short = ["人民政府", "办事处", "管委会", "管理委员会"]
        .iter()
        .find_map(|it| unit.strip_suffix(it))
        .unwrap_or(unit);
    let leading = match class {
        UnitClass::County => "",
        UnitClass::Department => "澜青",
        _ => "澜青县",
    };
    short.strip_prefix(leading).unwrap_or(short).to_owned()
}

/// A site with nothing wrong, to be changed by its pattern.
pub(crate) fn healthy(
    unit: &str,
    class: UnitClass,
    host: &str,
    dialect: &'static dyn Dialect,
    today: NaiveDate,
) -> SitePlan {
    SitePlan {
        unit: unit.to_owned(),
        short: short_name(unit, class),
        class,
        status: SiteStatus::Running,
        host: host.to_owned(),
        https: false,
        organ: None,
        dialect,
        writing: Writing::Utf8,
        code: String::new(),
        columns: columns::standard(class, today),
        wanted: Vec::new(),
        listed: false,
        marks: Marks {
            icp: true,
            code: true,
            wrong_code: None,
            error_report: true,
            site_map: true,
            entrance: true,
            badge: Badge::Shown,
            drawn: Drawn::InPage,
            further: String::new(),
        },
        home: HomeManner::Direct,
        unknown: Unknown::NotFound,
        robots: None,
        door: Door::Open,
        only: None,
        on_home: Vec::new(),
        in_article: Vec::new(),
        on_every: String::new(),
        in_head: String::new(),
        retouch: None,
        menu_loaded: false,
        extra: Vec::new(),
        feeds: Vec::new(),
        probes: Vec::new(),
        truth: Vec::new(),
        shown: Vec::new(),
    }
}
