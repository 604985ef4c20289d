//! Long work on the terminal: what is done, what is slow, how long it may take; off when nobody looks.

use crate::census::progress::Progress;
use crate::cli::args::{Common, ProgressMode};
use crate::reports::clean::one_line;
use comfy_table::Table;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fmt::Write as _;
use std::io::IsTerminal;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

const EVERY: Duration = Duration::from_millis(500);
const BAR: usize = 20;
/// What is drawn now, so that logs and words can step aside for a moment.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);
const SLOW_AFTER: Duration = Duration::from_secs(20);

/// Redraws until dropped or finished.
pub(crate) struct Display {
    bar: ProgressBar,
    task: Option<JoinHandle<()>>,
}

impl Display {
    pub(crate) fn start(common: &Common, progress: Arc<Progress>) -> Self {
        if !is_shown(common) {
            return Self { bar: ProgressBar::hidden(), task: None };
        }
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(4));
        if let Ok(style) = ProgressStyle::with_template("{msg}") {
            bar.set_style(style);
        }
        *lock() = Some(bar.clone());
        let drawn = bar.clone();
        let task = tokio::spawn(async move {
            let began = Instant::now();
            let mut beat = tokio::time::interval(EVERY);
            loop {
                beat.tick().await;
                drawn.set_length(progress.sites.load(Ordering::Relaxed) as u64);
                drawn.set_position(progress.sites_done.load(Ordering::Relaxed) as u64);
                drawn.set_message(message(&progress, began.elapsed(), width()));
            }
        });
        Self { bar, task: Some(task) }
    }

    pub(crate) fn finish(self) {
        *lock() = None;
        self.bar.finish_and_clear();
    }
}

/// How many of how many are done, of work that asks nobody.
pub(crate) struct Counter {
    bar: ProgressBar,
    what: &'static str,
}

impl Counter {
    pub(crate) fn start(common: &Common, what: &'static str) -> Self {
        if !is_shown(common) {
            return Self { bar: ProgressBar::hidden(), what };
        }
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(4));
        if let Ok(style) = ProgressStyle::with_template("{msg}") {
            bar.set_style(style);
        }
        *lock() = Some(bar.clone());
        Self { bar, what }
    }

    pub(crate) fn told(&self, done: usize, of: usize) {
        self.bar.set_message(format!("{} {done}/{of}  {}", self.what, bar(done, of)));
    }

    pub(crate) fn finish(self) {
        *lock() = None;
        self.bar.finish_and_clear();
    }
}

fn is_shown(common: &Common) -> bool {
    match common.progress {
        ProgressMode::Always => true,
        ProgressMode::Never => false,
        ProgressMode::Auto => !common.quiet && std::io::stderr().is_terminal(),
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

/// Lines of at most `width` columns: how far, how fast, what is slow, and a note.
fn message(progress: &Progress, elapsed: Duration, width: usize) -> String {
    let sites = progress.sites.load(Ordering::Relaxed);
    let done = progress.sites_done.load(Ordering::Relaxed);
    let pages = progress.pages.load(Ordering::Relaxed);
    let links = progress.links.load(Ordering::Relaxed);
    let waiting = progress.waiting.load(Ordering::Relaxed);
    #[expect(clippy::cast_precision_loss, reason = "a rate for the eye")]
    let rate = (pages + links) as f64 / elapsed.as_secs_f64().max(0.001);
    let mut lines = vec![
        format!("站点 {done}/{sites}  {}  已用 {}", bar(done, sites), spell(elapsed)),
        format!("已读 {pages} 页，核对链接 {links} 个，每秒 {rate:.1} 次，待读 {waiting} 页"),
    ];
    if let Some(left) = progress.left() {
        let word = if left.at_least { "至少还要" } else { "约剩" };
        let _ = write!(lines[0], "  {word} {}", spell(left.time));
        let (host, requests) = (&left.host, left.requests);
        lines.push(format!("最久的主机：{host}，还有约 {requests} 次请求"));
    }
    let fresh = progress.sites_fresh.load(Ordering::Relaxed);
    if fresh > 0 {
        lines.push(format!("栏目已全部读取：{fresh} 个站点"));
    }
    for (site, since) in progress.slowest(3).into_iter().filter(|(_, since)| *since > SLOW_AFTER) {
        let (pages, waiting) = (site.pages, site.waiting);
        lines.push(format!(
            "较慢：{}（{}，已读 {pages} 页，待读 {waiting} 页）",
            site.name,
            spell(since)
        ));
    }
    lines.extend(progress.note());
    let lines: Vec<_> = lines.iter().map(|it| cut(it, width)).collect();
    lines.join("\n")
}

fn bar(done: usize, all: usize) -> String {
    let full = (BAR * done).checked_div(all).unwrap_or(0).min(BAR);
    format!("[{}{}]", "#".repeat(full), "-".repeat(BAR - full))
}

/// Of the window, less one column, so that no terminal wraps the line.
fn width() -> usize {
    let columns = Table::new().use_stderr().width().unwrap_or(80);
    usize::from(columns).saturating_sub(1).max(20)
}

/// As much of `text` as fits, Chinese characters counted as two columns.
fn cut(text: &str, width: usize) -> String {
    let columns = |letter: char| if letter < '\u{1100}' { 1 } else { 2 };
    let text = one_line(text);
    if text.chars().map(columns).sum::<usize>() <= width {
        return text;
    }
    let mut used = 2;
    let kept = text.chars().take_while(|&it| {
        used += columns(it);
        used <= width
    });
    kept.chain(['…']).collect()
}

/// Writes to standard error without tearing the display.
pub(crate) fn beside(write: impl FnOnce()) {
    let bar = lock().clone();
    match bar {
        Some(bar) => bar.suspend(write),
        None => write(),
    }
}

fn lock() -> MutexGuard<'static, Option<ProgressBar>> {
    SHOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn spell(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..=59 => format!("{seconds}秒"),
        60..=3599 => format!("{}分{}秒", seconds / 60, seconds % 60),
        _ => format!("{}小时{}分", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_to_the_windows_width() {
        assert_eq!(cut("站点 3/24", 9), "站点 3/24");
        assert_eq!(cut("较慢：枫林镇人民政府网站", 11), "较慢：枫…");
        assert_eq!(cut("甲\n乙", 20), "甲 乙");
    }

    #[test]
    fn no_line_of_the_display_is_wider_than_the_window() {
        let progress = Progress::default();
        progress.sites.store(24, Ordering::Relaxed);
        progress.set_note(Some("本机网络似乎中断，正在等待恢复".repeat(5)));
        let text = message(&progress, Duration::from_secs(4000), 79);
        assert!(text.lines().all(|it| it.chars().count() <= 79), "{text}");
        assert!(text.starts_with("站点 0/24"), "{text}");
    }
}
