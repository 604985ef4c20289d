//! How a site stood month by month, and its rank over the year within its class of unit.

use crate::model::site::{SiteKey, UnitClass};
use crate::model::verdict::{Conclusion, SiteState, Verdict};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A site's judgment of one month.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub state: SiteState,
    pub conclusion: Conclusion,
    /// `None` with a veto, and where nothing could be judged.
    pub score: Option<f64>,
    /// Within its class, of that month.
    pub rank: Option<usize>,
    /// Share of home page visits that opened, and their number.
    pub availability: Option<(f64, usize)>,
}

impl Standing {
    pub fn of(verdict: &Verdict, rank: Option<usize>) -> Self {
        Self {
            state: verdict.state,
            conclusion: verdict.conclusion,
            score: verdict.score,
            rank,
            availability: verdict.availability,
        }
    }

    pub fn is_judged(&self) -> bool {
        matches!(self.conclusion, Conclusion::Qualified | Conclusion::Unqualified)
    }
}

/// What a site's months come to; months that could not be judged are in none of it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Course {
    /// Months with a judgment of any kind.
    pub seen: usize,
    pub judged: usize,
    pub qualified: usize,
    /// Months with a score: judged ones without a veto.
    pub scored: usize,
    /// Of these, to two decimals.
    pub average: Option<f64>,
}

impl Course {
    pub fn of(months: &[Option<Standing>]) -> Self {
        let judged: Vec<&Standing> = months.iter().flatten().filter(|it| it.is_judged()).collect();
        let scores: Vec<f64> = judged.iter().filter_map(|it| it.score).collect();
        #[expect(clippy::cast_precision_loss, reason = "at most twelve months")]
        let average = (!scores.is_empty())
            .then(|| (scores.iter().sum::<f64>() / scores.len() as f64 * 100.0).round() / 100.0);
        Self {
            seen: months.iter().flatten().count(),
            judged: judged.len(),
            qualified: judged.iter().filter(|it| it.conclusion == Conclusion::Qualified).count(),
            scored: scores.len(),
            average,
        }
    }

    /// Judged in at least half of the periods of the year: fewer months say too little to be compared.
    pub fn is_ranked(&self, periods: usize) -> bool {
        0 < self.judged && periods <= self.judged * 2
    }

    /// The larger share of qualified months stands above, then the higher average score. A month with a veto has no
    /// score, but it is not qualified.
    fn compare(&self, other: &Self) -> Ordering {
        let (own, others) = (self.qualified * other.judged, other.qualified * self.judged);
        let points = |it: &Self| it.average.unwrap_or(-1.0);
        others.cmp(&own).then_with(|| points(other).total_cmp(&points(self)))
    }
}

/// Share of home page visits that opened over all months, and their number.
pub(crate) fn availability(months: &[Option<Standing>]) -> Option<(f64, usize)> {
    let known: Vec<(f64, usize)> =
        months.iter().flatten().filter_map(|it| it.availability).collect();
    let visits: usize = known.iter().map(|it| it.1).sum();
    #[expect(clippy::cast_precision_loss, reason = "visits of a year, far below 2^52")]
    let opened: f64 = known.iter().map(|(share, visits)| share * *visits as f64).sum();
    #[expect(clippy::cast_precision_loss, reason = "visits of a year, far below 2^52")]
    (0 < visits).then(|| (opened / visits as f64, visits))
}

/// Site → rank over the year within its class; equals share the better rank. `periods`: how many the year has.
pub fn rank(courses: &[(SiteKey, UnitClass, Course)], periods: usize) -> BTreeMap<SiteKey, usize> {
    let ranked: Vec<&(SiteKey, UnitClass, Course)> =
        courses.iter().filter(|it| it.2.is_ranked(periods)).collect();
    ranked
        .iter()
        .map(|(key, class, course)| {
            let better = ranked
                .iter()
                .filter(|(_, its, other)| its == class && other.compare(course) == Ordering::Less)
                .count();
            (key.clone(), better + 1)
        })
        .collect()
}
