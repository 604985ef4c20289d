//! `pucha demo`: the simulated county, the real census over it, its documents, and what it found held against the truth.

use crate::census::{Judge, Plan, Start};
use crate::cli::args::{Common, DemoArgs};
use crate::cli::browser::HOW_TO_INSTALL;
use crate::cli::{DONE, FAILED, census, documents, print, setup, tell};
use crate::config::Settings;
use crate::demo::{self, County, FoundRow, Serving};
use crate::fetch::browser::find;
use crate::model::finding::FindingState;
use crate::model::rule::Level;
use crate::model::time::{Period, end_of_day};
use crate::model::verdict::SiteState;
use crate::register;
use crate::store::{SiteResult, Store};
use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Tells a folder that a demo wrote from one that holds real data.
const MARKER: &str = "这是演示数据.txt";
const BOM: &str = "\u{feff}";

pub(crate) async fn run(common: &Common, args: &DemoArgs) -> Result<u8> {
    let as_of = NaiveDate::from_ymd_opt(2026, 11, 20).context("演示日期无效")?;
    let county = County::new(as_of, args.sites);
    let serving = demo::serve(&county).await.context("无法在本机启动模拟网站")?;
    let settings = prepare(&args.out, &county, &serving)?;
    tell(&format!("模拟县已在本机启动：{} 个站点，监测时间点 {as_of}", county.homes().len()));
    let plan = plan(&settings, as_of)?;
    let judge = Arc::new(Judge::new(setup::rulebook(&settings)?, &settings.rectification));
    let store = Store::open(&settings.place(&settings.store.path))?;
    let visits = remember(&store, &county).await?;
    tell(&format!(
        "已把模拟县 {visits} 次可用性访问（监测时间点前一周，由模拟县给出，并非真的等了一周）计入历史"
    ));
    census::watched(common, &plan, &store, judge).await?;
    let results = store.results(plan.period)?;
    let written = documents::write_all(&settings, &store, plan.period, &args.out)?;
    let has_browser = find(&plan.browser).is_some();
    let (truth, unseen): (Vec<_>, Vec<_>) =
        county.truth().into_iter().partition(|it| has_browser || !it.by_browser);
    let comparison = demo::compare(&truth, &found(&results), &states(&results));
    store.close().await?;
    let mut text = String::from("已生成：\n");
    for path in &written {
        let _ = writeln!(text, "  {}", path.display());
    }
    let _ = write!(text, "\n与模拟县标准答案核对：\n{comparison}\n");
    if !unseen.is_empty() {
        let _ = writeln!(
            text,
            "另有 {} 个埋设的问题要用浏览器才看得到，本机没有找到浏览器，未计在内。{HOW_TO_INSTALL}",
            unseen.len()
        );
    }
    print(&text)?;
    if args.serve {
        serve_on(&serving).await;
    }
    serving.shutdown().await;
    Ok(if comparison.agrees() { DONE } else { FAILED })
}

/// A week cannot be waited for: what the county's own history says of it is kept the way probes are.
async fn remember(store: &Store, county: &County) -> Result<usize> {
    let mut visits = 0;
    for (site, visit) in county.probes() {
        store.put_probe(&site, visit).await?;
        visits += 1;
    }
    store.flush().await?;
    Ok(visits)
}

/// Writes the county's register and settings; clears what an earlier demo left.
fn prepare(out: &Path, county: &County, serving: &Serving) -> Result<Settings> {
    let marker = out.join(MARKER);
    let is_used = out.is_dir() && fs::read_dir(out)?.next().is_some();
    if is_used && !marker.exists() {
        bail!("目录 {} 中已有其他文件，请用 --out 换一个空目录", out.display());
    }
    if is_used {
        fs::remove_dir_all(out)
            .with_context(|| format!("无法清理上次的演示目录 {}", out.display()))?;
    }
    let write = |name: &str, text: String| {
        let path = out.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("无法建立目录 {}", folder.display()))?;
        }
        fs::write(&path, text).with_context(|| format!("无法写入 {}", path.display()))
    };
    write(MARKER, "本目录由 pucha demo 生成，全部是模拟数据，再次演示时会被清空。\n".into())?;
    write("config/sites.csv", format!("{BOM}{}", county.sites_csv()))?;
    write("config/columns.csv", format!("{BOM}{}", county.columns_csv()))?;
    let mut settings = Settings { crawl: demo::settings(serving), ..Settings::default() };
    settings.office.name = "澜青县人民政府办公室".into();
    settings.store.path = "pucha.db".into();
    write("config/pucha.toml", toml::to_string_pretty(&settings).context("无法写出演示设置")?)?;
    settings.root = out.to_path_buf();
    Ok(settings)
}

fn plan(settings: &Settings, as_of: NaiveDate) -> Result<Plan> {
    let loaded = register::load(settings)?;
    if let Some(fault) = loaded.faults.iter().find(|it| it.severe) {
        bail!("演示清单有误：{fault}");
    }
    Ok(Plan {
        register: loaded.register,
        crawl: settings.crawl.clone(),
        browser: settings.browser.clone(),
        period: Period::of(as_of),
        as_of: end_of_day(as_of),
        as_of_given: true,
        profile: settings.rules.profile.clone(),
        only: BTreeSet::new(),
        start: Start::Anew,
    })
}

/// What the ledger holds, as rows to compare.
fn found(results: &[SiteResult]) -> Vec<FoundRow> {
    let row = |result: &SiteResult, finding: &crate::model::finding::Finding| FoundRow {
        site_address: result.site.home.to_string(),
        code: finding.observation.code.clone(),
        column: finding.observation.column.clone(),
        link: finding.observation.link.clone().unwrap_or_default(),
    };
    results
        .iter()
        .flat_map(|result| result.findings.iter().map(move |finding| (result, finding)))
        .filter(|(_, it)| it.level != Level::NotJudged && it.state != FindingState::Mended)
        .map(|(result, finding)| row(result, finding))
        .collect()
}

fn states(results: &[SiteResult]) -> Vec<(String, SiteState)> {
    results.iter().map(|it| (it.site.home.to_string(), it.verdict.state)).collect()
}

async fn serve_on(serving: &Serving) {
    tell("模拟网站继续运行，按 Ctrl-C 结束。各站点在本机的地址：");
    for (host, address) in &serving.hosts {
        let first = address.split(';').next().unwrap_or_default();
        tell(&format!("  {host}  http://{first}/"));
    }
    census::signal_to_end().await;
}
