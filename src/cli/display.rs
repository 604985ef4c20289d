//! Long work on the terminal: what is done, what is slow, how long it may take; off when nobody looks.

use crate::census::progress::Progress;
use crate::cli::args::{Common, ProgressMode};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

const EVERY: Duration = Duration::from_millis(500);
const SLOW_AFTER: Duration = Duration::from_secs(20);

/// Redraws until dropped or finished.
pub(crate) struct Display {
    bar: ProgressBar,
    task: Option<JoinHandle<()>>,
}

impl Display {
    pub(crate) fn start(common: &Common, progress: Arc<Progress>) -> Self {
        let shown = match common.progress {
            ProgressMode::Always => true,
            ProgressMode::Never => false,
            ProgressMode::Auto => !common.quiet && std::io::stderr().is_terminal(),
        };
        if !shown {
            return Self { bar: ProgressBar::hidden(), task: None };
        }
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(4));
        if let Ok(style) =
            ProgressStyle::with_template("{bar:30.cyan/blue} {pos}/{len} 个站点 {msg}")
        {
            bar.set_style(style);
        }
        let drawn = bar.clone();
        let task = tokio::spawn(async move {
            let began = Instant::now();
            let mut beat = tokio::time::interval(EVERY);
            loop {
                beat.tick().await;
                drawn.set_length(progress.sites.load(Ordering::Relaxed) as u64);
                drawn.set_position(progress.sites_done.load(Ordering::Relaxed) as u64);
                drawn.set_message(message(&progress, began.elapsed()));
            }
        });
        Self { bar, task: Some(task) }
    }

    pub(crate) fn finish(self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

fn message(progress: &Progress, elapsed: Duration) -> String {
    let pages = progress.pages.load(Ordering::Relaxed);
    let links = progress.links.load(Ordering::Relaxed);
    let waiting = progress.waiting.load(Ordering::Relaxed);
    #[expect(clippy::cast_precision_loss, reason = "a rate for the eye")]
    let rate = (pages + links) as f64 / elapsed.as_secs_f64().max(0.001);
    let mut text = format!("{pages} 页 {links} 链接 {rate:.1} 次/秒");
    if let Some(left) = time_left(progress) {
        text.push_str(&format!(" 约剩 {}", spell(left)));
    } else if waiting > 0 {
        text.push_str(&format!(" 待读 {waiting} 页"));
    }
    let slow: Vec<String> = progress
        .slowest(2)
        .into_iter()
        .filter(|(_, since)| *since > SLOW_AFTER)
        .map(|(site, since)| format!("{}（{}页，{}）", site.name, site.pages, spell(since)))
        .collect();
    if !slow.is_empty() {
        text.push_str(&format!("\n  较慢：{}", slow.join("，")));
    }
    if let Some(note) = progress.note() {
        text.push_str(&format!("\n  {note}"));
    }
    text
}

/// From the slowest site's own pace: what it still has to read.
fn time_left(progress: &Progress) -> Option<Duration> {
    progress
        .slowest(usize::MAX)
        .into_iter()
        .filter(|(site, since)| site.pages >= 10 && since.as_secs() >= 5)
        .map(|(site, since)| {
            #[expect(clippy::cast_precision_loss, reason = "a guess for the eye")]
            since.mul_f64(site.waiting as f64 / site.pages as f64)
        })
        .max()
}

pub(crate) fn spell(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..=59 => format!("{seconds}秒"),
        60..=3599 => format!("{}分{}秒", seconds / 60, seconds % 60),
        _ => format!("{}小时{}分", seconds / 3600, seconds % 3600 / 60),
    }
}
