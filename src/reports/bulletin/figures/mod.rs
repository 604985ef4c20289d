//! Everything that the templates may say of a month: numbers, names and lists, and no sentence.

mod carried;
mod example;
mod problems;
mod ranking;
mod sites;

use crate::model::finding::FindingState;
use crate::model::rule::Level;
use crate::model::time::chinese_date;
use crate::reports::Month;
use crate::reports::bulletin::annexes;
use crate::reports::bulletin::model::AnnexNumbers;
use crate::reports::bulletin::pending::pending;
use crate::reports::bulletin::template::{TemplateFaults, Templates};
use crate::reports::bulletin::words::{
    Counts, Names, by_site, names_of, problems, sampled, wavering,
};
use crate::reports::clean::one_line;
use crate::reports::percent;
use chrono::NaiveDate;
use serde::Serialize;

pub(crate) use carried::{Carried, Compared};
pub(crate) use problems::{ClassFigures, Relapsed, Repeated};
pub(crate) use ranking::ClassRanking;
pub(crate) use sites::{ClassRate, Scores, Unqualified};

/// The names are those of `config/templates/通报/说明.txt`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Figures {
    #[serde(rename = "单位")]
    pub(crate) office: String,
    #[serde(rename = "期次")]
    pub(crate) period: String,
    /// The documents cited, `《…》（…）、…`.
    #[serde(rename = "依据")]
    pub(crate) basis: String,
    #[serde(rename = "检查时间")]
    pub(crate) checked_on: String,
    #[serde(flatten)]
    pub(crate) sites: SiteCounts,
    #[serde(rename = "附件")]
    pub(crate) annexes: AnnexNumbers,
    #[serde(rename = "网页数")]
    pub(crate) pages: usize,
    #[serde(rename = "链接数")]
    pub(crate) links: usize,
    #[serde(flatten)]
    pub(crate) problems: ProblemCounts,
    #[serde(rename = "分类合格率")]
    pub(crate) class_rates: Vec<ClassRate>,
    #[serde(rename = "得分")]
    pub(crate) scores: Option<Scores>,
    #[serde(rename = "不合格网站")]
    pub(crate) unqualified: Vec<Unqualified>,
    #[serde(rename = "上期")]
    pub(crate) last: Option<Carried>,
    #[serde(rename = "环比")]
    pub(crate) against_last: Option<Compared>,
    #[serde(rename = "同比")]
    pub(crate) against_last_year: Option<Compared>,
    #[serde(rename = "排名")]
    pub(crate) rankings: Vec<ClassRanking>,
    #[serde(rename = "无问题")]
    pub(crate) faultless: Option<Named>,
    #[serde(rename = "满分")]
    pub(crate) full_score: Option<Named>,
    #[serde(rename = "全部整改")]
    pub(crate) all_mended: Option<Named>,
    /// Problems that sum up others of their site and class to a veto.
    #[serde(rename = "汇总数")]
    pub(crate) sums: usize,
    #[serde(rename = "各类问题")]
    pub(crate) classes: Vec<ClassFigures>,
    #[serde(rename = "多期未改")]
    pub(crate) repeated: Option<Repeated>,
    #[serde(rename = "反弹")]
    pub(crate) relapsed: Option<Relapsed>,
    #[serde(rename = "抽测未打开")]
    pub(crate) sampled: Option<Named>,
    #[serde(rename = "时好时坏")]
    pub(crate) wavering: Option<Named>,
    #[serde(rename = "否决期限")]
    pub(crate) veto_deadline: Option<String>,
    #[serde(rename = "整改期限")]
    pub(crate) deadline: Option<String>,
    /// 1 to 23.
    #[serde(rename = "报送时间")]
    pub(crate) hour: Option<u32>,
    #[serde(rename = "待核实依据")]
    pub(crate) unconfirmed: String,
    /// Whether the availability of any site is that of a sample.
    #[serde(rename = "有抽测")]
    pub(crate) has_samples: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct SiteCounts {
    #[serde(rename = "登记数")]
    pub(crate) registered: usize,
    #[serde(rename = "检查数")]
    pub(crate) checked: usize,
    #[serde(rename = "判定数")]
    pub(crate) judged: usize,
    #[serde(rename = "合格数")]
    pub(crate) qualified: usize,
    #[serde(rename = "不合格数")]
    pub(crate) unqualified: usize,
    #[serde(rename = "未判定数")]
    pub(crate) not_judged: usize,
    #[serde(rename = "不参评数")]
    pub(crate) not_rated: usize,
    #[serde(rename = "合格率")]
    pub(crate) rate: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct ProblemCounts {
    #[serde(rename = "问题数")]
    pub(crate) total: usize,
    #[serde(rename = "问题网站数")]
    pub(crate) sites: usize,
    /// `其中单项否决类1个、扣分类7个` or `均为扣分类问题`.
    #[serde(rename = "问题等级")]
    pub(crate) levels: String,
    /// Seen for the first time.
    #[serde(rename = "新增数")]
    pub(crate) new: usize,
    /// Back this period after they had been put right.
    #[serde(rename = "再次出现数")]
    pub(crate) came_back: usize,
    #[serde(rename = "核减数")]
    pub(crate) subtracted: usize,
    #[serde(rename = "待核数")]
    pub(crate) pending: usize,
}

/// Sites with their names, `甲镇、乙局等12个网站`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Named {
    #[serde(rename = "个数")]
    pub(crate) count: usize,
    #[serde(rename = "单位")]
    pub(crate) units: String,
}

impl Figures {
    pub(crate) fn of(
        month: &Month,
        numbers: AnnexNumbers,
        templates: &Templates,
    ) -> Result<Self, TemplateFaults> {
        let names = Names::new(month);
        let carried = carried::carried(month, &names);
        let good = ranking::good(month, &names, carried.as_ref().map(|it| &it.fates));
        let (veto_deadline, deadline) = deadlines(month);
        Ok(Self {
            office: one_line(&month.office.name),
            period: month.period.chinese(),
            basis: sites::basis(month),
            checked_on: sites::checked_on(month),
            sites: site_counts(month),
            annexes: numbers,
            pages: month.results.iter().map(|it| it.verdict.pages).sum(),
            links: month.results.iter().map(|it| it.verdict.links).sum(),
            problems: problem_counts(month),
            class_rates: sites::class_rates(month),
            scores: sites::scores(month),
            unqualified: sites::unqualified(month, &names),
            last: carried.map(|it| it.told),
            against_last: month.previous.as_ref().and_then(|it| carried::compared(month, it)),
            against_last_year: month.last_year.as_ref().and_then(|it| carried::compared(month, it)),
            rankings: ranking::rankings(month, &names),
            faultless: good.faultless,
            full_score: good.full_score,
            all_mended: good.all_mended,
            sums: problems::sums(month),
            classes: problems::classes(month, &names, templates)?,
            repeated: problems::repeated(month, &names),
            relapsed: problems::relapsed(month, &names),
            sampled: named(&names, &sampled(month)),
            wavering: named(&names, &wavering(month)),
            veto_deadline,
            deadline,
            hour: Some(month.rectification.report_hour).filter(|it| (1..24).contains(it)),
            unconfirmed: annexes::unconfirmed(month),
            has_samples: annexes::has_samples(month),
        })
    }
}

/// `None` where there is no site.
pub(crate) fn named(names: &Names<'_>, sites: &[&crate::reports::SiteResult]) -> Option<Named> {
    (!sites.is_empty()).then(|| Named { count: sites.len(), units: names_of(names, sites) })
}

fn site_counts(month: &Month) -> SiteCounts {
    let counts = Counts::of(&month.results);
    SiteCounts {
        registered: counts.registered,
        checked: counts.checked(),
        judged: counts.judged(),
        qualified: counts.qualified,
        unqualified: counts.unqualified,
        not_judged: counts.not_judged,
        not_rated: counts.not_rated,
        rate: counts.rate().map(percent),
    }
}

fn problem_counts(month: &Month) -> ProblemCounts {
    let all: Vec<_> = problems(month).collect();
    let count = |level| all.iter().filter(|(_, it)| it.level == level).count();
    let levels: Vec<(Level, usize)> = [Level::Veto, Level::Deduct, Level::Remind]
        .into_iter()
        .map(|level| (level, count(level)))
        .filter(|(_, count)| *count != 0)
        .collect();
    let levels = match levels.as_slice() {
        [] => String::new(),
        [(only, _)] => format!("均为{only}类问题"),
        several => {
            let told: Vec<String> =
                several.iter().map(|(level, count)| format!("{level}类{count}个")).collect();
            format!("其中{}", told.join("、"))
        }
    };
    let is_subtracted = |it: FindingState| it == FindingState::Subtracted;
    ProblemCounts {
        total: all.len(),
        sites: by_site(&all).len(),
        levels,
        new: all.iter().filter(|(_, it)| it.periods_in_row < 2 && !it.is_back()).count(),
        came_back: all.iter().filter(|(_, it)| it.is_back()).count(),
        subtracted: month.findings().filter(|(_, it)| is_subtracted(it.state)).count(),
        pending: pending(month).count(),
    }
}

/// Of the veto problems, where it comes before that of the rest, and of all.
fn deadlines(month: &Month) -> (Option<String>, Option<String>) {
    let latest = |wanted: &dyn Fn(Level) -> bool| -> Option<NaiveDate> {
        problems(month).filter(|(_, it)| wanted(it.level)).filter_map(|(_, it)| it.deadline).max()
    };
    let last = latest(&|_| true);
    let vetoes = latest(&|it| it == Level::Veto).filter(|it| last.is_some_and(|last| *it < last));
    (vetoes.map(chinese_date), last.map(chinese_date))
}
