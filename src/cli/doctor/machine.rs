//! What belongs to the machine: disk, folders, year, IPv6, fonts, browser, office program.

use crate::cli::browser::HOW_TO_INSTALL;
use crate::cli::doctor::{Found, bad, good, warning};
use crate::cli::setup;
use crate::config::Settings;
use crate::fetch::browser::find;
use crate::reference::holidays::Holidays;
use crate::register;
use crate::store::{Estimate, Store, free_bytes};
use chrono::{Datelike, NaiveDate};
use std::fs;
use std::io::Read;
use std::net::UdpSocket;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Where nothing is known of the sites' sizes.
const PAGES_OF_A_SITE: u64 = 3_000;
/// Before this year the program did not exist; a clock that was never set stands in 1970 or 2000.
const FIRST_YEAR: i32 = 2025;
const ANSWER: Duration = Duration::from_secs(10);

pub(super) fn disk(settings: &Settings) -> Found {
    let path = settings.place(&settings.store.path);
    let free = match free_bytes(&path) {
        Ok(free) => free,
        Err(error) => {
            return bad(
                format!("无法得知 {} 所在磁盘的剩余空间：{error}", path.display()),
                "请检查 [store] path 所在的磁盘是否挂载、可读",
            );
        }
    };
    let sites = register::load(settings).map_or(0, |it| it.register.sites.len());
    let store = path.exists().then(|| Store::open_read_only(&path).ok()).flatten();
    let estimate = store.and_then(|it| it.estimate(sites).ok()).unwrap_or_default();
    let (need, by) = match &estimate {
        Estimate::ByLast { .. } => (estimate.bytes(0), "按上次"),
        Estimate::ByThousand(_) => {
            (estimate.bytes(PAGES_OF_A_SITE * sites as u64), "按每个站点 3000 页")
        }
    };
    let least = settings.store.min_free_bytes();
    let seen =
        format!("剩余 {}，{by}估计一次检查约需 {}，须留 {}", size(free), size(need), size(least));
    let next = "清理磁盘，或用 pucha prune 删去不再需要的旧期页面，或把 [store] path 移到别的磁盘";
    if free < least {
        bad(seen, next)
    } else if free < least.saturating_add(need) {
        warning(seen, next)
    } else {
        good(seen)
    }
}

#[expect(clippy::cast_precision_loss, reason = "for the eye")]
fn size(bytes: u64) -> String {
    match bytes {
        0..1_048_576 => format!("{} KB", bytes.div_ceil(1024)),
        1_048_576..1_073_741_824 => format!("{} MB", bytes >> 20),
        _ => format!("{:.1} GB", bytes as f64 / 1_073_741_824.0),
    }
}

/// A file is written and renamed in each folder that the program writes to, or where it would make it.
pub(super) fn folders(settings: &Settings) -> Found {
    let of_store = settings.place(&settings.store.path);
    let of_store = of_store.parent().unwrap_or(Path::new(".")).to_owned();
    let outbox = settings.place(&settings.notices.outbox);
    let mut seen: Vec<PathBuf> = Vec::new();
    for wanted in [of_store, outbox] {
        let there = wanted.ancestors().find(|it| it.is_dir()).unwrap_or(Path::new(".")).to_owned();
        if let Err(error) = try_out(&there) {
            return bad(
                format!("{} 中不能写文件或改名：{error}", there.display()),
                "请给运行 pucha 的用户这个文件夹的读写权限，或改设置中的位置",
            );
        }
        if !seen.contains(&there) {
            seen.push(there);
        }
    }
    let names: Vec<String> = seen.iter().map(|it| it.display().to_string()).collect();
    good(format!("可以写入和改名：{}", names.join("、")))
}

fn try_out(folder: &Path) -> std::io::Result<()> {
    let name = |end| folder.join(format!(".pucha-doctor-{}{end}", std::process::id()));
    let (part, whole) = (name(".part"), name(""));
    let tried = fs::write(&part, b"pucha").and_then(|()| fs::rename(&part, &whole));
    fs::remove_file(&part).ok();
    fs::remove_file(&whole).ok();
    tried
}

pub(super) fn calendar(settings: &Settings) -> Found {
    let today = setup::now().date_naive();
    let year = today.year();
    if year < FIRST_YEAR {
        return bad(
            format!("本机时钟是 {today}"),
            "请校准时钟：timedatectl set-ntp true；时间不对，各项更新期限都会算错",
        );
    }
    // Faults of the rules are told by their own check.
    let holidays =
        setup::rulebook(settings).map_or_else(|_| Holidays::embedded(), |it| it.calendar);
    let is_known = |year| {
        NaiveDate::from_ymd_opt(year, 1, 1).is_some_and(|it| holidays.is_workday(it).is_some())
    };
    let next = format!(
        "国务院办公厅公布后，在 config/rules/{}/holidays.toml 中补上；在此之前整改期限只按周末推算",
        settings.rules.profile
    );
    if !is_known(year) {
        warning(format!("今天 {today}，没有 {year} 年的节假日安排"), next)
    } else if 12 <= today.month() && !is_known(year + 1) {
        warning(format!("今天 {today}，还没有 {} 年的节假日安排", year + 1), next)
    } else {
        good(format!("今天 {today}，{year} 年节假日安排已知"))
    }
}

/// The routing table is asked; nothing is sent.
pub(super) fn ipv6(_: &Settings) -> Found {
    let routed = UdpSocket::bind("[::]:0").and_then(|it| it.connect("[2400:3200::1]:53"));
    if routed.is_ok() {
        return good("有 IPv6 路由");
    }
    warning(
        "本机没有 IPv6 路由",
        "不影响检查；只有 IPv6 地址的网站会记为无法判定。需要时请网络管理人员开通",
    )
}

pub(super) fn fonts(_: &Settings) -> Found {
    let next = "生成 PDF 前请安装 fonts-noto-cjk，或方正字体；docx 不受影响";
    let Some(program) = on_path(&["fc-list"]) else {
        return warning("没有 fc-list，未能查看字体", next);
    };
    match answer(&program, &[":lang=zh", "family"]) {
        Ok(text) if text.trim().is_empty() => warning("没有中文字体", next),
        Ok(text) => {
            let official = ["FZXiaoBiaoSong", "方正小标宋", "FangSong", "仿宋"];
            let has = official.iter().any(|it| text.contains(it));
            let many = text.lines().filter(|it| !it.trim().is_empty()).count();
            let which = if has {
                "，有公文字体"
            } else {
                "，没有公文字体，PDF 用相近字体代替"
            };
            good(format!("{many} 种中文字体{which}"))
        }
        Err(why) => warning(format!("fc-list {why}"), next),
    }
}

pub(super) fn browser(settings: &Settings) -> Found {
    let Some(program) = find(&settings.browser) else {
        return if settings.browser.enabled {
            warning("没有找到浏览器，靠脚本显示的栏目将不作判定", HOW_TO_INSTALL)
        } else {
            good("设置中未启用（[browser] enabled = false）")
        };
    };
    match answer(&program, &["--version"]) {
        Ok(text) => good(format!("{}：{}", program.display(), text.trim())),
        Err(why) => warning(format!("{} {why}", program.display()), HOW_TO_INSTALL),
    }
}

pub(super) fn office(_: &Settings) -> Found {
    match on_path(&["soffice", "libreoffice"]) {
        Some(program) => good(program.display().to_string()),
        None => warning(
            "没有 LibreOffice，不能生成 PDF",
            "安装 libreoffice-writer，或用 Word、WPS 打开 docx 另存为 PDF",
        ),
    }
}

fn on_path(names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let places = names.iter().flat_map(|name| folders.iter().map(move |it| it.join(name)));
    places.into_iter().find(|it| it.is_file())
}

/// What the program says within a bounded time; it is ended when it says nothing.
fn answer(program: &Path, words: &[&str]) -> Result<String, String> {
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|it| format!("不能启动：{it}"))?;
    let Some(mut out) = child.stdout.take() else { return Err("没有输出".into()) };
    let reading = std::thread::spawn(move || {
        let mut text = Vec::new();
        let _ = out.by_ref().take(1 << 20).read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    });
    let began = Instant::now();
    while !reading.is_finished() && began.elapsed() < ANSWER {
        std::thread::park_timeout(Duration::from_millis(20));
    }
    let is_late = !reading.is_finished();
    if is_late {
        let _ = child.kill();
    }
    let status = child.wait().map_err(|it| it.to_string())?;
    match reading.join() {
        Ok(text) if !is_late && status.success() => Ok(text),
        _ if is_late => Err(format!("{} 秒内没有回答", ANSWER.as_secs())),
        _ => Err("运行出错".into()),
    }
}
