//! Pages of one site share their template: each is compressed against one of them, the site's base, which stands alone.

use crate::model::site::SiteKey;
use crate::store::Store;
use rusqlite::{OptionalExtension, Transaction, params};
use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex};
use zstd::dict::DecoderDictionary;
use zstd::zstd_safe::{CCtx, DCtx, compress_bound, get_error_name};

/// On generated pages as small as level 3 to within two in a hundred, in three fifths of the time and a fifth of the room.
const LEVEL: i32 = 1;
/// Sizes of pages that lean on a base: a small one gains, a large one has its template once and itself many times.
const LEANS_BELOW: usize = 300 << 10;
/// Sizes of pages that are proper enough to be a base: no frame, no error page, no long document.
const IS_BASE: std::ops::Range<usize> = (4 << 10)..(128 << 10);
/// Bases kept at a time, each some 30 KiB.
const MOST_KEPT: usize = 96;

/// A page of a site that is in the database, to compress others against. Not prepared: that would take five times the room
/// for each site, and to load it takes some twenty microseconds.
pub(super) struct Base {
    pub(super) number: i64,
    bytes: Vec<u8>,
}

/// Bases that were of use lately.
#[derive(Default)]
pub(super) struct Bases {
    packing: Mutex<HashMap<SiteKey, Arc<Base>>>,
    unpacking: Mutex<HashMap<i64, Arc<DecoderDictionary<'static>>>>,
}

impl Store {
    /// What a body of `site` is compressed against; `None` where it is none that gains, or there is no base yet. Blocks for
    /// microseconds, when a base is first used for a few hundred.
    pub(super) fn base_for(&self, site: &SiteKey, body: &[u8]) -> Option<Arc<Base>> {
        if LEANS_BELOW <= body.len() || !is_text(body) {
            return None;
        }
        let kept = self.inner.bases.packing.lock().ok()?.get(site).cloned();
        if kept.is_some() {
            return kept;
        }
        // Only what is committed: a body must never reach the database before its base.
        let (number, hash): (i64, String) = self
            .read(|connection| {
                connection
                    .prepare_cached("SELECT number, body FROM base WHERE site = ?1")?
                    .query_row([&site.0], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()
            })
            .ok()??;
        let bytes = self.body(&hash).ok()??;
        let base = Arc::new(Base { number, bytes });
        if let Ok(mut kept) = self.inner.bases.packing.lock() {
            make_room(&mut kept);
            kept.insert(site.clone(), Arc::clone(&base));
        }
        Some(base)
    }

    /// The bytes of a body that leans on the base of this number.
    pub(super) fn unpack_against(
        &self,
        base: i64,
        bytes: &[u8],
        size: i64,
    ) -> Result<Vec<u8>, String> {
        let prepared = match self.kept_for_unpacking(base) {
            Some(kept) => kept,
            None => self.prepare_to_unpack(base)?,
        };
        unpack(bytes, size, &prepared).map_err(|cause| cause.to_string())
    }

    fn kept_for_unpacking(&self, base: i64) -> Option<Arc<DecoderDictionary<'static>>> {
        self.inner.bases.unpacking.lock().ok()?.get(&base).cloned()
    }

    fn prepare_to_unpack(&self, base: i64) -> Result<Arc<DecoderDictionary<'static>>, String> {
        let hash: Option<String> = self
            .read(|connection| {
                connection
                    .prepare_cached("SELECT body FROM base WHERE number = ?1")?
                    .query_row([base], |row| row.get(0))
                    .optional()
            })
            .map_err(|fault| fault.to_string())?;
        let body = match hash {
            Some(hash) => self.body(&hash).map_err(|fault| fault.to_string())?,
            None => None,
        };
        let body = body.ok_or_else(|| format!("所依的页面（{base}）不在库中"))?;
        let prepared = DecoderDictionary::try_copy(&body).map_err(|cause| cause.to_string())?;
        let prepared = Arc::new(prepared);
        if let Ok(mut kept) = self.inner.bases.unpacking.lock() {
            make_room(&mut kept);
            kept.insert(base, Arc::clone(&prepared));
        }
        Ok(prepared)
    }
}

/// Any of them may go: it is made again when it is needed.
fn make_room<K: Clone + Eq + std::hash::Hash, V>(kept: &mut HashMap<K, V>) {
    if MOST_KEPT <= kept.len()
        && let Some(one) = kept.keys().next().cloned()
    {
        kept.remove(&one);
    }
}

/// Whether a page may become the base of its site.
pub(super) fn is_proper(body: &[u8]) -> bool {
    IS_BASE.contains(&body.len()) && is_text(body) && body[..512].contains(&b'<')
}

fn is_text(body: &[u8]) -> bool {
    !body[..body.len().min(512)].contains(&0)
}

/// Makes a kept body the base of a site that has none. One that leans on another base cannot be one.
pub(super) fn insert(
    transaction: &Transaction<'_>,
    site: &str,
    hash: &str,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO base (site, body)
             SELECT ?1, hash FROM body WHERE hash = ?2 AND base IS NULL",
        )?
        .execute(params![site, hash])
        .map(|_| ())
}

pub(super) fn pack(body: &[u8], base: &Base) -> io::Result<Vec<u8>> {
    pack_against(body, &base.bytes)
}

/// Compresses what shares much with `other`, by which alone it can be read again.
pub(super) fn pack_against(plain: &[u8], other: &[u8]) -> io::Result<Vec<u8>> {
    thread_local! {
        static CONTEXT: RefCell<Option<CCtx<'static>>> = const { RefCell::new(None) };
    }
    let mut packed = Vec::with_capacity(compress_bound(plain.len()));
    CONTEXT.with_borrow_mut(|kept| {
        let context = match kept {
            Some(kept) => kept,
            None => kept.insert(CCtx::try_create().ok_or(io::ErrorKind::OutOfMemory)?),
        };
        let done = context.compress_using_dict(&mut packed, plain, other, LEVEL);
        done.map_err(|code| io::Error::other(get_error_name(code)))
    })?;
    packed.shrink_to_fit();
    Ok(packed)
}

fn unpack(bytes: &[u8], size: i64, base: &DecoderDictionary<'_>) -> io::Result<Vec<u8>> {
    let mut body = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    let mut context = DCtx::try_create().ok_or(io::ErrorKind::OutOfMemory)?;
    let done = context.decompress_using_ddict(&mut body, bytes, base.as_ddict());
    done.map_err(|code| io::Error::other(get_error_name(code)))?;
    Ok(body)
}
