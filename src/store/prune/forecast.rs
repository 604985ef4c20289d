//! What pruning would take, worked out without taking it.

use crate::model::time::Period;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::prune::goes::ROW;
use crate::store::prune::loose::thousandths;
use crate::store::prune::{Pruned, stands};
use rusqlite::{Connection, params};

/// A visit that goes, or whose page goes.
const LOSES_PAGE: &str = "visit.purpose <> 'by_hand'
    AND EXISTS (SELECT 1 FROM temp.thin WHERE thin.run = visit.run AND thin.site = visit.site)
    AND NOT EXISTS (SELECT 1 FROM temp.named WHERE named.id = visit.id AND named.whole = 1)";
const STEP: i64 = 1000;

impl Store {
    /// What [`Store::pruner`] would take, and the oldest period that is kept whole; nothing is changed. `given_back` stays
    /// 0. Says how many thousandths of the pages it has looked at.
    pub fn prune_forecast(
        &self,
        keep: u32,
        told: &mut dyn FnMut(usize),
    ) -> Result<(Pruned, Option<Period>), StoreError> {
        self.read(|connection| {
            let oldest = stands::oldest_kept(connection, keep.max(1))?;
            stands::work_out(connection, oldest)?;
            let mut taken = visits(connection)?;
            let (bundles, bytes) = connection.query_row(
                "SELECT count(*), ifnull(sum(length(bundle.bytes)), 0) FROM temp.thin
                 JOIN bundle ON bundle.run = thin.run AND bundle.site = thin.site WHERE thin.judged = 0",
                [],
                |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)),
            )?;
            taken.bundles = bundles;
            taken.bytes += bytes;
            bodies(connection, &mut taken, told)?;
            stands::forget(connection)?;
            Ok((taken, oldest))
        })
    }
}

fn visits(connection: &Connection) -> rusqlite::Result<Pruned> {
    connection.query_row(
        "SELECT count(*), ifnull(sum(length(visit.facts) + ?1), 0)
         FROM temp.thin JOIN visit ON visit.run = thin.run AND visit.site = thin.site
         LEFT JOIN temp.named AS named ON named.id = visit.id
         WHERE named.id IS NULL AND visit.purpose NOT IN ('by_hand', 'home')",
        [ROW],
        |row| Ok(Pruned { visits: row.get(0)?, bytes: row.get(1)?, ..Pruned::default() }),
    )
}

fn bodies(
    connection: &Connection,
    taken: &mut Pruned,
    told: &mut dyn FnMut(usize),
) -> rusqlite::Result<()> {
    let mut asked = connection.prepare(&format!(
        "SELECT hash, length(bytes),
                NOT EXISTS (SELECT 1 FROM base WHERE base.body = body.hash)
                AND NOT EXISTS (SELECT 1 FROM visit WHERE visit.body = body.hash AND NOT ({LOSES_PAGE}))
         FROM body WHERE ?1 < hash ORDER BY hash LIMIT ?2"
    ))?;
    let mut after = String::new();
    loop {
        let page: Vec<(String, i64, bool)> = asked
            .query_map(params![after, STEP], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<_, _>>()?;
        let Some((last, _, _)) = page.last() else { return Ok(()) };
        after.clone_from(last);
        told(thousandths(&after));
        for (_, bytes, _) in page.iter().filter(|it| it.2) {
            taken.bodies += 1;
            taken.bytes += bytes;
        }
    }
}
