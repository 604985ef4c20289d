//! A chart as SVG: vector, without scripts, readable in black and white, every value written beside its mark.

use crate::reports::clean::{one_line, shortened};
use crate::reports::document::chart::{Chart, ChartKind, Series};
use crate::reports::plain_number;
use std::fmt::Write as _;

const WIDTH: f64 = 640.0;
const TITLE: f64 = 40.0;
const LETTER: f64 = 13.0;
/// One bar with its gap.
const BAR: f64 = 24.0;
/// Letters of a category before it is cut.
const LONGEST_NAME: usize = 14;
const PLOT: f64 = 200.0;
const FONT: &str = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','微软雅黑',SimHei,'黑体','WenQuanYi Zen Hei','PingFang SC',sans-serif";
/// Told apart by how dark they are, so that a grey print shows it too.
const SHADES: [&str; 4] = ["#1f4e79", "#9dc3e6", "#548235", "#c9c9c9"];

/// The drawing with title and figures as texts for those who cannot see it; empty for a chart without values.
pub(crate) fn svg(chart: &Chart) -> String {
    let has_values = chart.series.iter().any(|it| it.values.iter().any(Option::is_some));
    if chart.categories.is_empty() || !has_values {
        return String::new();
    }
    let (body, height) = match chart.kind {
        ChartKind::Bars => bars(chart),
        ChartKind::Line | ChartKind::Columns => upright(chart),
    };
    let height = height + legend_height(chart);
    let title = safe(&chart.title);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"100%\" role=\"img\" font-family=\"{FONT}\" font-size=\"{LETTER}\"><title>{title}</title><desc>{}</desc><text x=\"{}\" y=\"24\" text-anchor=\"middle\" font-size=\"16\">{title}（{}）</text>{body}{}</svg>",
        safe(&told(chart)),
        WIDTH / 2.0,
        safe(&chart.unit),
        legend(chart, height),
    )
}

/// `霍邱县：合格率80%；…`.
fn told(chart: &Chart) -> String {
    let mut texts = Vec::new();
    for series in &chart.series {
        for (category, value) in chart.categories.iter().zip(&series.values) {
            if let Some(value) = value {
                texts.push(format!(
                    "{category}：{}{}{}",
                    series.name,
                    plain_number(*value),
                    chart.unit
                ));
            }
        }
    }
    texts.join("；")
}

/// Lying bars, the first category on top.
fn bars(chart: &Chart) -> (String, f64) {
    let longest = chart.categories.iter().map(|it| name(it).chars().count()).max().unwrap_or(0);
    let left = 20.0 + LETTER * number(longest);
    let room = WIDTH - left - 70.0;
    let scale = room / top(chart);
    let mut body = String::new();
    let mut at = TITLE;
    for (index, category) in chart.categories.iter().enumerate() {
        let shown: Vec<(usize, f64)> = values_at(chart, index);
        let height = BAR * number(shown.len().max(1));
        text(&mut body, (left - 8.0, at + height / 2.0 + 4.0), "end", &name(category));
        for (series, value) in shown {
            let length = (value * scale).max(1.0);
            rect(&mut body, (left, at + 4.0), (length, BAR - 8.0), series);
            let shown = plain_number(value);
            text(&mut body, (left + length + 6.0, at + BAR / 2.0 + 4.0), "start", &shown);
            at += BAR;
        }
        if values_at(chart, index).is_empty() {
            at += BAR;
        }
    }
    line(&mut body, (left, TITLE - 4.0), (left, at + 2.0), "#333");
    (body, at + 10.0)
}

/// Columns, or points joined by lines; a value that is not known leaves a gap.
fn upright(chart: &Chart) -> (String, f64) {
    let (left, right) = (50.0, WIDTH - 20.0);
    let floor = TITLE + 20.0 + PLOT;
    let slot = (right - left) / number(chart.categories.len());
    let scale = PLOT / top(chart);
    let mut body = String::new();
    for step in 0..=4 {
        let y = floor - PLOT * number(step) / 4.0;
        line(&mut body, (left, y), (right, y), if step == 0 { "#333" } else { "#ddd" });
        let value = plain_number(top(chart) * number(step) / 4.0);
        text(&mut body, (left - 6.0, y + 4.0), "end", &value);
    }
    let cell = number(chart.series.len());
    for (index, category) in chart.categories.iter().enumerate() {
        let middle = left + slot * (number(index) + 0.5);
        text(&mut body, (middle, floor + 20.0), "middle", &name(category));
        for (series, value) in values_at(chart, index) {
            let (x, y) = (middle, floor - value * scale);
            if chart.kind == ChartKind::Columns {
                let width = slot * 0.7 / cell;
                let x = middle - slot * 0.35 + width * number(series);
                rect(&mut body, (x, y), (width, floor - y), series);
                text(&mut body, (x + width / 2.0, y - 6.0), "middle", &plain_number(value));
            } else {
                let _ = write!(
                    body,
                    "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"{}\"/>",
                    shade(series)
                );
                text(&mut body, (x, y - 10.0), "middle", &plain_number(value));
            }
        }
    }
    if chart.kind == ChartKind::Line {
        for (place, series) in chart.series.iter().enumerate() {
            joined(&mut body, series, shade(place), |index, value| {
                (left + slot * (number(index) + 0.5), floor - value * scale)
            });
        }
    }
    (body, floor + 34.0)
}

fn joined(body: &mut String, series: &Series, shade: &str, at: impl Fn(usize, f64) -> (f64, f64)) {
    for (index, pair) in series.values.windows(2).enumerate() {
        if let [Some(one), Some(other)] = pair {
            let (from, to) = (at(index, *one), at(index + 1, *other));
            let _ = write!(
                body,
                "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{shade}\" stroke-width=\"2\"/>",
                from.0, from.1, to.0, to.1
            );
        }
    }
}

fn legend_height(chart: &Chart) -> f64 {
    if chart.series.len() < 2 { 0.0 } else { 26.0 }
}

fn legend(chart: &Chart, height: f64) -> String {
    let mut body = String::new();
    if chart.series.len() < 2 {
        return body;
    }
    let slot = WIDTH / number(chart.series.len() + 1);
    for (index, series) in chart.series.iter().enumerate() {
        let x = slot * (number(index) + 0.75);
        rect(&mut body, (x, height - 20.0), (12.0, 12.0), index);
        text(&mut body, (x + 18.0, height - 9.0), "start", &series.name);
    }
    body
}

fn values_at(chart: &Chart, index: usize) -> Vec<(usize, f64)> {
    let of = |it: &Series| it.values.get(index).copied().flatten();
    chart.series.iter().enumerate().filter_map(|(place, it)| Some((place, of(it)?))).collect()
}

/// The scale's end: 100 for shares, else the largest value, never 0.
fn top(chart: &Chart) -> f64 {
    if chart.unit == "%" {
        return 100.0;
    }
    let all = chart.series.iter().flat_map(|it| it.values.iter().flatten());
    let largest = all.copied().fold(0.0, f64::max);
    if largest <= 0.0 { 1.0 } else { largest }
}

fn name(text: &str) -> String {
    shortened(&one_line(text), LONGEST_NAME)
}

fn shade(series: usize) -> &'static str {
    SHADES[series % SHADES.len()]
}

fn rect(body: &mut String, (x, y): (f64, f64), (width, height): (f64, f64), series: usize) {
    let _ = write!(
        body,
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{}\" stroke=\"#333\" stroke-width=\"0.5\"/>",
        shade(series)
    );
}

fn line(body: &mut String, from: (f64, f64), to: (f64, f64), colour: &str) {
    let _ = write!(
        body,
        "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{colour}\"/>",
        from.0, from.1, to.0, to.1
    );
}

fn text(body: &mut String, (x, y): (f64, f64), anchor: &str, words: &str) {
    let words = safe(words);
    let _ = write!(body, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{words}</text>");
}

fn safe(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in one_line(text).chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[expect(clippy::cast_precision_loss, reason = "counts of a chart are small")]
fn number(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(kind: ChartKind, values: Vec<Option<f64>>) -> Chart {
        let categories = (0..values.len()).map(|it| format!("<{it}>镇")).collect();
        let series = vec![Series { name: "问题数".into(), values }];
        Chart { title: "各单位&问题".into(), kind, unit: "个".into(), categories, series }
    }

    #[test]
    fn every_value_and_name_is_written_and_nothing_is_markup() {
        for kind in [ChartKind::Line, ChartKind::Columns, ChartKind::Bars] {
            let drawn = svg(&chart(kind, vec![Some(12.0), None, Some(3.5)]));
            assert!(drawn.contains(">12</text>") && drawn.contains(">3.5</text>"), "{drawn}");
            assert!(drawn.contains("&lt;1&gt;镇") && !drawn.contains("<1>"), "{drawn}");
            assert!(drawn.contains("<title>各单位&amp;问题</title>"), "{drawn}");
            assert!(!drawn.contains("<script") && !drawn.contains("NaN"), "{drawn}");
        }
    }

    #[test]
    fn what_is_unknown_breaks_the_line_and_is_no_nought() {
        let drawn = svg(&chart(ChartKind::Line, vec![Some(1.0), None, Some(2.0)]));
        assert_eq!(drawn.matches("<circle").count(), 2);
        assert_eq!(drawn.matches("stroke-width=\"2\"").count(), 0);
    }

    #[test]
    fn without_values_nothing_is_drawn() {
        assert_eq!(svg(&chart(ChartKind::Bars, vec![None])), "");
        assert!(svg(&chart(ChartKind::Bars, vec![Some(0.0), Some(0.0)])).contains("<svg"));
    }
}
