//! A year as the store holds it, one site's bundles at a time.

use crate::config::Office;
use crate::model::site::{Site, SiteKey, SiteStatus};
use crate::model::time::{Period, shanghai};
use crate::model::verdict::Arithmetic;
use crate::reports::annual::changes::{Snapshot, changes};
use crate::reports::annual::ranks::{Course, Standing, rank};
use crate::reports::annual::{SiteYear, Year, policies, problems, publishing, replies};
use crate::reports::ranks::ranks;
use crate::reports::{RunTimes, SiteResult};
use crate::store::{RunId, SiteVerdict, Store, StoreError, YearPart};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// What the year is asked for with.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub year: i32,
    pub office: Office,
    /// Today, which tells whether the year has ended.
    pub today: NaiveDate,
    /// Days in which a message is to be answered.
    pub reply_days: u32,
}

/// Years that hold judgments, oldest first.
pub fn years(store: &Store) -> Result<Vec<i32>, StoreError> {
    let years: BTreeSet<i32> = store.periods()?.iter().map(|it| it.year).collect();
    Ok(years.into_iter().collect())
}

/// Everything of the year; `None` when it holds no judgments. `told` hears how many sites of how many are read. Blocks on
/// the disk.
pub fn year(
    store: &Store,
    wanted: &Wanted,
    told: &mut dyn FnMut(usize, usize),
) -> Result<Option<Year>, StoreError> {
    let known = store.periods()?;
    let periods: Vec<Period> = known.iter().copied().filter(|it| it.year == wanted.year).collect();
    let Some(last) = periods.last().copied() else { return Ok(None) };
    let before = known.iter().copied().rfind(|it| it.year < wanted.year);
    let january = Period { year: wanted.year + 1, month: 1 };
    let mut gathered = Gathered::default();
    if let Some(before) = before {
        gathered.register(store, before)?;
    }
    for period in &periods {
        gathered.register(store, *period)?;
        gathered.verdicts(&store.verdicts(*period)?, *period);
    }
    if known.contains(&january) {
        gathered.runs(&store.verdicts(january)?, january);
    }
    let year_end = Period { year: wanted.year, month: 12 }.last_day();
    let until = gathered.until.unwrap_or(year_end).min(year_end);
    let is_running = wanted.today <= year_end;
    // A year that has ended is to be known to its end; of one that runs, up to its last audit.
    let reach = if is_running { until } else { year_end };
    let order = gathered.order();
    let mut sites = Vec::new();
    for (at, (site, status)) in order.iter().enumerate() {
        told(at, order.len());
        let parts = gathered.parts(store, &site.key)?;
        let lives = store.lives(&site.key, last)?;
        let is_there = |month: Period| gathered.is_there(&site.key, month);
        sites.push(SiteYear {
            site: site.clone(),
            status: *status,
            months: gathered.months.get(&site.key).cloned().unwrap_or_default(),
            rank: None,
            publishing: publishing(&parts, wanted.year, reach, is_there),
            replies: replies(&parts, wanted.year, reach, wanted.reply_days),
            policies: policies(&parts, wanted.year),
            problems: problems(&lives, wanted.year),
        });
    }
    told(order.len(), order.len());
    let courses: Vec<_> = sites
        .iter()
        .map(|it| (it.site.key.clone(), it.site.unit_class, Course::of(&it.months)))
        .collect();
    let places = rank(&courses, periods.len());
    for site in &mut sites {
        site.rank = places.get(&site.site.key).copied();
    }
    Ok(Some(Year {
        year: wanted.year,
        office: wanted.office.clone(),
        until,
        is_running,
        periods,
        before,
        reply_days: wanted.reply_days,
        sites,
        changes: changes(&gathered.registers),
        only: Vec::new(),
    }))
}

/// What is known of all sites before their bundles are read.
#[derive(Default)]
struct Gathered {
    /// The last one before the year, then those of the year.
    registers: Vec<Snapshot>,
    months: BTreeMap<SiteKey, [Option<Standing>; 12]>,
    /// The newest runs that judged a site, a run a period.
    runs: BTreeMap<SiteKey, Vec<(Period, RunId)>>,
    until: Option<NaiveDate>,
    /// Sites that were judged though no register of the year holds them any more.
    judged: BTreeMap<SiteKey, Site>,
}

impl Gathered {
    fn register(&mut self, store: &Store, period: Period) -> Result<(), StoreError> {
        let Some(run) = store.latest_run(period)? else { return Ok(()) };
        let sites = store.register(&run.id)?.unwrap_or_default().sites;
        self.registers.push(Snapshot { period, sites });
        Ok(())
    }

    fn verdicts(&mut self, verdicts: &[SiteVerdict], period: Period) {
        self.runs(verdicts, period);
        let results: Vec<SiteResult> = verdicts.iter().map(bare).collect();
        let ranks = ranks(&results);
        for it in verdicts {
            let rank = ranks.get(it.site.key.0.as_str()).copied();
            let months = self.months.entry(it.site.key.clone()).or_default();
            if let Some(place) = months.get_mut(period.month as usize - 1) {
                *place = Some(Standing::of(&it.verdict, rank));
            }
            let day = it.run.as_of.with_timezone(&shanghai()).date_naive();
            self.until = self.until.max(Some(day));
            self.judged.insert(it.site.key.clone(), it.site.clone());
        }
    }

    fn runs(&mut self, verdicts: &[SiteVerdict], period: Period) {
        for it in verdicts {
            let runs = self.runs.entry(it.site.key.clone()).or_default();
            runs.push((period, it.run.id.clone()));
        }
    }

    fn parts(&self, store: &Store, site: &SiteKey) -> Result<Vec<YearPart>, StoreError> {
        let mut parts = Vec::new();
        for (_, run) in self.runs.get(site).into_iter().flatten() {
            parts.extend(store.year_part(run, site)?);
        }
        Ok(parts)
    }

    /// Each site of the year once, as its last register has it, with its status in the year's last register.
    fn order(&self) -> Vec<(Site, Option<SiteStatus>)> {
        let of_year = self.registers.iter().rev().take(self.registers.len().max(1));
        let mut known: BTreeSet<SiteKey> = BTreeSet::new();
        let mut sites: Vec<(Site, Option<SiteStatus>)> = Vec::new();
        for (age, register) in of_year.enumerate() {
            for site in &register.sites {
                if self.months.contains_key(&site.key) && known.insert(site.key.clone())
                    || age == 0 && known.insert(site.key.clone())
                {
                    sites.push((site.clone(), (age == 0).then_some(site.status)));
                }
            }
        }
        let rest = self.judged.iter().filter(|(key, _)| !known.contains(*key));
        let rest: Vec<_> = rest.map(|(_, site)| (site.clone(), None)).collect();
        sites.extend(rest);
        let mut units: BTreeMap<String, usize> = BTreeMap::new();
        for (at, (site, _)) in sites.iter().enumerate() {
            units.entry(site.unit.clone()).or_insert(at);
        }
        sites.sort_by_key(|(site, _)| (site.unit_class, units[&site.unit]));
        sites
    }

    /// Whether the site had to be seen in the month: the last register up to then holds it as not closed. Before the
    /// first register nothing speaks against it.
    fn is_there(&self, site: &SiteKey, month: Period) -> bool {
        let Some(register) = self.registers.iter().rfind(|it| it.period <= month) else {
            return true;
        };
        register.sites.iter().any(|it| it.key == *site && it.status != SiteStatus::Closed)
    }
}

/// Enough of a result to be ranked by.
fn bare(it: &SiteVerdict) -> SiteResult {
    SiteResult {
        site: it.site.clone(),
        verdict: crate::model::verdict::Verdict {
            notes: Vec::new(),
            deductions: Vec::new(),
            arithmetic: Arithmetic::default(),
            ..it.verdict.clone()
        },
        observations: Vec::new(),
        findings: Vec::new(),
        run: RunTimes { id: it.run.id.0.clone(), started_at: it.run.started_at, finished_at: None },
    }
}
