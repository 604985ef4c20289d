//! Which annual report a title names, of which year, and whose.

use crate::model::facts::publication::{ReportKind, Whose};
use crate::reference::publication::names::{bare, core, is_short_for, shared};
use crate::reference::publication::{WORDS, has};

/// What a title says of an annual report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub kind: ReportKind,
    pub year: Option<i32>,
    /// Who reports, as the title puts it; empty where it names nobody.
    pub owner: String,
    /// It may be something else after all.
    pub is_doubtful: bool,
}

/// Letters up to which a text is a title, and one up to which it names a column.
const TITLE: usize = 80;
const NAME: usize = 20;

/// Which reports a column of this name holds.
pub fn shelf(name: &str) -> Option<ReportKind> {
    let name = bare(name);
    let words = &WORDS.reports;
    if NAME < name.chars().count() || !years(&name).is_empty() || has(&name, &words.about) {
        return None;
    }
    let is_disclosure = name.contains("公开")
        && (has(&name, &words.plain) || name.ends_with("报告") && !name.ends_with("工作报告"));
    if has(&name, &words.website) && has(&name, &words.sheet) && !name.contains("公开") {
        Some(ReportKind::Website)
    } else if is_disclosure || matches!(name.as_str(), "年报" | "年度报告") {
        Some(ReportKind::Disclosure)
    } else {
        None
    }
}

/// The report that a title names. `on_shelf`: it stands in a column of such reports, where a title needs to say less.
pub fn named(title: &str, on_shelf: Option<ReportKind>) -> Option<Named> {
    if TITLE < title.chars().count() {
        return None;
    }
    let title = bare(&plain(title));
    let words = &WORDS.reports;
    if has(&title, &words.about) {
        return None;
    }
    let years = years(&title);
    let of_disclosure = has(&title, &words.disclosure);
    let of_website = has(&title, &words.website) && !title.contains("信息公开");
    let says_kind = if of_website && has(&title, &words.sheet) {
        Some(ReportKind::Website)
    } else if of_disclosure && has(&title, &words.report) {
        Some(ReportKind::Disclosure)
    } else {
        None
    };
    let on_shelf = on_shelf.filter(|_| {
        !(of_disclosure || of_website || has(&title, &words.others))
            && (has(&title, &words.plain) || title.contains("报告") || !years.is_empty())
    });
    let kind = says_kind.or(on_shelf)?;
    let says_report = has(&title, &words.plain) || kind == ReportKind::Website;
    let only_affairs = !title.contains("信息公开") && kind == ReportKind::Disclosure;
    Some(Named {
        kind,
        year: match years.as_slice() {
            [only] => Some(*only),
            _ => None,
        },
        owner: owner(&title),
        is_doubtful: has(&title, &words.doubtful)
            || 1 < years.len()
            || says_kind.is_none() && !says_report
            || says_kind.is_some() && only_affairs && !says_report,
    })
}

/// Chinese numerals of a year made digits: 二〇二五年.
fn plain(text: &str) -> String {
    const NUMERALS: [(char, char); 14] = [
        ('〇', '0'),
        ('○', '0'),
        ('零', '0'),
        ('O', '0'),
        ('一', '1'),
        ('二', '2'),
        ('三', '3'),
        ('四', '4'),
        ('五', '5'),
        ('六', '6'),
        ('七', '7'),
        ('八', '8'),
        ('九', '9'),
        ('◯', '0'),
    ];
    let digit = |letter: &char| {
        let wide = ('０'..='９').contains(letter);
        let wide = wide
            .then(|| u8::try_from(*letter as u32 - '０' as u32).map(|it| char::from(b'0' + it)));
        wide.and_then(Result::ok)
            .or_else(|| NUMERALS.iter().find(|(it, _)| it == letter).map(|(_, it)| *it))
    };
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        let run = &letters[at..letters.len().min(at + 4)];
        let digits: String = run.iter().filter_map(digit).collect();
        let is_year = digits.len() == 4
            && digits.starts_with("20")
            && letters.get(at + 4).is_none_or(|it| digit(it).is_none());
        if is_year {
            out.push_str(&digits);
            at += 4;
        } else {
            out.push(letters[at]);
            at += 1;
        }
    }
    out
}

/// The different years that a text names: four digits that stand alone.
fn years(text: &str) -> Vec<i32> {
    let mut years: Vec<i32> = text
        .split(|it: char| !it.is_ascii_digit())
        .filter(|it| it.len() == 4 && it.starts_with("20"))
        .filter_map(|it| it.parse().ok())
        .collect();
    years.dedup();
    years
}

/// What stands before the kind of report, without the year and what leads up to it.
fn owner(title: &str) -> String {
    let markers = [
        "政府信息公开",
        "政务信息公开",
        "信息公开",
        "政务公开",
        "政府网站",
        "门户网站",
        "网站",
        "年度工作报告",
        "年度报告",
        "年度报表",
        "工作报表",
        "年报",
        "工作年度",
        "报告",
    ];
    let end = markers.iter().filter_map(|it| title.find(it)).min().unwrap_or(title.len());
    let mut owner = title[..end].to_owned();
    for year in years(title) {
        for form in
            [format!("{year}年度"), format!("{year}年"), format!("{year}度"), year.to_string()]
        {
            owner = owner.replacen(&form, "", 1);
        }
    }
    for lead in ["关于公布", "关于发布", "关于印发", "公布", "发布", "关于"] {
        if let Some(rest) = owner.strip_prefix(lead) {
            owner = rest.to_owned();
            break;
        }
    }
    owner.trim_end_matches(['的', '度', '年']).trim_end_matches("工作").to_owned()
}

/// Whose report it is, seen from `unit`. `is_county`: the unit is the county's government.
pub fn whose(owner: &str, unit: &str, is_county: bool) -> Whose {
    if owner.is_empty() {
        Whose::Unnamed
    } else if is_county {
        of_county(owner, unit)
    } else {
        of_body(owner, unit)
    }
}

/// Whether an owner is a body below the county, and not the county itself.
pub fn names_a_body(owner: &str) -> bool {
    !core(owner).is_empty()
}

fn of_body(owner: &str, unit: &str) -> Whose {
    let (theirs, own) = (core(owner), core(unit));
    if theirs.is_empty() {
        return Whose::Other;
    }
    if is_short_for(&theirs, &own) || is_short_for(&own, &theirs) {
        return Whose::Own;
    }
    // 局 and 镇 alone are shared by all.
    let stem = |name: &str| {
        let mut letters = name.chars();
        letters.next_back();
        letters.as_str().to_owned()
    };
    if 0.5 <= shared(&stem(&theirs), &stem(&own)) { Whose::Doubtful } else { Whose::Other }
}

/// Ends of the names of bodies below a county's government.
const BODIES: [&str; 22] = [
    "局",
    "委",
    "委员会",
    "镇",
    "乡",
    "街道",
    "办事处",
    "中心",
    "院",
    "校",
    "会",
    "馆",
    "队",
    "站",
    "所",
    "社",
    "管委会",
    "分局",
    "公司",
    "镇人民政府",
    "乡人民政府",
    "部",
];

fn of_county(owner: &str, unit: &str) -> Whose {
    let (unit, owner) = (bare(unit), bare(owner));
    let stem = |name: &str| {
        let ends = ["人民政府", "人民", "政府"];
        ends.iter().find_map(|it| name.strip_suffix(it)).unwrap_or(name).to_owned()
    };
    let (own, theirs) = (stem(&unit), stem(&owner));
    if theirs.is_empty()
        || theirs == "县"
        || theirs == "全县"
        || own.contains(&theirs)
        || owner == unit
    {
        return Whose::Own;
    }
    let below = BODIES.iter().any(|it| owner.ends_with(it) || theirs.ends_with(it));
    if below { Whose::Other } else { Whose::Doubtful }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ReportKind::{Disclosure, Website};

    #[test]
    fn reports_are_known_by_title_with_year_and_owner() {
        for (title, kind, year, owner) in [
            (
                "澜青县石桥镇人民政府2025年政府信息公开工作年度报告",
                Disclosure,
                Some(2025),
                "澜青县石桥镇人民政府",
            ),
            ("2025年石桥镇政府信息公开年报", Disclosure, Some(2025), "石桥镇"),
            ("二〇二五年度政府信息公开工作报告", Disclosure, Some(2025), ""),
            (
                "澜青县教育局政府信息公开工作年度报告（２０２５年度）",
                Disclosure,
                Some(2025),
                "澜青县教育局",
            ),
            ("【2025】县统计局信息公开年度报告.pdf", Disclosure, Some(2025), "县统计局"),
            (
                "关于公布澜青县2025年政府信息公开工作年度报告的公告",
                Disclosure,
                Some(2025),
                "澜青县",
            ),
            ("政府信息公开工作年度报告", Disclosure, None, ""),
            ("澜青县人民政府网站工作年度报表（2025年度）", Website, Some(2025), "澜青县人民"),
            ("2025年澜青县政府网站年度工作报表", Website, Some(2025), "澜青县"),
            ("政府网站2025年度报表", Website, Some(2025), ""),
        ] {
            let found = named(title, None).unwrap_or_else(|| panic!("{title}"));
            assert_eq!(
                (found.kind, found.year, found.owner.as_str()),
                (kind, year, owner),
                "{title}"
            );
            assert!(!found.is_doubtful, "{title}");
        }
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        for title in [
            "2025年法治政府建设年度报告",
            "关于报送2025年度企业年报的公告",
            "县统计局2025年统计年报",
            "澜青县教育局2025年部门决算",
            "关于做好2025年政府信息公开年报编制工作的通知",
            "一图读懂2025年政府信息公开年报",
            "2025年政府工作报告",
            "政府信息公开指南（2025年版）",
            "2025年度国民经济和社会发展统计公报",
            "2025年年报",
        ] {
            assert_eq!(named(title, None), None, "{title}");
        }
    }

    #[test]
    fn a_column_of_reports_lends_its_kind_to_titles_that_say_less() {
        for (title, year, is_doubtful) in [
            ("2025年年报", Some(2025), false),
            ("石桥镇2025年度报告", Some(2025), false),
            ("石桥镇2025年", Some(2025), true),
            ("年度报告", None, false),
        ] {
            let found = named(title, Some(Disclosure)).unwrap_or_else(|| panic!("{title}"));
            assert_eq!((found.year, found.is_doubtful), (year, is_doubtful), "{title}");
        }
        for title in [
            "2025年部门预算",
            "关于停水的通知",
            "2025年法治政府建设年度报告",
            "政府信息公开指南2025",
        ] {
            assert_eq!(named(title, Some(Disclosure)), None, "{title}");
        }
        assert_eq!(named("2025年年报", Some(Website)).map(|it| it.kind), Some(Website));
    }

    #[test]
    fn what_may_be_the_report_or_not_is_doubtful() {
        for title in [
            "2025年政务公开工作报告",
            "政府网站监管年度报表（2025年度）",
            "2024年、2025年政府信息公开工作年度报告",
            "关于2025年政府信息公开年报的情况说明",
        ] {
            assert!(named(title, None).is_some_and(|it| it.is_doubtful), "{title}");
        }
    }

    #[test]
    fn columns_of_reports_are_known_by_name() {
        for (name, kind) in [
            ("政府信息公开年报", Some(Disclosure)),
            ("信息公开年度报告", Some(Disclosure)),
            ("公开年报", Some(Disclosure)),
            ("年报", Some(Disclosure)),
            ("政府网站工作年度报表", Some(Website)),
            ("网站年报", Some(Website)),
            ("企业年报", None),
            ("统计年报", None),
            ("政府信息公开指南", None),
            ("政府工作报告", None),
            ("2025年政府信息公开年报", None),
        ] {
            assert_eq!(shelf(name), kind, "{name}");
        }
    }

    #[test]
    fn a_report_is_the_units_own_under_long_and_short_names() {
        for (owner, unit, expected) in [
            ("", "澜青县教育局", Whose::Unnamed),
            ("澜青县教育局", "澜青县教育局", Whose::Own),
            ("县教育局", "澜青县教育局", Whose::Own),
            ("石桥镇", "澜青县石桥镇人民政府", Whose::Own),
            ("县市场监管局", "澜青县市场监督管理局", Whose::Own),
            ("县卫健委", "澜青县卫生健康委员会", Whose::Own),
            ("澜青县教育局", "教育局", Whose::Own),
            ("澜青县", "澜青县教育局", Whose::Other),
            ("澜青县人民政府", "澜青县石桥镇人民政府", Whose::Other),
            ("河湾镇", "澜青县石桥镇人民政府", Whose::Other),
            ("县公安局", "澜青县教育局", Whose::Other),
            ("县教育体育和科技局", "澜青县教育局", Whose::Own),
            ("县体育教育局", "澜青县教育科学局", Whose::Doubtful),
        ] {
            assert_eq!(whose(owner, unit, false), expected, "{owner} {unit}");
        }
    }

    #[test]
    fn the_countys_own_report_is_none_of_its_bodies() {
        for (owner, expected) in [
            ("", Whose::Unnamed),
            ("澜青县", Whose::Own),
            ("澜青县人民政府", Whose::Own),
            ("澜青县人民", Whose::Own),
            ("县政府", Whose::Own),
            ("澜青", Whose::Own),
            ("澜青县教育局", Whose::Other),
            ("石桥镇", Whose::Other),
            ("石桥镇人民政府", Whose::Other),
            ("临江街道", Whose::Other),
            ("澜青县人民政府办公室", Whose::Doubtful),
        ] {
            assert_eq!(whose(owner, "澜青县人民政府", true), expected, "{owner}");
        }
    }
}
