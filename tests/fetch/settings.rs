//! Faults of our own settings are errors, name the setting, and say the way out.

use crate::fetch::server::settings;
use pucha::config::Crawl;
use pucha::fetch::Fetcher;

fn fault(change: impl Fn(&mut Crawl)) -> String {
    let mut crawl = settings(&[]);
    change(&mut crawl);
    Fetcher::new(&crawl, "run").err().expect("refused").to_string()
}

#[test]
fn settings_that_cannot_be_used_are_refused_by_name() {
    let host = |crawl: &mut Crawl, name: &str, place: &str| {
        crawl.hosts.insert(name.into(), place.into());
    };
    let faults = [
        fault(|crawl| crawl.timeout_seconds = 0.0),
        fault(|crawl| crawl.timeout_seconds = f64::NAN),
        fault(|crawl| crawl.crawl_delay_cap_seconds = -1.0),
        fault(|crawl| crawl.user_agent = "换行\n".into()),
        fault(|crawl| crawl.sentinels = vec!["ftp://a.cn/".into()]),
        fault(|crawl| host(crawl, "www.a.gov.cn", "localhost")),
        fault(|crawl| host(crawl, "www.a.gov.cn", "127.0.0.1:port")),
        fault(|crawl| host(crawl, "not a host", "127.0.0.1")),
    ];
    insta::assert_snapshot!(faults.join("\n"), @r#"
    设置 crawl.timeout_seconds 的值“0”不能用：应大于 0
    设置 crawl.timeout_seconds 的值“NaN”不能用：应为不小于 0 的秒数
    设置 crawl.crawl_delay_cap_seconds 的值“-1”不能用：应为不小于 0 的秒数
    设置 crawl.user_agent 的值“换行\n”不能用：只能用英文字母、数字和常用符号
    设置 crawl.sentinels 的值“ftp://a.cn/”不能用：应为网址，例如 "https://www.gov.cn/"
    设置 crawl.hosts 的值“www.a.gov.cn = localhost”不能用：等号右边应是地址，例如 "127.0.0.5" 或 "127.0.0.5:18080"，几个地址之间用分号隔开
    设置 crawl.hosts 的值“www.a.gov.cn = 127.0.0.1:port”不能用：等号右边应是地址，例如 "127.0.0.5" 或 "127.0.0.5:18080"，几个地址之间用分号隔开
    设置 crawl.hosts 的值“not a host = 127.0.0.1”不能用：等号左边应是主机名，例如 "www.example.gov.cn"
    "#);
}

#[test]
fn every_form_of_a_led_host_is_understood_outside_a_runtime() {
    let mut crawl = settings(&[]);
    for (name, place) in [
        ("a.gov.cn", "127.0.0.5"),
        ("b.gov.cn", "127.0.0.5:18080"),
        ("c.gov.cn", "[::1]:80"),
        ("d.gov.cn", "::1"),
        ("e.gov.cn.", "[::1]"),
        ("某县.政务", " 127.0.0.1 "),
    ] {
        crawl.hosts.insert(name.into(), place.into());
    }
    assert!(Fetcher::new(&crawl, "run").is_ok());
}
