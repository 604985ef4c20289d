//! A county of four sites over five periods, written into a store; every number of its year is worked out by hand.

use crate::store::{begin, finding, period, url, verdict};
use chrono::NaiveDate;
use pucha::model::evidence::{Counts, InPeriod, Published, SiteEvidence};
use pucha::model::facts::SiteFacts;
use pucha::model::facts::interaction::{Answer, Asked, Board};
use pucha::model::facts::publication::{Interpretation, PolicyFile};
use pucha::model::finding::{Finding, FindingState};
use pucha::model::page::Emptiness;
use pucha::model::site::{
    ColumnClass, Register, Scope, Site, SiteKey, SiteStatus, UnitClass, site_key,
};
use pucha::model::time::{Period, end_of_day};
use pucha::model::verdict::{Conclusion, SiteState, Verdict};
use pucha::model::visit::VisitId;
use pucha::store::{RunId, Store};
use std::collections::BTreeSet;
use std::sync::Arc;

pub(crate) fn day(year: i32, month_and_day: &str) -> NaiveDate {
    format!("{year}-{month_and_day}").parse().expect("a day")
}

fn site(host: &str, unit: &str, class: UnitClass) -> Site {
    let home = url(&format!("http://www.{host}.gov.cn/"));
    Site {
        key: site_key(&home),
        unit: unit.into(),
        unit_class: class,
        name: format!("{unit}网站"),
        scope: Scope::new(&home, ""),
        home,
        site_code: None,
        status: SiteStatus::Running,
        contact: String::new(),
        phone: String::new(),
        mail: String::new(),
        remark: String::new(),
    }
}

fn key(host: &str) -> SiteKey {
    SiteKey(format!("{host}.gov.cn"))
}

/// 甲镇, 乙镇 (closed in December), 丙局, and 丁镇 (opened in March).
fn register(with_d: bool, b_is_closed: bool) -> Register {
    let mut sites = vec![
        site("a", "甲镇人民政府", UnitClass::Township),
        site("b", "乙镇人民政府", UnitClass::Township),
        site("c", "丙局", UnitClass::Department),
    ];
    if with_d {
        sites.push(site("d", "丁镇人民政府", UnitClass::Township));
    }
    if b_is_closed {
        sites[1].status = SiteStatus::Closed;
    }
    Register { sites, columns: Vec::new() }
}

fn without_score(conclusion: Conclusion, state: SiteState) -> Verdict {
    Verdict { conclusion, state, score: None, availability: None, ..verdict(0.0) }
}

/// Published, of all columns: month, count, complete.
type Count<'a> = (&'a str, usize, bool);

pub(crate) fn counted(
    class: Option<ColumnClass>,
    (month, count, complete): Count<'_>,
) -> Published {
    Published { class, month: period(month), count, complete }
}

pub(crate) fn asked(on: NaiveDate, answer: Answer, replied: Option<NaiveDate>) -> Asked {
    Asked { on, answer, replied }
}

pub(crate) fn board(asked: Vec<Asked>) -> Board {
    let on = asked.first().map_or_else(|| day(2026, "01-01"), |it| it.on);
    Board {
        name: "镇长信箱".into(),
        class: ColumnClass::Consultation,
        address: url("http://www.a.gov.cn/xzxx/"),
        visit: VisitId("Elist".into()),
        seen_at: end_of_day(on),
        lines: asked.len(),
        answered: 0,
        answered_undated: 0,
        newest_reply: None,
        emptiness: Emptiness::Filled,
        cut: false,
        asked,
        undated: Some(0),
    }
}

fn policy(name: &str, date: NaiveDate, is_interpreted: bool) -> PolicyFile {
    let address = url(&format!("http://www.a.gov.cn/zc/{name}.html"));
    let interpretation = Interpretation {
        title: "解读".into(),
        address: address.clone(),
        visit: VisitId("Epolicy".into()),
        is_sure: true,
        leads_back: None,
    };
    PolicyFile {
        title: name.into(),
        address,
        date,
        visit: VisitId("Epolicy".into()),
        seen_at: end_of_day(date),
        interpretations: if is_interpreted { vec![interpretation] } else { Vec::new() },
        leads_to_one: false,
        links_drawn: false,
    }
}

fn evidence(host: &str, of: Period, by_month: Vec<Published>) -> SiteEvidence {
    let known = register(true, false);
    let site = known.sites.into_iter().find(|it| it.key == key(host)).expect("a site");
    let published = InPeriod { count: 0, complete: false };
    SiteEvidence {
        site,
        period: of,
        as_of: end_of_day(of.last_day()),
        home_visits: Vec::new(),
        probes: Vec::new(),
        home: None,
        barrier: None,
        columns: Vec::new(),
        sections: Vec::new(),
        links: Vec::new(),
        tls: Vec::new(),
        newest: None,
        counts: Counts { pages: 9, columns: 3, published, by_month, ..Counts::default() },
        complete: true,
        remarks: Vec::new(),
        facts: SiteFacts::default(),
        excused: BTreeSet::new(),
    }
}

fn seen(host: &str, month: &str, subject: &str, state: FindingState, first: NaiveDate) -> Finding {
    let mut it = finding(&key(host), month, subject, state);
    it.indicator = "栏目不更新".into();
    it.first_found = end_of_day(first);
    Arc::make_mut(&mut it.observation).found_at = end_of_day(period(month).last_day());
    it.deadline = Some(first + chrono::Days::new(7));
    it
}

fn mended(host: &str, month: &str, subject: &str, days: [NaiveDate; 2]) -> Finding {
    let mut it = seen(host, month, subject, FindingState::Mended, days[0]);
    it.mended_on = Some(days[1]);
    it
}

/// Runs of the period before the year, of January, March and December of the year, and of the January after it.
pub(crate) async fn write(store: &Store, year: i32) {
    let months: [String; 5] = [
        format!("{}-12", year - 1),
        format!("{year}-01"),
        format!("{year}-03"),
        format!("{year}-12"),
        format!("{}-01", year + 1),
    ];
    let mut runs = Vec::new();
    for (at, month) in months.iter().enumerate() {
        runs.push(begin(store, month, &register(2 <= at, 3 <= at)).await);
    }
    judge(store, year, &months, &runs).await;
    publish(store, year, &months, &runs).await;
}

async fn judge(store: &Store, year: i32, months: &[String; 5], runs: &[RunId]) {
    use FindingState::{FalseAlarm, Open, Pending, Relapsed};
    let [before, january, march, december, after] = months.each_ref().map(String::as_str);
    let [old, first, spring, last] =
        [day(year - 1, "12-31"), day(year, "01-31"), day(year, "03-31"), day(year, "12-31")];
    let unjudged = without_score(Conclusion::NotJudged, SiteState::Blocked);
    let mut back = seen("a", december, "二", Relapsed, first);
    back.deadline = Some(day(year + 1, "01-08"));
    let rows: Vec<(usize, &str, Verdict, Vec<Finding>)> = vec![
        (0, "a", verdict(50.0), vec![seen("a", before, "一", Open, old)]),
        (
            1,
            "a",
            verdict(90.0),
            vec![
                seen("a", january, "一", Open, old),
                seen("a", january, "二", Open, first),
                seen("a", january, "三", Open, first),
            ],
        ),
        (
            2,
            "a",
            verdict(80.0),
            vec![
                mended("a", march, "一", [old, spring]),
                mended("a", march, "二", [first, spring]),
                seen("a", march, "三", FalseAlarm, first),
            ],
        ),
        (3, "a", verdict(95.0), vec![back]),
        (4, "a", verdict(10.0), vec![seen("a", after, "四", Open, day(year + 1, "01-31"))]),
        (1, "b", without_score(Conclusion::Unqualified, SiteState::Normal), Vec::new()),
        (2, "b", verdict(70.0), vec![seen("b", march, "五", Open, spring)]),
        (3, "b", without_score(Conclusion::NotRated, SiteState::Closed), Vec::new()),
        (1, "c", verdict(85.0), Vec::new()),
        (
            2,
            "c",
            verdict(60.0),
            vec![seen("c", march, "六", Open, spring), seen("c", march, "七", Open, spring)],
        ),
        (
            3,
            "c",
            unjudged.clone(),
            vec![
                seen("c", december, "六", Open, spring),
                mended("c", december, "七", [spring, day(year + 1, "01-05")]),
                seen("c", december, "八", Pending, last),
            ],
        ),
        (2, "d", unjudged, Vec::new()),
        (3, "d", verdict(99.0), Vec::new()),
    ];
    for (run, host, verdict, findings) in rows {
        let site = key(host);
        store.put_judgment(&runs[run], &site, vec![], verdict, findings).await.expect("saved");
    }
}

async fn publish(store: &Store, year: i32, months: &[String; 5], runs: &[RunId]) {
    let month = |number: u32| format!("{year}-{number:02}");
    let [before, january, march, december, after] = months.each_ref().map(String::as_str);
    let all = |rows: &[Count<'_>]| -> Vec<Published> {
        rows.iter().map(|it| counted(None, *it)).collect()
    };
    let (february, november) = (month(2), month(11));
    let mut bundles = vec![
        (1, evidence("a", period(january), all(&[(january, 10, true), (before, 4, true)]))),
        (2, evidence("a", period(march), all(&[(march, 7, true), (&february, 3, true)]))),
        (3, evidence("a", period(december), all(&[(december, 20, false), (&november, 2, true)]))),
        (4, evidence("a", period(after), all(&[(after, 50, true), (december, 22, true)]))),
        (1, evidence("b", period(january), all(&[(january, 1, true)]))),
        (2, evidence("d", period(march), all(&[(march, 5, true), (&february, 0, true)]))),
        (3, evidence("d", period(december), all(&[(december, 6, true), (&november, 4, true)]))),
    ];
    let news = Some(ColumnClass::News);
    bundles[0].1.counts.by_month.extend([
        counted(news, (january, 6, true)),
        counted(Some(ColumnClass::PolicyFiles), (january, 5, true)),
    ]);
    bundles[1].1.counts.by_month.push(counted(news, (march, 7, true)));
    let on = |text| day(year, text);
    let given = |asked_on, replied| asked(asked_on, Answer::Given, Some(replied));
    let waiting = |asked_on| asked(asked_on, Answer::None, None);
    let in_january = given(on("01-05"), on("01-20"));
    let in_february = given(on("02-10"), on("03-20"));
    let in_march = given(on("03-20"), on("04-02"));
    let letters = [
        vec![in_january, in_february, waiting(on("03-20")), waiting(day(year - 1, "12-30"))],
        vec![in_january, in_february, in_march, waiting(on("11-01")), waiting(on("12-20"))],
        vec![
            in_february,
            in_march,
            waiting(on("11-01")),
            given(on("12-20"), day(year + 1, "01-10")),
            waiting(on("12-31")),
            waiting(day(year + 1, "01-01")),
        ],
    ];
    for (bundle, letters) in bundles[1..4].iter_mut().zip(letters) {
        bundle.1.facts.interaction.boards = vec![board(letters)];
    }
    policies(&mut bundles, year);
    for (run, evidence) in bundles {
        store.put_bundle(&runs[run], evidence).await.expect("saved");
    }
}

fn policies(bundles: &mut [(usize, SiteEvidence)], year: i32) {
    let on = |text| day(year, text);
    bundles[1].1.facts.publication.policies =
        vec![policy("p0", day(year - 1, "12-31"), true), policy("p1", on("02-01"), false)];
    bundles[2].1.facts.publication.policies =
        vec![policy("p1", on("02-01"), true), policy("p2", on("12-01"), false)];
}
