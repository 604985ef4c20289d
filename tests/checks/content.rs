//! What must not stand on a page: each fixture through the real parser, then what the checks make of the facts.

use crate::checks::build::{healthy, id, looks, noon, rules, today, url, with};
use pucha::checks::{Rulebook, check_all};
use pucha::cli::inspect;
use pucha::model::evidence::SiteEvidence;
use pucha::model::facts::content::{
    ForeignFact, HiddenFact, OfSite, OnPage, PersonalFact, SaidIn, Saying, Seen, SpeakingFact,
    SpeakingLink, StuffedFact, Trade, WordFact, WrongWord,
};
use pucha::model::rule::Level;
use pucha::model::verdict::Observation;
use pucha::model::visit::Reach;
use pucha::parse::{self, Source};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const PAGE: &str = "http://www.a.gov.cn/x/1.html";

#[derive(Deserialize)]
struct Table {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    page: String,
    #[serde(default)]
    found: BTreeSet<String>,
    #[serde(default)]
    undecided: BTreeSet<String>,
    /// Parts of the descriptions.
    #[serde(default)]
    says: Vec<String>,
    /// Where the page stands, if not on the site.
    address: Option<String>,
}

fn seen() -> Seen {
    Seen { page: url(PAGE), visit: id("Epage"), seen_at: noon(), pages: 1, depth: 2 }
}

/// What a census makes of one page of the site.
fn of_site(page: OnPage) -> OfSite {
    let seen = seen();
    OfSite {
        hidden: page
            .hidden
            .into_iter()
            .map(|block| HiddenFact { block, seen: seen.clone() })
            .collect(),
        stuffed: page
            .saying
            .into_iter()
            .map(|saying| StuffedFact { saying, seen: seen.clone() })
            .collect(),
        personal: page
            .personal
            .into_iter()
            .map(|personal| PersonalFact { personal, attachment: None, seen: seen.clone() })
            .collect(),
        words: page.words.into_iter().map(|word| WordFact { word, seen: seen.clone() }).collect(),
        ..OfSite::default()
    }
}

fn foreign(saying: Saying, address: &str, times: usize) -> ForeignFact {
    ForeignFact {
        address: url(address),
        text: "县旅游网".into(),
        landed: url(address),
        saying,
        looks: looks(&vec![Reach::Ok; times]),
        first_page: url(PAGE),
        pages: 1,
        on_home: false,
    }
}

fn holding(content: OfSite) -> SiteEvidence {
    with(|it| it.facts.content = content)
}

fn read(folder: &Path, case: &Case, default: &str) -> OnPage {
    let address = url(case.address.as_deref().unwrap_or(default));
    let body = fs::read(folder.join(&case.page)).expect("the page is there");
    let source = Source {
        address: &address,
        status: 200,
        headers: &[],
        body: &body,
        as_of: today(),
        includes: &[],
    };
    parse::page(&source).extras.content
}

/// What the checks of this subject say; a healthy site of the tests may lack what others ask for.
fn judged_by(evidence: &SiteEvidence, book: &Rulebook) -> Vec<Observation> {
    let mut all = check_all(evidence, book);
    let own = ["hidden_links", "illegal_links", "personal_data", "wording"];
    all.retain(|it| own.iter().any(|check| it.code.split('.').next() == Some(check)));
    all
}

fn judged(evidence: &SiteEvidence) -> Vec<Observation> {
    judged_by(evidence, &rules())
}

fn codes(all: &[Observation], check: &str, is_finding: bool) -> BTreeSet<String> {
    all.iter()
        .filter(|it| it.code.split('.').next() == Some(check))
        .filter(|it| (it.level != Level::NotJudged) == is_finding)
        .map(|it| it.code.clone())
        .collect()
}

fn run(check: &str, evidence_of: impl Fn(&Path, &Case) -> SiteEvidence) {
    let folder = Path::new("tests/fixtures/checks").join(check);
    let text = fs::read_to_string(folder.join("cases.toml")).expect("the table is there");
    let table: Table = toml::from_str(&text).expect("the table is well-formed");
    let mut told: BTreeSet<String> = table.case.iter().map(|it| it.page.clone()).collect();
    for case in &table.case {
        let all = judged(&evidence_of(&folder, case));
        let name = &case.page;
        assert_eq!(codes(&all, check, true), case.found, "{check}/{name}: {all:#?}");
        assert_eq!(codes(&all, check, false), case.undecided, "{check}/{name}: {all:#?}");
        let words: String = all.iter().map(|it| it.description.as_str()).collect();
        for part in &case.says {
            assert!(words.contains(part.as_str()), "{check}/{name}: {part} in {words}");
        }
        let is_named = (name.starts_with("found"), name.starts_with("undecided"));
        assert_eq!(is_named.0, !case.found.is_empty(), "{name} is named for what it shows");
        assert!(!is_named.1 || !case.undecided.is_empty(), "{name}");
    }
    for file in fs::read_dir(&folder).expect("the folder is there").flatten() {
        told.insert(file.file_name().to_string_lossy().into_owned());
    }
    assert_eq!(told.len(), table.case.len() + 1, "every page of {check} has its case");
}

#[test]
fn hidden_links_are_told_from_menus_and_tabs() {
    run("hidden_links", |folder, case| holding(of_site(read(folder, case, PAGE))));
}

#[test]
fn targets_that_advertise_are_told_from_those_that_warn() {
    run("illegal_links", |folder, case| {
        let default = "http://www.other.example/";
        let page = read(folder, case, default);
        let address = case.address.as_deref().unwrap_or(default);
        let facts = page.saying.into_iter().map(|it| foreign(it, address, 2)).collect();
        holding(OfSite { foreign: facts, foreign_read: 1, ..OfSite::default() })
    });
}

#[test]
fn numbers_of_private_persons_are_told_from_an_offices_own() {
    run("personal_data", |folder, case| holding(of_site(read(folder, case, PAGE))));
}

#[test]
fn no_output_of_a_page_holds_a_number_whole() {
    let folder = Path::new("tests/fixtures/checks/personal_data");
    let mut seen = 0;
    for file in fs::read_dir(folder).expect("the folder is there").flatten() {
        let path = file.path();
        if path.extension().is_none_or(|it| it != "html") {
            continue;
        }
        let body = fs::read(&path).expect("the page is there");
        let address = url(PAGE);
        let source = Source {
            address: &address,
            status: 200,
            headers: &[],
            body: &body,
            as_of: today(),
            includes: &[],
        };
        let page = parse::page(&source);
        for shown in [inspect::json(&page), inspect::render(&page)] {
            let masked = parse::masked(&shown);
            let differing = masked.lines().zip(shown.lines()).find(|(a, b)| a != b);
            assert_eq!(differing, None, "{}", path.display());
        }
        seen += usize::from(parse::masked(&String::from_utf8_lossy(&body)) != page.text);
    }
    assert!(10 <= seen, "{seen} pages");
}

#[test]
fn wrong_words_are_told_from_quotations_and_old_names() {
    run("wording", |folder, case| holding(of_site(read(folder, case, PAGE))));
}

#[test]
fn a_target_seen_once_is_undecided_and_seen_twice_a_finding() {
    let saying = Saying {
        trade: Trade::Gambling,
        place: SaidIn::Title,
        phrases: vec!["百家乐".into(), "投注".into()],
        title: "百家乐投注".into(),
        doubtful: false,
    };
    for (times, level) in [(1, Level::NotJudged), (2, Level::Remind)] {
        let facts = vec![foreign(saying.clone(), "http://www.other.example/", times)];
        let all = judged(&holding(OfSite { foreign: facts, ..OfSite::default() }));
        let [one] = all.as_slice() else { panic!("one row, not {all:#?}") };
        assert_eq!((one.level, one.evidence.len()), (level, times));
        assert_eq!(one.link.as_deref(), Some("http://www.other.example/"));
    }
}

#[test]
fn words_of_a_link_in_plain_sight_prove_nothing_by_themselves() {
    let link = SpeakingLink {
        address: url("http://www.other.example/"),
        text: "澳门新葡京".into(),
        trade: Trade::Gambling,
    };
    let content =
        OfSite { speaking: vec![SpeakingFact { link, seen: seen() }], ..OfSite::default() };
    let all = judged(&holding(content));
    assert_eq!(codes(&all, "illegal_links", false).len(), 1, "{all:#?}");
    assert!(codes(&all, "illegal_links", true).is_empty());
}

#[test]
fn one_page_and_word_is_one_row_and_a_template_on_many_pages_is_one_too() {
    let word = |context: &str, page: &str, pages: usize| WordFact {
        word: WrongWord { wrong: "布署".into(), count: 1, context: context.into() },
        seen: Seen { page: url(page), pages, ..seen() },
    };
    let content = OfSite {
        words: vec![
            word("甲布署", PAGE, 1),
            word("乙布署", PAGE, 7),
            word("丙布署", "http://www.a.gov.cn/x/2.html", 1),
        ],
        ..OfSite::default()
    };
    let all = judged(&holding(content));
    assert_eq!(all.len(), 2, "{all:#?}");
    assert_ne!(all[0].subject, all[1].subject);
    assert!(all[0].description.contains("共2处"), "{}", all[0].description);
}

#[test]
fn the_county_says_how_serious_misstatements_count_and_which_words_it_lets_pass() {
    let fact = |wrong: &str| WordFact {
        word: WrongWord { wrong: wrong.into(), count: 1, context: wrong.into() },
        seen: seen(),
    };
    let content = OfSite {
        words: vec![fact("社会主意"), fact("布署"), fact("已不在词表")],
        ..OfSite::default()
    };
    let evidence = holding(content);
    let mut book = rules();
    assert_eq!(
        judged_by(&evidence, &book).iter().map(|it| it.level).collect::<Vec<_>>(),
        [Level::Remind, Level::Remind]
    );
    book.wording.params.serious_level = Level::Veto;
    book.wording.params.ignored = vec!["布署".into()];
    let all = judged_by(&evidence, &book);
    assert_eq!(all.iter().map(|it| it.level).collect::<Vec<_>>(), [Level::Veto]);
}

#[test]
fn numbers_below_what_the_rule_asks_for_are_no_finding() {
    let page = read(
        Path::new("tests/fixtures/checks/personal_data"),
        &Case {
            page: "found_article.html".into(),
            found: BTreeSet::new(),
            undecided: BTreeSet::new(),
            says: Vec::new(),
            address: None,
        },
        PAGE,
    );
    let evidence = holding(of_site(page));
    let mut book = rules();
    for (least, rows) in [(1, 1), (2, 0)] {
        book.personal_data.params.id_numbers_at_least = least;
        assert_eq!(judged_by(&evidence, &book).len(), rows, "{least}");
    }
}

#[test]
fn a_bundle_of_an_earlier_version_has_no_such_facts_and_no_such_findings() {
    let mut value = serde_json::to_value(healthy()).expect("a bundle is data");
    value["facts"] = serde_json::json!({});
    let evidence: SiteEvidence = serde_json::from_value(value).expect("it still loads");
    assert!(judged(&evidence).is_empty());
}
