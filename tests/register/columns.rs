//! Every fault of a column's row, and how it finds its site.

use crate::register::{COLUMNS, SITES, check_fault, load_bytes, load_columns};
use pucha::config::Settings;
use pucha::model::site::ColumnClass;
use pucha::model::time::Window;
use pucha::register::load_with;
use std::fs;
use tempfile::TempDir;

#[test]
fn a_whole_row_is_read() {
    let loaded = load_columns(
        "http://www.a.gov.cn/,通知公告,http://www.a.gov.cn/tzgg/,通知公告,30,是,备注\n",
    );
    assert!(loaded.faults.is_empty(), "{:?}", loaded.faults);
    let [column] = &loaded.register.columns[..] else { panic!("one column") };
    assert_eq!((column.site.0.as_str(), column.name.as_str()), ("a.gov.cn", "通知公告"));
    assert_eq!((column.class, column.limit), (ColumnClass::Notices, Some(Window::Days(30))));
    assert!(column.required && column.remark == "备注");
}

#[test]
fn a_column_finds_its_site_under_any_spelling() {
    for home in ["http://www.a.gov.cn", "https://a.gov.cn/", "http://www.a.gov.cn/index.html"] {
        let loaded = load_columns(&format!("{home},通知,http://www.a.gov.cn/tzgg/,通知公告,,,\n"));
        assert!(loaded.faults.is_empty(), "{home}: {:?}", loaded.faults);
        assert_eq!(loaded.register.columns[0].site.0, "a.gov.cn");
    }
}

#[test]
fn every_fault_is_named_with_its_field() {
    let good = ["http://www.a.gov.cn/", "通知", "http://www.a.gov.cn/tzgg/", "通知公告", "", ""];
    for (at, written, field, words) in [
        (0, "http://www.c.gov.cn/", "网站地址", "没有在 config/sites.csv 里登记"),
        (0, "http://www.a.gov.cn/zwgk/", "网站地址", "同一主机上有 http://www.a.gov.cn/"),
        (0, "http://www.b.gov.cn/", "网站地址", "没有在"),
        (0, "www.a.gov.cn", "网站地址", "改为 http://www.a.gov.cn/"),
        (0, "", "网站地址", "是空的"),
        (1, "", "栏目名称", "是空的"),
        (2, "", "栏目地址", "“必设”写“是”"),
        (2, "www.a.gov.cn/tzgg/", "栏目地址", "改为 http://www.a.gov.cn/tzgg/"),
        (2, "/tzgg/", "栏目地址", "不是完整的网址"),
        (3, "新闻", "栏目类别", "只能写 动态要闻、通知公告"),
        (3, "政策", "栏目类别", "改为“政策文件”"),
        (5, "必设", "必设", "只能写 是、否"),
        (4, "0", "更新期限", "超出范围"),
        (4, "3651", "更新期限", "超出范围"),
        (4, "99999999999", "更新期限", "超出范围"),
        (4, "14.5", "更新期限", "不是天数"),
        (4, "-14", "更新期限", "不是天数"),
        (4, "六个月", "更新期限", "换算成天数"),
        (4, "2026-11-30", "更新期限", "是日期，不是天数"),
        (4, "2026-13-45", "更新期限", "没有这一天"),
        (4, "2026年2月30日", "更新期限", "没有这一天"),
    ] {
        let mut cells = good;
        cells[at] = written;
        let loaded = load_columns(&format!("{},\n", cells.join(",")));
        check_fault(written, &loaded.faults, (2, field, true), words);
        assert!(loaded.register.columns.is_empty(), "{written}");
    }
}

#[test]
fn days_are_read_with_or_without_the_word() {
    for (written, days) in [("14", 14), ("３０", 30), ("30天", 30), ("7 日", 7), ("3650", 3650)]
    {
        let row =
            format!("http://www.a.gov.cn/,通知,http://www.a.gov.cn/t/,通知公告,{written},否,\n");
        let loaded = load_columns(&row);
        assert!(loaded.faults.is_empty(), "{written}: {:?}", loaded.faults);
        assert_eq!(loaded.register.columns[0].limit, Some(Window::Days(days)));
    }
}

#[test]
fn a_required_section_needs_no_address() {
    let loaded = load_columns("http://www.a.gov.cn/,政策解读,,政策解读,,是,\n");
    assert!(loaded.faults.is_empty());
    assert_eq!(loaded.register.columns[0].address, None);
}

#[test]
fn a_column_elsewhere_is_noted_unless_it_is_external() {
    let row = |class| format!("http://www.a.gov.cn/,信箱,http://12345.gov.cn/,{class},,,\n");
    let loaded = load_columns(&row("咨询留言"));
    check_fault("elsewhere", &loaded.faults, (2, "栏目地址", false), "不在网站");
    assert_eq!(loaded.register.columns.len(), 1);
    assert!(load_columns(&row("外链")).faults.is_empty());
}

#[test]
fn doubles_are_found_by_address_or_by_name() {
    let row = "http://www.a.gov.cn/,通知,http://www.a.gov.cn/tzgg/,通知公告,,,\n";
    let again = "http://a.gov.cn/,公告,https://www.a.gov.cn/tzgg/index.html,通知公告,,,\n";
    let loaded = load_columns(&format!("{row}{again}"));
    check_fault("address", &loaded.faults, (3, "栏目地址", true), "与第 2 行重复");
    let row = "http://www.a.gov.cn/,政策解读,,政策解读,,是,\n";
    let loaded = load_columns(&format!("{row}{row}"));
    check_fault("name", &loaded.faults, (3, "栏目名称", true), "与第 2 行重复");
}

#[test]
fn an_empty_class_is_told_by_name_and_noted() {
    for (name, class) in [
        ("政策解读", ColumnClass::Interpretation),
        ("机构概况", ColumnClass::Static),
        ("其它工作", ColumnClass::ShouldUpdate),
    ] {
        let row = format!("http://www.a.gov.cn/,{name},http://www.a.gov.cn/t/,,,,\n");
        let loaded = load_columns(&row);
        check_fault(name, &loaded.faults, (2, "栏目类别", false), class.chinese());
        assert_eq!(loaded.register.columns[0].class, class);
    }
}

#[test]
fn a_classifier_tells_empty_classes_first() {
    let folder = TempDir::new().expect("a temporary folder");
    fs::create_dir(folder.path().join("config")).expect("a folder");
    let sites = format!("{SITES}甲局,县直,甲网,http://www.a.gov.cn/,,,,,,,\n");
    let columns = format!("{COLUMNS}http://www.a.gov.cn/,镇长之声,http://www.a.gov.cn/t/,,,,\n");
    fs::write(folder.path().join("config/sites.csv"), sites).expect("a sites file");
    fs::write(folder.path().join("config/columns.csv"), columns).expect("a columns file");
    let settings = Settings { root: folder.path().to_owned(), ..Settings::default() };
    let loaded = load_with(&settings, &|_| Some(ColumnClass::Interview)).expect("a register");
    assert_eq!(loaded.register.columns[0].class, ColumnClass::Interview);
}

#[test]
fn a_column_of_a_site_that_was_left_out_says_so() {
    let sites = format!(
        "{SITES}甲局,县直,甲网,http://www.a.gov.cn/,,,,,,,\n乙局,县直,乙网,http://www.b.gov.cn/,12,,,,,,\n"
    );
    let columns =
        format!("{COLUMNS}http://www.b.gov.cn/,通知,http://www.b.gov.cn/t/,通知公告,,,\n");
    let loaded = load_bytes(sites.as_bytes(), columns.as_bytes()).expect("a register");
    check_fault("left out", &loaded.faults[1..], (2, "网站地址", true), "第 3 行");
}
