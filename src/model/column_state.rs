//! How a column stands, in one word.

use crate::model::site::chinese_names;
use serde::{Deserialize, Serialize};
use std::fmt;

/// 栏目状态.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnState {
    Fresh,
    Stale,
    /// Entries without any date: not updated, by the rule.
    Undated,
    Blank,
    /// Says that there was nothing to publish.
    StatementOnly,
    /// No date is asked of its class: static, yearly, on events, forms.
    NoDuty,
    /// Shows only its sub-columns.
    ByChildren,
    External,
    Archived,
    /// Did not open on any look.
    Broken,
    /// Kept from us: by an anti-bot front, robots.txt or a log-in.
    Blocked,
    NeedsBrowser,
    /// Read, or not reached, in a way from which nothing follows.
    Undecided,
    /// Required by the register, and found nowhere.
    Missing,
}
chinese_names!(ColumnState {
    Fresh = "正常更新",
    Stale = "未更新",
    Undated = "无日期",
    Blank = "空白",
    StatementOnly = "情况说明",
    NoDuty = "不要求更新",
    ByChildren = "看下级栏目",
    External = "外链",
    Archived = "已归档",
    Broken = "打不开",
    Blocked = "受阻",
    NeedsBrowser = "需浏览器",
    Undecided = "未判定",
    Missing = "未找到",
});
