//! Runs: one row per census run, with the register as it was.

use crate::model::site::{ListedColumn, Register, Site, SiteKey, chinese_names};
use crate::model::time::{Instant, Period};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::rows::{from_json, instant, json, name, parsed, utc};
use crate::store::space::used;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::{Deserialize, Serialize};
use std::fmt;

/// `2026-11-1`: the period and which run of it. Part of every evidence number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RunId(pub String);

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    Running,
    Interrupted,
    OwnNetworkDown,
    Finished,
}
chinese_names!(RunState {
    Running = "进行中",
    Interrupted = "已中断",
    OwnNetworkDown = "本机网络中断",
    Finished = "已完成",
});

/// What a run is begun with.
#[derive(Debug, Clone, Copy)]
pub struct NewRun<'a> {
    pub period: Period,
    pub as_of: Instant,
    pub profile: &'a str,
    pub register: &'a Register,
    pub program_version: &'a str,
    pub started_at: Instant,
}

/// A run without its register; see [`Store::register`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub id: RunId,
    /// Of two runs the larger number is the newer one.
    pub number: i64,
    pub period: Period,
    pub as_of: Instant,
    pub profile: String,
    pub program_version: String,
    pub state: RunState,
    pub started_at: Instant,
    /// When the state was last set.
    pub changed_at: Instant,
}

const FIELDS: &str =
    "id, number, period, as_of, profile, program_version, state, started_at, changed_at";

impl Store {
    /// Begins a run in state [`RunState::Running`]; on the disk when it returns.
    pub async fn new_run(&self, new: &NewRun<'_>) -> Result<RunId, StoreError> {
        let run = begun(new);
        let register = new.register.clone();
        self.alone(move |transaction| {
            let before = count(transaction, &run, "NOT GLOB")?;
            let id = RunId(format!("{}-{}", run.period, before + 1));
            insert(transaction, id, &run, &register)
        })
        .await
    }

    /// On the disk when it returns. A run that does not exist is an error.
    pub async fn set_run_state(
        &self,
        run: &RunId,
        state: RunState,
        at: Instant,
    ) -> Result<(), StoreError> {
        let run = run.clone();
        self.alone(move |transaction| {
            let changed = transaction.execute(
                "UPDATE run SET state = ?2, changed_at = ?3,
                     used_after = CASE ?2 WHEN 'running' THEN NULL ELSE ?4 END
                 WHERE id = ?1",
                params![run.0, name(&state)?, utc(at), used(transaction)?],
            )?;
            if changed == 0 { Err(rusqlite::Error::QueryReturnedNoRows) } else { Ok(()) }
        })
        .await
    }

    pub fn run(&self, run: &RunId) -> Result<Option<Run>, StoreError> {
        self.read(|connection| find(connection, run))
    }

    /// The newest census of the period, whatever its state.
    pub fn latest_run(&self, period: Period) -> Result<Option<Run>, StoreError> {
        self.read(|connection| {
            connection
                .query_row(
                    &format!(
                        "SELECT {FIELDS} FROM run WHERE period = ?1 AND id NOT GLOB '*-r*'
                         ORDER BY number DESC LIMIT 1"
                    ),
                    [period.to_string()],
                    of_row,
                )
                .optional()
        })
    }

    /// All runs, oldest first.
    pub fn runs(&self) -> Result<Vec<Run>, StoreError> {
        self.read(|connection| {
            let mut asked =
                connection.prepare(&format!("SELECT {FIELDS} FROM run ORDER BY number"))?;
            asked.query_map([], of_row)?.collect()
        })
    }

    /// The register as it was when the run began; `None` for an unknown run.
    pub fn register(&self, run: &RunId) -> Result<Option<Register>, StoreError> {
        self.read(|connection| {
            let columns: Option<Vec<ListedColumn>> = connection
                .query_row("SELECT listed_columns FROM run WHERE id = ?1", [&run.0], |row| {
                    from_json(row, 0)
                })
                .optional()?;
            let Some(columns) = columns else { return Ok(None) };
            let mut asked =
                connection.prepare("SELECT facts FROM run_site WHERE run = ?1 ORDER BY place")?;
            let sites: Vec<Site> =
                asked.query_map([&run.0], |row| from_json(row, 0))?.collect::<Result<_, _>>()?;
            Ok(Some(Register { sites, columns }))
        })
    }

    /// One site as the run's register has it.
    pub fn site(&self, run: &RunId, site: &SiteKey) -> Result<Option<Site>, StoreError> {
        self.read(|connection| {
            connection
                .query_row(
                    "SELECT facts FROM run_site WHERE run = ?1 AND site = ?2",
                    params![run.0, site.0],
                    |row| from_json(row, 0),
                )
                .optional()
        })
    }
}

/// A run as it begins, without its number.
pub(super) fn begun(new: &NewRun<'_>) -> Run {
    Run {
        id: RunId(String::new()),
        number: 0,
        period: new.period,
        as_of: new.as_of,
        profile: new.profile.to_owned(),
        program_version: new.program_version.to_owned(),
        state: RunState::Running,
        started_at: new.started_at,
        changed_at: new.started_at,
    }
}

/// Rechecks of the period (`GLOB`), or censuses (`NOT GLOB`).
fn count(transaction: &Transaction<'_>, run: &Run, glob: &str) -> rusqlite::Result<i64> {
    transaction.query_row(
        &format!("SELECT count(*) FROM run WHERE period = ?1 AND id {glob} '*-r*'"),
        [run.period.to_string()],
        |row| row.get(0),
    )
}

pub(super) fn insert_recheck(
    transaction: &Transaction<'_>,
    run: &Run,
    register: &Register,
) -> rusqlite::Result<RunId> {
    let before = count(transaction, run, "GLOB")?;
    insert(transaction, RunId(format!("{}-r{}", run.period, before + 1)), run, register)
}

fn insert(
    transaction: &Transaction<'_>,
    id: RunId,
    run: &Run,
    register: &Register,
) -> rusqlite::Result<RunId> {
    transaction.execute(
        "INSERT INTO run (id, period, as_of, profile, program_version, state, started_at, changed_at, listed_columns, used_before)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9)",
        params![
            id.0,
            run.period.to_string(),
            utc(run.as_of),
            run.profile,
            run.program_version,
            name(&run.state)?,
            utc(run.started_at),
            json(&register.columns)?,
            used(transaction)?,
        ],
    )?;
    // A key that the register holds twice is the register's fault, named there; the first row counts.
    let mut site = transaction.prepare(
        "INSERT OR IGNORE INTO run_site (run, site, place, facts) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (place, it) in (0_i64..).zip(&register.sites) {
        site.execute(params![id.0, it.key.0, place, json(it)?])?;
    }
    Ok(id)
}

pub(super) fn find(connection: &Connection, run: &RunId) -> rusqlite::Result<Option<Run>> {
    connection
        .query_row(&format!("SELECT {FIELDS} FROM run WHERE id = ?1"), [&run.0], of_row)
        .optional()
}

fn of_row(row: &Row<'_>) -> rusqlite::Result<Run> {
    let state: String = row.get(6)?;
    Ok(Run {
        id: RunId(row.get(0)?),
        number: row.get(1)?,
        period: parsed(row, 2)?,
        as_of: instant(row, 3)?,
        profile: row.get(4)?,
        program_version: row.get(5)?,
        state: serde_json::from_value(state.into())
            .map_err(|error| crate::store::rows::unreadable(6, error))?,
        started_at: instant(row, 7)?,
        changed_at: instant(row, 8)?,
    })
}
