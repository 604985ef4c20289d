//! `--metrics FILE`: how a run stands, for a collector of text files; written whole or not at all, every few seconds and at
//! the end.
//!
//! Labels are few: the command, the class of an outcome, a level; `site` only on gauges of this run, and only up to
//! [`MOST_SITES`] sites, so that a province does not flood whoever collects.

mod families;
mod text;

use crate::census::progress::Progress;
use crate::cli::args::Watched;
use crate::cli::{DONE, setup, tell};
use crate::config::Settings;
use crate::model::rule::Level;
use crate::model::time::Period;
use crate::store::{Store, StoreError};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

const EVERY: Duration = Duration::from_secs(10);
/// More sites than these get no samples of their own.
pub(super) const MOST_SITES: usize = 500;

/// What the file is written from.
pub(super) struct Source {
    command: &'static str,
    file: PathBuf,
    database: PathBuf,
    progress: Arc<Progress>,
    began: Instant,
    began_at: i64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Seconds since 1970.
    last_success: Option<f64>,
    exit_code: Option<u8>,
    /// Open findings of the period; `None` where the command does not judge.
    findings: Option<BTreeMap<Level, usize>>,
    rounds: u64,
    /// Of the last round of probes: open, failed, not judged.
    probed: Option<[usize; 3]>,
}

/// Keeps the file up to date until it is finished.
pub(crate) struct Metrics {
    source: Arc<Source>,
    task: JoinHandle<()>,
}

impl Metrics {
    /// `None` where nobody asked for it.
    ///
    /// # Errors
    /// The file cannot be written, which is better known before hours of work than after them.
    pub(crate) fn start(
        watched: &Watched,
        command: &'static str,
        settings: &Settings,
        progress: &Arc<Progress>,
    ) -> Result<Option<Self>> {
        let Some(file) = &watched.metrics else { return Ok(None) };
        let before = fs::read_to_string(file).unwrap_or_default();
        let last_success = text::value(&before, families::LAST_SUCCESS, ("command", command));
        let source = Arc::new(Source {
            command,
            file: file.clone(),
            database: settings.place(&settings.store.path),
            progress: progress.clone(),
            began: Instant::now(),
            began_at: setup::now().timestamp(),
            state: Mutex::new(State { last_success, ..State::default() }),
        });
        source.write().with_context(|| {
            format!("无法写指标文件 {}；请检查 --metrics 的位置和权限", file.display())
        })?;
        let writing = source.clone();
        let task = tokio::spawn(async move {
            let mut beat = tokio::time::interval(EVERY);
            loop {
                beat.tick().await;
                let source = writing.clone();
                // A disk that is full for a while must not end the work; the end tells.
                let _ = tokio::task::spawn_blocking(move || source.write()).await;
            }
        });
        Ok(Some(Self { source, task }))
    }

    /// Takes over what the period's open findings are.
    ///
    /// # Errors
    /// Of the store.
    pub(crate) fn judged(&self, store: &Store, period: Period) -> Result<(), StoreError> {
        let mut findings: BTreeMap<Level, usize> =
            [Level::Veto, Level::Deduct, Level::Remind].map(|it| (it, 0)).into();
        for result in store.results(period)? {
            for finding in result.findings.iter().filter(|it| it.state.is_open()) {
                *findings.entry(finding.observation.level).or_default() += 1;
            }
        }
        self.source.state().findings = Some(findings);
        Ok(())
    }

    /// A round of probes: sites open, failed, not judged; `whole` when every site was judged.
    pub(crate) fn probed(&self, round: [usize; 3], whole: bool) {
        let mut state = self.source.state();
        state.rounds += 1;
        state.probed = Some(round);
        if whole {
            state.last_success = Some(seconds(setup::now().timestamp()));
        }
    }

    /// Writes a last time; `code` is what the command ends with. A fault is told: the work is done all the same.
    pub(crate) fn finish(self, code: u8) {
        self.task.abort();
        let mut state = self.source.state();
        state.exit_code = Some(code);
        if code == DONE || FINISHED_TOO.contains(&code) {
            state.last_success = Some(seconds(setup::now().timestamp()));
        }
        drop(state);
        if let Err(fault) = self.source.write() {
            tell(&format!("无法写指标文件 {}：{fault}", self.source.file.display()));
        }
    }
}

/// The census came to its end, and found what `--fail-on` names.
const FINISHED_TOO: [u8; 1] = [crate::cli::FOUND_WORSE];

impl Drop for Metrics {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Source {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Beside the file and then in its place, so that no reader sees half of it.
    fn write(&self) -> std::io::Result<()> {
        replace(&self.file, families::written(self).as_bytes())
    }
}

fn replace(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    // No `.prom` at its end, or the collector would read it too.
    let part = file.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let mut options = fs::OpenOptions::new();
    // Another user collects it.
    options.write(true).create(true).truncate(true).mode(0o644);
    let written = options.open(&part).and_then(|mut it| it.write_all(bytes));
    let placed = written.and_then(|()| fs::rename(&part, file));
    if placed.is_err() {
        fs::remove_file(&part).ok();
    }
    placed
}

#[expect(clippy::cast_precision_loss, reason = "points in time of this millennium fit")]
fn seconds(timestamp: i64) -> f64 {
    timestamp as f64
}
