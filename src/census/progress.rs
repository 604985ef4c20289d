//! What a run tells while it goes on: counters that the display reads, nothing that decides.

use crate::model::site::SiteKey;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

#[derive(Debug, Default)]
pub struct Progress {
    pub sites: AtomicUsize,
    pub sites_done: AtomicUsize,
    pub pages: AtomicUsize,
    pub links: AtomicUsize,
    /// Pages that came as an earlier run keeps them.
    pub unchanged: AtomicUsize,
    pub waiting: AtomicUsize,
    running: Mutex<BTreeMap<SiteKey, Running>>,
    note: Mutex<Option<String>>,
}

#[derive(Debug, Clone)]
pub struct Running {
    pub name: String,
    pub since: Instant,
    pub pages: usize,
    pub waiting: usize,
}

impl Progress {
    pub fn begin(&self, key: &SiteKey, name: &str) {
        let running =
            Running { name: name.to_owned(), since: Instant::now(), pages: 0, waiting: 0 };
        self.lock().insert(key.clone(), running);
    }

    /// A page of the site was read; `waiting` are still known and unread.
    pub fn page(&self, key: &SiteKey, waiting: usize) {
        self.pages.fetch_add(1, Ordering::Relaxed);
        let mut running = self.lock();
        if let Some(site) = running.get_mut(key) {
            site.pages += 1;
            site.waiting = waiting;
        }
        self.waiting.store(running.values().map(|it| it.waiting).sum(), Ordering::Relaxed);
    }

    pub fn link(&self) {
        self.links.fetch_add(1, Ordering::Relaxed);
    }

    pub fn end(&self, key: &SiteKey) {
        self.lock().remove(key);
        self.sites_done.fetch_add(1, Ordering::Relaxed);
    }

    /// Sites under way, the longest first.
    pub fn slowest(&self, most: usize) -> Vec<(Running, Duration)> {
        let mut all: Vec<Running> = self.lock().values().cloned().collect();
        all.sort_by_key(|it| it.since);
        all.into_iter().take(most).map(|it| (it.clone(), it.since.elapsed())).collect()
    }

    /// A word that the operator should see now, such as that our own network is down.
    pub fn set_note(&self, note: Option<String>) {
        *self.note.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = note;
    }

    pub fn note(&self) -> Option<String> {
        self.note.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<SiteKey, Running>> {
        self.running.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
