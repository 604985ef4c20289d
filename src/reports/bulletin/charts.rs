//! The figures of the bulletin's charts; none where there is nothing to show.

use crate::model::time::Period;
use crate::reports::bulletin::classes::{all, place};
use crate::reports::bulletin::words::{Counts, Names, by_site, problems, share};
use crate::reports::document::chart::{Chart, ChartKind, Series};
use crate::reports::ranks::ranks;
use crate::reports::{Month, PeriodRate, percent_shown};

/// By these names the templates ask for them.
pub(crate) const NAMES: &[&str] = &["合格率", "问题类别", "问题较多的单位", "得分"];

/// Sites in a chart of many.
const MOST: usize = 10;
/// Sites at each end of the scores.
const ENDS: usize = 5;
/// What is not compared needs no chart.
const FEWEST: usize = 2;

pub(crate) fn chart(name: &str, month: &Month) -> Option<Chart> {
    match name {
        "合格率" => rates(month),
        "问题类别" => classes(month),
        "问题较多的单位" => most_problems(month),
        "得分" => scores(month),
        _ => None,
    }
}

/// 合格率 of this period and those before it.
fn rates(month: &Month) -> Option<Chart> {
    let counts = Counts::of(&month.results);
    let own =
        PeriodRate { period: month.period, qualified: counts.qualified, judged: counts.judged() };
    let all: Vec<PeriodRate> = month.rates.iter().copied().chain([own]).collect();
    let values: Vec<Option<f64>> =
        all.iter().map(|it| share(it.qualified, it.judged).map(percent_shown)).collect();
    if values.iter().flatten().count() < FEWEST {
        return None;
    }
    let one_year = all.iter().all(|it| it.period.year == month.period.year);
    let label = |it: Period| match one_year {
        true => format!("{}月", it.month),
        false => it.to_string(),
    };
    Some(Chart {
        title: "各期网站合格率".into(),
        kind: ChartKind::Line,
        unit: "%".into(),
        categories: all.iter().map(|it| label(it.period)).collect(),
        series: vec![Series { name: "合格率".into(), values }],
    })
}

fn classes(month: &Month) -> Option<Chart> {
    let mut counts: Vec<(&str, usize)> = all().map(|it| (it.name, 0)).collect();
    for (_, finding) in problems(month) {
        counts[place(&finding.observation.code)].1 += 1;
    }
    counts.retain(|(_, count)| *count != 0);
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let counts: Vec<(String, usize)> =
        counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    bars("各类问题数量", "问题数", &counts)
}

fn most_problems(month: &Month) -> Option<Chart> {
    let names = Names::new(month);
    let all: Vec<_> = problems(month).collect();
    let counts: Vec<(String, usize)> = by_site(&all)
        .iter()
        .take(MOST)
        .map(|(it, findings)| (names.of(&it.site), findings.len()))
        .collect();
    bars("问题较多的单位", "问题数", &counts)
}

fn bars(title: &str, series: &str, counts: &[(String, usize)]) -> Option<Chart> {
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    let values = counts.iter().map(|(_, count)| Some(*count as f64)).collect();
    (FEWEST <= counts.len()).then(|| Chart {
        title: title.into(),
        kind: ChartKind::Bars,
        unit: "个".into(),
        categories: counts.iter().map(|(name, _)| name.clone()).collect(),
        series: vec![Series { name: series.into(), values }],
    })
}

/// The best and the worst scores over all classes, where there are enough of them for both ends.
fn scores(month: &Month) -> Option<Chart> {
    let names = Names::new(month);
    let ranked = ranks(&month.results);
    let mut all: Vec<(String, f64)> = month
        .results
        .iter()
        .filter(|it| ranked.contains_key(it.site.key.0.as_str()))
        .filter_map(|it| Some((names.of(&it.site), it.verdict.score?)))
        .collect();
    all.sort_by(|one, other| other.1.total_cmp(&one.1));
    let (best, worst) = (all.first()?.1, all.last()?.1);
    if all.len() < FEWEST * 2 || best - worst < 0.005 {
        return None;
    }
    let ends = ENDS.min(all.len() / 2);
    let (high, low) = (all[..ends].to_vec(), all[all.len() - ends..].to_vec());
    let side = |of: &[(String, f64)], before: usize, after: usize| -> Vec<Option<f64>> {
        let scores = of.iter().map(|(_, score)| Some((score * 100.0).round() / 100.0));
        let gap = |count| std::iter::repeat_n(None, count);
        gap(before).chain(scores).chain(gap(after)).collect()
    };
    Some(Chart {
        title: "得分较高和较低的单位".into(),
        kind: ChartKind::Bars,
        unit: "分".into(),
        categories: high.iter().chain(&low).map(|(name, _)| name.clone()).collect(),
        series: vec![
            Series { name: "得分较高".into(), values: side(&high, 0, low.len()) },
            Series { name: "得分较低".into(), values: side(&low, high.len(), 0) },
        ],
    })
}
