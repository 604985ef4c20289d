//! What a settings file may hold, and how it is refused.

use crate::config::{county, load_text, refusal};
use pucha::config::{ConfigError, Settings, load, without_file};
use std::fs;
use std::path::Path;

#[test]
fn an_empty_file_gives_the_defaults() {
    let settings = load_text("", &[]).expect("no key is needed");
    assert_eq!(Settings { root: ".".into(), ..settings }, Settings::default());
}

#[test]
fn a_byte_order_mark_is_no_key() {
    let settings = load_text("\u{feff}[office]\nname = \"甲县\"\n", &[]).expect("a good file");
    assert_eq!(settings.office.name, "甲县");
}

#[test]
fn unknown_names_are_refused_with_line_and_way_out() {
    for (toml, line, words) in [
        ("[crawl]\ntimeout_second = 3\n", 2, "是不是 timeout_seconds"),
        ("[crawl]\n\nzzz = 3\n", 3, "[crawl] 中没有 zzz，现有"),
        ("[crawll]\n", 1, "是不是 [crawl]"),
        ("[zzzzzzz]\n", 1, "没有 [zzzzzzz] 这一节"),
        ("[office]\nprofile = \"2019\"\n", 2, "它属于 [rules]"),
        ("profile = \"2019\"\n", 1, "要写在 [rules]"),
        ("crawl = 3\n", 1, "crawl 是一节"),
    ] {
        let message = refusal(toml, &[]);
        assert!(message.contains(words), "{toml}: {message}");
        assert!(message.contains(&format!("pucha.toml:{line}：")), "{toml}: {message}");
    }
}

#[test]
fn everything_wrong_is_said_at_once_in_the_order_of_the_file() {
    let message =
        refusal("[rules]\nprofil = \"x\"\n[crawl]\nhome_visit = 1\nmax_body_mib = -1\n", &[]);
    let lines: Vec<&str> = message.lines().collect();
    assert_eq!(lines.len(), 3, "{message}");
    for (line, words) in lines.iter().zip(["profil", "home_visit", "max_body_mib"]) {
        assert!(line.contains(words), "{message}");
    }
}

#[test]
fn bad_values_are_refused_by_name_and_line() {
    for (line, words) in [
        ("timeout_seconds = \"15\"", "应为数字"),
        ("timeout_seconds = 0", "大于 0"),
        ("timeout_seconds = -1", "大于 0"),
        ("timeout_seconds = nan", "大于 0"),
        ("timeout_seconds = inf", "大于 0"),
        ("requests_per_second = 0", "allow_private_addresses"),
        ("requests_per_second = -1.0", "大于 0"),
        ("requests_per_second = inf", "大于 0"),
        ("connections_per_host = 0", "1 到"),
        ("connections_per_host = 1.5", "整数"),
        ("hosts_at_once = 0", "1 到"),
        ("max_pages_per_site = 0", "1 到"),
        ("max_body_mib = 0", "1 到"),
        ("max_body_mib = 99999999999999999999", "pucha.toml:2"),
        ("max_redirects = 1000", "0 到 100"),
        ("home_visits = 0", "1 到"),
        ("second_look_seconds = -1", "0 到"),
        ("respect_robots = \"yes\"", "true 或 false"),
        ("respect_robots = 1", "true 或 false"),
        ("user_agent = \"\"", "不能为空"),
        ("user_agent = \"普查\"", "英文"),
        ("never_visit = [\"localhost\"]", "IP 地址"),
        ("sentinels = \"http://a/\"", "方括号"),
        ("sentinels = [1]", "方括号"),
        ("sentinels = [\"www.gov.cn\"]", "不是网址"),
        ("hosts = { \"www.a.gov.cn\" = \"localhost\" }", "IP 地址"),
        ("hosts = { \"www.a.gov.cn\" = \"127.0.0.1:99999\" }", "IP 地址"),
        ("hosts = { \"http://www.a.gov.cn\" = \"127.0.0.1\" }", "只写主机名"),
        ("hosts = { \"www.a.gov.cn\" = 5 }", "主机名 = 地址"),
        ("timeout_seconds = ", "写法有误"),
        ("timeout_seconds = 1\ntimeout_seconds = 2", "写法有误"),
    ] {
        let message = refusal(&format!("[crawl]\n{line}\n"), &[]);
        assert!(message.contains(words), "{line}: {message}");
        assert!(message.contains("pucha.toml:2") || message.contains("pucha.toml:3"), "{message}");
    }
}

#[test]
fn values_outside_of_the_crawl_are_checked_too() {
    for (toml, words) in [
        ("[office]\nname = \" \"", "[office] name 不能为空"),
        ("[register]\nsites = \"\"", "[register] sites 不能为空"),
        ("[store]\npath = \"\"", "[store] path 不能为空"),
        ("[store]\nkeep_periods = 0", "1 到 1200"),
        ("[store]\nmin_free_mib = 99999999", "0 到 1048576"),
        ("[rules]\nprofile = \"2091\"", "没有规则集“2091”，现有 2015、2019"),
        ("[rules]\nprofile = \"../2019\"", "没有规则集"),
        ("[browser]\npage_seconds = 0", "1 到 600"),
        ("[browser]\nmemory_mib = 1", "256 到"),
        ("[browser]\npages_per_site = -1", "整数"),
        ("[probe]\nvisits_per_day = 0", "1 到 144"),
        ("[probe]\njitter = 0.6", "0 到 0.5"),
        ("[probe]\njitter = nan", "0 到 0.5"),
        ("[probe]\ntimeout_seconds = 0", "大于 0"),
        ("[probe]\nquiet = 1", "没有 quiet"),
        ("[browser]\nenabled = 1", "true 或 false"),
        ("[browser]\nchrome = \"x\"", "没有 chrome"),
        ("[rectification]\nreport_hour = 25", "0 到 24"),
        ("[rectification]\nveto_working_days = 1000", "0 到 365"),
    ] {
        let message = refusal(toml, &[]);
        assert!(message.contains(words) && message.contains(":2"), "{toml}: {message}");
    }
}

#[test]
fn good_values_at_the_edge_are_taken() {
    let toml = "[crawl]\nrequests_per_second = 0\nallow_private_addresses = true\ntimeout_seconds = 0.2\n\
                connections_per_host = 1\nmax_redirects = 0\nsecond_look_seconds = 0\n\
                [crawl.hosts]\n\"www.a.gov.cn\" = \"127.0.0.5:18080\"\n\"b.gov.cn\" = \"::1\"\n\"c\" = \"[::1]:80\"\n";
    let settings = load_text(toml, &[]).expect("good settings");
    assert_eq!(settings.crawl.hosts.len(), 3);
    assert!(settings.crawl.requests_per_second.abs() < f64::EPSILON);
}

#[test]
fn paths_start_above_the_config_folder_or_in_the_files_own() {
    let (folder, file) = county("");
    let settings = load(&file, std::iter::empty()).expect("good settings");
    assert_eq!(settings.root, folder.path());
    assert_eq!(settings.place(Path::new("var/x")), folder.path().join("var/x"));
    let own = folder.path().join("own.toml");
    fs::write(&own, "").expect("a settings file");
    let settings = load(&own, std::iter::empty()).expect("good settings");
    assert_eq!(settings.root, folder.path());
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let (folder, file) = county("");
    let missing = load(&folder.path().join("none.toml"), std::iter::empty());
    let missing = missing.expect_err("no such file");
    assert!(matches!(missing, ConfigError::Missing { .. }));
    assert!(missing.to_string().contains("pucha init"));
    fs::write(&file, [0xC3, 0xF7, 0x0A]).expect("a settings file");
    let message = load(&file, std::iter::empty()).expect_err("GBK bytes").to_string();
    assert!(message.contains("UTF-8"), "{message}");
    let message = load(folder.path(), std::iter::empty()).expect_err("a folder").to_string();
    assert!(message.contains("文件夹"), "{message}");
}

#[test]
fn without_a_file_the_environment_still_counts() {
    let env = [("PUCHA_CRAWL__HOME_VISITS".to_owned(), "1".to_owned())];
    let settings = without_file(Path::new("."), env.into_iter()).expect("good settings");
    assert_eq!(settings.crawl.home_visits, 1);
}
