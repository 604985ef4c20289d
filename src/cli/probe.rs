//! `pucha probe`: one availability round, the loop that keeps the rhythm, and how far each site's week is.

use crate::census::log_lines;
use crate::census::probe::{
    Clock, Keeper, Prober, Rhythm, Round, Waiting, WallClock, dice, shared_hosts,
};
use crate::census::progress::Progress;
use crate::census::tally::Class;
use crate::checks::Availability;
use crate::checks::unreachable::Params;
use crate::cli::args::{Common, ProbeArgs};
use crate::cli::metrics::Metrics;
use crate::cli::{DONE, FAILED, NOT_ALL_JUDGED, census, print, setup, tell};
use crate::config::Settings;
use crate::model::evidence::HomeVisit;
use crate::model::site::{Site, SiteKey, SiteStatus};
use crate::model::time::{Instant, ended_days, minute, start_of_day};
use crate::model::visit::{Barrier, Fault, Reach};
use crate::store::{Store, StoreError};
use anyhow::{Result, bail};
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, Table};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::SystemTime;
use tokio_util::sync::CancellationToken;

pub(crate) async fn run(common: &Common, args: &ProbeArgs) -> Result<u8> {
    let mut listed = Listed::read(common, args)?;
    if args.status {
        return print(&status(&listed)?);
    }
    if listed.sites.is_empty() {
        bail!("没有要探测的站点：只探测清单中状态为“运行”的站点");
    }
    let stop = CancellationToken::new();
    let listening = tokio::spawn(stop_on_signal(stop.clone()));
    let progress = Arc::new(Progress::default());
    progress.sites.store(listed.sites.len(), Ordering::Relaxed);
    let watch = Watch {
        metrics: Metrics::start(&args.watched, "probe", &listed.settings, &progress)?,
        progress,
    };
    let code = if args.keep_on {
        keep_on(&mut listed, &stop, &watch).await
    } else {
        once(&listed, &stop, &watch).await
    };
    listening.abort();
    if let Some(metrics) = watch.metrics {
        metrics.finish(*code.as_ref().unwrap_or(&FAILED));
    }
    code
}

async fn stop_on_signal(stop: CancellationToken) {
    census::signal_to_end().await;
    tell("正在停止，已取得的访问记录都会保存……");
    stop.cancel();
}

/// Who is told of each round.
struct Watch {
    metrics: Option<Metrics>,
    progress: Arc<Progress>,
}

impl Watch {
    fn note(&self, round: &Round) {
        // Sites that one request speaks for count it once.
        let mut asked = BTreeSet::new();
        let mut ends = [0; 3];
        for it in &round.visits {
            let (at, class) = match &it.visit.reach {
                Reach::Ok => (0, Class::Success),
                Reach::Bad(Fault::Status(500..)) => (1, Class::ServerError),
                Reach::Bad(Fault::Status(_)) => (1, Class::ClientError),
                Reach::Bad(_) => (1, Class::Failed),
                Reach::NotJudged(_) => (2, Class::Barred),
            };
            ends[at] += 1;
            if asked.insert(&it.visit.id) {
                self.progress.tally.note(&it.site.key, class);
            }
            log_lines::probe(&it.site.key, &it.visit.reach, it.visit.elapsed_ms);
        }
        self.progress.sites_done.store(round.visits.len(), Ordering::Relaxed);
        if let Some(metrics) = &self.metrics {
            metrics.probed(ends, !round.cut_off && ends[2] == 0);
        }
    }
}

async fn once(listed: &Listed, stop: &CancellationToken, watch: &Watch) -> Result<u8> {
    let store = setup::store(&listed.settings)?;
    let now = setup::now();
    let mut prober = Prober::new(&listed.settings.crawl, &listed.settings.probe, now)?;
    prober.recall(&listed.sites, &store, now)?;
    let round = prober.round(&listed.sites, stop).await;
    watch.note(&round);
    for it in &round.visits {
        store.put_probe(&it.site.key, &it.visit).await?;
    }
    store.close().await?;
    print(&said(&round))?;
    let all_judged = round.visits.iter().all(|it| !matches!(it.visit.reach, Reach::NotJudged(_)));
    Ok(if all_judged && !round.cut_off { DONE } else { NOT_ALL_JUDGED })
}

async fn keep_on(listed: &mut Listed, stop: &CancellationToken, watch: &Watch) -> Result<u8> {
    let database = listed.settings.place(&listed.settings.store.path);
    let now = WallClock.now();
    let mut prober = Prober::new(&listed.settings.crawl, &listed.settings.probe, now)?;
    let last = match Store::open(&database) {
        Ok(store) => prober.recall(&listed.sites, &store, now)?,
        Err(fault @ (StoreError::Full(_) | StoreError::Locked(_))) => {
            tell(&format!("{}，先开始探测，记录暂存在内存中", why(&fault)));
            None
        }
        Err(fault) => return Err(fault.into()),
    };
    let _lock = Store::lock_for_probes(&database)?;
    let probe = &listed.settings.probe;
    let rhythm = Rhythm { visits_per_day: probe.visits_per_day, jitter: probe.jitter };
    for word in
        doubts(&listed.settings, rhythm, &setup::rulebook(&listed.settings)?.unreachable.params)
    {
        tell(&word);
    }
    let mut waiting = Waiting::new(&database);
    let due = |at| show(&format!("下一轮探测：{}（按 Ctrl-C 结束）", minute(at)));
    let round = async || {
        listed.reread();
        let round = prober.round(&listed.sites, stop).await;
        watch.note(&round);
        show(&format!("{} {}", minute(WallClock.now()), said(&round)));
        waiting.add(round.visits);
        if let Err(fault) = waiting.write().await {
            tell(&format!("{}，{}次访问暂存在内存中，下一轮再写入", why(&fault), waiting.len()));
        }
    };
    Keeper { rhythm, clock: &WallClock, stop, last }.keep(dice, due, round).await;
    if let Err(fault) = waiting.write().await {
        tell(&format!("{}，{}次访问没有保存", why(&fault), waiting.len()));
        return Ok(FAILED);
    }
    Ok(DONE)
}

/// A result on standard output. That it cannot be written, a full disk say, must not end a service.
fn show(text: &str) {
    if let Err(fault) = print(text) {
        tell(&format!("{fault}"));
    }
}

/// The store's own words tell how to resume a census.
fn why(fault: &StoreError) -> String {
    match fault {
        StoreError::Full(path) => {
            format!("磁盘已满，数据库 {} 无法写入，请清理磁盘", path.display())
        }
        StoreError::Locked(path) => format!("数据库 {} 正被另一进程占用", path.display()),
        other => other.to_string(),
    }
}

/// What keeps the rhythm of the settings from ever making up the rule's week, and what would make it surer.
fn doubts(settings: &Settings, rhythm: Rhythm, rule: &Params) -> Vec<String> {
    let mut doubts = Vec::new();
    if rhythm.visits_per_day < rule.visits_per_day {
        doubts.push(format!(
            "[probe] visits_per_day 每天{}次，少于规则要求的{}次，“站点无法访问”将只作抽测",
            rhythm.visits_per_day, rule.visits_per_day
        ));
    }
    if rhythm.least_gap().num_minutes() < i64::from(rule.spaced_minutes) {
        doubts.push(format!(
            "[probe] 两轮最短只隔{}分钟，规则把间隔不到{}分钟的访问合计为一次；请减少 visits_per_day 或 jitter",
            rhythm.least_gap().num_minutes(),
            rule.spaced_minutes
        ));
    }
    if settings.probe.timeout_seconds < f64::from(rule.open_within_seconds) {
        doubts.push(format!(
            "[probe] timeout_seconds 短于规则的{}秒，超时的访问不计入判定",
            rule.open_within_seconds
        ));
    }
    if settings.crawl.sentinels.is_empty() {
        doubts.push(
            "没有设置 [crawl] sentinels：几乎所有网站同时打不开时，一律按本机网络中断处理。建议填一两个县外的可靠网址"
                .to_owned(),
        );
    }
    doubts
}

fn said(round: &Round) -> String {
    let count = |wanted: fn(&Reach) -> bool| {
        round.visits.iter().filter(|it| wanted(&it.visit.reach)).count()
    };
    let mut text = format!(
        "本轮探测 {} 个站点（{} 台主机）：{} 个打开，{} 个未打开，{} 个未能判定\n",
        round.visits.len(),
        round.hosts,
        count(|it| *it == Reach::Ok),
        count(|it| matches!(it, Reach::Bad(_))),
        count(|it| matches!(it, Reach::NotJudged(_))),
    );
    if let Some(outage) = round.outage {
        let own = count(|it| *it == Reach::NotJudged(Barrier::OwnNetwork));
        let _ =
            writeln!(text, "本机网络中断（{}）：{own} 个站点的本次访问不计入", outage.chinese());
    }
    if round.cut_off {
        text.push_str("本轮没有做完，其余站点未访问\n");
    }
    let mut heading = "未打开：\n";
    for it in &round.visits {
        if let Reach::Bad(fault) = it.visit.reach {
            let _ = writeln!(text, "{heading}  {}  {}", it.site.name, fault.chinese());
            heading = "";
        }
    }
    text
}

fn status(listed: &Listed) -> Result<String> {
    let rule = setup::rulebook(&listed.settings)?.unreachable.params;
    let store = setup::store_to_read(&listed.settings)?;
    let now = setup::now();
    let (first, _) = ended_days(now, rule.days);
    let (mut table, mut complete, mut all) = (Table::new(), 0, 0);
    let week = format!("前{}天次数", rule.days);
    table.load_style(UTF8_FULL_CONDENSED);
    table.set_header([
        "站点",
        "今天次数",
        &week,
        "够数天数",
        "失败",
        "失败比例",
        "本机中断",
        "最近一次",
    ]);
    for host in shared_hosts(&listed.sites) {
        for site in &host.sites {
            let probes = store.probes(&site.key, start_of_day(first), now)?;
            let week = Availability::of(&probes, now, &rule);
            all += 1;
            complete += usize::from(week.is_enough());
            table.add_row(row(site, &week, &probes, (now, &rule)));
        }
    }
    for field in 1..7 {
        if let Some(field) = table.column_mut(field) {
            field.set_cell_alignment(CellAlignment::Right);
        }
    }
    Ok(format!(
        "{table}\n{all} 个站点中，{complete} 个已有{}个整天、每天至少{}次有效访问，可按规则判定“站点无法访问”；其余只作抽测。\n",
        rule.days, rule.visits_per_day
    ))
}

fn row(
    site: &Site,
    week: &Availability<'_>,
    probes: &[HomeVisit],
    (now, rule): (Instant, &Params),
) -> [String; 8] {
    let today = start_of_day(now.date_naive());
    let judged = |it: &&HomeVisit| today <= it.at && !matches!(it.reach, Reach::NotJudged(_));
    let share = match week.visits() {
        0 => "—".to_owned(),
        _ => format!("{}%", week.failed_percent()),
    };
    [
        site.name.clone(),
        probes.iter().filter(judged).count().to_string(),
        week.visits().to_string(),
        format!("{}/{}", week.full_days(), rule.days),
        week.failed().to_string(),
        share,
        week.own_outages.to_string(),
        probes.last().map(|it| minute(it.at)).unwrap_or_default(),
    ]
}

/// The sites to ask, read again when their file changes.
struct Listed {
    settings: Settings,
    names: Vec<String>,
    sites: Vec<Site>,
    /// When the file was last written.
    written: Option<SystemTime>,
}

impl Listed {
    fn read(common: &Common, args: &ProbeArgs) -> Result<Self> {
        let settings = setup::settings(common)?;
        let written = written(&settings);
        let sites = chosen(&settings, &args.site)?;
        Ok(Self { settings, names: args.site.clone(), sites, written })
    }

    /// A list that cannot be read just now leaves the one before in force.
    fn reread(&mut self) {
        let written = written(&self.settings);
        if written.is_none() || written == self.written {
            return;
        }
        self.written = written;
        match chosen(&self.settings, &self.names) {
            Ok(sites) if sites.is_empty() => tell("站点清单有变动，但其中没有站点，仍用原来的清单"),
            Ok(sites) => self.sites = sites,
            Err(fault) => tell(&format!("站点清单有变动，但无法读取，仍用原来的清单：{fault:#}")),
        }
    }
}

fn written(settings: &Settings) -> Option<SystemTime> {
    fs::metadata(settings.place(&settings.register.sites)).and_then(|it| it.modified()).ok()
}

fn chosen(settings: &Settings, names: &[String]) -> Result<Vec<Site>> {
    let sites = setup::register(settings)?.sites;
    let only: BTreeSet<SiteKey> = setup::chosen(&sites, names)?;
    let is_wanted = |it: &Site| only.is_empty() || only.contains(&it.key);
    Ok(sites.into_iter().filter(|it| it.status == SiteStatus::Running && is_wanted(it)).collect())
}
