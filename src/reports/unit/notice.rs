//! 整改通知单 and 问题清单 of one unit as documents.

use crate::model::finding::Finding;
use crate::model::rule::Level;
use crate::model::time::{Instant, chinese_date, in_shanghai};
use crate::reports::clean::one_line;
use crate::reports::document::{Address, Annex, Block, Chapter, Column, Document, Field, Table};
use crate::reports::unit::Own;
use crate::reports::unit::list::place;
use crate::reports::{Month, SiteResult};
use chrono::NaiveDate;

/// The problem list is its annex.
pub(crate) fn notice(own: &Own<'_>) -> Document {
    let month = own.month;
    Document {
        draft_note: String::new(),
        title: vec!["政府网站问题整改通知单".into()],
        addressees: format!("{}：", one_line(&own.sites[0].site.unit)),
        opening: vec![opening(own)],
        chapters: vec![
            chapter("一、整改内容和时限", contents(own)),
            chapter("二、整改要求", requirements(own)),
            chapter("三、反馈方式", answering(own)),
        ],
        annexes: vec![annex(own)],
        signature: one_line(&month.office.name),
        date: chinese_date(month.as_of),
        notes: contact(month).into_iter().collect(),
        ..Document::default()
    }
}

/// The list alone, to be printed or passed on.
pub(crate) fn problem_list(own: &Own<'_>) -> Document {
    let mut list = annex(own);
    list.number = 1;
    Document {
        title: vec![one_line(&own.sites[0].site.unit), list.title.clone()],
        opening: vec![format!(
            "共{}个问题。请逐项整改，在最后三栏填写整改情况，于规定时限前报送{}。",
            own.problems.len(),
            one_line(&own.month.office.name)
        )],
        annexes: vec![list],
        signature: one_line(&own.month.office.name),
        date: chinese_date(own.month.as_of),
        notes: contact(own.month).into_iter().collect(),
        ..Document::default()
    }
}

fn chapter(heading: &str, texts: Vec<String>) -> Chapter {
    Chapter { heading: heading.into(), blocks: Block::paragraphs(texts), sections: Vec::new() }
}

fn opening(own: &Own<'_>) -> String {
    let names: Vec<String> = own
        .sites
        .iter()
        .filter(|it| own.problems.iter().any(|(of, _)| of.site.key == it.site.key))
        .map(|it| format!("“{}”", one_line(&it.site.name)))
        .collect();
    let counts: Vec<String> = [Level::Veto, Level::Deduct, Level::Remind]
        .into_iter()
        .map(|level| (level, of_level(own, level).count()))
        .filter(|(_, count)| 0 < *count)
        .map(|(level, count)| format!("{level}类{count}个"))
        .collect();
    format!(
        "我办于{}对全县政府网站进行了{}检查。经检查，你单位{}存在需要整改的问题{}个，其中{}（见附件）。现将有关事项通知如下：",
        checked_on(own),
        own.month.period.chinese(),
        names.join("、"),
        own.problems.len(),
        counts.join("、")
    )
}

fn of_level<'a>(own: &'a Own<'_>, level: Level) -> impl Iterator<Item = &'a Finding> {
    own.problems.iter().map(|(_, it)| *it).filter(move |it| it.level == level)
}

/// The days between the first look at one of its sites and the last.
fn checked_on(own: &Own<'_>) -> String {
    let day = |at: &Instant| in_shanghai(at.to_utc()).date_naive();
    let days: Vec<NaiveDate> = own
        .sites
        .iter()
        .flat_map(|it| [Some(&it.run.started_at), it.run.finished_at.as_ref()])
        .flatten()
        .map(day)
        .collect();
    match (days.iter().min(), days.iter().max()) {
        (Some(from), Some(to)) if from == to => chinese_date(*from),
        (Some(from), Some(to)) => format!("{}至{}", chinese_date(*from), chinese_date(*to)),
        _ => chinese_date(own.month.as_of),
    }
}

fn contents(own: &Own<'_>) -> Vec<String> {
    let mut texts: Vec<String> = [Level::Veto, Level::Deduct, Level::Remind]
        .into_iter()
        .flat_map(|level| by_deadline(own, level))
        .collect();
    let again: Vec<&Finding> =
        own.problems.iter().map(|(_, it)| *it).filter(|it| 1 < it.periods_in_row).collect();
    if let Some(longest) = again.iter().map(|it| it.periods_in_row).max() {
        texts.push(format!(
            "其中{}个问题已连续两期及以上没有整改到位（最长连续{longest}期），请优先处理。",
            again.len()
        ));
    }
    texts
}

/// What is still in time, and what stands since an earlier period and is late already.
fn by_deadline(own: &Own<'_>, level: Level) -> Vec<String> {
    let days = || of_level(own, level).filter_map(|it| it.deadline);
    let (late, open): (Vec<NaiveDate>, Vec<NaiveDate>) =
        days().partition(|it| *it < own.month.as_of);
    let mut texts = Vec::new();
    if let (Some(first), Some(last)) = (open.iter().min(), open.iter().max()) {
        let when = if first == last {
            format!("{}{}前", chinese_date(*last), hour(own.month))
        } else {
            format!("附件所列的时限前（最早{}，最晚{}）", chinese_date(*first), chinese_date(*last))
        };
        texts.push(format!("{level}类问题{}个，请于{when}整改完毕。", open.len()));
    }
    if let Some(first) = late.iter().min() {
        texts.push(format!(
            "{level}类问题{}个此前已通报，整改时限已过（最早的为{}），请立即整改。",
            late.len(),
            chinese_date(*first)
        ));
    }
    texts
}

fn requirements(own: &Own<'_>) -> Vec<String> {
    let mut texts = vec![
        "1.对照附件逐项整改。每个问题都写明了在哪里、为什么算问题、怎样改；点开网址就能看到问题所在的页面。".to_owned(),
        "2.改好以后用普通浏览器重新打开该页面看一遍，确认问题已经消失；同一栏目、同一类问题一并自查。".to_owned(),
        "3.在时限内确实改不完的，先说明原因、已采取的措施和完成日期。".to_owned(),
    ];
    if of_level(own, Level::Veto).next().is_some() {
        texts.push("4.单项否决类问题直接判定网站不合格，请主要负责同志过问，落实到人。".into());
    }
    texts
}

fn answering(own: &Own<'_>) -> Vec<String> {
    let office = &own.month.office;
    let deadlines = own.problems.iter().filter_map(|(_, it)| it.deadline);
    let when = match deadlines.filter(|it| own.month.as_of <= *it).max() {
        Some(last) => format!("于{}{}前", chinese_date(last), hour(own.month)),
        None => "改好后立即".into(),
    };
    let name = one_line(&office.name);
    vec![
        format!(
            "1.请在《问题清单》（xlsx）的“整改情况”“整改完成日期”“说明”三栏填写结果，不要改动“问题编号”，{when}发回{name}。"
        ),
        "2.填写“已整改”的，我办将重新访问核实，确认问题消失后销号。".into(),
        "3.认为问题认定有误的，在“整改情况”栏填“有异议”，在“说明”栏写明理由并附截图等材料，我办核实后答复。".into(),
    ]
}

fn annex(own: &Own<'_>) -> Annex {
    let columns = Column::all(&[
        ("序号", 3, true),
        ("问题编号", 8, true),
        ("等级", 4, true),
        ("指标", 7, false),
        ("问题", 18, false),
        ("在哪里", 14, false),
        ("怎样改", 12, false),
        ("依据", 8, false),
        ("整改时限", 6, true),
        ("整改情况", 7, true),
        ("完成日期", 6, true),
        ("说明", 7, true),
    ]);
    let rows = own.problems.iter().enumerate().map(|(index, (site, it))| row(index + 1, site, it));
    Annex {
        number: 1,
        title: format!("{}政府网站问题清单", own.month.period.chinese()),
        wide: true,
        charts: Vec::new(),
        tables: vec![Table { heading: String::new(), columns, rows: rows.collect() }],
        notes: vec![
            "等级：单项否决类问题直接判定网站不合格；扣分类问题计入得分；提醒类问题不扣分，也请整改。".into(),
            "证据编号等完整内容见同名 xlsx 表格。".into(),
        ],
    }
}

fn row(number: usize, site: &SiteResult, finding: &Finding) -> Vec<Field> {
    let seen = &finding.observation;
    let mut addresses: Vec<&str> = Vec::new();
    for address in [seen.page.as_deref(), seen.link.as_deref()].into_iter().flatten() {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    let again = if 1 < finding.periods_in_row {
        format!("（连续{}期）", finding.periods_in_row)
    } else {
        String::new()
    };
    vec![
        Field::new(number.to_string()),
        Field::new(&finding.id.0),
        Field::new(finding.level.chinese()),
        Field::new(&finding.indicator),
        Field::new(format!("{}{again}", seen.description)),
        Field {
            text: place(site, finding),
            addresses: addresses.into_iter().map(Address::new).collect(),
        },
        Field::new(&finding.remedy),
        Field::new(&finding.clause),
        Field::new(finding.deadline.map(|it| it.to_string()).unwrap_or_default()),
        Field::default(),
        Field::default(),
        Field::default(),
    ]
}

fn contact(month: &Month) -> Option<String> {
    let (name, phone) = (one_line(&month.office.contact), one_line(&month.office.phone));
    let parts: Vec<String> = [("联系人：", name), ("联系电话：", phone)]
        .into_iter()
        .filter(|(_, it)| !it.is_empty())
        .map(|(what, it)| format!("{what}{it}"))
        .collect();
    (!parts.is_empty()).then(|| format!("（{}）", parts.join("，")))
}

/// `17时`, or nothing where the report is due by the day's end.
fn hour(month: &Month) -> String {
    match month.rectification.report_hour {
        0 | 24.. => String::new(),
        hour => format!("{hour}时"),
    }
}
