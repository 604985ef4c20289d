//! How fast a month's documents are written: the bulletin in each form, the ledger and the results as workbooks.
//!
//! `cargo bench --bench bulletin -- 10 100` (numbers of sites; 10 and 100 when none is given). Every site has 30 problems, so
//! that 100 sites have 3,000; four fifths are judged, one in ten is vetoed, one in twenty could not be judged. Printed are
//! seconds a form, and the time a row beside that of the smaller month: where it grows, something is not linear.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use anyhow::{Context, Result};
use chrono::NaiveDate;
use pucha::config::{Office, Rectification, templates};
use pucha::model::finding::{Finding, FindingId, FindingState};
use pucha::model::rule::Level;
use pucha::model::site::{Scope, Site, SiteStatus, UnitClass, site_key};
use pucha::model::time::{Instant, Period, end_of_day};
use pucha::model::verdict::{Arithmetic, Conclusion, Observation, SiteState, Verdict};
use pucha::model::visit::VisitId;
use pucha::reports::bulletin::{Templates, bulletin};
use pucha::reports::document::{docx, html, markdown};
use pucha::reports::ledger::ledger;
use pucha::reports::unit::parcels;
use pucha::reports::xlsx::workbook;
use pucha::reports::{Basis, Month, RunTimes, SiteResult};
use std::path::Path;
use std::sync::Arc;
use url::Url;

const PROBLEMS: usize = 30;

type Write = fn(&Month) -> Result<Vec<u8>>;

const FORMS: [(&str, Write); 6] = [
    ("bulletin docx", |month| Ok(docx(&document(month)?, month.as_of)?)),
    ("bulletin html", |month| Ok(html(&document(month)?)?)),
    ("bulletin md", |month| Ok(markdown(&document(month)?)?)),
    ("ledger csv", |month| Ok(ledger(month).csv()?)),
    ("ledger xlsx", |month| Ok(workbook(&[&ledger(month)], month.as_of)?)),
    ("all notices", |month| {
        Ok(parcels(month)?.into_iter().flat_map(|it| it.files).flat_map(|it| it.bytes).collect())
    }),
];

fn document(month: &Month) -> Result<pucha::reports::document::Document> {
    let texts = templates::templates(Path::new("."))?;
    let templates = Templates::new(texts).map_err(|it| anyhow::anyhow!("{it}"))?;
    Ok(bulletin(month, &templates)?)
}

fn month(sites: usize) -> Result<Month> {
    let as_of = NaiveDate::from_ymd_opt(2026, 11, 20).context("a day")?;
    let results = (0..sites).map(|number| site(number, as_of)).collect::<Result<_>>()?;
    Ok(Month {
        period: Period::of(as_of),
        as_of,
        office: Office::default(),
        rectification: Rectification::default(),
        basis: Basis::default(),
        results,
        previous: None,
        last_year: None,
        rates: Vec::new(),
    })
}

fn site(number: usize, as_of: NaiveDate) -> Result<SiteResult> {
    let home = Url::parse(&format!("http://www.unit{number}.gov.cn/"))?;
    let classes = UnitClass::ALL;
    let judged = number % 20 != 7;
    let vetoed = judged && number % 10 == 3;
    let at = end_of_day(as_of);
    let site = Site {
        key: site_key(&home),
        unit: format!("第{number}镇人民政府"),
        unit_class: classes[number % classes.len()],
        name: format!("第{number}镇人民政府网站"),
        scope: Scope::new(&home, ""),
        home,
        site_code: Some(format!("34152200{number:02}")),
        status: SiteStatus::Running,
        contact: String::new(),
        phone: String::new(),
        mail: String::new(),
        remark: String::new(),
    };
    let findings: Vec<Finding> =
        (0..PROBLEMS).map(|it| finding(&site, it, vetoed && it == 0, (at, as_of))).collect();
    let conclusion = match (judged, vetoed) {
        (false, _) => Conclusion::NotJudged,
        (true, true) => Conclusion::Unqualified,
        (true, false) => Conclusion::Qualified,
    };
    let verdict = Verdict {
        state: if judged { SiteState::Normal } else { SiteState::Blocked },
        conclusion,
        score: (conclusion == Conclusion::Qualified).then_some(90.0),
        vetoes: if vetoed { vec!["stale_columns.veto".into()] } else { Vec::new() },
        deductions: Vec::new(),
        arithmetic: Arithmetic::default(),
        in_order_by_hand: Vec::new(),
        notes: Vec::new(),
        home_newest: Some(as_of),
        availability: Some((1.0, 3)),
        pages: 400,
        links: 3000,
    };
    Ok(SiteResult {
        site,
        verdict,
        observations: findings.iter().map(|it| (*it.observation).clone()).collect(),
        findings,
        run: RunTimes { id: "2026-11-1".into(), started_at: at, finished_at: Some(at) },
    })
}

fn finding(site: &Site, number: usize, veto: bool, (at, day): (Instant, NaiveDate)) -> Finding {
    let code = match (veto, number % 3) {
        (true, _) => "stale_columns.veto",
        (_, 0) => "stale_columns",
        (_, 1) => "broken_links.internal",
        _ => "empty_columns",
    };
    let page = format!("{}zwgk/{number}/index.html", site.home);
    let level = if veto { Level::Veto } else { Level::Deduct };
    Finding {
        id: FindingId::new(&site.key, code, &page),
        site: site.key.clone(),
        period: Period::of(day),
        observation: Arc::new(Observation {
            code: code.into(),
            level,
            subject: page.clone(),
            column: format!("栏目{number}"),
            description: "“通知公告”栏目最新信息发布于2026年3月1日，已超过规定期限未更新，请核对后及时更新内容".into(),
            page: Some(page),
            link: None,
            last_update: Some(day),
            days_late: Some(60),
            found_at: at,
            evidence: vec![VisitId(format!("E{number:012}"))],
            points: 2.0,
            item: None,
        }),
        indicator: "栏目不更新".into(),
        clause: "国办秘函〔2019〕19号 单项否决第3条".into(),
        remedy: "更新该栏目内容，或者发布情况说明、撤并栏目".into(),
        level,
        state: FindingState::Open,
        first_found: at,
        periods_in_row: 1,
        deadline: Some(day),
        mended_on: None,
        review: String::new(),
        remark: String::new(),
        exemption: None,
        excused_until: None,
        came_back: false,
        mended_evidence: Vec::new(),
    }
}

fn main() -> Result<()> {
    let mut sizes: Vec<usize> = std::env::args().skip(1).filter_map(|it| it.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![10, 100];
    }
    let mut smaller: Vec<f64> = Vec::new();
    for sites in sizes {
        let month = month(sites)?;
        let rows = sites * PROBLEMS;
        println!("{sites} sites, {rows} problems");
        let mut each = Vec::new();
        for (place, (name, write)) in FORMS.iter().enumerate() {
            let begun = std::time::Instant::now();
            let bytes = write(&month)?;
            let seconds = begun.elapsed().as_secs_f64();
            #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
            let row = seconds / rows as f64;
            let beside = smaller.get(place).map(|it| format!(", {:.2} of the smaller", row / it));
            println!(
                "  {name:<14} {seconds:>7.3} s  {:>6} KiB  {:>6.1} us a row{}",
                bytes.len() / 1024,
                row * 1e6,
                beside.unwrap_or_default()
            );
            each.push(row);
        }
        smaller = each;
    }
    Ok(())
}
