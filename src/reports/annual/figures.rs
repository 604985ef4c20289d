//! Sums over sites: what the text and the tables say is counted here, once.

use crate::model::rule::Level;
use crate::model::site::{ColumnClass, SiteStatus};
use crate::model::time::Period;
use crate::model::verdict::Conclusion;
use crate::reports::annual::problems::{End, Problem};
use crate::reports::annual::ranks::Course;
use crate::reports::annual::replies::share;
use crate::reports::annual::{Known, Policies, Replies, SiteYear, Year};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Problems of some kind: carried over, found, put right, left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rectified {
    /// Open when the year began.
    pub carried: usize,
    /// Found in the year, relapses included.
    pub found: usize,
    pub relapses: usize,
    pub mended: usize,
    pub open: usize,
    /// Of the open ones: the deadline has not passed.
    pub in_time: usize,
    /// Left over on sites that were closed.
    pub closed_with_site: usize,
    pub pending: usize,
    /// 误报, 核减, 豁免; in none of the others.
    pub excused: usize,
    /// Sum of the days to put right.
    days: i64,
}

impl Rectified {
    pub fn of<'a>(
        problems: impl IntoIterator<Item = (&'a SiteYear, &'a Problem)>,
        year: i32,
        until: NaiveDate,
    ) -> Self {
        let mut sum = Self::default();
        for (site, problem) in problems {
            let is_gone = matches!(site.status, None | Some(SiteStatus::Closed));
            match problem.end {
                End::Pending => sum.pending += 1,
                End::Excused(_) => sum.excused += 1,
                End::Open if is_gone => sum.closed_with_site += 1,
                End::Open => {
                    sum.open += 1;
                    sum.in_time += usize::from(problem.deadline.is_some_and(|it| until <= it));
                }
                End::Mended(_) => {
                    sum.mended += 1;
                    sum.days += problem.days().unwrap_or(0);
                }
            }
            if problem.counts() {
                let is_new = problem.is_found_in(year);
                sum.found += usize::from(is_new);
                sum.carried += usize::from(!is_new);
                sum.relapses += usize::from(is_new && problem.is_relapse);
            }
        }
        sum
    }

    /// 整改率: of what was carried over and found, without what went with a closed site.
    pub fn rate(&self) -> Option<f64> {
        share(self.mended, self.mended + self.open)
    }

    /// Mean of the whole days from seen to seen gone, to one decimal.
    pub fn mean_days(&self) -> Option<f64> {
        let mended = u32::try_from(self.mended).ok().filter(|it| 0 < *it)?;
        #[expect(clippy::cast_precision_loss, reason = "days of a year's problems, far below 2^52")]
        let days = self.days as f64;
        Some((days / f64::from(mended) * 10.0).round() / 10.0)
    }
}

/// One month over all sites.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MonthFigures {
    pub qualified: usize,
    pub unqualified: usize,
    pub not_judged: usize,
    pub not_rated: usize,
    pub found: usize,
    pub relapses: usize,
    pub mended: usize,
}

impl MonthFigures {
    pub fn sites(&self) -> usize {
        self.qualified + self.unqualified + self.not_judged + self.not_rated
    }

    pub fn pass_rate(&self) -> Option<f64> {
        share(self.qualified, self.qualified + self.unqualified)
    }
}

/// The year's sums over its sites.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Of the year's periods only.
    pub months: BTreeMap<u32, MonthFigures>,
    /// Months without a period in which problems were put right: a recheck needs no census.
    pub mended_between: BTreeMap<u32, usize>,
    pub problems: Rectified,
    /// By 指标, the most found first.
    pub by_indicator: Vec<(String, Rectified)>,
    pub by_level: Vec<(Level, Rectified)>,
    pub published: Option<Known>,
    pub classes: BTreeMap<ColumnClass, Known>,
    pub replies: Replies,
    pub policies: Policies,
}

impl SiteYear {
    pub fn course(&self) -> Course {
        Course::of(&self.months)
    }

    pub fn rectified(&self, year: i32, until: NaiveDate) -> Rectified {
        Rectified::of(self.problems.iter().map(|it| (self, it)), year, until)
    }

    /// Judged unqualified in a month and qualified in a later one, the last that was judged.
    pub fn was_mended(&self) -> bool {
        let judged: Vec<Conclusion> = self
            .months
            .iter()
            .flatten()
            .filter(|it| it.is_judged())
            .map(|it| it.conclusion)
            .collect();
        judged.contains(&Conclusion::Unqualified) && judged.last() == Some(&Conclusion::Qualified)
    }
}

impl Figures {
    pub fn of(year: &Year) -> Self {
        let all =
            || year.sites.iter().flat_map(|site| site.problems.iter().map(move |it| (site, it)));
        let rectified = |wanted: &dyn Fn(&Problem) -> bool| {
            Rectified::of(all().filter(|it| wanted(it.1)), year.year, year.until)
        };
        let mut indicators: Vec<String> = all().map(|it| it.1.indicator.clone()).collect();
        indicators.sort();
        indicators.dedup();
        let mut by_indicator: Vec<(String, Rectified)> = indicators
            .into_iter()
            .map(|name| {
                let sum = rectified(&|it| it.indicator == name);
                (name, sum)
            })
            .collect();
        by_indicator
            .sort_by(|a, b| (b.1.found + b.1.carried, &a.0).cmp(&(a.1.found + a.1.carried, &b.0)));
        let by_level = [Level::Veto, Level::Deduct, Level::Remind]
            .map(|level| (level, rectified(&|it| it.level == level)));
        let (months, mended_between) = months(year);
        Self {
            months,
            mended_between,
            problems: rectified(&|_| true),
            by_indicator,
            by_level: by_level.to_vec(),
            published: Known::sum(year.sites.iter().map(|it| it.publishing.total)),
            classes: classes(year),
            replies: year.sites.iter().fold(Replies::default(), |sum, it| sum.and(it.replies)),
            policies: Policies {
                seen: year.sites.iter().map(|it| it.policies.seen).sum(),
                interpreted: year.sites.iter().map(|it| it.policies.interpreted).sum(),
            },
        }
    }

    pub fn class(&self, class: ColumnClass) -> Option<Known> {
        self.classes.get(&class).copied()
    }
}

/// A site without a column of a class publishes none in it: only what is known is added up, and the lower bounds stay.
fn classes(year: &Year) -> BTreeMap<ColumnClass, Known> {
    let mut classes: BTreeMap<ColumnClass, Known> = BTreeMap::new();
    for (class, known) in year.sites.iter().flat_map(|it| &it.publishing.classes) {
        let sum = classes.entry(*class).or_insert(Known::exactly(0));
        sum.count += known.count;
        sum.is_least |= known.is_least;
    }
    let is_unread = year.sites.iter().any(|it| it.publishing.total.is_none_or(|it| it.is_least));
    for sum in classes.values_mut() {
        sum.is_least |= is_unread;
    }
    classes
}

fn months(year: &Year) -> (BTreeMap<u32, MonthFigures>, BTreeMap<u32, usize>) {
    let mut months: BTreeMap<u32, MonthFigures> =
        year.periods.iter().map(|it| (it.month, MonthFigures::default())).collect();
    let mut between: BTreeMap<u32, usize> = BTreeMap::new();
    for site in &year.sites {
        for (month, standing) in (1..).zip(&site.months) {
            let (Some(standing), Some(sum)) = (standing, months.get_mut(&month)) else { continue };
            match standing.conclusion {
                Conclusion::Qualified => sum.qualified += 1,
                Conclusion::Unqualified => sum.unqualified += 1,
                Conclusion::NotJudged => sum.not_judged += 1,
                Conclusion::NotRated => sum.not_rated += 1,
            }
        }
        for problem in site.problems.iter().filter(|it| it.counts()) {
            if problem.is_found_in(year.year)
                && let Some(sum) = months.get_mut(&problem.found.month)
            {
                sum.found += 1;
                sum.relapses += usize::from(problem.is_relapse);
            }
            if let Some(month) = problem.mended_on().map(|it| Period::of(it).month) {
                match months.get_mut(&month) {
                    Some(sum) => sum.mended += 1,
                    None => *between.entry(month).or_default() += 1,
                }
            }
        }
    }
    (months, between)
}
