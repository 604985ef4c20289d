//! `slow_replies`, `public_replies`, `surveys`, `interviews`: pages through the parser, then the checks and their
//! boundaries.

use crate::checks::build::*;
use crate::checks::pages::{self, all_listed, cases};
use chrono::NaiveDate;
use pucha::checks::{Rulebook, check_all};
use pucha::model::evidence::SiteEvidence;
use pucha::model::facts::interaction::{
    Board, ClosedSurvey, InYear, Message, OnPage, Reply, ReplySeen, Results,
};
use pucha::model::page::Emptiness;
use pucha::model::rule::Level;
use pucha::model::site::{ColumnClass, UnitClass};
use pucha::model::time::{Period, end_of_day};
use pucha::model::verdict::Observation;
use serde::Deserialize;
use std::collections::BTreeMap;

fn read(check: &str, file: &str) -> OnPage {
    pages::read(check, file, "http://www.a.gov.cn/zxly/").interaction
}

fn shown(day: Option<NaiveDate>) -> String {
    day.map_or("-".to_owned(), |it| it.to_string())
}

fn word(reply: Reply) -> &'static str {
    match reply {
        Reply::Unsaid => "unsaid",
        Reply::Answered => "answered",
        Reply::Waiting => "waiting",
        Reply::Missing => "missing",
        Reply::Unclear => "unclear",
    }
}

#[test]
fn messages_are_read_from_lists_and_pages_of_every_make() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        file: String,
        #[serde(default)]
        messages: Vec<String>,
        #[serde(default)]
        lines: Vec<String>,
        #[serde(default)]
        replies: bool,
    }
    let cases: Vec<Case> = cases("slow_replies", "cases.toml");
    all_listed("slow_replies", &cases.iter().map(|it| it.file.clone()).collect());
    let mut wrong = Vec::new();
    for case in cases {
        let said = read("slow_replies", &case.file);
        let messages: Vec<String> = said
            .messages
            .iter()
            .map(|it| format!("{} {} {}", shown(it.asked), word(it.reply), shown(it.replied)))
            .collect();
        let lines: Vec<String> = said
            .lines
            .iter()
            .map(|it| {
                let address = it.address.as_ref().map_or("-", |it| it.path());
                let (asked, replied) = (shown(it.asked), shown(it.replied));
                format!("{address} {} {asked} {replied}", word(it.reply))
            })
            .collect();
        let replies = said.replies || !said.messages.is_empty() || !case.replies;
        if messages != case.messages || lines != case.lines || !replies {
            wrong.push(format!("{}: {messages:?} {lines:?} {}", case.file, said.replies));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn numbers_of_a_citizen_are_made_unreadable() {
    let said = read("slow_replies", "found_table_state.html");
    assert!(said.messages[0].beginning.contains("139****"), "{}", said.messages[0].beginning);
    assert!(!format!("{said:?}").contains("13900001234"));
}

#[test]
fn surveys_are_read_from_their_lists_and_pages() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        file: String,
        survey: String,
        #[serde(default)]
        lines: Vec<String>,
    }
    let cases: Vec<Case> = cases("surveys", "cases.toml");
    all_listed("surveys", &cases.iter().map(|it| it.file.clone()).collect());
    let mut wrong = Vec::new();
    for case in cases {
        let said = read("surveys", &case.file);
        let survey = said.survey.map_or("-".to_owned(), |it| {
            let results = match it.results {
                Results::Unread => "unread",
                Results::Absent => "absent",
                Results::Named => "named",
            };
            let state = if it.closed { "closed" } else { "open" };
            format!("{state} {} {results}", shown(it.ends))
        });
        let line = |address: &str, closed: bool, results: bool| {
            let closed = if closed { " closed" } else { "" };
            format!("{address}{closed}{}", if results { " named" } else { "" })
        };
        let lines: Vec<String> = said
            .lines
            .iter()
            .filter(|it| it.closed || it.results)
            .map(|it| line(it.address.as_ref().map_or("-", |it| it.path()), it.closed, it.results))
            .collect();
        if survey != case.survey || lines != case.lines {
            wrong.push(format!("{}: {survey} {lines:?}", case.file));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// A message that its own page shows without a reply.
fn message(number: usize, asked: &str) -> Message {
    Message {
        title: format!("反映第{number}条道路破损的问题"),
        beginning: "道路破损严重，雨天难以通行".into(),
        column: "县长信箱".into(),
        list: url("http://www.a.gov.cn/xzxx/"),
        address: Some(url(&format!("http://www.a.gov.cn/xzxx/{number}.html"))),
        asked: Some(day(asked)),
        by_list: Reply::Unsaid,
        by_page: Some(Reply::Missing),
        state: String::new(),
        repeated: false,
        visits: vec![id("Elist"), id(&format!("Eletter{number}"))],
        seen_at: noon(),
    }
}

fn holding(messages: Vec<Message>) -> SiteEvidence {
    with(|it| it.facts.interaction.messages = messages)
}

fn of(check: &str, evidence: &SiteEvidence, rules: &Rulebook) -> Vec<Observation> {
    let mut all = check_all(evidence, rules);
    all.retain(|it| it.code.split('.').next() == Some(check));
    all
}

/// `slow_replies` and its veto, each with its level.
fn slow(evidence: &SiteEvidence) -> Vec<String> {
    let said = |it: &Observation| match it.level {
        Level::NotJudged => "undecided".to_owned(),
        _ => it.code.clone(),
    };
    of("slow_replies", evidence, &rules()).iter().map(said).collect()
}

const ROW: &str = "slow_replies";
const VETO: &str = "slow_replies.veto";

#[test]
fn a_message_is_late_after_thirty_days_and_a_veto_after_three_calendar_months() {
    for (as_of, asked, expected) in [
        ("2026-11-20", "2026-11-20", vec![]),
        ("2026-11-20", "2026-10-21", vec![]),
        ("2026-11-20", "2026-10-20", vec![ROW]),
        ("2026-11-20", "2026-08-20", vec![ROW]),
        ("2026-11-20", "2026-08-19", vec![ROW, VETO]),
        ("2026-11-20", "2025-11-20", vec![ROW, VETO]),
        ("2026-11-20", "2025-11-19", vec![]),
        ("2026-05-31", "2026-02-28", vec![ROW]),
        ("2026-05-31", "2026-02-27", vec![ROW, VETO]),
        ("2024-05-31", "2024-02-29", vec![ROW]),
        ("2024-05-31", "2024-02-28", vec![ROW, VETO]),
        ("2024-02-29", "2023-02-28", vec![ROW, VETO]),
        ("2024-02-29", "2023-02-27", vec![]),
    ] {
        let mut evidence = holding(vec![message(1, asked)]);
        evidence.as_of = end_of_day(day(as_of));
        evidence.period = Period::of(day(as_of));
        assert_eq!(slow(&evidence), expected, "{asked} on {as_of}");
    }
}

#[test]
fn a_row_names_the_message_its_column_and_its_page() {
    let rows = of("slow_replies", &holding(vec![message(7, "2026-10-01")]), &rules());
    let row = &rows[0];
    assert_eq!((rows.len(), row.level, row.column.as_str()), (1, Level::Remind, "县长信箱"));
    assert_eq!(row.subject, "http://www.a.gov.cn/xzxx/7.html");
    assert_eq!(row.page.as_deref(), Some("http://www.a.gov.cn/xzxx/"));
    assert_eq!(row.link.as_deref(), Some("http://www.a.gov.cn/xzxx/7.html"));
    assert_eq!((row.days_late, row.evidence.len()), (Some(20), 2));
    assert_eq!(
        row.description,
        "“县长信箱”栏目中2026年10月1日的来信“反映第7条道路破损的问题”至2026年11月20日已50天未见公开答复\
         （来信页面上没有答复），超过30天。"
    );
}

#[test]
fn a_message_without_a_page_of_its_own_is_known_by_list_and_title() {
    let board =
        Message { address: None, by_page: Some(Reply::Missing), ..message(1, "2026-10-01") };
    let rows = of("slow_replies", &holding(vec![board]), &rules());
    assert_eq!(rows[0].subject, "http://www.a.gov.cn/xzxx/ 反映第1条道路破损的问题");
    assert_eq!(rows[0].link, None);
}

#[test]
fn the_veto_names_how_many_and_the_oldest_and_leaves_out_what_a_person_excused() {
    let three =
        || vec![message(1, "2026-07-01"), message(2, "2026-03-02"), message(3, "2026-10-01")];
    let veto = |evidence: &SiteEvidence| {
        let rows = of("slow_replies", evidence, &rules());
        rows.into_iter().find(|it| it.code == VETO)
    };
    let row = veto(&holding(three())).expect("a veto");
    assert!(
        row.description.starts_with("有2件来信、留言超过3个月未见公开答复"),
        "{}",
        row.description
    );
    assert!(row.description.contains("2026年3月2日") && row.subject.is_empty());
    assert_eq!(row.level, Level::Veto);
    let mut excused = holding(three());
    let excuse = |it: &mut SiteEvidence, number: u32| {
        it.excused.insert((ROW.into(), format!("http://www.a.gov.cn/xzxx/{number}.html")));
    };
    excuse(&mut excused, 2);
    let row = veto(&excused).expect("a veto");
    assert!(row.description.starts_with("有1件") && row.description.contains("2026年7月1日"));
    excuse(&mut excused, 1);
    assert!(veto(&excused).is_none());
}

#[test]
fn what_is_no_valid_message_of_a_column_that_must_answer_does_not_count() {
    let late = |change: fn(&mut Message)| {
        let mut it = message(1, "2026-06-01");
        change(&mut it);
        slow(&holding(vec![it]))
    };
    assert_eq!(late(|_| ()), [ROW, VETO]);
    for (name, change) in [
        ("petitions", (|it| it.column = "网上信访".into()) as fn(&mut Message)),
        ("reports", |it| it.column = "纪检监察举报信箱".into()),
        ("interviews", |it| it.column = "在线访谈".into()),
        ("surveys", |it| it.column = "民意征集".into()),
        ("a test", |it| it.title = "测试留言功能".into()),
        ("an advert", |it| it.beginning = "专业代开发票，诚信可靠".into()),
        ("a repeat", |it| it.repeated = true),
        ("a mere greeting", |it| it.title = "您好！".into()),
        ("no word of it", |it| {
            it.title = "？？？".into();
            it.beginning = "111".into();
        }),
    ] {
        assert!(late(change).is_empty(), "{name}");
    }
}

#[test]
fn only_a_page_or_list_that_says_so_makes_a_message_unanswered() {
    let stands = |by_list: Reply, by_page: Option<Reply>| {
        slow(&holding(vec![Message { by_list, by_page, ..message(1, "2026-10-01") }]))
    };
    for (by_list, by_page) in [
        (Reply::Waiting, None),
        (Reply::Waiting, Some(Reply::Unclear)),
        (Reply::Unsaid, Some(Reply::Waiting)),
        (Reply::Unsaid, Some(Reply::Missing)),
    ] {
        assert_eq!(stands(by_list, by_page), [ROW], "{by_list:?} {by_page:?}");
    }
    for by_page in [None, Some(Reply::Unsaid), Some(Reply::Unclear)] {
        assert_eq!(stands(Reply::Unsaid, by_page), ["undecided"], "{by_page:?}");
    }
    let undated = Message { asked: None, ..message(1, "2026-10-01") };
    assert_eq!(slow(&holding(vec![undated])), ["undecided"]);
    let young = Message { by_page: None, ..message(1, "2026-11-10") };
    assert!(slow(&holding(vec![young])).is_empty());
    let left_out = with(|it| it.facts.interaction.messages_left_out = 5);
    assert_eq!(slow(&left_out), ["undecided"]);
}

fn board(name: &str) -> Board {
    Board {
        name: name.into(),
        class: ColumnClass::Consultation,
        address: url("http://www.a.gov.cn/xzxx/"),
        visit: id("Elist"),
        seen_at: noon(),
        lines: 0,
        answered: 0,
        answered_undated: 0,
        asked: Vec::new(),
        undated: 0,
        newest_reply: None,
        emptiness: Emptiness::Filled,
        cut: false,
    }
}

/// What the rows of a check come to: nothing, a finding with its points, or undecided.
fn outcome(rows: &[Observation]) -> String {
    match rows {
        [] => "clean".into(),
        [row] if row.level == Level::NotJudged => "undecided".into(),
        [row] => format!("found {}", row.points),
        more => format!("{} rows", more.len()),
    }
}

#[test]
fn public_replies_are_late_after_two_calendar_months() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        name: String,
        #[serde(default)]
        column: Option<String>,
        #[serde(default)]
        newest: Option<String>,
        answered: usize,
        lines: usize,
        #[serde(default)]
        waiting: usize,
        #[serde(default)]
        unknown: usize,
        #[serde(default)]
        undated: usize,
        #[serde(default)]
        empty: bool,
        #[serde(default)]
        cut: bool,
        expected: String,
    }
    for case in cases::<Case>("public_replies", "cases.toml") {
        let mut evidence = with(|_| ());
        let open = |by_page: Option<Reply>| Message { by_page, ..message(1, "2026-11-19") };
        let messages = &mut evidence.facts.interaction.messages;
        messages.extend((0..case.waiting).map(|_| open(Some(Reply::Waiting))));
        messages.extend((0..case.unknown).map(|_| open(None)));
        let reply = |date: &String| ReplySeen {
            date: day(date),
            title: "咨询落户".into(),
            page: url("http://www.a.gov.cn/xzxx/1.html"),
            visit: id("Eletter"),
        };
        evidence.facts.interaction.boards.push(Board {
            lines: case.lines,
            answered: case.answered,
            answered_undated: case.undated,
            newest_reply: case.newest.as_ref().map(reply),
            emptiness: if case.empty { Emptiness::Empty } else { Emptiness::Filled },
            cut: case.cut,
            ..board(case.column.as_deref().unwrap_or("县长信箱"))
        });
        let expected = if case.expected == "found" { "found 3" } else { &case.expected };
        let rows = of("public_replies", &evidence, &rules());
        assert_eq!(outcome(&rows), expected, "{}", case.name);
        evidence.site = site(HOME, UnitClass::Department);
        assert!(of("public_replies", &evidence, &rules()).is_empty(), "{}", case.name);
    }
}

#[test]
fn a_platform_on_another_host_leaves_public_replies_open() {
    let mut evidence = with(|it| {
        it.columns.push(pucha::model::evidence::ColumnFact {
            external: true,
            ..column("网上咨询", ColumnClass::Consultation, None)
        });
    });
    assert_eq!(outcome(&of("public_replies", &evidence, &rules())), "undecided");
    evidence.columns.pop();
    assert_eq!(outcome(&of("public_replies", &evidence, &rules())), "clean");
}

fn profile(name: &str) -> Rulebook {
    let tables = pucha::config::rules::embedded_only(name).expect("embedded rules");
    Rulebook::from_tables(name, &tables).expect("whole rules")
}

/// A portal with one column of the class, so many entries in the year.
fn offering(class: ColumnClass, year: InYear) -> SiteEvidence {
    with(|it| {
        it.columns.retain(|it| it.class != class);
        let name = if class == ColumnClass::Survey { "意见征集" } else { "访谈回放" };
        it.columns.push(column(name, class, Some(ago(9))));
        match class {
            ColumnClass::Survey => it.facts.interaction.surveys = year,
            _ => it.facts.interaction.interviews = year,
        }
    })
}

fn year(count: usize, results: usize, complete: bool) -> InYear {
    InYear { columns: 1, count, results, complete }
}

#[test]
fn interviews_are_counted_over_the_last_year() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        name: String,
        count: usize,
        complete: bool,
        #[serde(default)]
        missing: bool,
        #[serde(default)]
        external: bool,
        expected: BTreeMap<String, String>,
    }
    for case in cases::<Case>("interviews", "cases.toml") {
        let mut evidence = offering(ColumnClass::Interview, year(case.count, 0, case.complete));
        if case.missing {
            evidence.columns.pop();
            evidence.facts.interaction.interviews.columns = 0;
        }
        if case.external {
            evidence.columns.last_mut().expect("a column").external = true;
            evidence.facts.interaction.interviews.columns = 0;
        }
        for (name, expected) in &case.expected {
            let rows = of("interviews", &evidence, &profile(name));
            assert_eq!(outcome(&rows), *expected, "{} under {name}", case.name);
        }
        evidence.site = site(HOME, UnitClass::Township);
        assert!(of("interviews", &evidence, &rules()).is_empty(), "{}", case.name);
    }
}

#[test]
fn fewer_than_six_surveys_in_a_year_are_found_where_all_could_be_counted() {
    for (count, results, complete, of_2019, of_2015) in [
        (6, 0, true, "clean", "clean"),
        (6, 0, false, "clean", "clean"),
        (5, 0, true, "found 2", "found 3"),
        (5, 0, false, "undecided", "undecided"),
        (6, 1, true, "undecided", "undecided"),
        (5, 2, true, "found 2", "found 3"),
        (0, 0, true, "found 4", "found 5"),
    ] {
        let evidence = offering(ColumnClass::Survey, year(count, results, complete));
        for (name, expected) in [("2019", of_2019), ("2015", of_2015)] {
            let rows = of("surveys", &evidence, &profile(name));
            assert_eq!(outcome(&rows), expected, "{count} {results} {complete} under {name}");
        }
    }
    let mut outside = offering(ColumnClass::Survey, year(2, 0, true));
    outside.columns.last_mut().expect("a column").external = true;
    assert_eq!(outcome(&of("surveys", &outside, &rules())), "undecided");
}

#[test]
fn a_channel_for_surveys_is_missed_only_where_all_names_were_read() {
    let bare = || {
        with(|it| {
            it.columns.retain(|it| it.class != ColumnClass::Survey);
            it.facts.interaction.surveys = InYear::default();
        })
    };
    let rows = of("surveys", &bare(), &rules());
    assert_eq!((rows[0].code.as_str(), outcome(&rows).as_str()), ("surveys.none", "found 4"));
    let mut unseen = bare();
    unseen.home.as_mut().expect("a home page").menu_unseen = true;
    let mut unfinished = bare();
    unfinished.complete = false;
    let mut led = bare();
    led.sections.push(pucha::model::evidence::SectionLead {
        name: "民意征集".into(),
        address: url("http://zj.b.gov.cn/"),
        place: pucha::model::page::Place::Nav,
        reach: None,
    });
    for evidence in [unseen, unfinished, led] {
        assert_eq!(outcome(&of("surveys", &evidence, &rules())), "undecided");
    }
    let mut town = bare();
    town.site = site(HOME, UnitClass::Township);
    assert!(of("surveys", &town, &rules()).is_empty());
}

#[test]
fn results_are_missed_sixty_days_after_a_survey_ended() {
    let closed = |ends: Option<&str>, results: Results| ClosedSurvey {
        title: "关于公园命名的意见征集".into(),
        column: "意见征集".into(),
        list: url("http://www.a.gov.cn/zjdc/"),
        address: url("http://www.a.gov.cn/zjdc/2.html"),
        published: Some(day("2026-06-01")),
        ends: ends.map(day),
        results,
        visits: vec![id("Elist"), id("Esurvey")],
        seen_at: noon(),
    };
    for (ends, results, expected) in [
        (Some("2026-09-21"), Results::Absent, "clean"),
        (Some("2026-09-20"), Results::Absent, "found 1"),
        (Some("2026-06-30"), Results::Named, "clean"),
        (Some("2026-06-30"), Results::Unread, "undecided"),
        (None, Results::Absent, "undecided"),
        (Some("2025-11-20"), Results::Absent, "found 1"),
        (Some("2025-11-19"), Results::Absent, "clean"),
    ] {
        let mut evidence = offering(ColumnClass::Survey, year(6, 0, true));
        evidence.facts.interaction.closed_surveys = vec![closed(ends, results)];
        let rows = of("surveys", &evidence, &rules());
        assert_eq!(outcome(&rows), expected, "{ends:?} {results:?}");
        assert!(of("surveys", &evidence, &profile("2015")).is_empty(), "not in the table of 2015");
    }
}
