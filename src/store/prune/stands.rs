//! What must stay, worked out in temporary tables of one connection: which runs are thinned, and on what findings stand.

use crate::model::time::Period;
use crate::store::rows::parsed;
use rusqlite::{Connection, OptionalExtension, params};

/// `thin`: sites of runs whose visits may go. A run of a period that is kept is thinned for a site once a later run has
/// judged the site. `judged`: the judgment that counts is made from the run's bundle, which then stays.
///
/// `named`: visits that findings, their steps and judgments name; their rows stay for ever. `whole`: of findings that are
/// not mended or are appealed against, whose pages stay as well.
const TABLES: &str = "
    CREATE TEMP TABLE IF NOT EXISTS thin (
        run TEXT NOT NULL, site TEXT NOT NULL, judged INTEGER NOT NULL, PRIMARY KEY (run, site)
    ) WITHOUT ROWID;
    CREATE TEMP TABLE IF NOT EXISTS alive (finding TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID;
    CREATE TEMP TABLE IF NOT EXISTS named (
        id TEXT NOT NULL PRIMARY KEY, whole INTEGER NOT NULL
    ) WITHOUT ROWID;
    DELETE FROM temp.thin; DELETE FROM temp.alive; DELETE FROM temp.named;";

const THIN: &str = "
    INSERT INTO temp.thin
    SELECT held.run, held.site,
           EXISTS (SELECT 1 FROM judgment WHERE judgment.run = held.run AND judgment.site = held.site)
           AND NOT EXISTS (
               SELECT 1 FROM judgment WHERE judgment.period = run.period AND judgment.site = held.site
               AND run.number < judgment.number)
    FROM (SELECT run, site FROM visit UNION SELECT run, site FROM bundle) AS held
    JOIN run ON run.id = held.run
    WHERE run.period < ?1
       OR run.id NOT GLOB '*-r*' AND EXISTS (
           SELECT 1 FROM judgment WHERE judgment.period = run.period AND judgment.site = held.site
           AND run.number < judgment.number)";

/// Gives back what the tables hold.
pub(super) fn forget(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "DROP TABLE IF EXISTS temp.thin; DROP TABLE IF EXISTS temp.alive; DROP TABLE IF EXISTS temp.named;",
    )
}

/// First what stays whole: a visit that is named twice keeps its first row.
const NAMED: [&str; 7] = [
    "INSERT OR IGNORE INTO temp.alive
     SELECT id FROM (
         SELECT finding.id AS id, finding.state AS state, max(finding.period || printf('%012d', run.number))
         FROM finding JOIN run ON run.id = finding.run GROUP BY finding.id)
     WHERE state <> 'mended'",
    "INSERT OR IGNORE INTO temp.alive SELECT finding FROM appeal WHERE answer IS NULL",
    "INSERT OR IGNORE INTO temp.named
     SELECT said.value, 1 FROM finding
     JOIN temp.alive ON alive.finding = finding.id
     JOIN json_each(json_array(
         json_extract(finding.facts, '$.observation.evidence'),
         json_extract(finding.facts, '$.mended_evidence'))) AS list
     JOIN json_each(list.value) AS said",
    "INSERT OR IGNORE INTO temp.named
     SELECT said.value, 1 FROM finding_step
     JOIN temp.alive ON alive.finding = finding_step.finding
     JOIN json_each('[\"' || replace(finding_step.evidence, ';', '\",\"') || '\"]') AS said
     WHERE finding_step.evidence <> ''",
    "INSERT OR IGNORE INTO temp.named
     SELECT said.value, 0 FROM finding
     JOIN json_each(json_array(
         json_extract(finding.facts, '$.observation.evidence'),
         json_extract(finding.facts, '$.mended_evidence'))) AS list
     JOIN json_each(list.value) AS said",
    "INSERT OR IGNORE INTO temp.named
     SELECT said.value, 0 FROM finding_step
     JOIN json_each('[\"' || replace(finding_step.evidence, ';', '\",\"') || '\"]') AS said
     WHERE finding_step.evidence <> ''",
    "INSERT OR IGNORE INTO temp.named
     SELECT said.value, 0 FROM observation
     JOIN json_each(observation.facts, '$.evidence') AS said",
];

/// Works it out anew, and says by which words it stands: when these change, it has to be worked out again.
pub(super) fn work_out(connection: &Connection, oldest: Option<Period>) -> rusqlite::Result<Words> {
    // Before the rest: what is added meanwhile is noticed by the next step.
    let words = words(connection)?;
    connection.execute_batch(TABLES)?;
    if let Some(oldest) = oldest {
        connection.execute(THIN, [oldest.to_string()])?;
    }
    for script in NAMED {
        connection.execute(script, [])?;
    }
    Ok(words)
}

/// The oldest of the newest `keep` periods; `None` where there is no run.
pub(super) fn oldest_kept(connection: &Connection, keep: u32) -> rusqlite::Result<Option<Period>> {
    connection
        .query_row(
            "SELECT min(period) FROM (SELECT DISTINCT period FROM run ORDER BY period DESC LIMIT ?1)
             HAVING min(period) IS NOT NULL",
            params![keep],
            |row| parsed(row, 0),
        )
        .optional()
}

/// The newest step and appeal: persons may reopen and appeal while old pages are being taken away.
pub(super) type Words = (i64, i64);

pub(super) fn words(connection: &Connection) -> rusqlite::Result<Words> {
    connection
        .prepare_cached(
            "SELECT ifnull((SELECT max(number) FROM finding_step), 0), ifnull((SELECT max(number) FROM appeal), 0)",
        )?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Sites of thinned runs, oldest run first, and whether the bundle stays.
pub(super) fn thinned(connection: &Connection) -> rusqlite::Result<Vec<Thin>> {
    let mut asked = connection.prepare(
        "SELECT thin.run, thin.site, thin.judged FROM temp.thin JOIN run ON run.id = thin.run
         ORDER BY run.number, thin.site",
    )?;
    asked
        .query_map([], |row| Ok(Thin { run: row.get(0)?, site: row.get(1)?, judged: row.get(2)? }))?
        .collect()
}

#[derive(Debug, Clone)]
pub(super) struct Thin {
    pub(super) run: String,
    pub(super) site: String,
    pub(super) judged: bool,
}
