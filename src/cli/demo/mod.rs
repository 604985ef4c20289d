//! `pucha demo`: the simulated county, the real census over it month by month, its documents, and what it found held
//! against the truth.

mod office;
mod rows;

use crate::census::{Judge, Plan, Start};
use crate::cli::args::{Common, DemoArgs};
use crate::cli::browser::HOW_TO_INSTALL;
use crate::cli::demo::office::Desk;
use crate::cli::{DONE, FAILED, census, documents, print, setup, tell};
use crate::config::Settings;
use crate::demo::{self, Comparison, County, LifeComparison, MONTHS, Serving, TruthRow, audit_day};
use crate::fetch::browser::find;
use crate::model::time::{Instant, Period, end_of_day, start_of_day};
use crate::register;
use crate::store::{SiteResult, Store};
use anyhow::{Context, Result, bail};
use chrono::Duration;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Tells a folder that a demo wrote from one that holds real data.
const MARKER: &str = "这是演示数据.txt";
const BOM: &str = "\u{feff}";

pub(crate) async fn run(common: &Common, args: &DemoArgs) -> Result<u8> {
    clear(&args.out)?;
    let mut text = String::from("已生成：\n");
    let mut told = String::new();
    let mut agrees = true;
    let mut tables = Vec::new();
    for months_back in (0..args.months).rev() {
        let county = County::of_month(months_back, args.sites);
        let serving = demo::serve(&county).await.context("无法在本机启动模拟网站")?;
        let month = Month { common, args, county: &county, months_back };
        let played = month.play(&serving, &mut tables).await?;
        for path in &played.written {
            let _ = writeln!(text, "  {}", path.display());
        }
        let _ = write!(told, "{}", month.told(&played));
        agrees &= played.comparison.agrees() && played.lives.agrees();
        if months_back == 0 {
            print(&format!("{text}\n与模拟县标准答案核对：\n{told}"))?;
            if args.serve {
                serve_on(&serving).await;
            }
        }
        serving.shutdown().await;
    }
    Ok(if agrees { DONE } else { FAILED })
}

/// One month of the demo.
struct Month<'a> {
    common: &'a Common,
    args: &'a DemoArgs,
    county: &'a County,
    months_back: u32,
}

/// What came of it.
struct Played {
    written: Vec<PathBuf>,
    comparison: Comparison,
    /// Planted faults that take a browser, where there is none.
    unseen: usize,
    lives: LifeComparison,
}

impl Month<'_> {
    /// `tables` has the truth of the months before, and then also this month's.
    async fn play(&self, serving: &Serving, tables: &mut Vec<Vec<TruthRow>>) -> Result<Played> {
        let (county, out) = (self.county, &self.args.out);
        let mut settings = write_settings(out, county, serving)?;
        let at = start_of_day(county.as_of()) + Duration::hours(9);
        settings.crawl.clock_ahead_seconds = (at - setup::now()).num_seconds();
        let sites = county.homes().len();
        tell(&format!("模拟县已在本机启动：{sites} 个站点，监测时间点 {}", county.as_of()));
        let plan = plan(&settings, county)?;
        let judge = Arc::new(Judge::new(setup::rulebook(&settings)?, &settings.rectification));
        let store = Store::open(&settings.place(&settings.store.path))?;
        let visits = remember(&store, county).await?;
        tell(&format!(
            "已把模拟县 {visits} 次可用性访问（监测时间点前一周，由模拟县给出，并非真的等了一周）计入历史"
        ));
        census::watched(self.common, &plan, (&store, Arc::default()), judge).await?;
        let at: Instant = end_of_day(county.as_of());
        let months_back = self.months_back;
        Desk { store: &store, period: plan.period, months_back, at }.work().await?;
        let results = store.results(plan.period)?;
        let written = self.write(&settings, &store, plan.period)?;
        store.close().await?;
        office::after_the_documents(self.common, out, plan.period, county.as_of()).await?;
        let has_browser = find(&plan.browser).is_some();
        let (truth, unseen): (Vec<_>, Vec<_>) =
            county.truth().into_iter().partition(|it| has_browser || !it.by_browser);
        let comparison = demo::compare(&truth, &rows::found(&results), &rows::states(&results));
        tables.push(truth);
        let lives = self.lives(&results, tables);
        Ok(Played { written, comparison, unseen: unseen.len(), lives })
    }

    /// Each month into a folder of its own; the last also, or only, where a demo of one month writes.
    fn write(&self, settings: &Settings, store: &Store, period: Period) -> Result<Vec<PathBuf>> {
        let out = &self.args.out;
        let mut written = Vec::new();
        if 1 < self.args.months {
            let own = out.join(period.to_string());
            written.extend(documents::write_all(settings, store, period, &own)?);
        }
        if self.months_back == 0 {
            written.extend(documents::write_all(settings, store, period, out)?);
        }
        Ok(written)
    }

    /// The story can only be held against a ledger that knows it from its beginning.
    fn lives(&self, results: &[SiteResult], tables: &[Vec<TruthRow>]) -> LifeComparison {
        if self.args.months == 1 {
            return LifeComparison::default();
        }
        let told = self.county.lives();
        let mut lives = demo::repeats(tables, &told, self.months_back);
        let mut counts = Vec::new();
        if MONTHS <= self.args.months {
            lives.extend(told);
            counts = self.county.counts_of_sites();
        }
        demo::compare_lives(
            (&lives, &counts),
            &rows::lives(results),
            &rows::counts(results),
            |back| audit_day(self.months_back + back),
        )
    }

    fn told(&self, played: &Played) -> String {
        let mut text = String::new();
        if 1 < self.args.months {
            let day = self.county.as_of();
            let _ = writeln!(text, "{}（监测时间点 {day}）：", Period::of(day).chinese());
        }
        let _ = writeln!(text, "{}", played.comparison.to_string().trim_end());
        if 0 < played.lives.lives {
            let _ = writeln!(text, "{}", played.lives.to_string().trim_end());
        }
        if 0 < played.unseen {
            let _ = writeln!(
                text,
                "另有 {} 个埋设的问题要用浏览器才看得到，本机没有找到浏览器，未计在内。{HOW_TO_INSTALL}",
                played.unseen
            );
        }
        text.push('\n');
        text
    }
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

/// Makes an empty folder of one that an earlier demo wrote.
fn clear(out: &Path) -> Result<()> {
    let marker = out.join(MARKER);
    let is_used = out.is_dir() && fs::read_dir(out)?.next().is_some();
    if is_used && !marker.exists() {
        bail!("目录 {} 中已有其他文件，请用 --out 换一个空目录", out.display());
    }
    if is_used {
        fs::remove_dir_all(out)
            .with_context(|| format!("无法清理上次的演示目录 {}", out.display()))?;
    }
    put(out, MARKER, "本目录由 pucha demo 生成，全部是模拟数据，再次演示时会被清空。\n".into())
}

/// The county's register and settings of the month.
fn write_settings(out: &Path, county: &County, serving: &Serving) -> Result<Settings> {
    put(out, "config/sites.csv", format!("{BOM}{}", county.sites_csv()))?;
    put(out, "config/columns.csv", format!("{BOM}{}", county.columns_csv()))?;
    let mut settings = Settings { crawl: demo::settings(serving), ..Settings::default() };
    settings.office.name = "澜青县人民政府办公室".into();
    settings.store.path = "pucha.db".into();
    settings.notices.outbox = "整改通知".into();
    let text = toml::to_string_pretty(&settings).context("无法写出演示设置")?;
    put(out, "config/pucha.toml", text)?;
    settings.root = out.to_path_buf();
    Ok(settings)
}

fn put(out: &Path, name: &str, text: String) -> Result<()> {
    let path = out.join(name);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("无法建立目录 {}", folder.display()))?;
    }
    fs::write(&path, text).with_context(|| format!("无法写入 {}", path.display()))
}

fn plan(settings: &Settings, county: &County) -> Result<Plan> {
    let as_of = county.as_of();
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

async fn serve_on(serving: &Serving) {
    tell("模拟网站继续运行，按 Ctrl-C 结束。各站点在本机的地址：");
    for (host, address) in &serving.hosts {
        let first = address.split(';').next().unwrap_or_default();
        tell(&format!("  {host}  http://{first}/"));
    }
    census::signal_to_end().await;
}
