//! From a draft to the bulletin that is issued: number, date, and what they must look like (GB/T 9704-2012).

use crate::model::time::Period;
use crate::model::time::chinese_date;
use crate::reports::document::{Colophon, Document};
use crate::reports::{Month, ReportError};
use chrono::{Datelike, NaiveDate};
use sha2::{Digest, Sha256};

/// Why a bulletin cannot be issued so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IssueFault {
    #[error("发文字号“{number}”有误：{why}；应写作 霍政办〔2026〕12号")]
    Number { number: String, why: &'static str },
    #[error("发文字号“{number}”的年份与成文日期 {date} 不是同一年")]
    Year { number: String, date: NaiveDate },
    #[error("成文日期 {date} 早于本期检查的监测时间点 {as_of}，请核对")]
    Early { date: NaiveDate, as_of: NaiveDate },
    #[error(
        "本期还有 {count} 个疑似问题待核实，核实前不能印发；请运行 pucha findings list --period {period} 查看，逐个确认或排除"
    )]
    Pending { count: usize, period: Period },
    #[error("印发的通报读不出来（{0}）；请撤回后重新印发")]
    Unreadable(String),
}

/// The number without the blanks around it.
///
/// # Errors
/// Other brackets than `〔〕`, a short year, 第, a leading zero, no 号.
pub fn checked_number(text: &str, date: NaiveDate) -> Result<String, IssueFault> {
    let number = text.trim();
    let fault = |why| IssueFault::Number { number: number.to_owned(), why };
    let brackets = || fault("年份要用六角括号〔〕");
    if number.chars().any(|it| "[]()（）【】［］{}〈〉《》「」".contains(it)) {
        return Err(brackets());
    }
    let (agency, rest) = number.split_once('〔').ok_or_else(brackets)?;
    let (year, rest) = rest.split_once('〕').ok_or_else(brackets)?;
    if agency.is_empty() || !agency.chars().all(|it| it.is_alphabetic() && !it.is_ascii()) {
        return Err(fault("六角括号前面要有机关代字"));
    }
    if year.len() != 4 || !is_digits(year) {
        return Err(fault("年份要写四位数字"));
    }
    if agency.ends_with('第') || rest.starts_with('第') {
        return Err(fault("序号不加“第”字"));
    }
    let serial = rest.strip_suffix('号').ok_or_else(|| fault("末尾要有“号”字"))?;
    if serial.is_empty() || !is_digits(serial) {
        return Err(fault("序号要写阿拉伯数字"));
    }
    if serial.starts_with('0') {
        return Err(fault("序号不编虚位，不能以 0 开头"));
    }
    if year.parse() != Ok(date.year()) {
        return Err(IssueFault::Year { number: number.to_owned(), date });
    }
    Ok(number.to_owned())
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|it| it.is_ascii_digit())
}

/// Whether the month may be issued on that day at all.
///
/// # Errors
/// A day before the audit instant; findings that a person has yet to confirm.
pub fn may_issue(month: &Month, date: NaiveDate) -> Result<(), IssueFault> {
    if date < month.as_of {
        return Err(IssueFault::Early { date, as_of: month.as_of });
    }
    match crate::reports::bulletin::pending::pending(month).count() {
        0 => Ok(()),
        count => Err(IssueFault::Pending { count, period: month.period }),
    }
}

/// The draft with number and date, no longer a draft.
#[must_use]
pub fn issued(draft: Document, number: &str, date: NaiveDate) -> Document {
    let date = chinese_date(date);
    Document {
        draft_note: String::new(),
        number: number.to_owned(),
        colophon: draft.colophon.map(|it| Colophon { printed_on: date.clone(), ..it }),
        date,
        ..draft
    }
}

/// SHA-256 of a document, in hex: the same words have the same one.
pub fn fingerprint(document: &Document) -> Result<String, ReportError> {
    Ok(hex::encode(Sha256::digest(stored(document)?)))
}

/// As the store keeps it.
pub fn stored(document: &Document) -> Result<String, ReportError> {
    serde_json::to_string(document)
        .map_err(|error| ReportError::Write { file: "通报", reason: error.to_string() })
}

/// What [`stored`] kept.
pub fn read(text: &str) -> Result<Document, IssueFault> {
    serde_json::from_str(text).map_err(|error| IssueFault::Unreadable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_as_the_standard_writes_it_and_no_other_way() {
        let date: NaiveDate = "2026-11-30".parse().unwrap();
        assert_eq!(checked_number(" 霍政办〔2026〕12号 ", date).unwrap(), "霍政办〔2026〕12号");
        for (number, why) in [
            ("霍政办[2026]12号", "六角括号"),
            ("霍政办（2026）12号", "六角括号"),
            ("霍政办【2026】12号", "六角括号"),
            ("霍政办2026年12号", "六角括号"),
            ("霍政办〔26〕12号", "四位"),
            ("霍政办〔2026〕第12号", "第"),
            ("霍政办第〔2026〕12号", "第"),
            ("霍政办〔2026〕012号", "虚位"),
            ("霍政办〔2026〕0号", "虚位"),
            ("霍政办〔2026〕12", "末尾"),
            ("霍政办〔2026〕十二号", "阿拉伯"),
            ("霍政办〔2026〕号", "阿拉伯"),
            ("〔2026〕12号", "机关代字"),
            ("霍政办〔2025〕12号", "不是同一年"),
            ("", "六角括号"),
        ] {
            let message = checked_number(number, date).unwrap_err().to_string();
            assert!(message.contains(why), "{number}: {message}");
        }
    }
}
