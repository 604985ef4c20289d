//! Settings of notices: secrets never from the file, and every error names its setting.

use crate::notices::office::Office;
use std::fs;

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_named_with_its_setting_before_anything_goes_out() {
    let base = || async { Office::new(&[("柳河镇人民政府", "a@x.gov.cn", 1)]).await };
    let mail = ["--channel", "mail"];
    let hook = ["--channel", "webhook"];
    for (env, words, said) in [
        (vec![], mail, "[mail]"),
        (vec![("MAIL__ENABLED", "true")], mail, "[mail] server"),
        (vec![("MAIL__SECURITY", "ssl")], mail, "[mail] security"),
        (vec![("MAIL__COPY_TO", r#"["办公室"]"#)], mail, "[mail] copy_to"),
        (vec![("NOTICES__CHANNELS", r#"["sms"]"#)], mail, "[notices] channels"),
        (vec![("NOTICES__REMIND_AFTER_WORKING_DAYS", r#"["一"]"#)], mail, "一组不为负的整数"),
        (vec![("NOTICES__REMIND_AFTER_WORKING_DAYS", "[0]")], mail, "到期当天还不算逾期"),
        (vec![], hook, "[webhook] service"),
        (vec![("WEBHOOK__SERVICE", "qq")], hook, "[webhook] service"),
        (vec![("WEBHOOK__SERVICE", "wecom")], hook, "PUCHA_WEBHOOK__URL"),
        (
            vec![("WEBHOOK__SERVICE", "wecom"), ("WEBHOOK__URL", "http://robot.cn/x?key=K1")],
            hook,
            "https://",
        ),
        (
            vec![("WEBHOOK__SERVICE", "wecom"), ("WEBHOOK__URL", "https://u0.gov.cn/x?key=K1")],
            hook,
            "被检查的网站",
        ),
        (
            vec![("WEBHOOK__SERVICE", "json"), ("WEBHOOK__URL", "https://robot.cn/x?key=K1")],
            hook,
            "PUCHA_WEBHOOK__SECRET",
        ),
        (
            vec![("WEBHOOK__SERVICE", "wecom"), ("WEBHOOK__URL_FILE", "没有.txt")],
            hook,
            "[webhook] url_file",
        ),
    ] {
        let office = env.iter().fold(base().await, |office, (key, value)| office.with(key, value));
        let ran = office.notify(&words).ends(1).says(&[said]);
        assert!(!(ran.out() + &ran.err()).contains("K1"), "secrets are not told");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_without_a_password_and_a_password_in_the_file_are_refused() {
    let office = Office::new(&[("柳河镇人民政府", "a@x.gov.cn", 1)]).await;
    let office = office.with_mail(25).with("MAIL__USER", "wangzhan");
    office.notify(&["--channel", "mail"]).ends(1).says(&["PUCHA_MAIL__PASSWORD", "password_file"]);
    let path = office.world.path("config/pucha.toml");
    let text = fs::read_to_string(&path).expect("settings");
    fs::write(&path, text.replace("[mail]", "[mail]\npassword = \"p1\"")).expect("written");
    let ran = office.notify(&["--dry-run"]).ends(1);
    let ran = ran.says(&["[mail] password 是密钥", "PUCHA_MAIL__PASSWORD", "pucha.toml:"]);
    assert!(!ran.err().contains("p1"));
}
