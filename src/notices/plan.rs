//! Who is to get what by which way, and who not and why: from the parcels and from what went out before.

use crate::model::finding::FindingId;
use crate::model::notice::{Channel, Notice, NoticeKind, NoticeState, PUCHA};
use crate::model::parcel::Parcel;
use crate::model::time::{Instant, minute};
use crate::notices::NoticeError;
use crate::notices::addresses::Addresses;
use crate::store::Store;
use std::collections::BTreeSet;

/// What planning knows of before.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// All rows of the period.
    pub rows: &'a [Notice],
    /// What was refused for good is tried again.
    pub retry: bool,
    pub now: Instant,
}

/// One notice that is to go out, and the parcel that it is about; `None` for a message to the group.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub notice: Notice,
    pub parcel: Option<usize>,
}

/// Nothing goes out by this way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    pub unit: String,
    pub channel: Channel,
    pub why: String,
    /// Somebody has to do something.
    pub open: bool,
    /// The register holds no address for this way.
    pub no_address: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    pub items: Vec<Item>,
    pub skips: Vec<Skip>,
}

impl Plan {
    fn put(&mut self, decided: Result<Notice, Skip>, parcel: Option<usize>) {
        match decided {
            Ok(notice) => self.items.push(Item { notice, parcel }),
            Err(skip) => self.skips.push(skip),
        }
    }

    pub fn of(&self, channel: Channel) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |it| it.notice.channel == channel)
    }
}

/// Rows that a killed run left in the middle. An outbox folder is simply written again; of the rest nobody knows.
pub fn interrupted(rows: &[Notice], now: Instant) -> Vec<Notice> {
    rows.iter()
        .filter(|it| it.state == NoticeState::Sending)
        .map(|it| match it.channel {
            Channel::Outbox => {
                it.came_to(NoticeState::Planned, now, (PUCHA, "上次写到一半中断，重新写"))
            }
            _ => it.came_to(
                NoticeState::Unsure,
                now,
                (PUCHA, "程序在发送过程中中断，不知道对方是否收到"),
            ),
        })
        .collect()
}

/// Rows of before with [`interrupted`] settled, in the store as well.
pub async fn settle(
    store: &Store,
    rows: Vec<Notice>,
    now: Instant,
) -> Result<Vec<Notice>, NoticeError> {
    let settled = interrupted(&rows, now);
    for notice in &settled {
        store.change_notice(notice, NoticeState::Sending, false).await?;
    }
    Ok(with(rows, settled))
}

/// `rows`, those of `changed` in the place of the ones with their keys.
pub fn with(rows: Vec<Notice>, changed: Vec<Notice>) -> Vec<Notice> {
    let keys: BTreeSet<_> = changed.iter().map(|it| it.key.clone()).collect();
    rows.into_iter().filter(|it| !keys.contains(&it.key)).chain(changed).collect()
}

/// 整改通知 of each parcel by each of `channels`; the group is [`summary`]'s.
pub fn notices(parcels: &[Parcel], channels: &[Channel], before: Before<'_>) -> Plan {
    let mut plan = Plan::default();
    for (place, parcel) in parcels.iter().enumerate() {
        for &channel in channels {
            for recipient in recipients(parcel, channel, &mut plan.skips) {
                let to = (channel, recipient.as_str());
                let about = (NoticeKind::Notice, parcel.findings.as_slice());
                plan.put(decide(parcel, to, about, before), Some(place));
            }
        }
    }
    plan
}

/// The group's message of the period; none about nothing.
pub fn summary(parcels: &[Parcel], host: &str, before: Before<'_>) -> Plan {
    let mut plan = Plan::default();
    let findings: Vec<FindingId> = parcels.iter().flat_map(|it| it.findings.clone()).collect();
    if let Some(first) = parcels.first() {
        let group = Parcel { unit: String::new(), ..first.clone() };
        let about = (NoticeKind::Summary, findings.as_slice());
        plan.put(decide(&group, (Channel::Webhook, host), about, before), None);
    }
    plan
}

/// To whom a parcel goes by the way; says of each address that cannot be used why.
pub fn recipients(parcel: &Parcel, channel: Channel, skips: &mut Vec<Skip>) -> Vec<String> {
    match channel {
        Channel::Outbox => vec![String::new()],
        Channel::Webhook => Vec::new(),
        Channel::Mail => {
            let read = Addresses::read(&parcel.contact.mail);
            let mut skip = |why: String, open, no_address| {
                skips.push(Skip { unit: parcel.unit.clone(), channel, why, open, no_address });
            };
            for bad in &read.bad {
                skip(format!("登记表中的邮箱“{bad}”写法不对，没有发，请改正"), true, false);
            }
            if read.good.is_empty() && read.bad.is_empty() {
                skip("登记表中没有邮箱，没有发邮件".into(), false, true);
            }
            read.good.iter().map(ToString::to_string).collect()
        }
    }
}

/// Whether a notice about these findings is still to go there.
pub fn decide(
    parcel: &Parcel,
    (channel, recipient): (Channel, &str),
    (kind, findings): (NoticeKind, &[FindingId]),
    before: Before<'_>,
) -> Result<Notice, Skip> {
    let unit = parcel.unit.as_str();
    let skip = |why: String, open| {
        Err(Skip { unit: unit.to_owned(), channel, why, open, no_address: false })
    };
    let alike: Vec<&Notice> = before
        .rows
        .iter()
        .filter(|it| it.unit == unit && it.channel == channel && it.kind == kind)
        .filter(|it| it.recipient == recipient)
        .collect();
    let told = |states: &[NoticeState]| {
        let known: BTreeSet<&FindingId> = alike
            .iter()
            .filter(|it| states.contains(&it.state))
            .flat_map(|it| &it.findings)
            .collect();
        findings.iter().all(|it| known.contains(it))
    };
    if told(&[NoticeState::Sent]) {
        let last = alike.iter().filter(|it| it.state == NoticeState::Sent);
        let at = last.map(|it| it.changed_at).max().map(minute).unwrap_or_default();
        return skip(format!("已于 {at} 发过{}", to(recipient)), false);
    }
    if told(&[NoticeState::Sent, NoticeState::Unsure, NoticeState::Sending]) {
        let keys: Vec<&str> = alike
            .iter()
            .filter(|it| matches!(it.state, NoticeState::Unsure | NoticeState::Sending))
            .map(|it| it.key.0.as_str())
            .collect();
        return skip(
            format!(
                "上次不确定是否发出{}，没有再发；问清后运行 pucha notify resolve {} --sent 或 --again",
                to(recipient),
                keys.join(" ")
            ),
            true,
        );
    }
    let fresh =
        Notice::plan((parcel.period, unit), (channel, recipient), kind, findings, before.now);
    match alike.iter().find(|it| it.key == fresh.key) {
        Some(row) if row.state == NoticeState::Failed && !row.temporary && !before.retry => skip(
            format!("上次被拒收{}（{}）；改正后加 --retry 再发", to(recipient), row.words),
            true,
        ),
        Some(row) => Ok((*row).clone()),
        None => Ok(fresh),
    }
}

fn to(recipient: &str) -> String {
    if recipient.is_empty() { String::new() } else { format!("（{recipient}）") }
}
