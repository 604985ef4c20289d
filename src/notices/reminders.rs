//! Reminders before and after 整改时限, in working days: which are due today, and about which findings.

use crate::config::Notices;
use crate::model::finding::{FindingId, FindingState};
use crate::model::notice::{Channel, Notice, NoticeKind, NoticeState};
use crate::model::parcel::Parcel;
use crate::notices::brief::Findings;
use crate::notices::plan::{Before, Item, Plan, Skip, decide, recipients};
use chrono::{Datelike, NaiveDate, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// The day, what the settings say, and the calendar.
#[derive(Clone, Copy)]
pub struct Today<'a> {
    pub day: NaiveDate,
    pub settings: &'a Notices,
    /// `None`: the holidays of that year are not known.
    pub is_workday: &'a dyn Fn(NaiveDate) -> Option<bool>,
}

impl Today<'_> {
    /// Where the year is not known, only weekends are free.
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        (self.is_workday)(day)
            .unwrap_or_else(|| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
    }

    /// Working days after `from`, up to `to` and with it.
    fn between(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        let days = from.iter_days().skip(1).take_while(|it| *it <= to);
        days.map(|it| u32::from(self.is_workday(it))).sum()
    }

    /// Whether the reminder is due on this very day, and not made up for.
    fn is_the_day(&self, kind: NoticeKind) -> bool {
        match kind {
            NoticeKind::Before { days, deadline } => self.between(self.day, deadline) == days,
            NoticeKind::After { days, deadline } => self.between(deadline, self.day) == days,
            NoticeKind::Notice | NoticeKind::Summary => false,
        }
    }

    /// The reminder that is due today for a deadline. A day on which nobody ran the program is made up for: before the
    /// deadline the nearest one counts, after it the latest, and never more than one of them.
    pub fn due(&self, deadline: NaiveDate) -> Option<NoticeKind> {
        if self.day <= deadline {
            let left = self.between(self.day, deadline);
            let days = self.settings.remind_before_working_days.iter().copied();
            let days = days.filter(|it| left <= *it).min()?;
            return Some(NoticeKind::Before { days, deadline });
        }
        let late = self.between(deadline, self.day);
        let days = self.settings.remind_after_working_days.iter().copied();
        let days = days.filter(|it| *it <= late).max()?;
        Some(NoticeKind::After { days, deadline })
    }
}

/// Who is to be reminded today of what. Only of what the unit was told before, and what is not known to be mended.
pub fn due(
    parcels: &[Parcel],
    findings: &Findings,
    channels: &[Channel],
    (today, before): (Today<'_>, Before<'_>),
) -> Plan {
    let mut plan = Plan::default();
    for (place, parcel) in parcels.iter().enumerate() {
        let groups = groups(parcel, findings, today, before);
        if groups.is_empty() {
            continue;
        }
        let mut whom = Vec::new();
        if channels.contains(&Channel::Mail) {
            let mut skips = Vec::new();
            whom = recipients(parcel, Channel::Mail, &mut skips);
            plan.skips.extend(skips.into_iter().filter(|it| !it.no_address));
        }
        if whom.is_empty() {
            plan.skips.extend(calls(parcel, &groups, today));
        }
        for recipient in whom {
            for (kind, about) in &groups {
                let to = (Channel::Mail, recipient.as_str());
                match decide(parcel, to, (*kind, about.as_slice()), before) {
                    Ok(notice) => plan.items.push(Item { notice, parcel: Some(place) }),
                    Err(skip) => plan.skips.push(skip),
                }
            }
        }
    }
    plan
}

/// Messages to the group about those who are late, one for each deadline.
pub fn overdue(
    parcels: &[Parcel],
    findings: &Findings,
    host: &str,
    (today, before): (Today<'_>, Before<'_>),
) -> Plan {
    let mut plan = Plan::default();
    let mut late: BTreeMap<NoticeKind, Vec<FindingId>> = BTreeMap::new();
    for parcel in parcels {
        for (kind, about) in groups(parcel, findings, today, before) {
            if matches!(kind, NoticeKind::After { .. }) {
                late.entry(kind).or_default().extend(about);
            }
        }
    }
    let Some(first) = parcels.first() else { return plan };
    let group = Parcel { unit: String::new(), ..first.clone() };
    for (kind, about) in late {
        match decide(&group, (Channel::Webhook, host), (kind, &about), before) {
            Ok(notice) => plan.items.push(Item { notice, parcel: None }),
            Err(skip) => plan.skips.push(skip),
        }
    }
    plan
}

/// A unit that no mail reaches: whom to call about what. Said once for each reminder, on the very day.
fn calls(
    parcel: &Parcel,
    groups: &BTreeMap<NoticeKind, Vec<FindingId>>,
    today: Today<'_>,
) -> Vec<Skip> {
    let contact = &parcel.contact;
    let whom: Vec<&str> = [contact.name.trim(), contact.phone.trim()]
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect();
    let whom = if whom.is_empty() { "登记表中没有联系人".into() } else { whom.join(" ") };
    groups
        .iter()
        .filter(|(kind, _)| today.is_the_day(**kind))
        .map(|(kind, about)| Skip {
            unit: parcel.unit.clone(),
            channel: Channel::Mail,
            why: format!(
                "{}，问题{}个，发不了邮件，请用电话或 OA 告知（{whom}）",
                kind.chinese(),
                about.len()
            ),
            open: true,
            no_address: true,
        })
        .collect()
}

fn groups(
    parcel: &Parcel,
    findings: &Findings,
    today: Today<'_>,
    before: Before<'_>,
) -> BTreeMap<NoticeKind, Vec<FindingId>> {
    let told = told(&parcel.unit, today.settings, before.rows);
    let mut groups: BTreeMap<NoticeKind, Vec<FindingId>> = BTreeMap::new();
    for id in parcel.findings.iter().filter(|it| told.contains(it)) {
        let Some(finding) = findings.get(id) else { continue };
        let is_open = matches!(
            finding.state,
            FindingState::Open | FindingState::Notified | FindingState::Relapsed
        );
        if let Some(kind) = finding.deadline.filter(|_| is_open).and_then(|it| today.due(it)) {
            groups.entry(kind).or_default().push(id.clone());
        }
    }
    groups
}

/// What the unit got a 整改通知 about by a way that counts.
fn told<'a>(unit: &str, settings: &Notices, rows: &'a [Notice]) -> BTreeSet<&'a FindingId> {
    rows.iter()
        .filter(|it| it.unit == unit && it.kind == NoticeKind::Notice)
        .filter(|it| it.state == NoticeState::Sent)
        .filter(|it| settings.notified_by.iter().any(|by| by == it.channel.code()))
        .flat_map(|it| &it.findings)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn one_reminder_at_most_is_due_for_a_deadline() {
        let settings = Notices {
            remind_before_working_days: vec![3, 1],
            remind_after_working_days: vec![1, 3],
            ..Notices::default()
        };
        // The 27th is a Friday; the 30th is a holiday here.
        let holiday = |it: NaiveDate| {
            Some(!matches!(it.weekday(), Weekday::Sat | Weekday::Sun) && it != day("2026-11-30"))
        };
        let deadline = day("2026-11-27");
        for (on, due) in [
            ("2026-11-20", None),
            ("2026-11-24", Some((true, 3))),
            ("2026-11-25", Some((true, 3))),
            ("2026-11-26", Some((true, 1))),
            ("2026-11-27", Some((true, 1))),
            ("2026-11-28", None),
            ("2026-11-30", None),
            ("2026-12-01", Some((false, 1))),
            ("2026-12-02", Some((false, 1))),
            ("2026-12-03", Some((false, 3))),
            ("2026-12-31", Some((false, 3))),
        ] {
            let today = Today { day: day(on), settings: &settings, is_workday: &holiday };
            let due = due.map(|(before, days)| {
                if before {
                    NoticeKind::Before { days, deadline }
                } else {
                    NoticeKind::After { days, deadline }
                }
            });
            assert_eq!(today.due(deadline), due, "{on}");
        }
    }
}
