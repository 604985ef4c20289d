//! How much runs asked of each host: what a new one is planned by.

use crate::model::site::SiteKey;
use crate::model::time::Period;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::rows::parsed;
use crate::store::runs::RunId;
use rusqlite::{Connection, params};
use std::collections::BTreeMap;

/// Runs of a site that are looked through for the one that asked most: in the last one it may have been down.
const RUNS: usize = 3;

/// What a run asked of one host for one site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostAsked {
    pub site: SiteKey,
    pub host: String,
    /// Redirects counted.
    pub requests: usize,
    /// On the way, of all requests together.
    pub spent_ms: u64,
    /// The address that answered, without its port.
    pub place: Option<String>,
    pub period: Period,
}

/// A robots.txt that was kept: its host, and the hash of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RobotsKept {
    pub host: String,
    pub body: Option<String>,
}

impl Store {
    /// What the run asked so far. Blocks: some microseconds a visit.
    pub fn asked_in(&self, run: &RunId) -> Result<Vec<HostAsked>, StoreError> {
        self.read(|connection| {
            let mut sites = connection.prepare("SELECT DISTINCT site FROM visit WHERE run = ?1")?;
            let sites = sites.query_map([&run.0], |row| row.get(0))?.collect::<Result<_, _>>()?;
            let runs = sites_of(run, sites);
            all_of(connection, &runs)
        })
    }

    /// For each site that was read whole by a census before, what the fullest of its last censuses asked. Blocks: some
    /// microseconds a visit.
    pub fn asked_before(&self) -> Result<Vec<HostAsked>, StoreError> {
        self.read(|connection| {
            let runs = fullest(connection)?;
            all_of(connection, &runs)
        })
    }

    /// Each host's robots.txt as a census last kept it.
    pub fn robots_kept(&self) -> Result<Vec<RobotsKept>, StoreError> {
        self.read(|connection| {
            let mut asked = connection.prepare(
                "SELECT visit.address, visit.body, max(run.number) FROM visit JOIN run ON run.id = visit.run
                 WHERE visit.purpose = 'robots' GROUP BY visit.address",
            )?;
            let rows = asked.query_map([], |row| {
                let address: String = row.get(0)?;
                Ok(RobotsKept { host: host_of(&address).to_owned(), body: row.get(1)? })
            })?;
            rows.collect()
        })
    }
}

fn sites_of(run: &RunId, sites: Vec<String>) -> BTreeMap<String, String> {
    sites.into_iter().map(|site| (site, run.0.clone())).collect()
}

/// The run to go by, for each site.
fn fullest(connection: &Connection) -> rusqlite::Result<BTreeMap<String, String>> {
    let mut asked = connection.prepare(
        "SELECT bundle.site, bundle.run FROM bundle JOIN run ON run.id = bundle.run
         WHERE run.id NOT GLOB '*-r*' ORDER BY bundle.site, run.number DESC",
    )?;
    let mut count =
        connection.prepare("SELECT count(*) FROM visit WHERE run = ?1 AND site = ?2")?;
    let mut best: BTreeMap<String, (usize, i64, String)> = BTreeMap::new();
    let mut rows = asked.query([])?;
    while let Some(row) = rows.next()? {
        let (site, run): (String, String) = (row.get(0)?, row.get(1)?);
        let known = best.entry(site.clone()).or_insert((0, 0, String::new()));
        if known.0 == RUNS {
            continue;
        }
        known.0 += 1;
        let visits: i64 = count.query_row(params![run, site], |row| row.get(0))?;
        if known.1 < visits {
            (known.1, known.2) = (visits, run);
        }
    }
    Ok(best.into_iter().filter(|it| it.1.1 > 0).map(|(site, it)| (site, it.2)).collect())
}

fn all_of(
    connection: &Connection,
    runs: &BTreeMap<String, String>,
) -> rusqlite::Result<Vec<HostAsked>> {
    // An address that was kept is normal: scheme, host, a slash.
    let mut asked = connection.prepare(
        "SELECT substr(address, 1, 8 + instr(substr(address, 9), '/')) AS origin,
                count(*) + sum(CASE WHEN landed = address THEN 0 ELSE json_array_length(facts, '$.chain') END),
                sum(json_extract(facts, '$.timing.total_ms')),
                max(CASE WHEN landed = address THEN json_extract(facts, '$.remote') END),
                run.period
         FROM visit JOIN run ON run.id = visit.run
         WHERE visit.run = ?1 AND site = ?2 AND purpose NOT IN ('by_hand', 'rendered') GROUP BY origin",
    )?;
    let mut found = Vec::new();
    for (site, run) in runs {
        let rows = asked.query_map(params![run, site], |row| {
            let (origin, remote): (String, Option<String>) = (row.get(0)?, row.get(3)?);
            Ok(HostAsked {
                site: SiteKey(site.clone()),
                host: host_of(&origin).to_owned(),
                requests: usize::try_from(row.get::<_, i64>(1)?).unwrap_or_default(),
                spent_ms: u64::try_from(row.get::<_, i64>(2)?).unwrap_or_default(),
                place: remote.map(|it| it.rsplit_once(':').map_or(it.clone(), |it| it.0.into())),
                period: parsed(row, 4)?,
            })
        })?;
        for row in rows {
            found.push(row?);
        }
    }
    Ok(found)
}

/// `http://www.a.gov.cn:8080/x` to `www.a.gov.cn`.
fn host_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |it| it.1);
    let authority = rest.split('/').next().unwrap_or_default();
    if authority.starts_with('[') {
        return authority.split_inclusive(']').next().unwrap_or_default();
    }
    authority.split(':').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_read_from_addresses() {
        for (address, host) in [
            ("http://www.a.gov.cn/x:y", "www.a.gov.cn"),
            ("https://a.gov.cn:8443/", "a.gov.cn"),
            ("http://[2408::1]:80/", "[2408::1]"),
        ] {
            assert_eq!(host_of(address), host);
        }
    }
}
