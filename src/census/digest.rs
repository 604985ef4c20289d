//! All the computing that a page costs, done in one go on a parser's thread while its bytes are at hand: hash, compare with
//! the earlier one, take the kept reading or read, tell a block page, compress.

use crate::model::page::Page;
use crate::model::site::SiteKey;
use crate::model::visit::{Barrier, Outcome, Purpose, Visit};
use crate::parse;
use crate::store::{Load, ReadingKey, Store, StoreError};
use bytes::Bytes;
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// Of the readers in this program; see `build.rs`.
const READERS: &str = env!("PUCHA_READERS");

/// A visit and what it brought.
pub(crate) struct Raw {
    pub(crate) store: Store,
    pub(crate) site: SiteKey,
    pub(crate) as_of: NaiveDate,
    pub(crate) visit: Visit,
    pub(crate) body: Bytes,
    /// The newest visit of an earlier run that brought the page.
    pub(crate) earlier: Option<Visit>,
}

/// What it came to.
#[derive(Debug)]
pub(crate) struct Digested {
    /// With the body's hash, and barred where a block page came.
    pub(crate) visit: Visit,
    pub(crate) page: Option<Page>,
    pub(crate) body: Bytes,
    /// Goes into the database with the visit.
    pub(crate) load: Load,
}

/// Of an answer with its body.
///
/// # Errors
/// The store cannot be read.
pub(crate) fn fetched(raw: Raw) -> Result<Digested, StoreError> {
    let Raw { store, site, as_of, mut visit, body, earlier } = raw;
    if body.is_empty() {
        let load = Load::default();
        return Ok(judged(Digested { visit, page: None, body, load }));
    }
    let hash = hex::encode(Sha256::digest(&body));
    let same = earlier.filter(|it| it.body_hash.as_ref() == Some(&hash));
    visit.unchanged_since = same.map(|it| it.id);
    visit.body_hash = Some(hash.clone());
    let is_kept = visit.unchanged_since.is_some();
    let load = match visit.unchanged_since {
        Some(_) => Load::default(),
        None => Load::of_body(&store, &site, &hash, &body),
    };
    let (page, load) = known_or_read(&store, &visit, &body, (as_of, is_kept), load)?;
    Ok(judged(Digested { visit, page, body, load }))
}

/// Of a visit whose body is kept: a page that did not change, or a visit of a run that goes on. `None`: the body is not
/// there any more, or damaged.
///
/// # Errors
/// The store cannot be read.
pub(crate) fn kept(raw: Raw) -> Result<Option<Digested>, StoreError> {
    let Raw { store, as_of, visit, .. } = raw;
    let Some(hash) = &visit.body_hash else {
        let load = Load::default();
        return Ok(Some(Digested { visit, page: None, body: Bytes::new(), load }));
    };
    let body = match store.body(hash) {
        Ok(Some(body)) => Bytes::from(body),
        Ok(None) | Err(StoreError::Damaged { .. }) => return Ok(None),
        Err(fault) => return Err(fault),
    };
    let (page, load) = known_or_read(&store, &visit, &body, (as_of, true), Load::default())?;
    Ok(Some(judged(Digested { visit, page, body, load })))
}

/// The kept reading of a page whose body is kept (`is_kept`), else a new one, which goes into the load: most pages come again
/// next month as they are.
fn known_or_read(
    store: &Store,
    visit: &Visit,
    body: &[u8],
    (as_of, is_kept): (NaiveDate, bool),
    load: Load,
) -> Result<(Option<Page>, Load), StoreError> {
    if !is_html(visit, body) {
        return Ok((None, load));
    }
    let comes_again = visit.purpose == Purpose::Page;
    let key = visit.body_hash.as_ref().filter(|_| comes_again).map(|hash| reading_key(visit, hash));
    if let Some(key) = &key
        && is_kept
        && let Some(page) = store.reading(key, as_of, &letters(visit, body))?
    {
        return Ok((Some(page), load));
    }
    let base = visit.base();
    let source = parse::Source {
        address: &base,
        status: page_status(visit),
        headers: &visit.headers,
        body,
        as_of,
        includes: &[],
    };
    let (page, days) = match rendered(visit) {
        Some(is_complete) => return Ok((Some(parse::rendered(&source, is_complete)), load)),
        None => parse::page_for_days(&source),
    };
    let load = match key {
        Some(key) => load.with_reading(key, &page, (days.first, days.last), &letters(visit, body)),
        None => load,
    };
    Ok((Some(page), load))
}

/// The body as a reading repeats it, which is packed beside it: in UTF-8, whatever the page is written in.
fn letters<'a>(visit: &Visit, body: &'a [u8]) -> Cow<'a, [u8]> {
    match str::from_utf8(body) {
        Ok(_) => Cow::Borrowed(body),
        Err(_) => Cow::Owned(parse::decode(body, &visit.headers).text.into_bytes()),
    }
}

/// Everything that a reading depends on, but for the audit day.
fn reading_key(visit: &Visit, hash: &str) -> ReadingKey {
    let mut place = Sha256::new();
    place.update(format!("{}\n{}\n", visit.base(), page_status(visit)));
    for (name, value) in &parse::deciding_headers(&visit.headers) {
        place.update(format!("{}:{}\n{name}: {value}\n", name.len(), value.len()));
    }
    let digest: [u8; 32] = place.finalize().into();
    let mut place = [0; 16];
    place.copy_from_slice(&digest[..16]);
    ReadingKey { body: hash.to_owned(), place, version: READERS }
}

fn judged(mut it: Digested) -> Digested {
    let product = match &it.page {
        Some(page) => page.blocked_by.clone(),
        None => parse::challenge(page_status(&it.visit), &it.visit.headers, &it.body),
    };
    if let Some(product) = product {
        it.visit.outcome = Outcome::Barred(Barrier::Challenge(product));
    }
    it
}

/// Whether a browser showed the page, and then whether nothing was left open.
pub(crate) fn rendered(visit: &Visit) -> Option<bool> {
    use crate::fetch::browser::{COMPLETE, STATE};
    (visit.purpose == Purpose::Rendered).then(|| visit.header(STATE) == Some(COMPLETE))
}

/// The status with which the page came: of one that did not change, when it came.
pub(crate) fn page_status(visit: &Visit) -> u16 {
    match visit.status() {
        Some(304) if visit.unchanged_since.is_some() => 200,
        status => status.unwrap_or(200),
    }
}

pub(crate) fn is_html(visit: &Visit, body: &[u8]) -> bool {
    if body.is_empty() {
        return false;
    }
    let declared = visit.header("content-type").unwrap_or_default().to_ascii_lowercase();
    if declared.contains("html") || declared.contains("xml") {
        return true;
    }
    let head = &body[..body.len().min(1024)];
    let sniffed = head.iter().find(|it| {
        !it.is_ascii_whitespace() && !matches!(it, 0xEF | 0xBB | 0xBF | 0xFF | 0xFE | 0)
    });
    (declared.is_empty() || declared.starts_with("text/plain") || declared.contains("octet-stream"))
        && sniffed == Some(&b'<')
}
