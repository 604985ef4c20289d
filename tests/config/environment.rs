//! `PUCHA_SECTION__KEY` over the file.

use crate::config::{load_text, refusal};
use pucha::config::Settings;
use toml::{Table, Value};

/// Another value of the same kind that the checks accept, and how it is written in the environment.
fn other(section: &str, key: &str, value: &Value) -> (Value, String) {
    let value = match (key, value) {
        ("profile", _) => return (value.clone(), "2019".into()),
        ("jitter", _) => return (Value::Float(0.25), "0.25".into()),
        ("security", _) => return (Value::String("starttls".into()), "starttls".into()),
        ("service", _) => return (Value::String("feishu".into()), "feishu".into()),
        ("from" | "reply_to", _) => {
            return (Value::String("a@x.gov.cn".into()), "a@x.gov.cn".into());
        }
        ("copy_to", _) => Value::Array(vec!["a@x.gov.cn".into()]),
        ("never_visit", _) => Value::Array(vec!["0.0.0.0:8080".into()]),
        ("channels" | "notified_by", _) => Value::Array(vec!["webhook".into()]),
        ("confirm_first", _) => Value::Array(vec!["veto".into()]),
        (_, Value::Array(of)) if of.first().is_some_and(Value::is_integer) => {
            Value::Array(vec![5.into(), 2.into()])
        }
        (_, Value::String(_)) => {
            return (Value::String(format!("x {section}")), format!("x {section}"));
        }
        (_, Value::Integer(it)) => Value::Integer(it + 1),
        (_, Value::Float(it)) => Value::Float(it + 0.5),
        (_, Value::Boolean(it)) => Value::Boolean(!it),
        (_, Value::Array(_)) => Value::Array(vec!["http://www.gov.cn/".into()]),
        (_, Value::Table(_)) => {
            Value::Table(Table::from_iter([("www.a.gov.cn".to_owned(), "127.0.0.5:1".into())]))
        }
        (_, Value::Datetime(_)) => panic!("no setting is a date"),
    };
    let written = value.to_string();
    (value, written)
}

#[test]
fn every_key_can_be_overridden() {
    let defaults = Table::try_from(Settings::default()).expect("the defaults as a table");
    let mut seen = 0;
    for (section, keys) in &defaults {
        for (key, default) in keys.as_table().expect("sections are tables") {
            let (expected, written) = other(section, key, default);
            let name = format!("PUCHA_{}__{}", section.to_uppercase(), key.to_uppercase());
            // Mail cannot be switched on without a server and a sender.
            let mut env = vec![(name.as_str(), written.as_str())];
            if name == "PUCHA_MAIL__ENABLED" {
                env.extend([
                    ("PUCHA_MAIL__SERVER", "mail.x.gov.cn"),
                    ("PUCHA_MAIL__FROM", "a@x.gov.cn"),
                ]);
            }
            let settings = load_text("", &env).expect(&name);
            let got = Table::try_from(settings).expect("settings as a table");
            assert_eq!(got[section][key], expected, "{name}={written}");
            seen += 1;
        }
    }
    assert!(30 < seen, "only {seen} keys");
}

#[test]
fn the_environment_wins_over_the_file() {
    let toml = "[office]\nname = \"甲\"\n[crawl.hosts]\n\"a.gov.cn\" = \"10.0.0.1\"\n";
    let env = [
        ("PUCHA_OFFICE__NAME", "霍邱县人民政府办公室"),
        ("PUCHA_CRAWL__HOSTS", "{\"www.b.gov.cn\"=\"127.0.0.5:1\"}"),
        ("PUCHA_CRAWL__SENTINELS", "[\"http://www.gov.cn/\"]"),
        ("PUCHA_CRAWL__TIMEOUT_SECONDS", "3"),
    ];
    let settings = load_text(toml, &env).expect("good settings");
    assert_eq!(settings.office.name, "霍邱县人民政府办公室");
    assert_eq!(
        settings.crawl.hosts.into_iter().collect::<Vec<_>>(),
        [("www.b.gov.cn".to_owned(), "127.0.0.5:1".to_owned())]
    );
    assert_eq!(settings.crawl.sentinels, ["http://www.gov.cn/"]);
}

#[test]
fn text_is_taken_as_it_stands_or_unquoted() {
    for (written, expected) in [
        ("2019", "2019"),
        ("\"甲\"", "甲"),
        ("true", "true"),
        ("a = b", "a = b"),
        ("1\nx = 2", "1\nx = 2"),
    ] {
        let settings = load_text("", &[("PUCHA_OFFICE__CONTACT", written)]).expect(written);
        assert_eq!(settings.office.contact, expected);
    }
}

#[test]
fn a_bad_value_in_the_file_does_not_count_once_replaced() {
    let toml = "[crawl]\nhome_visits = \"many\"\n";
    assert!(refusal(toml, &[]).contains("home_visits"));
    let settings = load_text(toml, &[("PUCHA_CRAWL__HOME_VISITS", "2")]).expect("good settings");
    assert_eq!(settings.crawl.home_visits, 2);
}

#[test]
fn wrong_variables_are_refused_by_name() {
    for (name, value, words) in [
        ("PUCHA_CRAWL__TIMEOUT_SECOND", "3", "是不是 timeout_seconds"),
        ("PUCHA_CRAWLL__TIMEOUT_SECONDS", "3", "是不是 [crawl]"),
        ("PUCHA_CRAWL_TIMEOUT_SECONDS", "3", "PUCHA_CRAWL__TIMEOUT_SECONDS"),
        ("PUCHA_CRAWL__HOSTS__A", "127.0.0.1", "整体给出"),
        ("PUCHA_CRAWL__TIMEOUT_SECONDS", "fast", "应为数字"),
        ("PUCHA_CRAWL__TIMEOUT_SECONDS", "", "应为数字"),
        ("PUCHA_CRAWL__TIMEOUT_SECONDS", "0", "大于 0"),
        ("PUCHA_CRAWL__HOME_VISITS", "-1", "整数"),
        ("PUCHA_CRAWL__RESPECT_ROBOTS", "yes", "true 或 false"),
        ("PUCHA_CRAWL__HOSTS", "a=b", "主机名 = 地址"),
        ("PUCHA_RULES__PROFILE", "1999", "没有规则集"),
    ] {
        let message = refusal("", &[(name, value)]);
        assert!(message.contains(words) && message.contains(name), "{name}={value}: {message}");
    }
}

#[test]
fn other_variables_are_left_alone() {
    let env = [("PUCHA_LOG", "debug"), ("PATH", "/bin"), ("CRAWL__X", "1")];
    load_text("", &env).expect("none of them is a setting");
}
