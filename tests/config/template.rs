//! The commented file that `pucha init` writes is complete and says the defaults.

use pucha::config::Settings;
use toml::Table;

const TEMPLATE: &str = include_str!("../../config/pucha.toml");

#[test]
fn every_key_stands_in_the_template_with_its_default() {
    let written: Table = toml::from_str(TEMPLATE).expect("a readable template");
    let defaults = Table::try_from(Settings::default()).expect("the defaults as a table");
    assert_eq!(written, defaults);
    let settings: Settings = toml::from_str(TEMPLATE).expect("the template loads");
    assert_eq!(settings, Settings::default());
}

#[test]
fn every_key_is_explained_in_chinese() {
    for line in TEMPLATE.lines().filter(|it| it.contains(" = ") && !it.starts_with(['#', '"'])) {
        let note = line.rsplit_once('#').map(|(_, it)| it).unwrap_or_default();
        assert!(note.chars().any(|it| '\u{4e00}' <= it), "{line}");
    }
}

#[test]
fn settings_survive_being_written_and_read() {
    let mut settings = Settings::default();
    settings.crawl.hosts.insert("www.a.gov.cn".into(), "127.0.0.5:18080".into());
    settings.crawl.sentinels.push("http://www.gov.cn/".into());
    let text = toml::to_string(&settings).expect("settings as text");
    assert_eq!(toml::from_str::<Settings>(&text).expect("readable settings"), settings);
}
