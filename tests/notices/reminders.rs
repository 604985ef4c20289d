//! Reminders before and after the deadline: each once, only of what the unit knows, none when all is mended.

use crate::notices::office::{Office, PERIOD};
use crate::notices::smtp::Smtp;
use serde_json::json;

const UNIT: &str = "柳河镇人民政府";

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_is_reminded_once_before_and_as_often_as_the_settings_say_after() {
    let server = Smtp::start(&json!({}));
    let office = Office::new(&[(UNIT, "liuhe@xian.gov.cn", 2), ("枫林镇人民政府", "", 1)]).await;
    let office = office.with_mail(server.port);
    let remind = |day: &str| office.notify(&["--channel", "mail", "--reminders", "--as-of", day]);
    remind("2026-11-26").ends(0).says(&["没有要发的"]);
    office.notify(&["--channel", "outbox"]).ends(0);
    for (day, code, sent) in [
        ("2026-11-25", 0, 0),
        // The unit without an address has to be called.
        ("2026-11-26", 3, 1),
        ("2026-11-26", 3, 1),
        ("2026-11-27", 0, 1),
        ("2026-11-28", 0, 1),
        ("2026-11-30", 3, 2),
        ("2026-12-01", 0, 2),
        ("2026-12-02", 3, 3),
        ("2026-12-31", 0, 3),
    ] {
        remind(day).ends(code);
        assert_eq!(server.mails().len(), sent, "{day}");
    }
    remind("2026-11-30").says(&[
        "枫林镇人民政府（邮件）：逾期催办（时限 2026-11-27，第 1 个工作日），问题1个",
        "请用电话或 OA 告知（李四 0564-6021001）",
    ]);
    let mails = server.mails();
    let subjects: Vec<&str> = mails.iter().filter_map(|it| it["subject"].as_str()).collect();
    assert!(subjects[0].starts_with("【到期提醒】") && subjects[0].contains("2026年11月27日17时"));
    assert!(subjects[1].starts_with("【逾期催办】") && subjects[1].contains(UNIT));
    let text = mails[1]["parts"][0]["text"].as_str().expect("text");
    assert!(text.contains("1. 栏目不更新：“栏目0”<b>栏目</b> 不更新（F"), "{text}");
    let html = mails[1]["parts"][1]["text"].as_str().expect("text");
    assert!(html.contains("&lt;b&gt;"), "{html}");
    assert_eq!(office.states(0), ["已通知"; 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_mended_everything_is_left_in_peace() {
    let server = Smtp::start(&json!({}));
    let office = Office::new(&[(UNIT, "liuhe@xian.gov.cn", 1)]).await.with_mail(server.port);
    office.notify(&["--channel", "mail"]).ends(0);
    office.judge(&[0]).await;
    let words = ["--channel", "mail", "--reminders", "--as-of", "2026-11-30"];
    office.notify(&words).ends(0).says(&["没有要发的"]);
    assert_eq!(server.mails().len(), 1);
    let newest = ["notify", "--reminders", "--channel", "mail", "--as-of", "2026-11-30"];
    office.run(&newest).ends(0);
    office.run(&["notify"]).ends(2);
    assert_eq!(PERIOD, "2026-11");
}
