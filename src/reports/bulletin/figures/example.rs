//! A month in which there is something of everything, to try templates on.

use crate::reports::bulletin::figures::{
    Carried, ClassFigures, ClassRanking, ClassRate, Compared, Figures, Named, ProblemCounts,
    Relapsed, Repeated, Scores, SiteCounts, Unqualified,
};
use crate::reports::bulletin::model::AnnexNumbers;

impl Figures {
    /// Every field has a value, every list an element.
    pub(crate) fn example() -> Self {
        let text = || "某某镇".to_owned();
        let named = || Some(Named { count: 2, units: text() });
        Self {
            office: "某某县人民政府办公室".into(),
            period: "2026年11月".into(),
            basis: text(),
            checked_on: "2026年11月20日".into(),
            sites: sites(),
            annexes: AnnexNumbers {
                results: 1,
                problems: Some(2),
                undecided: Some(3),
                exempt: Some(4),
            },
            pages: 10,
            links: 20,
            problems: problems(),
            class_rates: vec![ClassRate { rate: text(), class: text(), ..ClassRate::default() }],
            scores: Some(Scores { best: "100".into(), worst: "90".into(), ..Scores::default() }),
            unqualified: vec![Unqualified { name: text(), reason: text() }],
            last: Some(carried()),
            against_last: Some(Compared { way: "上升".into(), ..Compared::default() }),
            against_last_year: Some(Compared { way: "持平".into(), ..Compared::default() }),
            rankings: vec![ClassRanking {
                last: Some(text()),
                climbers: Some(text()),
                fallers: Some(text()),
                ..ClassRanking::default()
            }],
            faultless: named(),
            full_score: named(),
            all_mended: named(),
            sums: 1,
            classes: vec![class()],
            repeated: Some(Repeated { long_units: Some(text()), ..Repeated::default() }),
            relapsed: Some(Relapsed::default()),
            sampled: named(),
            wavering: named(),
            veto_deadline: Some("2026年11月23日".into()),
            deadline: Some("2026年11月27日".into()),
            hour: Some(17),
            unconfirmed: text(),
            has_samples: true,
        }
    }
}

fn carried() -> Carried {
    Carried {
        period: "2026年10月".into(),
        total: 5,
        mended: 1,
        left: 1,
        relapsed: 1,
        unchecked: 1,
        excused: 1,
        rate: Some("33.3%".into()),
        slowest: Some("某某镇".into()),
    }
}

fn class() -> ClassFigures {
    ClassFigures {
        heading: "首页更新不及时".into(),
        count: 2,
        vetoed_units: Some("某某镇".into()),
        causes: Some("某某镇".into()),
        examples: Some("某某镇".into()),
        ..ClassFigures::default()
    }
}

fn sites() -> SiteCounts {
    SiteCounts {
        registered: 9,
        checked: 8,
        judged: 7,
        qualified: 6,
        unqualified: 1,
        not_judged: 1,
        not_rated: 1,
        rate: Some("85.7%".into()),
    }
}

fn problems() -> ProblemCounts {
    ProblemCounts {
        total: 3,
        sites: 2,
        levels: "其中扣分类3个".into(),
        new: 1,
        came_back: 1,
        subtracted: 1,
        pending: 1,
    }
}
