//! `stale_columns` and `empty_columns`: windows by class, what is exempt, what is undecided, and the vetoes.

use crate::checks::build::*;
use chrono::Days;
use pucha::checks::column_standings;
use pucha::model::evidence::{ClassSource, ColumnFact, SiteEvidence};
use pucha::model::page::{Emptiness, PageKind};
use pucha::model::rule::Level;
use pucha::model::site::ColumnClass;
use pucha::model::time::{Window, end_of_day};
use pucha::model::verdict::Observation;
use pucha::model::visit::{Barrier, Reach};

fn of(columns: Vec<ColumnFact>) -> SiteEvidence {
    with(|it| it.columns.extend(columns))
}

/// Rows about columns for one bent column.
fn rows(column: ColumnFact) -> Vec<Observation> {
    let all = judged(&of(vec![column]));
    all.into_iter().filter(|it| it.code.ends_with("_columns")).collect()
}

fn levels(column: ColumnFact) -> Vec<(String, Level)> {
    rows(column).into_iter().map(|it| (it.code, it.level)).collect()
}

fn stale(level: Level) -> Vec<(String, Level)> {
    vec![("stale_columns".to_owned(), level)]
}

fn empty(level: Level) -> Vec<(String, Level)> {
    vec![("empty_columns".to_owned(), level)]
}

#[test]
fn each_class_has_its_window() {
    for (class, last, late) in [
        (ColumnClass::News, "2026-11-06", false),
        (ColumnClass::News, "2026-11-05", true),
        (ColumnClass::Notices, "2026-05-20", false),
        (ColumnClass::Notices, "2026-05-19", true),
        (ColumnClass::PolicyFiles, "2026-05-20", false),
        (ColumnClass::PolicyFiles, "2026-05-19", true),
        (ColumnClass::Interpretation, "2026-05-19", true),
        (ColumnClass::Personnel, "2025-11-20", false),
        (ColumnClass::Plans, "2025-11-19", true),
        (ColumnClass::ShouldUpdate, "2025-11-20", false),
        (ColumnClass::ShouldUpdate, "2025-11-19", true),
        (ColumnClass::Static, "2010-01-01", false),
        (ColumnClass::Yearly, "2010-01-01", false),
        (ColumnClass::Event, "2010-01-01", false),
        (ColumnClass::Archived, "2010-01-01", false),
        (ColumnClass::External, "2010-01-01", false),
        (ColumnClass::Consultation, "2010-01-01", false),
    ] {
        let expected = if late { stale(Level::Deduct) } else { Vec::new() };
        assert_eq!(levels(column("甲", class, Some(day(last)))), expected, "{class} {last}");
    }
}

#[test]
fn six_months_are_calendar_months_clamped_to_the_months_end() {
    for (today, last, late) in [
        ("2026-08-31", "2026-02-28", false),
        ("2026-08-31", "2026-02-27", true),
        ("2024-08-31", "2024-02-29", false),
        ("2024-08-29", "2024-02-28", true),
    ] {
        let mut evidence = of(vec![column("甲", ColumnClass::Notices, Some(day(last)))]);
        evidence.as_of = end_of_day(day(today));
        evidence.columns.remove(0);
        evidence.home.as_mut().expect("a home page").newest = Some(dated(day(today)));
        let expected = if late { vec!["stale_columns"] } else { Vec::new() };
        assert_eq!(found(&evidence), expected, "{today} {last}");
    }
}

#[test]
fn the_registers_limit_goes_before_the_class() {
    let limited = |class, days, limit| ColumnFact {
        limit: Some(Window::Days(limit)),
        ..column("甲", class, Some(ago(days)))
    };
    assert_eq!(levels(limited(ColumnClass::News, 30, 30)), []);
    assert_eq!(levels(limited(ColumnClass::News, 31, 30)), stale(Level::Deduct));
    assert_eq!(levels(limited(ColumnClass::Consultation, 31, 30)), stale(Level::Deduct));
    assert_eq!(levels(limited(ColumnClass::Static, 900, 30)), []);
}

#[test]
fn a_stale_row_says_when_and_how_long() {
    let rows = rows(column("工作动态", ColumnClass::News, Some(day("2026-10-01"))));
    assert_eq!(
        rows[0].description,
        "“工作动态”栏目最新信息发布于2026年10月1日，截至2026年11月20日已50天未更新，超过规定期限（14天）36天。"
    );
    assert_eq!((rows[0].column.as_str(), rows[0].days_late), ("工作动态", Some(36)));
    assert_eq!(rows[0].page.as_deref(), Some(rows[0].subject.as_str()));
}

#[test]
fn look_alikes_are_neither_stale_nor_empty() {
    let old = || column("甲", ColumnClass::News, Some(ago(300)));
    for (name, column) in [
        ("statement", ColumnFact { statement: Some("情况说明".into()), ..old() }),
        ("external", ColumnFact { external: true, ..old() }),
        ("archived", ColumnFact { archived: true, ..old() }),
        ("judged by its sub-columns", ColumnFact { children: vec![0], ..old() }),
        ("broken page", ColumnFact { reach: Some(not_found()), ..old() }),
        ("never asked", ColumnFact { reach: None, ..old() }),
        (
            "empty with statement",
            ColumnFact { statement: Some("说明".into()), ..empty_column("甲") },
        ),
        ("empty but external", ColumnFact { external: true, ..empty_column("甲") }),
        ("a message form", ColumnFact { class: ColumnClass::Consultation, ..empty_column("甲") }),
        (
            "an article",
            ColumnFact {
                kind: PageKind::Article,
                emptiness: Emptiness::Filled,
                ..empty_column("甲")
            },
        ),
    ] {
        assert_eq!(levels(column), [], "{name}");
    }
}

#[test]
fn undated_columns_are_stale_only_when_their_articles_were_read() {
    let undated = |read, unread| ColumnFact {
        articles_read: read,
        articles_unread: unread,
        ..column("甲", ColumnClass::News, None)
    };
    assert_eq!(levels(undated(3, 0)), stale(Level::Deduct));
    assert!(rows(undated(3, 0))[0].description.contains("无发布日期"));
    assert_eq!(levels(undated(2, 1)), stale(Level::NotJudged));
    assert_eq!(levels(undated(0, 0)), stale(Level::NotJudged));
}

#[test]
fn what_could_not_be_read_is_undecided() {
    let barred = ColumnFact {
        reach: Some(Reach::NotJudged(Barrier::Status(403))),
        ..column("甲", ColumnClass::News, None)
    };
    assert_eq!(levels(barred), stale(Level::NotJudged));
    let script = |newest: Option<u64>, entries| ColumnFact {
        emptiness: Emptiness::Undecided,
        entries,
        ..column("甲", ColumnClass::News, newest.map(ago))
    };
    assert_eq!(levels(script(Some(90), 5)), stale(Level::NotJudged));
    assert_eq!(levels(script(Some(3), 5)), []);
    assert_eq!(levels(script(None, 0)), empty(Level::NotJudged));
    let shell = ColumnFact { kind: PageKind::Shell, ..empty_column("甲") };
    assert_eq!(levels(shell), empty(Level::NotJudged));
}

#[test]
fn a_page_without_list_or_article_is_undecided_only_where_it_must_be_fresh() {
    let page = |class, kind| ColumnFact { entries: 0, kind, ..column("甲", class, None) };
    assert_eq!(levels(page(ColumnClass::News, PageKind::Other)), stale(Level::NotJudged));
    assert_eq!(levels(page(ColumnClass::News, PageKind::Article)), []);
    assert_eq!(levels(page(ColumnClass::Static, PageKind::Other)), []);
}

#[test]
fn an_empty_column_is_empty_and_not_stale_as_well() {
    assert_eq!(levels(empty_column("甲")), empty(Level::Deduct));
    let fixed = ColumnFact { class: ColumnClass::Static, ..empty_column("甲") };
    assert_eq!(levels(fixed), empty(Level::Deduct));
}

#[test]
fn five_stale_news_and_first_level_notices_are_a_veto() {
    let news =
        |n: usize| (0..n).map(|i| column(&format!("动态{i}"), ColumnClass::News, Some(ago(20))));
    let notices = |n: usize, level| {
        (0..n).map(move |i| ColumnFact {
            level,
            ..column(&format!("公告{level}{i}"), ColumnClass::Notices, Some(ago(300)))
        })
    };
    for (columns, veto) in [
        (news(4).collect::<Vec<_>>(), false),
        (news(5).collect(), true),
        (news(2).chain(notices(3, 1)).collect(), true),
        (news(2).chain(notices(3, 2)).collect(), false),
        (news(2).chain(notices(3, 0)).collect(), false),
        (notices(4, 1).chain(notices(9, 2)).collect(), false),
    ] {
        let count = columns.len();
        let codes = found(&of(columns));
        assert_eq!(codes.iter().filter(|it| *it == "stale_columns").count(), count);
        assert_eq!(codes.contains(&"stale_columns.veto".to_owned()), veto, "{count}");
    }
    let listed = (0..5).map(|i| ColumnFact {
        level: 0,
        class_from: ClassSource::Register,
        ..column(&format!("公告{i}"), ColumnClass::Notices, Some(ago(300)))
    });
    assert!(found(&of(listed.collect())).contains(&"stale_columns.veto".to_owned()));
}

#[test]
fn ten_stale_should_update_columns_are_a_veto_with_one_row() {
    for (count, veto) in [(9, 0), (10, 1), (14, 1)] {
        let columns = (0..count)
            .map(|i| column(&format!("重点{i}"), ColumnClass::ShouldUpdate, Some(ago(366))));
        let rows = judged(&of(columns.collect()));
        let vetoes: Vec<_> = rows.iter().filter(|it| it.code == "stale_columns.veto").collect();
        assert_eq!(vetoes.len(), veto, "{count}");
        if let [row] = vetoes.as_slice() {
            assert!(row.description.contains(&format!("应更新栏目共{count}个")));
            assert_eq!((row.evidence.len(), row.level), (count, Level::Veto));
        }
    }
}

#[test]
fn undecided_columns_do_not_count_towards_a_veto() {
    let mut columns: Vec<_> =
        (0..4).map(|i| column(&format!("动态{i}"), ColumnClass::News, Some(ago(20)))).collect();
    columns.push(ColumnFact {
        emptiness: Emptiness::Undecided,
        ..column("动态五", ColumnClass::News, Some(ago(20)))
    });
    assert!(!found(&of(columns)).contains(&"stale_columns.veto".to_owned()));
}

#[test]
fn five_empty_columns_are_a_veto() {
    for (count, veto) in [(4, false), (5, true)] {
        let columns = (0..count).map(|i| empty_column(&format!("栏目{i}"))).collect();
        let codes = found(&of(columns));
        assert_eq!(codes.iter().filter(|it| *it == "empty_columns").count(), count);
        assert_eq!(codes.contains(&"empty_columns.veto".to_owned()), veto);
    }
}

#[test]
fn points_come_from_the_class_where_it_has_an_item() {
    let item = |class, level| {
        let column = ColumnFact { level, ..column("甲", class, Some(ago(400))) };
        let row = rows(column).remove(0);
        (row.item.expect("a deduction has its item"), row.points)
    };
    assert_eq!(item(ColumnClass::PolicyFiles, 1), ("政策文件".to_owned(), 5.0));
    assert_eq!(item(ColumnClass::PolicyFiles, 2), ("其他栏目".to_owned(), 1.0));
    assert_eq!(item(ColumnClass::News, 2), ("动态要闻".to_owned(), 5.0));
    assert_eq!(item(ColumnClass::Notices, 1), ("其他栏目".to_owned(), 1.0));
}

#[test]
fn a_future_window_is_never_late() {
    let ahead = today() + Days::new(3);
    assert_eq!(levels(column("甲", ColumnClass::News, Some(ahead))), []);
}

/// Each state, by the column that has it.
#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn every_column_has_one_state() {
    let old = || column("甲", ColumnClass::News, Some(ago(300)));
    let class = |class| ColumnFact { class, ..old() };
    let barred = |barrier| ColumnFact { reach: Some(Reach::NotJudged(barrier)), ..old() };
    let script = |entries, newest: Option<u64>| ColumnFact {
        emptiness: Emptiness::Undecided,
        entries,
        ..column("甲", ColumnClass::News, newest.map(ago))
    };
    let undated = |read, unread| ColumnFact {
        articles_read: read,
        articles_unread: unread,
        ..column("甲", ColumnClass::News, None)
    };
    let article = |newest: Option<u64>| ColumnFact {
        kind: PageKind::Article,
        entries: 0,
        ..column("甲", ColumnClass::News, newest.map(ago))
    };
    // On the heap: the table is too large for a stack.
    for (name, column, state) in vec![
        ("in time", column("甲", ColumnClass::News, Some(ago(14))), "正常更新"),
        ("in time, though a script shows more", script(5, Some(3)), "正常更新"),
        ("late", old(), "未更新"),
        (
            "late, as the register says",
            ColumnFact { limit: Some(Window::Days(30)), ..class(ColumnClass::Survey) },
            "未更新",
        ),
        ("no date anywhere", undated(3, 0), "无日期"),
        ("dates that could not be read", undated(2, 1), "未判定"),
        ("articles that could not be read", undated(0, 0), "未判定"),
        ("empty", empty_column("甲"), "空白"),
        (
            "empty and static",
            ColumnFact { class: ColumnClass::Static, ..empty_column("甲") },
            "空白",
        ),
        (
            "empty, though the pager counts",
            ColumnFact { total: Some(12), ..empty_column("甲") },
            "未判定",
        ),
        ("empty, as the pager says", ColumnFact { total: Some(0), ..empty_column("甲") }, "空白"),
        (
            "a form",
            ColumnFact { class: ColumnClass::Consultation, ..empty_column("甲") },
            "不要求更新",
        ),
        ("a statement", ColumnFact { statement: Some("情况说明".into()), ..old() }, "情况说明"),
        ("static", class(ColumnClass::Static), "不要求更新"),
        ("yearly", class(ColumnClass::Yearly), "不要求更新"),
        ("on events", class(ColumnClass::Event), "不要求更新"),
        ("one text", article(None), "不要求更新"),
        ("one old text under a name", article(Some(300)), "不要求更新"),
        (
            "one old text, listed",
            ColumnFact { class_from: ClassSource::Register, ..article(Some(300)) },
            "未更新",
        ),
        ("a parent", ColumnFact { children: vec![0], ..old() }, "看下级栏目"),
        ("another host", ColumnFact { external: true, ..old() }, "外链"),
        (
            "another host that is dead",
            ColumnFact { external: true, reach: Some(not_found()), ..old() },
            "打不开",
        ),
        ("listed as 外链", class(ColumnClass::External), "外链"),
        ("archived", ColumnFact { archived: true, ..old() }, "已归档"),
        ("listed as 归档", class(ColumnClass::Archived), "已归档"),
        ("refused", barred(Barrier::Status(403)), "受阻"),
        ("forbidden", barred(Barrier::Robots), "受阻"),
        ("challenged", ColumnFact { kind: PageKind::Blocked, ..old() }, "受阻"),
        ("not reached", barred(Barrier::NotReached), "未判定"),
        ("our own network", barred(Barrier::OwnNetwork), "未判定"),
        ("never asked", ColumnFact { reach: None, ..old() }, "未判定"),
        ("filled by a script", script(0, None), "需浏览器"),
        ("continued by a script", script(5, Some(90)), "需浏览器"),
        ("a shell", ColumnFact { kind: PageKind::Shell, ..empty_column("甲") }, "需浏览器"),
        ("dead", ColumnFact { reach: Some(not_found()), ..old() }, "打不开"),
        ("says that it is not there", ColumnFact { kind: PageKind::NotFound, ..old() }, "打不开"),
        (
            "neither list nor text",
            ColumnFact {
                kind: PageKind::Other,
                entries: 0,
                ..column("甲", ColumnClass::News, None)
            },
            "未判定",
        ),
        ("required and not found", ColumnFact { address: None, ..old() }, "未找到"),
    ] {
        let evidence = with(|it| it.columns = beside(vec![column]));
        let stands = column_standings(&evidence, &rules()).remove(0);
        assert_eq!(stands.state.chinese(), state, "{name}: {}", stands.reason);
        assert!(!stands.reason.is_empty(), "{name}");
        assert_eq!(stands.days_late.is_some(), state == "未更新", "{name}");
    }
}

#[test]
fn a_column_whose_pager_counts_entries_is_not_called_empty() {
    let column = ColumnFact { total: Some(12), ..empty_column("甲") };
    assert_eq!(levels(column), empty(Level::NotJudged));
}
