//! Small builders: a healthy portal, its home page, columns and links, to be bent by each test.

use chrono::{Days, Duration, NaiveDate};
use pucha::checks::{Rulebook, check_all};
use pucha::model::evidence::{
    ClassSource, ColumnFact, Counts, DatedFact, HomeFact, HomeVisit, InPeriod, LinkFact, Look,
    SectionLead, SiteEvidence,
};
use pucha::model::facts::SiteFacts;
use pucha::model::facts::interaction::{self, InYear};
use pucha::model::facts::services::{self, StatisticsFact};
use pucha::model::page::{
    DateSource, Emptiness, Identity, LinkKind, Mark, MarkState, Metas, PageKind, Place,
};
use pucha::model::rule::Level;
use pucha::model::site::{ColumnClass, Scope, Site, SiteStatus, UnitClass, site_key};
use pucha::model::time::{Instant, Period, end_of_day};
use pucha::model::verdict::Observation;
use pucha::model::visit::{Fault, Reach, VisitId};
use std::collections::BTreeMap;
use url::Url;

pub(super) const HOME: &str = "http://www.a.gov.cn/";

pub(super) fn tables() -> BTreeMap<String, toml::Table> {
    let nowhere = std::path::Path::new("/nonexistent");
    pucha::config::rules::tables(nowhere, "2019").expect("the embedded rules")
}

pub(super) fn rules() -> Rulebook {
    Rulebook::from_tables("2019", &tables()).expect("the rules of 2019 are whole")
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// The audit's day of every test that does not set its own.
pub(super) fn today() -> NaiveDate {
    day("2026-11-20")
}

pub(super) fn ago(days: u64) -> NaiveDate {
    today() - Days::new(days)
}

pub(super) fn noon() -> Instant {
    end_of_day(today()) - Duration::hours(12)
}

pub(super) fn url(text: &str) -> Url {
    Url::parse(text).expect("an address")
}

pub(super) fn id(text: &str) -> VisitId {
    VisitId(text.to_owned())
}

pub(super) fn dated(date: NaiveDate) -> DatedFact {
    DatedFact {
        date,
        source: DateSource::List,
        title: "某项工作".into(),
        page: url("http://www.a.gov.cn/a/1.html"),
        visit: id("Elist"),
    }
}

pub(super) fn home_visit(reach: Reach, minutes: i64) -> HomeVisit {
    let at = noon() + Duration::minutes(minutes);
    HomeVisit { id: id(&format!("Ehome{minutes}")), at, reach, elapsed_ms: 300 }
}

pub(super) fn site(home: &str, class: UnitClass) -> Site {
    let home = url(home);
    Site {
        key: site_key(&home),
        unit: "甲县人民政府".into(),
        unit_class: class,
        name: "甲县人民政府网".into(),
        scope: Scope::new(&home, ""),
        home,
        site_code: None,
        status: SiteStatus::Running,
        contact: String::new(),
        phone: String::new(),
        mail: String::new(),
        remark: String::new(),
    }
}

/// A portal without any fault.
pub(super) fn healthy() -> SiteEvidence {
    let as_of = end_of_day(today());
    let names = [
        "政务动态",
        "政府信息公开",
        "甲县概况",
        "机构职能",
        "领导之窗",
        "政策文件",
        "政策解读",
        "县长信箱",
        "办事服务",
        "政府信息公开指南",
        "政府信息公开制度",
        "法定主动公开内容",
        "政府信息公开年报",
        "依申请公开",
    ];
    let lead = |name: &&str| SectionLead {
        name: (*name).to_owned(),
        address: url(&format!("http://www.a.gov.cn/{name}/")),
        place: Place::Nav,
        reach: Some(Reach::Ok),
    };
    SiteEvidence {
        site: site(HOME, UnitClass::County),
        period: Period::of(today()),
        as_of,
        home_visits: vec![home_visit(Reach::Ok, 0), home_visit(Reach::Ok, 1)],
        probes: Vec::new(),
        home: Some(home()),
        barrier: None,
        columns: beside(vec![column("政务动态", ColumnClass::News, Some(ago(2)))]),
        sections: names.iter().map(lead).collect(),
        links: Vec::new(),
        tls: Vec::new(),
        newest: Some(dated(ago(1))),
        counts: Counts { pages: 30, links: 100, columns: 1, ..Counts::default() },
        complete: true,
        remarks: Vec::new(),
        facts: facts(),
        excused: std::collections::BTreeSet::new(),
    }
}

fn facts() -> SiteFacts {
    let statistics = StatisticsFact {
        name: "办事统计".into(),
        address: url("http://www.a.gov.cn/bstj/"),
        visit: id("Estatistics"),
        seen_at: noon(),
        newest: Some(ago(20)),
    };
    let services = services::OfSite { statistics: vec![statistics], ..Default::default() };
    let publication = crate::checks::publication::published();
    let often = InYear { columns: 1, count: 8, results: 0, complete: true };
    let interaction =
        interaction::OfSite { surveys: often, interviews: often, ..Default::default() };
    SiteFacts { services, publication, interaction, ..SiteFacts::default() }
}

/// With the columns of surveys and interviews that a portal must have.
pub(super) fn beside(mut columns: Vec<ColumnFact>) -> Vec<ColumnFact> {
    columns.push(column("征集调查", ColumnClass::Survey, None));
    columns.push(column("在线访谈", ColumnClass::Interview, None));
    columns
}

fn home() -> HomeFact {
    let mark = || Mark { state: MarkState::Present, value: None };
    HomeFact {
        visit: id("Ehome0"),
        seen_at: noon(),
        chain: Vec::new(),
        landed: url(HOME),
        led_by: None,
        kind: PageKind::Home,
        title: "甲县人民政府".into(),
        text_chars: 3000,
        inner_links: 80,
        notice: None,
        names_itself: true,
        identity: Identity {
            site_code: mark(),
            icp: mark(),
            police: mark(),
            badge: mark(),
            error_report: mark(),
            host_unit: mark(),
            contact: mark(),
            site_map: mark(),
        },
        metas: Metas::default(),
        newest: Some(dated(ago(1))),
        entries: 20,
        dated_entries: 20,
        is_entrance: false,
        second_level_newest: None,
        second_level_complete: true,
        emptiness: Emptiness::Filled,
        menu_unseen: false,
        witnesses: Vec::new(),
    }
}

pub(super) fn column(name: &str, class: ColumnClass, newest: Option<NaiveDate>) -> ColumnFact {
    ColumnFact {
        name: name.to_owned(),
        address: Some(url(&format!("http://www.a.gov.cn/{name}/"))),
        class,
        class_from: ClassSource::Name,
        limit: None,
        required: false,
        level: 1,
        visit: Some(id(&format!("E{name}"))),
        seen_at: Some(noon()),
        reach: Some(Reach::Ok),
        kind: PageKind::List,
        entries: 15,
        newest: newest.map(dated),
        articles_read: 0,
        articles_unread: 0,
        emptiness: Emptiness::Filled,
        statement: None,
        external: false,
        archived: false,
        children: Vec::new(),
        also_at: Vec::new(),
        filled_by: None,
        parent: None,
        total: None,
        pages: None,
        in_period: InPeriod::default(),
        witnesses: Vec::new(),
        by_articles: None,
    }
}

pub(super) fn empty_column(name: &str) -> ColumnFact {
    ColumnFact {
        entries: 0,
        emptiness: Emptiness::Empty,
        ..column(name, ColumnClass::Notices, None)
    }
}

pub(super) fn looks(reaches: &[Reach]) -> Vec<Look> {
    let one = |(index, reach): (usize, &Reach)| Look {
        visit: id(&format!("Elook{index}")),
        at: noon() + Duration::minutes(i64::try_from(index).expect("few looks")),
        reach: reach.clone(),
        by_get: 0 < index,
    };
    reaches.iter().enumerate().map(one).collect()
}

pub(super) fn not_found() -> Reach {
    Reach::Bad(Fault::Status(404))
}

pub(super) fn link(kind: LinkKind, reaches: &[Reach]) -> LinkFact {
    LinkFact {
        address: url("http://www.a.gov.cn/x/%E7%94%B2.html"),
        kind,
        text: "办事指南".into(),
        internal: true,
        first_page: url("http://www.a.gov.cn/x/"),
        pages: 3,
        on_home: false,
        looks: looks(reaches),
    }
}

pub(super) fn judged(evidence: &SiteEvidence) -> Vec<Observation> {
    check_all(evidence, &rules())
}

/// Codes of the findings; what is undecided is left out.
pub(super) fn found(evidence: &SiteEvidence) -> Vec<String> {
    let all = judged(evidence);
    let findings = all.iter().filter(|it| it.level != Level::NotJudged);
    for one in findings.clone() {
        assert!(!one.evidence.is_empty(), "{} has no evidence", one.code);
    }
    findings.map(|it| it.code.clone()).collect()
}

/// Codes of what is undecided.
pub(super) fn undecided(evidence: &SiteEvidence) -> Vec<String> {
    let all = judged(evidence);
    all.iter().filter(|it| it.level == Level::NotJudged).map(|it| it.code.clone()).collect()
}

pub(super) fn with(change: impl FnOnce(&mut SiteEvidence)) -> SiteEvidence {
    let mut evidence = healthy();
    change(&mut evidence);
    evidence
}

pub(super) fn with_home(change: impl FnOnce(&mut HomeFact)) -> SiteEvidence {
    with(|it| change(it.home.as_mut().expect("a healthy site has a home page")))
}
