//! What only the network tells: names, sentinels, and by their answers the clock. Everything passes the fetcher and its
//! gates.

use crate::cli::doctor::{Found, LIMIT, Row, State, bad, fault, good, late, row, warning};
use crate::cli::setup;
use crate::config::Settings;
use crate::fetch::{Ask, Fetched, Fetcher};
use crate::model::site::SiteStatus;
use crate::model::visit::{Outcome, Purpose};
use crate::register;
use chrono::DateTime;
use futures_util::{StreamExt, stream};
use std::collections::BTreeMap;
use tokio::time::timeout;
use url::Url;

/// Names asked for at the same time.
const AT_ONCE: usize = 16;
/// Names that are told at most.
const MOST_NAMES: usize = 5;
/// A clock that is further off dates the evidence wrongly.
const CLOCK_OFF: i64 = 120;

pub(super) async fn all(settings: &Settings) -> Vec<Row> {
    let fetcher = match Fetcher::new(&settings.crawl, "doctor") {
        Ok(fetcher) => fetcher,
        Err(wrong) => return vec![row(("network", "网络"), fault(&wrong))],
    };
    let names = timeout(LIMIT, names(settings, &fetcher)).await;
    let asked = timeout(LIMIT * 2, sentinels(settings, &fetcher)).await;
    let (reached, clock) = match asked {
        Ok(asked) => (reached(&asked), clock(&asked)),
        Err(_) => (late(LIMIT * 2), late(LIMIT * 2)),
    };
    vec![
        row(("dns", "域名解析"), names.unwrap_or_else(|_| late(LIMIT))),
        row(("sentinels", "对照网址"), reached),
        row(("clock", "时钟"), clock),
    ]
}

async fn names(settings: &Settings, fetcher: &Fetcher) -> Found {
    let Ok(loaded) = register::load(settings) else {
        return warning("清单读不出来，未能查看", "先处理“清单”一项");
    };
    let running = loaded.register.sites.into_iter().filter(|it| it.status == SiteStatus::Running);
    let hosts: BTreeMap<String, Url> =
        running.filter_map(|it| Some((it.home.host_str()?.to_owned(), it.home.clone()))).collect();
    let all = hosts.len();
    let mut asking = stream::iter(hosts)
        .map(async |(host, address)| (host, fetcher.resolves(&address).await))
        .buffer_unordered(AT_ONCE);
    let mut open = Vec::new();
    while let Some((host, found)) = asking.next().await {
        if let Err(outcome) = found {
            let why = match outcome {
                Outcome::Failed(failure) => failure.chinese().to_owned(),
                Outcome::Barred(barrier) => barrier.chinese(),
                Outcome::Answered(_) => String::new(),
            };
            open.push(format!("{host}（{why}）"));
        }
    }
    open.sort();
    let many = open.len();
    if many == 0 {
        return good(format!("清单中 {all} 个域名都能解析"));
    }
    open.truncate(MOST_NAMES);
    let more = if MOST_NAMES < many { format!("等 {many} 个") } else { String::new() };
    let seen = format!("{all} 个域名中 {many} 个不能解析：{}{more}", open.join("、"));
    if many == all {
        return bad(seen, "全部解析不了，多半是本机的域名服务器设置不对，请检查 /etc/resolv.conf");
    }
    warning(seen, "核对清单中的网址；只在内网解析的，写进 [crawl.hosts]")
}

/// Each sentinel of the settings, with what came.
async fn sentinels(settings: &Settings, fetcher: &Fetcher) -> Vec<(String, Fetched)> {
    let mut asked = Vec::new();
    for text in &settings.crawl.sentinels {
        let whole = if text.contains("://") { text.clone() } else { format!("http://{text}/") };
        let Ok(address) = Url::parse(&whole) else { continue };
        let ask = Ask { purpose: Purpose::Sentinel, body_cap: Some(1024), ..Ask::page(address) };
        asked.push((text.clone(), fetcher.fetch(ask).await));
    }
    asked
}

fn reached(asked: &[(String, Fetched)]) -> Found {
    let next = "在 [crawl] sentinels 中写一两个县外的可靠网址，用来分辨本机断网和对方故障";
    if asked.is_empty() {
        return warning("没有设置对照网址", next);
    }
    let fails = |it: &&(String, Fetched)| it.1.visit.status().is_none();
    let open: Vec<&str> = asked.iter().filter(fails).map(|it| it.0.as_str()).collect();
    match open.len() {
        0 => good(format!("{} 个都能访问", asked.len())),
        many if many == asked.len() => {
            bad(format!("都不能访问：{}", open.join("、")), "请检查本机网络、防火墙和代理设置")
        }
        _ => warning(format!("不能访问：{}", open.join("、")), next),
    }
}

/// Held against what the sentinels say the time is.
fn clock(asked: &[(String, Fetched)]) -> Found {
    let now = setup::now();
    let said = asked.iter().find_map(|(_, it)| {
        let date = it.visit.header("date")?;
        DateTime::parse_from_rfc2822(date).ok()
    });
    let Some(said) = said else {
        return (State::Warning, "没有对照网址给出时间，未能核对".into(), String::new());
    };
    let off = (now - said).num_seconds();
    if off.abs() <= CLOCK_OFF {
        return good(format!("与对照网址相差 {} 秒", off.abs()));
    }
    let which = if off < 0 { "慢" } else { "快" };
    let next = "请校准时钟：timedatectl set-ntp true；时间不对，各项更新期限都会算错";
    bad(format!("本机时钟比对照网址{which} {} 秒", off.abs()), next)
}
