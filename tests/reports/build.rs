//! Months for the tests: sites, verdicts and findings with as few words as possible.

use chrono::NaiveDate;
use pucha::config::{Office, Rectification};
use pucha::model::finding::{Finding, FindingId, FindingState, NOT_RECHECKED};
use pucha::model::rule::Level;
use pucha::model::site::{Scope, Site, SiteStatus, UnitClass, site_key};
use pucha::model::time::{Instant, Period, shanghai};
use pucha::model::verdict::{Conclusion, Observation, SiteState, Verdict};
use pucha::model::visit::VisitId;
use pucha::reports::{Basis, Document, Month, Previous, RunTimes, SiteResult, Unconfirmed};
use std::sync::Arc;
use url::Url;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

pub(crate) fn at(text: &str) -> Instant {
    Instant::parse_from_rfc3339(&format!("{text}:00+08:00"))
        .expect("a time")
        .with_timezone(&shanghai())
}

pub(crate) fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

pub(crate) fn month(results: Vec<SiteResult>) -> Month {
    Month {
        period: period("2026-11"),
        as_of: day("2026-11-20"),
        office: Office {
            name: "霍邱县人民政府办公室".into(),
            addressees: "各乡镇人民政府，开发区管委会，县政府各部门、各直属机构：".into(),
            contact: "张三".into(),
            phone: "0564-6021000".into(),
            ..Office::default()
        },
        rectification: Rectification::default(),
        basis: Basis {
            profile: "2019".into(),
            documents: vec![
                document("政府网站发展指引", "国办发〔2017〕47号"),
                document("政府网站与政务新媒体检查指标", "国办秘函〔2019〕19号"),
            ],
            unconfirmed: Vec::new(),
        },
        results,
        previous: None,
        last_year: None,
        rates: Vec::new(),
    }
}

pub(crate) fn with_previous(mut month: Month, results: Vec<SiteResult>) -> Month {
    month.previous = Some(Previous { period: month.period.previous(), results });
    month
}

fn document(title: &str, number: &str) -> Document {
    Document { title: title.into(), number: number.into() }
}

/// A judged, faultless site of its own host: `http://www.<host>.gov.cn/`.
pub(crate) fn site(host: &str, unit: &str, class: UnitClass) -> SiteResult {
    let home = Url::parse(&format!("http://www.{host}.gov.cn/")).expect("an address");
    SiteResult {
        site: Site {
            key: site_key(&home),
            unit: unit.into(),
            unit_class: class,
            name: format!("{unit}网站"),
            scope: Scope::new(&home, ""),
            home,
            site_code: Some("3415220001".into()),
            status: SiteStatus::Running,
            contact: String::new(),
            phone: String::new(),
            mail: String::new(),
            remark: String::new(),
        },
        verdict: Verdict {
            state: SiteState::Normal,
            conclusion: Conclusion::Qualified,
            score: Some(100.0),
            vetoes: Vec::new(),
            in_order_by_hand: Vec::new(),
            arithmetic: pucha::model::verdict::Arithmetic::default(),
            deductions: Vec::new(),
            notes: Vec::new(),
            home_newest: Some(day("2026-11-18")),
            availability: Some((1.0, 3)),
            pages: 40,
            links: 300,
        },
        observations: Vec::new(),
        findings: Vec::new(),
        run: RunTimes {
            id: "R1".into(),
            started_at: at("2026-11-20T08:00"),
            finished_at: Some(at("2026-11-20T09:30")),
        },
    }
}

pub(crate) fn scored(mut result: SiteResult, score: f64) -> SiteResult {
    result.verdict.score = Some(score);
    result
}

pub(crate) fn vetoed(mut result: SiteResult, code: &str) -> SiteResult {
    result.verdict.score = None;
    result.verdict.conclusion = Conclusion::Unqualified;
    result.verdict.vetoes.push(code.into());
    result
}

pub(crate) fn unjudged(mut result: SiteResult, state: SiteState, why: &str) -> SiteResult {
    let verdict = &mut result.verdict;
    (verdict.state, verdict.conclusion) = (state, Conclusion::NotJudged);
    (verdict.score, verdict.availability, verdict.home_newest) = (None, None, None);
    (verdict.pages, verdict.links) = (0, 0);
    verdict.notes.push(why.into());
    result
}

pub(crate) fn unrated(mut result: SiteResult) -> SiteResult {
    result.site.status = SiteStatus::Closed;
    let verdict = &mut result.verdict;
    (verdict.state, verdict.conclusion) = (SiteState::Closed, Conclusion::NotRated);
    (verdict.score, verdict.availability, verdict.home_newest) = (None, None, None);
    (verdict.pages, verdict.links) = (0, 0);
    result
}

pub(crate) fn found(mut result: SiteResult, findings: Vec<Finding>) -> SiteResult {
    for mut finding in findings {
        finding.site = result.site.key.clone();
        finding.id =
            FindingId::new(&finding.site, &finding.observation.code, &finding.observation.subject);
        result.observations.push((*finding.observation).clone());
        result.findings.push(finding);
    }
    result
}

/// An undecided observation.
pub(crate) fn undecided(mut result: SiteResult, code: &str, description: &str) -> SiteResult {
    let mut seen = (*finding(code, Level::NotJudged, "").observation).clone();
    seen.description = description.into();
    seen.evidence.clear();
    result.observations.push(seen);
    result
}

/// An open finding of this month about the column `column` (may be empty).
pub(crate) fn finding(code: &str, level: Level, column: &str) -> Finding {
    let subject = format!("http://www.a.gov.cn/{column}/");
    Finding {
        id: FindingId(String::new()),
        site: pucha::model::site::SiteKey(String::new()),
        period: period("2026-11"),
        observation: Arc::new(Observation {
            code: code.into(),
            level,
            subject,
            column: column.into(),
            description: if column.is_empty() {
                "首页最新信息发布于2026年10月1日，已超过14天未更新。".into()
            } else {
                format!("“{column}”栏目最新信息发布于2026年3月1日，已超过6个月未更新。")
            },
            page: Some("http://www.a.gov.cn/zwgk/index.html?a=1".into()),
            link: None,
            last_update: Some(day("2026-03-01")),
            days_late: Some(80),
            found_at: at("2026-11-20T08:15"),
            evidence: vec![VisitId("E0123456789ab".into()), VisitId("Eba9876543210".into())],
            points: if level == Level::Deduct { 4.0 } else { 0.0 },
            item: None,
        }),
        indicator: indicator(code).into(),
        clause: "国办秘函〔2019〕19号，单项否决指标".into(),
        remedy: "及时更新栏目内容，没有内容可发布的栏目予以整合。".into(),
        level,
        state: FindingState::Open,
        first_found: at("2026-11-20T08:15"),
        periods_in_row: 1,
        deadline: Some(day(if level == Level::Veto { "2026-11-23" } else { "2026-11-27" })),
        mended_on: None,
        review: String::new(),
        remark: String::new(),
        exemption: None,
        excused_until: None,
        came_back: false,
        mended_evidence: Vec::new(),
    }
}

fn indicator(code: &str) -> &'static str {
    match code.split('.').next().unwrap_or_default() {
        "unreachable" => "站点无法访问",
        "zombie_site" => "僵尸网站",
        "stale_home" => "首页不更新",
        "stale_columns" => "栏目不更新",
        "empty_columns" => "空白栏目",
        "broken_links" => "错链断链",
        "site_identity" => "网站标识",
        "secure_transport" => "安全连接",
        _ => "其他",
    }
}

pub(crate) fn in_state(mut finding: Finding, state: FindingState) -> Finding {
    finding.state = state;
    finding
}

pub(crate) fn for_periods(mut finding: Finding, periods: u32) -> Finding {
    finding.periods_in_row = periods;
    finding.first_found = at("2026-09-20T08:15");
    finding
}

/// Seen last month, and not looked at since.
pub(crate) fn unchecked(finding: Finding) -> Finding {
    let mut finding = for_periods(finding, 1);
    finding.review = NOT_RECHECKED.into();
    Arc::make_mut(&mut finding.observation).found_at = at("2026-10-20T08:15");
    finding
}

/// Put right since last month.
pub(crate) fn mended(finding: Finding) -> Finding {
    let mut finding = for_periods(in_state(finding, FindingState::Mended), 1);
    finding.mended_on = Some(day("2026-11-20"));
    Arc::make_mut(&mut finding.observation).found_at = at("2026-10-20T08:15");
    finding.review = "复查时已更新".into();
    finding
}

/// A month with something of everything.
pub(crate) fn full_month() -> Month {
    use UnitClass::{Department, Township};
    let mut results = faulty_sites();
    results.extend([
        undecided(
            site("e", "县财政局", Department),
            "broken_links.external",
            "链接http://x.example.com/被安全防护设备拦截，未判定。",
        ),
        unjudged(
            site("f", "县水利局", Department),
            SiteState::Blocked,
            "被安全防护设备拦截（加速乐）",
        ),
        unjudged(
            found(
                site("g", "临水镇人民政府", Township),
                vec![finding("unreachable", Level::Remind, "")],
            ),
            SiteState::Unreachable,
            "抽测：本次检查访问首页3次，3次均未打开。",
        ),
        unrated(site("h", "原县旅游局", Department)),
    ]);
    let then = vec![finding("stale_columns", Level::Deduct, "政策文件")];
    let previous = vec![
        scored(site("c", "县教育局", Department), 90.0),
        scored(site("e", "县财政局", Department), 80.0),
        vetoed(found(site("d", "马店镇人民政府", Township), then), "stale_home"),
    ];
    let mut month = with_previous(month(results), previous);
    let doubt = |check: &str, text: &str| Unconfirmed { check: check.into(), text: text.into() };
    month.basis.unconfirmed = vec![
        doubt("broken_links", "“错链断链”的等级和分值"),
        doubt("empty_columns", "“空白栏目”的等级和分值"),
    ];
    month
}

fn faulty_sites() -> Vec<SiteResult> {
    use UnitClass::{County, Department, Township};
    let column = |name| finding("stale_columns", Level::Deduct, name);
    let mut stale =
        ["政策文件", "通知公告", "工作动态", "人事信息", "规划计划"].map(column).to_vec();
    let mut sum = finding("stale_columns.veto", Level::Veto, "");
    Arc::make_mut(&mut sum.observation).description =
        "动态要闻、通知公告、政策文件类栏目共有5个未更新，达到5个。".into();
    stale.push(sum);
    let mut link = finding("broken_links.internal", Level::Deduct, "");
    Arc::make_mut(&mut link.observation).link = Some("http://www.c.gov.cn/old/1.html".into());
    Arc::make_mut(&mut link.observation).description =
        "链接“2019年工作总结”打不开：页面不存在（404）。".into();
    Arc::make_mut(&mut link.observation).points = 0.1;
    let mut mark = for_periods(finding("site_identity.police", Level::Remind, ""), 2);
    Arc::make_mut(&mut mark.observation).description = "页面底部未见公安机关备案号。".into();
    let kept = vec![
        for_periods(column("政策文件"), 3),
        mended(finding("empty_columns", Level::Deduct, "下载中心")),
        unchecked(finding("broken_links.external", Level::Deduct, "")),
    ];
    vec![
        found(site("huoqiu", "霍邱县人民政府", County), vec![mark]),
        vetoed(found(site("b", "石店镇人民政府", Township), stale), "stale_columns.veto"),
        scored(found(site("c", "县教育局", Department), vec![link]), 95.9),
        scored(found(site("d", "马店镇人民政府", Township), kept), 96.0),
    ]
}
