//! Every fault of a site's row, and what is no fault.

use crate::register::{check_fault, load_sites};
use pucha::model::site::{SiteStatus, UnitClass};

#[test]
fn bad_addresses_are_refused_with_the_address_that_was_meant() {
    for (written, words) in [
        ("", "是空的"),
        ("www.b.gov.cn", "→ 改为 http://www.b.gov.cn/"),
        ("www.b.gov.cn:8080/a", "→ 改为 http://www.b.gov.cn:8080/a"),
        ("//www.b.gov.cn/", "→ 改为 http://www.b.gov.cn/"),
        ("http:/www.b.gov.cn", "→ 改为 http://www.b.gov.cn/"),
        ("http//www.b.gov.cn/", "→ 改为 http://www.b.gov.cn/"),
        ("htp://www.b.gov.cn/", "→ 改为 http://www.b.gov.cn/"),
        ("https:www.b.gov.cn", "→ 改为 https://www.b.gov.cn/"),
        ("http:\\\\www.b.gov.cn\\a", "→ 改为 http://www.b.gov.cn/a"),
        ("http：//www.b.gov.cn/", "→ 改为 http://www.b.gov.cn/"),
        ("http://www．b．gov．cn", "→ 改为 http://www.b.gov.cn/"),
        ("http://www。b。gov。cn/", "→ 改为 http://www.b.gov.cn/"),
        ("http://www.b .gov.cn/", "→ 改为 http://www.b.gov.cn/"),
        ("http://http://www.b.gov.cn/", "→ 改为 http://www.b.gov.cn/"),
        ("http://www.b.gov.cn/;http://www.c.gov.cn/", "几个网址"),
        ("http://www.b.gov.cn/ www.c.gov.cn", "几个网址"),
        ("ftp://www.b.gov.cn/", "不是 http 或 https"),
        ("/zwgk/", "不是完整的网址"),
        ("http://", "不是能用的网址"),
        ("http://www.b.gov.cn:99999/", "不是能用的网址"),
        ("http://www.b..gov.cn/", "不该有的字符"),
        ("http://www.b_c!.gov.cn/", "不该有的字符"),
        ("http://user:secret@www.b.gov.cn/", "用户名"),
        ("=HYPERLINK(A1)", "是公式"),
        ("#N/A", "出错的格"),
        ("暂无", "缺少 http://"),
    ] {
        let loaded = load_sites(&format!("乙局,县直,乙网,{written},,,,,,,\n"));
        check_fault(written, &loaded.faults, (3, "网站地址", true), words);
        assert_eq!(loaded.register.sites.len(), 1, "{written}");
    }
}

#[test]
fn unusual_but_right_addresses_are_taken() {
    for written in [
        "https://www.b.gov.cn",
        "HTTP://WWW.B.GOV.CN/",
        "http://www.b.gov.cn:8080/zwgk/",
        "http://www.b.gov.cn/public/column/6601081?type=4",
        "http://www.b.gov.cn/jump?url=http://www.c.gov.cn/",
        "http://www.b.gov.cn/关于（通知）/",
        "http://127.0.0.1:8080/",
        "http://[::1]:8080/",
        "http://霍邱县.政务/",
        "\u{3000}http://www.b.gov.cn/\u{200b} ",
        "\"=\"\"http://www.b.gov.cn/\"\"\"",
    ] {
        let loaded = load_sites(&format!("乙局,县直,乙网,{written},,,,,,,\n"));
        assert!(loaded.faults.is_empty(), "{written}: {:?}", loaded.faults);
        assert_eq!(loaded.register.sites.len(), 2, "{written}");
    }
}

#[test]
fn one_site_under_two_spellings_is_a_double_that_names_the_other_line() {
    for same in ["http://www.a.gov.cn/", "https://a.gov.cn", "http://www.a.gov.cn/index.html"] {
        let loaded = load_sites(&format!("乙局,县直,乙网,{same},,,,,,,\n"));
        check_fault(same, &loaded.faults, (3, "网站地址", true), "与第 2 行");
        assert_eq!(loaded.register.sites[0].unit, "甲局");
    }
}

#[test]
fn a_row_that_is_left_out_makes_no_double_of_a_later_one() {
    let rows =
        "乙局,县直,乙网,http://www.b.gov.cn/,1,,,,,,\n乙局,县直,乙网,http://www.b.gov.cn/,,,,,,,\n";
    let loaded = load_sites(rows);
    check_fault("the code", &loaded.faults, (3, "网站标识码", true), "1 位");
    assert_eq!(loaded.register.sites.len(), 2);
}

#[test]
fn identification_codes_have_ten_places() {
    for (written, read) in [
        ("3415220001", Some("3415220001")),
        ("bm01000001", Some("bm01000001")),
        ("BM01000001", Some("bm01000001")),
        ("n000000001", Some("N000000001")),
        ("３４１５２２０００１", Some("3415220001")),
        ("341522 0001", Some("3415220001")),
        ("=\"3415220001\"", Some("3415220001")),
        ("", None),
    ] {
        let loaded = load_sites(&format!("乙局,县直,乙网,http://www.b.gov.cn/,{written},,,,,,\n"));
        assert!(loaded.faults.is_empty(), "{written}: {:?}", loaded.faults);
        assert_eq!(loaded.register.sites[1].site_code.as_deref(), read, "{written}");
    }
    for (written, words) in [
        ("341522001", "是 9 位"),
        ("34152200011", "是 11 位"),
        ("3.41522E+09", "科学记数"),
        ("bm0100001", "不是网站标识码"),
        ("34152200O1", "不是网站标识码"),
        ("无", "没有就留空"),
    ] {
        let loaded = load_sites(&format!("乙局,县直,乙网,http://www.b.gov.cn/,{written},,,,,,\n"));
        check_fault(written, &loaded.faults, (3, "网站标识码", true), words);
    }
}

#[test]
fn names_of_lists_are_held_to_the_lists() {
    for (class, status, field, words) in [
        ("部门", "", "单位类别", "只能写 县政府、乡镇"),
        ("乡镇政府", "", "单位类别", "改为“乡镇”"),
        ("县直", "已关停", "状态", "改为“关停”"),
        ("县直", "正常", "状态", "只能写 运行、临时下线、关停、迁移"),
    ] {
        let loaded =
            load_sites(&format!("乙局,{class},乙网,http://www.b.gov.cn/,,,{status},,,,\n"));
        check_fault(class, &loaded.faults, (3, field, true), words);
    }
    let loaded = load_sites("乙镇,乡 镇,乙网,http://www.b.gov.cn/,,,临时下线,,,,\n");
    assert!(loaded.faults.is_empty());
    let site = &loaded.register.sites[1];
    assert_eq!((site.unit_class, site.status), (UnitClass::Township, SiteStatus::Suspended));
}

#[test]
fn what_is_only_worth_a_look_keeps_the_row() {
    for (row, field, words) in [
        ("乙局,,乙网,http://www.b.gov.cn/,,,,,,,", "单位类别", "按“其他”处理"),
        ("乙局,县直,,http://www.b.gov.cn/,,,,,,,", "网站名称", "用单位名称代替"),
        (",县直,乙网,http://www.b.gov.cn/,,,,,,,", "单位名称", "用网站名称代替"),
        ("乙局,县直,乙网,http://intranet/,,,,,,,", "网站地址", "没有点"),
        ("乙局,县直,乙网,http://www.b.gov.cn/,,,,,,b.gov.cn,", "邮箱", "不像邮箱"),
        ("乙局,县直,乙网,http://www.b.gov.cn/,,,,,张三,,", "联系电话", "不像电话"),
        ("乙局,县直,乙网,http://www.b.gov.cn/,,,,,,,备注,还有", "整行", "12 格"),
    ] {
        let loaded = load_sites(&format!("{row}\n"));
        check_fault(row, &loaded.faults, (3, field, false), words);
        let site = &loaded.register.sites[1];
        assert!(!site.unit.is_empty() && !site.name.is_empty(), "{row}");
    }
    let loaded = load_sites(
        "乙局,县直,乙网,http://www.b.gov.cn/,,,,张三,0564-6021234转8、13900000000,a@b.cn;c@d.cn,\n",
    );
    assert!(loaded.faults.is_empty(), "{:?}", loaded.faults);
}

#[test]
fn a_row_without_any_name_is_left_out() {
    let loaded = load_sites(",县直,,http://www.b.gov.cn/,,,,,,,\n");
    check_fault("no name", &loaded.faults, (3, "单位名称", true), "是空的");
}

#[test]
fn an_open_quote_costs_its_own_row() {
    let loaded = load_sites(
        "乙局,县直,\"乙网,http://www.b.gov.cn/,,,,,,,\n丙局,县直,丙网,http://www.c.gov.cn/,,,,,,,\n",
    );
    check_fault("open quote", &loaded.faults, (3, "整行", true), "引号没有成对");
    assert_eq!(loaded.register.sites.len(), 2);
}

#[test]
fn formulas_in_text_cells_stay_text() {
    let loaded = load_sites("=1+1,县直,@SUM(A1),http://www.b.gov.cn/,,,,,,,-2\n");
    let site = &loaded.register.sites[1];
    assert_eq!(
        (site.unit.as_str(), site.name.as_str(), site.remark.as_str()),
        ("=1+1", "@SUM(A1)", "-2")
    );
}
