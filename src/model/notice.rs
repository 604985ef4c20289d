//! One notice: what goes to whom by which way, and how far it came.

use crate::model::finding::FindingId;
use crate::model::site::chinese_names;
use crate::model::time::{Instant, Period};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// By which way it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A folder and a zip that a clerk uploads to the county's OA system.
    Outbox,
    Mail,
    /// One message to the office's group.
    Webhook,
}
chinese_names!(Channel { Outbox = "发件文件夹", Mail = "邮件", Webhook = "群消息" });

impl Channel {
    /// As in `[notices] channels`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::Mail => "mail",
            Self::Webhook => "webhook",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.code() == code)
    }
}

/// What it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// 整改通知 to a unit.
    Notice,
    /// The period in numbers, to the office's own group.
    Summary,
    /// So many working days before 整改时限.
    Before { days: u32, deadline: NaiveDate },
    /// So many working days after it.
    After { days: u32, deadline: NaiveDate },
}

impl NoticeKind {
    /// `整改通知`, `到期提醒（时限 2026-11-27）`.
    pub fn chinese(self) -> String {
        match self {
            Self::Notice => "整改通知".into(),
            Self::Summary => "本期汇总".into(),
            Self::Before { deadline, .. } => format!("到期提醒（时限 {deadline}）"),
            Self::After { deadline, days } => {
                format!("逾期催办（时限 {deadline}，第 {days} 个工作日）")
            }
        }
    }

    fn code(self) -> String {
        match self {
            Self::Notice => "notice".into(),
            Self::Summary => "summary".into(),
            Self::Before { days, deadline } => format!("before {days} {deadline}"),
            Self::After { days, deadline } => format!("after {days} {deadline}"),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeState {
    Planned,
    /// Noted before the first byte that may count goes out.
    Sending,
    Sent,
    Failed,
    /// It may have arrived or not: a person has to say.
    Unsure,
}
chinese_names!(NoticeState {
    Planned = "待发",
    Sending = "正在发",
    Sent = "已发",
    Failed = "未发出",
    Unsure = "不确定",
});

/// Says what goes to whom by which way: two notices with one key are the same notice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NoticeKey(pub String);

impl fmt::Display for NoticeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub key: NoticeKey,
    pub period: Period,
    /// Empty for what goes to the office's group.
    pub unit: String,
    pub channel: Channel,
    pub kind: NoticeKind,
    /// A mail address, a host, or empty for the outbox.
    pub recipient: String,
    /// What it is about, sorted.
    pub findings: Vec<FindingId>,
    pub state: NoticeState,
    pub changed_at: Instant,
    pub attempts: u32,
    /// What the other side said last, or what went wrong.
    pub words: String,
    /// Of a failed one: it may go through later without anything being changed.
    pub temporary: bool,
    /// Oldest first.
    pub steps: Vec<NoticeStep>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeStep {
    pub at: Instant,
    pub state: NoticeState,
    /// `pucha`, or the person.
    pub who: String,
    pub why: String,
}

/// Who makes the steps that no person makes.
pub const PUCHA: &str = "pucha";

impl Notice {
    /// A planned one; its key is `N` and 16 hex digits of SHA-256 over all that makes it this notice and no other.
    pub fn plan(
        (period, unit): (Period, &str),
        (channel, recipient): (Channel, &str),
        kind: NoticeKind,
        findings: &[FindingId],
        at: Instant,
    ) -> Self {
        let mut findings = findings.to_vec();
        findings.sort();
        findings.dedup();
        let about: Vec<&str> = findings.iter().map(|it| it.0.as_str()).collect();
        let digest = Sha256::digest(format!(
            "{period}\n{unit}\n{}\n{}\n{recipient}\n{}",
            channel.code(),
            kind.code(),
            about.join(" ")
        ));
        Self {
            key: NoticeKey(format!("N{}", &hex::encode(digest)[..16])),
            period,
            unit: unit.to_owned(),
            channel,
            kind,
            recipient: recipient.to_owned(),
            findings,
            state: NoticeState::Planned,
            changed_at: at,
            attempts: 0,
            words: String::new(),
            temporary: false,
            steps: Vec::new(),
        }
    }

    /// The same one step further.
    #[must_use]
    pub fn came_to(&self, state: NoticeState, at: Instant, (who, why): (&str, &str)) -> Self {
        let mut next = self.clone();
        next.state = state;
        next.changed_at = at;
        next.words = why.to_owned();
        next.temporary = false;
        let (who, why) = (who.to_owned(), why.to_owned());
        next.steps.push(NoticeStep { at, state, who, why });
        next
    }
}
