//! How one column stands and why: the one place that decides it, on which the checks of columns and the table of columns
//! stand.

use crate::checks::columns::{holds_nothing, needs_browser, own_content, unread, was_read};
use crate::checks::observe::chinese_day;
use crate::model::column_state::ColumnState;
use crate::model::evidence::{ClassSource, ColumnFact, DatedFact};
use crate::model::page::{DateSource, Emptiness, Witness};
use crate::model::site::ColumnClass;
use crate::model::time::{Window, days_between};
use crate::model::visit::{Barrier, Reach};
use chrono::NaiveDate;

/// What is asked of a column.
#[derive(Debug, Clone, Copy)]
pub struct Duty {
    /// How long it may go without news; `None`: no date is asked of it.
    pub window: Option<Window>,
    /// Its page may rightly list nothing.
    pub may_be_empty: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub state: ColumnState,
    /// In words, without the column's name and without a full stop.
    pub reason: String,
    /// Days past the limit.
    pub days_late: Option<i64>,
}

impl Standing {
    fn new(state: ColumnState, reason: impl Into<String>) -> Self {
        Self { state, reason: reason.into(), days_late: None }
    }
}

/// The state of `column` on the audit's day.
pub fn standing(column: &ColumnFact, today: NaiveDate, duty: Duty) -> Standing {
    if let Some(settled) = settled_by_kind(column).or_else(|| unseen(column)) {
        return settled;
    }
    let newest = column.newest.as_ref();
    if let (Some(window), Some(newest)) = (duty.window, newest)
        && !window.is_late(newest.date, today)
    {
        return Standing::new(
            ColumnState::Fresh,
            format!(
                "最新信息发布于{}，在规定期限（{}）内",
                chinese_day(newest.date),
                window.chinese()
            ),
        );
    }
    if holds_nothing(column) {
        return nothing_there(column, duty);
    }
    let Some(window) = duty.window else { return without_duty(column) };
    if column.entries == 0 && (newest.is_none() || column.class_from != ClassSource::Register) {
        return Standing::new(ColumnState::NoDuty, "栏目为单篇内容，不要求按期更新");
    }
    if needs_browser(column) {
        return Standing::new(ColumnState::NeedsBrowser, "内容需浏览器才能显示");
    }
    late(column, today, window)
}

/// What is judged by something else than the page's own content.
fn settled_by_kind(column: &ColumnFact) -> Option<Standing> {
    if column.address.is_none() {
        return Some(Standing::new(ColumnState::Missing, "登记为必设栏目，未在网站上找到"));
    }
    if own_content(column) {
        return None;
    }
    if column.external || column.class == ColumnClass::External {
        return Some(match &column.reach {
            Some(Reach::Bad(fault)) => Standing::new(
                ColumnState::Broken,
                format!("指向其他网站的链接打不开：{}", fault.chinese()),
            ),
            _ => Standing::new(ColumnState::External, "指向其他网站，只查能否打开"),
        });
    }
    if column.archived || column.class == ColumnClass::Archived {
        return Some(Standing::new(ColumnState::Archived, "栏目已归档，不要求更新"));
    }
    if let Some(said) = &column.statement {
        return Some(Standing::new(ColumnState::StatementOnly, format!("已发布说明“{said}”")));
    }
    let count = column.children.len();
    Some(Standing::new(ColumnState::ByChildren, format!("由{count}个下级栏目组成，分别判定")))
}

/// A page that was not read.
fn unseen(column: &ColumnFact) -> Option<Standing> {
    if let Some(why) = unread(column) {
        let undecided = matches!(
            column.reach,
            Some(Reach::NotJudged(
                Barrier::OwnNetwork
                    | Barrier::NotReached
                    | Barrier::PrivateAddress
                    | Barrier::RobotsUnavailable
                    | Barrier::Tls
            ))
        );
        let state = if undecided { ColumnState::Undecided } else { ColumnState::Blocked };
        return Some(Standing::new(state, why.into_owned()));
    }
    if was_read(column) {
        return None;
    }
    Some(match &column.reach {
        Some(Reach::Bad(fault)) => Standing::new(ColumnState::Broken, fault.chinese()),
        Some(_) => Standing::new(ColumnState::Broken, "页面提示内容不存在"),
        None => Standing::new(ColumnState::Undecided, "本次未检查到"),
    })
}

fn nothing_there(column: &ColumnFact, duty: Duty) -> Standing {
    if needs_browser(column) {
        return Standing::new(ColumnState::NeedsBrowser, "内容可能由脚本显示，未能读到");
    }
    if column.emptiness != Emptiness::Empty {
        return match duty.window {
            Some(_) => Standing::new(ColumnState::Undecided, "页面上未识别出信息列表"),
            None => without_duty(column),
        };
    }
    match column.total {
        Some(total) if 0 < total => Standing::new(
            ColumnState::Undecided,
            format!("页面标明共{total}条信息，但未读到其中任何一条"),
        ),
        _ if duty.may_be_empty => Standing::new(ColumnState::NoDuty, "此类栏目可以没有信息列表"),
        _ => Standing::new(ColumnState::Blank, "没有任何内容"),
    }
}

fn without_duty(column: &ColumnFact) -> Standing {
    if column.class == ColumnClass::Event && column.class_from == ClassSource::Name {
        return Standing::new(ColumnState::NoDuty, "未能确定有更新期限的类别，不作要求");
    }
    Standing::new(ColumnState::NoDuty, format!("{}类栏目不按期限要求更新", column.class))
}

/// Entries, none of which is in time.
fn late(column: &ColumnFact, today: NaiveDate, window: Window) -> Standing {
    if 0 < column.articles_unread {
        return Standing::new(
            ColumnState::Undecided,
            format!("有{}条信息的日期未能读到", column.articles_unread),
        );
    }
    if let Some(article) = column.by_articles.as_ref().filter(|it| !window.is_late(it.date, today))
    {
        return Standing::new(
            ColumnState::Undecided,
            format!("列表日期与正文日期不一致（正文标明发布于{}）", chinese_day(article.date)),
        );
    }
    match &column.newest {
        Some(newest) if newest.source == DateSource::Inferred => {
            Standing::new(ColumnState::Undecided, "列表只标月日，年份无法核实")
        }
        Some(newest) => {
            let days_late = window.days_late(newest.date, today);
            let reason = format!(
                "最新信息发布于{}，截至{}已{}天未更新，超过规定期限（{}）{}天",
                chinese_day(newest.date),
                chinese_day(today),
                days_between(newest.date, today),
                window.chinese(),
                days_late
            );
            let reason = reason + &contradiction(&column.witnesses, newest);
            Standing { days_late: Some(days_late), ..Standing::new(ColumnState::Stale, reason) }
        }
        None if 0 < column.articles_read => Standing::new(
            ColumnState::Undated,
            format!("{}条信息无发布日期（列表和正文均未标明），按未更新计", column.entries),
        ),
        None => Standing::new(ColumnState::Undecided, "列表未标日期，信息正文未能读取"),
    }
}

/// Days by which the address of a file may differ from its publication without anybody wondering: it tells when the file
/// was made.
const ADDRESS_DAYS: i64 = 31;

/// What the witnesses of the newest entry say where they contradict each other, in brackets; else nothing.
pub(super) fn contradiction(witnesses: &[Witness], newest: &DatedFact) -> String {
    if newest.source == DateSource::Address {
        return "（列表和正文均未标明日期，按网址中的日期计）".to_owned();
    }
    let differs = |it: &&Witness| {
        let days = (it.date - newest.date).num_days().abs();
        match it.source {
            DateSource::Address => ADDRESS_DAYS < days,
            DateSource::Text | DateSource::Inferred => false,
            _ => 0 < days,
        }
    };
    let others: Vec<String> = witnesses
        .iter()
        .filter(differs)
        .map(|it| format!("{}{}", place(it.source), it.date))
        .collect();
    if others.is_empty() {
        return String::new();
    }
    format!("（{}{}，{}，以前者为准）", place(newest.source), newest.date, others.join("，"))
}

fn place(source: DateSource) -> &'static str {
    match source {
        DateSource::List | DateSource::Inferred => "列表日期",
        DateSource::Address => "网址中日期",
        _ => "正文日期",
    }
}
