//! `config/pucha.toml` as typed settings: plain data, read once, never changed while running.
//!
//! In: the file, the environment (`PUCHA_SECTION__KEY`). Out: [`Settings`], the rule tables, the files that
//! `pucha init` writes. Never: state, counters, I/O later on.

pub mod error;
mod environment;
mod limits;
mod load;
mod near;
pub mod notices;
mod office;
pub mod rules;
pub mod starter;
pub mod templates;

pub use environment::environment;
pub use error::ConfigError;
pub use load::{load, without_file};
pub use near::nearest;
pub use notices::{Mail, Notices, Webhook};
pub use office::Office;

use crate::model::rule::Level;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// All sections. Relative paths are taken from `root`, the folder that holds `config/`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    #[serde(skip)]
    pub root: PathBuf,
    pub office: Office,
    pub register: RegisterFiles,
    pub rules: RuleChoice,
    pub store: StorePlace,
    pub crawl: Crawl,
    pub browser: Browser,
    pub probe: Probe,
    pub rectification: Rectification,
    pub notices: Notices,
    pub mail: Mail,
    pub webhook: Webhook,
}

impl Settings {
    /// `path` as it is when absolute, else below the root.
    pub fn place(&self, path: &Path) -> PathBuf {
        self.root.join(path)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RegisterFiles {
    pub sites: PathBuf,
    /// May be absent: columns are then discovered.
    pub columns: PathBuf,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RuleChoice {
    /// A folder below `config/rules/`.
    pub profile: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StorePlace {
    pub path: PathBuf,
    /// `pucha prune` keeps all visits and pages of so many periods.
    pub keep_periods: u32,
    /// A run stops before less than this is free on the disk of the database. 0: it never looks.
    pub min_free_mib: u64,
}

impl StorePlace {
    pub fn min_free_bytes(&self) -> u64 {
        self.min_free_mib.saturating_mul(1 << 20)
    }
}

/// How polite the crawl is, and its limits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one key of the file")]
pub struct Crawl {
    /// For one host. 0 takes the limit off, which is refused unless private addresses are allowed.
    pub requests_per_second: f64,
    pub connections_per_host: usize,
    pub hosts_at_once: usize,
    /// For a whole request, redirects included one by one.
    pub timeout_seconds: f64,
    pub max_pages_per_site: usize,
    /// Of the decoded body.
    pub max_body_mib: usize,
    /// For what all sites together remember of their pages and links; the rest lies on the disk beside the database. With 0
    /// nearly all does.
    pub memory_mib: usize,
    pub respect_robots: bool,
    /// `Crawl-delay` of robots.txt is honoured up to this.
    pub crawl_delay_cap_seconds: f64,
    pub allow_private_addresses: bool,
    pub user_agent: String,
    pub max_redirects: usize,
    /// Hosts that answer from one address share one budget.
    pub share_by_address: bool,
    /// The second look at a link that failed comes at least this much later.
    pub second_look_seconds: f64,
    /// Visits to each home page in one census, and the least time between two.
    pub home_visits: usize,
    pub home_visit_gap_seconds: f64,
    /// Longest pause that 429 or 503 (`Retry-After`) can ask of us.
    pub backoff_cap_seconds: f64,
    /// Pages that an earlier census keeps are only sent again when they changed.
    pub conditional_requests: bool,
    /// Links to other hosts are asked whether they answer.
    pub check_external_links: bool,
    /// Addresses outside the county that tell whether our own network works.
    pub sentinels: Vec<String>,
    /// How long a run waits for our own network to come back before it stops.
    pub own_network_wait_seconds: f64,
    /// Addresses that DNS does not know or knows wrongly: host = "address" or "address:port". Several with `;` between are
    /// all that the host has; a single one may be one of several.
    pub hosts: BTreeMap<String, String>,
    /// Places that are never visited, whatever else is allowed: "address" or "address:port". 0.0.0.0 stands for every
    /// address of this machine.
    pub never_visit: Vec<String>,
    /// What is noted as the time of a visit lies so many seconds after the clock's, or before it. No setting of the file: only
    /// a simulated county lives in other months.
    #[serde(skip)]
    pub clock_ahead_seconds: i64,
}

/// Which pages a browser shows, and its limits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Browser {
    pub enabled: bool,
    /// Empty: the first known browser on `PATH`.
    pub path: PathBuf,
    /// The page's own time, without the waits for answers that it asked for.
    pub page_seconds: f64,
    /// Of one browser with all its processes.
    pub memory_mib: usize,
    pub pages_per_site: usize,
}

/// The rhythm of `pucha probe --loop`, and how long a home page may take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Probe {
    /// The day in Asia/Shanghai is cut into so many equal parts, each with one round.
    pub visits_per_day: u32,
    /// How much of its part a round may wander in, from 0 to 0.5: two rounds are at least the rest of a part away.
    pub jitter: f64,
    /// In place of the crawl's, which may be shorter than the rule allows a home page.
    pub timeout_seconds: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rectification {
    /// Working days to put right, by level.
    pub veto_working_days: u32,
    pub deduct_working_days: u32,
    pub remind_working_days: u32,
    /// Hour of the last day by which the report is due, 0 to 24.
    pub report_hour: u32,
    /// Levels whose findings count only once a person has confirmed them.
    pub confirm_first: Vec<Level>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            root: PathBuf::from("."),
            office: Office::default(),
            register: RegisterFiles::default(),
            rules: RuleChoice::default(),
            store: StorePlace::default(),
            crawl: Crawl::default(),
            browser: Browser::default(),
            probe: Probe::default(),
            rectification: Rectification::default(),
            notices: Notices::default(),
            mail: Mail::default(),
            webhook: Webhook::default(),
        }
    }
}

impl Default for RegisterFiles {
    fn default() -> Self {
        Self { sites: "config/sites.csv".into(), columns: "config/columns.csv".into() }
    }
}

impl Default for RuleChoice {
    fn default() -> Self {
        Self { profile: "2019".into() }
    }
}

impl Default for StorePlace {
    fn default() -> Self {
        Self { path: "var/pucha.db".into(), keep_periods: 12, min_free_mib: 512 }
    }
}

impl Default for Crawl {
    fn default() -> Self {
        Self {
            requests_per_second: 1.0,
            connections_per_host: 2,
            hosts_at_once: 64,
            timeout_seconds: 15.0,
            max_pages_per_site: 20_000,
            max_body_mib: 16,
            memory_mib: 16,
            respect_robots: true,
            crawl_delay_cap_seconds: 10.0,
            allow_private_addresses: false,
            user_agent: concat!(
                "pucha/",
                env!("CARGO_PKG_VERSION"),
                " (government website census)"
            )
            .into(),
            max_redirects: 10,
            share_by_address: true,
            second_look_seconds: 20.0,
            home_visits: 3,
            home_visit_gap_seconds: 15.0,
            backoff_cap_seconds: 120.0,
            conditional_requests: true,
            check_external_links: true,
            sentinels: Vec::new(),
            own_network_wait_seconds: 300.0,
            hosts: BTreeMap::new(),
            never_visit: Vec::new(),
            clock_ahead_seconds: 0,
        }
    }
}

impl Default for Browser {
    fn default() -> Self {
        Self {
            enabled: true,
            path: PathBuf::new(),
            page_seconds: 20.0,
            memory_mib: 1024,
            pages_per_site: 40,
        }
    }
}

impl Default for Probe {
    fn default() -> Self {
        Self { visits_per_day: 24, jitter: 0.5, timeout_seconds: 15.0 }
    }
}

impl Default for Rectification {
    fn default() -> Self {
        Self {
            veto_working_days: 1,
            deduct_working_days: 5,
            remind_working_days: 5,
            report_hour: 17,
            confirm_first: Vec::new(),
        }
    }
}
