//! Pass rate and problems by month.

use crate::model::time::Period;
use crate::reports::annual::Year;
use crate::reports::annual::figures::{Figures, MonthFigures};
use crate::reports::document::chart::{Chart, ChartKind, Series};
use crate::reports::percent_shown;

pub(super) fn pass_chart(year: &Year, figures: &Figures) -> Chart {
    let of = |month: u32| {
        figures.months.get(&month).and_then(MonthFigures::pass_rate).map(percent_shown)
    };
    Chart {
        title: "各月合格率".into(),
        kind: ChartKind::Line,
        unit: "%".into(),
        categories: names(year),
        series: vec![Series {
            name: "合格率".into(),
            values: (1..=last_month(year)).map(of).collect(),
        }],
    }
}

pub(super) fn problem_chart(year: &Year, figures: &Figures) -> Chart {
    let of = |count: fn(&MonthFigures) -> usize| {
        let value = |month: u32| {
            let known = figures.months.get(&month).map(count);
            known.and_then(|it| u32::try_from(it).ok()).map(f64::from)
        };
        (1..=last_month(year)).map(value).collect()
    };
    Chart {
        title: "各月发现和整改的问题".into(),
        kind: ChartKind::Columns,
        unit: "个".into(),
        categories: names(year),
        series: vec![
            Series { name: "发现".into(), values: of(|it| it.found) },
            Series { name: "整改".into(), values: of(|it| it.mended) },
        ],
    }
}

/// What lies ahead of a year that runs is not shown.
fn last_month(year: &Year) -> u32 {
    if year.is_running { Period::of(year.until).month } else { 12 }
}

fn names(year: &Year) -> Vec<String> {
    (1..=last_month(year)).map(|month| format!("{month}月")).collect()
}
