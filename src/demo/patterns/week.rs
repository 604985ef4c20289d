//! Sites whose home page was visited through the week before the audit, as hourly rounds would have found it.

use crate::demo::plan::SitePlan;
use crate::demo::truth::Subject;
use crate::model::evidence::HomeVisit;
use crate::model::time::start_of_day;
use crate::model::visit::{Barrier, Failure, Fault, Purpose, Reach, VisitId};
use chrono::{Days, Duration, NaiveDate};
use url::Url;

const DAYS: u64 = 7;
const ROUNDS: u64 = 24;
const TIMED_OUT: Reach = Reach::Bad(Fault::Failure(Failure::TimeOut));
const OURS: Reach = Reach::NotJudged(Barrier::OwnNetwork);

/// Fell silent on the morning of the last day: 20 of 168 visits.
pub(crate) fn silent_since_morning(site: &mut SitePlan, today: NaiveDate) {
    let fell = DAYS * ROUNDS - 20;
    visited(site, today, |round| if round < fell { Reach::Ok } else { TIMED_OUT });
}

/// Failed six times in 168: below the veto, but not far.
pub(crate) fn nearly(site: &mut SitePlan, today: NaiveDate) {
    visited(site, today, |round| if round % 27 == 13 { TIMED_OUT } else { Reach::Ok });
    site.finding(
        "unreachable",
        Subject::None,
        "一周 168 次访问有 6 次超时，到了预警线，没到否决线",
    );
}

/// Failed twice; that the auditor's own line was down for three hours is not the site's doing.
pub(crate) fn now_and_then(site: &mut SitePlan, today: NaiveDate) {
    visited(site, today, |round| match round {
        30..33 => OURS,
        50 | 100 => Reach::Bad(Fault::Status(502)),
        _ => Reach::Ok,
    });
    site.trap(
        "一周内偶有打不开",
        "unreachable",
        Subject::None,
        "165 次访问有 2 次打不开，另 3 次是本机断网",
    );
}

/// A round an hour for a week that ends with the audit's day, a few minutes past each hour.
fn visited(site: &mut SitePlan, today: NaiveDate, reach: impl Fn(u64) -> Reach) {
    let Ok(home) = Url::parse(&site.address()) else { return };
    let of_this_week = format!("simulated {today}");
    let begin = start_of_day(today - Days::new(DAYS - 1));
    site.probes = (0..DAYS * ROUNDS)
        .map(|round| {
            let reach = reach(round);
            let look = u32::try_from(round).unwrap_or_default();
            let minute = i64::from(look) * 60 + i64::from(look * 7 % 23);
            HomeVisit {
                id: VisitId::new(&of_this_week, &home, Purpose::Home, look),
                at: begin + Duration::minutes(minute),
                elapsed_ms: if reach == TIMED_OUT { 15_002 } else { 180 },
                reach,
            }
        })
        .collect();
}
