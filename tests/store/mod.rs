//! The store on real SQLite files: what was told to be saved is there, and every fault has its words.

mod schema;
mod visits;
mod readings;
mod faults;
mod safety;
mod judgments;
mod prune;
mod backup;
mod space;

use bytes::Bytes;
use pucha::model::finding::{Finding, FindingId, FindingState};
use pucha::model::rule::Level;
use pucha::model::site::{Register, Scope, Site, SiteKey, SiteStatus, UnitClass, site_key};
use pucha::model::time::{Instant, Period, end_of_day};
use pucha::model::verdict::{Conclusion, Observation, SiteState, Verdict};
use pucha::model::visit::{Method, Outcome, Purpose, Timing, Visit, VisitId};
use pucha::store::{NewRun, RunId, Store};
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;
use url::Url;

/// A folder that goes away with the test, and the database in it.
pub(crate) struct Place {
    pub(crate) folder: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("var/pucha.db")
    }

    pub(crate) fn open(&self) -> Store {
        Store::open(&self.database()).expect("a new database opens")
    }
}

pub(crate) fn url(text: &str) -> Url {
    Url::parse(text).expect("an address")
}

pub(crate) fn at(day: &str) -> Instant {
    end_of_day(day.parse().expect("a day"))
}

pub(crate) fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

pub(crate) fn site(home: &str) -> Site {
    let home = url(home);
    Site {
        key: site_key(&home),
        unit: "某镇人民政府".into(),
        unit_class: UnitClass::Township,
        name: "某镇".into(),
        scope: Scope::new(&home, ""),
        home,
        site_code: None,
        status: SiteStatus::Running,
        contact: String::new(),
        phone: String::new(),
        mail: String::new(),
        remark: String::new(),
    }
}

pub(crate) fn register(homes: &[&str]) -> Register {
    Register { sites: homes.iter().map(|it| site(it)).collect(), columns: Vec::new() }
}

pub(crate) async fn begin(store: &Store, month: &str, register: &Register) -> RunId {
    let period = period(month);
    let new = NewRun {
        period,
        as_of: end_of_day(period.last_day()),
        profile: "2019",
        register,
        program_version: "0.1.0",
        started_at: end_of_day(period.first_day()),
    };
    store.new_run(&new).await.expect("a run begins")
}

pub(crate) fn visit(run: &RunId, address: &str, look: u32) -> Visit {
    let address = url(address);
    Visit {
        id: VisitId::new(&run.0, &address, Purpose::Page, look),
        purpose: Purpose::Page,
        method: Method::Get,
        landed: address.clone(),
        address,
        look,
        started_at: at("2026-11-20"),
        chain: Vec::new(),
        local: None,
        remote: "127.0.0.5:80".parse().ok(),
        outcome: Outcome::Answered(200),
        timing: Timing { first_byte_ms: Some(3), total_ms: 8 },
        headers: vec![("content-type".into(), "text/html; charset=gb2312".into())],
        body_bytes: 0,
        truncated: false,
        body_hash: None,
        certificate_ends: None,
        tls_fault: None,
        unchanged_since: None,
    }
}

/// Bytes that zstd cannot make smaller, different for each seed.
pub(crate) fn noise(seed: u64, length: usize) -> Bytes {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    std::iter::repeat_with(next).take(length).collect()
}

pub(crate) fn observation(code: &str, subject: &str) -> Observation {
    Observation {
        code: code.into(),
        level: Level::Deduct,
        subject: subject.into(),
        column: String::new(),
        description: "栏目不更新".into(),
        page: None,
        link: None,
        last_update: None,
        days_late: None,
        found_at: at("2026-11-20"),
        evidence: vec![VisitId("E000000000001".into())],
        points: 5.0,
        item: None,
    }
}

pub(crate) fn verdict(score: f64) -> Verdict {
    Verdict {
        state: SiteState::Normal,
        conclusion: Conclusion::Qualified,
        score: Some(score),
        vetoes: Vec::new(),
        in_order_by_hand: Vec::new(),
        arithmetic: pucha::model::verdict::Arithmetic::default(),
        deductions: Vec::new(),
        notes: Vec::new(),
        home_newest: None,
        availability: Some((1.0, 3)),
        pages: 10,
        links: 20,
    }
}

pub(crate) fn finding(site: &SiteKey, month: &str, subject: &str, state: FindingState) -> Finding {
    let observation = observation("stale_columns", subject);
    Finding {
        id: FindingId::new(site, &observation.code, subject),
        site: site.clone(),
        period: period(month),
        indicator: "栏目不更新".into(),
        clause: "".into(),
        remedy: "".into(),
        level: observation.level,
        state,
        first_found: observation.found_at,
        periods_in_row: 1,
        deadline: None,
        mended_on: None,
        review: String::new(),
        remark: String::new(),
        exemption: None,
        excused_until: None,
        came_back: false,
        mended_evidence: Vec::new(),
        observation: Arc::new(observation),
    }
}
