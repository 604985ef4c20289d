//! 三、工作要求.

use crate::model::rule::Level;
use crate::reports::Month;
use crate::reports::bulletin::model::AnnexNumbers;
use crate::reports::bulletin::words::{Figures, chinese_date, chinese_number, problems, sampled};
use crate::reports::document::{Block, Chapter, Section};
use chrono::NaiveDate;

pub(crate) fn chapter(month: &Month, figures: &Figures, numbers: AnnexNumbers) -> Chapter {
    let mut sections: Vec<(&str, String)> = Vec::new();
    if let Some(list) = numbers.problems {
        sections.push(("抓紧整改问题", mend(month, list)));
        sections.push((
            "举一反三自查",
            "各单位要以通报的问题为镜鉴，对照检查指标全面自查，及时更新信息，清理空白栏目和失效链接，防止已整改问题反弹。".into(),
        ));
    }
    if let Some(list) =
        numbers.undecided.filter(|_| figures.not_judged != 0 || !sampled(month).is_empty())
    {
        sections.push(("配合核实未判定事项", confirm(month, list)));
    }
    sections.push((
        "落实日常管理",
        "各单位要落实网站主办责任，明确专人每日巡查，严格执行信息发布审核制度，确保网站安全稳定运行、内容准确及时。网站关停、迁移或者临时下线的，要按规定事先报备。".into(),
    ));
    let sections = sections
        .into_iter()
        .enumerate()
        .map(|(index, (heading, text))| Section {
            heading: format!("（{}）{heading}", chinese_number(index + 1)),
            blocks: vec![Block::Paragraph(text)],
        })
        .collect();
    Chapter { heading: "三、工作要求".into(), blocks: Vec::new(), sections }
}

fn mend(month: &Month, list: usize) -> String {
    let duty =
        format!("有关单位要对照附件{list}所列问题，逐项明确责任人和整改措施，按时整改到位。");
    let Some(last) = latest(month, |_| true) else {
        return format!("{duty}整改情况请及时书面报送我办。");
    };
    let vetoes = latest(month, |it| it == Level::Veto).filter(|it| *it < last).map(|it| {
        let day = chinese_date(it);
        format!("单项否决类问题于{day}前整改完毕，其他问题按附件{list}所列时限整改。")
    });
    let hour = match month.rectification.report_hour {
        0 | 24.. => String::new(),
        hour => format!("{hour}时"),
    };
    let vetoes = vetoes.unwrap_or_default();
    format!("{duty}{vetoes}请于{}{hour}前将整改情况书面报送我办。", chinese_date(last))
}

fn latest(month: &Month, wanted: impl Fn(Level) -> bool) -> Option<NaiveDate> {
    problems(month).filter(|(_, it)| wanted(it.level)).filter_map(|(_, it)| it.deadline).max()
}

fn confirm(month: &Month, list: usize) -> String {
    let mut text = format!(
        "附件{list}所列网站和事项未能判定，不代表存在问题，不计入考核。请主办单位核实安全防护设备是否拦截正常访问，并与我办联系，以便安排复查。"
    );
    if !sampled(month).is_empty() {
        text.push_str("抽测时未能打开的网站，请尽快排查原因并反馈。");
    }
    text
}
