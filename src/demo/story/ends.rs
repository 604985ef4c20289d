//! What ledgers and results must say in each month of the story, written down by hand.
//!
//! Deadlines, by the State Council's notice for 2026 (1 to 7 October off, Saturday 10 October a workday): from Monday
//! 28 September one working day ends on the 29th, five on 29, 30, 8, 9, 10 October; from Tuesday 20 October on the
//! 21st and the 27th; from Friday 20 November on Monday the 23rd and Friday the 27th.

use crate::demo::lives::{Counts, LifeRow, Stand};
use crate::demo::story::{audit_day, on};
use crate::demo::truth::Subject;
use crate::model::finding::FindingState;
use crate::model::verdict::Conclusion;
use chrono::NaiveDate;

/// How a fault stands in a month: `(连续期数, month of the deadline)`.
#[derive(Clone, Copy)]
enum End {
    /// No row.
    Nothing,
    New(Due),
    Again(u32, Due),
    Unseen(u32, Due),
    Mended(u32, Due),
    Relapsed(Due),
    FalseAlarm(u32, Due),
}

/// Which deadline: level and month in which it was set, the first month's first.
#[derive(Clone, Copy)]
enum Due {
    Veto(usize),
    Other(usize),
}

impl Due {
    fn day(self) -> NaiveDate {
        match self {
            Self::Veto(month) => [on(9, 29), on(10, 21), on(11, 23)][month - 1],
            Self::Other(month) => [on(10, 10), on(10, 27), on(11, 27)][month - 1],
        }
    }
}

/// What a fault is about.
#[derive(Clone, Copy)]
enum About {
    Site,
    Column(&'static str),
    Link(&'static str),
}

use About::{Column, Link, Site};
use Due::{Other, Veto};
use End::{Again, FalseAlarm, Mended, New, Nothing, Relapsed, Unseen};

/// Unit, code, what it is about, the months in order, why.
type Life = (&'static str, &'static str, About, [End; 3], &'static str);

const HEALTH: &str = "澜青县卫生健康委员会";
const LIUHE: &str = "澜青县柳河镇人民政府";
const SHUANGTANG: &str = "澜青县双塘镇人民政府";
const FINANCE: &str = "澜青县财政局";
const BAILUHU: &str = "白鹭湖管理区管理委员会";
const FENGLIN: &str = "澜青县枫林镇人民政府";
const LINJIANG: &str = "澜青县临江街道办事处";
const AUDIT: &str = "澜青县审计局";
const INSURANCE: &str = "澜青县医疗保障局";
const WEATHER: &str = "澜青县气象局";
const CULTURE: &str = "澜青县文化和旅游局";
const FORESTRY: &str = "澜青县林业局";
const COOPERATIVE: &str = "澜青县供销合作社联合社";

const LINK: &str = "broken_links.internal";
const LATE: &str = "stale_columns";
const EMPTY: &str = "empty_columns";
const TO_THE_END: [End; 3] = [New(Other(1)), Again(2, Other(1)), Again(3, Other(1))];
const UNSEEN_ONCE: [End; 3] = [New(Other(1)), Unseen(1, Other(1)), Again(2, Other(1))];
const UNSEEN_THEN_MENDED: [End; 3] = [New(Other(1)), Unseen(1, Other(1)), Mended(1, Other(1))];
const MENDED_AT_ONCE: [End; 3] = [New(Other(1)), Mended(1, Other(1)), Nothing];
const MENDED_LATER: [End; 3] = [New(Other(1)), Again(2, Other(1)), Mended(2, Other(1))];
const CAME_BACK: [End; 3] = [New(Other(1)), Mended(1, Other(1)), Relapsed(Other(3))];
const CAME_LAST: [End; 3] = [Nothing, Nothing, New(Other(3))];
const CAME_LATER: [End; 3] = [Nothing, New(Other(2)), Again(2, Other(2))];
const VETO_LAST: [End; 3] = [Nothing, Nothing, New(Veto(3))];
const VETO_MENDED: [End; 3] = [New(Veto(1)), Mended(1, Veto(1)), Nothing];

#[rustfmt::skip]
const LIVES: &[Life] = &[
    (HEALTH, LINK, Link("http://wjw.lanqing.gov.cn/ztzl/gone.html"), CAME_BACK, "修好一个月后又断"),
    (HEALTH, LINK, Link("http://wjw.lanqing.gov.cn/ztzl/error.html"), TO_THE_END, "三期未改"),
    (HEALTH, LINK, Link("http://wjw.lanqing.gov.cn/ztzl/removed.html"), CAME_LAST, "最后一期新出现"),
    (HEALTH, LINK, Link("http://wjw.lanqing.gov.cn/ztzl/2019.html"), MENDED_AT_ONCE, "链接已撤下"),
    (HEALTH, "broken_links.attachment", Link("http://wjw.lanqing.gov.cn/files/form2019.doc"), UNSEEN_ONCE, "第二期答 403，不能断定"),
    (HEALTH, "personal_data.id_number", Link("http://wjw.lanqing.gov.cn/files/butie.xlsx"), UNSEEN_ONCE, "第二期附件读不到，看似已改"),
    (HEALTH, "personal_data.bank_card", Link("http://wjw.lanqing.gov.cn/files/butie.xlsx"), UNSEEN_ONCE, "第二期附件读不到，看似已改"),
    (LIUHE, "empty_columns.veto", Site, VETO_MENDED, "从五个空白栏目减到两个"),
    (LIUHE, EMPTY, Column("规划计划"), MENDED_LATER, "第三期才补上"),
    (LIUHE, EMPTY, Column("人事信息"), MENDED_LATER, "第三期才补上"),
    (LIUHE, EMPTY, Column("回应关切"), MENDED_AT_ONCE, "第二期补上"),
    (LIUHE, EMPTY, Column("政策解读"), MENDED_AT_ONCE, "第二期补上"),
    (LIUHE, EMPTY, Column("征集调查"), MENDED_AT_ONCE, "第二期补上"),
    (SHUANGTANG, LATE, Column("政策文件"), CAME_LATER, "第二期起未更新"),
    (SHUANGTANG, LATE, Column("工作动态"), CAME_LAST, "第三期未更新"),
    (SHUANGTANG, LATE, Column("通知公告"), CAME_LAST, "第三期未更新"),
    (SHUANGTANG, "stale_columns.veto", Site, VETO_LAST, "第三期五个栏目未更新"),
    (SHUANGTANG, "stale_home", Site, VETO_LAST, "第三期首页未更新"),
    (FINANCE, "site_identity.icp", Site, TO_THE_END, "三期没有备案号"),
    (FINANCE, "site_identity.badge", Site, [FalseAlarm(1, Other(1)), FalseAlarm(2, Other(1)), FalseAlarm(3, Other(1))], "第一期经人核实为误报，以后各期不再计"),
    (BAILUHU, "missing_channel", Site, [New(Veto(1)), Unseen(1, Veto(1)), Again(2, Veto(1))], "第二期网站打不开"),
    (BAILUHU, "site_identity.error_report", Site, UNSEEN_ONCE, "第二期网站打不开"),
    (BAILUHU, "unreachable", Site, [Nothing, New(Other(2)), Mended(1, Other(2))], "只在第二期打不开"),
    (FENGLIN, LATE, Column("通知公告"), UNSEEN_THEN_MENDED, "第二期被防护设备拦截，第三期看到已更新"),
    (LINJIANG, LATE, Column("通知公告"), UNSEEN_THEN_MENDED, "第二期只有建设中页面"),
    (LINJIANG, "zombie_site.placeholder", Site, [Nothing, New(Veto(2)), Mended(1, Veto(2))], "只在第二期"),
    (AUDIT, LATE, Column("热点回应"), UNSEEN_ONCE, "第二期栏目被拦截，看似已改"),
    (AUDIT, LATE, Column("通知公告"), TO_THE_END, "三期未更新"),
    (AUDIT, "domain_name", Site, TO_THE_END, "三期未改"),
    (INSURANCE, EMPTY, Column("征集调查"), CAME_BACK, "第二期有内容，第三期又空白"),
    (INSURANCE, EMPTY, Column("回应关切"), CAME_LATER, "第二期起空白"),
    (WEATHER, "unreachable", Site, TO_THE_END, "三期打不开"),
    (CULTURE, "site_identity.icp", Site, [New(Other(1)), Again(2, Other(1)), Unseen(2, Other(1))], "第三期域名被占用，只报一个原因"),
    (CULTURE, "zombie_site.hijacked", Site, VETO_LAST, "第三期域名被占用"),
    (FORESTRY, LATE, Column("通知公告"), [New(Other(1)), Again(2, Other(1)), Unseen(2, Other(1))], "第三期临时下线"),
    (COOPERATIVE, "zombie_site.not_closed", Site, MENDED_AT_ONCE, "第二期已关停"),
];

use Conclusion::{NotJudged, NotRated, Qualified, Unqualified};

/// 结论, then 新增, 未改, 已整改, 未能复核, and what a person excused.
type Count = (Conclusion, [usize; 5]);

#[rustfmt::skip]
const COUNTS: &[(&str, [Count; 3], &str)] = &[
    (LIUHE, [(Unqualified, [6, 0, 0, 0, 0]), (Qualified, [0, 2, 4, 0, 0]), (Qualified, [0, 0, 2, 0, 0])], "逐月好转"),
    (SHUANGTANG, [(Qualified, [0, 0, 0, 0, 0]), (Qualified, [1, 0, 0, 0, 0]), (Unqualified, [6, 1, 0, 0, 0])], "逐月变差"),
    (FENGLIN, [(Qualified, [1, 0, 0, 0, 0]), (NotJudged, [0, 0, 0, 1, 0]), (Qualified, [0, 0, 1, 0, 0])], "中间一期受阻"),
    (LINJIANG, [(Qualified, [1, 0, 0, 0, 0]), (Unqualified, [1, 0, 0, 1, 0]), (Qualified, [0, 0, 2, 0, 0])], "中间一期在建设中"),
    (INSURANCE, [(Qualified, [1, 0, 0, 0, 0]), (Qualified, [1, 0, 1, 0, 0]), (Qualified, [1, 1, 0, 0, 0])], "一个栏目反弹"),
    (WEATHER, [(NotJudged, [1, 0, 0, 0, 0]), (NotJudged, [0, 1, 0, 0, 0]), (NotJudged, [0, 1, 0, 0, 0])], "三期打不开"),
    (CULTURE, [(Qualified, [1, 0, 0, 0, 0]), (Qualified, [0, 1, 0, 0, 0]), (Unqualified, [1, 0, 0, 1, 0])], "第三期域名被占用"),
    (FORESTRY, [(Qualified, [1, 0, 0, 0, 0]), (Qualified, [0, 1, 0, 0, 0]), (NotRated, [0, 0, 0, 1, 0])], "第三期临时下线"),
    (COOPERATIVE, [(NotRated, [1, 0, 0, 0, 0]), (NotRated, [0, 0, 1, 0, 0]), (NotRated, [0, 0, 0, 0, 0])], "第二期已关停"),
];

/// The place of a month in the rows: the first month is the farthest back.
fn place(months_back: u32) -> Option<usize> {
    2_usize.checked_sub(usize::try_from(months_back).ok()?)
}

pub(super) fn lives(months_back: u32) -> impl Iterator<Item = (&'static str, LifeRow)> {
    let place = place(months_back);
    LIVES.iter().filter_map(move |(unit, code, about, ends, why)| {
        let month = place?;
        let row = LifeRow {
            unit: String::new(),
            site_address: String::new(),
            code: (*code).to_owned(),
            subject: match about {
                Site => Subject::None,
                Column(name) => Subject::Column((*name).to_owned()),
                Link(address) => Subject::Link((*address).to_owned()),
            },
            stand: stand(ends, month, months_back),
            why: (*why).to_owned(),
        };
        Some((*unit, row))
    })
}

pub(super) fn counts(
    months_back: u32,
) -> impl Iterator<Item = (&'static str, Counts, &'static str)> {
    let place = place(months_back);
    COUNTS.iter().filter_map(move |(unit, months, why)| {
        let (conclusion, [new, repeated, mended, unchecked, excused]) = months[place?];
        Some((*unit, Counts { new, repeated, mended, unchecked, excused, conclusion }, *why))
    })
}

fn stand(ends: &[End; 3], month: usize, months_back: u32) -> Option<Stand> {
    let (state, periods_in_row, due, review) = match ends[month] {
        Nothing => return None,
        New(due) => (FindingState::Open, 1, due, Some("")),
        Again(times, due) => (FindingState::Open, times, due, Some("复核仍存在")),
        Unseen(times, due) => (FindingState::Open, times, due, Some("本期未能复核")),
        Mended(times, due) => (FindingState::Mended, times, due, Some("复核已整改")),
        Relapsed(due) => (FindingState::Relapsed, 1, due, Some("整改后再次出现")),
        FalseAlarm(times, due) => (FindingState::FalseAlarm, times, due, None),
    };
    let first = ends.iter().position(|it| !matches!(it, Nothing)).unwrap_or_default();
    Some(Stand {
        state,
        periods_in_row,
        review,
        deadline: Some(due.day()),
        mended_on: (state == FindingState::Mended).then(|| audit_day(months_back)),
        since: u32::try_from(month - first).unwrap_or_default(),
    })
}
