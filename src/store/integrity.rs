//! Whether the database is whole: its structure, its references, the kept pages, and the evidence of open findings.

use crate::model::finding::FindingId;
use crate::model::visit::VisitId;
use crate::store::Store;
use crate::store::error::StoreError;
use rusqlite::{Connection, params};

/// Faults of the structure that are told at most.
const MOST_FAULTS: usize = 20;
/// Bodies between two words on how far it is.
const STEP: i64 = 100;

/// What a check found; nothing in any list: the database is whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Health {
    /// In SQLite's words, the first twenty.
    pub structure: Vec<String>,
    /// Tables with rows that name a row that is not there, and how many.
    pub references: Vec<(String, i64)>,
    /// Kept pages that were read, and the SHA-256 of those that are not what was kept. Only of a deep check.
    pub bodies: usize,
    pub damaged: Vec<String>,
    /// Open findings with a visit that is not in the database, or whose page is not.
    pub without_evidence: Vec<(FindingId, VisitId)>,
}

impl Health {
    pub fn is_whole(&self) -> bool {
        self.structure.is_empty()
            && self.references.is_empty()
            && self.damaged.is_empty()
            && self.without_evidence.is_empty()
    }
}

impl Store {
    /// Structure, references and evidence; `deep` also the indices and every kept page against its SHA-256. Works beside
    /// a run. Blocks for seconds, deep for as long as it takes to read the whole file.
    pub fn check(&self, deep: bool) -> Result<Health, StoreError> {
        self.check_told(deep, &mut |_, _| {})
    }

    /// As [`Self::check`]; says how many of how many pages it has read.
    pub fn check_told(
        &self,
        deep: bool,
        told: &mut dyn FnMut(usize, usize),
    ) -> Result<Health, StoreError> {
        let mut health = Health {
            structure: self.read(|connection| structure(connection, deep))?,
            ..Health::default()
        };
        if !health.structure.is_empty() {
            // What else a damaged file says is not to be trusted.
            return Ok(health);
        }
        health.references = self.read(references)?;
        health.without_evidence = self.read(without_evidence)?;
        if deep {
            self.read_bodies(&mut health, told)?;
        }
        Ok(health)
    }

    fn read_bodies(
        &self,
        health: &mut Health,
        told: &mut dyn FnMut(usize, usize),
    ) -> Result<(), StoreError> {
        let (all, _, _) = self.body_totals()?;
        let all = usize::try_from(all).unwrap_or_default();
        let mut last = String::new();
        loop {
            let hashes = self.read(|connection| hashes_after(connection, &last))?;
            let Some(newest) = hashes.last() else { break };
            last.clone_from(newest);
            for hash in hashes {
                match self.body(&hash) {
                    Ok(_) => {}
                    Err(StoreError::Damaged { .. }) => health.damaged.push(hash),
                    Err(fault) => return Err(fault),
                }
                health.bodies += 1;
            }
            told(health.bodies.min(all), all);
        }
        Ok(())
    }
}

fn hashes_after(connection: &Connection, last: &str) -> rusqlite::Result<Vec<String>> {
    let mut asked = connection
        .prepare_cached("SELECT hash FROM body WHERE ?1 < hash ORDER BY hash LIMIT ?2")?;
    asked.query_map(params![last, STEP], |row| row.get(0))?.collect()
}

pub(super) fn structure(connection: &Connection, deep: bool) -> rusqlite::Result<Vec<String>> {
    let name = if deep { "integrity_check" } else { "quick_check" };
    let mut asked = connection.prepare(&format!("PRAGMA {name}({MOST_FAULTS})"))?;
    let lines: Vec<String> = asked.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(lines.into_iter().filter(|it| it != "ok").collect())
}

pub(super) fn references(connection: &Connection) -> rusqlite::Result<Vec<(String, i64)>> {
    let mut asked = connection.prepare(
        "SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY \"table\" ORDER BY 1",
    )?;
    asked.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn without_evidence(connection: &Connection) -> rusqlite::Result<Vec<(FindingId, VisitId)>> {
    let mut asked = connection.prepare(
        "WITH newest AS (
             SELECT finding.id, finding.state, finding.facts, max(finding.period || printf('%012d', run.number))
             FROM finding JOIN run ON run.id = finding.run GROUP BY finding.id)
         SELECT newest.id, named.value FROM newest, json_each(newest.facts, '$.observation.evidence') AS named
         WHERE newest.state IN ('pending', 'open', 'notified', 'relapsed')
           AND NOT EXISTS (SELECT 1 FROM probe WHERE probe.id = named.value)
           AND NOT EXISTS (
               SELECT 1 FROM visit WHERE visit.id = named.value
               AND (visit.body IS NOT NULL OR json_extract(visit.facts, '$.body_hash') IS NULL))
         ORDER BY 1, 2",
    )?;
    asked.query_map([], |row| Ok((FindingId(row.get(0)?), VisitId(row.get(1)?))))?.collect()
}
