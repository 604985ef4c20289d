//! The lines of the log that other programs read: one a site or notice, all of target `pucha::site`, level INFO. The names
//! of the fields are fixed. They hold keys, words of this program and numbers; never what a page says, a person's name, an
//! address of mail or a secret.
//!
//! Every line: `event`, and `site` (host, and path or organ of a section) or `notice` (its number).
//!
//! | `event` | fields |
//! |---|---|
//! | `census_site` | `outcome`, `conclusion`, `pages`, `unchanged`, `links`, `columns`, and those of every visit below |
//! | `recheck_site` | `outcome`, `mended`, `still`, `undecided`, and those of every visit |
//! | `probe_site` | `outcome`, `status` (0: none), `duration_ms` |
//! | `notice` | `outcome`, `channel`, `kind`, `findings` |
//!
//! Every visit: `bytes` (of decoded bodies), `requests`, `not_modified`, `failures` (no usable answer), `barred` (not asked
//! or not to be judged), `retries`, `gate_wait_ms` (for rate, connections and back-off, all requests together), `parse_ms`,
//! `duration_ms`.
//!
//! `outcome` of a census: `normal`, `unreachable`, `zombie`, `closed`, `suspended`, `moved`, `blocked`, `not_judged`; of one
//! that was left: `stopped`, `own_network`, `error`. Of a recheck: `done` or one of the last three. Of a probe: `open`,
//! `failed`, `not_judged`. Of a notice: `planned`, `sending`, `sent`, `failed`, `unsure`, …, as the database has it.

use crate::census::halt::Halt;
use crate::census::progress::Progress;
use crate::census::tally::{Class, SiteEnd};
use crate::model::evidence::Counts;
use crate::model::notice::Notice;
use crate::model::site::SiteKey;
use crate::model::verdict::{Conclusion, SiteState, Verdict};
use crate::model::visit::{Fault, Reach};
use anyhow::{Error, Result};
use serde::Serialize;
use std::time::Duration;

/// Ends the site in `progress`, too.
pub(crate) fn census(
    progress: &Progress,
    site: &SiteKey,
    counts: &Counts,
    judged: Result<&Verdict, &Error>,
) {
    let duration = progress.end(site).map(|it| it.since.elapsed()).unwrap_or_default();
    let (outcome, conclusion) = match judged {
        Ok(verdict) => (state(verdict.state), concluded(verdict.conclusion)),
        Err(fault) => (left(fault), ""),
    };
    let end = SiteEnd { state: outcome, pages: counts.pages, duration };
    progress.tally.end(site, end);
    let of = progress.tally.of(site);
    tracing::info!(
        target: "pucha::site",
        event = "census_site",
        site = site.0,
        outcome,
        conclusion,
        pages = counts.pages,
        unchanged = counts.unchanged,
        links = counts.links,
        columns = counts.columns,
        bytes = of.bytes,
        requests = of.all_requests(),
        not_modified = of.requests(Class::NotModified),
        failures = of.requests(Class::Failed),
        barred = of.requests(Class::Barred),
        retries = of.retries,
        gate_wait_ms = millis(of.waiting),
        parse_ms = millis(of.parsing),
        duration_ms = millis(duration),
        "站点检查完成"
    );
}

/// `[mended, still, undecided]`; ends the site in `progress`, too.
pub(crate) fn recheck(progress: &Progress, site: &SiteKey, found: Result<[usize; 3], &Error>) {
    let running = progress.end(site);
    let duration = running.as_ref().map(|it| it.since.elapsed()).unwrap_or_default();
    let (outcome, [mended, still, undecided]) = match found {
        Ok(found) => ("done", found),
        Err(fault) => (left(fault), [0; 3]),
    };
    let pages = running.map_or(0, |it| it.pages);
    progress.tally.end(site, SiteEnd { state: outcome, pages, duration });
    let of = progress.tally.of(site);
    tracing::info!(
        target: "pucha::site",
        event = "recheck_site",
        site = site.0,
        outcome,
        mended,
        still,
        undecided,
        bytes = of.bytes,
        requests = of.all_requests(),
        not_modified = of.requests(Class::NotModified),
        failures = of.requests(Class::Failed),
        barred = of.requests(Class::Barred),
        retries = of.retries,
        gate_wait_ms = millis(of.waiting),
        parse_ms = millis(of.parsing),
        duration_ms = millis(duration),
        "站点复查完成"
    );
}

pub fn probe(site: &SiteKey, reach: &Reach, elapsed_ms: u64) {
    let (outcome, status) = match reach {
        Reach::Ok => ("open", 200),
        Reach::Bad(Fault::Status(status)) => ("failed", *status),
        Reach::Bad(_) => ("failed", 0),
        Reach::NotJudged(_) => ("not_judged", 0),
    };
    tracing::info!(
        target: "pucha::site",
        event = "probe_site",
        site = site.0,
        outcome,
        status,
        duration_ms = elapsed_ms,
        "站点探测完成"
    );
}

pub fn notice(row: &Notice) {
    tracing::info!(
        target: "pucha::site",
        event = "notice",
        notice = row.key.0,
        outcome = word(&row.state),
        channel = row.channel.code(),
        kind = word(&row.kind),
        findings = row.findings.len(),
        "通知"
    );
}

fn left(fault: &Error) -> &'static str {
    match fault.downcast_ref::<Halt>() {
        Some(Halt::Stopped) => "stopped",
        Some(Halt::OwnNetwork) => "own_network",
        _ => "error",
    }
}

pub(crate) fn state(state: SiteState) -> &'static str {
    match state {
        SiteState::Normal => "normal",
        SiteState::Unreachable => "unreachable",
        SiteState::Zombie => "zombie",
        SiteState::Closed => "closed",
        SiteState::Suspended => "suspended",
        SiteState::Moved => "moved",
        SiteState::Blocked => "blocked",
        SiteState::NotJudged => "not_judged",
    }
}

fn concluded(conclusion: Conclusion) -> &'static str {
    match conclusion {
        Conclusion::Qualified => "qualified",
        Conclusion::Unqualified => "unqualified",
        Conclusion::NotJudged => "not_judged",
        Conclusion::NotRated => "not_rated",
    }
}

/// The word by which the database knows it.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
