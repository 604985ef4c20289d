//! 年度报告: last year's report on disclosure of every unit, and last year's sheet of every site.

pub use crate::checks::report_deadlines::{Deadline, Params};

use crate::checks::columns::{needs_browser, unread};
use crate::checks::observe::{Found, chinese_day, finding, today, undecided};
use crate::checks::report_deadlines::{LATE, MISSING};
use crate::model::evidence::{HomeFact, SiteEvidence};
use crate::model::facts::publication::{Report, ReportKind, Shelf, ShownDay, Whose};
use crate::model::page::{Emptiness, PageKind};
use crate::model::rule::Rule;
use crate::model::site::UnitClass;
use crate::model::time::days_between;
use crate::model::verdict::Observation;
use crate::model::visit::VisitId;
use crate::reference::publication::{is_disclosure_page, shelf};
use chrono::{Datelike, NaiveDate};

/// One kind of report that is due.
struct Due<'a> {
    evidence: &'a SiteEvidence,
    rule: &'a Rule<Params>,
    home: &'a HomeFact,
    kind: ReportKind,
    /// The year reported on.
    year: i32,
    deadline: NaiveDate,
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let Some(home) = evidence.home.as_ref().filter(|_| evidence.facts.publication.is_known())
    else {
        return Vec::new();
    };
    let (today, class) = (today(evidence), evidence.site.unit_class);
    ReportKind::ALL
        .into_iter()
        .filter_map(|kind| {
            let limit = rule.params.deadline(kind, class);
            let deadline = limit.of(today.year())?;
            if today <= deadline || !limit.asks(class) || !is_asked(evidence, kind) {
                return None;
            }
            Due { evidence, rule, home, kind, year: today.year() - 1, deadline }.judge()
        })
        .collect()
}

/// The portal answers for its sections' site sheet; a section for its own report, where it has a column for it.
fn is_asked(evidence: &SiteEvidence, kind: ReportKind) -> bool {
    let has_shelf = || own_shelves(evidence, kind).next().is_some();
    !evidence.site.is_section() || kind == ReportKind::Disclosure && has_shelf()
}

/// Columns of the site's own. A county may keep its disclosure on another host; other units' columns there are not told
/// from the county's.
fn own_shelves(evidence: &SiteEvidence, kind: ReportKind) -> impl Iterator<Item = &Shelf> {
    let site = &evidence.site;
    let is_own = move |it: &&Shelf| {
        it.kind == kind
            && (site.unit_class == UnitClass::County || site.scope.fit(&it.address).is_some())
    };
    evidence.facts.publication.shelves.iter().filter(is_own)
}

impl Due<'_> {
    fn judge(&self) -> Option<Observation> {
        let is_own = |it: &&Report| matches!(it.whose, Whose::Own | Whose::Unnamed);
        let sure: Vec<&Report> = self
            .reports()
            .filter(|it| it.year == Some(self.year) && !it.is_doubtful)
            .filter(is_own)
            .collect();
        if !sure.is_empty() {
            return self.lateness(&sure);
        }
        if let Some(report) = self.reports().find(|it| self.may_be(it)) {
            let text = format!(
                "未找到{}年度{}，但有“{}”，是否就是本单位的该年度报告需人工核实。",
                self.year,
                self.kind.chinese(),
                report.title
            );
            let row = self.row(undecided(MISSING, text), &[&report.visit]);
            return Some(Observation { link: Some(report.address.to_string()), ..row });
        }
        Some(self.missing())
    }

    fn reports(&self) -> impl Iterator<Item = &Report> {
        self.evidence.facts.publication.reports.iter().filter(|it| it.kind == self.kind)
    }

    /// Whether a title may be that of the report after all.
    fn may_be(&self, report: &Report) -> bool {
        let day = days_of(report).map(|it| it.date).max();
        let of_year = match report.year {
            Some(year) => year == self.year,
            // It says no year; one of before is about an earlier year.
            None => day.is_none_or(|it| self.year < it.year()),
        };
        of_year && report.whose != Whose::Other
    }

    fn missing(&self) -> Observation {
        let what = format!("{}年度{}", self.year, self.kind.chinese());
        let shelves: Vec<&Shelf> = self.shelves().collect();
        let due = format!("（应在{}前发布）", chinese_day(self.deadline));
        if let Some(why) = self.open_question(&shelves) {
            let text = format!("未找到{what}{due}，但{why}，未判定是否缺失。");
            return self.row(undecided(MISSING, text), &[]);
        }
        let today = chinese_day(today(self.evidence));
        let Some(shelf) = shelves.first() else {
            let text = format!(
                "截至{today}未找到{what}{due}：全站{}个页面中没有这一标题的信息、链接或附件，也没有年报栏目。",
                self.evidence.counts.pages
            );
            return self.row(finding(self.rule, MISSING, text), &[]);
        };
        let text = format!(
            "截至{today}未找到{what}{due}：栏目“{}”共{}条，已全部读取，没有该年度的报告，其他页面上也没有。",
            shelf.name, shelf.entries
        );
        let visits: Vec<&VisitId> = shelves.iter().map(|it| &it.visit).collect();
        let row = self.row(finding(self.rule, MISSING, text), &visits);
        let newest = self.reports().filter(|it| it.on_shelf && it.whose != Whose::Other);
        let days = newest.flat_map(|it| it.listed.iter().chain(&it.own_page));
        Observation {
            page: Some(shelf.address.to_string()),
            found_at: shelf.seen_at,
            last_update: days.map(|it| it.date).max(),
            ..row
        }
    }

    fn shelves(&self) -> impl Iterator<Item = &Shelf> {
        own_shelves(self.evidence, self.kind)
    }

    /// Why the report may be there, though it was not seen.
    fn open_question(&self, shelves: &[&Shelf]) -> Option<String> {
        let evidence = self.evidence;
        if let Some(open) = shelves.iter().find(|it| !it.complete) {
            return Some(format!("栏目“{}”的列表未能读完", open.name));
        }
        if let Some(name) = self.elsewhere() {
            return Some(format!("“{name}”链接到其他主机，报告可能发布在那里"));
        }
        if !shelves.is_empty() {
            return None;
        }
        let open = evidence.columns.iter().any(|it| needs_browser(it) || unread(it).is_some());
        if self.home.kind == PageKind::Shell || self.home.emptiness == Emptiness::Undecided {
            Some("首页内容需浏览器才能显示".to_owned())
        } else if self.home.menu_unseen {
            Some("首页导航由脚本显示、未能读到".to_owned())
        } else if !evidence.complete {
            Some("本次检查未完成".to_owned())
        } else if open || 0 < evidence.counts.columns_need_browser {
            Some("有栏目未能读到内容".to_owned())
        } else {
            None
        }
    }

    /// A way to the reports that leads out of the site; for other units than the county, and without a column of their
    /// own, the way to the common platform as well.
    fn elsewhere(&self) -> Option<&str> {
        let evidence = self.evidence;
        if evidence.site.is_section() {
            return None;
        }
        let is_platform = |name: &str| {
            self.kind == ReportKind::Disclosure
                && evidence.site.unit_class != UnitClass::County
                && self.shelves().next().is_none()
                && is_disclosure_page(name)
        };
        let is_way = |name: &str| shelf(name) == Some(self.kind) || is_platform(name);
        let leads = evidence.sections.iter().map(|it| (it.name.as_str(), Some(&it.address)));
        let columns = evidence.columns.iter().map(|it| (it.name.as_str(), it.address.as_ref()));
        let entrances = &evidence.facts.publication.entrances;
        let entrances = entrances.iter().map(|it| (it.name.as_str(), Some(&it.address)));
        let is_read = |address: &url::Url| self.shelves().any(|it| it.address == *address);
        leads
            .chain(columns)
            .chain(entrances)
            .find(|(name, address)| {
                let out =
                    address.is_some_and(|it| evidence.site.scope.fit(it).is_none() && !is_read(it));
                out && is_way(name)
            })
            .map(|(name, _)| name)
    }

    fn lateness(&self, reports: &[&Report]) -> Option<Observation> {
        let told: Vec<(&Report, Told)> = reports.iter().map(|it| (*it, self.told(it))).collect();
        if told.iter().any(|(_, told)| *told == Told::InTime) {
            return None;
        }
        let open = told.iter().find(|(it, told)| *told != Told::Late && !it.is_attachment);
        let Some((report, day)) = told
            .iter()
            .filter(|(_, told)| *told == Told::Late)
            .filter_map(|(it, _)| Some((*it, days_of(it).min_by_key(|it| it.date)?)))
            .min_by_key(|(_, day)| day.date)
        else {
            return Some(self.unsure(told.first()?.0));
        };
        if let Some((open, _)) = open {
            return Some(self.unsure(open));
        }
        if let Some(older) = self.put_up_together(report, day.date) {
            let text = format!(
                "《{}》显示发布于{}，晚于{}的期限，但《{}》也在同一天发布，可能是栏目整体迁移，是否逾期未判定。",
                report.title,
                chinese_day(day.date),
                chinese_day(self.deadline),
                older.title
            );
            return Some(self.about(undecided(LATE, text), report));
        }
        let late = days_between(self.deadline, day.date);
        let text = format!(
            "{}年度{}《{}》发布于{}，晚于{}的期限{late}天。",
            self.year,
            self.kind.chinese(),
            report.title,
            chinese_day(day.date),
            chinese_day(self.deadline),
        );
        let row = self.about(finding(self.rule, LATE, text), report);
        Some(Observation { last_update: Some(day.date), days_late: Some(late), ..row })
    }

    fn unsure(&self, report: &Report) -> Observation {
        let days: Vec<String> = days_of(report).map(|it| chinese_day(it.date)).collect();
        let days = match days.as_slice() {
            [] => "没有可靠的发布日期".to_owned(),
            [only] => format!("只有一处日期（{only}）"),
            _ => format!("列表和正文的日期不一致（{}）", days.join("、")),
        };
        let text = format!(
            "{}年度{}《{}》{days}，是否在{}的期限内发布未判定。",
            self.year,
            self.kind.chinese(),
            report.title,
            chinese_day(self.deadline)
        );
        self.about(undecided(LATE, text), report)
    }

    fn told(&self, report: &Report) -> Told {
        let late = |it: &ShownDay| self.deadline < it.date;
        // A file in a list has no other day than the list's.
        let is_whole = report.own_page.is_some() || report.is_attachment;
        match (days_of(report).any(late), days_of(report).all(late)) {
            (false, true) => Told::Nothing,
            (true, true) if is_whole => Told::Late,
            (true, _) => Told::Unsure,
            (false, false) => Told::InTime,
        }
    }

    /// A report of an earlier year that appeared on the same day: then all were put up anew.
    fn put_up_together(&self, report: &Report, day: NaiveDate) -> Option<&Report> {
        self.reports().find(|it| {
            it.year.is_some_and(|year| year < self.year)
                && it.address != report.address
                && it.whose != Whose::Other
                && days_of(it).any(|shown| shown.date == day)
        })
    }

    fn about(&self, found: Found, report: &Report) -> Observation {
        let days = days_of(report).map(|it| &it.visit);
        let visits: Vec<&VisitId> = std::iter::once(&report.visit).chain(days).collect();
        Observation {
            page: Some(report.page.to_string()),
            link: Some(report.address.to_string()),
            found_at: report.seen_at,
            ..self.row(found, &visits)
        }
    }

    /// The report with its year is the finding's identity: next year's is another one.
    fn row(&self, found: Found, visits: &[&VisitId]) -> Observation {
        let home = [&self.home.visit];
        let visits: Vec<&VisitId> = if visits.is_empty() { home.to_vec() } else { visits.to_vec() };
        let subject = subject(self.kind, self.year);
        Observation {
            column: self.kind.chinese().to_owned(),
            page: Some(self.evidence.site.home.to_string()),
            ..found.on(&subject, self.home.seen_at, &visits)
        }
    }
}

fn days_of(report: &Report) -> impl Iterator<Item = &ShownDay> {
    report.listed.iter().chain(&report.own_page)
}

/// What the days of one report say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    InTime,
    Late,
    Unsure,
    Nothing,
}

/// `政府信息公开年报2025`.
fn subject(kind: ReportKind, year: i32) -> String {
    format!("{}{year}", kind.chinese())
}
