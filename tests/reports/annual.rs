//! A year's figures: each thing counted once, what is unknown left open, and the sentences that say so.

use crate::reports::annual_county::{asked, board, counted, day, write};
use crate::store::{Place, begin, finding, period, register, verdict};
use pucha::config::Office;
use pucha::model::evidence::{Counts, InPeriod, Published};
use pucha::model::facts::interaction::{Answer, Board};
use pucha::model::finding::{Finding, FindingState};
use pucha::model::site::{ColumnClass, SiteKey, SiteStatus, UnitClass};
use pucha::model::time::{Instant, end_of_day};
use pucha::reports::annual::load::{Wanted, year, years};
use pucha::reports::annual::{
    ChangeKind, Course, End, Figures, Known, Problem, Year, document, problems, publishing, rank,
    replies, sheets, summary,
};
use pucha::reports::document::{docx, html, markdown};
use pucha::reports::table::{Cell, Table};
use pucha::reports::xlsx::workbook;
use pucha::store::{YearFacts, YearPart};
use std::sync::Arc;

fn part(as_of: Instant, by_month: Vec<Published>) -> YearPart {
    let counts = Counts { pages: 9, columns: 3, by_month, ..Counts::default() };
    let period = pucha::model::time::Period::of(as_of.date_naive());
    YearPart { period, as_of, complete: true, counts, facts: YearFacts::default() }
}

fn all(rows: &[(&str, usize, bool)]) -> Vec<Published> {
    rows.iter().map(|it| counted(None, *it)).collect()
}

fn audit(text: &str) -> Instant {
    end_of_day(text.parse().expect("a day"))
}

#[test]
fn a_month_counts_as_its_own_audit_and_the_next_one_saw_it() {
    let end = day(2026, "12-31");
    let november = part(audit("2026-11-20"), all(&[("2026-11", 10, true), ("2026-10", 5, true)]));
    let december = part(audit("2026-12-20"), all(&[("2026-12", 7, true), ("2026-11", 14, true)]));
    let january = part(audit("2027-01-31"), all(&[("2027-01", 9, true), ("2026-12", 8, true)]));
    let cut = part(audit("2027-01-31"), all(&[("2026-12", 6, false)]));
    let of = |parts: &[&YearPart], until| {
        let parts: Vec<YearPart> = parts.iter().map(|it| (*it).clone()).collect();
        let told = publishing(&parts, 2026, until, |it| 10 <= it.month);
        (told.total.expect("something"), told.open_months)
    };
    let whole = of(&[&november, &december, &january], end);
    assert_eq!(whole, (Known::exactly(27), vec![]), "5 and 14 and 8, each month once");
    assert_eq!(of(&[&november, &december], end), (Known::at_least(26), vec![12]));
    assert_eq!(of(&[&december, &cut], end), (Known::at_least(21), vec![10, 12]), "no October");
    // A year that runs is known up to its last audit.
    let running = of(&[&november], day(2026, "11-20"));
    assert_eq!(running, (Known::exactly(15), vec![]));
}

#[test]
fn the_year_ends_with_its_last_second_in_shanghai() {
    for (as_of, known) in [
        ("2026-12-31T15:59:59Z", Known::exactly(3)),
        ("2026-12-31T15:59:58Z", Known::at_least(3)),
        ("2026-12-31T23:59:58+08:00", Known::at_least(3)),
        ("2026-12-31T16:00:00Z", Known::exactly(3)),
    ] {
        let at = Instant::parse_from_rfc3339(as_of).expect("a time");
        let rows = all(&[("2026-12", 3, true), ("2027-01", 40, true), ("2025-12", 70, true)]);
        let parts = [YearPart { period: period("2026-12"), ..part(at, rows) }];
        let told = publishing(&parts, 2026, day(2026, "12-31"), |it| it.month == 12);
        assert_eq!(told.total, Some(known), "{as_of}");
    }
}

#[test]
fn a_bundle_without_classes_tells_its_own_month() {
    let mut old = part(audit("2026-05-31"), Vec::new());
    old.counts.published = InPeriod { count: 4, complete: true };
    let of = |part: &YearPart| {
        publishing(std::slice::from_ref(part), 2026, day(2026, "12-31"), |it| it.month == 5)
    };
    assert_eq!(of(&old).total, Some(Known::exactly(4)));
    assert!(of(&old).classes.is_empty());
    assert!(of(&old).is_expected);
    old.counts.pages = 0;
    assert_eq!(of(&old).total, None, "a site that was never read published nobody knows how much");
}

#[test]
fn a_message_counts_once_however_many_audits_saw_it() {
    let of = |days: &[(&str, Vec<pucha::model::facts::interaction::Asked>)]| {
        let parts: Vec<YearPart> = days
            .iter()
            .map(|(as_of, letters)| {
                let mut it = part(audit(as_of), Vec::new());
                it.facts.interaction.boards = vec![board(letters.clone())];
                it
            })
            .collect();
        replies(&parts, 2026, day(2026, "12-31"), 30)
    };
    let on = |text| day(2026, text);
    let given = |at, replied| asked(on(at), Answer::Given, Some(on(replied)));
    // The 30th day is in time, the 31st is late.
    let letters = vec![
        given("03-01", "03-31"),
        given("03-02", "04-02"),
        asked(on("03-03"), Answer::Unknown, None),
    ];
    let once = of(&[("2026-12-31", letters.clone())]);
    let twice = of(&[("2026-06-30", letters.clone()), ("2026-12-31", letters.clone())]);
    assert_eq!(once, twice);
    assert_eq!(once.received, Some(Known::exactly(3)));
    assert_eq!((once.answered, once.unanswered, once.unknown), (2, 0, 1));
    assert_eq!((once.in_time, once.late), (1, 1));
    assert_eq!(once.rate(), Some(1.0), "of those of which it is known");
    let early = of(&[("2026-06-30", letters)]);
    assert_eq!(early.received, Some(Known::at_least(3)), "the second half is not known");
    assert_eq!(replies(&[part(audit("2026-12-31"), vec![])], 2026, on("12-31"), 30).received, None);
    for (undated, known) in
        [(None, None), (Some(0), Some(Known::exactly(0))), (Some(2), Some(Known::at_least(0)))]
    {
        let mut it = part(audit("2026-12-31"), Vec::new());
        it.facts.interaction.boards = vec![Board { lines: 2, undated, ..board(Vec::new()) }];
        assert_eq!(replies(&[it], 2026, on("12-31"), 30).received, known, "{undated:?}");
    }
}

fn life(records: &[(&str, FindingState, Option<&str>)]) -> Vec<Finding> {
    let site = SiteKey("a.gov.cn".into());
    let first = end_of_day(period(records[0].0).last_day());
    records
        .iter()
        .map(|(month, state, mended)| {
            let mut it = finding(&site, month, "栏目", *state);
            it.first_found = first;
            Arc::make_mut(&mut it.observation).found_at = end_of_day(period(month).last_day());
            it.mended_on = mended.map(|it| it.parse().expect("a day"));
            it
        })
        .collect()
}

#[test]
fn a_fault_is_one_problem_until_it_is_put_right_and_another_when_it_comes_back() {
    use FindingState::{Exempt, FalseAlarm, Mended, Notified, Open, Pending, Relapsed};
    let told = |records: &[(&str, FindingState, Option<&str>)]| -> String {
        let word = |it: &Problem| {
            let end = match it.end {
                End::Open => "open".to_owned(),
                End::Pending => "pending".into(),
                End::Mended(on) => format!("mended {on} after {}", it.days().expect("days")),
                End::Excused(_) => "excused".into(),
            };
            format!("{}{} {end}", it.found, if it.is_relapse { " again" } else { "" })
        };
        problems(&life(records), 2026).iter().map(word).collect::<Vec<_>>().join("; ")
    };
    for (records, expected) in [
        (vec![("2026-03", Open, None)], "2026-03 open"),
        (vec![("2026-03", Open, None), ("2026-04", Notified, None)], "2026-03 open"),
        (
            vec![("2026-03", Open, None), ("2026-04", Mended, Some("2026-04-10"))],
            "2026-03 mended 2026-04-10 after 10",
        ),
        // Put right by a recheck before the next census.
        (vec![("2026-03", Mended, Some("2026-04-05"))], "2026-03 mended 2026-04-05 after 5"),
        (
            vec![
                ("2026-03", Mended, Some("2026-03-31")),
                ("2026-05", Relapsed, None),
                ("2026-06", Notified, None),
            ],
            "2026-03 mended 2026-03-31 after 0; 2026-05 again open",
        ),
        (
            vec![("2025-11", Open, None), ("2026-01", Mended, Some("2026-01-31"))],
            "2025-11 mended 2026-01-31 after 62",
        ),
        // Another year's affairs.
        (vec![("2025-11", Open, None), ("2025-12", Mended, Some("2025-12-31"))], ""),
        (vec![("2025-11", FalseAlarm, None), ("2026-01", FalseAlarm, None)], ""),
        (vec![("2027-01", Open, None)], ""),
        // Put right, but not in the year.
        (vec![("2026-12", Mended, Some("2027-01-04"))], "2026-12 open"),
        (
            vec![
                ("2025-11", Open, None),
                ("2025-12", Mended, Some("2025-12-31")),
                ("2026-02", Open, None),
            ],
            "2026-02 again open",
        ),
        (vec![("2026-03", Open, None), ("2026-04", Exempt, None)], "2026-03 excused"),
        // A person took the excuse back.
        (
            vec![("2026-03", Open, None), ("2026-04", FalseAlarm, None), ("2026-05", Open, None)],
            "2026-03 open",
        ),
        (vec![("2026-03", Pending, None)], "2026-03 pending"),
        (vec![("2026-03", Pending, None), ("2026-04", Open, None)], "2026-03 open"),
    ] {
        assert_eq!(told(&records), expected, "{records:?}");
    }
}

#[test]
fn the_share_of_qualified_months_goes_before_the_score_and_unjudged_months_count_for_nothing() {
    let course = |judged, qualified, average: f64| Course {
        seen: 12,
        judged,
        qualified,
        scored: qualified,
        average: Some(average),
    };
    let courses: Vec<(SiteKey, UnitClass, Course)> = [
        ("steady", UnitClass::Township, course(12, 12, 80.0)),
        ("seen less", UnitClass::Township, course(6, 6, 90.0)),
        ("once failed", UnitClass::Township, course(12, 11, 99.0)),
        ("same", UnitClass::Township, course(10, 10, 80.0)),
        ("seen too little", UnitClass::Township, course(5, 5, 100.0)),
        ("other class", UnitClass::Department, course(12, 1, 10.0)),
        ("never judged", UnitClass::Department, Course::default()),
    ]
    .into_iter()
    .map(|(name, class, course)| (SiteKey(name.into()), class, course))
    .collect();
    let ranks = rank(&courses, 12);
    let of = |name: &str| ranks.get(&SiteKey(name.into())).copied();
    assert_eq!(of("seen less"), Some(1));
    assert_eq!((of("steady"), of("same")), (Some(2), Some(2)));
    assert_eq!(of("once failed"), Some(4));
    assert_eq!(of("seen too little"), None);
    assert_eq!((of("other class"), of("never judged")), (Some(1), None));
}

#[tokio::test]
async fn a_site_that_was_closed_all_along_is_missed_by_nobody_unless_it_still_opens() {
    let place = Place::new();
    let store = place.open();
    let mut known = register(&["http://www.a.gov.cn/", "http://www.b.gov.cn/"]);
    known.sites[1].status = SiteStatus::Closed;
    let run = begin(&store, "2026-03", &known).await;
    let key = known.sites[1].key.clone();
    let mut still = finding(&key, "2026-03", "", FindingState::Open);
    Arc::make_mut(&mut still.observation).code = "zombie_site.not_closed".into();
    let other = finding(&key, "2026-03", "栏目", FindingState::Open);
    store.put_judgment(&run, &key, vec![], verdict(0.0), vec![still, other]).await.expect("saved");
    let wanted =
        Wanted { year: 2026, office: Office::default(), today: day(2027, "02-01"), reply_days: 30 };
    let year = year(&store, &wanted, &mut |_, _| ()).expect("readable").expect("a year");
    let [running, closed] = [&year.sites[0].publishing, &year.sites[1].publishing];
    assert!(running.is_expected && !closed.is_expected);
    let sum = Figures::of(&year).problems;
    assert_eq!((sum.open, sum.closed_with_site), (1, 1));
    assert!(year.changes.is_empty());
    let table = summary(&year);
    let place = table.headings.iter().position(|it| *it == "发布数说明").expect("a heading");
    let words: Vec<String> = table.rows.iter().map(|it| it[place].shown()).collect();
    assert_eq!(words, ["没有可统计的数据", ""]);
}

async fn county(today: &str) -> (Place, Year) {
    let place = Place::new();
    let store = place.open();
    write(&store, 2026).await;
    let office = Office { name: "测试县人民政府办公室".into(), ..Office::default() };
    let wanted =
        Wanted { year: 2026, office, today: today.parse().expect("a day"), reply_days: 30 };
    let mut heard = Vec::new();
    let found = year(&store, &wanted, &mut |done, of| heard.push((done, of)));
    assert_eq!(heard.last(), Some(&(4, 4)));
    (place, found.expect("readable").expect("a year"))
}

fn cells<'a>(table: &'a Table, unit: &str) -> impl Fn(&str) -> String + use<'a> {
    let place = |heading: &str| table.headings.iter().position(|it| *it == heading);
    let at = place("单位名称").expect("units");
    let row = table.rows.iter().find(|it| it[at].shown() == unit).expect("a row").clone();
    let headings = table.headings;
    move |heading| {
        let at = headings.iter().position(|it| *it == heading).expect("a heading");
        row[at].shown()
    }
}

#[tokio::test]
async fn each_number_of_a_countys_year_is_as_worked_out_by_hand() {
    let (_place, year) = county("2027-02-01").await;
    let figures = Figures::of(&year);
    let sum = figures.problems;
    assert_eq!((sum.carried, sum.found, sum.relapses), (1, 5, 1));
    assert_eq!((sum.mended, sum.open, sum.in_time), (2, 3, 1));
    assert_eq!((sum.closed_with_site, sum.pending, sum.excused), (1, 1, 1));
    assert_eq!((sum.rate(), sum.mean_days()), (Some(0.4), Some(74.5)));
    let months: Vec<_> = figures
        .months
        .iter()
        .map(|(month, it)| (*month, it.found, it.mended, it.qualified, it.unqualified))
        .collect();
    assert_eq!(months, [(1, 1, 0, 2, 1), (3, 3, 2, 3, 0), (12, 1, 0, 2, 0)]);
    assert_eq!(figures.published, Some(Known::at_least(60)));
    assert_eq!(figures.class(ColumnClass::News), Some(Known::at_least(13)));
    assert_eq!(figures.class(ColumnClass::Interview), None);
    assert_eq!((figures.policies.seen, figures.policies.interpreted), (2, 1));
    let replies = figures.replies;
    assert_eq!(replies.received, Some(Known::at_least(6)), "丙局 was never read");
    assert_eq!((replies.answered, replies.unanswered, replies.unknown), (4, 2, 0));
    assert_eq!((replies.in_time, replies.late), (3, 3));
    let changes: Vec<_> = year
        .changes
        .iter()
        .map(|it| (it.period.to_string(), it.site.unit.as_str(), it.kind))
        .collect();
    assert_eq!(
        changes,
        [
            ("2026-03".to_owned(), "丁镇人民政府", ChangeKind::Opened),
            ("2026-12".to_owned(), "乙镇人民政府", ChangeKind::Closed),
        ]
    );
}

/// Cells of the table of the year, unit by unit.
const FACTS: [(&str, [(&str, &str); 8]); 4] = [
    (
        "甲镇人民政府",
        [
            ("可判定期数", "3"),
            ("平均得分", "88.33"),
            ("信息发布数", "44"),
            ("发布数说明", "不少于此数：4月至10月未能统计完整"),
            ("收到留言", "6"),
            ("答复率", "66.7%"),
            ("按时答复率", "50.0%"),
            ("整改率", "66.7%"),
        ],
    ),
    (
        "乙镇人民政府",
        [
            ("年末状态", "关停"),
            ("合格期数", "1"),
            ("不合格期数", "1"),
            ("年度排名", "2"),
            ("信息发布数", "1"),
            ("收到留言", ""),
            ("年末未整改", "0"),
            ("备注", "2026年12月关停；网站关停时尚有1个问题，不计入整改率；由不合格转为合格"),
        ],
    ),
    (
        "丁镇人民政府",
        [
            ("检查期数", "2"),
            ("可判定期数", "1"),
            ("年度排名", ""),
            ("信息发布数", "15"),
            ("已答复", ""),
            ("整改率", ""),
            ("平均整改天数", ""),
            (
                "备注",
                "2026年3月新开办；3月无法判定，不计入合格期数和排名；可判定期次（1期）不足全年检查（3期）的一半，不排名",
            ),
        ],
    ),
    (
        "丙局",
        [
            ("可判定期数", "2"),
            ("年度排名", "1"),
            ("信息发布数", ""),
            ("发布数说明", "没有可统计的数据"),
            ("发现问题", "2"),
            ("年末未整改", "2"),
            ("其中未到时限", "0"),
            ("待核", "1"),
        ],
    ),
];

#[tokio::test]
async fn the_tables_leave_empty_what_is_not_known_and_say_what_is_a_lower_bound() {
    let (_place, year) = county("2027-02-01").await;
    let table = summary(&year);
    let units: Vec<String> = table.rows.iter().map(|it| it[2].shown()).collect();
    assert_eq!(units, ["甲镇人民政府", "乙镇人民政府", "丁镇人民政府", "丙局"]);
    for (unit, facts) in FACTS {
        let of = cells(&table, unit);
        for (heading, expected) in facts {
            assert_eq!(of(heading), expected, "{unit} {heading}");
        }
    }
}

#[tokio::test]
async fn every_table_has_a_cell_for_each_heading_and_nothing_for_a_month_without_a_period() {
    let (_place, year) = county("2027-02-01").await;
    let figures = Figures::of(&year);
    for table in sheets(&year, &figures) {
        for row in &table.rows {
            assert_eq!(row.len(), table.headings.len(), "{}", table.name);
        }
        assert!(table.csv().is_ok() && !table.rows.is_empty(), "{}", table.name);
    }
    let months = &sheets(&year, &figures)[3];
    assert_eq!(months.rows[1][1..10], vec![Cell::Empty; 9], "February has no period");
    let tables = sheets(&year, &figures);
    assert!(workbook(&tables.iter().collect::<Vec<_>>(), year.until).is_ok());
}

#[tokio::test]
async fn the_summary_says_the_same_in_every_form_and_nothing_that_is_not_known() {
    let (_place, year) = county("2027-02-01").await;
    let text = document(&year, &Figures::of(&year));
    let page = String::from_utf8(markdown(&text).expect("Markdown")).expect("UTF-8");
    for sentence in [
        "草稿",
        "2026年，对全县政府网站全年共开展3期检查（1月、3月、12月），2月、4月至11月没有检查记录，数据截至2026年12月31日",
        "清单内网站4个，运行3个，已关停1个",
        "可判定网站的合格率1月为66.7%，12月为100.0%，上升33.3个百分点",
        "各网站共发布信息不少于60条",
        "动态要闻不少于13条",
        "丙局没有可统计的数据，未计入",
        "网站公开留言不少于6件，其中已答复4件、未见答复2件，答复率66.7%",
        "能够确定答复是否按时的6件中，30天内答复的3件，按时答复率50.0%",
        "上年结转问题1个，年内发现问题5个（其中反弹1个），已整改2个，尚未整改3个（其中1个未到整改时限），整改率40.0%；从发现到复查确认整改平均74.5天",
        "另有待核1个、经核实误报、核减或者豁免1个、网站关停或者移出清单时遗留1个，不计入整改率",
        "整改后再次出现的问题1个：甲镇人民政府1个",
        "新开办1个：丁镇人民政府网站（2026年3月）",
        "关停1个：乙镇人民政府网站（2026年12月）",
        "丁镇人民政府因可判定期次不足或者没有，未参加排名",
    ] {
        assert!(page.contains(sentence), "“{sentence}” is not in:\n{page}");
    }
    assert!(!page.contains("在线访谈栏目发布"), "nothing is known of interviews");
    assert!(!page.contains("截至目前"));
    let screen = String::from_utf8(html(&text).expect("HTML")).expect("UTF-8");
    assert!(screen.contains("整改率40.0%") && screen.contains("不少于60条"));
    assert!(docx(&text, year.until).expect("docx").starts_with(b"PK"));
}

#[tokio::test]
async fn a_year_that_runs_says_how_far_it_reaches() {
    let (place, year) = county("2026-12-31").await;
    assert!(year.is_running);
    let title = document(&year, &Figures::of(&year)).title;
    assert_eq!(title, ["测试县人民政府办公室", "2026年政府网站工作总结", "（截至2026年12月31日）"]);
    assert_eq!(year.file_name("年度统计", "xlsx"), "年度统计-2026-截至2026-12-31.xlsx");
    let store = place.open();
    assert_eq!(years(&store).expect("readable"), [2025, 2026, 2027]);
    let only = year.only(|it| it.unit == "丙局");
    assert_eq!((only.sites.len(), only.changes.len()), (1, 0));
    assert_eq!(only.sites[0].rank, Some(1));
    let page = markdown(&document(&only, &Figures::of(&only))).expect("Markdown");
    assert!(String::from_utf8(page).expect("UTF-8").contains("对丙局截至目前共开展3期检查"));
}
