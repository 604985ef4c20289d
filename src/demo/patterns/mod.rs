//! What each site of the county is like: healthy, healthy with traps, or with faults, and the truth rows that follow.
//!
//! In: the audit day and how many sites. Out: plans. Each pattern writes its truth rows beside what it plants, so
//! that neither can be changed without the other.

mod charset;
pub(crate) mod closed;
mod content;
mod dates;
mod endless;
mod features;
mod filled;
mod healthy;
mod includes;
mod interaction;
mod links;
mod lists;
mod marks;
mod plant;
mod portal;
mod publication;
mod round;
mod sections;
mod services;
mod stale;
mod there;
mod tree;
mod week;

pub(crate) use endless::answer as endless;
pub(crate) use plant::half_a_year_and;
pub use round::SITES;

use crate::demo::county::{PORTAL, healthy};
use crate::demo::patterns::round::{FIRST_ROUND, Line};
use crate::demo::plan::SitePlan;
use crate::demo::story;
use crate::model::site::UnitClass;
use chrono::NaiveDate;

type Pattern = fn(&mut SitePlan, NaiveDate);

use UnitClass::{County, DevelopmentZone, Subdistrict, Township};

const FIRST_NAMES: &[(&str, &str)] = &[
    ("青", "qing"),
    ("白", "bai"),
    ("龙", "long"),
    ("凤", "feng"),
    ("梅", "mei"),
    ("松", "song"),
    ("金", "jin"),
    ("玉", "yu"),
    ("长", "chang"),
    ("太", "tai"),
    ("永", "yong"),
    ("新", "xin"),
];
const SECOND_NAMES: &[(&str, &str)] = &[
    ("山", "shan"),
    ("岭", "ling"),
    ("湾", "wan"),
    ("坪", "ping"),
    ("泉", "quan"),
    ("店", "dian"),
    ("集", "ji"),
    ("渡", "du"),
    ("庄", "zhuang"),
    ("塘", "tang"),
    ("洲", "zhou"),
    ("桥", "qiao"),
    ("岗", "gang"),
    ("溪", "xi"),
    ("屯", "tun"),
    ("堡", "bao"),
    ("坝", "ba"),
];

/// Which sites a county has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The first so many.
    First(usize),
    /// Those that the story is about.
    OfStory,
}

/// The plans of the sites as they are on `today`, so many months before the last one that the demo plays.
pub(crate) fn plans(today: NaiveDate, choice: Choice, months_back: u32) -> Vec<SitePlan> {
    let sites = match choice {
        Choice::First(sites) => sites,
        Choice::OfStory => SITES,
    };
    let mut plans: Vec<SitePlan> = Vec::new();
    for index in 0..sites {
        let line = &FIRST_ROUND[index % FIRST_ROUND.len()];
        let round = index / FIRST_ROUND.len();
        let is_told_of = round == 0 && story::is_told_of(line.unit);
        // Before the story begins, the county has not taken its sites into the register.
        if choice == Choice::OfStory && !is_told_of || is_told_of && story::MONTHS <= months_back {
            continue;
        }
        let mut plan = if round == 0 {
            healthy(line.unit, line.class, line.host, line.dialect, today)
        } else {
            later(line, index, today)
        };
        let number = u32::try_from(index).unwrap_or_default();
        plan.organ = line.organ.map(|organ| organ + u32::try_from(round).unwrap_or_default());
        if line.organ.is_some() {
            // The sheet of a site is the portal's.
            plan.drop_column("政府网站工作年度报表");
        }
        plan.writing = line.writing;
        plan.code = format!("349901{:04}", if line.organ.is_some() { 1 } else { number + 1 });
        (line.pattern)(&mut plan, today);
        if is_told_of {
            story::play(&mut plan, today, months_back);
        }
        plans.push(plan);
    }
    neighbours(&mut plans);
    plans
}

/// A site of a later round: the same pattern under another name. There is one portal; its place falls to towns.
fn later(line: &Line, index: usize, today: NaiveDate) -> SitePlan {
    let (one, one_latin) = FIRST_NAMES[index % FIRST_NAMES.len()];
    let (two, two_latin) = SECOND_NAMES[index % SECOND_NAMES.len()];
    let unit = match line.class {
        County | Township => format!("澜青县{one}{two}镇人民政府"),
        Subdistrict => format!("澜青县{one}{two}街道办事处"),
        DevelopmentZone => format!("澜青{one}{two}开发区管委会"),
        _ => format!("澜青县{one}{two}管理中心"),
    };
    let host = match line.organ {
        Some(_) => PORTAL.to_owned(),
        None if line.class == UnitClass::Department => {
            format!("{one_latin}{two_latin}.lanqing.gov.cn")
        }
        None => format!("www.lq{one_latin}{two_latin}.gov.cn"),
    };
    let class = if line.class == County { Township } else { line.class };
    healthy(&unit, class, &host, line.dialect, today)
}

/// The portal leads to its sections.
fn neighbours(plans: &mut [SitePlan]) {
    let list: String = plans
        .iter()
        .filter(|it| it.organ.is_some())
        .map(|it| format!("<a href=\"{}\">{}</a>\n", it.home_path(), it.unit))
        .collect();
    let Some(portal) = plans.first_mut().filter(|it| it.host == PORTAL) else { return };
    portal.on_home.push(format!("<div class=\"units\"><h3>各单位信息公开</h3>\n{list}</div>\n"));
}
