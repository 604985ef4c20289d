//! Pruning: takes visits and pages that nothing stands on, in steps so small that nobody who writes has to wait.
//!
//! What is judged stays for ever: runs, judgments, findings, steps, and the bundles that judgments were made from, so any
//! month can be printed again. Killed at any instant it goes on next time: each step is a transaction, and what is left
//! to do is worked out from what is there.

mod forecast;
mod goes;
mod loose;
mod stands;

use crate::model::site::SiteKey;
use crate::model::time::{Instant, Period};
use crate::model::visit::Visit;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::prune::goes::{goes_of, has_spare_bundle, note, take, take_bundle};
use crate::store::prune::loose::{LOOSE, loose_bodies, thousandths};
use crate::store::prune::stands::{Thin, Words};
use crate::store::rows::{from_json, instant, parsed};
use crate::store::runs::RunId;
use crate::store::schema;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::path::PathBuf;

/// Rows of one step.
pub const MOST_ROWS: usize = 64;
/// Bytes of pages of one step, its last page on top.
const MOST_BYTES: i64 = 1 << 20;
/// Sites of runs that one step looks at in vain.
const MOST_LOOKS: usize = 100;
/// Pages of the file that one step gives back.
const FILE_PAGES: i64 = 64;

/// What pruning takes, or took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pruned {
    pub visits: i64,
    /// Pages as kept, each once.
    pub bodies: i64,
    /// Evidence of superseded judgments.
    pub bundles: i64,
    /// Of all of them, in the database.
    pub bytes: i64,
    /// Bytes by which the file shrank.
    pub given_back: i64,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Rows of visits: sites of runs done, and of how many.
    Visits(usize, usize),
    /// Pages: thousandths of all.
    Bodies(usize, usize),
    /// The file: pages of it given back, and of how many.
    File(usize, usize),
}

/// What pruning once took of a run's site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thinned {
    pub run: RunId,
    pub site: SiteKey,
    pub period: Period,
    /// The last time.
    pub at: Instant,
    pub visits: i64,
    /// Visits that lost their page, deleted ones among them.
    pub pages: i64,
}

enum Stage {
    Visits { at: usize, after: i64 },
    Bodies { after: String },
    File { done: usize, of: usize },
    Done,
}

/// One pruning, on a connection of its own. Blocks for milliseconds a step; between two steps it holds nothing.
pub struct Pruner {
    connection: Connection,
    path: PathBuf,
    keep: u32,
    at: Instant,
    oldest: Option<Period>,
    thin: Vec<Thin>,
    words: Words,
    stage: Stage,
    done: Pruned,
}

impl Store {
    /// Works out what `keep` periods leave to take. Blocks for as long as it takes to read all findings.
    pub fn pruner(&self, keep: u32, at: Instant) -> Result<Pruner, StoreError> {
        let path = self.path().to_owned();
        let sql = |error: rusqlite::Error| StoreError::from_sql(&path, &error);
        let connection = schema::open_writer(&path, &self.inner.options)?;
        let oldest = stands::oldest_kept(&connection, keep.max(1)).map_err(sql)?;
        let words = stands::work_out(&connection, oldest).map_err(sql)?;
        let thin = stands::thinned(&connection).map_err(sql)?;
        Ok(Pruner {
            connection,
            path: path.clone(),
            keep: keep.max(1),
            at,
            oldest,
            thin,
            words,
            stage: Stage::Visits { at: 0, after: 0 },
            done: Pruned::default(),
        })
    }

    /// As [`Store::recall`], those whose page was taken among them.
    pub fn visits_of(&self, run: &RunId, site: &SiteKey) -> Result<Vec<Visit>, StoreError> {
        self.read(|connection| {
            let mut asked = connection.prepare(
                "SELECT facts FROM visit WHERE run = ?1 AND site = ?2 ORDER BY started_at, rowid",
            )?;
            asked.query_map(params![run.0, site.0], |row| from_json(row, 0))?.collect()
        })
    }

    /// Of which sites of which runs pruning took something, oldest run first.
    pub fn thinned(&self) -> Result<Vec<Thinned>, StoreError> {
        self.read(|connection| {
            let mut asked = connection.prepare(
                "SELECT pruned.run, pruned.site, run.period, pruned.at, pruned.visits, pruned.pages
                 FROM pruned JOIN run ON run.id = pruned.run ORDER BY run.number, pruned.site",
            )?;
            asked
                .query_map([], |row| {
                    Ok(Thinned {
                        run: RunId(row.get(0)?),
                        site: SiteKey(row.get(1)?),
                        period: parsed(row, 2)?,
                        at: instant(row, 3)?,
                        visits: row.get(4)?,
                        pages: row.get(5)?,
                    })
                })?
                .collect()
        })
    }
}

impl Pruner {
    /// Periods from this one on are kept; `None`: there is no run.
    pub fn oldest_kept(&self) -> Option<Period> {
        self.oldest
    }

    /// What was taken so far.
    pub fn done(&self) -> Pruned {
        self.done
    }

    /// One small step; `None` when nothing is left to do.
    ///
    /// # Errors
    /// Of the database; what earlier steps took stays taken.
    pub fn step(&mut self) -> Result<Option<Step>, StoreError> {
        let step = match self.stage {
            Stage::Visits { at, after } => self.visits(at, after),
            Stage::Bodies { ref after } => {
                let after = after.clone();
                self.bodies(&after)
            }
            Stage::File { done, of } => self.file(done, of),
            Stage::Done => Ok(None),
        };
        step.map_err(|error| StoreError::from_sql(&self.path, &error))
    }

    fn visits(&mut self, mut at: usize, mut after: i64) -> rusqlite::Result<Option<Step>> {
        let all = self.thin.len();
        // Looked for without holding anything: of most sites there is nothing left to take.
        let mut looks = 0;
        while let Some(thin) = self.thin.get(at)
            && looks < MOST_LOOKS
            && goes_of(&self.connection, thin, after)?.is_empty()
            && !has_spare_bundle(&self.connection, thin)?
        {
            (at, after, looks) = (at + 1, 0, looks + 1);
        }
        let Some(thin) = self.thin.get(at).cloned() else {
            self.stage = Stage::Bodies { after: String::new() };
            return Ok(Some(Step::Visits(all, all)));
        };
        self.stage = Stage::Visits { at, after };
        if looks == MOST_LOOKS {
            return Ok(Some(Step::Visits(at, all)));
        }
        let transaction = begin(&mut self.connection)?;
        if stands::words(&transaction)? != self.words {
            drop(transaction);
            self.words = stands::work_out(&self.connection, self.oldest)?;
            return Ok(Some(Step::Visits(at, all)));
        }
        let goes = goes_of(&transaction, &thin, after)?;
        let (visits, pages, bytes) = take(&transaction, &goes)?;
        let is_last = goes.len() < MOST_ROWS;
        let bundle = if is_last && !thin.judged { take_bundle(&transaction, &thin)? } else { None };
        if 0 < visits + pages || bundle.is_some() {
            let kept = (self.keep, i64::from(bundle.is_some()));
            note(&transaction, &thin, (self.at, kept), (visits, pages))?;
        }
        transaction.commit()?;
        self.done.visits += visits;
        self.done.bytes += bytes + bundle.unwrap_or_default();
        self.done.bundles += i64::from(bundle.is_some());
        self.stage = match goes.last() {
            Some(last) if !is_last => Stage::Visits { at, after: last.row },
            _ => Stage::Visits { at: at + 1, after: 0 },
        };
        Ok(Some(Step::Visits(at, all)))
    }

    /// Pages that no visit names and nothing leans on, by their hashes.
    fn bodies(&mut self, after: &str) -> rusqlite::Result<Option<Step>> {
        // Looked for without holding anything; most steps find nothing to take.
        let (looked, last) = loose_bodies(&self.connection, after)?;
        if looked.is_empty() {
            if let Some(last) = last {
                let step = Step::Bodies(thousandths(&last), 1000);
                self.stage = Stage::Bodies { after: last };
                return Ok(Some(step));
            }
            let of = file_pages(&self.connection)?;
            self.stage = Stage::File { done: 0, of };
            return Ok(Some(Step::Bodies(1000, 1000)));
        }
        let transaction = begin(&mut self.connection)?;
        let mut last = String::new();
        let mut taken = (0, 0);
        for (hash, bytes) in looked {
            if 0 < taken.0 && MOST_BYTES < taken.1 {
                break;
            }
            let gone = transaction
                .prepare_cached(&format!("DELETE FROM body WHERE hash = ?1 AND {LOOSE}"))?
                .execute([&hash])?;
            if 0 < gone {
                taken = (taken.0 + 1, taken.1 + bytes);
            }
            last = hash;
        }
        transaction.commit()?;
        self.done.bodies += taken.0;
        self.done.bytes += taken.1;
        let step = Step::Bodies(thousandths(&last), 1000);
        self.stage = Stage::Bodies { after: last };
        Ok(Some(step))
    }

    /// Gives free pages at the end of the file back to the disk, where the file was made for it.
    fn file(&mut self, done: usize, of: usize) -> rusqlite::Result<Option<Step>> {
        let ask = |connection: &Connection, name| {
            connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0))
        };
        let before = ask(&self.connection, "page_count")?;
        if 0 < of && 0 < ask(&self.connection, "freelist_count")? {
            let mut asked = self
                .connection
                .prepare_cached(&format!("PRAGMA incremental_vacuum({FILE_PAGES})"))?;
            let mut rows = asked.query([])?;
            while rows.next()?.is_some() {}
        }
        let gone = before - ask(&self.connection, "page_count")?;
        if gone <= 0 {
            self.stage = Stage::Done;
            // Readers may hold the log back; the next writer goes on with it.
            let _ = self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
            return Ok(None);
        }
        self.done.given_back += gone * ask(&self.connection, "page_size")?;
        let done = done + usize::try_from(gone).unwrap_or_default();
        self.stage = Stage::File { done, of };
        Ok(Some(Step::File(done.min(of), of)))
    }
}

fn begin(connection: &mut Connection) -> rusqlite::Result<Transaction<'_>> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate)
}

/// Free pages where the file can give them back, else 0.
fn file_pages(connection: &Connection) -> rusqlite::Result<usize> {
    let ask = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let pages = if ask("auto_vacuum")? == 2 { ask("freelist_count")? } else { 0 };
    Ok(usize::try_from(pages).unwrap_or_default())
}
