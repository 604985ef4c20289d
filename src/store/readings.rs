//! What earlier runs know of a page: the newest visit that brought it, and what was read in its body.

use crate::model::page::Page;
use crate::model::site::SiteKey;
use crate::model::visit::Visit;
use crate::store::Store;
use crate::store::bases;
use crate::store::bodies;
use crate::store::error::StoreError;
use crate::store::rows::from_json;
use crate::store::runs::RunId;
use crate::store::visits;
use bytes::Bytes;
use chrono::{Datelike, NaiveDate};
use rusqlite::{OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};
use std::io;
use url::Url;
use zstd::bulk::Decompressor;

/// Under what a reading is found again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingKey {
    /// SHA-256 of the body in hex.
    pub body: String,
    /// Digest of all else that the reading depends on, but for the audit day.
    pub place: [u8; 16],
    /// Of the program's readers.
    pub version: &'static str,
}

/// A reading ready for the database.
#[derive(Debug)]
struct Reading {
    key: ReadingKey,
    days: (i32, i32),
    size: i64,
    bytes: Vec<u8>,
}

/// What goes into the database with a visit. Made ready where computing belongs, not where the network is waited for.
#[derive(Debug, Default)]
pub struct Load {
    body: Option<bodies::Packed>,
    body_size: usize,
    reading: Option<Reading>,
}

impl Load {
    /// The body of a page of `site`, compressed. `hash` is its SHA-256 in hex. Takes as long as compressing takes.
    pub fn of_body(store: &Store, site: &SiteKey, hash: &str, body: &Bytes) -> Self {
        let packed = bodies::pack_for(store, site, hash, body.clone());
        Self { body: Some(packed), body_size: body.len(), reading: None }
    }

    /// Adds what was read in a body, which is kept already or goes along; it holds for audit days from `first` to `last`.
    /// `text`: the body in UTF-8, which the reading repeats; only with the same can it be had again.
    /// What cannot be packed is not kept: then the page is read again next time.
    #[must_use]
    pub fn with_reading(
        mut self,
        key: ReadingKey,
        page: &Page,
        (first, last): (NaiveDate, NaiveDate),
        text: &[u8],
    ) -> Self {
        let Ok(plain) = serde_json::to_vec(page) else { return self };
        let Ok(bytes) = pack(&plain, text) else { return self };
        let days = (first.num_days_from_ce(), last.num_days_from_ce());
        let size = i64::try_from(plain.len()).unwrap_or(i64::MAX);
        self.reading = Some(Reading { key, days, size, bytes });
        self
    }
}

impl Store {
    /// Whether an earlier run that has finished looked at the site: else [`Store::earlier`] finds nothing.
    pub fn has_earlier(&self, run: &RunId, site: &SiteKey) -> Result<bool, StoreError> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM run JOIN run_site ON run_site.run = run.id
                     WHERE run_site.site = ?2 AND run.state = 'finished'
                       AND run.number < (SELECT number FROM run WHERE id = ?1))",
                )?
                .query_row(params![run.0, site.0], |row| row.get(0))
        })
    }

    /// The newest visit of an earlier finished run on behalf of the site that brought a page from this address, body
    /// included; `None` where none did or nothing of it is kept. Takes microseconds.
    pub fn earlier(
        &self,
        run: &RunId,
        site: &SiteKey,
        address: &Url,
    ) -> Result<Option<Visit>, StoreError> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT visit.facts FROM visit INDEXED BY visit_of_page CROSS JOIN run ON run.id = visit.run
                     WHERE visit.address = ?3 AND visit.purpose = 'page' AND visit.body IS NOT NULL
                       AND visit.site = ?2 AND visit.outcome = 'answered' AND visit.status IN (200, 304)
                       AND run.state = 'finished' AND run.number < (SELECT number FROM run WHERE id = ?1)
                     ORDER BY run.number DESC, visit.look DESC LIMIT 1",
                )?
                .query_row(params![run.0, site.0, address.as_str()], |row| from_json(row, 0))
                .optional()
        })
    }

    /// What this program's readers made of the body, where they would make the same on audit day `day`; `text` as it was
    /// given to [`Load::with_reading`]. `None` as well where it cannot be read any more.
    pub fn reading(
        &self,
        key: &ReadingKey,
        day: NaiveDate,
        text: &[u8],
    ) -> Result<Option<Page>, StoreError> {
        let found: Option<(i64, Vec<u8>)> = self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT size, bytes FROM reading
                     WHERE body = ?1 AND place = ?2 AND version = ?3 AND ?4 BETWEEN first_day AND last_day",
                )?
                .query_row(
                    params![key.body, key.place, key.version, day.num_days_from_ce()],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .optional()
        })?;
        let Some((size, bytes)) = found else { return Ok(None) };
        let plain = unpack(&bytes, size, text);
        Ok(plain.ok().and_then(|it| serde_json::from_slice(&it).ok()))
    }

    /// As [`Store::put_visit`], with what was made ready before. A body that comes without bytes is one that is kept
    /// already, named by the visit.
    pub async fn put_loaded_visit(
        &self,
        run: &RunId,
        site: &SiteKey,
        visit: &Visit,
        load: Load,
    ) -> Result<(), StoreError> {
        let (run, site, visit) = (run.clone(), site.clone(), visit.clone());
        let room = self.room(load.body_size).await?;
        self.batched(move |transaction| {
            if let Some(body) = &load.body {
                bodies::insert(transaction, body)?;
            }
            visits::insert(transaction, &run, &site, &visit)?;
            if let Some(reading) = &load.reading {
                insert(transaction, reading)?;
            }
            drop(room);
            Ok(())
        })
        .await
    }

    /// How many readings are kept, and their bytes in the database.
    pub fn reading_totals(&self) -> Result<(i64, i64), StoreError> {
        self.read(|connection| {
            connection.query_row(
                "SELECT count(*), ifnull(sum(length(bytes)), 0) FROM reading",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
        })
    }
}

/// In place of an older one. Where the body was not kept, neither is this.
fn insert(transaction: &Transaction<'_>, reading: &Reading) -> rusqlite::Result<()> {
    let Reading { key, days, size, bytes } = reading;
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO reading (body, place, version, first_day, last_day, size, bytes)
             SELECT hash, ?2, ?3, ?4, ?5, ?6, ?7 FROM body WHERE hash = ?1",
        )?
        .execute(params![key.body, key.place, key.version, days.0, days.1, size, bytes])
        .map(|_| ())
}

/// A bit that fell over must not change what a page says.
type Sum = [u8; 8];

fn sum(plain: &[u8]) -> Sum {
    let digest: [u8; 32] = Sha256::digest(plain).into();
    let mut sum = Sum::default();
    sum.copy_from_slice(&digest[..8]);
    sum
}

/// Most of what a page says stands in its body already. In front of it stands its [`Sum`].
fn pack(plain: &[u8], body: &[u8]) -> io::Result<Vec<u8>> {
    let packed = bases::pack_against(plain, body)?;
    Ok([&sum(plain)[..], &packed].concat())
}

fn unpack(bytes: &[u8], size: i64, body: &[u8]) -> io::Result<Vec<u8>> {
    let damaged = || io::Error::from(io::ErrorKind::InvalidData);
    let (wanted, packed) = bytes.split_first_chunk::<8>().ok_or_else(damaged)?;
    let size = usize::try_from(size).unwrap_or(0);
    let plain = Decompressor::with_dictionary(body)?.decompress(packed, size)?;
    if sum(&plain) == *wanted { Ok(plain) } else { Err(damaged()) }
}
