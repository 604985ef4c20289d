//! Whole files: encodings, delimiters, headings, empty ones, big ones.

use crate::register::{COLUMNS, SITES, load_bytes, load_sites};
use encoding_rs::GB18030;
use pucha::model::site::{SiteStatus, UnitClass};
use pucha::register::RegisterError;
use std::time::Instant;

const ROW: &str = "霍邱县教育局,县直,霍邱县教育局网站,http://jyj.huoqiu.gov.cn/,3415220007,,,张三,0564-6021234,a@b.cn,备注";

#[test]
fn every_usual_encoding_and_line_end_is_read() {
    let text = format!("{SITES}{ROW}\n");
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(text.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    for (name, bytes) in [
        ("utf-8", text.clone().into_bytes()),
        ("byte order mark", format!("\u{feff}{text}").into_bytes()),
        ("gb18030", GB18030.encode(&text).0.into_owned()),
        ("crlf", text.replace('\n', "\r\n").into_bytes()),
        ("cr", text.replace('\n', "\r").into_bytes()),
        ("no last line end", text.trim_end().as_bytes().to_vec()),
        ("tabs", text.replace(',', "\t").into_bytes()),
        ("semicolons", text.replace(',', ";").into_bytes()),
        ("utf-16 of Excel", utf16),
        ("quotes", format!("{SITES}\"{}\"\n", ROW.replace(',', "\",\"")).into_bytes()),
    ] {
        let loaded = load_bytes(&bytes, b"").expect(name);
        assert!(loaded.faults.is_empty(), "{name}: {:?}", loaded.faults);
        let [site] = &loaded.register.sites[..] else { panic!("{name}: one site") };
        assert_eq!(site.unit, "霍邱县教育局", "{name}");
        assert_eq!((site.unit_class, site.status), (UnitClass::Department, SiteStatus::Running));
        assert_eq!(site.site_code.as_deref(), Some("3415220007"), "{name}");
        assert_eq!((site.remark.as_str(), site.mail.as_str()), ("备注", "a@b.cn"), "{name}");
    }
}

#[test]
fn broken_bytes_in_one_row_cost_that_row_only() {
    let mut bytes = format!("{SITES}{ROW}\n").into_bytes();
    bytes.extend(b"\xff\xfe\xc3,,,http://www.b.gov.cn/,,,,,,,\n");
    bytes.extend("丙局,县直,丙网,http://www.c.gov.cn/,,,,,,,\n".as_bytes());
    let loaded = load_bytes(&bytes, b"").expect("good rows");
    assert_eq!(loaded.register.sites.len(), 2);
    let severe: Vec<_> = loaded.faults.iter().filter(|it| it.severe).collect();
    assert_eq!((severe.len(), severe[0].line, severe[0].field.as_str()), (1, 3, "单位名称"));
}

#[test]
fn headings_come_in_any_order_below_a_title_and_with_marks() {
    let text = "某县政府网站登记表,,\n,,\n*网站地址（必填）, 单位 名称 ,审核人\nhttp://www.a.gov.cn/,甲局,王五\n";
    let loaded = load_bytes(text.as_bytes(), b"").expect("a register");
    assert_eq!(loaded.register.sites[0].name, "甲局");
    let strange = &loaded.faults[0];
    assert_eq!((strange.line, strange.value.as_str(), strange.severe), (3, "审核人", false));
}

#[test]
fn a_heading_that_comes_twice_is_read_once() {
    let text = "单位名称,网站地址,网站地址\n甲局,http://www.a.gov.cn/,http://www.b.gov.cn/\n";
    let loaded = load_bytes(text.as_bytes(), b"").expect("a register");
    assert_eq!(loaded.register.sites[0].key.0, "a.gov.cn");
    assert!(loaded.faults[0].text.contains("两次"));
}

#[test]
fn useless_files_are_refused_with_a_way_out() {
    let error = |sites: &str| load_bytes(sites.as_bytes(), b"").expect_err("useless");
    assert!(matches!(error(""), RegisterError::Empty { .. }));
    assert!(matches!(error("\u{feff}\r\n \r\n,,\r\n"), RegisterError::Empty { .. }));
    assert!(matches!(error(SITES), RegisterError::NoGoodRow { .. }));
    assert!(error(SITES).to_string().contains("至少登记一个网站"));
    let missing = error("单位名称,网址\n甲局,http://www.a.gov.cn/\n").to_string();
    assert!(missing.contains("sites.csv:1") && missing.contains("缺少“网站地址”"), "{missing}");
    assert!(missing.contains("网址"), "{missing}");
    let bad = error(&format!("{SITES}甲局,县直,甲网,www.a.gov.cn,,,,,,,\n")).to_string();
    assert!(bad.contains("sites.csv:2") && bad.contains("http://www.a.gov.cn/"), "{bad}");
}

#[test]
fn a_columns_file_may_be_absent_or_empty_of_rows_but_needs_its_headings() {
    let sites = format!("{SITES}{ROW}\n");
    let rows = |columns: &str| load_bytes(sites.as_bytes(), columns.as_bytes());
    assert!(rows("").expect("no file").register.columns.is_empty());
    assert!(rows(COLUMNS).expect("only headings").faults.is_empty());
    let error = rows("网站地址,名称\n").expect_err("no heading").to_string();
    assert!(error.contains("columns.csv:1") && error.contains("栏目名称"), "{error}");
}

#[test]
fn faults_come_in_the_order_of_the_files_and_read_as_promised() {
    let loaded = load_sites(",,,,,,,,,,\n乙局,县直,乙网,www.b.gov.cn,12345,,,,,,\n");
    let lines: Vec<String> = loaded.faults.iter().map(ToString::to_string).collect();
    let expected = [
        "config/sites.csv:4 网站地址 “www.b.gov.cn” 前面缺少 http:// → 改为 http://www.b.gov.cn/",
        "config/sites.csv:4 网站标识码 “12345” 是 5 位，应为 10 位 → 照网站底部的标识码核对后重填；没有就留空",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn of_a_thousand_rows_with_twenty_bad_ones_the_others_are_used() {
    let bad = |line: usize| match line / 50 % 10 {
        0 => "坏局,县直,坏网,www.bad.gov.cn,,,,,,,".to_owned(),
        1 => "坏局,县直,坏网,http://www.s2.gov.cn/,,,,,,,".to_owned(),
        2 => "坏局,县直,坏网,http://bad.gov.cn/,34152200,,,,,,".to_owned(),
        3 => "坏局,部门,坏网,http://bad.gov.cn/,,,,,,,".to_owned(),
        4 => "坏局,县直,坏网,http://bad.gov.cn/,,,下线,,,,".to_owned(),
        5 => "坏局,县直,\"坏网,http://bad.gov.cn/,,,,,,,".to_owned(),
        6 => "坏局,县直,坏网,,,,,,,,".to_owned(),
        7 => "坏局,县直,坏网,ftp://bad.gov.cn/,,,,,,,".to_owned(),
        8 => "坏局,县直,坏网,http://bad .gov.cn/,,,,,,,".to_owned(),
        _ => "坏局,县直,坏网,http：//bad.gov.cn/,,,,,,,".to_owned(),
    };
    let mut text = SITES.to_owned();
    for line in 2..=1001 {
        let good = format!("局{line},县直,\"网,{line}\",http://www.s{line}.gov.cn/,,,,,,,");
        text.push_str(&if line % 50 == 0 { bad(line) } else { good });
        text.push('\n');
    }
    let loaded = load_bytes(text.as_bytes(), b"").expect("good rows");
    assert_eq!(loaded.register.sites.len(), 980);
    assert_eq!(loaded.counts(), (20, 0), "{:#?}", loaded.faults);
    let lines: Vec<usize> = loaded.faults.iter().map(|it| it.line).collect();
    assert_eq!(lines, (1..=20).map(|it| it * 50).collect::<Vec<_>>());
}

#[test]
fn five_thousand_rows_and_their_columns_take_no_time() {
    let home = |number| format!("http://www.p.gov.cn/unit/{number}/");
    let site = |number| format!("局{number},县直,网,{},,,,,,,\n", home(number));
    let sites = SITES.to_owned() + &(0..5_000).map(site).collect::<String>();
    let column = |number: usize| {
        let home = home(number / 4);
        format!("{home},栏{number},{home}{number}/,应更新,,,\n")
    };
    let columns = COLUMNS.to_owned() + &(0..20_000).map(column).collect::<String>();
    let start = Instant::now();
    let loaded = load_bytes(sites.as_bytes(), columns.as_bytes()).expect("a register");
    assert_eq!((loaded.register.sites.len(), loaded.register.columns.len()), (5_000, 20_000));
    assert!(loaded.faults.is_empty(), "{:?}", loaded.faults[0]);
    // Without optimisation, on a busy machine; a quadratic search would take far longer.
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]

    #[test]
    fn no_bytes_make_the_reader_panic(
        sites in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300),
        cells in "[a-zA-Z0-9:/.,;*?\"\r\n '＝：／一年月日-]{0,200}",
    ) {
        let good = format!("{SITES}{ROW}\n{cells}\n");
        drop(load_bytes(&[good.as_bytes(), &sites].concat(), format!("{COLUMNS}{cells}").as_bytes()));
        drop(load_bytes(&sites, b""));
    }
}
