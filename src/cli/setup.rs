//! Builds what commands need from the settings: settings, rules, register, store, dates.

use crate::checks::Rulebook;
use crate::cli::args::Common;
use crate::cli::tell;
use crate::config::{self, Settings};
use crate::model::site::{Register, Site, SiteKey, site_key};
use crate::model::time::{Instant, Period, end_of_day, in_shanghai};
use crate::reference;
use crate::register;
use crate::store::Store;
use anyhow::{Context, Result, bail};
use chrono::{DateTime, NaiveDate};
use std::collections::BTreeSet;
use url::Url;

pub(crate) fn settings(common: &Common) -> Result<Settings> {
    if !common.config.exists() {
        bail!(
            "找不到设置文件 {}；请在工作目录中运行 pucha init 生成，或用 --config 指明位置",
            common.config.display()
        );
    }
    Ok(config::load(&common.config, config::environment())?)
}

pub(crate) fn rulebook(settings: &Settings) -> Result<Rulebook> {
    let profile = &settings.rules.profile;
    let tables = config::rules::tables(&settings.root, profile)?;
    Ok(Rulebook::from_tables(profile, &tables)?)
}

/// The register's good rows; each fault is told.
pub(crate) fn register(settings: &Settings) -> Result<Register> {
    let loaded = register::load_with(settings, &reference::column_class)?;
    let severe: Vec<_> = loaded.faults.iter().filter(|it| it.severe).collect();
    for fault in severe.iter().take(20) {
        tell(&format!("清单有误，已跳过：{fault}"));
    }
    if severe.len() > 20 {
        tell(&format!("……清单中共有 {} 处错误，运行 pucha register check 查看全部", severe.len()));
    }
    Ok(loaded.register)
}

pub(crate) fn store(settings: &Settings) -> Result<Store> {
    Ok(Store::open(&settings.place(&settings.store.path))?)
}

pub(crate) fn store_to_read(settings: &Settings) -> Result<Store> {
    let path = settings.place(&settings.store.path);
    if !path.exists() {
        bail!("还没有检查数据（{}）；请先运行 pucha census", path.display());
    }
    Ok(Store::open_read_only(&path)?)
}

pub(crate) fn period(text: &str) -> Result<Period> {
    text.parse().map_err(|fault: String| anyhow::anyhow!(fault))
}

/// The audit instant: RFC 3339, or a day, which means its end.
pub(crate) fn instant(text: &str) -> Result<Instant> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(end_of_day(day));
    }
    let at = DateTime::parse_from_rfc3339(text)
        .with_context(|| format!("时间“{text}”应写作 2026-11-20 或 2026-11-20T17:00:00+08:00"))?;
    Ok(in_shanghai(at.to_utc()))
}

#[expect(clippy::disallowed_methods, reason = "the door is where the clock is asked")]
pub(crate) fn now() -> Instant {
    in_shanghai(chrono::Utc::now())
}

/// Sites named by unit, site name, address or site code.
///
/// # Errors
/// A name that fits no site, with the nearest that do.
pub(crate) fn chosen(sites: &[Site], names: &[String]) -> Result<BTreeSet<SiteKey>> {
    let mut chosen = BTreeSet::new();
    for name in names {
        let name = name.trim();
        let by_address = Url::parse(name)
            .or_else(|_| Url::parse(&format!("http://{name}")))
            .ok()
            .map(|it| site_key(&it));
        let found: Vec<&Site> = sites
            .iter()
            .filter(|it| {
                it.unit == name
                    || it.name == name
                    || it.key.0 == name
                    || it.site_code.as_deref() == Some(name)
                    || Some(&it.key) == by_address.as_ref()
            })
            .collect();
        if found.is_empty() {
            let near: Vec<&str> = sites
                .iter()
                .filter(|it| it.unit.contains(name) || it.name.contains(name))
                .map(|it| it.unit.as_str())
                .take(5)
                .collect();
            let hint = if near.is_empty() {
                String::new()
            } else {
                format!("；相近的有：{}", near.join("、"))
            };
            bail!("清单中没有站点“{name}”（可写单位名称、网站名称、网址或标识码）{hint}");
        }
        chosen.extend(found.into_iter().map(|it| it.key.clone()));
    }
    Ok(chosen)
}
