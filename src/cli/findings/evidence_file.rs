//! Files that persons hand in, as the store keeps evidence.

use crate::model::time::Instant;
use crate::model::visit::{Method, Outcome, Purpose, Timing, Visit, VisitId};
use crate::store::RunId;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use url::Url;

/// Larger files are no screenshots.
const LARGEST_FILE: u64 = 32 << 20;

pub(super) fn evidence_file(path: &Path) -> Result<Vec<u8>> {
    let name = || format!("读不出凭据文件 {}；请检查路径和权限", path.display());
    let size = fs::metadata(path).with_context(name)?.len();
    if size == 0 || LARGEST_FILE < size {
        bail!("凭据文件 {} 应在 1 字节到 32 MiB 之间，现为 {size} 字节", path.display());
    }
    fs::read(path).with_context(name)
}

/// The file as the store keeps evidence, so that `pucha snapshot show` gives it back.
pub(super) fn visit(path: &Path, file: &[u8], (run, at): (&RunId, Instant)) -> Result<Visit> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut address = Url::parse("file:///").context("地址")?;
    address.set_path(&format!("/{name}"));
    let unique = format!("{} {}", run, at.timestamp_millis());
    Ok(Visit {
        id: VisitId::new(&unique, &address, Purpose::ByHand, 0),
        purpose: Purpose::ByHand,
        method: Method::Get,
        landed: address.clone(),
        address,
        look: 0,
        started_at: at,
        chain: Vec::new(),
        local: None,
        remote: None,
        outcome: Outcome::Answered(200),
        timing: Timing::default(),
        headers: Vec::new(),
        body_bytes: u64::try_from(file.len()).unwrap_or(u64::MAX),
        truncated: false,
        body_hash: None,
        certificate_ends: None,
        tls_fault: None,
        unchanged_since: None,
    })
}
