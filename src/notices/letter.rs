//! What a mail says: subject and text of a 整改通知 and of a reminder, plain and as HTML.

use crate::config::{Office, Rectification};
use crate::model::finding::FindingId;
use crate::model::notice::{Notice, NoticeKind};
use crate::model::parcel::Parcel;
use crate::notices::brief::{Brief, Findings, due_by};
use crate::notices::text::{cut, escaped, one_line};
use chrono::NaiveDate;
use std::fmt::Write as _;

/// A reminder names so many problems; the rest is counted.
const MOST_NAMED: usize = 30;
const LONGEST_DESCRIPTION: usize = 240;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub subject: String,
    /// One paragraph each, without markup.
    pub paragraphs: Vec<String>,
}

/// Who writes, and by what hour answers are due.
#[derive(Debug, Clone, Copy)]
pub struct Writer<'a> {
    pub office: &'a Office,
    pub rectification: &'a Rectification,
    pub findings: &'a Findings,
    pub today: NaiveDate,
}

impl Letter {
    pub fn plain(&self) -> String {
        let mut text = String::new();
        for paragraph in &self.paragraphs {
            let _ = write!(text, "{paragraph}\r\n\r\n");
        }
        text
    }

    pub fn html(&self) -> String {
        let mut text = String::from(
            "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"></head><body style=\"font-size:16px;line-height:1.8\">",
        );
        for paragraph in &self.paragraphs {
            let lines: Vec<String> = paragraph.split("\r\n").map(escaped).collect();
            let _ = write!(text, "<p>{}</p>", lines.join("<br>"));
        }
        text.push_str("</body></html>");
        text
    }
}

impl Writer<'_> {
    /// `notice` is one of this parcel's.
    pub fn letter(&self, parcel: &Parcel, notice: &Notice) -> Letter {
        match notice.kind {
            NoticeKind::Notice | NoticeKind::Summary => self.rectify(parcel, notice),
            NoticeKind::Before { deadline, .. } => self.remind(parcel, notice, (deadline, false)),
            NoticeKind::After { deadline, .. } => self.remind(parcel, notice, (deadline, true)),
        }
    }

    fn rectify(&self, parcel: &Parcel, notice: &Notice) -> Letter {
        let brief = Brief::of(parcel, self.findings);
        let period = parcel.period.chinese();
        let unit = one_line(&parcel.unit);
        let total = brief.counts.total();
        let due = parcel.last_deadline.map(|it| self.due(it));
        let until = due.as_ref().map(|it| format!("，请于{it}前整改")).unwrap_or_default();
        let mut paragraphs = vec![
            salutation(parcel),
            format!(
                "{period}政府网站检查发现，你单位网站存在问题{total}个（{}）。整改通知单和问题清单见附件。",
                brief.counts.chinese()
            ),
        ];
        if !brief.by_deadline.is_empty() {
            let each: Vec<String> = brief
                .by_deadline
                .iter()
                .map(|(day, counts)| {
                    format!("{}前改好{}个（{}）", self.due(*day), counts.total(), counts.chinese())
                })
                .collect();
            paragraphs.push(format!(
                "整改时限：{}。请逐项核实整改，把整改情况填入问题清单后报回。",
                each.join("；")
            ));
        }
        paragraphs.push(attached(parcel));
        paragraphs.extend(self.signature(notice));
        Letter {
            subject: format!("【整改通知】{period}政府网站检查发现问题{total}个{until}（{unit}）"),
            paragraphs,
        }
    }

    fn remind(&self, parcel: &Parcel, notice: &Notice, (day, late): (NaiveDate, bool)) -> Letter {
        let brief = Brief::over(&notice.findings, self.findings);
        let (period, unit, due) = (parcel.period.chinese(), one_line(&parcel.unit), self.due(day));
        let (total, counts) = (brief.counts.total(), brief.counts.chinese());
        let (subject, text) = if late {
            (
                format!("【逾期催办】{period}政府网站检查仍有问题{total}个未见整改（{unit}）"),
                format!(
                    "{period}政府网站检查通知你单位整改的问题中，有{total}个（{counts}）的整改时限为{due}，目前尚未核实到已经整改。请抓紧整改并报回情况；已经整改的，请告知我们复核。"
                ),
            )
        } else {
            (
                format!("【到期提醒】{period}政府网站检查有问题{total}个将于{due}到期（{unit}）"),
                format!(
                    "{period}政府网站检查通知你单位整改的问题中，有{total}个（{counts}）将于{due}到期。已经整改的，请报回整改情况；尚未整改的，请在时限前改好。"
                ),
            )
        };
        let mut paragraphs = vec![salutation(parcel), text, self.named(parcel, &notice.findings)];
        paragraphs.extend(self.signature(notice));
        Letter { subject, paragraphs }
    }

    /// In the order of the problem list.
    fn named(&self, parcel: &Parcel, ids: &[FindingId]) -> String {
        let mut lines: Vec<String> = parcel
            .findings
            .iter()
            .filter(|it| ids.contains(it))
            .filter_map(|it| self.findings.get(it))
            .take(MOST_NAMED)
            .enumerate()
            .map(|(place, it)| {
                let seen = &it.observation;
                let column = if seen.column.is_empty() {
                    String::new()
                } else {
                    format!("“{}”", one_line(&seen.column))
                };
                let text = cut(&one_line(&seen.description), LONGEST_DESCRIPTION);
                format!("{}. {}：{column}{text}（{}）", place + 1, one_line(&it.indicator), it.id)
            })
            .collect();
        if MOST_NAMED < ids.len() {
            lines.push(format!("……其余{}个见此前发送的问题清单。", ids.len() - MOST_NAMED));
        }
        lines.join("\r\n")
    }

    fn due(&self, day: NaiveDate) -> String {
        due_by(day, self.rectification.report_hour)
    }

    fn signature(&self, notice: &Notice) -> Vec<String> {
        let office = self.office;
        let contact = [("联系人", &office.contact), ("联系电话", &office.phone)]
            .iter()
            .filter(|(_, it)| !it.trim().is_empty())
            .map(|(name, it)| format!("{name}：{}", one_line(it)))
            .collect::<Vec<_>>()
            .join("　");
        let day = self.today.format("%Y年%-m月%-d日");
        let signed = format!("{}\r\n{day}", one_line(&office.name));
        let number = format!("（通知编号 {}，答复时请注明）", notice.key);
        [contact, signed, number].into_iter().filter(|it| !it.is_empty()).collect()
    }
}

fn salutation(parcel: &Parcel) -> String {
    let name = one_line(&parcel.contact.name);
    let person = if name.is_empty() { String::new() } else { format!("（联系人：{name}）") };
    format!("{}{person}：", one_line(&parcel.unit))
}

fn attached(parcel: &Parcel) -> String {
    let lines: Vec<String> = parcel
        .files
        .iter()
        .enumerate()
        .map(|(place, it)| format!("{}. {}", place + 1, one_line(&it.name)))
        .collect();
    format!("附件：\r\n{}", lines.join("\r\n"))
}
