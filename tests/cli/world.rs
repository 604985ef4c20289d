//! A folder with settings and register, a county served on loopback, and the binary run over them.

use pucha::config::{Crawl, Settings};
use pucha::demo::{self, County, Serving};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

pub(crate) struct World {
    pub(crate) folder: TempDir,
}

impl World {
    /// An initialised folder whose crawl is quick and may go to loopback.
    pub(crate) fn new(crawl: Crawl, sites: &str, columns: Option<&str>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let world = Self { folder };
        let mut settings = Settings { crawl, ..Settings::default() };
        settings.office.name = "测试县人民政府办公室".into();
        world.write(
            "config/pucha.toml",
            &toml::to_string_pretty(&settings).expect("settings as TOML"),
        );
        world.write("config/sites.csv", sites);
        if let Some(columns) = columns {
            world.write("config/columns.csv", columns);
        }
        world
    }

    /// The demo county's register, led to where it is served.
    pub(crate) fn of_county(county: &County, serving: &Serving) -> Self {
        Self::new(demo::settings(serving), &county.sites_csv(), Some(&county.columns_csv()))
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, text).expect("a written file");
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn command(&self, words: &[&str]) -> Command {
        command(self.folder.path(), words)
    }

    pub(crate) fn run(&self, words: &[&str]) -> Ran {
        Ran(self.command(words).output().expect("the binary runs"))
    }
}

/// The binary in a folder, with no settings from the environment.
pub(crate) fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pucha"));
    command.args(words).current_dir(folder).stdin(Stdio::null());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PUCHA_")) {
        command.env_remove(name);
    }
    command
}

pub(crate) struct Ran(pub(crate) Output);

impl Ran {
    pub(crate) fn code(&self) -> i32 {
        self.0.status.code().unwrap_or(-1)
    }

    pub(crate) fn out(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    pub(crate) fn err(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code(), code, "stdout:\n{}\nstderr:\n{}", self.out(), self.err());
        self
    }

    #[track_caller]
    pub(crate) fn says(self, words: &[&str]) -> Self {
        let all = self.out() + &self.err();
        for word in words {
            assert!(all.contains(word), "“{word}” is not said in:\n{all}");
        }
        assert!(!all.contains("panicked"), "{all}");
        self
    }
}

/// Rows of a ledger or results CSV as maps from heading to cell.
pub(crate) fn rows(csv: &str) -> Vec<BTreeMap<String, String>> {
    let text = csv.strip_prefix('\u{feff}').expect("a BOM");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// Hosts led to a server on loopback, everything quick.
pub(crate) fn quick(hosts: &[(&str, std::net::SocketAddr)]) -> Crawl {
    Crawl {
        requests_per_second: 500.0,
        connections_per_host: 4,
        timeout_seconds: 1.0,
        allow_private_addresses: true,
        second_look_seconds: 0.1,
        home_visit_gap_seconds: 0.1,
        backoff_cap_seconds: 0.5,
        own_network_wait_seconds: 1.0,
        hosts: hosts.iter().map(|(name, at)| ((*name).to_owned(), at.to_string())).collect(),
        sentinels: Vec::new(),
        ..Crawl::default()
    }
}

pub(crate) const SITE_HEADINGS: &str =
    "单位名称,单位类别,网站名称,网站地址,网站标识码,范围,状态,联系人,联系电话,邮箱,备注";
