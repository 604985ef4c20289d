//! When not finding a thing any more means that it was put right.

use crate::findings::{at, census, day, seen};
use pucha::findings::{self, Looked};
use pucha::model::evidence::{
    ClassSource, ColumnFact, Counts, HomeFact, HomeVisit, InPeriod, LinkFact, Look, SiteEvidence,
};
use pucha::model::facts::content::Addresses;
use pucha::model::facts::features::{
    Entrance, EntranceFact, HttpsFact, HttpsState, Ipv6Fact, Ipv6State, OfSite, PageSeen,
    SearchBox, SearchFact, TagScope, TagTally,
};
use pucha::model::facts::services::{Element, ElementClass, ElementState, GuideFact};
use pucha::model::finding::Finding;
use pucha::model::page::{Emptiness, Identity, LinkKind, MarkState, Metas, PageKind};
use pucha::model::site::{ColumnClass, Scope, Site, SiteStatus, UnitClass, site_key};
use pucha::model::time::Period;
use pucha::model::visit::{Barrier, Failure, Fault, Reach, VisitId};
use std::collections::BTreeSet;
use std::sync::Arc;
use url::Url;

const COLUMN: &str = "http://a.gov.cn/news/";
const LINK: &str = "http://a.gov.cn/gone.html";

fn url(text: &str) -> Url {
    Url::parse(text).expect("an address")
}

fn seen_well(evidence: &SiteEvidence, finding: &Finding) -> bool {
    findings::seen_well(&Looked::of(evidence), finding)
}

fn before(code: &str, subject: &str) -> Finding {
    census("2026-10-20", &[], &[seen(code, subject, "2026-10-20")], true).remove(0)
}

fn number() -> VisitId {
    VisitId("E000000000001".into())
}

fn visits(reach: Reach) -> Vec<HomeVisit> {
    vec![HomeVisit { id: number(), at: at("2026-11-20"), reach, elapsed_ms: 9 }]
}

/// A site that was read to the end, with one column.
fn whole() -> SiteEvidence {
    let home = url("http://www.a.gov.cn/");
    let site = Site {
        key: site_key(&home),
        unit: "某镇人民政府".into(),
        unit_class: UnitClass::Township,
        name: "某镇".into(),
        scope: Scope::new(&home, ""),
        home: home.clone(),
        site_code: None,
        status: SiteStatus::Running,
        contact: String::new(),
        phone: String::new(),
        mail: String::new(),
        remark: String::new(),
    };
    SiteEvidence {
        site,
        period: Period::of(day("2026-11-20")),
        as_of: at("2026-11-20"),
        home_visits: visits(Reach::Ok),
        probes: Vec::new(),
        home: Some(home_fact(home)),
        barrier: None,
        columns: vec![column()],
        sections: Vec::new(),
        links: Vec::new(),
        tls: Vec::new(),
        newest: None,
        counts: Counts::default(),
        complete: true,
        remarks: Vec::new(),
        facts: pucha::model::facts::SiteFacts::default(),
        excused: BTreeSet::new(),
    }
}

fn home_fact(landed: Url) -> HomeFact {
    let mut identity = Identity::default();
    identity.icp.state = MarkState::Present;
    HomeFact {
        visit: number(),
        seen_at: at("2026-11-20"),
        chain: Vec::new(),
        landed,
        led_by: None,
        kind: PageKind::Home,
        title: "某镇".into(),
        text_chars: 900,
        inner_links: 30,
        notice: None,
        names_itself: true,
        identity,
        metas: Metas::default(),
        newest: None,
        entries: 0,
        dated_entries: 0,
        is_entrance: false,
        second_level_newest: None,
        second_level_complete: false,
        emptiness: Emptiness::Filled,
        menu_unseen: false,
        witnesses: Vec::new(),
    }
}

fn column() -> ColumnFact {
    ColumnFact {
        name: "要闻".into(),
        address: Some(url(COLUMN)),
        class: ColumnClass::News,
        class_from: ClassSource::Name,
        limit: None,
        required: false,
        level: 1,
        visit: Some(number()),
        seen_at: Some(at("2026-11-20")),
        reach: Some(Reach::Ok),
        kind: PageKind::List,
        entries: 5,
        newest: None,
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

fn link(reach: Reach) -> LinkFact {
    LinkFact {
        address: url(LINK),
        kind: LinkKind::Page,
        text: "通知".into(),
        internal: true,
        first_page: url("http://a.gov.cn/"),
        pages: 1,
        on_home: true,
        looks: vec![Look { visit: number(), at: at("2026-11-20"), reach, by_get: true }],
    }
}

#[test]
fn a_site_read_to_the_end_decides_everything_but_unseen_marks() {
    for (code, subject, well) in [
        ("unreachable", "", true),
        ("stale_home", "", true),
        ("stale_columns", COLUMN, true),
        ("empty_columns", "要闻", true),
        ("stale_columns", "http://a.gov.cn/other/", false),
        ("stale_columns.veto", "", true),
        ("missing_sections", "机构职能", true),
        ("broken_links.internal", LINK, true),
        ("site_identity.icp", "", true),
        ("site_identity.police", "", false),
        ("secure_transport.certificate", "", false),
    ] {
        assert_eq!(seen_well(&whole(), &before(code, subject)), well, "{code} {subject}");
    }
}

#[test]
fn how_the_site_is_built_is_mended_only_where_it_was_seen_to_be_right() {
    let page = || PageSeen {
        page: url("http://www.a.gov.cn/"),
        visit: number(),
        seen_at: at("2026-11-20"),
    };
    let look = |reach| vec![Look { visit: number(), at: at("2026-11-20"), reach, by_get: true }];
    let all = |https, ipv6, reach, found| {
        let mut evidence = whole();
        let address = url("http://www.a.gov.cn/search");
        evidence.facts.features = OfSite {
            tags: vec![TagTally {
                scope: TagScope::Column,
                pages: 9,
                lacking: 0,
                lacks: Vec::new(),
            }],
            https: Some(HttpsFact { seen: page(), state: https }),
            ipv6: Some(Ipv6Fact { host: "www.a.gov.cn".into(), seen: page(), state: ipv6 }),
            search: Some(SearchFact {
                seen: page(),
                found: SearchBox::Form { address },
                parts_unseen: false,
                looks: look(reach),
            }),
            accessibility: Some(EntranceFact { seen: page(), found, parts_unseen: false }),
            ..OfSite::default()
        };
        evidence
    };
    let right = all(HttpsState::Serves, Ipv6State::Recorded, Reach::Ok, Entrance::Shown);
    let open = all(
        HttpsState::Unknown,
        Ipv6State::LookupFailed,
        Reach::NotJudged(Barrier::Robots),
        Entrance::None,
    );
    for (code, subject) in [
        ("secure_transport.https", ""),
        ("secure_transport.ipv6", ""),
        ("site_features.search", ""),
        ("site_features.accessibility", ""),
    ] {
        assert!(seen_well(&right, &before(code, subject)), "{code}");
        assert!(!seen_well(&open, &before(code, subject)), "{code}");
        assert!(!seen_well(&whole(), &before(code, subject)), "{code}");
    }
    for (code, subject, well) in [
        ("page_tags.column", "", true),
        ("page_tags.article", "", false),
        ("domain_name", "", true),
        ("suspect_dates.future", COLUMN, true),
        ("suspect_dates.future", "http://www.a.gov.cn/", true),
        ("suspect_dates.burst", "http://a.gov.cn/other/", false),
    ] {
        assert_eq!(seen_well(&right, &before(code, subject)), well, "{code} {subject}");
    }
}

#[test]
fn what_was_cut_short_blocked_or_down_decides_little() {
    let mut cut = whole();
    cut.complete = false;
    for (code, subject, well) in [
        ("stale_columns", COLUMN, true),
        ("stale_columns.veto", "", false),
        ("missing_sections", "机构职能", false),
        ("broken_links.internal", LINK, false),
    ] {
        assert_eq!(seen_well(&cut, &before(code, subject)), well, "{code}");
    }
    let mut blocked = whole();
    blocked.barrier = Some(Barrier::Challenge("unknown".into()));
    let mut down = whole();
    down.home_visits = visits(Reach::Bad(Fault::Failure(Failure::TimeOut)));
    for evidence in [blocked, down] {
        for code in ["unreachable", "stale_home", "stale_columns", "site_identity.icp"] {
            assert!(!seen_well(&evidence, &before(code, COLUMN)), "{code}");
        }
    }
}

#[test]
fn a_column_that_answered_but_could_not_be_read_is_not_decided() {
    let spoil: [fn(&mut ColumnFact); 5] = [
        |it| it.reach = Some(Reach::NotJudged(Barrier::Status(403))),
        |it| it.reach = None,
        |it| it.articles_unread = 1,
        |it| it.emptiness = Emptiness::Undecided,
        |it| it.kind = PageKind::Shell,
    ];
    for (number, spoil) in spoil.iter().enumerate() {
        let mut evidence = whole();
        spoil(&mut evidence.columns[0]);
        assert!(!seen_well(&evidence, &before("stale_columns", COLUMN)), "{number}");
    }
}

#[test]
fn a_link_that_was_not_judged_this_time_is_not_mended() {
    for (reach, well) in [
        (Reach::NotJudged(Barrier::Status(403)), false),
        (Reach::Bad(Fault::Status(404)), true),
        (Reach::Ok, true),
    ] {
        let mut evidence = whole();
        evidence.links = vec![link(reach)];
        assert_eq!(seen_well(&evidence, &before("broken_links.internal", LINK)), well);
    }
}

#[test]
fn a_closed_site_is_mended_only_when_it_no_longer_opens() {
    let mut closed = whole();
    closed.site.status = SiteStatus::Closed;
    let finding = before("zombie_site.not_closed", "");
    assert!(!seen_well(&closed, &finding));
    closed.home_visits = visits(Reach::Bad(Fault::Failure(Failure::NameUnknown)));
    assert!(seen_well(&closed, &finding));
    assert!(!seen_well(&closed, &before("stale_columns", COLUMN)));
}

#[test]
fn a_report_is_there_only_when_it_was_seen_and_a_file_when_its_page_was() {
    use pucha::model::facts::publication::{PolicyFile, Report, ReportKind, Whose};
    let report = |year: i32, whose: Whose| Report {
        kind: ReportKind::Disclosure,
        year: Some(year),
        title: format!("某镇{year}年政府信息公开工作年度报告"),
        address: url("http://a.gov.cn/nb/1.html"),
        whose,
        is_doubtful: false,
        is_attachment: false,
        on_shelf: true,
        page: url("http://a.gov.cn/nb/"),
        visit: number(),
        seen_at: at("2026-11-20"),
        listed: None,
        own_page: None,
    };
    let with_report = |year, whose| {
        let mut site = whole();
        site.facts.publication.reports = vec![report(year, whose)];
        site
    };
    let missing = before("annual_report.missing", "政府信息公开年报2025");
    let late = before("annual_report.late", "政府信息公开年报2025");
    assert!(!seen_well(&whole(), &missing));
    assert!(seen_well(&with_report(2025, Whose::Own), &missing));
    assert!(!seen_well(&with_report(2025, Whose::Other), &missing));
    assert!(!seen_well(&with_report(2024, Whose::Own), &missing));
    assert!(!seen_well(&whole(), &late));
    assert!(seen_well(&with_report(2025, Whose::Own), &late));
    let mut next_year = whole();
    next_year.as_of = at("2027-03-20");
    assert!(!seen_well(&next_year, &missing), "it was never published");
    assert!(seen_well(&next_year, &late), "of a year gone by");
    let file = before("interpretation.missing", "http://a.gov.cn/wj/1.html");
    assert!(!seen_well(&whole(), &file));
    let mut read = whole();
    read.facts.publication.policies = vec![PolicyFile {
        title: "某办法".into(),
        address: url("http://a.gov.cn/wj/1.html"),
        date: day("2026-06-01"),
        visit: number(),
        seen_at: at("2026-11-20"),
        interpretations: Vec::new(),
        leads_to_one: false,
        links_drawn: false,
    }];
    assert!(seen_well(&read, &file));
}

#[test]
fn what_stood_on_a_page_is_gone_only_where_the_page_was_read_again_or_is_gone_itself() {
    let page = "http://a.gov.cn/x/1.html";
    let file = "http://a.gov.cn/files/1.xlsx";
    let read = |address: &str| Addresses::new(&BTreeSet::from([Addresses::digest(&url(address))]));
    for code in ["hidden_links", "wording", "personal_data.phone"] {
        let mut finding = before(code, page);
        Arc::make_mut(&mut finding.observation).page = Some(page.to_owned());
        let mut evidence = whole();
        assert!(!seen_well(&evidence, &finding), "{code}: not read");
        evidence.facts.content.read = read(page);
        assert!(seen_well(&evidence, &finding), "{code}: read");
        evidence.facts.content.read = read("http://a.gov.cn/x/2.html");
        assert!(!seen_well(&evidence, &finding), "{code}: another was read");
        evidence.links = vec![link(Reach::Bad(Fault::Status(404)))];
        Arc::make_mut(&mut finding.observation).page = Some(LINK.to_owned());
        let looks = evidence.links[0].looks.clone();
        evidence.links[0].looks.extend(looks);
        assert!(seen_well(&evidence, &finding), "{code}: the page is gone");
        evidence.links[0].looks.truncate(1);
        assert!(!seen_well(&evidence, &finding), "{code}: it failed once");
    }
    let mut finding = before("personal_data.id_number", file);
    Arc::make_mut(&mut finding.observation).page = Some(page.to_owned());
    Arc::make_mut(&mut finding.observation).link = Some(file.to_owned());
    let mut evidence = whole();
    evidence.facts.content.read = read(page);
    assert!(!seen_well(&evidence, &finding), "the page was read, the attachment was not");
    evidence.facts.content.read = read(file);
    assert!(seen_well(&evidence, &finding));
}

#[test]
fn a_link_is_harmless_again_only_where_what_links_lead_to_was_looked_at() {
    let finding = before("illegal_links", LINK);
    let mut evidence = whole();
    assert!(!seen_well(&evidence, &finding), "no target was looked at");
    evidence.facts.content.foreign_read = 3;
    assert!(seen_well(&evidence, &finding));
    evidence.links = vec![link(Reach::NotJudged(Barrier::Robots))];
    assert!(!seen_well(&evidence, &finding), "it could not be looked at");
}

fn guide(state: ElementState) -> GuideFact {
    GuideFact {
        address: url(LINK),
        item: "某事项".into(),
        visit: number(),
        seen_at: at("2026-11-20"),
        elements: vec![Element { class: ElementClass::Hours, state }],
    }
}

#[test]
fn a_guide_is_mended_when_it_was_read_again_and_all_of_it_was_seen() {
    let with = |guides: Vec<GuideFact>, change: fn(&mut SiteEvidence)| {
        let mut evidence = whole();
        evidence.facts.services.guides = guides;
        change(&mut evidence);
        seen_well(&evidence, &before("service_guides.elements", LINK))
    };
    assert!(with(vec![guide(ElementState::Filled)], |_| {}));
    assert!(!with(vec![guide(ElementState::Unseen)], |_| {}));
    assert!(with(Vec::new(), |_| {}), "the guide is gone");
    assert!(!with(Vec::new(), |it| it.complete = false));
    assert!(!with(Vec::new(), |it| it.counts.columns_need_browser = 1));
    assert!(with(vec![guide(ElementState::Filled)], |it| it.complete = false));
    let mut unread = whole();
    unread.counts.columns_need_browser = 1;
    assert!(!seen_well(&unread, &before("service_guides.veto", "")));
    assert!(seen_well(&whole(), &before("service_guides.veto", "")));
}
