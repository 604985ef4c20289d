//! Mail through a real SMTP server: what arrives, how, and what every failure comes to.

use crate::notices::office::{Office, PERIOD};
use crate::notices::smtp::{Certificates, Smtp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::net::TcpListener;

const UNIT: &str = "柳河镇人民政府";
const ADDRESS: &str = "liuhe@xian.gov.cn";

async fn office() -> Office {
    Office::new(&[(UNIT, ADDRESS, 2), ("城关街道办事处", "chengguan@163.com；b@qq.com", 1)]).await
}

fn said(rows: &[(String, String)]) -> Vec<&str> {
    rows.iter().map(|it| it.0.as_str()).collect()
}

fn to(mails: &[Value]) -> Vec<&str> {
    let one = |it: &'static str| move |mail: &Value| mail["envelope"]["to"][0].as_str() == Some(it);
    [ADDRESS, "chengguan@163.com", "b@qq.com"]
        .into_iter()
        .filter(|it| mails.iter().any(one(it)))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrives_is_readable_in_every_part_and_goes_once() {
    let server = Smtp::start(&json!({}));
    let office = office()
        .await
        .with_mail(server.port)
        .with("MAIL__COPY_TO", r#"["copy@xian.gov.cn"]"#)
        .with("MAIL__REPLY_TO", "jiancha@xian.gov.cn");
    // Both ways at once, so that both carry the same files.
    office.notify(&["--channel", "mail,outbox"]).ends(0).says(&["邮件：发出 3 份，未发出 0 份"]);
    let mails = server.mails();
    assert_eq!(to(&mails), [ADDRESS, "chengguan@163.com", "b@qq.com"]);
    let mail = &mails[0];
    let subject = mail["subject"].as_str().expect("a subject");
    for words in ["【整改通知】2026年11月", "问题2个", "2026年11月27日17时", UNIT] {
        assert!(subject.contains(words), "{subject}");
    }
    assert_eq!(mail["from"], json!([["测试县人民政府办公室", "wangzhan@xian.gov.cn"]]));
    assert_eq!(mail["to"], json!([[UNIT, ADDRESS]]));
    assert_eq!(mail["envelope"]["to"], json!([ADDRESS, "copy@xian.gov.cn"]));
    assert_eq!(mails[2]["envelope"]["to"], json!(["b@qq.com"]), "one copy a unit");
    let key = &office.keys("mail")[0];
    assert_eq!(mail["id"], json!(format!("<{key}.pucha@xian.gov.cn>")));
    assert_eq!((&mail["is_ascii"], &mail["defects"]), (&json!(true), &json!([])));
    assert!(mail["longest"].as_u64().expect("a length") <= 998);
    let parts = mail["parts"].as_array().expect("parts");
    assert_eq!((&parts[0]["kind"], &parts[1]["kind"]), (&json!("text/plain"), &json!("text/html")));
    let plain = parts[0]["text"].as_str().expect("text");
    for words in ["单项否决1个、扣分1个", "整改时限：2026年11月27日17时前改好2个", "李四"]
    {
        assert!(plain.contains(words), "{words}: {plain}");
    }
    attachments(&office, &parts[2..]);
    office.notify(&["--channel", "mail"]).ends(0).says(&["发出 0 份", "不必发 3 份"]);
    assert_eq!(server.mails().len(), 3, "nothing goes twice");
    assert_eq!(office.states(0), ["已通知", "已通知"]);
}

/// Names in both forms and bytes equal to those of the outbox, which holds the same files.
fn attachments(office: &Office, parts: &[Value]) {
    let folder = office.world.path(&format!("var/outbox/{PERIOD}/乡镇/{UNIT}"));
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("a folder").flatten().collect();
    files.sort_by_key(std::fs::DirEntry::file_name);
    assert_eq!(files.len(), parts.len());
    for part in parts {
        let name = part["file_name"].as_str().expect("a name");
        let file = files.iter().find(|it| *it.file_name() == *name).expect(name);
        assert_eq!((&part["name"], &part["rfc2231"]), (&json!(name), &json!(name)));
        let bytes = std::fs::read(file.path()).expect("a file");
        assert_eq!(part["sha256"], json!(hex::encode(Sha256::digest(bytes))), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn encrypted_and_with_a_login_it_goes_and_never_otherwise() {
    let certificates = Certificates::new();
    let root = certificates.path("root.pem").to_string_lossy().into_owned();
    for (offered, asked, ca, password, fault) in [
        ("tls", "tls", root.as_str(), "密码 p\"1", ""),
        ("starttls", "starttls", root.as_str(), "密码 p\"1", ""),
        ("tls", "tls", "", "密码 p\"1", "证书不可信"),
        ("starttls", "starttls", "", "密码 p\"1", "证书不可信"),
        ("none", "starttls", root.as_str(), "密码 p\"1", "不支持加密（STARTTLS）"),
        ("tls", "tls", root.as_str(), "错", "不让登录"),
    ] {
        let mut options = certificates.options(offered);
        options["login"] = json!(["wangzhan", "密码 p\"1"]);
        let server = Smtp::start(&options);
        let office = Office::new(&[(UNIT, ADDRESS, 1)])
            .await
            .with_mail(server.port)
            .with("MAIL__SECURITY", asked)
            .with("MAIL__CA_FILE", ca)
            .with("MAIL__USER", "wangzhan")
            .with("MAIL__PASSWORD", password);
        let code = if fault.is_empty() { 0 } else { 3 };
        let ran = office.notify(&["--channel", "mail"]).ends(code).says(&[fault]);
        assert!(!(ran.out() + &ran.err()).contains(password), "no password is told");
        assert_eq!(server.mails().len(), usize::from(fault.is_empty()), "{offered} {asked}");
        let states = office.states(0);
        assert_eq!(states, [if fault.is_empty() { "已通知" } else { "待整改" }]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_for_now_is_tried_again_and_what_is_refused_for_good_is_not() {
    let busy = "451 4.7.1 greylisted";
    let server = Smtp::start(&json!({
        "rcpt": {ADDRESS: [busy, busy], "chengguan@163.com": ["550 5.1.1 no such user"]},
    }));
    let office = office().await.with_mail(server.port);
    office.notify(&["--channel", "mail"]).ends(3).says(&["no such user", "--retry"]);
    assert_eq!(said(&office.rows("mail")), ["已发", "未发出", "已发"]);
    assert_eq!(to(&server.mails()), [ADDRESS, "b@qq.com"]);
    office.notify(&["--channel", "mail"]).ends(3).says(&["上次被拒收（chengguan@163.com）"]);
    assert_eq!(server.mails().len(), 2);
    office.notify(&["--channel", "mail", "--retry"]).ends(0);
    assert_eq!(to(&server.mails()), [ADDRESS, "chengguan@163.com", "b@qq.com"]);
    assert_eq!(server.mails().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_are_bounded_and_a_later_run_goes_on() {
    let full = json!(["452 4.3.1 full", "452 4.3.1 full", "452 4.3.1 full"]);
    let server = Smtp::start(&json!({"content": full}));
    let office = Office::new(&[(UNIT, ADDRESS, 1)]).await.with_mail(server.port);
    office.notify(&["--channel", "mail"]).ends(3).says(&["452", "再次运行 pucha notify 时会再发"]);
    assert_eq!((server.mails().len(), office.states(0)), (0, vec!["待整改"]));
    office.notify(&["--channel", "mail"]).ends(0);
    assert_eq!((server.mails().len(), office.states(0)), (1, vec!["已通知"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_off_after_the_content_nobody_knows_and_nothing_goes_again() {
    for (fault, refused) in [("cut", false), ("554 5.7.1 spam", true)] {
        let server = Smtp::start(&json!({"content": [fault]}));
        let office = Office::new(&[(UNIT, ADDRESS, 1)]).await.with_mail(server.port);
        office.notify(&["--channel", "mail"]).ends(3);
        let state = if refused { "未发出" } else { "不确定" };
        assert_eq!(said(&office.rows("mail")), [state]);
        let arrived = server.mails().len();
        for words in [&["--channel", "mail"][..], &["--channel", "mail", "--retry"]] {
            if !refused {
                office.notify(words).ends(3).says(&["pucha notify resolve"]);
                assert_eq!(server.mails().len(), arrived, "unsure is never sent again by itself");
            }
        }
        assert_eq!(office.states(0), ["待整改"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_or_says_nothing_ends_the_run_politely() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = free.local_addr().expect("bound").port();
    // Bound and not served: connections are taken up by the system and nobody answers.
    let silent = office().await.with_mail(port).with("MAIL__TIMEOUT_SECONDS", "0.2");
    let silent = silent.with("NOTICES__ATTEMPTS", "2");
    silent.notify(&["--channel", "mail"]).ends(3).says(&["再次运行 pucha notify 时会再发"]);
    assert_eq!(said(&silent.rows("mail")), ["未发出"; 3]);
    drop(free);
    let refused = office().await.with_mail(port).with("NOTICES__ATTEMPTS", "2");
    refused.notify(&["--channel", "mail"]).ends(3).says(&["连不上 发信服务器"]);
    assert_eq!(said(&refused.rows("mail")), ["未发出"; 3]);
    let server = Smtp::start(&json!({"port": port}));
    refused.notify(&["--channel", "mail"]).ends(0);
    assert_eq!(server.mails().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_cannot_be_used_are_told_by_unit() {
    let server = Smtp::start(&json!({}));
    let office = Office::new(&[
        (UNIT, "liuhe@xian.gov.cn\r\nBcc: e@evil.cn", 1),
        ("枫林镇人民政府", "", 1),
        ("石桥镇\r\nBcc: e@evil.cn", "电话联系", 1),
    ])
    .await
    .with_mail(server.port);
    office.notify(&["--channel", "mail"]).ends(3).says(&[
        "柳河镇人民政府（邮件）：登记表中的邮箱“Bcc:”写法不对",
        "石桥镇",
        "“电话联系”写法不对",
    ]);
    let mails = server.mails();
    let headers: Vec<_> = mails.iter().map(|it| &it["headers"]).collect();
    assert!(!headers.iter().any(|it| it.to_string().contains("bcc")), "{headers:?}");
    assert_eq!(mails.len(), 2, "the good address, and the one after the line break");
}

#[tokio::test(flavor = "multi_thread")]
async fn new_findings_make_a_new_notice_and_fewer_make_none() {
    let server = Smtp::start(&json!({}));
    let office = Office::new(&[(UNIT, ADDRESS, 2)]).await.with_mail(server.port);
    office.notify(&["--channel", "mail"]).ends(0);
    office.judge(&[1]).await;
    office.notify(&["--channel", "mail"]).ends(0).says(&["发出 0 份"]);
    office.judge(&[3]).await;
    office.notify(&["--channel", "mail"]).ends(0).says(&["发出 1 份"]);
    office.notify(&["--channel", "mail"]).ends(0).says(&["发出 0 份"]);
    let ids: Vec<_> = server.mails().iter().map(|it| it["id"].clone()).collect();
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1]);
    assert_eq!(office.states(0), ["已通知"; 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_shows_who_gets_what_and_leaves_no_trace() {
    let server = Smtp::start(&json!({}));
    let office = Office::new(&[(UNIT, ADDRESS, 2), ("枫林镇人民政府", "", 1)]).await;
    let office = office.with_mail(server.port);
    office.notify(&["--channel", "outbox,mail", "--dry-run"]).ends(0).says(&[
        "试运行",
        "邮件  柳河镇人民政府 → liuhe@xian.gov.cn：整改通知，问题2个（单项否决1个、扣分1个）",
        "发件文件夹  枫林镇人民政府 → 乡镇/枫林镇人民政府",
        "枫林镇人民政府（邮件）：登记表中没有邮箱",
    ]);
    assert!(server.mails().is_empty() && office.rows("mail").is_empty());
    assert!(!office.world.path("var/outbox").exists());
    assert_eq!(office.states(0), ["待整改"; 2]);
}
