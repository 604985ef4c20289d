//! The plan as a clerk reads it.

use crate::cli::display::spell;
use crate::cli::plan::Told;
use crate::config::Settings;
use crate::model::time::Instant;
use crate::plan::{Basis, HostEstimate, Measure, Range};
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, Table};
use std::fmt::Write as _;
use std::time::Duration;

const HEADINGS: [&str; 6] = ["主机", "单位数", "预计请求数", "速率", "预计用时", "依据"];

pub(super) fn text(told: &Told, settings: &Settings) -> String {
    let mut text = format!("{}检查计划（按现行设置推算，不发出任何请求）\n", told.period.chinese());
    if told.sites == 0 {
        text.push_str("没有要检查的站点：本期检查已经做完，或清单中没有站点。\n");
    } else {
        table(&mut text, told);
        sum(&mut text, told, settings);
    }
    part(&mut text, "要更快：", &told.faster);
    part(&mut text, "磁盘：", &told.disk);
    part(&mut text, "到期事项：", &told.due);
    text
}

fn part(text: &mut String, heading: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "{heading}");
    for line in lines {
        let _ = writeln!(text, "  {line}");
    }
}

fn table(text: &mut String, told: &Told) {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    table.set_header(HEADINGS);
    let (sited, linked): (Vec<_>, Vec<_>) =
        told.estimate.hosts.iter().partition(|it| !it.sites.is_empty());
    let mut linked = linked.into_iter();
    // A host to which only links lead is named where it decides.
    let deciding = told.estimate.deciding().filter(|it| it.sites.is_empty());
    for host in deciding.into_iter().chain(sited) {
        table.add_row(row(host));
    }
    let rest: Vec<_> = linked.by_ref().filter(|it| Some(*it) != deciding).collect();
    if !rest.is_empty() {
        let requests: Range = rest.iter().map(|it| it.requests).sum();
        let longest = rest.first().map_or(Range::ZERO, |it| it.seconds);
        table.add_row([
            format!("其他 {} 台主机", rest.len()),
            "—".into(),
            number(requests),
            "—".into(),
            format!("最久 {}", time(longest)),
            "只核对指向它们的链接".into(),
        ]);
    }
    for field in 1..5 {
        if let Some(field) = table.column_mut(field) {
            field.set_cell_alignment(CellAlignment::Right);
        }
    }
    let _ = writeln!(text, "{table}");
}

fn row(host: &HostEstimate) -> [String; 6] {
    let name = match host.also.len() {
        0 => host.host.clone(),
        others => format!("{} 等 {} 台（同一地址）", host.host, others + 1),
    };
    let sites = if host.sites.is_empty() { "—".into() } else { host.sites.len().to_string() };
    [name, sites, number(host.requests), rate(host), time(host.seconds), basis(host)]
}

fn rate(host: &HostEstimate) -> String {
    let every = |rate: f64| match rate {
        1.0.. => format!("每秒 {} 次", short(rate)),
        _ => format!("{} 秒一次", short(rate.recip())),
    };
    match host.paced_by {
        Measure::Unlimited => "不限".into(),
        Measure::Rate => every(host.rate),
        Measure::CrawlDelay => format!("{}（robots.txt 要求）", every(host.rate)),
        Measure::Answers => format!("{}（应答慢）", every(host.rate)),
    }
}

/// On what the number of requests rests, in short.
fn basis(host: &HostEstimate) -> String {
    let count = |is: &dyn Fn(Basis) -> bool| host.sites.iter().filter(|it| is(it.basis)).count();
    let mut parts = Vec::new();
    let newest = host.sites.iter().filter_map(|it| match it.basis {
        Basis::Earlier(period) => Some(period),
        _ => None,
    });
    if let Some(period) = newest.max() {
        parts.push(format!("{}的检查", period.chinese()));
    }
    let likes = host.sites.iter().find_map(|it| match it.basis {
        Basis::Likes(number) => Some(number),
        _ => None,
    });
    if let Some(number) = likes {
        let sites = count(&|it| matches!(it, Basis::Likes(_)));
        parts.push(format!("{sites} 个站点没查过，照同类 {number} 个站点推算"));
    }
    match count(&|it| it == Basis::Nothing) {
        0 => {}
        sites => parts.push(format!("{sites} 个站点没查过，无从推算，只能给出范围")),
    }
    match count(&|it| it == Basis::HomeOnly) {
        0 => {}
        sites => parts.push(format!("{sites} 个站点不在运行，只看首页")),
    }
    if host.sites.is_empty() {
        parts.push("只核对指向它的链接".into());
    }
    parts.join("；")
}

fn sum(text: &mut String, told: &Told, settings: &Settings) {
    let estimate = &told.estimate;
    let hosts = estimate.hosts.iter().filter(|it| !it.sites.is_empty()).count();
    let _ = writeln!(
        text,
        "合计：{} 个站点，{hosts} 台主机（同时检查 {} 台），{} 次请求，{}",
        told.sites,
        settings.crawl.hosts_at_once,
        number(estimate.requests),
        time(estimate.seconds)
    );
    if told.sites_done > 0 {
        let _ = writeln!(
            text,
            "本期检查没有做完：{} 个站点已经判定，以上只算其余的；运行 pucha census 接着做。",
            told.sites_done
        );
    }
    let ends = match (told.ends.likely, told.ends.earliest, told.ends.latest) {
        (Some(likely), ..) => format!("约在 {} 结束", moment(likely)),
        (None, Some(earliest), Some(latest)) => {
            format!("最早 {}、最晚 {} 结束", moment(earliest), moment(latest))
        }
        _ => "何时结束无法推算".into(),
    };
    let _ = writeln!(text, "如果现在（{}）开始，{ends}。", moment(told.now));
    if let Some(host) = estimate.deciding() {
        let _ = writeln!(
            text,
            "时间由 {} 决定：{} 次请求，{}，{}。其他主机同时进行，先做完。",
            host.host,
            number(host.requests),
            rate(host),
            time(host.seconds)
        );
    }
    if estimate.hosts.iter().flat_map(|it| &it.sites).any(|it| it.basis == Basis::Nothing) {
        text.push_str(
            "有站点从未检查过，它有多少网页要读了才知道；做完一次检查后再看，推算就准了。\n",
        );
    }
}

fn moment(at: Instant) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// `约 14000`, or `23 至 60000`.
fn number(range: Range) -> String {
    match range.likely {
        Some(likely) => format!("约 {}", rounded(likely)),
        None => format!("{} 至 {}", rounded(range.low), rounded(range.high)),
    }
}

pub(super) fn time(range: Range) -> String {
    match range.likely {
        Some(likely) => format!("约 {}", lasting(likely)),
        None => format!("{} 至 {}", lasting(range.low), lasting(range.high)),
    }
}

pub(super) fn lasting(seconds: f64) -> String {
    let time = Duration::try_from_secs_f64(seconds).unwrap_or_default();
    match time.as_secs() {
        0 if !time.is_zero() => "不到1秒".into(),
        seconds @ 172_800.. => format!("{}天{}小时", seconds / 86_400, seconds % 86_400 / 3600),
        _ => spell(time),
    }
}

/// Two digits tell as much as is known.
fn rounded(number: f64) -> String {
    let mut step = 1.0;
    while number / step >= 100.0 {
        step *= 10.0;
    }
    format!("{}", (number / step).round() * step)
}

fn short(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_pretend_no_precision() {
        for (range, text) in [
            (Range::known(7.0), "约 7"),
            (Range::known(14_321.0), "约 14000"),
            (Range { low: 23.0, likely: None, high: 60_000.0 }, "23 至 60000"),
        ] {
            assert_eq!(number(range), text);
        }
        assert_eq!(lasting(0.4), "不到1秒");
        assert_eq!(lasting(90.0), "1分30秒");
        assert_eq!(lasting(200_000.0), "2天7小时");
    }
}
