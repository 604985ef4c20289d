//! The outbox's table of contents, as CSV and as a page: each unit, its contact, its problems, and what went by which way.

use crate::model::notice::{Channel, Notice, NoticeKind, NoticeState};
use crate::model::parcel::Parcel;
use crate::model::time::{Period, minute};
use crate::notices::NoticeError;
use crate::notices::brief::{Brief, Findings};
use crate::notices::outbox::write_whole;
use crate::notices::text::{cell, escaped};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

pub const CSV: &str = "目录.csv";
pub const PAGE: &str = "目录.html";

const HEADINGS: [&str; 14] = [
    "序号",
    "单位类别",
    "单位名称",
    "联系人",
    "联系电话",
    "邮箱",
    "单项否决",
    "扣分",
    "提醒",
    "最早时限",
    "最晚时限",
    "文件夹",
    "文件",
    "发送情况",
];
const FOLDER: usize = 11;

/// Writes both into the period's folder. `rows`: all notices of the period.
pub fn write(
    folder: &Path,
    parcels: &[(&Parcel, PathBuf)],
    rows: &[Notice],
    findings: &Findings,
) -> Result<(), NoticeError> {
    let lines: Vec<Vec<String>> = parcels
        .iter()
        .enumerate()
        .map(|(number, (parcel, place))| line(number + 1, (parcel, place), rows, findings))
        .collect();
    let mut csv = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let fault = |cause: String| NoticeError::Write { place: folder.join(CSV), cause };
    csv.write_record(HEADINGS).map_err(|it| fault(it.to_string()))?;
    for line in &lines {
        csv.write_record(line.iter().map(|it| cell(it))).map_err(|it| fault(it.to_string()))?;
    }
    let bytes = csv.into_inner().map_err(|it| fault(it.to_string()))?;
    write_whole(&folder.join(CSV), &bytes)?;
    let period = parcels.first().map(|(parcel, _)| parcel.period);
    write_whole(&folder.join(PAGE), page(period, &lines).as_bytes())
}

fn line(
    number: usize,
    (parcel, place): (&Parcel, &PathBuf),
    rows: &[Notice],
    findings: &Findings,
) -> Vec<String> {
    let counts = Brief::of(parcel, findings).counts;
    let day = |it: Option<chrono::NaiveDate>| it.map(|it| it.to_string()).unwrap_or_default();
    let files: Vec<&str> = parcel.files.iter().map(|it| it.name.as_str()).collect();
    vec![
        number.to_string(),
        parcel.unit_class.chinese().to_owned(),
        parcel.unit.clone(),
        parcel.contact.name.clone(),
        parcel.contact.phone.clone(),
        parcel.contact.mail.clone(),
        counts.veto.to_string(),
        counts.deduct.to_string(),
        counts.remind.to_string(),
        day(parcel.first_deadline),
        day(parcel.last_deadline),
        place.display().to_string(),
        files.join("、"),
        ways(&parcel.unit, rows),
    ]
}

/// `发件文件夹已发 2026-11-20 10:00；邮件 a@b.cn 未发出（服务器应答 550 …）`.
pub fn ways(unit: &str, rows: &[Notice]) -> String {
    let mut said: Vec<String> = Vec::new();
    for row in rows.iter().filter(|it| it.unit == unit) {
        let kind = match row.kind {
            NoticeKind::Notice => String::new(),
            other => format!("{} ", other.chinese()),
        };
        let whom = if row.channel == Channel::Outbox {
            row.channel.chinese().to_owned()
        } else {
            format!("{} {} ", row.channel.chinese(), row.recipient)
        };
        let more = match row.state {
            NoticeState::Failed | NoticeState::Unsure => format!("（{}）", row.words),
            _ => format!(" {}", minute(row.changed_at)),
        };
        said.push(format!("{kind}{whom}{}{more}", row.state));
    }
    if said.is_empty() { "未发".into() } else { said.join("；") }
}

fn page(period: Option<Period>, lines: &[Vec<String>]) -> String {
    let title = format!("{}整改通知发件目录", period.map(Period::chinese).unwrap_or_default());
    let mut text = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{title}</title>\n<style>body{{font-family:\"Noto Sans CJK SC\",\"Microsoft YaHei\",sans-serif;margin:2em}}table{{border-collapse:collapse}}td,th{{border:1px solid #999;padding:.3em .6em;vertical-align:top;text-align:left}}th{{background:#d9e2f3;position:sticky;top:0}}@media print{{body{{margin:0;font-size:9pt}}}}</style></head>\n<body><h1>{title}</h1>\n<p>每个单位一个文件夹和一个同名 zip，内容相同，上传 OA 时任选其一。</p>\n<table><thead><tr>"
    );
    for heading in HEADINGS {
        let _ = write!(text, "<th>{heading}</th>");
    }
    text.push_str("</tr></thead>\n<tbody>\n");
    for line in lines {
        text.push_str("<tr>");
        for (field, value) in line.iter().enumerate() {
            let shown = escaped(value);
            if field == FOLDER {
                let address = address(value);
                let _ = write!(
                    text,
                    "<td><a href=\"{address}/\">{shown}</a> <a href=\"{address}.zip\">zip</a></td>"
                );
            } else {
                let _ = write!(text, "<td>{shown}</td>");
            }
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody></table></body></html>\n");
    text
}

/// A path as a relative address.
fn address(path: &str) -> String {
    path.split('/')
        .map(|it| {
            percent_encoding::utf8_percent_encode(it, percent_encoding::NON_ALPHANUMERIC)
                .to_string()
        })
        .collect::<Vec<_>>()
        .join("/")
}
