//! The annexes: results of all sites, all problems by unit, and what could not be judged.

use crate::model::finding::Finding;
use crate::model::verdict::{Conclusion, Observation};
use crate::reports::bulletin::classes::{check_of, place};
use crate::reports::bulletin::model::AnnexNumbers;
use crate::reports::bulletin::overview::veto_names;
use crate::reports::bulletin::words::{did_not_open, problems, problems_of, sampled};
use crate::reports::clean::one_line;
use crate::reports::document::{Address, Annex, Column, Field, Table};
use crate::reports::ranks::{change, ranks};
use crate::reports::results::{VISITS_OF_A_WEEK, in_order, notes};
use crate::reports::{Month, SiteResult, percent, plain_number};

/// Undecided matters of one site and code are one row with so many examples.
const EXAMPLES: usize = 3;

pub(crate) fn numbers(month: &Month) -> AnnexNumbers {
    let has_problems = problems(month).next().is_some();
    let has_undecided = !unjudged(month).is_empty() || !matters(month).is_empty();
    let mut next = 2;
    let mut number = |is_there: bool| {
        let number = is_there.then_some(next);
        next += usize::from(is_there);
        number
    };
    AnnexNumbers {
        results: 1,
        problems: number(has_problems),
        undecided: number(has_undecided),
        exempt: number(exempted(month).next().is_some()),
    }
}

pub(crate) fn annexes(month: &Month, numbers: AnnexNumbers) -> Vec<Annex> {
    let mut all = vec![results(month, numbers.results)];
    all.extend(numbers.problems.map(|number| problem_list(month, number)));
    all.extend(numbers.undecided.map(|number| undecided(month, number)));
    all.extend(numbers.exempt.map(|number| exempt(month, number)));
    all
}

fn results(month: &Month, number: usize) -> Annex {
    let columns = Column::all(&[
        ("序号", 4, true),
        ("单位名称", 13, false),
        ("单位类别", 6, true),
        ("网站名称", 13, false),
        ("站点状态", 6, true),
        ("结论", 6, true),
        ("得分", 5, true),
        ("排名", 4, true),
        ("排名变化", 5, true),
        ("问题总数", 5, true),
        ("本期新增", 5, true),
        ("上期未改", 5, true),
        ("已整改", 5, true),
        ("可用率", 6, true),
        ("备注", 12, false),
    ]);
    let now = ranks(&month.results);
    let then = month.previous.as_ref().map(|it| ranks(&it.results));
    let rows = in_order(month)
        .into_iter()
        .enumerate()
        .map(|(index, it)| {
            let rank = now.get(it.site.key.0.as_str()).copied();
            let moved = change(rank, then.as_ref(), &it.site.key.0);
            result_row(index + 1, it, rank, moved)
        })
        .collect();
    Annex {
        number,
        title: format!("{}政府网站检查结果汇总表", month.period.chinese()),
        wide: true,
        charts: Vec::new(),
        tables: vec![Table { heading: String::new(), columns, rows }],
        notes: footnotes(month),
    }
}

fn result_row(number: usize, it: &SiteResult, rank: Option<usize>, moved: String) -> Vec<Field> {
    let (site, verdict) = (&it.site, &it.verdict);
    let tally = it.tally();
    let count = |count: usize| {
        let told = verdict.conclusion != Conclusion::NotJudged;
        Field::new(if told { count.to_string() } else { String::new() })
    };
    let vetoes = veto_names(it);
    let mut remarks = Vec::new();
    if !vetoes.is_empty() {
        remarks.push(format!("单项否决：{}", vetoes.join("、")));
    }
    remarks.push(notes(it));
    remarks.retain(|it| !it.is_empty());
    vec![
        Field::new(number.to_string()),
        Field::new(&site.unit),
        Field::new(site.unit_class.chinese()),
        Field::new(&site.name),
        Field::new(verdict.state.chinese()),
        Field::new(verdict.conclusion.chinese()),
        Field::new(verdict.score.map(plain_number).unwrap_or_default()),
        Field::new(rank.map(|it| it.to_string()).unwrap_or_default()),
        Field::new(moved),
        count(tally.total),
        count(tally.new),
        count(tally.repeated),
        count(tally.mended),
        Field::new(verdict.availability.map(|(share, _)| percent(share)).unwrap_or_default()),
        Field::new(remarks.join("；")),
    ]
}

fn footnotes(month: &Month) -> Vec<String> {
    let mut notes = vec![
        "排名在同一单位类别内按得分由高到低确定，得分相同的名次并列；被单项否决、未能判定和不参评的网站不计分、不排名。".to_owned(),
        "问题总数为截至本期尚需整改的问题，含提醒类问题，由本期新增和上期未改两部分组成。".to_owned(),
    ];
    let few = |it: &SiteResult| it.verdict.availability.is_some_and(|it| it.1 < VISITS_OF_A_WEEK);
    if month.results.iter().any(few) {
        notes.push(
            "可用率按检查期间对首页的访问计算，访问次数少于规定监测次数的为抽测结果，仅供参考。"
                .into(),
        );
    }
    let used = |check: &str| problems(month).any(|(_, it)| check_of(&it.observation.code) == check);
    let unconfirmed: Vec<String> = month
        .basis
        .unconfirmed
        .iter()
        .filter(|it| used(&it.check))
        .map(|it| one_line(&it.text))
        .collect();
    if !unconfirmed.is_empty() {
        notes.push(format!(
            "本期问题所依据的下列分值、条款或期限尚待核实，印发前请予确认：{}。",
            unconfirmed.join("；")
        ));
    }
    if notes.len() == 1 {
        return vec![format!("注：{}", notes[0])];
    }
    notes
        .iter()
        .enumerate()
        .map(|(index, it)| format!("{}{}.{it}", if index == 0 { "注：" } else { "" }, index + 1))
        .collect()
}

fn problem_list(month: &Month, number: usize) -> Annex {
    let mut groups = Vec::new();
    for result in in_order(month) {
        let mut found: Vec<&Finding> = problems_of(result).collect();
        if found.is_empty() {
            continue;
        }
        found.sort_by_key(|it| {
            let seen = &it.observation;
            (it.level, place(&seen.code), &seen.code, &seen.column, &seen.subject)
        });
        let name = one_line(&result.site.name);
        let heading = format!("{}（{name}，{}个问题）", one_line(&result.site.unit), found.len());
        let rows = found.iter().enumerate().map(|(index, it)| problem_row(index + 1, it)).collect();
        groups.push(Table { heading, columns: problem_columns(), rows });
    }
    groups.push(remedies(month));
    Annex {
        number,
        title: format!("{}政府网站问题清单", month.period.chinese()),
        wide: true,
        charts: Vec::new(),
        tables: groups,
        notes: Vec::new(),
    }
}

fn problem_columns() -> Vec<Column> {
    Column::all(&[
        ("序号", 4, true),
        ("指标", 12, false),
        ("等级", 6, true),
        ("问题描述", 30, false),
        ("问题页面和链接", 23, false),
        ("整改时限", 9, true),
        ("连续期数", 5, true),
        ("证据编号", 11, true),
    ])
}

/// Clause and remedy of each indicator once, in place of a copy in each row.
fn remedies(month: &Month) -> Table {
    let mut kinds: Vec<(usize, [&str; 3])> = Vec::new();
    for (_, it) in problems(month) {
        let kind = [it.indicator.as_str(), &it.clause, &it.remedy];
        if kinds.iter().all(|(_, known)| *known != kind) {
            kinds.push((place(&it.observation.code), kind));
        }
    }
    kinds.sort_unstable();
    let rows = kinds
        .iter()
        .enumerate()
        .map(|(index, (_, kind))| {
            let number = Field::new((index + 1).to_string());
            [number].into_iter().chain(kind.iter().map(Field::new)).collect()
        })
        .collect();
    let columns = Column::all(&[
        ("序号", 4, true),
        ("指标", 20, false),
        ("依据条款", 30, false),
        ("整改要求", 46, false),
    ]);
    Table { heading: "所列问题的依据条款和整改要求".into(), columns, rows }
}

fn problem_row(number: usize, it: &Finding) -> Vec<Field> {
    let seen = &it.observation;
    let mut addresses: Vec<Address> = Vec::new();
    for text in [&seen.link, &seen.page].into_iter().flatten() {
        if !text.is_empty() && addresses.iter().all(|known| known.text != *text) {
            addresses.push(Address::new(text));
        }
    }
    let evidence = seen.evidence.first().map(|it| it.0.clone()).unwrap_or_default();
    vec![
        Field::new(number.to_string()),
        Field::new(&it.indicator),
        Field::new(it.level.chinese()),
        Field::new(&seen.description),
        Field { text: String::new(), addresses },
        Field::new(it.deadline.map(|it| it.to_string()).unwrap_or_default()),
        Field::new(it.periods_in_row.to_string()),
        Field::new(evidence),
    ]
}

fn undecided(month: &Month, number: usize) -> Annex {
    let mut groups = Vec::new();
    let sites = unjudged(month);
    if !sites.is_empty() {
        let rows =
            sites.iter().enumerate().map(|(index, it)| unjudged_row(index + 1, it)).collect();
        groups.push(Table {
            heading: "未能判定的网站".into(),
            columns: Column::all(&[
                ("序号", 6, true),
                ("单位名称", 18, false),
                ("网站名称", 20, false),
                ("网站地址", 22, false),
                ("站点状态", 10, true),
                ("原因", 24, false),
            ]),
            rows,
        });
    }
    let rows = matters(month);
    if !rows.is_empty() {
        groups.push(Table {
            heading: "未能判定的事项".into(),
            columns: Column::all(&[
                ("序号", 6, true),
                ("单位名称", 18, false),
                ("网站名称", 20, false),
                ("事项", 56, false),
            ]),
            rows,
        });
    }
    let mut notes = vec!["注：本表所列网站和事项未能判定，不代表存在问题。".to_owned()];
    if !sampled(month).is_empty() {
        notes.push("抽测时未能打开，指检查期间的少量访问未成功，尚不足以认定网站无法访问。".into());
    }
    Annex {
        number,
        title: "未能判定的网站和事项".into(),
        wide: false,
        charts: Vec::new(),
        tables: groups,
        notes,
    }
}

fn unjudged(month: &Month) -> Vec<&SiteResult> {
    in_order(month)
        .into_iter()
        .filter(|it| it.verdict.conclusion == Conclusion::NotJudged)
        .collect()
}

fn unjudged_row(number: usize, it: &SiteResult) -> Vec<Field> {
    let told = notes(it);
    let mut reasons: Vec<String> = Vec::new();
    if !told.contains("抽测") && did_not_open(it) {
        reasons.push("抽测时首页未能打开，提请核实".into());
    }
    reasons.push(told);
    reasons.retain(|it| !it.is_empty());
    if reasons.is_empty() {
        reasons.push("本期未取得足以判定的检查记录".into());
    }
    vec![
        Field::new(number.to_string()),
        Field::new(&it.site.unit),
        Field::new(&it.site.name),
        Field { text: String::new(), addresses: vec![Address::new(it.site.home.as_str())] },
        Field::new(it.verdict.state.chinese()),
        Field::new(reasons.join("；")),
    ]
}

/// Findings that the rules excuse for a time.
fn exempted(month: &Month) -> impl Iterator<Item = (&SiteResult, &Finding)> {
    in_order(month)
        .into_iter()
        .flat_map(|it| it.ledger_findings().map(move |finding| (it, finding)))
        .filter(|(_, it)| it.exemption.is_some())
}

fn exempt(month: &Month, number: usize) -> Annex {
    let rows = exempted(month)
        .enumerate()
        .map(|(index, (result, it))| {
            vec![
                Field::new((index + 1).to_string()),
                Field::new(&result.site.unit),
                Field::new(&it.indicator),
                Field::new(&it.observation.description),
                Field::new(it.exemption.as_deref().unwrap_or_default()),
            ]
        })
        .collect();
    let columns = Column::all(&[
        ("序号", 6, true),
        ("单位名称", 18, false),
        ("指标", 16, false),
        ("情况", 34, false),
        ("豁免理由、批准人和期限", 26, false),
    ]);
    Annex {
        number,
        title: "经批准豁免的事项".into(),
        wide: false,
        charts: Vec::new(),
        tables: vec![Table { heading: String::new(), columns, rows }],
        notes: vec!["注：本表所列事项在有效期内不扣分、不通报，到期自动恢复。".into()],
    }
}

/// What stayed undecided on sites that were judged: one row a site and code.
fn matters(month: &Month) -> Vec<Vec<Field>> {
    let mut rows = Vec::new();
    for result in in_order(month) {
        if result.verdict.conclusion == Conclusion::NotJudged {
            continue;
        }
        let mut kinds: Vec<(&str, Vec<&Observation>)> = Vec::new();
        for seen in result.undecided() {
            match kinds.iter_mut().find(|(code, _)| *code == seen.code) {
                Some((_, all)) => all.push(seen),
                None => kinds.push((&seen.code, vec![seen])),
            }
        }
        kinds.sort_by_key(|(code, _)| place(code));
        let mut texts: Vec<String> = kinds.iter().map(|(_, all)| told(all)).collect();
        let unchecked = result.tally().unchecked;
        if unchecked != 0 {
            texts.push(format!("此前记录的{unchecked}个问题本期未能复核"));
        }
        for text in texts {
            rows.push(vec![
                Field::new((rows.len() + 1).to_string()),
                Field::new(&result.site.unit),
                Field::new(&result.site.name),
                Field::new(text),
            ]);
        }
    }
    rows
}

fn told(all: &[&Observation]) -> String {
    let texts: Vec<String> = all
        .iter()
        .take(EXAMPLES)
        .map(|it| one_line(&it.description).trim_end_matches('。').to_owned())
        .filter(|it| !it.is_empty())
        .collect();
    if all.len() <= EXAMPLES {
        texts.join("；")
    } else {
        format!("共{}项，例如：{}", all.len(), texts.join("；"))
    }
}
