//! `pucha doctor`: whether this machine is ready for a census: one row a check, what was seen and what to do. It changes
//! nothing but a file of its own in the folders that it tries.

mod machine;
mod network;
mod own;

use crate::cli::args::{Common, DoctorArgs, DoctorFormat};
use crate::cli::terminal::fit_json;
use crate::cli::{DONE, FAILED, print, setup};
use crate::config::Settings;
use crate::reports::clean::one_line;
use anyhow::{Context, Result};
use comfy_table::Table;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use serde::Serialize;
use std::fmt::Write as _;
use std::time::Duration;
use tokio::sync::oneshot;

/// What one check may take; who is later is told to have run out of time.
const LIMIT: Duration = Duration::from_secs(20);
/// Of a large database on a slow disk.
const DATABASE_LIMIT: Duration = Duration::from_mins(3);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Good,
    Warning,
    Bad,
}

impl State {
    fn chinese(self) -> &'static str {
        match self {
            Self::Good => "正常",
            Self::Warning => "提醒",
            Self::Bad => "故障",
        }
    }
}

/// What a check came to.
#[derive(Debug, Serialize)]
struct Row {
    /// Stable, for programs.
    check: &'static str,
    name: &'static str,
    state: State,
    seen: String,
    /// Empty where nothing is to be done.
    next: String,
}

type Check = (&'static str, &'static str);
/// State, what was seen, what to do.
type Found = (State, String, String);

fn good(seen: impl Into<String>) -> Found {
    (State::Good, seen.into(), String::new())
}

fn warning(seen: impl Into<String>, next: impl Into<String>) -> Found {
    (State::Warning, seen.into(), next.into())
}

fn bad(seen: impl Into<String>, next: impl Into<String>) -> Found {
    (State::Bad, seen.into(), next.into())
}

/// An error that names the thing and the way out in one text.
fn fault(fault: &dyn std::fmt::Display) -> Found {
    let text = one_line(&fault.to_string());
    let cut = text.rsplit_once("；").or_else(|| text.split_once("，请"));
    match cut {
        Some((seen, next)) => {
            bad(seen, if next.starts_with('请') { next.into() } else { format!("请{next}") })
        }
        None => bad(text, "请按提示改正后再运行 pucha doctor"),
    }
}

pub(crate) async fn run(common: &Common, args: &DoctorArgs) -> Result<u8> {
    let rows = match setup::settings(common) {
        Ok(settings) => all(common, &settings, args.offline).await,
        Err(wrong) => vec![row(SETTINGS, fault(&format!("{wrong:#}")))],
    };
    let is_well = rows.iter().all(|it| it.state != State::Bad);
    print(&match args.format {
        DoctorFormat::Text => table(&rows, args.offline),
        DoctorFormat::Json => {
            let all = serde_json::json!({ "ok": is_well, "checks": rows });
            let text = serde_json::to_string_pretty(&all).context("无法写出 JSON")?;
            fit_json(&text).into_owned()
        }
    })?;
    Ok(if is_well { DONE } else { FAILED })
}

const SETTINGS: Check = ("settings", "设置");

/// A check of this machine, and how long it may take.
type Local = (Check, Duration, fn(&Settings) -> Found);

async fn all(common: &Common, settings: &Settings, offline: bool) -> Vec<Row> {
    let mut rows = vec![row(SETTINGS, good(format!("已读入 {}", common.config.display())))];
    let local: [Local; 13] = [
        (("register", "清单"), LIMIT, own::register),
        (("rules", "规则集"), LIMIT, own::rules),
        (("database", "数据库"), DATABASE_LIMIT, own::database),
        (("locks", "运行锁"), LIMIT, own::locks),
        (("leftovers", "中断的检查"), LIMIT, own::leftovers),
        (("disk", "磁盘空间"), LIMIT, machine::disk),
        (("folders", "文件夹权限"), LIMIT, machine::folders),
        (("calendar", "年份与节假日"), LIMIT, machine::calendar),
        (("ipv6", "IPv6"), LIMIT, machine::ipv6),
        (("fonts", "中文字体"), LIMIT, machine::fonts),
        (("browser", "浏览器"), LIMIT, machine::browser),
        (("office", "PDF 转换"), LIMIT, machine::office),
        (("mail", "邮件与群消息"), LIMIT, own::mail),
    ];
    for (check, limit, work) in local {
        let own = settings.clone();
        rows.push(row(check, on_a_thread(limit, move || work(&own)).await));
    }
    if !offline {
        rows.extend(network::all(settings).await);
    }
    rows
}

fn row((check, name): Check, (state, seen, next): Found) -> Row {
    Row { check, name, state, seen: one_line(&seen), next: one_line(&next) }
}

fn late(limit: Duration) -> Found {
    let seconds = limit.as_secs();
    warning(
        format!("{seconds} 秒内没有查完，未能确定"),
        "请检查磁盘或网络是否很慢，或单独查看这一项",
    )
}

/// A thread of its own, which a disk that does not answer may hold for ever: the program ends without it.
async fn on_a_thread(limit: Duration, work: impl FnOnce() -> Found + Send + 'static) -> Found {
    let (done, waiting) = oneshot::channel();
    let started = std::thread::Builder::new().spawn(move || {
        // Nobody waits any more once the time is over.
        let _ = done.send(work());
    });
    if let Err(error) = started {
        return bad(format!("无法启动检查线程：{error}"), "请检查内存和进程数限制");
    }
    match tokio::time::timeout(limit, waiting).await {
        Ok(Ok(found)) => found,
        Ok(Err(_)) => bad("检查本身出错", "请把这一情况连同日志反馈给维护人员"),
        Err(_) => late(limit),
    }
}

fn table(rows: &[Row], offline: bool) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    table.set_header(["项目", "情况", "看到的", "怎么办"]);
    for it in rows {
        table.add_row([it.name, it.state.chinese(), &it.seen, &it.next]);
    }
    let many = |state| rows.iter().filter(|it| it.state == state).count();
    let (bad, warnings) = (many(State::Bad), many(State::Warning));
    let mut text = format!("{table}\n共 {} 项：{bad} 项故障，{warnings} 项提醒\n", rows.len());
    let next = match (bad, warnings) {
        (0, 0) => "可以开始检查：pucha census",
        (0, _) => "可以开始检查：pucha census；提醒不影响运行，但会影响表中所说的功能",
        _ => "请先处理“故障”各项，再运行一次 pucha doctor",
    };
    let _ = writeln!(text, "{next}");
    if offline {
        text.push_str("（--offline：没有核对时钟、域名解析和外部网址）\n");
    }
    text
}
