//! What the office's group is told: the period in numbers with its worst units, and who is late.

use crate::config::Office;
use crate::model::notice::{Channel, Notice, NoticeKind, NoticeState};
use crate::model::parcel::Parcel;
use crate::notices::brief::{Brief, Counts, Findings};
use crate::notices::text::one_line;
use crate::notices::webhook::Message;
use chrono::NaiveDate;
use serde_json::json;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// All that the message is made from.
#[derive(Debug, Clone, Copy)]
pub struct Group<'a> {
    pub office: &'a Office,
    pub findings: &'a Findings,
    pub parcels: &'a [Parcel],
    /// All notices of the period.
    pub rows: &'a [Notice],
    pub worst_units: usize,
}

impl Group<'_> {
    /// `notice` is a summary or about those who are late.
    pub fn message(&self, notice: &Notice, at_millis: i64) -> Message {
        let about: BTreeSet<_> = notice.findings.iter().collect();
        let mut units: Vec<(&Parcel, Brief)> = self
            .parcels
            .iter()
            .map(|parcel| {
                let ids: Vec<_> =
                    parcel.findings.iter().filter(|it| about.contains(it)).cloned().collect();
                (parcel, Brief::over(&ids, self.findings))
            })
            .filter(|(_, brief)| 0 < brief.counts.total())
            .collect();
        units.sort_by_key(|(_, brief)| std::cmp::Reverse(brief.counts.weight()));
        let mut all = Counts::default();
        for (_, brief) in &units {
            all.veto += brief.counts.veto;
            all.deduct += brief.counts.deduct;
            all.remind += brief.counts.remind;
        }
        let days: BTreeSet<NaiveDate> =
            units.iter().flat_map(|(_, it)| it.by_deadline.keys().copied()).collect();
        let worst = &units[..units.len().min(self.worst_units)];
        let facts = json!({
            "kind": notice.kind,
            "period": notice.period,
            "units": units.len(),
            "findings": all.total(),
            "veto": all.veto,
            "deduct": all.deduct,
            "remind": all.remind,
            "first_deadline": days.first(),
            "last_deadline": days.last(),
            "worst": worst.iter().map(|(parcel, brief)| json!({
                "unit": one_line(&parcel.unit),
                "veto": brief.counts.veto,
                "deduct": brief.counts.deduct,
                "remind": brief.counts.remind,
            })).collect::<Vec<_>>(),
        });
        let text = self.text(notice, (&all, units.len()), worst, &days);
        Message { text, facts, key: notice.key.0.clone(), at_millis }
    }

    fn text(
        &self,
        notice: &Notice,
        (all, many): (&Counts, usize),
        worst: &[(&Parcel, Brief)],
        days: &BTreeSet<NaiveDate>,
    ) -> String {
        let period = notice.period.chinese();
        let mut text = match notice.kind {
            NoticeKind::After { deadline, days } => format!(
                "【普查】{period}政府网站检查逾期情况\n整改时限 {deadline} 已过 {days} 个工作日，仍有 {many} 个单位的 {} 个问题未核实到整改（{}）。\n",
                all.total(),
                all.chinese()
            ),
            _ => format!(
                "【普查】{period}政府网站检查\n{many} 个单位有问题 {} 个（{}）。\n",
                all.total(),
                all.chinese()
            ),
        };
        if !worst.is_empty() {
            text.push_str(if worst.len() < many {
                "问题最重的单位：\n"
            } else {
                "各单位：\n"
            });
        }
        for (place, (parcel, brief)) in worst.iter().enumerate() {
            let unit = one_line(&parcel.unit);
            let _ = writeln!(text, "{}. {unit}：{}", place + 1, brief.counts.chinese());
        }
        if notice.kind == NoticeKind::Summary {
            match (days.first(), days.last()) {
                (Some(first), Some(last)) if first == last => {
                    let _ = writeln!(text, "整改时限：{first}。");
                }
                (Some(first), Some(last)) => {
                    let _ = writeln!(text, "整改时限：最早 {first}，最晚 {last}。");
                }
                _ => {}
            }
            let _ = writeln!(text, "{}", self.went_out());
        }
        text.push_str(&one_line(&self.office.name));
        text
    }

    fn went_out(&self) -> String {
        let units = |channel, state| {
            let rows = self.rows.iter().filter(|it| it.channel == channel && it.state == state);
            let rows = rows.filter(|it| it.kind == NoticeKind::Notice);
            rows.map(|it| it.unit.as_str()).collect::<BTreeSet<_>>().len()
        };
        let mut said = Vec::new();
        for (channel, word) in [(Channel::Outbox, "已放入发件文件夹"), (Channel::Mail, "已发邮件")]
        {
            let many = units(channel, NoticeState::Sent);
            if 0 < many {
                said.push(format!("{word} {many} 个单位"));
            }
        }
        let failed = units(Channel::Mail, NoticeState::Failed);
        if 0 < failed {
            said.push(format!("邮件没有发出 {failed} 个单位"));
        }
        if said.is_empty() {
            "整改通知尚未发出。".into()
        } else {
            format!("整改通知：{}。", said.join("，"))
        }
    }
}
