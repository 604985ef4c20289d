//! 栏目不更新: each column against the window of its class, and the count against the veto.

use crate::checks::column_state::{Duty, Standing, standing};
use crate::checks::columns::{holds_nothing, own_content, quoted, row, subject_of, veto_row};
use crate::checks::observe::{Found, finding, today, undecided};
use crate::checks::params;
use crate::model::column_state::ColumnState;
use crate::model::evidence::{ClassSource, ColumnFact, SiteEvidence};
use crate::model::page::Emptiness;
use crate::model::rule::{Rule, Sureness};
use crate::model::site::ColumnClass;
use crate::model::time::Window;
use crate::model::verdict::Observation;
use crate::model::visit::Reach;
use serde::{Deserialize, Serialize};

const CODE: &str = "stale_columns";
const VETO: &str = "stale_columns.veto";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub news_days: u32,
    pub news_days_sureness: Sureness,
    pub notices_months: u32,
    pub notices_months_sureness: Sureness,
    pub policy_files_months: u32,
    pub policy_files_months_sureness: Sureness,
    pub interpretation_months: u32,
    pub interpretation_months_sureness: Sureness,
    pub personnel_months: u32,
    pub personnel_months_sureness: Sureness,
    pub plans_months: u32,
    pub plans_months_sureness: Sureness,
    pub should_update_days: u32,
    pub should_update_days_sureness: Sureness,
    pub veto_news_and_notices: usize,
    pub veto_news_and_notices_sureness: Sureness,
    pub veto_should_update: usize,
    pub veto_should_update_sureness: Sureness,
    /// Whether a section of a portal can be vetoed by its own columns; else they count for the portal as a whole.
    pub veto_sections: bool,
    pub veto_sections_sureness: Sureness,
    /// Whether only first-level columns of notices and policy files count towards the veto and take their own points.
    pub first_level_only: bool,
    pub first_level_only_sureness: Sureness,
    pub news_points: Points,
    #[serde(default)]
    pub notices_points: Option<Points>,
    pub policy_files_points: Points,
    pub interpretation_points: Points,
    #[serde(default)]
    pub personnel_points: Option<Points>,
    #[serde(default)]
    pub plans_points: Option<Points>,
}

/// Points of a class that has an item of its own; the others take what the code gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Points {
    pub item: String,
    pub points: f64,
    pub sureness: Sureness,
}

impl Params {
    /// The window of a class; `None` for classes that need not be updated by a date.
    fn window(&self, class: ColumnClass) -> Option<Window> {
        match class {
            ColumnClass::News => Some(Window::Days(self.news_days)),
            ColumnClass::Notices => Some(Window::Months(self.notices_months)),
            ColumnClass::PolicyFiles => Some(Window::Months(self.policy_files_months)),
            ColumnClass::Interpretation => Some(Window::Months(self.interpretation_months)),
            ColumnClass::Personnel => Some(Window::Months(self.personnel_months)),
            ColumnClass::Plans => Some(Window::Months(self.plans_months)),
            ColumnClass::ShouldUpdate => Some(Window::Days(self.should_update_days)),
            _ => None,
        }
    }

    fn points(&self, column: &ColumnFact) -> Option<&Points> {
        match column.class {
            ColumnClass::News => Some(&self.news_points),
            ColumnClass::Notices if self.counts(column) => self.notices_points.as_ref(),
            ColumnClass::PolicyFiles if self.counts(column) => Some(&self.policy_files_points),
            ColumnClass::Interpretation => Some(&self.interpretation_points),
            ColumnClass::Personnel => self.personnel_points.as_ref(),
            ColumnClass::Plans => self.plans_points.as_ref(),
            _ => None,
        }
    }

    /// Whether a column of notices or policy files stands high enough.
    fn counts(&self, column: &ColumnFact) -> bool {
        !self.first_level_only || is_first_level(column)
    }
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[CODE, VETO];

    fn thresholds(&self) -> Vec<String> {
        let line = |name: &str, window: Window, sureness: Sureness| {
            format!("{name}：{}（{sureness}）", window.chinese())
        };
        let points = |name: &str, it: &Points| {
            format!("{name}栏目每个扣{}分，计入“{}”（{}）", it.points, it.item, it.sureness)
        };
        let own = [
            ("动态要闻", Some(&self.news_points)),
            ("通知公告", self.notices_points.as_ref()),
            ("政策文件", Some(&self.policy_files_points)),
            ("政策解读", Some(&self.interpretation_points)),
            ("人事信息", self.personnel_points.as_ref()),
            ("规划计划", self.plans_points.as_ref()),
        ];
        let own = own.into_iter().filter_map(|(name, it)| Some(points(name, it?)));
        let mut lines = vec![
            line("动态要闻", Window::Days(self.news_days), self.news_days_sureness),
            line("通知公告", Window::Months(self.notices_months), self.notices_months_sureness),
            line(
                "政策文件",
                Window::Months(self.policy_files_months),
                self.policy_files_months_sureness,
            ),
            line(
                "政策解读",
                Window::Months(self.interpretation_months),
                self.interpretation_months_sureness,
            ),
            line("人事信息", Window::Months(self.personnel_months), self.personnel_months_sureness),
            line("规划计划", Window::Months(self.plans_months), self.plans_months_sureness),
            line("应更新", Window::Days(self.should_update_days), self.should_update_days_sureness),
            "登记表中的更新期限优先；静态、年度、事件、归档、外链栏目不要求更新".to_owned(),
            format!(
                "单项否决：动态要闻栏目与{}通知公告、政策文件栏目合计{}个及以上（{}）",
                if self.first_level_only { "一级" } else { "" },
                self.veto_news_and_notices,
                self.veto_news_and_notices_sureness
            ),
            format!(
                "单项否决：应更新栏目{}个及以上（{}）",
                self.veto_should_update, self.veto_should_update_sureness
            ),
        ];
        lines.extend(own);
        lines
    }

    fn items(&self) -> Vec<&str> {
        let given = [&self.notices_points, &self.personnel_points, &self.plans_points];
        [&self.news_points, &self.policy_files_points, &self.interpretation_points]
            .into_iter()
            .chain(given.into_iter().flatten())
            .map(|it| it.item.as_str())
            .collect()
    }

    fn faults(&self) -> Vec<String> {
        if self.veto_news_and_notices == 0 || self.veto_should_update == 0 {
            return vec!["单项否决的栏目数应大于 0".to_owned()];
        }
        Vec::new()
    }
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let mut rows = Vec::new();
    let mut stale: Vec<&ColumnFact> = Vec::new();
    for column in &evidence.columns {
        let Some(window) = limit(column, &rule.params) else { continue };
        let duty = Duty { window: Some(window), may_be_empty: false };
        match said(column, standing(column, today(evidence), duty)) {
            Said::Nothing => {}
            Said::Stale(text) => {
                stale.push(column);
                rows.push(stale_row(evidence, column, window, rule, text));
            }
            Said::Open(why) => {
                let text = format!("“{}”栏目是否按期更新未判定：{why}。", column.name);
                rows.push(row(evidence, column, undecided(CODE, text)));
            }
        }
    }
    rows.extend(veto(evidence, rule, &stale));
    rows
}

/// The window that a column is held to; `None` where it is held to none.
pub(super) fn limit(column: &ColumnFact, params: &Params) -> Option<Window> {
    let never =
        matches!(column.class, ColumnClass::Static | ColumnClass::Yearly | ColumnClass::Event);
    if never || !own_content(column) {
        return None;
    }
    column.limit.or_else(|| params.window(column.class))
}

/// What the check says of a column of that state: stale, open and why, or nothing.
enum Said {
    Nothing,
    Stale(String),
    /// Undecided, and why.
    Open(String),
}

fn said(column: &ColumnFact, stands: Standing) -> Said {
    // What holds nothing is the question of the check of empty columns, unless something else stands there.
    let may_be_empty = holds_nothing(column) && column.emptiness != Emptiness::Filled;
    match stands.state {
        ColumnState::Stale => Said::Stale(format!("“{}”栏目{}。", column.name, stands.reason)),
        ColumnState::Undated => Said::Stale(format!("“{}”栏目的{}。", column.name, stands.reason)),
        ColumnState::Blocked => Said::Open(stands.reason),
        ColumnState::Undecided if column.reach.is_some() => match column.reach {
            Some(Reach::Ok) if may_be_empty => Said::Nothing,
            _ => Said::Open(stands.reason),
        },
        ColumnState::NeedsBrowser if !may_be_empty => Said::Open(stands.reason),
        _ => Said::Nothing,
    }
}

fn stale_row(
    evidence: &SiteEvidence,
    column: &ColumnFact,
    window: Window,
    rule: &Rule<Params>,
    text: String,
) -> Observation {
    let newest = column.newest.as_ref();
    let mut found = row(evidence, column, finding(rule, CODE, text));
    found.link = newest.map(|it| it.page.to_string()).filter(|it| Some(it) != found.page.as_ref());
    found.days_late = newest.map(|it| window.days_late(it.date, today(evidence)));
    if let Some(own) = rule.params.points(column)
        && found.item.is_some()
    {
        found.item = Some(own.item.clone());
        found.points = own.points;
    }
    found
}

fn veto(
    evidence: &SiteEvidence,
    rule: &Rule<Params>,
    stale: &[&ColumnFact],
) -> Option<Observation> {
    if evidence.site.is_section() && !rule.params.veto_sections {
        return None;
    }
    let of = |wanted: &dyn Fn(&ColumnFact) -> bool| -> Vec<&ColumnFact> {
        let counts = |it: &&ColumnFact| !evidence.is_excused(CODE, &subject_of(it)) && wanted(it);
        stale.iter().copied().filter(counts).collect()
    };
    let first = of(&|it| match it.class {
        ColumnClass::News => true,
        ColumnClass::Notices | ColumnClass::PolicyFiles => rule.params.counts(it),
        _ => false,
    });
    let second = of(&|it| it.class == ColumnClass::ShouldUpdate);
    let mut texts = Vec::new();
    let mut counted = Vec::new();
    if rule.params.veto_news_and_notices <= first.len() {
        texts.push(format!(
            "动态要闻类和{}通知公告、政策文件类栏目共{}个未按期更新（达到{}个）：{}。",
            if rule.params.first_level_only { "一级" } else { "" },
            first.len(),
            rule.params.veto_news_and_notices,
            quoted(&first)
        ));
        counted.extend(first);
    }
    if rule.params.veto_should_update <= second.len() {
        texts.push(format!(
            "应更新栏目共{}个长期未更新（达到{}个）：{}。",
            second.len(),
            rule.params.veto_should_update,
            quoted(&second)
        ));
        counted.extend(second);
    }
    let found: Option<Found> = (!texts.is_empty()).then(|| finding(rule, VETO, texts.concat()));
    found.map(|it| veto_row(evidence, &counted, it))
}

/// Where the level is not known, only a column that the register lists counts as first-level.
fn is_first_level(column: &ColumnFact) -> bool {
    match column.level {
        0 => column.class_from == ClassSource::Register,
        level => level == 1,
    }
}
