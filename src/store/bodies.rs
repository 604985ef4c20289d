//! Page bytes: kept once by SHA-256, compressed before they reach the writer.

use crate::model::site::SiteKey;
use crate::store::Store;
use crate::store::bases::{self, Base};
use crate::store::error::StoreError;
use bytes::Bytes;
use rusqlite::{OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use tokio::sync::Semaphore;
use zstd::bulk::Compressor;

/// Below this compression gains nothing worth a header.
const RAW_BELOW: usize = 512;
const LEVEL: i32 = 3;
/// Bodies that are packed at the same time.
static PACKING: Semaphore = Semaphore::const_new(2);

/// Bytes ready for the database.
#[derive(Debug)]
pub(super) struct Packed {
    pub(super) hash: String,
    size: i64,
    coding: &'static str,
    bytes: Bytes,
    /// Number of the base without which the bytes cannot be read.
    base: Option<i64>,
    /// The site whose base it becomes, where that has none.
    may_be_base_of: Option<SiteKey>,
}

impl Store {
    /// The bytes as they were read; `None` when no page with this SHA-256 (hex) was kept.
    pub fn body(&self, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
        type Row = (i64, String, Option<i64>, Vec<u8>);
        let found: Option<Row> = self.read(|connection| {
            connection
                .prepare_cached("SELECT size, coding, base, bytes FROM body WHERE hash = ?1")?
                .query_row([hash], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
                .optional()
        })?;
        let body = match found {
            None => return Ok(None),
            Some((size, _, Some(base), bytes)) => self.unpack_against(base, &bytes, size),
            Some((size, coding, None, bytes)) if coding == "zstd" => {
                unpack(&bytes, size).map_err(|cause| cause.to_string())
            }
            Some((_, _, None, bytes)) => Ok(bytes),
        };
        let body = body.map_err(|cause| self.damaged(format!("页面 {hash}：{cause}")))?;
        // What is shown as evidence must be what was read.
        if hex::encode(Sha256::digest(&body)) != hash {
            return Err(self.damaged(format!("页面 {hash} 的内容与校验值不符")));
        }
        Ok(Some(body))
    }

    /// How many different bodies are kept, their bytes as read, and their bytes in the database.
    pub fn body_totals(&self) -> Result<(i64, i64, i64), StoreError> {
        self.read(|connection| {
            connection.query_row(
                "SELECT count(*), ifnull(sum(size), 0), ifnull(sum(length(bytes)), 0) FROM body",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
        })
    }
}

/// Hashes and compresses, off the async threads where it is worth the way.
pub(super) async fn pack_aside(body: Bytes) -> Packed {
    if body.len() < RAW_BELOW {
        return pack(body);
    }
    let here = body.clone();
    // Each thread that packs keeps room for it, so they are few.
    let _turn = PACKING.acquire().await;
    // Only a runtime that is shutting down refuses; then it is done here.
    tokio::task::spawn_blocking(move || pack(body)).await.unwrap_or_else(|_| pack(here))
}

fn pack(body: Bytes) -> Packed {
    let hash = hex::encode(Sha256::digest(&body));
    pack_hashed(hash, body, None)
}

/// The body of a page of `site`, whose SHA-256 is known: against the site's base where there is one, else it may become it.
pub(super) fn pack_for(store: &Store, site: &SiteKey, hash: &str, body: Bytes) -> Packed {
    let base = store.base_for(site, &body);
    let may_be_base = base.is_none() && bases::is_proper(&body);
    let packed = pack_hashed(hash.to_owned(), body, base.as_deref());
    Packed { may_be_base_of: may_be_base.then(|| site.clone()), ..packed }
}

fn pack_hashed(hash: String, body: Bytes, base: Option<&Base>) -> Packed {
    let size = i64::try_from(body.len()).unwrap_or(i64::MAX);
    let compressed = if body.len() < RAW_BELOW {
        None
    } else {
        match base {
            Some(base) => bases::pack(&body, base),
            None => compress(&body),
        }
        .ok()
        .filter(|it| it.len() < body.len())
    };
    let plain = Packed { hash, size, coding: "raw", bytes: body, base: None, may_be_base_of: None };
    match compressed {
        Some(bytes) => {
            Packed { coding: "zstd", bytes: bytes.into(), base: base.map(|it| it.number), ..plain }
        }
        None => plain,
    }
}

/// With the working room of the last time.
fn compress(body: &[u8]) -> std::io::Result<Vec<u8>> {
    thread_local! {
        static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    }
    COMPRESSOR.with_borrow_mut(|kept| {
        let compressor = match kept {
            Some(kept) => kept,
            None => kept.insert(Compressor::new(LEVEL)?),
        };
        compressor.compress(body)
    })
}

pub(super) fn unpack(bytes: &[u8], size: i64) -> std::io::Result<Vec<u8>> {
    zstd::bulk::decompress(bytes, usize::try_from(size).unwrap_or(0))
}

pub(super) fn insert(transaction: &Transaction<'_>, body: &Packed) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO body (hash, size, coding, base, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![body.hash, body.size, body.coding, body.base, &body.bytes[..]])?;
    match &body.may_be_base_of {
        Some(site) => bases::insert(transaction, &site.0, &body.hash),
        None => Ok(()),
    }
}
